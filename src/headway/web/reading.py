"""The one build that a request reads, from its first query to its last."""

import threading
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest

from headway.errors import NotBuilt
from headway.store.home import Home
from headway.store.reading import Reading, reading

# An engine is opened once for each thread and build, and dropped when the next build is published.
_OPENED = threading.local()


def home() -> Home:
    """The home this server shows."""
    return Home(settings.HEADWAY_HOME)


def opened(request: HttpRequest) -> Reading:
    """The build that was current when the request first asked; the whole page comes from it."""
    if not hasattr(request, "opened"):
        request.opened = _current()
    return request.opened


def is_gone(request: HttpRequest) -> bool:
    """Whether the build that the request reads can no longer be read: another one has taken its place."""
    read: Reading | None = getattr(request, "opened", None)
    return read is not None and not (read.home.path / "builds" / f"{read.pin.id}.json").exists()


def _current() -> Reading:
    found: Reading | None = getattr(_OPENED, "reading", None)
    if found is None or (found.home, found.pin.id) != (home(), home().current.id):
        _OPENED.reading = reading(home())
    return _OPENED.reading


def week(request: HttpRequest) -> dict[str, datetime | None]:
    """The moment the pages are about, for templates."""
    try:
        return {"as_of": opened(request).pin.moment if getattr(request, "viewer", None) else None}
    except NotBuilt:
        return {"as_of": None}
