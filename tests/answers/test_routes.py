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
        new     | 0   | 0.3 | 0.7 | new_complex
        again   | 0.3 | 0.7 | 0   | modified
        small   | 0.7 | 0   | 0.3 | routine
        heavy   | 0   | 0.7 | 0.3 | modified
        reorder | 0.7 | 0.3 | 0   | routine
        untold  | -   | -   | -   | unknown
    """)


def test_deal_approaches_asked_met_alone_or_untold() -> None:
    found = made(
        "deal_approaches",
        deals="""
            deal_id | account_id | status | opened_at  | closed_at
            asked   | acme       | won    | 2026-03-01 | 2026-05-01
            met     | brandt     | won    | 2026-03-01 | 2026-05-01
            alone   | copper     | won    | 2026-03-01 | 2026-03-02
            untold  | copper     | won    | 2026-04-01 | 2026-05-01
            lost    | copper     | lost   | 2026-06-01 | 2026-06-02
            open    | acme       | open   | 2026-03-01 |
        """,
        requests="""
            event_id | account_id | happened_at
            r1       | acme       | 2026-02-01
            r2       | brandt     | 2025-11-01
        """,
        touchpoints="""
            touchpoint_id | account_id | happened_at
            t1            | acme       | 2026-03-09
            t2            | brandt     | 2026-03-09
        """,
    )
    assert show(found, "deal_id", "act", "requests", "dialogues") == text("""
        asked  | asked | 1 | 1
        met    | met   | 0 | 1
        alone  | alone | 0 | 0
        untold | -     | 0 | 0
    """)


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
        deal_approaches="deal_id | act\n"
        + "\n".join(f"{deal} | {'alone' if place < 45 else 'met'}" for place, deal in enumerate(deals)),
    )
    routine = found.filter([row == "routine" for row in found["situation"].to_pylist()])
    digital = routine["share"].to_pylist()[0]
    assert 0.3 < digital < 0.6
    assert show(routine, "alone", "met", "asked", "basis") == text(
        "45 | 15 | 0 | own\n45 | 15 | 0 | own\n45 | 15 | 0 | own"
    )


def test_shares_of_routes_find_the_mixture_that_made_the_acts() -> None:
    acts = np.array([[0.8, 0.15, 0.05], [0.25, 0.6, 0.15], [0.05, 0.55, 0.4]])
    cases = 20_000 * np.array([0.5, 0.3, 0.2]) @ acts
    assert np.abs(route_shares(cases, acts, np.array([0.04, 0.81, 0.15]), 20) - [0.5, 0.3, 0.2]).max() < 0.05


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
        deal_id  | chance_routine | chance_modified | chance_new_complex
        d-simple | 0.9            | 0.1             | 0
        d-hard   | 0              | 0.1             | 0.9
        d-asked  | 0.9            | 0.1             | 0
        d-came   | 0.9            | 0.1             | 0
    """,
    "route_shares": """
        situation   | route    | share
        routine     | digital  | 0.6
        routine     | hybrid   | 0.3
        routine     | personal | 0.1
        modified    | digital  | 0.1
        modified    | hybrid   | 0.5
        modified    | personal | 0.4
        new_complex | digital  | 0
        new_complex | hybrid   | 0.2
        new_complex | personal | 0.8
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
        simple | routine     | 0.55  | 0.13   | digital  | called_against_wish
        hard   | new_complex | 0.01  | 0.76   | personal | -
        asked  | routine     | 0.1657 | 0.3524 | hybrid | nobody_came
        came   | routine     | 0.1657 | 0.3524 | hybrid | -
        nobody | unknown     | -     | -      | unknown  | -
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
        customer | modified    | hybrid
        quiet    | unknown     | unknown
    """)


def test_routes_of_nothing() -> None:
    assert show(made("routes")) == ""
