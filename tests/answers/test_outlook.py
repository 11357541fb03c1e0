"""What is likely to be won."""

from datetime import date

import pyarrow as pa

from headway.answers.outlook import periods
from tables import made, show, text

POSSIBLE = """
    journey_id | deal_id | currency | amount | email  | chance_30d | chance_90d | chance_180d | chance_low | chance_high | probability | closes_on
    acme       | bridge  | EUR      | 100    | kim@us | 0          | 0          | 0           | 0          | 0           | 0.8         | 2026-07-20
    brandt     | tunnel  | EUR      | 100    | lee@us | 1          | 1          | 1           | 1          | 1           | 0.2         | 2026-07-20
    copper     |         | EUR      | 50     | kim@us | 1          | 1          | 1           | 1          | 1           |             |
    krone      | arch    | DKK      | 900    | kim@us |            |            |             |            |             | 0.5         | 2026-07-02
"""
WON = """
    deal_id | currency | amount | won_on     | email
    june    | EUR      | 10     | 2026-06-05 | kim@us
    quarter | EUR      | 5      | 2026-04-02 | kim@us
    before  | EUR      | 70     | 2025-07-09 | lee@us
"""


def outlook(period: str, begins: str, **told: str) -> pa.Table:
    given = {"possible_purchases": POSSIBLE, "won_amounts": WON, "branches": "leader | email\nlee@us | lee@us"}
    found = made("outlook", **(given | told))
    wanted = [row["period"] == period and str(row["begins_on"]) == begins for row in found.to_pylist()]
    return found.filter(pa.array(wanted, pa.bool_()))


def test_periods_end_within_what_can_be_seen() -> None:
    assert [(name, str(begins)) for name, begins, _ in periods(date(2026, 6, 29))] == [
        *(("month", f"2026-{month:02d}-01") for month in range(6, 12)),
        ("quarter", "2026-04-01"),
        ("quarter", "2026-07-01"),
    ]


def test_nothing_to_tell() -> None:
    assert made("outlook").num_rows == 0


def test_a_quarter_by_team_and_part_never_across_currencies() -> None:
    """What is as good as sure comes within the month; of krone no chance can be told."""
    found = outlook("quarter", "2026-04-01")
    assert show(found, "team", "currency", "part", "journeys", "won_already") == text("""
        -      | EUR | all          | 3 | 15
        -      | EUR | open_deal    | 2 | 15
        -      | EUR | without_deal | 1 | 0
        -      | DKK | all          | 1 | 0
        -      | DKK | open_deal    | 1 | 0
        -      | DKK | without_deal | 0 | 0
        lee@us | EUR | all          | 1 | 0
        lee@us | EUR | open_deal    | 1 | 0
        lee@us | EUR | without_deal | 0 | 0
    """)


def test_unknown_is_not_nothing() -> None:
    found = outlook("quarter", "2026-07-01")
    rows = {(row["team"], row["currency"], row["part"]): row["expected"] for row in found.to_pylist()}
    assert rows[None, "DKK", "all"] is None
    assert rows[None, "DKK", "without_deal"] == 0


def test_beside_what_people_go_by() -> None:
    found = outlook("month", "2026-07-01")
    assert show(found, "team", "currency", "part", "by_stage", "by_commit", "last_year") == text("""
        -      | EUR | all          | 100 | 100 | 70
        -      | EUR | open_deal    | -   | -   | -
        -      | EUR | without_deal | -   | -   | -
        -      | DKK | all          | 450 | 0   | -
        -      | DKK | open_deal    | -   | -   | -
        -      | DKK | without_deal | -   | -   | -
        lee@us | EUR | all          | 20  | 0   | 70
        lee@us | EUR | open_deal    | -   | -   | -
        lee@us | EUR | without_deal | -   | -   | -
    """)


def test_what_a_purchase_usually_is() -> None:
    found = made(
        "usual_amounts",
        deal_sizes="""
            deal_id | currency | status | worth
            one     | EUR      | won    | 10
            two     | EUR      | won    | 30
            three   | DKK      | won    | 900
            four    | EUR      | open   | 7
        """,
    )
    assert show(found) == text("DKK | 1 | 900 | no\nEUR | 2 | 20 | yes")


def test_a_customer_without_a_deal_buys_what_is_usual_from_whoever_is_near() -> None:
    found = made(
        "possible_purchases",
        endings="journey_id | account_id | chance_90d\nacme | acme | 0.2\nbrandt | brandt | 0.5",
        needs="journey_id | deal_id\nacme |\nbrandt | bridge",
        deals="deal_id | owner_ref\nbridge | kim",
        deal_sizes="deal_id | currency | worth\nbridge | DKK | 40",
        usual_amounts="currency | usual | is_commonest\nEUR | 20 | yes\nDKK | 900 | no",
        account_sellers="account_id | email\nacme | lee@us\nbrandt | lee@us",
        crm_users="user_ref | email\nkim | kim@us",
    )
    assert show(found, "journey_id", "deal_id", "currency", "amount", "email") == text("""
        acme   | -      | EUR | 20 | lee@us
        brandt | bridge | DKK | 40 | kim@us
    """)
