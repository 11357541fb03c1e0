"""Segment calls as JSON text, put together from pieces that are written once."""

from enum import IntEnum

from headway.demo.devices import Devices, Kept, compact
from headway.demo.site import Site

# Where a visit comes from; what follows these in the numbering are the site's own pages.
REFERRERS = ("", "https://www.google.com/", "https://www.linkedin.com/", "https://www.bing.com/")
SEARCHES = ("", "?utm_source=newsletter&utm_medium=email", "?utm_source=linkedin&utm_medium=paid")
# In the order of `Says`.
_ENTRIES = ("", "Form Submitted", "Mail Link Opened", "Signed In")


class Kind(IntEnum):
    """What a call is; a `track` is an act on a page or the act by which somebody becomes known."""

    PAGE = 0
    SCREEN = 1
    ACT = 2
    ENTRY = 3
    IDENTIFY = 4
    GROUP = 5
    ALIAS = 6


_TYPES = ("page", "screen", "track", "track", "identify", "group", "alias")


class Calls:
    """Writes calls. A place is one number for a page with its search and its referrer."""

    def __init__(self, site: Site, devices: Devices) -> None:
        """Begin with no piece written."""
        self._site = site
        self._devices = devices
        self._referrers = (*REFERRERS, *(f"https://{site.host}{page.path}" for page in site.pages))
        self._titles = [compact(f"{page.title} | {site.brand}") for page in site.pages]
        self._places = Kept(self._place)
        self._acts = Kept(self._act)
        # In the order of `Kind`.
        self._bodies = (self._seen, self._screen, self._acted, self._entered, self._traits, self._group, self._alias)

    def text(self, kind: int, place: int, device: int, says: int) -> str:
        """What the call says, from ``type`` to ``context``: all but who says it and when."""
        if kind == Kind.SCREEN:
            context = self._devices.phone_app[device]
        else:
            context = f'{self._devices.web[device]},"page":{{{self._places[place]}}}'
        return f'"type":"{_TYPES[kind]}",{self._bodies[kind](place, device, says)},"context":{{{context}}}'

    def _seen(self, place: int, _device: int, _says: int) -> str:
        return f'"name":{self._titles[self._page(place)]},"properties":{{{self._places[place]}}}'

    def _screen(self, place: int, _device: int, _says: int) -> str:
        return f'"name":{compact(self._site.pages[self._page(place)].title)},"properties":{{}}'

    def _acted(self, place: int, _device: int, _says: int) -> str:
        return self._acts[self._page(place)]

    def _entered(self, _place: int, _device: int, says: int) -> str:
        return f'"event":"{_ENTRIES[says]}","properties":{{}}'

    def _traits(self, _place: int, device: int, _says: int) -> str:
        return self._devices.traits[device]

    def _group(self, _place: int, device: int, _says: int) -> str:
        return self._devices.group[device]

    def _alias(self, _place: int, device: int, _says: int) -> str:
        return f'"previousId":"{self._devices.anonymous(device)}"'

    def _page(self, place: int) -> int:
        return place // (len(SEARCHES) * len(self._referrers))

    def _place(self, place: int) -> str:
        rest, referrer = divmod(place, len(self._referrers))
        page, search = divmod(rest, len(SEARCHES))
        path = self._site.pages[page].path
        url = f"https://{self._site.host}{path}{SEARCHES[search]}"
        return (
            f'"path":"{path}","url":"{url}","referrer":"{self._referrers[referrer]}",'
            f'"title":{self._titles[page]},"search":"{SEARCHES[search]}"'
        )

    def _act(self, page: int) -> str:
        one = self._site.pages[page]
        properties = compact({"label": one.title, "path": one.path})
        return f'"event":"{one.act}","properties":{properties}'
