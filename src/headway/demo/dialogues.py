"""What passes between the vendor and its customers, and what the vendor does alone: meetings, calls, mails, tasks."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from headway.demo.deals import Deal
from headway.demo.people import Company, Person
from headway.demo.trade import Colleague, trade
from headway.demo.year import DAY, WEEK, Moment, Year, one_at_work

Act = Literal["meeting", "internal", "call", "unanswered call", "mail in", "mail out", "task"]

_REMEMBERED_WEEKS = 150  # as far back as the CRM's records of a customer go
# With a customer of usual closeness, in a year and outside any deal.
_TALK: tuple[tuple[Act, float], ...] = (("meeting", 2.0), ("mail in", 4.0), ("mail out", 4.0), ("call", 1.0))
# How willingly a customer answers, by how the deal is going to end.
_ANSWERS = {"won": 1.0, "lost": 0.6, "no decision": 0.35}
_MINUTES = (30, 45, 60, 60, 90, 120)


@dataclass(frozen=True, eq=False)
class Activity:
    """One thing done. ``person`` is the customer's, ``by`` ours."""

    kind: Act
    at: Moment
    company: Company
    deal: Deal | None
    person: Person | None
    by: Colleague
    subject: str
    minutes: int = 0


def of_deal(deal: Deal, year: Year, rng: np.random.Generator) -> Iterator[Activity]:
    """What happens while a deal is open: we go on to its end, the customer only as long as it wants something."""
    weekly, logs = deal.kind.weekly, deal.owner.logs
    ours, theirs = deal.ends(year), min(deal.wanted_until, deal.ends(year))
    answers = _ANSWERS[deal.fate]
    plan: tuple[tuple[Act, float, Moment], ...] = (
        ("meeting", weekly["meetings"] * (0.5 + answers), theirs),
        ("call", weekly["calls"], theirs),
        ("mail in", weekly["mails"] * answers, theirs),
        ("mail out", weekly["mails"], ours),
        ("task", weekly["tasks"], ours),
    )
    for kind, rate, until in plan:
        yield from _some(deal, kind, rate * logs, until, rng)


def _some(deal: Deal, kind: Act, a_week: float, until: Moment, rng: np.random.Generator) -> Iterator[Activity]:
    span = max(DAY, until - deal.opened)
    for share in np.sort(rng.random(rng.poisson(a_week * span / WEEK))).tolist():
        at = one_at_work(deal.opened + int(share * span), rng)
        if deal.opened <= at < until:
            yield _activity(kind, at, deal, rng)


def _activity(kind: Act, at: Moment, deal: Deal, rng: np.random.Generator) -> Activity:
    """By the owner as a rule, by anybody of the team in every third meeting."""
    by = deal.team[int(rng.integers(len(deal.team)))] if kind == "meeting" and rng.random() < 1 / 3 else deal.owner
    met = deal.met_by(at)
    person = None if kind == "task" else met[int(rng.integers(len(met)))]
    return Activity(kind, at, deal.company, deal, person, by, _subject(kind, rng), _minutes(kind, rng))


def of_relationship(company: Company, year: Year, rng: np.random.Generator) -> Iterator[Activity]:
    """The talk with a customer that belongs to no deal: what makes a long relationship."""
    if not company.customer or company.since is None:
        return
    begins = max(company.since, year.weeks_ago(_REMEMBERED_WEEKS))
    years = (year.end - begins) / (365 * DAY)
    closeness = rng.gamma(2.0, 0.5)
    for kind, yearly in _TALK:
        for _ in range(int(rng.poisson(yearly * closeness * years))):
            yield _talk(kind, begins, company, year, rng)


def _talk(kind: Act, begins: Moment, company: Company, year: Year, rng: np.random.Generator) -> Activity:
    at = max(begins + DAY, one_at_work(int(rng.integers(begins, year.end)), rng))
    person = company.people[int(rng.integers(company.known))]
    return Activity(kind, at, company, None, person, company.owner, _subject(kind, rng), _minutes(kind, rng))


def _subject(kind: Act, rng: np.random.Generator) -> str:
    subjects = trade().subjects[kind]
    return subjects[int(rng.integers(len(subjects)))]


def _minutes(kind: Act, rng: np.random.Generator) -> int:
    if kind == "meeting":
        return _MINUTES[int(rng.integers(len(_MINUTES)))]
    return int(rng.integers(2, 30)) if kind == "call" else 0
