"""What the pages show of a customer and of a deal, joined once."""

from tables import made, show, text


def test_people_of_a_customer_stand_with_it_and_in_each_deals_group() -> None:
    found = made(
        "customer_people",
        people="""
            person_id | account_id | name | email
            ann       | acme       | Ann  | ann@acme.example
            bo        | acme       | Bo   | -
            cy        | -          | Cy   | -
        """,
        coverage="""
            deal_id | person_id | name | role   | confidence
            bridge  | ann       | Ann  | decide | 0.9
            bridge  | cy        | Cy   | -      | 0.5
            tunnel  | -         | -    | -      | -
        """,
        deals="deal_id | account_id\nbridge | acme\ntunnel | acme",
        events="""
            event_id | account_id | person_id | side     | happened_at | job
            e1       | acme       | ann       | customer | 2026-01-05  | validation
            e2       | acme       | ann       | customer | 2026-01-06  | supplier_selection
            e3       | acme       | ann       | customer | 2026-01-06  | problem_identification
            e4       | acme       | ann       | customer | 2026-01-07  | none
            e5       | acme       | ann       | both     | 2099-01-01  | -
            e6       | acme       | bo        | ours     | 2026-01-07  | -
        """,
    )
    columns = ("person_id", "deal_id", "email", "role", "confidence", "last_at", "looking_for")
    assert show(found, *columns) == text("""
        ann | -      | ann@acme.example | -      | -   | 2026-01-07 | supplier_selection
        ann | bridge | ann@acme.example | decide | 0.9 | 2026-01-07 | supplier_selection
        bo  | -      | -                | -      | -   | -          | -
        cy  | bridge | -                | -      | 0.5 | -          | -
    """)


def test_acts_of_a_week_lie_in_the_lane_of_their_need() -> None:
    found = made(
        "weekly_acts",
        presences="""
            account_id | journey_id  | week       | job        | acts
            acme       | acme        | 2026-01-05 | validation | 2
            acme       | acme        | 2026-01-05 | none       | 1
            acme       | acme        | 2026-01-05 | unplaced   | 4
        """,
        touchpoints="""
            account_id | deal_id | person_ids | happened_at
            acme       | tunnel  | ann        | 2026-01-07
            acme       | tunnel  | bo         | 2026-01-08
            acme       | -       | ann        | 2026-01-08
            acme       | tunnel  | -          | 2026-01-08
        """,
        seller_activity="""
            account_id | deal_id | week       | acts
            acme       | tunnel  | 2026-01-05 | 5
        """,
        deal_needs="deal_id | account_id | journey_id\ntunnel | acme | acme/tunnel",
    )
    assert show(found, "journey_id", "deal_id", "week", "lane", "acts") == text("""
        acme        | -      | 2026-01-05 | validation | 2
        acme        | -      | 2026-01-05 | elsewhere  | 5
        acme        | -      | 2026-01-05 | talks      | 1
        acme/tunnel | tunnel | 2026-01-05 | talks      | 2
        acme/tunnel | tunnel | 2026-01-05 | ours       | 5
    """)


def test_a_deal_is_led_as_another_kind_only_where_both_are_known() -> None:
    found = made(
        "customer_deals",
        deals="""
            deal_id | account_id | currency | amount
            bridge  | acme       | EUR      | 10
            tunnel  | acme       | -        | -
        """,
        accounts="account_id | name\nacme | Acme",
        matrix="""
            deal_id | account_id | kind     | led_as
            bridge  | acme       | service  | solution
            tunnel  | acme       | solution | unknown
        """,
        group_sizes="deal_id | known_people | unseen_people\nbridge | 2 | 4.5\ntunnel | 0 | -",
        deal_needs="deal_id | account_id | journey_id\nbridge | acme | acme\ntunnel | acme | acme",
        deal_values="deal_id | band\nbridge | 2\ntunnel | -",
        journeys="journey_id | chance_90d\nacme | 0.25",
        share_before="deal_id | why | progress_share\nbridge | told | 0.4",
    )
    columns = ("deal_id", "customer", "currency", "amount", "is_led_otherwise", "chance_90d", "why", "unseen_people")
    assert show(found, *columns) == text("""
        bridge | Acme | EUR | 10 | yes | 0.25 | told | 4.5
        tunnel | Acme | -   | -  | no  | 0.25 | -    | -
    """)


def test_a_need_without_deal_ending_or_way_keeps_its_row() -> None:
    found = made(
        "customer_needs",
        situations="journey_id | account_id | deal_id | name\nacme | acme | bridge | Acme\nnew | new | - | New",
        journeys="journey_id | rank | validation\nacme | 1 | 0.5\nnew | 2 | -",
        journey_states="journey_id | account_id | begun_on\nacme | acme | 2026-01-05",
        endings="journey_id | account_id | log_odds | days_left\nacme | acme | -1.5 | 40",
        accounts="account_id | industry\nacme | machines\nnew | -",
        deals="deal_id | account_id | name\nbridge | acme | Bridge",
        share_before="deal_id | progress_share\nbridge | 0.4",
    )
    told = ("journey_id", "rank", "validation", "begun_on", "log_odds", "deal_name", "deal_share_before", "industry")
    assert show(found, *told) == text("""
        acme | 1 | 0.5 | 2026-01-05 | -1.5 | Bridge | 0.4 | machines
        new  | 2 | -   | -          | -    | -      | -   | -
    """)


def test_who_wants_no_mail_is_told_beside_the_name() -> None:
    found = made(
        "customer_people",
        people="person_id | account_id | name\nann | acme | Ann\nbo | acme | Bo",
        mail_refusals="person_id\nann",
    )
    assert show(found, "person_id", "wants_no_mail") == text("ann | yes\nbo | no")


def test_the_lists_of_dialogues_and_teams_hold_a_deal_once() -> None:
    deals = "deal_id | account_id | name\nbridge | acme | Bridge\ntunnel | acme | Tunnel"
    told = {
        "deals": deals,
        "deal_sights": "deal_id | with_deal | above_deal\nbridge | bo@we.example | lea@we.example",
    }
    asked = """
        deal_id | account_id | order | journey_id | sure
        bridge  | acme       | 1     | acme       | high
        bridge  | acme       | 2     | acme       | high
    """
    dialogues = made("listed_dialogues", dialogues=asked, bets="journey_id | order\nother | 1", **told)
    assert show(dialogues, "deal_id", "name", "sure", "place", "with_deal") == text(
        "bridge | Bridge | high | - | bo@we.example"
    )
    told["deal_values"] = "deal_id | size_share\nbridge | 0.5\ntunnel | -"
    helped = made("helped_deals", sparring="deal_id | account_id | order\nbridge | acme | 1\nbridge | acme | 2", **told)
    assert show(helped, "deal_id", "name", "size_share", "above_deal") == text("bridge | Bridge | 0.5 | lea@we.example")
    threads = made("thread_deals", threads="deal_id | account_id | our_met\ntunnel | acme | 2", **told)
    assert show(threads, "deal_id", "our_met", "size_share", "with_deal") == text("tunnel | 2 | - | -")


def test_what_stands_on_a_list_is_there_once_whoever_has_it() -> None:
    monday = "journey_id | leader\nacme | lea@we.example\nacme | dora@we.example"
    needs = made(
        "monday_needs",
        monday=monday,
        journeys="journey_id | account_id | validation | chance_90d\nacme | acme | 0.5 | 0.25\nnew | new | 0.1 | -",
        account_sights="account_id | with_account\nacme | bo@we.example",
    )
    assert show(needs, "journey_id", "validation", "chance_90d", "with_account") == text(
        "acme | 0.5 | 0.25 | bo@we.example"
    )
    acts = "event_id | journey_id | what\ne1 | acme | Prices\ne2 | new | Prices"
    found = made("monday_acts", monday=monday, recent_acts=acts)
    assert show(found, "journey_id", "event_id", "what") == text("acme | e1 | Prices")


def test_a_bet_is_listed_with_who_may_see_its_account_and_its_deal() -> None:
    found = made(
        "listed_bets",
        bet_candidates="journey_id | account_id | deal_id | is_worth\nacme | acme | bridge | yes\nnew | new | - | yes",
        bets="journey_id | order | reason\nacme | 2 | Well ahead\nnew | 1 | Early\nold | 3 | Late",
        accounts="account_id | name\nacme | Acme\nnew | New",
        account_sights="account_id | with_account\nnew | bo@we.example",
        deal_sights="deal_id | with_deal\nbridge | al@we.example",
    )
    assert show(found, "journey_id", "order", "reason", "name", "with_account", "with_deal") == text("""
        acme | 2 | Well ahead | Acme | -             | al@we.example
        new  | 1 | Early      | New  | bo@we.example | -
    """)


def test_whom_to_ask_is_listed_with_the_case_and_who_may_see_the_case() -> None:
    found = made(
        "listed_sparring",
        sparring="deal_id | user_ref | case_deal_id\nbridge | lee | old\ntunnel | lee | gone",
        deals="deal_id | name\nold | Old Bridge\nbridge | Bridge",
        deal_sights="deal_id | with_deal\nold | bo@we.example\nbridge | al@we.example",
    )
    assert show(found, "deal_id", "case_name", "with_deal") == text("""
        bridge | Old Bridge | bo@we.example
        tunnel | -          | -
    """)


def test_what_came_next_is_listed_with_the_customers_name() -> None:
    found = made(
        "next_steps",
        path_next="case_id | account_id | share\nacme | acme | 0.5\nnew | new | -",
        accounts="account_id | name\nacme | Acme\nnew | New",
        account_sights="account_id | with_account\nacme | bo@we.example",
    )
    assert show(found, "case_id", "name", "share", "with_account") == text("""
        acme | Acme | 0.5 | bo@we.example
        new  | New  | -   | -
    """)


def test_nothing_known_gives_no_rows() -> None:
    every = (
        *("customer_needs", "customer_deals", "customer_people", "weekly_acts"),
        *(
            "monday_needs",
            "monday_acts",
            "listed_bets",
            "listed_dialogues",
            "helped_deals",
            "thread_deals",
            "next_steps",
        ),
    )
    assert [show(made(name)) for name in every] == [""] * len(every)
