"""The buying group of each deal: whom we have seen, and how many are still unseen."""

from tables import made, show, text

KNOWN = {
    "crm_accounts": "account_ref\nacme",
    "crm_people": """
        person_ref | account_ref | name | title | email
        ann        | acme        | Ann  | CFO   | ann@acme.com
        bo         | acme        | Bo   |       |
        cy         | acme        |      |       | cy@acme.com
    """,
    "crm_deals": """
        deal_ref | account_ref | opened_at  | amount
        bridge   | acme        | 2026-03-02 | 50
    """,
}


def test_coverage_declared_met_and_seen() -> None:
    found = made(
        "coverage",
        **KNOWN,
        crm_roles="deal_ref | person_ref | role\nbridge | ann | Entscheider",
        crm_activities="""
            kind    | deal_ref | person_ref | starts_at
            meeting | bridge   | bo         | 2026-04-01
            meeting | bridge   | ann        | 2026-04-01
        """,
        web_calls="visitor_id | user_id | email\nv1 | u1 | cy@acme.com",
        web_events="visitor_id | page | happened_at\nv1 | /pricing | 2026-03-01",
    )
    columns = ("deal_refs", "person_refs", "name", "title", "role", "role_basis", "confidence", "known_people")
    assert show(found, *columns) == text("""
        bridge | email:ann@acme.com ann        | Ann | CFO | decides | declared | 0.9 | 3
        bridge | bo                            | Bo  | -   | unknown | met      | 0.8 | 3
        bridge | email:cy@acme.com cy user:u1  | -   | -   | unknown | seen     | 0.5 | 3
    """)


def test_coverage_says_on_each_row_how_many_of_the_deal_are_unseen() -> None:
    found = made(
        "coverage",
        deals="deal_id\nbridge\ntunnel",
        buying_groups="deal_id | person_id | met\nbridge | ann | 1\nbridge | bo | 1",
        group_sizes="""
            deal_id | known_people | unseen_people | unseen_low | unseen_high
            bridge  | 2            | 3.5           | 1          | 7
            tunnel  | 0            |               |            |
        """,
    )
    assert show(found, "deal_id", "person_id", "known_people", "unseen_people", "unseen_low", "unseen_high") == text("""
        bridge | ann | 2 | 3.5 | 1 | 7
        bridge | bo  | 2 | 3.5 | 1 | 7
        tunnel | -   | 0 | -   | - | -
    """)


def test_coverage_nobody_seen_cannot_tell_how_many_are_unseen() -> None:
    found = made("coverage", **KNOWN)
    columns = ("person_refs", "role", "role_basis", "confidence", "known_people")
    assert show(found, "deal_id", *columns, "unseen_people", "unseen_low", "unseen_high") == text("""
        bridge | - | - | - | - | 0 | - | - | -
    """)


def test_coverage_no_deals() -> None:
    assert show(made("coverage")) == ""


def test_coverage_a_role_that_a_person_told_overrules() -> None:
    found = made(
        "coverage",
        deals="deal_id\nbridge",
        buying_groups="""
            deal_id | person_id | role  | declared | met | seen
            bridge  | ann       | Coach | 1        | 0   | 0
            bridge  | bo        |       | 0        | 1   | 1
        """,
        overrides="""
            kind | key        | value
            role | bridge ann | decides
            role | tunnel bo  | decides
            kind | bridge bo  | solution
        """,
    )
    assert show(found, "person_id", "role", "role_basis", "confidence") == text("""
        ann | decides | told | 0.9
        bo  | unknown | met  | 0.8
    """)


def test_group_counts_expect_more_people_in_a_larger_and_newer_deal() -> None:
    found = made(
        "group_counts",
        deals="deal_id\nsmall\nlarge\nrepeat\nunsized",
        deal_values="""
            deal_id | size_share | is_repeat
            small   | 0          | no
            large   | 1          | no
            repeat  | 1          | yes
            unsized |            | no
        """,
        buying_groups="""
            deal_id | person_id | role
            large   | ann       | Economic Buyer
            large   | bo        | Evaluator
            large   | cy        |
        """,
    )
    assert show(found, "deal_id", "known_people", "deciders", "expected_people") == text("""
        small   | 0 | 0 | 2
        large   | 3 | 1 | 6.8
        repeat  | 0 | 0 | 4.4
        unsized | 0 | 0 | 4.4
    """)


def test_group_sizes_nobody_seen_is_not_nobody_there() -> None:
    group_counts = """
        deal_id | known_people | deciders | expected_people
        bridge  | 0            | 0        | 6.8
        tunnel  | 3            | 1        | 6.8
    """
    nobody, three = made("group_sizes", group_counts=group_counts).to_pylist()
    assert nobody["known_people"] == 0
    assert {nobody[name] for name in ("unseen_people", "unseen_low", "unseen_high")} == {None}
    assert 0 < three["unseen_low"] < three["unseen_people"] < three["unseen_high"]
