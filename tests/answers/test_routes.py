"""How customers want to buy, and where we do otherwise."""

import numpy as np

from headway.learn.routes import route_shares
from tables import made, show, text

WEB = "event_id | account_id | journey_id | side | channel | happened_at | what\n"


def test_requests_are_forms_mails_and_calls_of_theirs() -> None:
    found = made(
        "requests",
        events=WEB
        + """
            demo     | acme | acme | customer | web   | 2026-06-01 | Demo Requested
            guide    | acme | acme | customer | web   | 2026-06-01 | Guide Downloaded
            page     | acme | acme | customer | web   | 2026-06-01 | Book a demo
            mail     | acme | acme | customer | email | 2026-06-02 | Question
            ours     | acme | acme | ours     | email | 2026-06-02 | Checking in
            met      | acme | acme | both     | meeting | 2026-06-03 | Meeting
            tomorrow | acme | acme | customer | call  | 2026-07-02 | Call
        """,
        web_acts="""
            event_id | kind  | name
            demo     | track | Demo Requested
            guide    | track | Guide Downloaded
            page     | page  |
        """,
    )
    assert show(found, "event_id") == text("demo\nmail")


PLACED = "deal_id | chance_solution | chance_consultancy\n"


def test_deal_situations_by_people_purchases_and_amount() -> None:
    found = made(
        "deal_situations",
        deals="deal_id\nnew\nagain\nsmall\nheavy\nreorder\nuntold",
        matrix=PLACED
        + """
            new     | 0.6 | 0.1
            again   | 0.6 | 0.1
            small   | 0.2 | 0.1
            heavy   | 0.2 | 0.1
            reorder | 0.2 | 0.1
            untold  |     |
        """,
        deal_values="""
            deal_id | is_repeat | band
            new     | no        | 3
            again   | yes       | 1
            small   | no        | 1
            heavy   | no        | 3
            reorder | yes       | 3
            untold  | no        | 1
        """,
    )
    chances = ("chance_routine", "chance_modified", "chance_new_complex")
    assert show(found, "deal_id", *chances, "situation") == text("""
        new     | 0.1333 | 0.3133 | 0.5533 | new_complex
        again   | 0.3133 | 0.3433 | 0.3433 | modified
        small   | 0.5533 | 0.1333 | 0.3133 | routine
        heavy   | 0.1333 | 0.5533 | 0.3133 | modified
        reorder | 0.5533 | 0.2233 | 0.2233 | routine
        untold  | -      | -      | -      | unknown
    """)


APPROACHES = {
    "deals": """
        deal_id | account_id | status | opened_at  | closed_at
        asked   | acme       | won    | 2026-03-01 | 2026-05-01
        met     | brandt     | won    | 2026-03-01 | 2026-03-02
        usual   | dietz      | won    | 2026-03-01 | 2026-03-02
        alone   | copper     | won    | 2026-03-01 | 2026-03-02
        entered | copper     | won    | 2026-04-01 | 2026-05-01
        before  | evans      | won    | 2025-03-01 | 2025-03-02
        lost    | copper     | lost   | 2026-06-01 | 2026-06-02
        open    | acme       | open   | 2026-03-01 |
    """,
    "requests": """
        event_id | account_id | happened_at
        r1       | acme       | 2026-02-01
        r2       | brandt     | 2025-11-01
    """,
    "touchpoints": """
        touchpoint_id | account_id | happened_at
        t1            | acme       | 2026-03-09
        t2            | brandt     | 2026-02-20
        t3            | dietz      | 2026-01-20
    """,
}


def test_deal_approaches_asked_alone_or_met() -> None:
    weeks = "week | is_tracked\n2025-05-05 | no\n2026-01-05 | yes\n2026-01-12 | yes"
    found = made("deal_approaches", tracking_weeks=weeks, **APPROACHES)
    assert show(found, "deal_id", "act", "requests", "dialogues", "is_seen") == text("""
        asked   | asked | 1 | 1 | yes
        met     | met   | 0 | 1 | yes
        usual   | alone | 0 | 0 | yes
        alone   | alone | 0 | 0 | yes
        entered | met   | 0 | 0 | yes
        before  | alone | 0 | 0 | no
    """)


def test_nobody_came_alone_where_sites_are_not_tracked() -> None:
    found = made("deal_approaches", **APPROACHES)
    assert found["is_seen"].to_pylist() == [False] * found.num_rows


def test_route_shares_are_published_until_own_customers_are_seen() -> None:
    assert show(made("route_shares"), "situation", "route", "published", "share", "basis") == text("""
        routine     | digital  | 0.04 | 0.04 | published
        routine     | hybrid   | 0.81 | 0.81 | published
        routine     | personal | 0.15 | 0.15 | published
        modified    | digital  | 0.04 | 0.04 | published
        modified    | hybrid   | 0.51 | 0.51 | published
        modified    | personal | 0.45 | 0.45 | published
        new_complex | digital  | 0.04 | 0.04 | published
        new_complex | hybrid   | 0.21 | 0.21 | published
        new_complex | personal | 0.75 | 0.75 | published
    """)


def test_route_shares_move_where_customers_buy_alone() -> None:
    deals = [f"d{n}" for n in range(60)]
    found = made(
        "route_shares",
        deal_situations="deal_id | situation\n" + "\n".join(f"{deal} | routine" for deal in deals),
        deal_approaches="deal_id | act | is_seen\n"
        + "\n".join(f"{deal} | {'alone' if place < 30 else 'met'} | yes" for place, deal in enumerate(deals)),
    )
    columns = ("situation", "route", "share", "alone", "met", "asked", "buys_alone", "asks", "basis")
    assert show(found, *columns) == text("""
        routine     | digital  | 0.406  | 30 | 30 | 0 | 0.6  | 0.016 | own
        routine     | hybrid   | 0.5136 | 30 | 30 | 0 | 0.15 | 0.04  | own
        routine     | personal | 0.0803 | 30 | 30 | 0 | 0.05 | 0.05  | own
        modified    | digital  | 0.1306 | 0  | 0  | 0 | 0.6  | 0.016 | others
        modified    | hybrid   | 0.4618 | 0  | 0  | 0 | 0.15 | 0.04  | others
        modified    | personal | 0.4075 | 0  | 0  | 0 | 0.05 | 0.05  | others
        new_complex | digital  | 0.1306 | 0  | 0  | 0 | 0.6  | 0.016 | others
        new_complex | hybrid   | 0.1902 | 0  | 0  | 0 | 0.15 | 0.04  | others
        new_complex | personal | 0.6792 | 0  | 0  | 0 | 0.05 | 0.05  | others
    """)


def test_purchases_from_before_our_sites_were_tracked_move_nothing() -> None:
    found = made(
        "route_shares",
        deal_situations="deal_id | situation\nold | routine",
        deal_approaches="deal_id | act | is_seen\nold | alone | no",
    )
    assert found["share"].to_pylist() == found["published"].to_pylist()


def test_shares_of_routes_find_the_mixture_that_made_the_acts() -> None:
    acts = np.array([[0.8, 0.15, 0.05], [0.25, 0.6, 0.15], [0.05, 0.55, 0.4]])
    wanted = np.array([[0.5, 0.3, 0.2], [0.1, 0.2, 0.7]])
    found = route_shares(20_000 * wanted @ acts, acts, np.array([[0.04, 0.81, 0.15], [0.04, 0.21, 0.75]]), 20)
    assert np.abs(found - wanted).max() < 0.05


ROUTED = {
    "needs": """
        journey_id | account_id | deal_id
        simple     | simple     | d-simple
        hard       | hard       | d-hard
        asked      | asked      | d-asked
        came       | came       | d-came
        nobody     | nobody     |
    """,
    "deal_situations": """
        deal_id  | situation   | chance_routine | chance_modified | chance_new_complex
        d-simple | routine     | 0.9            | 0.1             | 0
        d-hard   | new_complex | 0              | 0.1             | 0.9
        d-asked  | routine     | 0.9            | 0.1             | 0
        d-came   | routine     | 0.9            | 0.1             | 0
    """,
    "route_shares": """
        situation   | route    | share | buys_alone | asks
        routine     | digital  | 0.8   | 0.5        | 0.1
        routine     | hybrid   | 0.1   | 0.2        | 0.5
        routine     | personal | 0.1   | 0          | 0.5
        modified    | digital  | 0.2   | 0.5        | 0.1
        modified    | hybrid   | 0.4   | 0.2        | 0.5
        modified    | personal | 0.4   | 0          | 0.5
        new_complex | digital  | 0     | 0.5        | 0.1
        new_complex | hybrid   | 0.2   | 0.2        | 0.5
        new_complex | personal | 0.8   | 0          | 0.5
    """,
    "requests": """
        event_id | account_id | journey_id | happened_at
        r1       | asked      | asked      | 2026-06-20
        r2       | came       | came       | 2026-06-10
        old      | simple     | simple     | 2026-01-10
    """,
    "touchpoints": """
        touchpoint_id | account_id | happened_at
        t1            | asked      | 2026-06-01
        t2            | came       | 2026-06-12
    """,
    "pressure": """
        journey_id | our_acts | their_acts | our_hours
        simple     | 6        | 1          | 3
        hard       | 6        | 1          | 3
        asked      | 6        | 1          | 3
    """,
}


def test_routes_mix_the_situations_and_warn_where_we_do_otherwise() -> None:
    found = made("routes", **ROUTED)
    assert show(found, "journey_id", "situation", "chance_digital", "chance_personal", "route", "warning") == text("""
        simple | routine     | 0.74   | 0.1444 | digital  | called_against_wish
        hard   | new_complex | 0.0189 | 0.7966 | personal | -
        asked  | routine     | 0.2403 | 0.4221 | personal | nobody_came
        came   | routine     | 0.2403 | 0.4221 | personal | -
        nobody | unknown     | -      | -      | unknown  | -
    """)


def test_routes_without_a_deal_are_told_by_who_reads_and_what_was_bought() -> None:
    found = made(
        "routes",
        needs="journey_id | account_id\nhabit | habit\ncrowd | crowd\ncustomer | customer\nquiet | quiet",
        active_people="journey_id | active_people\nhabit | 1\ncrowd | 4\ncustomer | 5\nquiet | 1",
        value_bands="journey_id | small_purchases\nhabit | 0.8",
        purchases="account_id | won_deals\nhabit | 3\ncustomer | 1",
        route_shares=ROUTED["route_shares"],
    )
    assert show(found, "journey_id", "situation", "route") == text("""
        habit    | routine     | digital
        crowd    | new_complex | personal
        customer | modified    | personal
        quiet    | unknown     | unknown
    """)


def test_routes_of_nothing() -> None:
    assert show(made("routes")) == ""
