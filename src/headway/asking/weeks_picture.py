"""What both sides did by week: the customer's acts upwards, ours downwards, on one scale."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Self

from headway.asking.pictures import WEEK, Mark, Time, monday, months

WIDTH, TALL, TOP = 640.0, 116.0, 6.0
LEAST_WEEKS, MOST_WEEKS = 12, 52
GAP = 1.5


@dataclass(frozen=True)
class Week:
    """One side's acts in one week, as a column."""

    x: float
    y: float
    width: float
    height: float
    week: date
    acts: int
    is_ours: bool


@dataclass(frozen=True)
class Scale:
    """How tall one act is, the same on both sides, and where the line between them lies: each side gets its room."""

    act: float
    middle: float

    @classmethod
    def of(cls, theirs: int, ours: int) -> Self:
        """The scale on which the most of one week on each side fit together."""
        act = TALL / (theirs + ours)
        return cls(act, round(TOP + act * theirs, 1))


@dataclass(frozen=True)
class WeeksPicture:
    """The columns, the line between the two sides, and the months below."""

    width: float
    height: float
    middle: float
    columns: tuple[Week, ...]
    months: tuple[Mark, ...]
    since: date
    theirs: int
    ours: int

    @property
    def month_y(self) -> float:
        """Where the names of months stand."""
        return self.height - 24

    @property
    def year_y(self) -> float:
        """Where years stand."""
        return self.height - 5


def weeks_picture(theirs: Mapping[date, int], ours: Mapping[date, int], since: date, until: date) -> WeeksPicture:
    """Draw the weeks between two days, at most a year of them."""
    last = monday(until) + WEEK
    first = max(min(monday(since), last - LEAST_WEEKS * WEEK), last - MOST_WEEKS * WEEK)
    time = Time(first, last, 0.0, WIDTH)
    seen = {week: acts for week, acts in theirs.items() if first <= week < last}
    done = {week: acts for week, acts in ours.items() if first <= week < last}
    scale = Scale.of(max(seen.values(), default=1), max(done.values(), default=1))
    columns = [*_columns(seen, time, scale, is_ours=False), *_columns(done, time, scale, is_ours=True)]
    counts = sum(seen.values()), sum(done.values())
    return WeeksPicture(WIDTH, TOP + TALL + 46, scale.middle, tuple(columns), months(time), first, *counts)


def _columns(acts: Mapping[date, int], time: Time, scale: Scale, is_ours: bool) -> list[Week]:
    drawn = []
    for week, many in sorted(acts.items()):
        tall = round(max(1.5, scale.act * many), 1)
        left, right = time.x(week), time.x(week + WEEK)
        top = scale.middle + 1 if is_ours else scale.middle - 1 - tall
        drawn.append(Week(left, round(top, 1), round(right - left - GAP, 1), tall, week, many, is_ours))
    return drawn
