"""What has changed in the outlook since a week ago."""

import json

import pyarrow as pa
import pytest

from headway.sources.landmarks import FEATURES
from tables import made, show, text

CHANCES = """
    journey_id | chance_before | chance_now | reason   | reason_adds | second | second_adds
    acme       | 0.2           | 0.5        | choosing | 1.1         | people | 0.4
    brandt     | 0.5           | 0.4        | momentum | -0.4        |        |
    copper     |               | 0.1        |          |             |        |
    dorn       | 0.6           |            |          |             |        |
    ebert      | 0.3           | 0.2        | momentum | -0.2        |        |
    falk       | 0.25          |            |          |             |        |
"""
WEEK = {
    "chance_changes": CHANCES,
    "possible_purchases": """
        journey_id | account_id | deal_id | currency | amount | email  | chance_90d
        acme       | acme       | bridge  | EUR      | 100    | kim@us | 0.5
        brandt     | brandt     |         | EUR      | 50     | lee@us | 0.4
        copper     | copper     |         | EUR      | 50     | lee@us | 0.1
        ebert      | ebert      |         | EUR      | 50     | lee@us | 0.2
    """,
    "week_ago": """
        journey_id | account_id | deal_id
        acme       | acme       | bridge
        brandt     | brandt     |
        dorn       | dorn       | dam
        ebert      | ebert      | exit
        falk       | falk       |
    """,
    "deals": """
        deal_id | account_id | status | closed_at        | owner_ref
        bridge  | acme       | open   |                  | k
        dam     | dorn       | won    | 2026-06-27 10:00 | k
        exit    | ebert      | lost   | 2026-06-25 10:00 | k
        gate    | gruber     | won    | 2026-06-26 10:00 | k
        hall    | haupt      | won    | 2026-06-02 10:00 | k
    """,
    "deal_sizes": """
        deal_id | currency | worth | status
        bridge  | EUR      | 100   | open
        dam     | EUR      | 300   | won
        exit    | EUR      | 80    | lost
        gate    | EUR      | 10    | won
        hall    | EUR      | 99    | won
    """,
    "crm_users": "user_ref | email\nk | kim@us",
    "account_sellers": "account_id | email\nfalk | lee@us",
    "usual_amounts": "currency | won | usual | is_commonest\nEUR | 3 | 50 | yes",
}


def models(rung: str) -> pa.Table:
    """An estimate in which momentum alone says something."""
    weights = dict.fromkeys(FEATURES, 0.0) | {"momentum": 0.5, "people": -0.25}
    told = {"start": -1.0, "weights": weights, "shift_30d": 0.0, "shift_180d": 0.0, "covariance": []}
    row = {"ending": "won", "rung": rung, "signal": "yes", "trees": None, "parameters": json.dumps(told)}
    return pa.Table.from_pylist([row], made("ending_models").schema)


def test_every_change_of_a_week_and_what_they_add_up_to() -> None:
    found = made("outlook_moves", **WEEK)
    assert show(found, "journey_id", "deal_id", "what", "amount", "email", "change", "reason") == text("""
        acme   | bridge | moved | 100 | kim@us | 30   | choosing
        brandt | -      | moved | 50  | lee@us | -5   | momentum
        copper | -      | new   | 50  | lee@us | 5    | -
        dorn   | dam    | won   | 300 | kim@us | 120  | -
        ebert  | -      | new   | 50  | lee@us | 10   | -
        ebert  | exit   | lost  | 80  | kim@us | -24  | -
        falk   | -      | gone  | 50  | lee@us | -12.5 | -
        -      | gate   | won   | 10  | kim@us | 10   | -
    """)
    expected_now = 100 * 0.5 + 50 * 0.4 + 50 * 0.1 + 50 * 0.2
    expected_then = 100 * 0.2 + 50 * 0.5 + 300 * 0.6 + 80 * 0.3 + 50 * 0.25
    assert sum(found["change"].to_pylist()) == pytest.approx(expected_now + 310 - expected_then)


def test_nothing_was_known_a_week_ago() -> None:
    assert made("outlook_moves").num_rows == 0


def test_no_chance_is_told_below_the_rung_that_may() -> None:
    told = {
        "features": "journey_id | account_id | momentum\nacme | acme | 2",
        "week_ago": "journey_id | account_id\nacme | acme",
    }
    assert show(made("chance_changes", **told, ending_models=models("order")), "chance_before", "chance_now") == text(
        "- | -"
    )


def test_what_moved_a_chance_is_what_moved_it_that_way() -> None:
    """Two doublings more of momentum add one; two more people pull back a half and are no reason for the rise."""
    found = made(
        "chance_changes",
        features="""
            journey_id | account_id | momentum | people
            acme       | acme       | 4        | 3
            copper     | copper     | 1        | 0
        """,
        week_ago="""
            journey_id | account_id | momentum | people
            acme       | acme       | 2        | 1
            dorn       | dorn       | 2        | 0
        """,
        ending_models=models("chance"),
    )
    assert show(found, "journey_id", "chance_before", "chance_now", "reason", "reason_adds", "second") == text("""
        acme   | 0.4378 | 0.5622 | momentum | 1 | -
        copper | -      | 0.3775 | -        | - | -
        dorn   | 0.5    | -      | -        | - | -
    """)


def test_acts_of_the_customer_within_the_week() -> None:
    found = made(
        "week_acts",
        events="""
            event_id | account_id | journey_id | person_id | happened_at      | side     | channel | job
            1        | acme       | acme       | ada       | 2026-06-24 10:00 | customer | web     | supplier_selection
            2        | acme       | acme       | bo        | 2026-06-25 10:00 | customer | web     | supplier_selection
            3        | acme       | acme       |           | 2026-06-25 11:00 | customer | web     |
            4        | acme       | acme       | ada       | 2026-06-26 10:00 | both     | meeting |
            5        | acme       | acme       | ada       | 2026-06-26 10:00 | ours     | email   |
            6        | acme       | acme       | ada       | 2026-06-01 10:00 | customer | web     | validation
            7        | acme       | acme       | ada       | 2026-08-01 10:00 | both     | meeting |
        """,
    )
    assert show(found, "journey_id", "channel", "job", "times", "people", "last_on") == text("""
        acme | meeting | -                  | 1 | 1 | 2026-06-26
        acme | web     | -                  | 1 | 0 | 2026-06-25
        acme | web     | supplier_selection | 2 | 2 | 2026-06-25
    """)
