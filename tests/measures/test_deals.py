"""Deals as they stood, from the CRM's own history."""

from tables import made, show, text

ACME = """
    account_ref
    acme
"""


def deals(crm_deals: str, crm_deal_changes: str, *columns: str) -> str:
    found = made("deals", crm_accounts=ACME, crm_deals=crm_deals, crm_deal_changes=crm_deal_changes)
    return show(found, "deal_id", *columns)


def test_deals_none() -> None:
    assert show(made("deals")) == ""


def test_deals_each_value_is_the_one_written_last() -> None:
    crm_deals = """
        deal_ref | account_ref | opened_at  | stage | amount | probability | owner_ref | name
        bridge   | acme        | 2024-01-01 | Won   | 99     | 1           | lee       | The bridge
    """
    changes = """
        deal_ref | recorded_at | stage    | amount | probability | closes_on  | owner_ref | is_closed
        bridge   | 2024-03-01  | Proposal |        | 0.5         | 2024-09-01 |           | no
        bridge   | 2024-02-01  | Contact  | 40     | 0.1         | 2024-06-01 | kim       | no
    """
    columns = ("name", "opened_on", "stage", "amount", "probability", "closes_on", "owner_ref", "changed_at", "status")
    assert deals(crm_deals, changes, *columns) == text("""
        bridge | The bridge | 2024-01-01 | Proposal | 40 | 0.5 | 2024-09-01 | kim | 2024-03-01 | open
    """)


def test_deals_without_history_stand_as_in_the_snapshot() -> None:
    crm_deals = """
        deal_ref | account_ref | opened_at  | modified_at | is_closed | is_won | stage  | amount
        won      | acme        | 2024-01-01 | 2024-05-01  | yes       | yes    | Signed | 40
        lost     | acme        | 2024-01-01 | 2024-05-02  | yes       | no     | Lost   | 40
        unsaid   | acme        | 2024-01-01 | 2024-05-03  | yes       |        |        |
        open     | acme        | 2024-01-01 | 2024-05-04  | no        | no     |        |
        unknown  | acme        | 2024-01-01 | -           |           |        |        |
    """
    changes = "deal_ref\nelsewhere"
    assert deals(crm_deals, changes, "status", "stage", "amount", "closed_at", "changed_at") == text("""
        won     | won  | Signed | 40 | 2024-05-01 | 2024-05-01
        lost    | lost | Lost   | 40 | 2024-05-02 | 2024-05-02
        unsaid  | lost | -      | -  | 2024-05-03 | 2024-05-03
        open    | open | -      | -  | -          | 2024-05-04
        unknown | open | -      | -  | -          | -
    """)


def test_deals_take_from_the_snapshot_what_their_history_never_says() -> None:
    crm_deals = """
        deal_ref | account_ref | opened_at  | modified_at | is_closed | is_won | stage | amount
        bridge   | acme        | 2024-01-01 | 2024-05-01  | yes       | yes    | Won   | 50
    """
    amounts_only = """
        deal_ref | recorded_at | field  | amount
        bridge   | 2024-02-01  | Amount | 40
    """
    assert deals(crm_deals, amounts_only, "status", "stage", "amount", "closed_at", "changed_at") == text("""
        bridge | won | Won | 40 | 2024-05-01 | 2024-02-01
    """)


def test_deals_reopened_are_open_and_closed_again_from_then() -> None:
    crm_deals = """
        deal_ref | account_ref | opened_at
        reopened | acme        | 2024-01-01
        again    | acme        | 2024-01-01
    """
    changes = """
        deal_ref | recorded_at | is_closed | is_won | stage
        reopened | 2024-02-01  | yes       | no     | Lost
        reopened | 2024-03-01  | no        | no     | Proposal
        again    | 2024-02-01  | yes       | no     | Lost
        again    | 2024-03-01  | no        | no     | Proposal
        again    | 2024-04-01  | yes       | yes    | Won
        again    | 2024-05-01  |           |        |
        again    | 2024-06-01  | yes       | yes    | Won
    """
    assert deals(crm_deals, changes, "status", "stage", "closed_at") == text("""
        reopened | open | Proposal | -
        again    | won  | Won      | 2024-04-01
    """)


def test_deal_states_of_one_second_go_by_their_id() -> None:
    changes = """
        change_ref | deal_ref | recorded_at | stage
        c2         | bridge   | 2024-02-01  | Second
        c1         | bridge   | 2024-02-01  | First
    """
    assert show(made("deal_states", crm_deal_changes=changes), "deal_ref", "stage") == text("bridge | Second")


def test_deals_deleted_do_not_count() -> None:
    crm_deals = """
        deal_ref | account_ref | opened_at  | is_deleted
        deleted  | acme        | 2024-01-01 | yes
        kept     | acme        | 2024-01-01 | no
        unsaid   | acme        | 2024-01-01 |
    """
    assert deals(crm_deals, "deal_ref\ndeleted", "account_id") == text("""
        kept   | acme
        unsaid | acme
    """)


def test_deals_of_merged_accounts_are_the_one_account_s() -> None:
    merged = """
        account_ref | merged_into
        acme        |
        acme-again  | acme
    """
    crm_deals = """
        deal_ref | account_ref | opened_at
        bridge   | acme-again  | 2024-01-01
    """
    found = made("deals", crm_accounts=merged, crm_deals=crm_deals)
    assert show(found, "deal_id", "account_id") == text("bridge | acme")
