"""Which columns of the CRM were known before deals ended."""

import pyarrow as pa

from headway.answers.leaks import columns_examined
from tables import made, show, text

EACH = 60  # won deals, and lost ones, each of an account of its own


def told(header: str, row: str) -> str:
    """Rows of a won and a lost deal each, written from one pattern with `number`, `how`, `won` and `chance`."""
    ends = [("yes", "1", "Won"), ("no", "0", "Lost")]
    lines = [
        row.format(number=f"{how}-{number}", won=won, chance=chance, how=how)
        for number in range(EACH)
        for won, chance, how in ends
    ]
    return "\n".join([header, *lines])


ACCOUNTS = told("account_ref | recorded_at | modified_at | industry", "{number} | 2023-01-01 | 2023-01-01 | Water")
DEALS = told(
    "deal_ref | account_ref | opened_at | modified_at | is_closed | is_won | probability | lead_source",
    "{number} | {number} | 2024-01-01 | 2024-03-01 | yes | {won} | {chance} | Web",
)
OPEN = told(
    "change_ref | deal_ref | recorded_at | is_closed | is_won | probability | amount",
    "{number}-open | {number} | 2024-01-01 | no | no | 0.5 | 40",
)
CLOSED = told("", "{number}-shut | {number} | 2024-03-01 | yes | {won} | {chance} | 40")
CHANGES = OPEN + CLOSED


def test_leaks_none() -> None:
    assert show(made("leaks")) == ""


def test_leaks_what_is_written_with_the_ending_is_refused_and_what_stood_before_is_not() -> None:
    deals = DEALS.replace("lead_source", "lead_source | amount").replace("| Web", "| Web | 40")
    found = made("leaks", crm_accounts=ACCOUNTS, crm_deals=deals, crm_deal_changes=CHANGES)
    assert show(found, "source", "column", "power", "cases", "written_after", "verdict") == text("""
        crm_accounts | industry    | 0.5 | 120 | 0   | used
        crm_deals    | amount      | 0.5 | 120 | 0   | used
        crm_deals    | is_closed   | 0.5 | 120 | 1   | refused
        crm_deals    | is_won      | 1   | 120 | 0.5 | refused
        crm_deals    | lead_source | 0.5 | 120 | 1   | refused
        crm_deals    | probability | 1   | 120 | 1   | refused
    """)


def test_leaks_a_value_that_came_back_was_written_when_it_came_back() -> None:
    changes = """
        change_ref | deal_ref | recorded_at | stage | is_closed | owner_ref
        a          | bridge   | 2024-01-01  | Talk  | no        | kim
        b          | bridge   | 2024-02-01  | Offer | no        | kim
        c          | bridge   | 2024-03-01  | Talk  | yes       | kim
        d          | bridge   | 2024-04-01  |       | yes       |
    """
    found = made("deal_writes", crm_deal_changes=changes)
    assert show(found, "deal_ref", "stage_at", "is_closed_at", "owner_ref_at", "amount_at") == text("""
        bridge | 2024-03-01 | 2024-03-01 | 2024-01-01 | -
    """)


def test_leaks_an_account_row_modified_after_the_first_win_is_late() -> None:
    accounts = told(
        "account_ref | recorded_at | modified_at | account_type", "{number} | 2023-01-01 | 2024-05-01 | {how}"
    )
    found = made("leaks", crm_accounts=accounts, crm_deals=DEALS, crm_deal_changes=CHANGES)
    rows = [row for row in found.to_pylist() if row["source"] == "crm_accounts"]
    assert [(row["column"], row["verdict"], row["written_after"]) for row in rows] == [("account_type", "refused", 1.0)]
    assert "Written at or after the ending in 60 of 60 cases." in rows[0]["why"]


def test_leaks_open_deals_are_not_judged() -> None:
    found = made("leaks", crm_accounts=ACCOUNTS, crm_deals=DEALS, crm_deal_changes=OPEN)
    assert [row for row in found.to_pylist() if row["source"] == "crm_deals"] == []


def test_leaks_a_person_confirms_a_column_nothing_dates() -> None:
    accounts = ACCOUNTS.replace("| 2023-01-01 | Water", "| - | Water")
    inputs = """
        input_id | kind   | key                   | value                                                   | recorded_at
        one      | column | crm_accounts.industry | {"column": "crm_accounts.industry", "known": "before"} | 2024-06-01
    """
    for told_inputs, expected in (("input_id", "unknown"), (inputs, "used")):
        found = made(
            "leaks", crm_accounts=accounts, crm_deals=DEALS, crm_deal_changes=CHANGES, inputs=told_inputs
        ).to_pylist()
        assert [row["verdict"] for row in found if row["column"] == "industry"] == [expected]


def test_leaks_of_a_file_without_dates() -> None:
    came = ["yes", "no"] * EACH
    rows = pa.table(
        {
            "came": came,
            "status": ["done" if each == "yes" else "dropped" for each in came],
            "visits": [str(number % 7) for number in range(len(came))],
            "empty": pa.nulls(len(came), pa.string()),
        }
    )
    found = columns_examined(rows, "came", ["yes"], known=["visits"])
    assert show(found, "source", "column", "cases", "written_after", "verdict") == text("""
        file | status | 120 | - | refused
        file | visits | 120 | - | used
    """)
