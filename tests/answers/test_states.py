"""Where each journey stands, from the weeks in which it was seen."""

from collections import defaultdict
from datetime import date, timedelta
from math import exp

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headway.sources.words import JOBS, STATES
from tables import MOMENT, made, show, tables, text

WEEKS = "account_id | journey_id | age | job | weight\n"
PRESENCE = "account_id | journey_id | week | job | weight\n"
# Tracking worked in every week before the moment's.
TRACKED = "week | tracked_share\n" + "".join(
    f"{date.fromisoformat(MOMENT) - timedelta(weeks=age)} | 1\n" for age in range(1, 60)
)
NEED = """
    journey_id | account_id | is_main
    acme       | acme       | yes
"""


def states(presences: str, *columns: str, deals: str = "deal_id", tracked: str = TRACKED) -> str:
    found = made("journey_states", presences=PRESENCE + presences, needs=NEED, deals=deals, tracking_weeks=tracked)
    return show(found, *columns)


def test_journey_weeks_of_two_years_with_their_age() -> None:
    presences = """\
        acme | acme | 2026-06-29 | validation | 2
        acme | acme | 2026-06-22 | validation | 1
        acme | acme | 2024-07-08 | validation | 1
        acme | acme | 2024-07-01 | validation | 1
        acme | acme | 2026-06-29 | none       | 0
        acme | acme | 2026-06-29 | unplaced   | 0
    """
    deals = """
        deal_id | account_id | closed_at
        bridge  | acme       | 2026-06-23 10:00
        tunnel  | acme       | 2026-06-24 10:00
        open    | acme       |
        other   | brandt     | 2026-06-23
    """
    found = made("journey_weeks", presences=PRESENCE + presences, deals=deals, needs=NEED, moment="2026-07-01 12:00")
    assert show(found, "journey_id", "week", "age", "job", "weight") == text("""
        acme | 2026-06-29 | 0   | validation | 2
        acme | 2026-06-22 | 1   | validation | 1
        acme | 2024-07-08 | 103 | validation | 1
        acme | 2026-06-22 | 1   | ending     | 0
    """)


def test_journey_weeks_a_need_beside_is_not_ended_by_the_account_s_deals() -> None:
    needs = """
        journey_id  | account_id | is_main
        acme        | acme       | yes
        acme/tunnel | acme       | no
    """
    deals = "deal_id | account_id | closed_at\nbridge | acme | 2026-06-23"
    found = made("journey_weeks", deals=deals, needs=needs)
    assert show(found, "journey_id", "job") == text("acme | ending")


def test_journey_weeks_a_deal_that_another_one_outlived_ends_nothing() -> None:
    deals = """
        deal_id | account_id | status | opened_at  | closed_at
        refill  | acme       | won    | 2026-03-02 | 2026-06-03
        rebuild | acme       | open   | 2026-02-02 |
        earlier | acme       | lost   | 2025-11-03 | 2026-02-02
    """
    assert ended(deals) == text("2026-02-02")
    assert ended(deals.replace("| open   | 2026-02-02 |", "| lost | 2026-02-02 | 2026-06-24")) == text("""
        2026-02-02
        2026-06-22
    """)
    assert ended(deals.replace("open   | 2026-02-02 |", "open | 2026-06-03 |")) == text("2026-02-02\n2026-06-01")


def test_journey_weeks_a_deal_of_another_need_keeps_nothing_going() -> None:
    deals = """
        deal_id | account_id | status | opened_at  | closed_at
        refill  | acme       | won    | 2026-03-02 | 2026-06-03
        tunnel  | acme       | open   | 2026-02-02 |
    """
    needs = "deal_id | account_id | journey_id | is_main\ntunnel | acme | acme/tunnel | no"
    assert ended(deals, deal_needs=needs) == text("2026-06-01")


def ended(deals: str, **told: str) -> str:
    """The weeks in which the account's main journey ended."""
    return show(made("journey_weeks", deals=deals, needs=NEED, **told), "week")


def test_journey_states_nothing_seen() -> None:
    assert states("", "journey_id") == ""


def test_journey_states_of_one_week() -> None:
    found = states("acme | acme | 2026-06-29 | validation | 3", "begun_on", "weeks", "momentum", "interest")
    assert found == text("2026-06-29 | 0 | 3 | validation")


def test_journey_states_a_quarter_of_silence_begins_another_journey() -> None:
    presences = """\
        acme | acme | 2026-01-05 | problem_identification | 1
        acme | acme | 2026-04-20 | validation             | 1
        acme | acme | 2026-06-29 | validation             | 1
    """
    assert states(presences, "begun_on", "weeks") == text("2026-04-20 | 10")
    assert states(presences.replace("2026-04-20", "2026-04-06"), "begun_on", "weeks") == text("2026-01-05 | 25")


def test_journey_states_long_silent_journey_has_not_begun() -> None:
    assert states("acme | acme | 2026-03-23 | validation | 1", "begun_on", "weeks") == text("- | -")
    assert states("acme | acme | 2026-03-30 | validation | 1", "begun_on", "weeks") == text("2026-03-30 | 13")


def test_journey_states_begin_anew_after_an_ending() -> None:
    presences = """\
        acme | acme | 2026-06-01 | validation         | 9
        acme | acme | 2026-06-08 | validation         | 9
        acme | acme | 2026-06-22 | consensus_creation | 1
    """
    deals = "deal_id | account_id | closed_at\nbridge | acme | 2026-06-09"
    alone = "acme | acme | 2026-06-22 | consensus_creation | 1"
    told = ("begun_on", "interest", "momentum")
    assert states(presences, *told, deals=deals) == states(alone, *told)


def test_journey_states_nothing_since_the_ending_is_not_known() -> None:
    deals = "deal_id | account_id | closed_at\nbridge | acme | 2026-06-09"
    presences = "acme | acme | 2026-06-08 | validation | 9"
    assert states(presences, "begun_on", "interest", "momentum", deals=deals) == text("- | - | 0")


def test_journey_states_weeks_that_were_not_tracked_are_no_silence() -> None:
    presences = "acme | acme | 2026-03-23 | validation | 1"
    lost = TRACKED.replace("2026-05-11 | 1", "2026-05-11 | 0.1")
    assert states(presences, "begun_on", tracked=lost) == text("2026-03-23")


def test_journey_states_where_no_traffic_is_known_no_week_is_silent() -> None:
    presences = "acme | acme | 2025-03-23 | validation | 1"
    assert states(presences, "begun_on", tracked="week") == text("2025-03-24")


def test_journey_states_who_works_with_what_was_bought_begins_no_journey() -> None:
    weeks = "account_id | journey_id | age | job | weight | presence\n" + "acme | acme | 1 | validation | 0.3 | 0.01\n"
    found = made("journey_states", journey_weeks=weeks, tracking_weeks=TRACKED)
    assert show(found, "begun_on", "momentum") == text("- | 0.2523")
    assert found["at_supplier_selection"][0].as_py() < 0.02


def test_journey_states_look_for_what_they_read_lately() -> None:
    presences = """\
        acme | acme | 2026-05-04 | validation         | 3
        acme | acme | 2026-06-29 | consensus_creation | 1
    """
    assert states(presences, "interest") == "consensus_creation"


@settings(max_examples=8, deadline=None)
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from(["acme", "brandt", "copper"]), st.integers(0, 12), st.sampled_from(JOBS), st.integers(0, 4)
        ),
        max_size=12,
        unique_by=lambda row: row[:3],
    )
)
def test_journey_states_are_each_account_s_own(rows: list[tuple[str, int, str, int]]) -> None:
    lines = [f"{account} | {account} | {age} | {job} | {weight}\n" for account, age, job, weight in rows]
    together = made("journey_states", journey_weeks=WEEKS + "".join(lines), tracking_weeks=TRACKED)
    own = {account: "".join(line for line in lines if line.startswith(account)) for account, *_ in rows}
    alone = [
        show(made("journey_states", journey_weeks=WEEKS + weeks, tracking_weeks=TRACKED)) for weeks in own.values()
    ]
    assert show(together) == "\n".join(sorted(alone))
    for row in together.to_pylist():
        assert sum(row[f"at_{state}"] for state in STATES) < 1


@settings(max_examples=20, deadline=None)
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from(["acme", "brandt"]),
            st.integers(0, 40),
            st.sampled_from([*JOBS, "ending"]),
            st.sampled_from([0.1, 0.5, 1.0]),
        ),
        max_size=12,
        unique_by=lambda row: row[:3],
    ),
    lost=st.integers(1, 40),
)
def test_journey_jobs_progress_takes_apart_into_weeks(rows: list[tuple[str, int, str, float]], lost: int) -> None:
    lines = [f"{account} | {account} | {age} | {job} | 1 | {presence}\n" for account, age, job, presence in rows]
    monday = date.fromisoformat(MOMENT) - timedelta(weeks=lost)
    found = tables(
        ["journey_jobs", "journey_states"],
        journey_weeks="account_id | journey_id | age | job | weight | presence\n" + "".join(lines),
        tracking_weeks=TRACKED.replace(f"{monday} | 1", f"{monday} | 0.1"),
    )
    gained: dict[tuple[str, str], float] = defaultdict(float)
    for row in found["journey_jobs"].to_pylist():
        gained[row["journey_id"], row["job"]] += row["gained"] + row["gained_unseen"]
    begun = [row for row in found["journey_states"].to_pylist() if row["begun_on"]]
    assert {row["journey_id"] for row in begun} == {journey for journey, _ in gained}
    for row in begun:
        done = [1 - exp(-gained[row["journey_id"], job]) for job in JOBS]
        assert done == pytest.approx([row[job] for job in JOBS], abs=1e-9)


def jobs(presences: str, deals: str = "deal_id") -> str:
    found = made("journey_jobs", presences=PRESENCE + presences, needs=NEED, deals=deals, tracking_weeks=TRACKED)
    return show(found.filter(found["is_return"]), "week", "job")


def test_journey_jobs_has_rows_for_seen_weeks_since_it_began_and_for_the_moment_s() -> None:
    presences = """\
        acme | acme | 2025-06-02 | validation | 1
        acme | acme | 2026-06-01 | validation | 1
        acme | acme | 2026-06-15 | validation | 1
    """
    found = made("journey_jobs", presences=PRESENCE + presences, needs=NEED, tracking_weeks=TRACKED)
    shown = show(found.filter([job == "validation" for job in found["job"].to_pylist()]), "week", "gained")
    assert [line.partition(" | ")[0] for line in shown.splitlines()] == ["2026-06-01", "2026-06-15", "2026-06-29"]
    assert shown.endswith("2026-06-29 | 0")


def test_journey_jobs_of_nothing_seen() -> None:
    found = made("journey_jobs", presences=PRESENCE, needs=NEED, tracking_weeks=TRACKED)
    assert found.num_rows == 0


def test_journey_jobs_a_journey_comes_back_to_an_earlier_job() -> None:
    presences = """\
        acme | acme | 2026-05-04 | requirements_building  | 2
        acme | acme | 2026-05-11 | supplier_selection     | 2
        acme | acme | 2026-05-18 | validation             | 2
        acme | acme | 2026-06-01 | requirements_building  | 2
        acme | acme | 2026-06-01 | supplier_selection     | 1
        acme | acme | 2026-06-08 | requirements_building  | 2
        acme | acme | 2026-06-15 | problem_identification | 2
    """
    assert jobs(presences) == text("2026-06-01 | requirements_building")
    assert states(presences, "came_back_to", "came_back_on") == text("requirements_building | 2026-06-01")


def test_journey_jobs_nobody_comes_back_to_what_ended() -> None:
    presences = """\
        acme | acme | 2026-05-04 | requirements_building | 2
        acme | acme | 2026-05-11 | supplier_selection    | 2
        acme | acme | 2026-06-01 | requirements_building | 2
    """
    assert jobs(presences, deals="deal_id | account_id | closed_at\nbridge | acme | 2026-05-05") == ""


def test_journey_jobs_each_journey_comes_back_by_itself() -> None:
    weeks = """\
        acme   | acme   | 5 | requirements_building | 2
        acme   | acme   | 3 | supplier_selection    | 2
        acme   | acme   | 1 | requirements_building | 2
        brandt | brandt | 5 | supplier_selection    | 2
        brandt | brandt | 3 | requirements_building | 2
        copper | copper | 3 | requirements_building | 2
    """
    found = made("journey_states", journey_weeks=WEEKS + weeks, tracking_weeks=TRACKED)
    assert show(found, "journey_id", "came_back_on") == text("""
        acme   | 2026-06-22
        brandt | -
        copper | -
    """)
