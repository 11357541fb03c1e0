"""From visits to what the browser reports of them: pages seen, acts on them, and the calls that say who it is."""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from headway.demo.calls import REFERRERS, SEARCHES, Kind
from headway.demo.devices import Devices
from headway.demo.site import CARDS, Site
from headway.demo.visits import DEVICES_EACH, Says, Visits
from headway.demo.year import SECOND, Moments

Ints = NDArray[np.int64]

_ACTS = 0.25  # of those who see a page on which something can be done, do it
_ALIASES = 0.05  # of the introductions also send the old way of joining two ids
_FROM = (0.35, 0.45, 0.12, 0.08)  # nowhere, and the three sites of REFERRERS
_LINKEDIN = REFERRERS.index("https://www.linkedin.com/")
_ADVERTS = 0.3  # of those who come from there clicked on one of ours
_NEWSLETTER, _ADVERT = 1, 2  # places in SEARCHES


@dataclass(frozen=True)
class Events:
    """One row for each call; ``place`` is the page with its search and referrer, numbered as `Calls` reads it."""

    at: Moments
    kind: NDArray[np.int8]
    device: NDArray[np.int32]
    known: NDArray[np.bool_]
    says: NDArray[np.int8]
    place: Ints

    def take(self, rows: NDArray[np.bool_] | Ints) -> "Events":
        """The chosen rows, in the order asked for."""
        return Events(**{f.name: getattr(self, f.name)[rows] for f in fields(self)})


class Browser:
    """Opens the pages of visits."""

    def __init__(self, site: Site, devices: Devices, rng: np.random.Generator) -> None:
        """Hold what does not change from one visit to the next."""
        self._devices, self._rng = devices, rng
        self._decks = site.decks
        self._form, self._login = site.number["/contact"], site.number["/login"]
        self._acts = np.array([bool(page.act) for page in site.pages])
        self._portal = site.habits["portal"]
        self._bot = site.habits["bot"]
        self._referrers = len(REFERRERS) + len(site.pages)
        self._grouped = devices.grouped()

    def events(self, visits: Visits) -> Events:
        """Everything reported of these visits, in no order."""
        visit = np.repeat(np.arange(len(visits)), visits.pages)
        first = np.cumsum(visits.pages) - visits.pages
        pages = self._pages(visits, visit, first)
        parts = [pages, self._acted(pages, visits.deck[visit])]
        parts += self._introductions(visits, pages, first)
        return Events(**{f.name: np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(Events)})

    def _pages(self, visits: Visits, visit: Ints, first: Ints) -> Events:
        page = self._decks[visits.deck[visit], self._rng.integers(CARDS, size=visit.size)].astype(np.int64)
        last = first + visits.pages - 1
        page[first[visits.says == Says.LOGIN]] = self._login
        page[last[visits.says == Says.FORM]] = self._form
        app = self._devices.app[visits.device] & (visits.deck == self._portal)
        return Events(
            at=visits.start[visit] + self._seconds(visits, visit, first),
            kind=np.where(app, Kind.SCREEN, Kind.PAGE).astype(np.int8)[visit],
            device=visits.device[visit],
            known=visits.known[visit],
            says=visits.says[visit],
            place=self._places(page, visits, first),
        )

    def _seconds(self, visits: Visits, visit: Ints, first: Ints) -> Moments:
        """How long into the visit each page is opened; a bot waits for nothing."""
        reading = np.clip(self._rng.lognormal(3.7, 1.0, visit.size), 4, 900)
        reading[visits.deck[visit] == self._bot] = 1.0
        reading[first] = 0
        passed = np.cumsum(reading)
        return ((passed - passed[first][visit]) * SECOND).astype(np.int64)

    def _places(self, page: Ints, visits: Visits, first: Ints) -> Ints:
        """Each page is reached from the one before it; the first one from outside."""
        referrer = np.roll(page, 1) + len(REFERRERS)
        search = np.zeros_like(page)
        outside = self._rng.choice(len(_FROM), size=first.size, p=_FROM)
        mail = visits.says == Says.MAIL
        referrer[first] = np.where(mail, 0, outside)
        advert = (outside == _LINKEDIN) & (self._rng.random(first.size) < _ADVERTS)
        search[first] = np.where(mail, _NEWSLETTER, np.where(advert, _ADVERT, 0))
        return (page * len(SEARCHES) + search) * self._referrers + referrer

    def _acted(self, pages: Events, deck: NDArray[np.int16]) -> Events:
        """Downloads, calculators, requests: a few seconds after the page was opened."""
        possible = self._acts[pages.place // (len(SEARCHES) * self._referrers)] & (deck != self._bot)
        acts = pages.take(possible & (pages.kind == Kind.PAGE) & (self._rng.random(possible.size) < _ACTS))
        return self._call(acts, Kind.ACT, delay=2)

    def _introductions(self, visits: Visits, pages: Events, first: Ints) -> list[Events]:
        """The act by which somebody becomes known, and the calls the site then sends."""
        # A form is the visit's last page, a link in a mail and a login its first.
        where = np.where(visits.says == Says.FORM, first + visits.pages - 1, first)
        told = pages.take(where[visits.says != Says.NOTHING])
        grouped = self._grouped[told.device // DEVICES_EACH]
        alias = self._rng.random(told.at.size) < _ALIASES
        return [
            self._call(told, Kind.ENTRY, delay=2),
            self._call(told, Kind.IDENTIFY, delay=2, known=True),
            self._call(told.take(grouped), Kind.GROUP, delay=2, known=True),
            self._call(told.take(alias), Kind.ALIAS, delay=2, known=True),
        ]

    def _call(self, rows: Events, kind: Kind, *, delay: int, known: bool = False) -> Events:
        kinds = np.full(rows.at.size, kind, np.int8)
        return Events(rows.at + delay * SECOND, kinds, rows.device, rows.known | known, rows.says, rows.place)
