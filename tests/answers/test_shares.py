"""How much of a journey is behind the customer before we first talk."""

from datetime import date, timedelta

import pytest

from headway.sources.priors import priors
from headway.sources.words import JOBS
from tables import MOMENT, made, show, text

# Tracking worked in every week of a year and a half before the moment's.
TRACKED = "week | tracked_share\n" + "".join(
    f"{date.fromisoformat(MOMENT) - timedelta(weeks=age)} | 1\n" for age in range(1, 80)
)
DEALS = """
    deal_id | account_id | opened_at  | closed_at
    old     | acme       | 2025-10-01 | 2026-01-14
    bridge  | acme       | 2026-05-04 | 2026-06-17
"""
NEEDS = "deal_id | journey_id | is_main\nold | acme | yes\nbridge | acme | yes\ntunnel | acme | yes"
READ = """
    journey_id | account_id | week       | job                    | acts | weight | presence
    acme       | acme       | 2025-12-01 | problem_identification | 9    | 4      | 0.8
    acme       | acme       | 2026-04-06 | problem_identification | 2    | 1      | 0.8
    acme       | acme       | 2026-04-27 | solution_exploration   | 3    | 1      | 0.8
    acme       | acme       | 2026-05-25 | supplier_selection     | 5    | 2      | 0.8
    acme       | acme       | 2026-06-22 | supplier_selection     | 7    | 2      | 0.8
"""
TALKS = """
    account_id | deal_id | happened_at
    acme       | old     | 2025-12-02
    acme       |         | 2026-03-02
    acme       | old     | 2026-04-20
    acme       | bridge  | 2026-05-06
    acme       |         | 2026-06-24
"""


def journeys(presences: str = READ, touchpoints: str = TALKS, deals: str = DEALS, tracked: str = TRACKED) -> list[dict]:
    found = made(
        "deal_journeys",
        presences=presences,
        touchpoints=touchpoints,
        deals=deals,
        deal_needs=NEEDS,
        tracking_weeks=tracked,
    )
    return sorted(found.to_pylist(), key=lambda row: row["deal_id"])


def test_deal_weeks_up_to_the_closing_and_what_ended_before_the_opening() -> None:
    found = made("deal_weeks", presences=READ, touchpoints=TALKS, deals=DEALS, deal_needs=NEEDS)
    bridge = found.filter([name == "bridge" for name in found["deal_id"].to_pylist()])
    assert show(bridge, "week", "age", "job", "acts") == text("""
        2025-12-01 | 30 | problem_identification | 9
        2026-04-06 | 12 | problem_identification | 2
        2026-04-27 | 9  | solution_exploration   | 3
        2026-05-25 | 5  | supplier_selection     | 5
        2026-03-02 | 17 | dialogue               | 0
        2026-05-04 | 8  | dialogue               | 0
        2026-01-12 | 24 | ending                 | 0
        2026-06-15 | 2  | closing                | 0
    """)


def test_deal_journeys_of_a_closed_deal() -> None:
    bridge, _ = journeys()
    assert (bridge["begun_on"], bridge["first_dialogue_on"]) == (date(2026, 4, 6), date(2026, 5, 4))
    assert bridge["why"] == "told"
    assert bridge["time_share"] == pytest.approx(4 / 11)
    assert bridge["activity_share"] == pytest.approx(5 / 10)


def test_deal_journeys_progress_is_that_of_the_journey_when_the_dialogue_s_week_began() -> None:
    bridge, _ = journeys()
    weeks = """
        account_id | journey_id | age | job                    | weight | presence
        acme       | acme       | 15  | ending                 | 0      | 0
        acme       | acme       | 3   | problem_identification | 1      | 0.8
        acme       | acme       | 0   | solution_exploration   | 1      | 0.8
    """
    then = made("journey_states", journey_weeks=weeks, tracking_weeks=TRACKED, moment="2026-05-03").to_pylist()[0]
    share = sum(then[job] * part for job, part in zip(JOBS, priors()["jobs"]["share"], strict=True))
    assert bridge["progress_share"] == pytest.approx(share)


def test_deal_journeys_of_an_open_deal_have_no_time_share_yet() -> None:
    deals = "deal_id | account_id | opened_at\ntunnel | acme | 2026-06-01"
    talks = "account_id | deal_id | happened_at\nacme | tunnel | 2026-05-27"
    read = READ.replace("2025-12-01", "2024-12-30")
    [tunnel] = journeys(read, talks, deals)
    assert tunnel["why"] == "told"
    assert tunnel["time_share"] is None
    assert tunnel["activity_share"] == pytest.approx(5 / 17)


def test_deal_journeys_that_began_with_the_dialogue_had_nothing_behind_them() -> None:
    talks = "account_id | deal_id | happened_at\nacme | bridge | 2026-04-08"
    bridge, _ = journeys(touchpoints=talks)
    assert (bridge["time_share"], bridge["activity_share"], bridge["progress_share"]) == (0, 0, 0)


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"presences": "week"}, "nothing_seen"),
        ({"touchpoints": "deal_id"}, "no_dialogue"),
        ({"deals": DEALS.replace("old ", "new "), "tracked": "\n".join(TRACKED.splitlines()[:20])}, "told"),
    ],
)
def test_deal_journeys_say_why_nothing_is_told(told: dict[str, str], why: str) -> None:
    assert journeys(**told)[0]["why"] == why


def test_deal_journeys_that_may_be_older_than_tracking_are_censored() -> None:
    alone = "\n".join(line for line in DEALS.splitlines() if "old" not in line)
    late = "\n".join(TRACKED.splitlines()[:20])  # tracking began in February
    [bridge] = journeys(deals=alone, tracked=late)
    assert bridge["why"] == "began_before_tracking"
    assert bridge["activity_share"] is not None


def test_deal_journeys_of_nothing() -> None:
    assert show(made("deal_journeys")) == ""
    assert show(made("share_before_summary")) == ""


def summary(rows: list[tuple[str, str, float]], *columns: str, measure: str = "time_share") -> str:
    """The figures over deals, each told as status, day of closing and share."""
    told = [f"d{n:03} | acme | {status} | {day} | told | {share}" for n, (status, day, share) in enumerate(rows)]
    head = f"deal_id | account_id | status | quarter | why | {measure}\n"
    found = made("share_before_summary", share_before=head + "\n".join(told))
    return show(found.filter([row == measure for row in found["measure"].to_pylist()]), *columns)


MANY = [
    ("won", "2026-01-01", 0.6),
    ("won", "2026-01-01", 0.5),
    ("lost", "2026-04-01", 0.2),
    ("lost", "2026-04-01", 0.3),
] * 6


def test_share_before_summary_by_quarter_and_by_ending() -> None:
    assert summary(MANY, "part", "quarter", "deals", "value", "verdict") == text("""
        all           | -          | 24 | 0.4  | -
        won           | -          | 12 | 0.55 | -
        lost          | -          | 12 | 0.25 | -
        quarter       | 2026-01-01 | 12 | 0.55 | -
        quarter       | 2026-04-01 | 12 | 0.25 | -
        won_less_lost | -          | 24 | 0.3  | more
        per_quarter   | -          | 24 | -    | cannot_tell
    """)


def test_share_before_summary_trend_over_three_quarters() -> None:
    rows = [("won", day, share) for day, share in (("2025-10-01", 0.2), ("2026-01-01", 0.31), ("2026-04-01", 0.4))] * 5
    trend = summary(rows, "part", "value", "verdict").splitlines()
    assert "per_quarter | 0.1 | more" in trend
    assert "won_less_lost | - | cannot_tell" in trend


def test_share_before_summary_few_deals_say_nothing() -> None:
    assert summary(MANY[:4], "part", "deals", "value", "low", "verdict") == text("""
        all           | 4 | - | - | -
        won           | 2 | - | - | -
        lost          | 2 | - | - | -
        quarter       | 2 | - | - | -
        quarter       | 2 | - | - | -
        won_less_lost | 4 | - | - | cannot_tell
        per_quarter   | 4 | - | - | cannot_tell
    """)


def test_share_before_summary_counts_what_began_before_tracking() -> None:
    rows = "d1 | acme | won | 2026-01-01 | began_before_tracking | 0.9\n" + "d2 | acme | won | 2026-01-01 | told | 0.5"
    found = made(
        "share_before_summary", share_before="deal_id | account_id | status | quarter | why | time_share\n" + rows
    )
    assert show(found.slice(0, 1), "deals", "began_before_tracking") == text("1 | 1")
