"""People who change company: what they did before stays with the company of that time, and what is not known is none's."""

import pytest

from tables import made, show, tables, text

TWO_ACCOUNTS = """
    account_ref | domain
    acme        | acme.com
    brandt      | brandt.de
"""
ANN_NOW = """
    person_ref | account_ref | email         | recorded_at | modified_at
    ann        | brandt      | ann@brandt.de | 2024-01-01  | 2026-03-01
"""
VERSIONS = """
    person_ref | account_ref | email         | told_at
    ann        | acme        | ann@acme.com  | 2024-02-01
    ann        | brandt      | ann@brandt.de | 2026-03-01
"""
ACTS = """
    activity_ref | starts_at  | addresses
    first        | 2023-05-05 | ann@acme.com
    before       | 2026-02-28 | ann@acme.com
    moved        | 2026-03-01 | ann@brandt.de
    after        | 2026-04-01 | ann@brandt.de
"""
PAGES = """
    event_id | visitor_id | user_id | happened_at
    early    | v1         |         | 2025-01-01
    old      | v1         | u1      | 2025-06-01
    between  | v1         | u1      | 2026-01-15
    new      | v1         | u1      | 2026-05-01
"""
CALLS = """
    visitor_id | user_id | email         | recorded_at
    v1         | u1      | ann@acme.com  | 2025-06-01
    v1         | u1      | ann@acme.com  | 2025-12-01
    v1         | u1      | ann@brandt.de | 2026-04-01
"""
STRETCHES = ("person_id", "account_id", "from_at", "until_at", "basis")


def stretches(**told: str) -> str:
    return show(made("employments", crm_accounts=TWO_ACCOUNTS, **told), *STRETCHES)


def test_versions_of_a_contact_in_the_crm_say_where_it_was_until_the_next_was_written() -> None:
    found = tables(
        ["employments", "crm_acts", "people"],
        crm_accounts=TWO_ACCOUNTS,
        crm_people=ANN_NOW,
        contact_versions=VERSIONS,
        crm_activities=ACTS,
    )
    assert show(found["employments"], *STRETCHES) == text("""
        email:ann@brandt.de | acme   | -          | 2026-03-01 | versions in the CRM
        email:ann@brandt.de | brandt | 2026-03-01 | -          | versions in the CRM
    """)
    assert show(found["crm_acts"], "event_id", "account_id", "person_id") == text("""
        first  | acme   | email:ann@brandt.de
        before | acme   | email:ann@brandt.de
        moved  | brandt | email:ann@brandt.de
        after  | brandt | email:ann@brandt.de
    """)
    assert show(found["people"], "person_id", "account_id") == text("email:ann@brandt.de | brandt")


def test_addresses_somebody_went_by_say_so_and_what_lies_between_is_not_known() -> None:
    told = {"crm_accounts": TWO_ACCOUNTS, "crm_people": ANN_NOW, "web_calls": CALLS}
    found = tables(["employments", "web_acts"], **told, web_events=PAGES)
    assert show(found["employments"], *STRETCHES) == text("""
        email:ann@brandt.de | -      | 2025-12-01 00:00:01 | 2026-03-01    | -
        email:ann@brandt.de | acme   | -                   | 2025-12-01 00:00:01 | addresses
        email:ann@brandt.de | brandt | 2026-03-01    | -                   | addresses
    """)
    assert show(found["web_acts"], "event_id", "account_id") == text("""
        early | acme
        new   | brandt
        old   | acme
    """)


def test_answers_to_campaigns_stay_with_the_company_of_their_day() -> None:
    answers = """
        person_ref | response_ref | has_responded | responded_on
        ann        | before       | yes           | 2026-02-01
        ann        | after        | yes           | 2026-03-02
    """
    told = {"crm_people": ANN_NOW, "contact_versions": VERSIONS, "crm_responses": answers}
    found = made("crm_acts", crm_accounts=TWO_ACCOUNTS, **told)
    assert show(found, "event_id", "account_id") == text("after | brandt\nbefore | acme")


@pytest.mark.parametrize(
    "versions",
    [
        "person_ref | account_ref | told_at\nann | brandt | 2024-02-01\nann | brandt | 2026-03-01",
        "person_ref | account_ref | told_at\nann | gone | 2024-02-01\nann | brandt | 2026-03-01",
    ],
    ids=["another value changed", "a company that nobody knows"],
)
def test_contact_that_was_changed_but_not_moved_has_not_changed_company(versions: str) -> None:
    assert stretches(crm_people=ANN_NOW, contact_versions=versions) == ""


def test_who_goes_by_two_addresses_in_turn_has_not_changed_company() -> None:
    calls = CALLS + "\n v1 | u1 | ann@acme.com | 2026-05-01"
    assert stretches(crm_people=ANN_NOW, web_calls=calls) == ""


def test_who_ends_elsewhere_than_the_crm_says_has_not_changed_company() -> None:
    subsidiary = """
        person_ref | account_ref | email        | modified_at
        ann        | brandt      | ann@acme.com | 2026-03-01
    """
    calls = """
        user_id | email        | recorded_at
        u1      | ann@acme.com | 2025-06-01
    """
    assert stretches(crm_people=subsidiary, web_calls=calls) == ""


def test_address_that_an_earlier_version_gave_is_still_the_person_s_unless_it_is_another_s() -> None:
    both = ANN_NOW + "\n bo | acme | bo@acme.com | 2024-01-01 | 2024-01-01"
    versions = VERSIONS + "\n ann | acme | bo@acme.com | 2024-01-15"
    found = made("addresses", crm_people=both, contact_versions=versions)
    assert show(found, "email", "person_id") == text("""
        ann@acme.com  | email:ann@brandt.de
        ann@brandt.de | email:ann@brandt.de
        bo@acme.com   | email:bo@acme.com
    """)


def test_employments_nobody_known() -> None:
    assert stretches() == ""
