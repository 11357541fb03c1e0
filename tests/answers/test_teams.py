"""Threads of a deal, whom to ask, and what a part in the team has done."""

import pytest

from tables import made, show, text

TEAM = """
    deal_id | account_id | status | user_ref | part            | dialogues
    bridge  | acme       | open   | kim      | account_manager | 3
    bridge  | acme       | open   | pia      | account_manager | 0
    tunnel  | acme       | open   | kim      | design_manager  | 0
    dam     | volt       | open   | kim      | account_manager | 2
    dam     | volt       | open   | lee      | design_manager  | 2
    old     | acme       | won    | kim      | account_manager | 9
"""
TIES = """
    deal_id | user_ref | person_id | dialogues
    bridge  | kim      | ann       | 3
    dam     | kim      | zoe       | 1
    dam     | lee      | yan       | 1
"""
GROUPS = "deal_id | person_id\nbridge | ann\nbridge | bo\ndam | zoe\ndam | yan"
KINDS = "deal_id | kind\nbridge | solution\ntunnel | unknown\ndam | consultancy"


def test_threads_tell_single_ones_on_both_sides_and_who_is_lacking() -> None:
    found = made("threads", teams=TEAM, team_ties=TIES, buying_groups=GROUPS, matrix=KINDS)
    columns = ("deal_id", "our_people", "our_met", "their_met", "is_single_ours", "is_single_theirs", "lacks")
    assert show(found, *columns) == text("""
        bridge | 2 | 1 | 1 | yes | yes | design_manager
        tunnel | 1 | - | - | -   | -   | -
        dam    | 2 | 2 | 2 | no  | no  | implementation_manager
    """)


def test_teams_add_up_ties() -> None:
    members = "deal_id | user_ref | part\nbridge | kim | account_manager\nbridge | pia | unknown"
    ties = TIES + "bridge | kim | bo | 1\n"
    deals = "deal_id | account_id | status\nbridge | acme | open"
    found = made("teams", team_members=members, team_ties=ties, deals=deals)
    assert show(found, "user_ref", "dialogues", "met_people", "tied_people") == text("""
        kim | 4 | 2 | 1
        pia | 0 | 0 | 0
    """)


PATHS = """
    case_id | account_id | kind        | ending
    won1    | volt       | solution    | won
    won2    | nord       | consultancy | won
    lost1   | pico       | solution    | lost
    own     | acme       | solution    | won
"""
STEPS = """
    case_id | step | job                   | begun_at   | ended_at
    won1    | 1    | validation            | 2026-01-05 | 2026-02-02
    won2    | 1    | validation            | 2026-03-02 | 2026-03-16
    lost1   | 1    | validation            | 2026-04-06 | 2026-04-20
    own     | 1    | validation            | 2026-05-04 | 2026-05-18
"""
TALKS = """
    touchpoint_id | deal_id | happened_at | user_refs
    t1            | won1    | 2026-01-20  | lee kim
    t2            | won1    | 2026-02-10  | lee
    t3            | won1    | 2026-05-01  | max
    t4            | won2    | 2026-03-10  | max pia
    t5            | lost1   | 2026-04-10  | ivo
    t6            | own     | 2026-05-10  | ivo
"""
STUCK = "deal_id | account_id | order | stuck_job\nbridge | acme | 1 | validation\ntunnel | acme | 1 | -"
LOADS = """
    user_ref | email      | part           | has_time
    lee      | lee@us.com | design_manager | yes
    max      | max@us.com | expert         |
    pia      | pia@us.com | expert         | no
    kim      | kim@us.com | expert         | yes
    ivo      | ivo@us.com | expert         | yes
"""


def asked(**told: str) -> str:
    rest = {"matrix": KINDS, "user_loads": LOADS, "team_members": "deal_id | user_ref\nbridge | kim"}
    given = {"paths": PATHS, "path_steps": STEPS, "deal_dialogues": TALKS, "dialogues": STUCK}
    found = made("sparring", **{**given, **rest, **told})
    return show(found, "deal_id", "order", "user_ref", "case_deal_id", "helped_on", "is_same_kind", "answer")


def test_sparring_names_who_helped_another_customer_through_the_same_job() -> None:
    """Lee's case is of the same kind; Max's is later; Pia has no time, Kim is on the deal, Ivo helped nobody else."""
    assert asked() == text("""
        bridge | 1 | lee | won1 | 2026-02-10 | yes | -
        bridge | 2 | max | won2 | 2026-03-10 | no  | -
    """)


def test_sparring_keeps_what_the_team_has_said() -> None:
    told = 'kind | value\nsparring | {"deal_id": "bridge", "user_ref": "max", "answer": "helped"}'
    assert asked(inputs=told).splitlines()[1].endswith("no | helped")


def test_sparring_of_nothing() -> None:
    assert asked(path_steps="case_id") == asked(dialogues="deal_id") == ""


def cases(*groups: tuple[int, int, int, int]) -> str:
    """Closed deals: of each group so many, with a design manager or not, so many won, in a stratum."""
    rows = [
        f"d{place}-{n} | {int(n < won)} | {stratum} | {there} | 0 | 0 | 0"
        for place, (many, there, won, stratum) in enumerate(groups)
        for n in range(many)
    ]
    head = "deal_id | won | stratum | design_manager | implementation_manager | executive | expert\n"
    return head + "\n".join(rows)


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        ([(60, 1, 40, 0), (60, 0, 15, 0)], "60 | 40 | 60 | 15 | more"),
        ([(60, 1, 15, 0), (60, 0, 40, 0)], "60 | 15 | 60 | 40 | less"),
        ([(60, 1, 30, 0), (60, 0, 28, 0)], "60 | 30 | 60 | 28 | cannot_tell"),
        ([(10, 1, 10, 0), (60, 0, 1, 0)], "10 | 10 | 60 | 1 | cannot_tell"),
        # Large deals are won more often and have a design manager more often; among those alike nothing differs.
        ([(60, 1, 48, 3), (20, 0, 16, 3), (20, 1, 2, 1), (60, 0, 6, 1)], "80 | 50 | 80 | 22 | cannot_tell"),
    ],
)
def test_part_effects_compare_deals_alike(groups: list[tuple[int, int, int, int]], expected: str) -> None:
    found = made("part_effects", part_cases=cases(*groups)).slice(0, 1)
    assert show(found, "deals_with", "won_with", "deals_without", "won_without", "verdict") == expected


def test_part_effects_of_nothing_cannot_tell() -> None:
    assert show(made("part_effects"), "part", "deals_with", "difference", "verdict", "deals_needed") == text("""
        design_manager         | 0 | - | cannot_tell | -
        implementation_manager | 0 | - | cannot_tell | -
        executive              | 0 | - | cannot_tell | -
        expert                 | 0 | - | cannot_tell | -
    """)


def test_part_cases_count_a_part_only_where_it_came_early() -> None:
    found = made(
        "part_cases",
        deals="""
            deal_id | account_id | status | opened_at  | closed_at
            early   | acme       | won    | 2026-01-01 | 2026-03-01
            late    | acme       | lost   | 2026-01-01 | 2026-03-01
            quick   | acme       | won    | 2026-01-01 | 2026-01-09
            nobody  | acme       | won    | 2026-01-01 | 2026-03-01
        """,
        team_members="""
            deal_id | user_ref | part           | basis
            early   | lee      | design_manager | role
            late    | lee      | design_manager | role
            quick   | lee      | design_manager | role
        """,
        crm_members="""
            deal_ref | user_ref | recorded_at
            early    | lee      | 2026-01-20
            late     | lee      | 2026-02-20
            quick    | lee      | 2026-01-02
        """,
        deal_values="deal_id | is_repeat | band\nearly | yes | 2\nlate | no |",
    )
    assert show(found, "deal_id", "won", "stratum", "design_manager") == text("""
        early | 1 | 6 | 1
        late  | 0 | 0 | 0
    """)
