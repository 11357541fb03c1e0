"""What a leader reads on Monday."""

import json

import pyarrow as pa
import pytest

from headway.sources.questions import questions
from tables import across, made, show, text

TEAM = """
    user_ref | email      | manager_ref
    top      | top@us.com |
    kim      | kim@us.com | top
    lee      | lee@us.com | kim
    max      | max@us.com | kim
"""
# One situation for each act; what is not said here is unknown.
SITUATIONS = across("""
    order                  | 1           | 2                  | 3          | 4                    | 5
    journey_id             | strike      | lone               | pushed     | early                | service
    account_id             | acme        | brandt             | copper     | dunlin               | eider
    deal_id                |             | bridge             | tunnel     |                      | arch
    name                   | Strike      | Lone               | Pushed     | Early                | Service
    verdict                | strike      | wait               | wait       | wait                 | leave_digital
    is_digital             | no          | no                 | no         | no                   | yes
    is_moving              | yes         | yes                | no         | yes                  | no
    is_ahead               | yes         | no                 | no         | no                   | no
    active_people          | 3           | 1                  | 0          | 1                    | 0
    their_acts             | 9           | 2                  | 0          | 3                    | 1
    their_recent_acts      | 5           | 2                  | 0          | 3                    | 0
    our_acts               | 0           | 1                  | 6          | 0                    | 5
    our_hours              | 0           | 1                  | 3          | 0                    | 4
    met_by                 | 0           | 1                  | 2          | 0                    | 1
    known_people           | 0           | 1                  | 4          | 0                    | 1
    expected_people        |             | 6.8                | 6.8        |                      | 2
    unseen_people          |             | 4                  | 2          |                      | 0
    own_deals              |             | 19                 | 20         |                      | 0
    looking_for            | validation  | consensus_creation |            | solution_exploration |
    last_customer_event_at | 2026-06-25  | 2026-06-25         | 2026-03-01 | 2026-06-25           | 2026-06-01
    who                    | kim@us.com  | lee@us.com         | max@us.com |                      | lee@us.com
    reason                 | Well ahead. | Not far.           | Nothing.   | Not far.             | Routine.
    wait_for               |             |                    |            | A second joins.      |
""")


def monday(own: dict[str, int] | None = None, **told: str) -> pa.Table:
    """The list of these situations, where no dialogue has been prepared."""
    return made("monday", own=own, dialogues="deal_id | order | question", **told)


def lines(**told: str) -> list[dict[str, object]]:
    return monday(**told).to_pylist()


def situation(**changed: str) -> str:
    """The first of the situations, changed."""
    header, first = [[cell.strip() for cell in line.split("|")] for line in SITUATIONS.splitlines()[:2]]
    cells = dict(zip(header, first, strict=True)) | changed
    return " | ".join(header) + "\n" + " | ".join(cells.values())


def acts(**changed: str) -> list[str]:
    return [line["act"] for line in lines(situations=situation(**changed))]


def because(**told: str) -> list[tuple[str, list[str]]]:
    [line] = lines(**told)
    return [(reason["text"], reason["event_ids"]) for reason in json.loads(line["because"])]


def test_monday_each_act_has_its_line() -> None:
    found = monday(situations=SITUATIONS)
    assert show(found, "leader", "line", "act", "journey_id", "deal_id", "who", "sure") == text("""
        - | 1 | strike        | strike  | -      | kim@us.com | cannot_tell
        - | 2 | bring_in      | lone    | bridge | lee@us.com | cannot_tell
        - | 3 | ask           | pushed  | tunnel | max@us.com | high
        - | 4 | wait          | early   | -      | -          | cannot_tell
        - | 5 | leave_digital | service | arch   | lee@us.com | high
    """)


def test_monday_nothing_known() -> None:
    assert lines() == []


def test_monday_from_outside_facts_alone() -> None:
    """A customer that reads a lot, with no deal, is struck; one never seen has no line."""
    days = "\n".join(f"v1 | {page} | 2026-06-{day:02}" for day in range(1, 26) for page in ("/pricing", "/customers"))
    [line] = made(
        "monday",
        crm_accounts="""
            account_ref | domain    | name   | owner_ref
            acme        | acme.com  | Acme   | kim
            brandt      | brandt.de | Brandt |
        """,
        crm_users=TEAM,
        web_calls="visitor_id | user_id | email\nv1 | u1 | ann@acme.com",
        web_events="visitor_id | page | happened_at\n" + days,
    ).to_pylist()[-1:]
    assert (line["leader"], line["act"], line["name"], line["who"]) == ("top@us.com", "strike", "Acme", "kim@us.com")


def test_monday_questions_are_about_what_they_look_for() -> None:
    asked = {line["act"]: line["question"] for line in lines(situations=SITUATIONS)}
    assert asked == {
        "strike": questions()["validation"],
        "bring_in": questions()["consensus_creation"],
        "ask": questions()["problem_identification"],
        "wait": None,
        "leave_digital": None,
    }


def test_monday_asks_the_first_question_of_the_deal_s_dialogue() -> None:
    dialogues = """
        deal_id | order | question
        bridge  | 2     | What else?
        bridge  | 1     | Who else must agree?
        tunnel  | 1     | Why now?
    """
    lone = situation(deal_id="bridge", known_people="1", expected_people="6.8")
    found = made("monday", situations=lone, dialogues=dialogues)
    assert show(found, "act", "question") == text("bring_in | Who else must agree?")


def test_monday_says_what_they_look_for_and_what_to_wait_for() -> None:
    told = {line["act"]: (line["looking_for"], line["wait_for"]) for line in lines(situations=SITUATIONS)}
    joins = "A second joins."
    assert told == {
        "strike": ("proof that it will work", None),
        "bring_in": ("prices and reasons to show their colleagues", None),
        "ask": (None, "An act of their own: a visit, a mail, an accepted meeting."),
        "wait": ("ways to solve it", joins),
        "leave_digital": (None, None),
    }


def test_monday_reasons_name_their_events() -> None:
    evidence = """
        journey_id | event_id | side     | person_id | what             | place
        strike     | e2       | customer | ann       | Pricing · Acme   | 1
        strike     | e1       | customer | bo        | Compare          | 0
        strike     | e3       | customer |           |                  | 2
        strike     | e4       | ours     |           | Mail             | 0
    """
    assert because(situations=situation(), recent_acts=evidence) == [
        ("2 people, 9 acts in eight weeks, latest: Compare, Pricing · Acme.", ["e1", "e2", "e3"]),
        ("Well ahead.", []),
    ]


def test_monday_a_single_nameless_act_without_a_title() -> None:
    evidence = "journey_id | event_id | side | place\nstrike | e1 | customer | 0"
    [first, *_] = because(situations=situation(their_acts="1"), recent_acts=evidence)
    assert first == ("Somebody there, one act in eight weeks.", ["e1"])


def test_monday_of_a_lone_contact_says_who_is_missing_on_both_sides() -> None:
    told = situation(deal_id="bridge", known_people="1", expected_people="6.8", unseen_people="4", met_by="1")
    assert because(situations=told) == [
        ("Nothing seen from them since 25 June 2026.", []),
        ("We have seen 1 of about 5 people (published figures, not yet yours).", []),
        ("Of ours, one person has met them.", []),
    ]


@pytest.mark.parametrize(
    ("own", "by"),
    [
        ("", "published figures, not yet yours"),
        ("19", "published figures, not yet yours"),
        ("20", "from 20 won deals of yours and published figures"),
    ],
)
def test_monday_says_what_the_size_of_a_group_rests_on(own: str, by: str) -> None:
    told = situation(deal_id="bridge", known_people="1", expected_people="6.8", unseen_people="4", own_deals=own)
    assert (f"We have seen 1 of about 5 people ({by}).", []) in because(situations=told)


def test_monday_of_nobody_known_does_not_guess_a_number() -> None:
    told = situation(deal_id="bridge", expected_people="6.8", last_customer_event_at="")
    assert because(situations=told) == [
        ("We have never seen them on our sites or had a word from them, so we cannot tell whether they move.", []),
        ("We know nobody there yet by name; how many decide, cannot be told.", []),
        ("Nobody of ours has met them lately.", []),
    ]


def test_monday_of_a_deal_we_push_says_what_it_costs_us() -> None:
    pushed = situation(deal_id="tunnel", our_acts="6", our_hours="3.4", their_acts="0", known_people="4")
    evidence = "journey_id | event_id | side | place\nstrike | m1 | both | 0\nstrike | t1 | ours | 0"
    assert ("Our side acted 6 times in eight weeks, about 3 hours.", ["m1", "t1"]) in because(
        situations=pushed, recent_acts=evidence
    )


def test_monday_silence_of_whom_we_never_saw_cannot_be_judged() -> None:
    pushed = {"deal_id": "tunnel", "our_acts": "6", "their_acts": "0", "known_people": "4"}
    [seen_before] = lines(situations=situation(**pushed))
    [never_seen] = lines(situations=situation(**pushed, last_customer_event_at=""))
    assert (seen_before["act"], seen_before["sure"], never_seen["sure"]) == ("ask", "high", "cannot_tell")


def test_monday_is_sure_where_several_people_and_many_acts_speak() -> None:
    evidence = "journey_id | event_id | side | place\n" + "".join(
        f"strike | e{n} | customer | {n}\n" for n in range(10)
    )
    [sure] = lines(situations=situation(active_people="3"), recent_acts=evidence)
    [fair] = lines(situations=situation(active_people="2"), recent_acts=evidence)
    assert (sure["sure"], fair["sure"]) == ("high", "fair")


def test_monday_digital_deals_are_named_only_where_hours_can_move() -> None:
    assert acts(is_digital="yes", deal_id="arch", our_hours="3") == ["leave_digital"]
    assert acts(is_digital="yes", deal_id="arch", our_hours="2.9") == []


def test_monday_a_deal_we_push_needs_six_acts_and_silence() -> None:
    pushed = {"deal_id": "tunnel", "known_people": "4", "verdict": "wait", "is_moving": "no"}
    assert acts(**pushed, our_acts="6", their_acts="0") == ["ask"]
    assert acts(**pushed, our_acts="5", their_acts="0") == []
    assert acts(**pushed, our_acts="6", their_acts="1") == []


def test_monday_a_lone_contact_counts_only_in_a_deal_for_a_group() -> None:
    lone = {"deal_id": "bridge", "verdict": "wait", "known_people": "2"}
    assert acts(**lone, expected_people="4") == ["bring_in"]
    assert acts(**lone, expected_people="3.9") == []
    assert acts(**lone | {"known_people": "3"}, expected_people="4") == []
    assert acts(**lone | {"deal_id": ""}, expected_people="4") == []


def test_monday_has_no_line_where_nothing_is_to_be_done() -> None:
    assert acts(verdict="wait", is_moving="no") == []


def test_monday_early_ones_are_one_person_who_has_begun_to_read() -> None:
    early = {"verdict": "wait", "is_ahead": "no", "active_people": "1", "looking_for": "solution_exploration"}
    assert acts(**early) == ["wait"]
    for other in (
        {"active_people": "2"},
        {"their_recent_acts": "2"},
        {"looking_for": "validation"},
        {"is_ahead": "yes"},
    ):
        assert acts(**early | other) == []


def many(act: str, count: int, **changed: str) -> str:
    rows = [situation(order=str(n), journey_id=f"{act}-{n}", **changed).splitlines()[1] for n in range(1, count + 1)]
    return "\n".join(rows) + "\n"


def test_monday_has_at_most_ten_lines_and_each_act_its_share() -> None:
    header = situation().splitlines()[0] + "\n"
    crowd = many("strike", 20) + many("lone", 20, deal_id="bridge", known_people="1", expected_people="6")
    crowd += many("early", 20, verdict="wait", is_ahead="no", active_people="1", looking_for="problem_identification")
    found = lines(situations=header + crowd)
    assert [line["line"] for line in found] == list(range(1, 11))
    assert [line["act"] for line in found] == ["strike"] * 7 + ["bring_in"] * 2 + ["wait"]
    assert [line["journey_id"] for line in found[:3]] == ["strike-1", "strike-2", "strike-3"]


def test_monday_names_one_customer_to_wait_for_and_no_more() -> None:
    header = situation().splitlines()[0] + "\n"
    early = many("early", 5, verdict="wait", is_ahead="no", active_people="1", looking_for="problem_identification")
    assert [line["act"] for line in lines(situations=header + early)] == ["wait"]


def test_monday_has_as_many_lines_as_the_company_wants() -> None:
    found = monday(situations=SITUATIONS, own={"capacity.lines_on_monday": 2})
    assert show(found, "line", "act") == text("1 | strike\n2 | bring_in")


def test_monday_of_each_leader_holds_the_branch_alone() -> None:
    found = monday(situations=SITUATIONS, crm_users=TEAM)
    assert show(found.filter(found["leader"].is_valid()), "leader", "line", "journey_id") == text("""
        kim@us.com | 1 | strike
        kim@us.com | 2 | lone
        kim@us.com | 3 | pushed
        kim@us.com | 4 | service
        top@us.com | 1 | strike
        top@us.com | 2 | lone
        top@us.com | 3 | pushed
        top@us.com | 4 | service
    """)


def test_branches_by_manager() -> None:
    assert show(made("branches", crm_users=TEAM)) == text("""
        top@us.com | top@us.com
        top@us.com | kim@us.com
        top@us.com | lee@us.com
        top@us.com | max@us.com
        kim@us.com | kim@us.com
        kim@us.com | lee@us.com
        kim@us.com | max@us.com
    """)


def test_branches_end_a_circle_of_managers() -> None:
    circle = """
        user_ref | email      | manager_ref
        kim      | kim@us.com | lee
        lee      | lee@us.com | kim
        gone     |            | kim
        lost     | lost@us.com | nobody-known
    """
    assert show(made("branches", crm_users=circle)) == text("""
        kim@us.com | kim@us.com
        kim@us.com | lee@us.com
        lee@us.com | kim@us.com
        lee@us.com | lee@us.com
    """)


def test_branches_by_role_where_nobody_names_a_manager() -> None:
    users = """
        user_ref | email      | user_role_ref
        top      | top@us.com | chief
        kim      | kim@us.com | seller
        lee      | lee@us.com | seller
        max      | max@us.com |
    """
    roles = """
        user_role_ref | parent_ref
        chief         |
        empty         | chief
        seller        | empty
    """
    assert show(made("branches", crm_users=users, crm_user_roles=roles)) == text("""
        top@us.com | top@us.com
        top@us.com | kim@us.com
        top@us.com | lee@us.com
    """)


def test_branches_end_a_circle_of_roles() -> None:
    users = "user_ref | email | user_role_ref\nkim | kim@us.com | seller"
    roles = "user_role_ref | parent_ref\nseller | north\nnorth | south\nsouth | north"
    assert show(made("branches", crm_users=users, crm_user_roles=roles)) == ""


def test_branches_nobody_known() -> None:
    assert show(made("branches")) == ""


def test_monday_asks_first_of_the_deal_we_push_hardest() -> None:
    pushed = {"deal_id": "tunnel", "our_acts": "6", "their_acts": "0", "known_people": "4"}
    some = situation(**pushed, journey_id="some", our_hours="2", order="1")
    hard = situation(**pushed, journey_id="hard", our_hours="12", order="2").splitlines()[1]
    assert [line["journey_id"] for line in lines(situations=f"{some}\n{hard}")] == ["hard", "some"]


def test_recent_acts_say_something() -> None:
    found = made(
        "recent_acts",
        events="""
            journey_id | event_id | side     | channel | job        | happened_at
            acme       | new      | customer | web     | validation | 2026-06-28
            acme       | newer    | customer | web     | validation | 2026-06-29
            acme       | careers  | customer | web     | none       | 2026-06-28
            acme       | unplaced | customer | web     |            | 2026-06-28
            acme       | mail     | customer | email   |            | 2026-06-20
            acme       | ours     | ours     | task    |            | 2026-06-20
            acme       | met      | both     | meeting |            | 2026-06-20
            acme       | old      | customer | email   |            | 2026-05-04
            acme       | planned  | both     | meeting |            | 2026-07-04
        """,
    )
    assert show(found, "event_id", "side", "place") == text("""
        newer | customer | 0
        new   | customer | 1
        mail  | customer | 2
        ours  | ours     | 0
        met   | both     | 0
    """)


def test_recent_acts_of_a_lively_journey_is_the_newest_forty() -> None:
    events = "journey_id | event_id | side | channel | happened_at\n"
    events += "".join(f"acme | e{n:02} | customer | email | 2026-06-28 00:{n:02}\n" for n in range(50))
    found = made("recent_acts", events=events)
    assert sorted(found["event_id"].to_pylist()) == [f"e{n}" for n in range(10, 50)]


def test_situations_name_the_deal_s_team_else_the_account_s_seller() -> None:
    found = made(
        "situations",
        bets="""
            journey_id | account_id | deal_id
            with-deal  | acme       | bridge
            no-deal    | acme       |
            strangers  | brandt     | tunnel
        """,
        accounts="account_id | name\nacme | Acme\nbrandt | Brandt",
        our_people="deal_id | email\nbridge | lee@us.com\nbridge | kim@us.com\ntunnel |",
        account_sellers="account_id | email\nacme | max@us.com",
    )
    assert show(found, "journey_id", "name", "who", "known_people", "their_acts", "our_hours") == text("""
        with-deal | Acme   | kim@us.com lee@us.com | 0 | 0 | 0
        no-deal   | Acme   | max@us.com            | 0 | 0 | 0
        strangers | Brandt | -                     | 0 | 0 | 0
    """)
