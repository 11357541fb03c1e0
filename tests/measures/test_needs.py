"""How many purchases an account is about."""

from tables import made, show, tables, text

DEALS = """
    deal_id | account_id | opened_at  | status
    bridge  | acme       | 2024-01-01 | open
    tunnel  | acme       | 2024-02-01 | open
"""


def needs(deals: str, deal_people: str) -> str:
    found = made("needs", deals=deals, deal_people=deal_people, accounts="account_id\nacme")
    return show(found, "journey_id", "is_main", "deal_ids", "deal_id")


def test_needs_without_any_deal_are_one_each() -> None:
    found = made("needs", accounts="account_id\nacme\nbrandt")
    assert show(found, "journey_id", "account_id", "is_main", "deal_ids", "deal_id") == text("""
        acme   | acme   | yes | - | -
        brandt | brandt | yes | - | -
    """)


def test_needs_two_open_deals_with_people_of_their_own_are_two() -> None:
    people = """
        deal_id | account_id | person_id
        bridge  | acme       | ann
        tunnel  | acme       | bo
    """
    assert needs(DEALS, people) == text("""
        acme        | yes | bridge | bridge
        acme/tunnel | no  | tunnel | tunnel
    """)


def test_needs_two_open_deals_that_share_a_person_are_one() -> None:
    people = """
        deal_id | account_id | person_id
        bridge  | acme       | ann
        tunnel  | acme       | ann
        tunnel  | acme       | bo
    """
    assert needs(DEALS, people) == text("acme | yes | bridge tunnel | tunnel")


def test_needs_a_deal_that_names_nobody_is_no_need_of_its_own() -> None:
    people = """
        deal_id | account_id | person_id
        bridge  | acme       | ann
    """
    assert needs(DEALS, people) == text("acme | yes | bridge tunnel | tunnel")
    assert needs(DEALS, people.replace("bridge", "tunnel")) == text("acme | yes | bridge tunnel | tunnel")


def test_needs_an_ended_deal_is_none() -> None:
    deals = """
        deal_id | account_id | opened_at  | status
        bridge  | acme       | 2024-01-01 | won
        tunnel  | acme       | 2024-02-01 | open
    """
    people = """
        deal_id | account_id | person_id
        bridge  | acme       | ann
        tunnel  | acme       | bo
    """
    assert needs(deals, people) == text("acme | yes | tunnel | tunnel")


def test_needs_deals_opened_at_once_go_by_their_id() -> None:
    at_once = DEALS.replace("2024-02-01", "2024-01-01")
    people = """
        deal_id | account_id | person_id
        bridge  | acme       | ann
        tunnel  | acme       | bo
    """
    assert needs(at_once, people) == text("""
        acme        | yes | bridge | bridge
        acme/tunnel | no  | tunnel | tunnel
    """)
    assert needs(at_once, people.replace("bo", "ann")) == text("acme | yes | bridge tunnel | bridge")


def test_need_people_act_for_the_need_beside() -> None:
    people = """
        deal_id | account_id | person_id
        bridge  | acme       | ann
        tunnel  | acme       | bo
    """
    assert show(made("need_people", deals=DEALS, deal_people=people)) == text("acme | bo | acme/tunnel")


def test_deal_needs_say_which_need_each_deal_serves() -> None:
    people = """
        deal_id | account_id | person_id
        bridge  | acme       | ann
        tunnel  | acme       | bo
    """
    deals = DEALS + "    gone | acme | 2023-01-01 | lost\n"
    found = made("deal_needs", deals=deals, deal_people=people)
    assert show(found, "deal_id", "journey_id", "is_main", "is_open") == text("""
        bridge | acme        | yes | yes
        tunnel | acme/tunnel | no  | yes
        gone   | acme        | yes | no
    """)


def test_deal_people_by_role_and_as_first_contact() -> None:
    found = tables(
        ["deal_people"],
        crm_people="""
            person_ref | email
            ann        | ann@acme.com
            ann-again  | ann@acme.com
            bo         |
        """,
        crm_roles="""
            deal_ref | person_ref | role        | is_deleted
            bridge   | ann        | Evaluator   | no
            bridge   | ann-again  | Decision    |
            bridge   | bo         | Coach       | yes
            bridge   | unknown    | Coach       | no
        """,
        crm_deals="""
            deal_ref | contact_ref | opened_at
            bridge   | bo          | 2024-01-01
        """,
        deals="""
            deal_id | account_id
            bridge  | acme
        """,
    )["deal_people"]
    assert show(found, "deal_id", "account_id", "person_id", "role") == text("""
        bridge | acme | email:ann@acme.com | Decision
        bridge | acme | bo                 | -
    """)
