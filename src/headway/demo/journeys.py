"""Buying journeys of the made-up customers: who takes part, how long, about what, and how each ends.

A customer's week is not a step in a funnel: it goes back and forth between the jobs, and how far it has come shows in
which of them it is mostly busy with. A journey that ends in a purchase brings in the whole group; one that ends in
nothing stalls half-way with half of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from headway.demo.people import Company, Person
from headway.demo.trade import Colleague, Kind, trade
from headway.demo.year import DAY, WEEK, Moment, Year, one_at_work

Ending = Literal["won", "lost", "no decision"]
Floats = NDArray[np.float64]

_NEEDS = (0.2, 0.55, 0.25)  # no larger journey, one or two within the year told
_REORDERS_A_YEAR = 1.6
_EARLIER_LARGER, _EARLIER_REORDERS = 0.5, 0.7  # of a customer, over before the year and still in the CRM
_PLANTS = 0.55  # of the larger needs of a customer with people enough
_NEVER_OPENED = 0.2  # of the larger journeys never reach us at all
_SPECIALIST_ASKED = 0.6  # of the specialists a sale needs are asked to join
_STRONG, _WEAK, _WHOLE_TEAM, _PART_OF_TEAM = 2.2, 0.8, 1.5, 0.7  # what each makes of the odds of winning
_LOST = 0.45  # of what is not won: the rest is never decided
_REMEMBERED = 100 * WEEK  # before the year, as far back as earlier deals go
_IDLE = 0.15  # of the weeks nobody has time for it
_SEEN = {"won": 1.0, "lost": 0.75, "no decision": 0.45}  # of the group that ever takes part
# Where along the way each job is at its height: problem, solution, requirements, supplier.
_HEIGHTS = np.array([0.08, 0.32, 0.55, 0.85])


@dataclass(frozen=True, eq=False)
class Journey:
    """One need of one company, from its first thought to its end. ``joins`` holds each person's first week."""

    company: Company
    kind: Kind
    product: str
    theme: str
    begins: Moment
    weeks: int
    people: tuple[Person, ...]
    joins: NDArray[np.int64]
    ending: Ending
    opened: Moment | None  # when we heard of it: none if never
    team: tuple[Colleague, ...]

    @property
    def ends(self) -> Moment:
        """When the customer is through."""
        return self.begins + self.weeks * WEEK


def journeys(company: Company, year: Year, rng: np.random.Generator) -> Iterator[Journey]:
    """All needs a company has in the year, and for a customer those the CRM remembers from before it."""
    for kind in _kinds(company, int(rng.choice(len(_NEEDS), p=_NEEDS)), _REORDERS_A_YEAR * year.days / 365, rng):
        weeks = _weeks(kind, rng)
        yield _journey(company, kind, weeks, year.start + int(rng.integers(-weeks * 7, year.days)) * DAY, rng)
    if company.customer and company.since is not None:
        yield from _earlier(company, company.since, year, rng)


def _earlier(company: Company, since: Moment, year: Year, rng: np.random.Generator) -> Iterator[Journey]:
    """Needs that were over when the year began."""
    for kind in _kinds(company, int(rng.poisson(_EARLIER_LARGER)), _EARLIER_REORDERS, rng):
        weeks = _weeks(kind, rng)
        latest = year.start - weeks * WEEK
        if latest > since:
            yield _journey(company, kind, weeks, latest - int(rng.integers(min(latest - since, _REMEMBERED))), rng)


def _kinds(company: Company, larger: int, reorders: float, rng: np.random.Generator) -> list[Kind]:
    """Who knows us replaces, builds and reorders; who does not begins with a project."""
    if not company.customer:
        return [trade().kinds["project"]] * larger
    plants = _PLANTS if len(company.people) >= trade().kinds["plant"].people[0] else 0.0
    names = ["plant" if rng.random() < plants else "replacement" for _ in range(larger)]
    return [trade().kinds[name] for name in (*names, *["reorder"] * int(rng.poisson(reorders)))]


def _weeks(kind: Kind, rng: np.random.Generator) -> int:
    return int(rng.integers(kind.weeks[0], kind.weeks[1] + 1))


def _journey(company: Company, kind: Kind, weeks: int, begins: Moment, rng: np.random.Generator) -> Journey:
    team = _team(company.owner, kind, rng)
    ending = _ending(kind, company.owner, team, rng)
    product, theme = kind.products[int(rng.integers(len(kind.products)))]
    people = _group(company, kind, ending, rng)
    joins = np.sort(np.floor(rng.beta(1.1, 1.3, len(people)) * weeks * 0.8).astype(np.int64))
    joins[0] = 0
    opened = _opened(kind, begins, weeks, rng)
    return Journey(company, kind, product, theme, begins, weeks, people, joins, ending, opened, team)


def _team(owner: Colleague, kind: Kind, rng: np.random.Generator) -> tuple[Colleague, ...]:
    """The owner, and the specialists this kind of sale asks for when the owner thinks of them."""
    asked = [title for title in kind.team[1:] if rng.random() < _SPECIALIST_ASKED]
    return (owner, *(trade().specialist(title, owner.manager) for title in asked))


def _ending(kind: Kind, owner: Colleague, team: tuple[Colleague, ...], rng: np.random.Generator) -> Ending:
    """Won more often where the seller is strong and the team whole."""
    odds = kind.wins / (1 - kind.wins) * (_STRONG if owner.strong == kind.name else _WEAK)
    odds *= _WHOLE_TEAM if len(team) == len(kind.team) else _PART_OF_TEAM
    if rng.random() < odds / (1 + odds):
        return "won"
    return "lost" if rng.random() < _LOST else "no decision"


def _group(company: Company, kind: Kind, ending: Ending, rng: np.random.Generator) -> tuple[Person, ...]:
    wanted = rng.integers(kind.people[0], kind.people[1] + 1) * _SEEN[ending]
    size = int(np.clip(round(wanted), 1, len(company.people)))
    order = rng.permutation(len(company.people))[:size].tolist()
    return tuple(company.people[n] for n in order)


def _opened(kind: Kind, begins: Moment, weeks: int, rng: np.random.Generator) -> Moment | None:
    if kind.name != "reorder" and rng.random() < _NEVER_OPENED:
        return None
    return one_at_work(begins + int(rng.uniform(*kind.opens) * weeks * WEEK), rng)


def energy(journey: Journey, rng: np.random.Generator) -> Floats:
    """Visits of a person by week: bursts and pauses, and the fading of what will not be bought."""
    elapsed = np.arange(journey.weeks) / journey.weeks
    bursts = rng.gamma(1.6, 1 / 1.6, journey.weeks) * (rng.random(journey.weeks) >= _IDLE)
    fading = {"won": elapsed * 0, "lost": np.maximum(elapsed - 0.7, 0), "no decision": np.maximum(elapsed - 0.45, 0)}
    rising = 0.6 + 0.8 * elapsed if journey.ending == "won" else 1.0
    return np.asarray(journey.kind.weekly["visits"] * bursts * rising * np.exp(-5 * fading[journey.ending]))


def wanted_jobs(journey: Journey) -> Floats:
    """Shares of the six jobs by week; each row adds up to one."""
    elapsed = np.arange(journey.weeks) / journey.weeks
    if journey.ending == "no decision":
        elapsed = np.minimum(elapsed, 0.5)  # it goes round in what it needs and never chooses
    steps = np.exp(-(((elapsed[:, None] - _HEIGHTS) / 0.22) ** 2)) + 0.06
    beside = np.stack([0.1 + 0.35 * elapsed, (0.04 + 0.4 * elapsed**2) * _SEEN[journey.ending]], axis=1)
    wanted = np.concatenate([steps, beside], axis=1)
    return np.asarray(wanted / wanted.sum(axis=1, keepdims=True))
