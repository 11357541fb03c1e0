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


def test_group_counts_expect_more_people_the_larger_the_amount_the_more_read_and_talk_and_the_newer() -> None:
    found = made(
        "group_counts",
        deals="deal_id\nsmall\nlarge\nread\ntalked\nknown-before\nagain\nunsized",
        group_signs="""
            deal_id      | size_share | readers | dialogues | earlier_dialogues | company | reorder
            small        | 0          | 0       | 0         | 0                 | 0       | 0
            large        | 1          | 0       | 0         | 0                 | 0       | 0
            read         | 0.5        | 7       | 0         | 0                 | 0       | 0
            talked       | 0.5        | 1       | 7         | 0                 | 0       | 0
            known-before | 0.5        | 1       | 0         | 31                | 4       | 0
            again        | 0.5        | 1       | 0         | 0                 | 0       | 1
            unsized      |            | 0       | 0         | 0                 | 0       | 0
        """,
        buying_groups="""
            deal_id | person_id | role           | declared | met | seen
            large   | ann       | Economic Buyer | 1        | 0   | 1
            large   | bo        | Evaluator      | 0        | 1   | 0
            large   | cy        |                | 0        | 0   | 1
        """,
    )
    assert show(found) == text("""
        small        | 0 | 0   | 0 | 0.076 | yes
        large        | 3 | 2.2 | 1 | 0.818 | yes
        read         | 0 | 0   | 0 | 0.731 | yes
        talked       | 0 | 0   | 0 | 0.711 | yes
        known-before | 0 | 0   | 0 | 0.142 | yes
        again        | 0 | 0   | 0 | 0.269 | yes
        unsized      | 0 | 0   | 0 | 0.378 | no
    """)


def won(many: int, known: int, sure: float) -> dict[str, str]:
    """So many won deals with so many people seen in each."""
    names = [f"won-{n}" for n in range(many)]
    return {
        "deals": "deal_id | status\nopen | open\n" + "\n".join(f"{name} | won" for name in names),
        "group_counts": "deal_id | known_people | deciders | sure_people | many_share | has_signs\n"
        f"open | {known} | 0 | {sure} | 0.8 | yes\n"
        + "\n".join(f"{name} | {known} | 0 | {sure} | 0.8 | yes" for name in names),
    }


def test_group_norms_are_the_published_ones_until_deals_are_won() -> None:
    assert show(made("group_norms", **won(0, 3, 2.4))) == text("""
        few  | 0 | - | 2   | 2
        many | 0 | - | 6.8 | 6.8
    """)


def test_group_norms_move_to_what_is_seen_in_won_deals() -> None:
    assert show(made("group_norms", **won(20, 10, 8.8))) == text("""
        few  | 0  | -   | 2   | 2
        many | 20 | 8.8 | 6.8 | 7.8
    """)


def test_group_norms_few_people_seen_do_not_show_that_there_are_few() -> None:
    assert show(made("group_norms", **won(20, 1, 0.5))).splitlines()[1] == text("many | 20 | 0.5 | 6.8 | 6.8")


NORMS = "size | won_deals | people\nfew | 0 | 2\nmany | 20 | 8"
COUNTS = "deal_id | known_people | sure_people | deciders | many_share | has_signs\n"


def test_group_sizes_nobody_seen_is_not_nobody_there() -> None:
    counts = COUNTS + "bridge | 0 | 0 | 0 | 0.5 | no\nsigns | 0 | 0 | 0 | 0.9 | yes\ntunnel | 3 | 2.4 | 1 | 0.9 | yes"
    nobody, signs, three = made("group_sizes", group_counts=counts, group_norms=NORMS).to_pylist()
    untold = ("unseen_people", "unseen_low", "unseen_high")
    assert {nobody[name] for name in (*untold, "about_people")} == {None}
    assert {signs[name] for name in untold} == {None}
    assert signs["about_people"] > 1
    assert 0 <= three["unseen_low"] < three["unseen_people"] < three["unseen_high"]
    assert three["about_people"] == 3 + three["unseen_people"]


def test_group_sizes_say_how_many_own_deals_stand_behind_them() -> None:
    counts = COUNTS + "few | 1 | 0.8 | 0 | 0.1 | yes\nmany | 1 | 0.8 | 0 | 0.9 | yes"
    found = made("group_sizes", group_counts=counts, group_norms=NORMS)
    assert show(found, "deal_id", "expected_people", "own_deals") == text("""
        few  | 2.6 | 0
        many | 7.4 | 20
    """)
