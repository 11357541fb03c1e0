"""Visits to the site as columns: who came with which device, when, with what in mind, and for how many pages.

A visit costs a few bytes, so that a year of millions of pages is planned in memory and written a week at a time.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from enum import IntEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from headway.demo.journeys import Journey, energy, wanted_jobs
from headway.demo.site import Site
from headway.demo.year import DAY, WEEK, Moments, Year, at_work

Ints = NDArray[np.int64]

# Everybody has two devices, the second seldom used; the devices of those whose name nobody learns come after them.
DEVICES_EACH = 2
_SECOND_DEVICE = 0.15


class Says(IntEnum):
    """How a visitor makes itself known in a visit."""

    NOTHING = 0
    FORM = 1
    MAIL = 2
    LOGIN = 3


@dataclass(frozen=True)
class Visits:
    """One row for each visit; ``pages`` is how many it sees, ``deck`` what they are drawn from."""

    start: Moments
    device: NDArray[np.int32]
    deck: NDArray[np.int16]
    pages: NDArray[np.int16]
    says: NDArray[np.int8]
    known: NDArray[np.bool_]

    def __len__(self) -> int:
        """How many visits."""
        return int(self.start.size)

    def take(self, rows: NDArray[np.bool_] | Ints | slice) -> "Visits":
        """The chosen rows, in the order asked for."""
        return Visits(**{f.name: getattr(self, f.name)[rows] for f in fields(self)})


def visits(start: Moments, device: ArrayLike, deck: ArrayLike, pages: ArrayLike, says: Says = Says.NOTHING) -> Visits:
    """Visits whose other columns may be one number for all of them."""
    shape = start.shape
    return Visits(
        start=start,
        device=np.broadcast_to(np.asarray(device, np.int32), shape),
        deck=np.broadcast_to(np.asarray(deck, np.int16), shape),
        pages=np.broadcast_to(np.asarray(pages, np.int16), shape),
        says=np.full(shape, says, np.int8),
        known=np.zeros(shape, np.bool_),
    )


def together(parts: Iterable[Visits]) -> Visits:
    """All visits in one table."""
    rows = list(parts)
    return Visits(**{f.name: np.concatenate([getattr(part, f.name) for part in rows]) for f in fields(Visits)})


def within(rows: Visits, year: Year) -> Visits:
    """Those of the year told."""
    return rows.take((rows.start >= year.start) & (rows.start < year.end))


def visit_lengths(size: int, rng: np.random.Generator) -> Ints:
    """Pages of as many visits: mostly few, at times a dozen."""
    return np.minimum(rng.geometric(0.27, size), 14)


def of_journey(journey: Journey, site: Site, rng: np.random.Generator) -> Visits:
    """What a buying group reads week by week: whoever has joined comes back as often as the week has energy."""
    there = np.arange(journey.weeks) >= journey.joins[:, None]
    counts = rng.poisson(there * energy(journey, rng))
    who, week = (np.repeat(place, counts[counts > 0]) for place in np.nonzero(counts))
    numbers = np.array([person.number for person in journey.people])
    second = rng.random(who.size) < _SECOND_DEVICE
    return visits(
        at_work(journey.begins + week * WEEK + rng.integers(7, size=who.size) * DAY, rng),
        numbers[who] * DEVICES_EACH + second,
        _decks(journey, week, site, rng),
        visit_lengths(who.size, rng),
    )


def _decks(journey: Journey, week: Ints, site: Site, rng: np.random.Generator) -> Ints:
    """For each visit the deck of the job it is busy with."""
    bounds = np.cumsum(wanted_jobs(journey), axis=1)[week]
    job = np.minimum((bounds < rng.random(week.size)[:, None]).sum(axis=1), len(site.jobs) - 1)
    theme, language = site.themes.index(journey.theme), site.languages.index(journey.company.country)
    return np.asarray(site.needs[job, theme, language])


def resized(rows: Visits, ratio: float, year: Year, rng: np.random.Generator) -> Visits:
    """About ``ratio`` times as many visits: thinned out, or repeated a few days around the first."""
    times = rng.random(len(rows)) < ratio if ratio < 1 else rng.poisson(ratio, len(rows))
    more = rows.take(np.repeat(np.arange(len(rows)), times))
    if ratio < 1:
        return more
    moved = more.start + rng.integers(-3, 4, len(more)) * DAY + rng.integers(0, DAY // 8, len(more))
    return replace(more, start=np.clip(moved, year.start, year.end - 1))


def made_known(rows: Visits, introduced: Ints, way: NDArray[np.int8]) -> Visits:
    """In the order of time, with the moment at which each device makes itself known.

    ``introduced`` is, by device, the visit in which that happens (-1 for never) and ``way`` how. Whoever fills in a
    form is known from the next visit on; whoever comes from a mail or logs in, at once.
    """
    rows = rows.take(np.lexsort((rows.start, rows.device)))
    first = np.searchsorted(rows.device, rows.device)
    here = np.arange(len(rows)) - first == introduced[rows.device]
    says = np.where((rows.says == Says.NOTHING) & here, way[rows.device], rows.says)
    so_far = np.cumsum(says != Says.NOTHING)
    earlier = so_far - (says != Says.NOTHING)
    known = (earlier > earlier[first]) | (says > Says.FORM)
    ready = replace(rows, says=says.astype(np.int8), known=known)
    return ready.take(np.argsort(ready.start, kind="stable"))
