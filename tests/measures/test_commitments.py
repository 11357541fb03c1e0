"""What customers have said they will do, and what became of it."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from headway.errors import SettingsError
from headway.store.engines import duckdb
from headway.store.home import Home
from headway.store.landing import landed_table
from headway.store.record import record
from tables import made, show, text

PROFILE = '{"deal_id": "bridge", "what": "sends the load profile", "by_on": "2026-06-12", "person": "Rolf"}'
BOARD = '{"deal_id": "bridge", "what": "asks the board", "by_on": "2026-07-10", "person": "ann"}'
TOLD = f"""
    input_id | kind       | key    | recorded_at | who        | replaces | value
    profile  | commitment | bridge | 2026-06-01  | kim@us.com |          | {PROFILE}
    board    | commitment | bridge | 2026-06-02  | kim@us.com |          | {BOARD}
"""


def status(later: str = "", moment: str = "2026-06-29") -> str:
    found = made("commitments", moment=moment, inputs=TOLD + later)
    return show(found, "commitment_id", "status", "due_on", "moved_times")


def test_commitments_nothing_told() -> None:
    assert show(made("commitments")) == ""


def test_commitments_say_what_who_and_by_when() -> None:
    found = made(
        "commitments",
        inputs=TOLD,
        crm_accounts="account_ref | name\nacme | Acme",
        crm_people="person_ref | account_ref | name\nann | acme | Ann Lee",
    )
    assert show(found, "commitment_id", "deal_id", "what", "person", "person_id", "told_at", "told_by") == text("""
        profile | bridge | sends the load profile | Rolf    | -   | 2026-06-01 | kim@us.com
        board   | bridge | asks the board         | Ann Lee | ann | 2026-06-02 | kim@us.com
    """)


def test_commitments_are_late_the_day_after_theirs() -> None:
    assert status(moment="2026-06-12") == text("""
        profile | open | 2026-06-12 | 0
        board   | open | 2026-07-10 | 0
    """)
    assert status(moment="2026-06-13").splitlines()[1] == "profile | late | 2026-06-12 | 0"


def test_commitments_moved_wait_for_the_day_told_last() -> None:
    moved = """
        m1 | moved | profile | 2026-06-10 | kim@us.com | | {"input_id": "profile", "by_on": "2026-06-20"}
        m2 | moved | profile | 2026-06-19 | kim@us.com | | {"input_id": "profile", "by_on": "2026-07-01"}
    """
    assert "profile | moved | 2026-07-01 | 2" in status(moved)
    assert "profile | late | 2026-07-01 | 2" in status(moved, moment="2026-07-02")


KEPT = 'k | kept | profile | 2026-06-20 | kim@us.com | | {"input_id": "profile"}\n'


def test_commitments_kept_are_never_late() -> None:
    assert status(KEPT).splitlines()[1] == "profile | kept | 2026-06-12 | 0"


def test_commitments_and_what_became_of_them_can_be_undone() -> None:
    undone = "u | undo | {0} | 2026-06-21 | kim@us.com | {0} | {{}}"
    assert status(KEPT + undone.format("k")).splitlines()[1] == "profile | late | 2026-06-12 | 0"
    assert status(KEPT + undone.format("profile")) == "board | open | 2026-07-10 | 0"


def test_record_lands_a_commitment_and_what_became_of_it(tmp_path: Path) -> None:
    home = Home(tmp_path)
    told = record(home, "commitment", PROFILE, "kim@us.com", datetime(2026, 6, 1, tzinfo=UTC))
    record(home, "moved", json.dumps({"input_id": told, "by_on": "2026-06-20"}), now=datetime(2026, 6, 2, tzinfo=UTC))
    record(home, "kept", json.dumps({"input_id": told}), now=datetime(2026, 6, 3, tzinfo=UTC))
    rows = landed_table(home, duckdb(), "inputs").order_by("recorded_at").to_pyarrow().to_pylist()
    assert [(row["kind"], row["key"], row["who"]) for row in rows] == [
        ("commitment", "bridge", "kim@us.com"),
        ("moved", told, None),
        ("kept", told, None),
    ]


@pytest.mark.parametrize(
    ("kind", "told", "complaint"),
    [
        ("kept", {}, 'A \'kept\' needs input_id. Write an object such as {"input_id": "..."}.'),
        (
            "commitment",
            {"deal_id": "bridge", "what": "asks", "by_on": "next week", "person": "Rolf"},
            "by_on of a 'commitment' is a day such as 2026-09-30, not 'next week'.",
        ),
        (
            "moved",
            {"input_id": "x", "by_on": "2026-13-01"},
            "by_on of a 'moved' is a day such as 2026-09-30, not '2026-13-01'.",
        ),
        (
            "kept",
            {"input_id": "x"},
            "There is no commitment or promise 'x', so it cannot be kept. See: headway table commitments or promises --home H",
        ),
    ],
)
def test_record_says_what_a_commitment_lacks(tmp_path: Path, kind: str, told: dict[str, str], complaint: str) -> None:
    with pytest.raises(SettingsError) as fault:
        record(Home(tmp_path), kind, json.dumps(told))
    assert str(fault.value) == complaint
