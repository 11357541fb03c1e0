"""The same company and person in several systems: by name, by hand, and companies of one house."""

import json

import pytest

from tables import made, show, tables, text

TWO = """
    account_ref | recorded_at | name             | domain    | country | parent_ref
    sf:1        | 2024-01-01  | Vega Energy GmbH | vega.com  |         |
    hs:1        | 2024-02-01  | VEGA ENERGY      |           |         |
"""


def refs(crm_accounts: str, **told: object) -> str:
    return show(made("account_refs", crm_accounts=crm_accounts, **told), "ref", "account_id", "basis", "confidence")


def pairs(crm_accounts: str) -> str:
    found = made("name_links", crm_accounts=crm_accounts)
    return show(found, "account_ref", "other", "basis", "confidence", "is_applied")


def inputs(*told: tuple[str, dict[str, str]]) -> str:
    rows = [f"i{n} | {k} | {json.dumps(value)} | 2024-06-0{n} | kim@us.com" for n, (k, value) in enumerate(told, 1)]
    return "\n".join(["input_id | kind | value | recorded_at | who", *rows])


def test_names_are_one_company_whatever_their_legal_form_and_letters() -> None:
    assert refs(TWO) == text("""
        domain:vega.com | sf:1 | website in the CRM | 0.95
        hs:1            | sf:1 | in the CRM         | 1
        sf:1            | sf:1 | in the CRM         | 1
    """)
    assert pairs(TWO) == "hs:1 | sf:1 | same name in the CRM | 0.75 | yes"


@pytest.mark.parametrize(
    ("name", "more", "said"),
    [
        ("Vega Energy AG", {}, "hs:1 | sf:1 | a name alike | 0.5 | no"),
        ("Vega Energy Holding", {}, "hs:1 | sf:1 | a name alike | 0.5 | no"),
        ("Vega Energy", {"country": "DK"}, "hs:1 | sf:1 | a name alike | 0.5 | no"),
        ("Vega Energy", {"domain": "vega.dk"}, ""),
        ("Vega Energy", {"parent_ref": "sf:1"}, ""),
        ("Vega Power", {}, ""),
    ],
)
def test_names_that_something_speaks_against_tie_nothing(name: str, more: dict[str, str], said: str) -> None:
    other = {"domain": "", "country": "", "parent_ref": "", **more}
    rows = f"""
        account_ref | recorded_at | name        | domain   | country | parent_ref
        sf:1        | 2024-01-01  | Vega Energy GmbH | vega.com | DE |
        hs:1        | 2024-02-01  | {name} | {other["domain"]} | {other["country"]} | {other["parent_ref"]}
    """
    assert pairs(rows) == said


def test_short_names_and_names_that_many_bear_are_nobody_s() -> None:
    short = "account_ref | name\nsf:1 | Vega\nhs:1 | VEGA"
    assert pairs(short) == "sf:1 | hs:1 | a name alike | 0.5 | no"
    many = "\n".join(["account_ref | name", *(f"sf:{place} | City Bakery" for place in range(5))])
    assert pairs(many) == ""


def test_names_nothing_known() -> None:
    assert pairs("account_ref | name") == ""


def test_account_said_to_be_the_same_is_one_until_it_is_undone() -> None:
    rows = "account_ref | name | recorded_at\na | Ask | 2024-01-01\nb | Embla | 2024-01-02"
    same = ("same_account", {"ref": "b", "other": "a"})
    assert refs(rows, inputs=inputs(same)) == text("""
        a | a | one of us said so | 1
        b | a | one of us said so | 1
    """)
    undone = inputs(same).replace("who", "who | replaces") + " |\nu | undo | {} | 2024-06-02 | kim@us.com | i1"
    assert refs(rows, inputs=undone) == text("a | a | in the CRM | 1\nb | b | in the CRM | 1")


def test_account_taken_out_stands_alone_whatever_ties_it() -> None:
    assert refs(TWO, inputs=inputs(("own_account", {"ref": "hs:1"}))) == text("""
        domain:vega.com | sf:1 | website in the CRM | 0.95
        hs:1            | hs:1 | one of us said so  | 1
        sf:1            | sf:1 | in the CRM         | 1
    """)


def test_account_taken_out_and_put_elsewhere_later_is_there() -> None:
    rows = TWO + "    c | 2024-01-01 | Cirrus | | |\n"
    told = inputs(
        ("same_account", {"ref": "hs:1", "other": "c"}),
        ("own_account", {"ref": "hs:1"}),
        ("same_account", {"ref": "c", "other": "hs:1"}),
    )
    found = show(made("account_refs", crm_accounts=rows, inputs=told), "ref", "account_id")
    assert found == text("c | c\ndomain:vega.com | sf:1\nhs:1 | c\nsf:1 | sf:1")


def test_word_of_an_account_nobody_knows_makes_none() -> None:
    told = inputs(("same_account", {"ref": "sf:1", "other": "typo"}), ("own_account", {"ref": "other typo"}))
    assert show(made("account_refs", crm_accounts="account_ref\nsf:1", inputs=told), "ref") == "sf:1"


def test_groups_of_two_tools_are_two_companies() -> None:
    calls = """
        kind  | system  | visitor_id | group_id
        group | segment | v1         | 7
        group | posthog | v2         | 7
    """
    found = tables(["account_refs", "group_calls"], web_calls=calls)
    assert show(found["account_refs"], "ref", "account_id") == text("posthog:7 | posthog:7\nsegment:7 | segment:7")
    assert show(found["group_calls"], "visitor_id", "account_id") == text("v1 | segment:7\nv2 | posthog:7")


HOUSE = """
    account_ref | parent_ref | domain
    top         |            | house.com
    sub         | top        | www.house.com
    subsub      | sub        |
    alone       |            |
"""


def test_subsidiaries_have_accounts_of_their_own_even_with_the_parent_s_domain() -> None:
    people = """
        person_ref | account_ref | email
        ann        | top         | ann@house.com
        bo         | sub         | bo@house.com
    """
    found = tables(["account_refs", "families", "people"], crm_accounts=HOUSE, crm_people=people)
    assert show(found["account_refs"], "ref", "account_id") == text("""
        alone            | alone
        domain:house.com | top
        sub              | sub
        subsub           | subsub
        top              | top
    """)
    assert show(found["families"], "account_id", "parent_id", "top_id") == text("""
        sub    | top | top
        subsub | sub | top
        top    | -   | top
    """)
    assert show(found["people"], "person_id", "account_id") == text(
        "email:ann@house.com | top\nemail:bo@house.com | sub"
    )


def test_families_in_a_circle_have_a_top() -> None:
    circle = "account_ref | parent_ref\na | b\nb | a\nc | a"
    assert show(made("families", crm_accounts=circle), "account_id", "parent_id", "top_id") == text("""
        a | - | a
        b | a | a
        c | a | a
    """)


def test_families_none() -> None:
    assert show(made("families", crm_accounts="account_ref\na")) == ""


PEOPLE = """
    person_ref | email
    c1         | ann@acme.com
    c2         | ann@gmail.com
    c3         | ann@acme.com
"""


def who(told: str = "") -> str:
    given = {"inputs": told} if told else {}
    return show(made("contact_people", crm_people=PEOPLE, **given), "person_ref", "person_id")


def test_persons_said_to_be_the_same_are_one() -> None:
    told = inputs(("same_person", {"ref": "c2", "other": "email:ann@acme.com"}))
    assert who(told) == text("c1 | email:ann@acme.com\nc2 | email:ann@acme.com\nc3 | email:ann@acme.com")
    whole = inputs(("same_person", {"ref": "email:ann@acme.com", "other": "email:ann@gmail.com"}))
    assert who(whole) == text("c1 | email:ann@gmail.com\nc2 | email:ann@gmail.com\nc3 | email:ann@gmail.com")


def test_contact_taken_out_is_a_person_of_its_own() -> None:
    told = inputs(("own_person", {"ref": "c3"}))
    assert who(told) == text("c1 | email:ann@acme.com\nc2 | email:ann@gmail.com\nc3 | c3")


def test_users_follow_who_they_are_said_to_be() -> None:
    calls = "user_id | email\nu1 | ann@gmail.com\nu2 |"
    told = inputs(
        ("same_person", {"ref": "email:ann@gmail.com", "other": "email:ann@acme.com"}),
        ("same_person", {"ref": "user:u2", "other": "email:ann@gmail.com"}),
    )
    found = made("user_people", crm_people=PEOPLE, web_calls=calls, inputs=told)
    assert show(found, "user_id", "person_id") == text("u1 | email:ann@acme.com\nu2 | email:ann@acme.com")


def test_links_say_what_ties_and_what_may_be_the_same() -> None:
    rows = """
        account_ref | recorded_at | name                | domain
        sf:1        | 2024-01-01  | Vega Energy GmbH    | vega.com
        hs:2        | 2024-02-01  | Vega Energy Holding |
    """
    people = "person_ref | account_ref | email\nann | sf:1 | ann@vega.com"
    found = made("links", crm_accounts=rows, crm_people=people)
    assert show(found, "account_id", "about", "ref", "other", "basis", "confidence", "is_applied") == text("""
        hs:2 | account | hs:2               | -               | in the CRM         | 1    | yes
        hs:2 | perhaps | hs:2               | sf:1            | a name alike       | 0.5  | no
        sf:1 | account | sf:1               | -               | in the CRM         | 1    | yes
        sf:1 | account | sf:1               | domain:vega.com | contacts' mail     | 0.8  | yes
        sf:1 | account | sf:1               | domain:vega.com | website in the CRM | 0.95 | yes
        sf:1 | perhaps | sf:1               | hs:2            | a name alike       | 0.5  | no
        sf:1 | person  | email:ann@vega.com | sf:1            | contact in the CRM | 0.95 | yes
        sf:1 | person  | email:ann@vega.com | sf:1            | mail domain        | 0.85 | yes
    """)
