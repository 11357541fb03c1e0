"""Which of four kinds each sale is."""

import pytest

from tables import made, show, text

CUTS = {"matrix.complex_from_people": 5, "matrix.long_from_days": 365, "matrix.long_from_touchpoints": 20}
TOUCHED = "touchpoint_id | account_id | happened_at | deal_id | channel\n"


def group(deal_id: str, people: int) -> str:
    return "".join(f"{deal_id} | person-{n} | Evaluator\n" for n in range(people))


def test_matrix_four_kinds_from_the_crm() -> None:
    people = {"service": 1, "solution": 6, "relationship": 1, "consultancy": 6}
    found = made(
        "matrix",
        crm_accounts="account_ref\nnew\nold",
        crm_people="person_ref\n" + "\n".join(f"person-{n}" for n in range(6)),
        crm_deals="""
            deal_ref     | account_ref | opened_at  | amount
            service      | new         | 2026-01-01 | 1
            solution     | new         | 2026-01-01 | 100
            relationship | old         | 2026-01-01 | 1
            consultancy  | old         | 2026-01-01 | 100
        """,
        crm_roles="deal_ref | person_ref | role\n" + "".join(group(deal, many) for deal, many in people.items()),
        crm_activities="""
            kind    | account_ref | starts_at
            meeting | old         | 2023-01-01
            meeting | new         | 2025-12-01
        """,
        own=CUTS,
    )
    assert show(found, "deal_id", "account_id", "kind", "relationship_days", "touchpoints", "led_as") == text("""
        service      | new | service      |  31 | 1 | unknown
        solution     | new | solution     |  31 | 1 | unknown
        relationship | old | relationship | 1096 | 1 | unknown
        consultancy  | old | consultancy  | 1096 | 1 | unknown
    """)


def test_matrix_nothing_known_is_unknown() -> None:
    crm_deals = """
        deal_ref | account_ref | opened_at
        bridge   | acme        | 2026-01-01
    """
    found = made("matrix", crm_accounts="account_ref\nacme", crm_deals=crm_deals)
    (row,) = found.to_pylist()
    assert {name: value for name, value in row.items() if value is not None} == {
        "deal_id": "bridge",
        "deal_refs": "bridge",
        "account_id": "acme",
        "status": "open",
        "kind": "unknown",
        "led_as": "unknown",
        "our_people": 0,
    }


def test_matrix_no_deals() -> None:
    assert show(made("matrix")) == ""


def placed(*columns: str, overrides: str = "kind | key | value", deciders: int = 1) -> str:
    chances = [f"chance_{kind}" for kind in ("service", "solution", "relationship", "consultancy")]
    found = made(
        "matrix",
        deals="deal_id | account_id | status\nbridge | acme | open",
        group_sizes=f"deal_id | known_people | about_people | deciders\nbridge | 3 | 7 | {deciders}",
        relationships="deal_id | relationship_days | touchpoints\nbridge | 73 | 2",
        place_odds="deal_id | length\nbridge | 0.2",
        places=f"deal_id | chance_complex | chance_long | {' | '.join(chances)} | kind\n"
        "bridge | 0.8 | 0.3 | 0.14 | 0.56 | 0.06 | 0.24 | solution",
        overrides=overrides,
    )
    return show(found, *(columns or ("kind", *chances)))


def test_matrix_people_decide_or_influence_and_declared_deciders_are_believed() -> None:
    assert placed("people", "influencers") == text("4.2 | 2.8")
    assert placed("people", "influencers", deciders=6) == text("6 | 1")


def test_matrix_distance_is_to_the_nearer_border() -> None:
    assert placed("border_distance", "length") == text("0.4 | 0.2")


def test_matrix_says_how_likely_each_kind_is() -> None:
    assert placed() == text("solution | 0.14 | 0.56 | 0.06 | 0.24")


def test_matrix_what_a_person_told_overrules() -> None:
    overrides = """
        kind | key    | value       | who     | reason
        kind | bridge | consultancy | lee@x.y | They have bought for years
        role | bridge | decides     | lee@x.y |
    """
    assert placed(overrides=overrides) == text("consultancy | 0 | 0 | 0 | 1")
    assert placed("border_distance", "told_by", "told_because", overrides=overrides) == text(
        "- | lee@x.y | They have bought for years"
    )


@pytest.mark.parametrize(
    ("role", "dialogues", "kind"),
    [
        ("Account Manager", 1, "service"),
        ("Account Manager", 6, "relationship"),
        ("Solution Architect", 5, "solution"),
        ("Projektleiter", 6, "consultancy"),
        ("Account Manager", 0, "unknown"),
    ],
)
def test_matrix_led_as_its_team_and_dialogues_look(role: str, dialogues: int, kind: str) -> None:
    found = made(
        "matrix",
        deals="deal_id | account_id\nbridge | acme",
        our_people=f"deal_id | user_ref | role\nbridge | kim | {role}\nbridge | lee | Owner",
        touchpoints=TOUCHED + "".join(f"t{n} | acme | 2026-0{n + 1}-01 | bridge | call\n" for n in range(dialogues)),
    )
    assert show(found, "led_as") == kind


def test_matrix_led_as_asks_the_title_where_the_team_says_nothing() -> None:
    found = made(
        "matrix",
        deals="deal_id | account_id\nbridge | acme",
        our_people="deal_id | user_ref | role\nbridge | kim | Member\nbridge | lee | Owner",
        crm_users="user_ref | title\nkim | Solution Architect",
        touchpoints=TOUCHED + "t1 | acme | 2026-06-01 | bridge | call",
    )
    assert show(found, "led_as") == "solution"


def test_matrix_led_as_is_unknown_without_a_team() -> None:
    touchpoints = TOUCHED + "t1 | acme | 2026-06-01 | bridge | call"
    found = made("matrix", deals="deal_id | account_id\nbridge | acme", touchpoints=touchpoints)
    assert show(found, "led_as") == "unknown"


LED = ("our_people", "specialists", "dialogues", "channel", "rhythm_days", "our_hours")


def test_led_as_tells_who_through_which_channel_and_in_which_rhythm() -> None:
    found = made(
        "led_as",
        deals="deal_id\nbridge\ntunnel",
        our_people="""
            deal_id | user_ref | role
            bridge  | kim      | Owner
            bridge  | lee      | Design Manager
        """,
        touchpoints=TOUCHED
        + """
            t1 | acme | 2026-06-01 | bridge | meeting
            t2 | acme | 2026-06-08 | bridge | meeting
            t3 | acme | 2026-06-15 | bridge | meeting
            t4 | acme | 2026-06-25 | bridge | email
        """,
        crm_acts="""
            event_id | deal_id | side     | minutes | happened_at
            m1       | bridge  | both     | 60      | 2026-06-01
            c1       | bridge  | ours     |         | 2026-06-02
            c2       | bridge  | customer | 30      | 2026-06-02
            c3       | bridge  | ours     | 30      | 2026-07-02
        """,
    )
    assert show(found, "deal_id", "led_as", *LED) == text("""
        bridge | consultancy | 2 | 1 | 4 | meetings | 8 | 1.25
        tunnel | unknown     | 0 | 0 | 0 | -        | - | 0
    """)


def values(deals: str) -> str:
    return show(made("deal_values", deals=deals), "deal_id", "size_share", "is_repeat", "band")


def test_deal_values_by_thirds_of_what_was_won() -> None:
    assert values("""
        deal_id | account_id | amount | status | opened_at  | closed_at
        won-1   | acme       | 10     | won    | 2024-01-01 | 2024-02-01
        won-2   | brandt     | 20     | won    | 2024-01-01 | 2024-02-01
        won-3   | copper     | 30     | won    | 2024-01-01 | 2024-02-01
        again   | acme       | 15     | open   | 2024-03-01 |
        before  | brandt     | 99     | lost   | 2024-01-15 | 2024-03-01
        no-sum  | copper     |        | open   | 2024-03-01 |
    """) == text("""
        won-1  | 0    | no  | 1
        again  | 0.25 | yes | 2
        won-2  | 0.5  | no  | 2
        won-3  | 0.75 | no  | 3
        before | 1    | no  | 3
        no-sum | -    | yes | -
    """)


def test_deal_values_nothing_won_has_no_bands_and_one_deal_no_rank() -> None:
    assert values("""
        deal_id | account_id | amount | status
        only    | acme       | 10     | open
        no-sum  | acme       |        | open
    """) == text("""
        only   | - | no | -
        no-sum | - | no | -
    """)


def test_deal_values_the_same_again_is_a_reorder() -> None:
    deals = """
        deal_id | account_id | amount | status | opened_at  | closed_at
        first   | acme       | 100    | won    | 2024-01-01 | 2024-02-01
        dearer  | acme       | 125    | open   | 2024-03-01 |
        larger  | acme       | 126    | open   | 2024-03-01 |
        before  | acme       | 100    | lost   | 2024-01-15 | 2024-03-01
        no-sum  | acme       |        | open   | 2024-03-01 |
        other   | brandt     | 100    | open   | 2024-03-01 |
    """
    assert show(made("deal_values", deals=deals), "deal_id", "is_repeat", "is_reorder") == text("""
        first  | no  | no
        dearer | yes | yes
        larger | yes | no
        before | no  | no
        no-sum | yes | no
        other  | no  | no
    """)


def test_deal_values_equal_amounts_are_neither_large_nor_small() -> None:
    assert values("""
        deal_id | amount
        bridge  | 10
        tunnel  | 10
        arch    | 10
    """) == text("""
        arch   | 0.5 | no | -
        bridge | 0.5 | no | -
        tunnel | 0.5 | no | -
    """)
