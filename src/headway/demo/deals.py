"""The deals of the vendor's CRM: opened late, at stages that run ahead of the customer, closed when remembered."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from headway.demo.journeys import Ending, Journey
from headway.demo.people import Company, Person
from headway.demo.trade import Colleague, Kind, Stage, trade
from headway.demo.year import DAY, WEEK, Moment, Year, one_at_work

_PUSHED_DAYS = 45  # a seller who moves a close date moves it by this
_PUSHES = 0.45  # of the passed close dates are moved: the others are forgotten
_BY_THEMSELVES = 0.7  # of the reorders come through the portal
_FOUND = 0.9  # of those who take part become known to a seller who logs everything
FOLLOWING = 4 * DAY  # between one person met in a deal and the next
_FORGOTTEN = 0.35  # of the undecided deals are never closed at all


@dataclass(frozen=True)
class Change:
    """The state of a deal from a moment on, as its seller saw it."""

    at: Moment
    stage: Stage
    amount: int
    closes: Moment


class Stakeholder(NamedTuple):
    """A person of the customer in a deal, and since when the CRM says so."""

    person: Person
    since: Moment


@dataclass(frozen=True, eq=False)
class Deal:
    """One opportunity. ``ending`` is none while it is open.

    ``fate`` is how it would end and ``wanted_until`` how long the customer cares: what nobody at the vendor can know.
    """

    company: Company
    product: str
    suffix: str
    kind: Kind
    theme: str
    team: tuple[Colleague, ...]
    stakeholders: tuple[Stakeholder, ...]
    changes: tuple[Change, ...]
    ending: Ending | None
    fate: Ending
    wanted_until: Moment
    source: str
    reason: str = ""

    @property
    def name(self) -> str:
        """As the CRM shows it."""
        return f"{self.company.name} - {self.product}{self.suffix}"

    @property
    def owner(self) -> Colleague:
        """Who leads it."""
        return self.team[0]

    @property
    def opened(self) -> Moment:
        """When it was entered."""
        return self.changes[0].at

    @property
    def last(self) -> Change:
        """Its present state."""
        return self.changes[-1]

    def met_by(self, at: Moment) -> list[Person]:
        """Whom we have met at that moment: from the beginning the first."""
        return [one.person for one in self.stakeholders if one.since <= at] or [self.stakeholders[0].person]

    def ends(self, year: Year) -> Moment:
        """When it closed, or the end of the world told."""
        return self.last.at if self.ending else year.end


def deal(journey: Journey, year: Year, rng: np.random.Generator) -> Deal | None:
    """The deal of a journey: none if we never heard of it, or not yet."""
    if journey.opened is None or journey.opened >= year.end:
        return None
    closed = _closed(journey, rng)
    path = _path(journey, closed, rng)
    changes = tuple(change for change in _with_pushes(path, year, rng) if change.at < year.end)
    ending = journey.ending if changes[-1].stage.is_closed else None
    return Deal(
        company=journey.company,
        product=journey.product,
        suffix="",
        kind=journey.kind,
        theme=journey.theme,
        team=journey.team,
        stakeholders=_stakeholders(journey, changes[0].at, min(closed or year.end, year.end), rng),
        changes=changes,
        ending=ending,
        fate=journey.ending,
        wanted_until=journey.ends,
        source=_source(journey, rng),
        reason=_reason(ending, rng),
    )


def _closed(journey: Journey, rng: np.random.Generator) -> Moment | None:
    """Orders are entered at once; what dies without a decision stays for weeks, often for good."""
    if journey.ending != "no decision":
        return one_at_work(journey.ends + int(rng.integers(1, 5)) * DAY, rng)
    if rng.random() < _FORGOTTEN:
        return None
    return one_at_work(journey.ends + int(rng.integers(*journey.kind.patience)) * WEEK, rng)


def _path(journey: Journey, closed: Moment | None, rng: np.random.Generator) -> list[Change]:
    """The open stages in order, sooner than the customer would have them, and the end."""
    opened = journey.opened or journey.begins
    length = max(journey.ends - opened, 5 * DAY)
    stages = [stage for stage in trade().stages.values() if not stage.is_closed]
    reached = len(stages) if journey.ending == "won" else int(rng.integers(2, len(stages) + 1))
    steps = np.sort(rng.beta(1.0, 1.5, reached - 1)) * length
    at = [opened, *(max(opened, one_at_work(opened + int(step), rng)) for step in steps)]
    closes = opened + int(rng.integers(20, 110)) * DAY
    amount = _amount(journey, rng)
    path = [Change(when, stage, amount, closes) for when, stage in zip(at, stages, strict=False)]
    if closed is not None:
        end = trade().stages["Closed Won" if journey.ending == "won" else "Closed Lost"]
        path.append(Change(max(closed, path[-1].at + DAY), end, amount, closed))
    return path


def _with_pushes(path: list[Change], year: Year, rng: np.random.Generator) -> Iterator[Change]:
    """The same path with the close dates that a careful seller moves when they have passed."""
    until = [*(change.at for change in path[1:]), year.end]
    closes = path[0].closes
    for change, following in zip(path, until, strict=True):
        if change.stage.is_closed:
            yield change
            return
        yield Change(change.at, change.stage, change.amount, closes)
        while closes + DAY < following and closes > change.at and rng.random() < _PUSHES:
            passed, closes = closes, closes + _PUSHED_DAYS * DAY
            yield Change(passed + DAY // 3, change.stage, change.amount, closes)


def _amount(journey: Journey, rng: np.random.Generator) -> int:
    low, high = journey.kind.amount
    return round(math.exp(rng.uniform(math.log(low), math.log(high))) / 100) * 100


def _stakeholders(journey: Journey, opened: Moment, until: Moment, rng: np.random.Generator) -> tuple[Stakeholder, ...]:
    """Those whom the seller has come to know and entered: the first at once, of the others seldom all, and later."""
    joined = journey.begins + journey.joins * WEEK
    since = np.maximum(joined, opened + np.arange(joined.size) * FOLLOWING)
    found = (rng.random(joined.size) < journey.team[0].logs * _FOUND) & (since < until)
    found[0], since[0] = True, opened
    people = zip(journey.people, found.tolist(), since.tolist(), strict=True)
    return tuple(Stakeholder(person, at) for person, known, at in people if known)


def _source(journey: Journey, rng: np.random.Generator) -> str:
    if journey.kind.name == "reorder":
        return "Portal" if rng.random() < _BY_THEMSELVES else "Phone"
    return ("Web", "Web", "Trade Show", "Referral", "Phone")[int(rng.integers(5))]


def _reason(ending: Ending | None, rng: np.random.Generator) -> str:
    reasons = trade().reasons.get(ending or "", [])
    return reasons[int(rng.integers(len(reasons)))] if reasons else ""
