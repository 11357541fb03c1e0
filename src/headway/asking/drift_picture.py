"""What was expected and what came, month by month, as columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

WIDE, NARROW = 760, 340
LEFT, TOP, HEIGHT, FOOT = 30, 14, 120, 34
# On a narrow screen only so many of the newest months have room.
MOST_NARROW = 8
FULLEST = 46


@dataclass(frozen=True)
class Column:
    """One month: what came as a column, what was expected as a line across it."""

    day: datetime
    x: float
    width: float
    y: float
    height: float
    expected_y: float
    came: int
    expected: int
    is_odd: bool

    @property
    def middle(self) -> float:
        """Where its name stands."""
        return round(self.x + self.width / 2, 1)

    @property
    def end(self) -> float:
        """Its right edge."""
        return round(self.x + self.width, 1)


@dataclass(frozen=True)
class DriftPicture:
    """The months on one canvas."""

    is_narrow: bool
    width: int
    height: int
    floor: int
    name_y: int
    year_y: int
    columns: tuple[Column, ...]


def drift_picture(months: Sequence[tuple[datetime, int, int, bool]]) -> tuple[DriftPicture, ...]:
    """The months (day, expected, came, is odd) on a wide and on a narrow canvas; none of none.

    >>> [wide, narrow] = drift_picture([(datetime(2026, 1, 5), 10, 5, False)])
    >>> column = wide.columns[0]
    >>> (column.expected_y, column.y, column.y + column.height == wide.floor)
    (14.0, 74.0, True)
    """
    if not months:
        return ()
    return _picture(months, WIDE, is_narrow=False), _picture(months[-MOST_NARROW:], NARROW, is_narrow=True)


def _picture(months: Sequence[tuple[datetime, int, int, bool]], width: int, *, is_narrow: bool) -> DriftPicture:
    most = max(1, *(max(expected, came) for _, expected, came, _ in months))
    step = (width - LEFT) / len(months)
    column = min(FULLEST, step * 0.7)
    floor = TOP + HEIGHT
    columns = []
    for place, (day, expected, came, is_odd) in enumerate(months):
        x = round(LEFT + place * step + (min(step, 2 * FULLEST) - column) / 2, 1)
        high, line = round(HEIGHT * came / most, 1), round(floor - HEIGHT * expected / most, 1)
        columns.append(Column(day, x, round(column, 1), floor - high, high, line, came, expected, is_odd))
    return DriftPicture(is_narrow, width, floor + FOOT, floor, floor + 15, floor + 29, tuple(columns))
