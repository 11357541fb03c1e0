"""Our side of each deal: parts, ties and time."""

from tables import made, show, text

DEALS = """
    deal_id | account_id | status | opened_at  | closed_at
    bridge  | acme       | open   | 2026-05-04 |
    old     | acme       | won    | 2025-01-06 | 2025-03-03
"""
TALKS = """
    touchpoint_id | account_id | deal_id | happened_at | person_ids | user_refs
    t1            | acme       | bridge  | 2026-05-20  | ann bo     | kim lee
    t2            | acme       | bridge  | 2026-06-10  | ann        | kim
    t3            | acme       |         | 2026-03-02  | ann        | kim
    t4            | acme       |         | 2025-06-02  | ann        | kim
    t5            | acme       | bridge  | 2026-06-12  |            | max
    t6            | other      |         | 2026-06-12  | zoe        | kim
"""
USERS = """
    user_ref | email      | name | title
    kim      | kim@us.com | Kim  | Account Executive
    lee      | lee@us.com | Lee  | Solution Architect
    max      | max@us.com | Max  | Chief Executive Officer
    pia      | pia@us.com | Pia  |
"""
OURS = """
    deal_id | user_ref | role
    bridge  | kim      | Owner
    bridge  | lee      | Implementation
    bridge  | pia      | Owner
"""


def test_deal_dialogues_are_those_on_the_deal_and_loose_ones_near_it() -> None:
    assert show(made("deal_dialogues", touchpoints=TALKS, deals=DEALS), "deal_id", "touchpoint_id") == text("""
        bridge | t1
        bridge | t2
        bridge | t3
        bridge | t5
    """)


def test_team_ties_count_dialogues_of_each_pair() -> None:
    ties = made("team_ties", touchpoints=TALKS, deals=DEALS)
    assert show(ties, "user_ref", "person_id", "dialogues", "last_at") == text("""
        kim | ann | 3 | 2026-06-10
        kim | bo  | 1 | 2026-05-20
        lee | ann | 1 | 2026-05-20
        lee | bo  | 1 | 2026-05-20
        max | -   | 1 | 2026-06-12
    """)


def test_team_members_take_their_part_from_the_deal_s_team_then_the_title() -> None:
    found = made("team_members", our_people=OURS, touchpoints=TALKS, deals=DEALS, crm_users=USERS)
    assert show(found, "user_ref", "part", "basis") == text("""
        kim | account_manager        | title
        lee | implementation_manager | role
        max | executive              | met
        pia | account_manager        | owner
    """)


def test_user_loads_say_who_has_time_and_never_of_whom_nothing_is_logged() -> None:
    acts = """
        event_id | account_id | user_ref | happened_at | side | minutes
        e1       | acme       | kim      | 2026-06-10  | both | 5280
        e2       | acme       | lee      | 2026-06-10  | ours | 60
        e3       | acme       | lee      | 2026-06-11  | customer | 600
    """
    found = made("user_loads", our_people=OURS, touchpoints=TALKS, deals=DEALS, crm_users=USERS, crm_acts=acts)
    assert show(found, "user_ref", "part", "open_deals", "week_hours", "has_time") == text("""
        kim | account_manager        | 1 | 11   | no
        lee | implementation_manager | 1 | 0.1  | yes
        max | executive              | 1 | -    | -
        pia | account_manager        | 1 | -    | -
    """)


def test_team_tables_of_nothing() -> None:
    assert show(made("team_members")) == show(made("team_ties")) == show(made("user_loads")) == ""
