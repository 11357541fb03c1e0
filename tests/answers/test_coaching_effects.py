"""Whether customers went on faster after coaching began."""

from datetime import date, timedelta

import numpy as np
import pytest

from tables import made, show, text

USERS = "user_ref | email\na | a@us\nb | b@us\nx |"


def test_deal_weeks_and_days_of_progress_are_counted_by_owner_time_age_and_phase() -> None:
    found = made(
        "coaching_cases",
        moment="2026-06-28",
        deals="""
            deal_id | owner_ref | opened_on  | closed_at
            bridge  | a         | 2026-06-01 |
            arch    | b         | 2026-05-04 | 2026-05-20
            old     | b         | 2020-01-06 | 2020-03-02
            nobody  | x         | 2026-05-04 |
        """,
        crm_users=USERS,
        progress_days="""
            deal_id | happened_on
            bridge  | 2026-06-03
            bridge  | 2026-06-17
            bridge  | 2026-06-18
            nobody  | 2026-06-18
        """,
        coaching_starts="email | begun_on\na@us | 2026-06-10",
    )
    assert show(found) == text("""
        a@us | 2026-05-11 | 0 | near   | 1 | 1
        a@us | 2026-06-08 | 0 | near   | 1 | 0
        a@us | 2026-06-08 | 0 | after  | 2 | 2
        b@us | 2026-04-13 | 0 | before | 1 | 0
        b@us | 2026-05-11 | 0 | before | 2 | 0
    """)


def cases(lift: float, begin: tuple[int, ...] = (8, 10, 12, 14), people: int = 24, scatter: float = 1.0) -> str:
    """Half of the people begin at one of several times; each has the same pace, and 10 deals."""
    rng = np.random.default_rng(1)
    rows = ["email | span | age | phase | deal_weeks | progress_days"]
    for person in range(people):
        start = begin[person // 2 % len(begin)] if person % 2 == 0 else 99
        for span in range(24):
            phase = "after" if span >= start else "near" if span >= start - 3 else "before"
            days = round(10 * (1 + lift * (phase == "after")) + scatter * rng.normal())
            rows.append(f"p{person:02}@us | {date(2025, 1, 6) + timedelta(weeks=4 * span)} | 2 | {phase} | 40 | {days}")
    return "\n".join(rows)


def teams(*sizes: int) -> str:
    rows = [f"boss{size}@us | p{person:02}@us" for size in sizes for person in range(size)]
    return "leader | email\n" + "\n".join(rows)


def test_an_effect_is_told_interval_first_for_everybody_and_for_teams_of_three() -> None:
    found = made("coaching_effects", coaching_cases=cases(0.3), branches=teams(4, 8))
    assert show(found, "team", "people", "verdict", "reason", "deal_weeks_needed") == text("""
        -        | 12 | more | - | 0
        boss8@us | 4  | more | - | 0
    """)
    for row in found.to_pylist():
        assert 0.2 < row["low"] < row["more"] < row["high"] < 0.4
        assert row["more"] == pytest.approx(row["progress_days"] / row["expected"] - 1, abs=0.05)


def test_where_nothing_came_of_it_nothing_is_told() -> None:
    (row,) = made("coaching_effects", coaching_cases=cases(0.0, scatter=4.0)).to_pylist()
    assert (row["verdict"], row["reason"]) == ("cannot_tell", None)
    assert row["low"] < 0 < row["high"]


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        (cases(0.3, begin=(99,)), "nobody"),
        (cases(0.3, people=8), "few"),
        ("\n".join(line for line in cases(0.3, begin=(12,)).splitlines() if line[2:3] in "02468a"), "together"),
    ],
)
def test_it_says_why_it_cannot_tell_and_how_much_more_it_takes(told: str, reason: str) -> None:
    (row,) = made("coaching_effects", coaching_cases=told).to_pylist()
    assert (row["reason"], row["verdict"], row["low"], row["more"]) == (reason, "cannot_tell", None, None)
    assert row["deal_weeks_needed"] >= 0


def test_of_nothing_there_is_nothing() -> None:
    assert [made(name).num_rows for name in ("coaching_cases", "coaching_effects")] == [0, 0]
