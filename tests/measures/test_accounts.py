"""Which references to a company belong together."""

from tables import made, show, text

ACCOUNT = """
    account_ref | domain
    acme        | acme.com
"""


def refs(**told: str) -> str:
    return show(made("account_refs", **told), "ref", "account_id", "basis", "confidence")


def test_domains_are_of_companies_not_of_free_mail() -> None:
    found = made(
        "domains",
        crm_accounts="""
            account_ref | domain
            acme        | www.acme.co.uk
        """,
        crm_people="""
            person_ref | email
            ann        | ann@gmail.com
            bo         | bo@mail.brandt.de
            cy         | not an address
        """,
    )
    assert show(found, "written", "domain") == text("""
        mail.brandt.de | brandt.de
        www.acme.co.uk | acme.co.uk
    """)


def test_domains_of_our_own_are_no_customer_s() -> None:
    web_calls = """
        visitor_id | user_id | email
        v1         | u1      | kim@mail.ours.dk
        v2         | u2      | ann@acme.com
    """
    assert show(made("domains", web_calls=web_calls, own={"own.domains": "ours.dk OURS.de"})) == text("""
        acme.com | acme.com
    """)


def test_domains_nothing_seen() -> None:
    assert show(made("domains")) == ""


def test_account_refs_nothing_known() -> None:
    assert refs() == ""


def test_account_refs_website_group_and_lead_are_one_company() -> None:
    web_calls = """
        kind  | visitor_id | group_id | domain
        group | v1         | g7       | acme.com
    """
    crm_people = """
        person_ref | is_lead | email
        lead       | yes     | lea@mail.acme.com
    """
    assert refs(crm_accounts=ACCOUNT, web_calls=web_calls, crm_people=crm_people) == text("""
        acme            | acme | in the CRM         | 1
        domain:acme.com | acme | website in the CRM | 0.95
        told:g7      | acme | group call         | 0.95
    """)


def test_account_refs_merged_accounts_are_one() -> None:
    merged = """
        account_ref | merged_into | is_deleted
        acme        |             | no
        acme-again  | acme        | yes
    """
    assert refs(crm_accounts=merged) == text("""
        acme       | acme | merged in the CRM | 1
        acme-again | acme | merged in the CRM | 1
    """)


def test_account_refs_one_website_on_many_accounts_ties_none() -> None:
    many = "account_ref | domain\n" + "".join(f"franchise-{n} | brand.com\n" for n in range(6))
    assert refs(crm_accounts=many) == text(
        "".join(f"franchise-{n} | franchise-{n} | in the CRM | 1\n" for n in range(6))
    )


def test_account_refs_mail_domain_that_most_contacts_share_ties() -> None:
    crm_people = """
        person_ref | account_ref | email
        ann        | acme        | ann@acme.com
        bo         | acme        | bo@acme.com
        cy         | acme        | cy@adviser.com
        dee        | acme        | dee@gmail.com
    """
    crm_accounts = """
        account_ref
        acme
    """
    assert refs(crm_accounts=crm_accounts, crm_people=crm_people) == text("""
        acme            | acme | in the CRM     | 1
        domain:acme.com | acme | contacts' mail | 0.8
    """)


def test_mail_domains_shared_by_half_or_by_many_companies_tie_none() -> None:
    crm_people = """
        person_ref | account_ref | email
        ann        | acme        | ann@acme.com
        bo         | acme        | bo@adviser.com
        cy         | brandt      | cy@adviser.com
        dee        | copper      | dee@adviser.com
    """
    assert show(made("mail_domains", crm_people=crm_people), "account_ref", "domain") == ""


def test_mail_domains_shared_by_a_company_entered_twice_tie_both() -> None:
    crm_people = """
        person_ref | account_ref | email
        ann        | acme        | ann@acme.com
        bo         | acme-2      | bo@acme.com
    """
    twice = """
        account_ref | domain
        acme        | acme.com
        acme-2      |
    """
    found = made("mail_domains", crm_people=crm_people, crm_accounts=twice)
    assert show(found, "account_ref", "domain") == text("""
        acme   | acme.com
        acme-2 | acme.com
    """)


def test_mail_domains_of_an_adviser_to_two_companies_tie_none() -> None:
    crm_people = """
        person_ref | account_ref | email
        ann        | acme        | ann@adviser.com
        bo         | brandt      | bo@adviser.com
    """
    found = made("mail_domains", crm_people=crm_people, crm_accounts=ACCOUNT)
    assert show(found) == ""


def test_account_refs_a_website_learned_later_does_not_rename_the_account() -> None:
    known = """
        account_ref    | domain   | recorded_at
        salesforce:001 | acme.com | 2024-01-01
    """
    assert refs(crm_accounts=known) == text("""
        domain:acme.com | salesforce:001 | website in the CRM | 0.95
        salesforce:001  | salesforce:001 | in the CRM         | 1
    """)


def test_account_refs_take_the_name_of_the_first_known() -> None:
    known = """
        account_ref    | domain   | recorded_at
        salesforce:001 | acme.com | 2024-03-01
    """
    lead = """
        person_ref | email        | recorded_at
        lead       | lea@acme.com | 2024-01-01
    """
    found = made("account_refs", crm_accounts=known, crm_people=lead)
    assert show(found, "ref", "account_id", "known_at") == text("""
        domain:acme.com | domain:acme.com | 2024-01-01
        salesforce:001  | domain:acme.com | 2024-03-01
    """)


def test_accounts_say_what_the_oldest_named_row_says() -> None:
    crm_accounts = """
        account_ref | domain   | name      | industry | employees | owner_ref | recorded_at
        acme        | acme.com |           | steel    | 9         | kim       | 2024-01-01
        acme-2      | acme.com | Acme Inc. | pumps    | 90        | lee       | 2024-02-01
    """
    found = made("accounts", crm_accounts=crm_accounts)
    assert show(found, "account_id", "account_refs", "name", "industry", "employees", "owner_ref") == text("""
        acme | acme acme-2 domain:acme.com | Acme Inc. | pumps | 90 | lee
    """)


def test_accounts_do_not_say_what_a_merged_row_says() -> None:
    merged = """
        account_ref | merged_into | name     | recorded_at
        acme        |             | Acme     | 2024-02-01
        acme-again  | acme        | Acme old | 2024-01-01
    """
    assert show(made("accounts", crm_accounts=merged), "account_refs", "name") == text("acme acme-again | Acme")


def test_accounts_of_the_web_alone_have_their_own_name() -> None:
    web_calls = """
        kind     | visitor_id | group_id | company | email
        group    | v1         | g7       | Acme    |
        identify | v2         |          |         | bo@brandt.de
        identify | v3         |          |         | cy@gmail.com
    """
    assert show(made("accounts", web_calls=web_calls), "account_id", "name", "owner_ref") == text("""
        domain:brandt.de | brandt.de | -
        told:g7       | Acme      | -
    """)


def test_account_refs_the_only_namesake_on_the_web_is_the_same_company() -> None:
    crm_accounts = """
        account_ref | name                   | domain
        weser       | Weserhof Chemie GmbH   |
        aerte       | Ærtebjerg Køge A/S     |
        titan       | Titan Group plc        | titan.com
        titan-as    | Titan Group A/S        |
        twin        | Corso Vetro SpA        |
        twin-2      | Corso Vetro srl        |
        ab          | Nord AB                |
    """
    web_calls = """
        kind     | visitor_id | group_id | company      | domain              | user_id | email
        group    | v1         | g1       | Ærtebjerg Køge | aert.dk             |         |
        identify | v2         |          |              |                     | u2      | ann@weserhof-chemie.de
        identify | v3         |          |              |                     | u3      | bo@titan-group.com
        identify | v4         |          |              |                     | u4      | cy@corsovetro.it
        identify | v5         |          |              |                     | u5      | dee@nord.se
    """
    found = made("namesakes", crm_accounts=crm_accounts, web_calls=web_calls)
    assert show(found, "account_ref", "other") == text("""
        aerte | domain:aert.dk
        weser | domain:weserhof-chemie.de
    """)
    tied = made("account_refs", crm_accounts=crm_accounts, web_calls=web_calls).to_pylist()
    assert {row["account_id"] for row in tied if "weser" in row["ref"]} == {"weser"}


def test_a_name_that_two_domains_share_ties_nobody() -> None:
    crm_accounts = "account_ref | name\nweser | Weserhof GmbH"
    web_calls = """
        kind     | visitor_id | user_id | email
        identify | v1         | u1      | ann@weserhof.de
        identify | v2         | u2      | bo@weserhof.com
    """
    assert made("namesakes", crm_accounts=crm_accounts, web_calls=web_calls).num_rows == 0
