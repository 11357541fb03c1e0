"""What customers have confirmed they got, and the balance of both sides."""

import pytest

from headway.sources.outcomes import outcome_fault
from tables import made, show, text

DEALS = """
    deal_id | account_id | name   | status | closed_at  | amount
    bridge  | acme       | Bridge | won    | 2026-01-10 | 900
    tunnel  | acme       | Tunnel | won    | 2026-06-01 | 100
    mast    | brandt     | Mast   | won    | 2025-01-10 | 50
    quay    | brandt     | Quay   | lost   | 2026-01-10 | 70
    pier    | cimbria    | Pier   | open   |            | 80
"""
TOLD = """
    outcome_id | deal_id | what          | got  | value | person | confirmed_on
    1          | bridge  | fewer stops   | part | 200   | Ann    | 2026-04-20
    2          | bridge  | a night shift | all  | 300   | Ann    | 2026-06-20
    3          | mast    | less waste    | none |       | Bo     | 2025-05-02
    4          | tunnel  | later         | all  | 5     | Ann    | 2027-01-01
"""


def test_no_won_deal_nobody_to_ask() -> None:
    assert (made("outcomes").num_rows, made("balance").num_rows) == (0, 0)


def test_a_customer_is_asked_after_90_days_and_again_after_a_year() -> None:
    found = made("outcomes", deals=DEALS, told_outcomes=TOLD)
    told = ("deal_id", "won_on", "days", "amount", "confirmed", "got", "value", "confirmed_on", "answer")
    assert show(found, *told) == text("""
        bridge | 2026-01-10 | 170 | 900 | 2 | all  | 500 | 2026-06-20 | told
        mast   | 2025-01-10 | 535 | 50  | 1 | none | -   | 2025-05-02 | ask
        tunnel | 2026-06-01 | 28  | 100 | 0 | -    | -   | -          | wait
    """)


def test_balance_of_a_quarter_holds_both_sides() -> None:
    found = made(
        "balance",
        deals=DEALS,
        told_outcomes=TOLD,
        touchpoints="""
            account_id | happened_at         | minutes
            acme       | 2026-04-02 10:00:00 | 90
            acme       | 2026-05-02 10:00:00 |
            stranger   | 2026-05-02 10:00:00 | 60
        """,
        commitments="""
            deal_id | due_on     | status
            bridge  | 2026-02-01 | kept
            bridge  | 2026-02-02 | late
            pier    | 2026-08-01 | open
        """,
        promises="""
            deal_id | due_on     | status
            bridge  | 2026-02-01 | late
            tunnel  | 2026-06-01 | kept
            tunnel  | 2026-09-01 | moved
        """,
    )
    told = ("quarter", "account_id", "hours", "amount", "value", "their_kept", "their_late", "our_kept", "our_late")
    assert show(found, *told) == text("""
        2025-01-01 | brandt | 0 | 50  | -   | 0 | 0 | 0 | 0
        2025-04-01 | brandt | 0 | 0   | -   | 0 | 0 | 0 | 0
        2026-01-01 | acme   | 0 | 900 | -   | 1 | 1 | 0 | 1
        2026-04-01 | acme   | 2 | 100 | 500 | 0 | 0 | 1 | 0
    """)


def test_told_outcomes_as_they_stand() -> None:
    inputs = """
        input_id | kind    | key     | value
        1        | outcome | bridge  | {"deal_id": "bridge", "what": "fewer stops", "got": "part", "value": "200", "person": "Ann", "confirmed_on": "2026-04-20"}
    """  # fmt: skip
    assert show(
        made("told_outcomes", standing_inputs=inputs), "outcome_id", "deal_id", "got", "value", "confirmed_on"
    ) == text("1 | bridge | part | 200 | 2026-04-20")


def test_what_was_imported_counts_beside_what_was_told() -> None:
    table = """
        outcome_ref | deal_ref | what        | got | value | person | confirmed_on
        o1          | bridge   | fewer stops | all | 90    | Bo     | 2026-05-20
    """
    inputs = 'input_id | kind | key | value\n1 | outcome | bridge | {"deal_id": "bridge", "what": "less waste", "got": "part", "person": "Ann", "confirmed_on": "2026-04-20"}'
    found = made("told_outcomes", standing_inputs=inputs, customer_outcomes=table)
    assert show(found, "outcome_id", "deal_id", "got", "value", "confirmed_on", "is_imported") == text("""
        1  | bridge | part |    | 2026-04-20 | no
        o1 | bridge | all  | 90 | 2026-05-20 | yes
    """)


@pytest.mark.parametrize(
    ("got", "value", "said"),
    [("all", "", None), ("part", "12.5", None), ("half", "", "got is one of"), ("all", "-1", "own currency"), ("all", "much", "own currency"), ("all", "nan", "own currency")],
)  # fmt: skip
def test_an_outcome_is_told_in_words_that_count(got: str, value: str, said: str | None) -> None:
    fault = outcome_fault(got, value)
    assert fault is None if said is None else said in str(fault)
