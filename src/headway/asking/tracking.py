"""Whether tracking worked: when it began, and stretches in which next to nothing of the usual traffic reached us."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from headway.store.reading import Reading

OUTAGES_SHOWN = 6
A_WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class Outage:
    """Weeks in a row with days on which next to nothing came: from which Monday to which, and how many days."""

    begun_on: date
    ended_on: date
    days: int

    @property
    def is_one_week(self) -> bool:
        """Whether it lies within one week."""
        return self.begun_on == self.ended_on


@dataclass(frozen=True)
class Tracking:
    """What is known of it; `since` is none where nothing was ever tracked."""

    since: date | None
    outages: tuple[Outage, ...]
    outages_in_all: int
    is_told: bool  # enough comes in a week to tell an outage from a quiet one

    @property
    def earlier(self) -> int:
        """How many outages are not listed."""
        return self.outages_in_all - len(self.outages)


def tracking(opened: Reading) -> Tracking:
    """The outages, the newest first."""
    weeks = sorted(opened.whole("tracking_weeks"), key=lambda row: row["week"])
    found = _outages(weeks)
    is_told = any(row["days_lost"] is not None for row in weeks)
    return Tracking(weeks[0]["week"] if weeks else None, tuple(found[:OUTAGES_SHOWN]), len(found), is_told)


def _outages(weeks: Iterable[dict[str, Any]]) -> list[Outage]:
    """Weeks with lost days, those in a row together."""
    found: list[Outage] = []
    for row in weeks:
        if not row["days_lost"]:
            continue
        one = Outage(row["week"], row["week"], row["days_lost"])
        if found and found[-1].ended_on + A_WEEK == one.begun_on:
            before = found.pop()
            one = Outage(before.begun_on, one.ended_on, before.days + one.days)
        found.append(one)
    return found[::-1]
