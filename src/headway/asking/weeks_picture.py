"""What both sides did by week: the customer's acts upwards, ours downwards, on one scale."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from headway.asking.pictures import WEEK, Mark, Time, monday, months

WIDTH, HALF = 640.0, 62.0
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
    most = max([*seen.values(), *done.values(), 1])
    columns = [*_columns(seen, time, most, is_ours=False), *_columns(done, time, most, is_ours=True)]
    height = 2 * HALF + 54
    return WeeksPicture(
        WIDTH, height, HALF + 6, tuple(columns), months(time), first, sum(seen.values()), sum(done.values())
    )


def _columns(acts: Mapping[date, int], time: Time, most: int, is_ours: bool) -> list[Week]:
    middle = HALF + 6
    drawn = []
    for week, many in sorted(acts.items()):
        tall = round(max(1.5, HALF * many / most), 1)
        left, right = time.x(week), time.x(week + WEEK)
        top = middle + 1 if is_ours else middle - 1 - tall
        drawn.append(Week(left, round(top, 1), round(right - left - GAP, 1), tall, week, many, is_ours))
    return drawn
