"""Whether tracking worked, told from the traffic itself."""

from datetime import date, datetime, time, timedelta

import pyarrow as pa
import pytest

from headway.measures.tracking import tracking_weeks
from tables import made, show, text

FIRST = date(2026, 1, 5)  # a Monday
WEEK = (100, 100, 100, 100, 100, 20, 20)
USUAL = 540


def days_of(*acts: int) -> pa.Table:
    """Traffic by day; a day without any has no row."""
    known = {FIRST + timedelta(days=day): many for day, many in enumerate(acts) if many}
    return pa.table({"day": list(known), "acts": list(known.values())})


def told_at(day: date) -> pa.Table:
    return pa.table({"moment": [datetime.combine(day, time())]})


def weeks(days: dict[int, int], shape: tuple[int, ...] = WEEK) -> list[dict[str, object]]:
    """What is told of thirty weeks of usual traffic, but for the days that had another."""
    acts = [days.get(day, shape[day % 7]) for day in range(210)]
    rows: list[dict[str, object]] = tracking_weeks(days_of(*acts), told_at(FIRST + timedelta(days=210))).to_pylist()
    return rows


def test_traffic_days_count_everybody_up_to_the_moment() -> None:
    found = made(
        "traffic_days",
        web_events="""
            visitor_id | kind  | agent   | happened_at
            v1         | page  |         | 2026-06-27 10:00
            v1         | track |         | 2026-06-27 10:01
            v2         | page  | bot/1.0 | 2026-06-28 09:00
            v2         | page  | bot/1.0 | 2026-06-30 09:00
        """,
    )
    assert show(found) == text("2026-06-27 | 2\n2026-06-28 | 1")


def test_tracking_weeks_of_nothing() -> None:
    assert show(made("tracking_weeks")) == ""


def test_tracking_weeks_as_usual() -> None:
    rows = weeks({})
    assert len(rows) == 31
    assert rows[7] == {
        "week": FIRST + timedelta(weeks=7),
        "acts": USUAL,
        "usual_acts": USUAL,
        "tracked_share": 1.0,
        "is_tracked": True,
        "days_lost": 0,
    }


def test_tracking_weeks_two_days_lost() -> None:
    row = weeks({72: 9, 73: 0})[10]
    assert (row["acts"], row["days_lost"], row["is_tracked"]) == (USUAL - 191, 2, True)
    assert row["tracked_share"] == pytest.approx(1 - 191 / USUAL)


def test_tracking_weeks_lost_as_a_whole_however_long() -> None:
    rows = weeks(dict.fromkeys(range(70, 140), 0))
    assert [row["is_tracked"] for row in rows[9:21]] == [True, *[False] * 10, True]
    assert [row["days_lost"] for row in rows[9:21]] == [0, *[7] * 10, 0]


def test_tracking_weeks_holidays_are_quiet_and_not_lost() -> None:
    row = weeks(dict.fromkeys(range(70, 77), 21))[10]
    assert (row["days_lost"], row["is_tracked"]) == (0, True)
    assert row["tracked_share"] == pytest.approx(147 / USUAL)


def test_tracking_weeks_the_running_week_counts_as_far_as_it_has_gone() -> None:
    rows = tracking_weeks(days_of(*WEEK * 30, 100, 100), told_at(FIRST + timedelta(days=212)))
    assert rows["tracked_share"].to_pylist()[-2:] == pytest.approx([1.0, 200 / USUAL])
    assert weeks({})[-1]["tracked_share"] == 0.0


def test_tracking_weeks_too_little_comes_to_tell() -> None:
    row = weeks({72: 0, 73: 0, 74: 0}, shape=(2, 2, 2, 2, 2, 0, 0))[10]
    assert (row["tracked_share"], row["is_tracked"], row["days_lost"]) == (1.0, True, None)
