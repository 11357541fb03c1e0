"""Where we are: the business by kind of sale and team, and the hours that could move."""

from tables import made, show, text

BUSINESS = {
    "deals": """
        deal_id | account_id | status | amount | opened_at  | closed_at
        new     | acme       | open   | 100    | 2026-06-01 |
        old     | brandt     | open   | 50     | 2025-08-01 |
        won     | copper     | won    | 300    | 2026-05-01 | 2026-06-01
        alone   | dunn       | won    | 20     | 2026-05-01 | 2026-05-01
        lost    | eve        | lost   | 900    | 2025-08-10 | 2025-09-01
        ago     | foss       | won    | 900    | 2024-01-01 | 2024-02-01
    """,
    "crm_deals": """
        deal_ref | loss_reason
        lost     | Price was too high
        won      | Price
    """,
    "matrix": """
        deal_id | kind
        new     | solution
        old     | service
        won     | solution
        alone   | service
        lost    | solution
        ago     | solution
    """,
    "deal_approaches": "deal_id | act\nalone | alone\nwon | met",
    "our_people": """
        deal_id | user_ref | email
        new     | kim      | kim@us
        old     | lee      | lee@us
        won     | kim      | kim@us
    """,
    "branches": "leader | email\nlea@us | kim@us",
    "needs": """
        journey_id | deal_id
        acme       | new
        brandt     | old
        copper     |
    """,
    "events": """
        event_id | journey_id | side     | user_ref | minutes | happened_at
        e1       | acme       | both     | kim      | 120     | 2026-06-20
        e2       | brandt     | ours     | lee      | 60      | 2026-06-20
        e3       | brandt     | ours     | kim      |         | 2026-06-21
        e4       | copper     | ours     | kim      | 45      | 2026-06-21
        e5       | acme       | customer | kim      | 60      | 2026-06-21
        e6       | acme       | ours     | kim      | 60      | 2026-01-21
        e7       | acme       | ours     | kim      | 60      | 2026-07-21
    """,
    "crm_users": "user_ref | email\nkim | kim@us\nlee | lee@us",
}


def only(*names: str) -> dict[str, str]:
    return {name: BUSINESS[name] for name in names}


def test_matrix_summary_by_kind_and_team() -> None:
    columns = (
        *("leader", "kind", "open_deals", "open_value", "closed_deals", "won_deals", "won_value", "won_share"),
        *("bought_alone", "lost_on_price", "hours", "people", "share_now", "share_before"),
    )
    found = made("matrix_summary", **BUSINESS)
    assert show(found, *columns) == text("""
               | service  | 1 | 50  | 1 | 1 | 20  | 1   | 1 | 0 | 1.25 | 1 | 0.3333 | 0.5
               | solution | 1 | 100 | 2 | 1 | 300 | 0.5 | 0 | 1 | 2    | 1 | 0.6667 | 0.5
        lea@us | solution | 1 | 100 | 1 | 1 | 300 | 1   | 0 | 0 | 2    | 1 | 1      |
    """)


def test_matrix_summary_of_nothing() -> None:
    assert show(made("matrix_summary")) == ""


ROUTES = """
    journey_id | situation | requests
    acme       | routine   | 1
    brandt     | unknown   | 0
    copper     | unknown   | 0
"""


def hours(**told: str) -> str:
    read = only("events", "crm_users", "branches", "needs", "matrix")
    found = made("matrix_hours", **{**read, **told})
    return show(found, "leader", "hours", "routine_hours", "routine_share", "hours_a_week_to_move", "untold_hours")


def test_matrix_hours_that_could_move_are_those_of_buyers_who_did_not_ask_for_a_person() -> None:
    assert hours(routes=ROUTES) == text("""
               | 4 | 1.25 | 0.3125  | 0.2 | 0.75
        lea@us | 3 | 0.25 | 0.0833 | 0   | 0.75
    """)


def test_matrix_hours_of_buyers_of_routine_who_asked_stay() -> None:
    nobody_asked = ROUTES.replace("| 1", "| 0")
    assert hours(routes=nobody_asked).startswith("- | 4 | 3.25 | 0.8125 | 0.4")


def test_matrix_hours_on_purchases_of_unknown_kind_cannot_be_told() -> None:
    assert hours(
        routes=ROUTES, events="\n".join([*BUSINESS["events"].splitlines()[:2], BUSINESS["events"].splitlines()[5]])
    ) == text("""
               | 0.75 | 0 | - | - | 0.75
        lea@us | 0.75 | 0 | - | - | 0.75
    """)


def test_matrix_hours_of_nothing() -> None:
    assert show(made("matrix_hours")) == ""
