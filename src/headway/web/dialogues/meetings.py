"""The meeting in the browser: deals one after the other, notes that no cut network loses, and what each takes along."""

import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_POST, require_safe

from headway.asking.meeting import Agreed, agreed_on, remember_sent, sent_to
from headway.asking.meeting import agree as put_down
from headway.asking.meeting import meeting as asked
from headway.asking.meeting import note as keep
from headway.asking.viewer import WRITERS
from headway.web.reading import opened
from headway.web.rights import seen_by
from headway.web.telling import back, tell

# A button pressed twice sends its form twice at once; the second waits until the first is remembered.
_ONE_AT_A_TIME = threading.Lock()
WORKER = Path(__file__).parents[1] / "static/headway/meeting_worker.js"


@require_safe
@seen_by()
@ensure_csrf_cookie
def meeting(request: HttpRequest) -> HttpResponse:
    """The deals that need it most, to be gone through one by one."""
    found = asked(opened(request), request.viewer, request.GET.get("with", ""), request.GET.get("deal", ""))
    return render(request, "dialogues/meeting.html", {"meeting": found, "today": localdate()})


@require_safe
@seen_by()
def worker(_request: HttpRequest) -> HttpResponse:
    """The script that answers for the meeting without network; from here, for it may serve its own folder only."""
    return HttpResponse(WORKER.read_bytes(), content_type="text/javascript", headers={"Cache-Control": "no-cache"})


@require_POST
@seen_by(*WRITERS)
def note(request: HttpRequest) -> HttpResponse:
    """Keep a note."""
    return _kept(request, keep(opened(request), request.viewer, request.POST.dict()))


@require_POST
@seen_by(*WRITERS)
def agree(request: HttpRequest) -> HttpResponse:
    """Put down what the customer will do, and who of ours looks after it."""
    return _kept(request, put_down(opened(request), request.viewer, request.POST.dict()))


def _kept(request: HttpRequest, undo: str) -> HttpResponse:
    """The page's script is told in a word, a plain form by the page itself."""
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"kept": True})
    tell(request, _("Kept."), undo)
    return back(request)


@require_safe
@seen_by()
def close(request: HttpRequest) -> HttpResponse:
    """What customers have agreed to do today, by who of ours looks after it."""
    agreed = agreed_on(opened(request), request.viewer, localdate())
    sent = sent_to(opened(request), agreed)
    found = {email: (own, sent.get(email)) for email, own in agreed.items()}
    return render(
        request, "dialogues/close.html", {"agreed": found, "is_sent": bool(agreed) and len(sent) == len(agreed)}
    )


@require_POST
@seen_by(*WRITERS)
def send(request: HttpRequest) -> HttpResponse:
    """Send everybody a mail with what is theirs, and nothing else; whoever has it already only when asked for again."""
    with _ONE_AT_A_TIME:
        agreed = agreed_on(opened(request), request.viewer, localdate())
        had = {} if request.POST.get("again") == "yes" else sent_to(opened(request), agreed)
        due = {email: own for email, own in agreed.items() if email not in had}
        get_connection().send_messages(list(written(due)))
        for email, own in due.items():
            remember_sent(opened(request), request.viewer, email, own)
    many = len(due)
    said = ngettext("One mail was sent.", "%(many)d mails were sent.", many) % {"many": many}
    tell(request, said if due else _("Everybody has theirs already; nothing was sent again."))
    return back(request)


def written(agreed: Mapping[str, tuple[Agreed, ...]]) -> Iterator[EmailMessage]:
    """A mail to each of ours with what their customers have agreed to do; not yet sent."""
    for email, own in agreed.items():
        told = {"agreed": own, "address": settings.ADDRESS}
        yield EmailMessage(
            _("What your customers will do next"), render_to_string("mail/meeting.txt", told), to=[email]
        )
