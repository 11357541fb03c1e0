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
            meeting | old         | 2024-05-01
            meeting | new         | 2025-12-01
        """,
        own=CUTS,
    )
    assert show(found, "deal_id", "account_id", "kind", "relationship_days", "touchpoints", "led_as") == text("""
        service      | new | service      |  31 | 1 | unknown
        solution     | new | solution     |  31 | 1 | unknown
        relationship | old | relationship | 610 | 1 | unknown
        consultancy  | old | consultancy  | 610 | 1 | unknown
    """)


def test_matrix_nothing_known_is_unknown() -> None:
    crm_deals = """
        deal_ref | account_ref | opened_at
        bridge   | acme        | 2026-01-01
    """
    found = made("matrix", crm_accounts="account_ref\nacme", crm_deals=crm_deals)
    assert show(found) == text("""
        bridge | acme | open | - | - | bridge | unknown | - | - | - | unknown
    """)


def test_matrix_no_deals() -> None:
    assert show(made("matrix")) == ""


def placed(group_sizes: str, relationships: str, own: dict[str, float] = CUTS, **told: str) -> str:
    deals = """
        deal_id | account_id | status
        bridge  | acme       | open
    """
    found = made("matrix", deals=deals, group_sizes=group_sizes, relationships=relationships, own=own, **told)
    return show(found, "kind", "people", "influencers", "border_distance")


THREE_OF_SEVEN = """
    deal_id | known_people | unseen_people | deciders
    bridge  | 3            | 4             | 1
"""


def test_matrix_people_decide_or_influence_and_declared_deciders_are_believed() -> None:
    short = """
        deal_id | relationship_days | touchpoints
        bridge  | 73                | 2
    """
    assert placed(THREE_OF_SEVEN, short) == text("solution | 4.2 | 2.8 | 0.4")
    assert placed(THREE_OF_SEVEN.replace("| 1", "| 6"), short) == text("solution | 6 | 1 | 0.4")


def test_matrix_distance_is_to_the_nearer_border() -> None:
    nearly_long = """
        deal_id | relationship_days | touchpoints
        bridge  | 73                | 19
    """
    assert placed(THREE_OF_SEVEN, nearly_long) == text("solution | 4.2 | 2.8 | 0.05")


def test_matrix_many_dialogues_make_a_long_relation_too() -> None:
    met_often = """
        deal_id | relationship_days | touchpoints
        bridge  | 73                | 20
    """
    assert placed(THREE_OF_SEVEN, met_often) == text("consultancy | 4.2 | 2.8 | 0")


def test_matrix_days_alone_tell_that_a_relation_is_long_but_not_that_it_is_short() -> None:
    never_logged = """
        deal_id | relationship_days | touchpoints
        bridge  | 438               |
    """
    assert placed(THREE_OF_SEVEN, never_logged) == text("consultancy | 4.2 | 2.8 | 0.2")
    assert placed(THREE_OF_SEVEN, never_logged.replace("438", " 73")) == text("unknown | 4.2 | 2.8 | -")


def test_matrix_the_company_s_own_cuts_count() -> None:
    short = """
        deal_id | relationship_days | touchpoints
        bridge  | 73                | 2
    """
    own = {"matrix.complex_from_people": 10, "matrix.long_from_days": 50}
    assert placed(THREE_OF_SEVEN, short, CUTS | own) == text("relationship | 4.2 | 2.8 | 0.3")


def test_matrix_what_a_person_told_overrules() -> None:
    short = """
        deal_id | relationship_days | touchpoints
        bridge  | 73                | 2
    """
    overrides = """
        kind | key    | value
        kind | bridge | consultancy
        role | bridge | decides
    """
    assert placed(THREE_OF_SEVEN, short, overrides=overrides).startswith("consultancy")


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
        touchpoints=TOUCHED + "".join(f"t{n} | acme | 2026-06-01 | bridge | call\n" for n in range(dialogues)),
    )
    assert show(found, "led_as") == kind


def test_matrix_led_as_is_unknown_without_a_team() -> None:
    touchpoints = TOUCHED + "t1 | acme | 2026-06-01 | bridge | call"
    found = made("matrix", deals="deal_id | account_id\nbridge | acme", touchpoints=touchpoints)
    assert show(found, "led_as") == "unknown"


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
