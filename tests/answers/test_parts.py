"""Which part each person plays in a purchase, and which parts nobody plays."""

import pytest

from tables import made, show, text


@pytest.mark.parametrize(
    ("title", "function"),
    [
        ("Chief Financial Officer", "finance"),
        ("CFO", "finance"),
        ("Strategischer Einkäufer", "procurement"),
        ("Head of IT Procurement", "procurement"),
        ("IT Architect", "technology"),
        ("Leiter Technik", "technology"),
        ("Geschäftsführerin", "management"),
        ("Indkøbschef", "procurement"),
        ("Responsable des achats", "procurement"),
        ("Directeur général", "management"),
        ("Datenschutzbeauftragte", "legal"),
        ("Schichtleiter", "users"),
        ("Head of Operations", "operations"),
        ("Visitor", "unknown"),
        ("", "unknown"),
    ],
)
def test_person_parts_read_the_function_of_a_title(title: str, function: str) -> None:
    found = made(
        "person_parts",
        buying_groups="deal_id | person_id\nbridge | ann",
        people=f"person_id | title\nann | {title}",
    )
    assert show(found, "function") == function


def parts(**told: str) -> str:
    found = made("person_parts", buying_groups=told.pop("group"), **told)
    return show(found, "person_id", "part", "part_basis", "part_confidence")


GROUP = """
    deal_id | person_id | role
    bridge  | ann       | Economic Buyer
    bridge  | bo        |
    bridge  | cy        |
    bridge  | dee       | Decision Maker
"""


def test_person_parts_declared_by_title_and_unknown() -> None:
    people = """
        person_id | title
        ann       | CFO
        bo        | Procurement Manager
        dee       | Team Lead
    """
    assert parts(group=GROUP, people=people) == text("""
        ann | economic_buyer | declared | 0.99
        bo  | procurement    | title    | 0.82
        cy  | unknown        | -        | -
        dee | end_user       | title    | 0.61
    """)


def test_person_parts_what_they_read_and_whom_they_bring_speaks_too() -> None:
    jobs = "problem_identification | solution_exploration | requirements_building | supplier_selection | validation | consensus_creation"
    group = "deal_id | person_id\nbridge | ann\nbridge | bo\nbridge | cy"
    people = "person_id | title\nann | Head of Operations\nbo | Head of Operations\ncy | Head of Operations"
    told = {
        "people": people,
        "person_reads": f"person_id | {jobs}\nbo | 0 | 0 | 9 | 0 | 9 | 0",
        "person_brings": "person_id | brought\ncy | 3",
    }
    assert parts(group=group, **told) == text("""
        ann | unknown  | -     | -
        bo  | unknown  | -     | -
        cy  | champion | title | 0.68
    """)


def test_part_meanings_begin_with_the_words_and_move_to_what_titles_say() -> None:
    found = made(
        "part_meanings",
        typed_roles="""
            typed         | named    | function    | people
            business user | end_user | projects    | 90
            business user | end_user | unknown     | 40
            decision maker | decision_maker | unknown | 3
            other         |          | procurement | 10
        """,
    )
    assert show(found, "typed", "people", "end_user", "champion", "decision_maker", "procurement") == text("""
        business user  | 90 | 0.197   | 0.5249  | 0.04786 | 0.02086
        decision maker | 0  | 0.02143 | 0.02143 | 0.85    | 0.02143
        other          | 10 | 0.105   | 0.095   | 0.08    | 0.465
    """)


def test_typed_roles_are_counted_with_the_functions_of_those_who_have_them() -> None:
    people = "person_id | title\nann | CFO\nbo |\ncy | CFO"
    assert show(made("typed_roles", buying_groups=GROUP, people=people)) == text("""
        economic buyer | economic_buyer | finance | 1
    """)


def test_person_parts_nobody() -> None:
    assert show(made("person_parts")) == ""


def test_person_brings_others_who_follow_to_the_same_page_within_a_week() -> None:
    found = made(
        "person_brings",
        buying_groups="deal_id | person_id\nbridge | ann\nbridge | bo",
        events="""
            event_id | account_id | person_id | channel | job                   | page | happened_at
            e1       | acme       | ann       | web     | requirements_building | /a   | 2026-06-01
            e2       | acme       | bo        | web     | requirements_building | /a   | 2026-06-05
            e3       | acme       | cy        | web     | requirements_building | /a   | 2026-06-08
            e4       | acme       | dee       | web     | requirements_building | /a   | 2026-06-20
            e5       | brandt     | eve       | web     | requirements_building | /a   | 2026-06-02
        """,
    )
    assert show(found) == text("""
        ann | 2 | e2 e3
        bo  | 1 | e3
    """)


def test_person_ties_are_two_way_dialogues_and_who_of_ours_was_there() -> None:
    found = made(
        "person_ties",
        buying_groups="deal_id | person_id\nbridge | ann\nbridge | bo",
        touchpoints="""
            touchpoint_id | deal_id | person_ids | user_refs | happened_at
            t1            | bridge  | ann bo     | kim       | 2026-06-01
            t2            | bridge  | ann        | lee kim   | 2026-06-08
            t3            | bridge  | cy         | kim       | 2026-06-09
            t4            |         | bo         | kim       | 2026-06-09
        """,
    )
    assert show(found, "person_id", "dialogues", "met_by", "last_dialogue_at") == text("""
        ann | 2 | 2 | 2026-06-08
        bo  | 1 | 1 | 2026-06-01
    """)


COVERED = {
    "deals": "deal_id | status\nbridge | open\nsmall | open\nwon | won\nunseen | open\nuntold | open",
    "matrix": "deal_id | kind\nbridge | solution\nsmall | service\nwon | solution\nunseen | solution\nuntold | unknown",
    "coverage": """
        deal_id | person_id | part
        bridge  | ann       | decision_maker
        bridge  | bo        | unknown
        small   | cy        | end_user
        won     | dee       | unknown
        unseen  |           |
        untold  | eve       | unknown
    """,
    "team_members": """
        deal_id | user_ref | part            | email
        bridge  | kim      | account_manager | kim@us
        bridge  | lee      | design_manager  | lee@us
        bridge  | max      | unknown         | max@us
        bridge  | pia      | implementation_manager |
    """,
}


def test_missing_parts_and_who_of_ours_is_the_counterpart() -> None:
    assert show(made("missing_parts", **COVERED)) == text("""
        bridge | economic_buyer      | account_manager        | kim@us | 1
        bridge | technical_evaluator | design_manager         | lee@us | 1
        bridge | end_user            | implementation_manager | -      | 1
        bridge | procurement         | account_manager        | kim@us | 1
        bridge | champion            | account_manager        | kim@us | 1
        small  | decision_maker      | executive              | -      | 0
    """)


def test_missing_parts_of_nothing() -> None:
    assert show(made("missing_parts")) == ""


def test_coverage_mobilizer_and_blocker_are_hypotheses_from_acts() -> None:
    group = "deal_id | person_id | declared | met | seen\n" + "\n".join(
        f"bridge | {name} | 1 | 0 | 0" for name in ("ann", "bo", "cy", "away")
    )
    found = made(
        "coverage",
        deals="deal_id\nbridge",
        buying_groups=group,
        group_sizes="deal_id | known_people\nbridge | 4",
        person_parts="""
            deal_id | person_id | part           | dialogues | read | brought
            bridge  | ann       | champion       | 1         | 2    | 2
            bridge  | bo        | decision_maker | 0         | 3    | 1
            bridge  | cy        | unknown        | 2         | 0    | 0
            bridge  | away      | legal_security | 0         | 0    | 0
        """,
    )
    assert show(found, "person_id", "hypothesis", "has_authority") == text("""
        ann  | mobilizer | no
        bo   | -         | yes
        cy   | -         | -
        away | blocker   | no
    """)
