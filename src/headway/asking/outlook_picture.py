"""Months to come as columns: what is won already, from where to where it is likely to come, and what is likeliest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

WIDE, NARROW = 760, 340
TOP, HEIGHT, FOOT = 22, 150, 24
FULLEST, LEAST_TALL = 74, 1.5
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Month:
    """One month as a column; `top` and `bottom` of its range, None where nothing can be told."""

    begins_on: date
    x: float
    width: float
    won_y: float
    won_height: float
    top: float | None
    height: float | None
    likely_y: float | None
    stage_y: float | None
    low: float | None
    high: float | None

    @property
    def middle(self) -> float:
        """Where its name stands."""
        return round(self.x + self.width / 2, 1)

    @property
    def end(self) -> float:
        """Its right edge."""
        return round(self.x + self.width, 1)


@dataclass(frozen=True)
class OutlookPicture:
    """The months on one canvas."""

    is_narrow: bool
    width: int
    height: int
    floor: int
    name_y: int
    months: tuple[Month, ...]


def outlook_picture(rows: Sequence[Row]) -> tuple[OutlookPicture, ...]:
    """The months (rows of `outlook`) on a wide and on a narrow canvas; none where nothing can be told of any.

    >>> row = {"begins_on": date(2026, 7, 1), "won_already": 1.0, "expected": 2.0, "low": 1.0, "high": 4.0}
    >>> wide, _ = outlook_picture([{**row, "by_stage": 9.0}])
    >>> (wide.months[0].top, wide.months[0].height, wide.months[0].stage_y)
    (105.3, 50.0, 22.0)
    """
    if not any(row["expected"] is not None for row in rows):
        return ()
    return _picture(rows, WIDE, is_narrow=False), _picture(rows, NARROW, is_narrow=True)


def _picture(rows: Sequence[Row], width: int, *, is_narrow: bool) -> OutlookPicture:
    told = [row[name] or 0.0 for row in rows for name in ("high", "by_stage", "won_already")]
    most = max(told) or 1.0
    step = width / len(rows)
    floor = TOP + HEIGHT
    months = tuple(_month(row, step * place, step, most) for place, row in enumerate(rows))
    return OutlookPicture(is_narrow, width, floor + FOOT, floor, floor + 17, months)


def _month(row: Row, left: float, step: float, most: float) -> Month:
    column = min(FULLEST, step * 0.7)

    def y(amount: float | None) -> float | None:
        return None if amount is None else round(TOP + HEIGHT * (1 - amount / most), 1)

    top, bottom, won = y(row["high"]), y(row["low"]), y(row["won_already"] or 0.0)
    height = None if top is None or bottom is None else round(max(LEAST_TALL, bottom - top), 1)
    return Month(
        row["begins_on"],
        round(left + (step - column) / 2, 1),
        round(column, 1),
        won or 0.0,
        round(TOP + HEIGHT - (won or 0.0), 1),
        top,
        height,
        y(row["expected"]),
        y(row["by_stage"]),
        row["low"],
        row["high"],
    )
