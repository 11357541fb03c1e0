"""Who is who, and never a guessed account."""

from tables import made, show, text

TWO_ACCOUNTS = """
    account_ref | domain
    acme        | acme.com
    brandt      | brandt.de
"""


def persons(**told: str) -> str:
    return show(made("people", crm_accounts=TWO_ACCOUNTS, **told), "person_id", "account_id", "basis")


def devices(**told: str) -> str:
    found = made("visitors", crm_accounts=TWO_ACCOUNTS, **told)
    return show(found, "visitor_id", "person_id", "account_id", "basis")


def test_people_nobody_known() -> None:
    assert show(made("people")) == ""


def test_people_contact_lead_and_user_of_one_address_are_one() -> None:
    crm_people = """
        person_ref | account_ref | email        | name | title
        lead       |             | ann@acme.com | Ann  |
        contact    | acme        | ann@acme.com |      | CFO
    """
    web_calls = """
        visitor_id | user_id | email
        v1         | u1      | ann@acme.com
    """
    found = made("people", crm_accounts=TWO_ACCOUNTS, crm_people=crm_people, web_calls=web_calls)
    assert show(found, "person_id", "person_refs", "account_id", "name", "title", "basis", "confidence") == text("""
        email:ann@acme.com | email:ann@acme.com contact lead user:u1 | acme | Ann | CFO | contact in the CRM | 0.95
    """)


def test_people_by_mail_domain_and_by_group_call() -> None:
    web_calls = """
        kind     | visitor_id | user_id | email        | group_id | domain
        identify | v1         | u1      | ann@acme.com |          |
        group    | v2         | u2      |              | g7       | brandt.de
    """
    assert persons(web_calls=web_calls) == text("""
        email:ann@acme.com | acme   | mail domain
        user:u2            | brandt | group call
    """)


def test_people_with_free_mail_have_no_account() -> None:
    crm_people = """
        person_ref | email
        ann        | ann@gmail.com
    """
    assert persons(crm_people=crm_people) == text("email:ann@gmail.com | - | -")


def test_people_in_two_accounts_belong_to_none() -> None:
    crm_people = """
        person_ref | account_ref | email
        there      | acme        | ann@adviser.com
        here       | brandt      | ann@adviser.com
    """
    assert persons(crm_people=crm_people) == text("email:ann@adviser.com | - | -")


def test_people_better_evidence_beats_worse() -> None:
    crm_people = """
        person_ref | account_ref | email
        ann        | brandt      | ann@acme.com
        bo         | brandt      | bo@brandt.de
        cy         | brandt      | cy@brandt.de
    """
    assert persons(crm_people=crm_people) == text("""
        email:ann@acme.com | brandt | contact in the CRM
        email:bo@brandt.de | brandt | contact in the CRM
        email:cy@brandt.de | brandt | contact in the CRM
    """)


def test_contact_people_merged_contacts_are_the_one_that_stays() -> None:
    crm_people = """
        person_ref | account_ref | email        | merged_into | converted_to | is_deleted
        ann        | acme        | ann@acme.com |             |              | no
        ann-again  | acme        | ann@old.com  | ann         |              | yes
        ann-lead   |             |              |             | ann          | no
        gone       | acme        | bo@acme.com  |             |              | yes
    """
    assert show(made("contact_people", crm_people=crm_people), "person_ref", "person_id") == text("""
        ann       | email:ann@acme.com
        ann-again | email:ann@acme.com
        ann-lead  | email:ann@acme.com
    """)


def test_people_an_address_given_up_still_tells_who_it_is() -> None:
    crm_people = """
        person_ref | account_ref | email        | merged_into
        ann        | acme        | ann@acme.com |
        ann-again  | acme        | ann@old.com  | ann
    """
    web_calls = """
        visitor_id | user_id | email
        v1         | u1      | ann@old.com
    """
    found = made("people", crm_accounts=TWO_ACCOUNTS, crm_people=crm_people, web_calls=web_calls)
    assert show(found, "person_id", "person_refs", "account_id", "email") == text("""
        email:ann@acme.com | email:ann@acme.com email:ann@old.com ann ann-again user:u1 | acme | ann@acme.com
    """)


def test_contact_people_without_address_are_themselves() -> None:
    crm_people = """
        person_ref | account_ref | merged_into
        ann        | acme        |
        twin       | acme        | ann
        bo         | acme        | never-delivered
    """
    assert show(made("contact_people", crm_people=crm_people), "person_ref", "person_id") == text("""
        ann  | ann
        twin | ann
        bo   | never-delivered
    """)


def test_mail_refusals_one_row_that_says_so_is_enough() -> None:
    found = made(
        "mail_refusals",
        crm_people="""
            person_ref | email        | wants_no_mail | merged_into
            ann        | ann@acme.com | no            |
            ann-again  | ann@acme.com | yes           |
            bo         | bo@acme.com  | no            |
            cy         | cy@acme.com  |               |
        """,
    )
    assert show(found) == text("email:ann@acme.com")


def test_user_people_an_address_of_two_contacts_is_nobody_else_s() -> None:
    crm_people = """
        person_ref | email        | merged_into
        ann        | ann@acme.com |
        bo         | bo@acme.com  |
        ann-again  | bo@acme.com  | ann
    """
    web_calls = """
        visitor_id | user_id | email
        v1         | u1      | bo@acme.com
    """
    found = made("user_people", crm_people=crm_people, web_calls=web_calls)
    assert show(found, "user_id", "person_id") == text("u1 | email:bo@acme.com")


def test_user_people_the_address_given_last_counts() -> None:
    web_calls = """
        visitor_id | user_id | email        | recorded_at
        v1         | u1      | old@acme.com | 2024-01-01
        v1         | u1      | new@acme.com | 2024-02-01
        v1         | u1      |              | 2024-03-01
        v1         | u2      |              | 2024-03-01
    """
    assert show(made("user_people", web_calls=web_calls), "user_id", "person_id", "known_at") == text("""
        u1 | email:new@acme.com | 2024-01-01
        u2 | user:u2            | 2024-03-01
    """)


def test_visitors_by_identify_by_alias_and_by_a_signed_in_event() -> None:
    web_calls = """
        kind     | visitor_id | previous_id | user_id | email
        identify | v1         |             | u1      | ann@acme.com
        alias    |            | v2          | u1      |
    """
    web_events = """
        visitor_id | user_id | page
        v3         | u1      | /pricing
        v4         |         | /pricing
    """
    assert devices(web_calls=web_calls, web_events=web_events) == text("""
        v1 | email:ann@acme.com | acme | mail domain
        v2 | email:ann@acme.com | acme | mail domain
        v3 | email:ann@acme.com | acme | mail domain
    """)


def test_visitors_two_colleagues_on_one_device_are_an_account_but_no_person() -> None:
    web_calls = """
        visitor_id | user_id | email
        v1         | u1      | ann@acme.com
        v1         | u2      | bo@acme.com
    """
    assert devices(web_calls=web_calls) == text("v1 | - | acme | mail domain")


def test_visitors_two_companies_on_one_device_are_none() -> None:
    web_calls = """
        visitor_id | user_id | email
        v1         | u1      | ann@acme.com
        v1         | u2      | bo@brandt.de
    """
    assert devices(web_calls=web_calls) == text("v1 | - | - | several accounts")


def test_visitors_group_call_against_the_user_s_own_account_is_none() -> None:
    web_calls = """
        kind     | visitor_id | user_id | email        | group_id | domain
        identify | v1         | u1      | ann@acme.com |          |
        group    | v1         |         |              | g7       | brandt.de
    """
    assert devices(web_calls=web_calls) == text("v1 | email:ann@acme.com | - | several accounts")


def test_visitors_with_free_mail_have_a_person_and_no_account() -> None:
    web_calls = """
        visitor_id | user_id | email
        v1         | u1      | ann@gmail.com
    """
    assert devices(web_calls=web_calls) == text("v1 | email:ann@gmail.com | - | -")


def test_identities_every_name_of_one_person() -> None:
    crm_people = """
        person_ref | account_ref | email
        ann        | acme        | ann@acme.com
    """
    web_calls = """
        visitor_id | user_id | email
        v1         | u1      | ann@acme.com
    """
    found = made("identities", crm_accounts=TWO_ACCOUNTS, crm_people=crm_people, web_calls=web_calls)
    assert show(found, "ref", "person_id", "account_id", "confidence") == text("""
        ann                | email:ann@acme.com | acme | 0.95
        email:ann@acme.com | email:ann@acme.com | acme | 0.95
        user:u1            | email:ann@acme.com | acme | 0.95
        visitor:v1         | email:ann@acme.com | acme | 0.95
    """)


def test_identities_nobody_known() -> None:
    assert show(made("identities")) == ""
