"""How far each buying job of one need is, taken apart into the weeks that made it so, without a rest."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from math import exp
from typing import Any

from headway.sources.words import JOBS
from headway.store.reading import Reading

# Two sums of the same parts.
SAME = 1e-9
Row = dict[str, Any]


@dataclass(frozen=True)
class Part:
    """What was added to one job: in a week, and in the silence before it."""

    seen: float = 0.0
    unseen: float = 0.0


@dataclass(frozen=True)
class Week:
    """One week in which the customer was seen (or the moment's), with a part for each job, in the order of the jobs."""

    monday: date
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Job:
    """How far one job is; `total` is the sum of all its parts, and what is left of the job is exp(-total)."""

    name: str
    total: float
    share: float

    @property
    def percent(self) -> int:
        """How much of a hundred is done."""
        return round(100 * self.share)

    @property
    def adds_up(self) -> bool:
        """Whether the parts make the share that is shown everywhere else."""
        return abs(1 - exp(-self.total) - self.share) < SAME


@dataclass(frozen=True)
class Gains:
    """The jobs, and the weeks behind them, the newest first."""

    jobs: tuple[Job, ...] = ()
    weeks: tuple[Week, ...] = ()

    @property
    def adds_up(self) -> bool:
        """Whether every job is the sum of its parts."""
        return all(job.adds_up for job in self.jobs)


def gains(opened: Reading, journey: Row) -> Gains:
    """The weeks of a need, a row of `journeys`; nothing where nothing is seen of it."""
    if journey[JOBS[0]] is None:
        return Gains()
    rows = opened.where("journey_jobs", account_id=journey["account_id"], journey_id=journey["journey_id"])
    weeks: dict[date, dict[str, Part]] = defaultdict(dict)
    for row in rows:
        weeks[row["week"]][row["job"]] = Part(row["gained"], row["gained_unseen"])
    ordered = [Week(day, tuple(weeks[day].get(job, Part()) for job in JOBS)) for day in sorted(weeks, reverse=True)]
    totals = [sum(each.parts[place].seen + each.parts[place].unseen for each in ordered) for place in range(len(JOBS))]
    jobs = tuple(Job(name, total, journey[name]) for name, total in zip(JOBS, totals, strict=True))
    return Gains(jobs, tuple(ordered))
