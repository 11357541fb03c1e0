"""What to ask about each deal: which job is stuck, why, and at most three questions."""

import json

import pytest

from headway.sources.questions import questions
from headway.sources.words import JOBS
from tables import across, made, show, text

# What a customer looks like who moves and leaves nothing behind; each test changes what it is about.
MOVING: dict[str, object] = {
    "acts": 40,
    "acts_28d": 20,
    "acts_90d": 40,
    "people_90d": 4,
    "people_known": 4,
    "people_about": 6,
    "people_met": 2,
    "quiet_days": 2,
    "usual_gap_days": 2,
    "spread": 2,
    "silent": 0,
    "far": 4,
    "done_most": 0.7,
    **{f"done_{job}": 0.7 for job in JOBS},
}
DONE = {"done_supplier_selection": 0.8, "done_validation": 0.7}
SILENT = {"silent": 1, "quiet_days": 90, "usual_gap_days": 3}
NEVER = dict.fromkeys(MOVING, 0) | {"quiet_days": "", "usual_gap_days": "", "people_known": 1}


def asked(last_job: str = "validation", evidence: str = "", commitments: str = "", **changed: object) -> list[dict]:
    """The rows about one deal whose customer moves, but for what is changed."""
    signals = MOVING | changed
    names = ["deal_id", "account_id", "journey_id", "last_job", *signals]
    cells = ["bridge", "acme", "acme", last_job, *map(str, signals.values())]
    told = {
        "dialogue_facts": " | ".join(names) + "\n" + " | ".join(cells),
        "dialogue_evidence": "deal_id | event_id | happened_at | what | job | person_id\n" + evidence,
        "commitments": "deal_id | commitment_id | what | person | due_on | status | told_at\n" + commitments,
    }
    return made("dialogues", **told).to_pylist()


def themes(**changed: object) -> list[tuple[str, str]]:
    return [(row["asks"], row["theme"]) for row in asked(**changed)]


def test_dialogues_none() -> None:
    assert show(made("dialogues")) == ""


def test_dialogues_of_a_customer_never_seen_find_out() -> None:
    rows = asked(last_job="", **NEVER)
    assert [(row["asks"], row["theme"]) for row in rows] == [("reality", "alternatives"), ("will", "momentum")]
    assert {(row["stuck_job"], row["sure"]) for row in rows} == {(None, "cannot_tell")}
    assert rows[0]["why"].startswith("We have seen nothing of theirs on this matter")


def test_dialogues_of_a_customer_who_only_writes_find_out() -> None:
    [first, *_] = asked(last_job="", done_most=0, far=0, **{f"done_{job}": 0 for job in JOBS})
    assert (first["stuck_job"], first["sure"], first["theme"]) == (None, "cannot_tell", "alternatives")


@pytest.mark.parametrize(
    ("changed", "stuck", "first"),
    [
        (DONE | SILENT, "validation", "fear of choosing wrong"),
        (DONE | {"moved": 1}, "validation", "fear of choosing wrong"),
        (SILENT | {"done_validation": 0.1}, "validation", "momentum"),
        (DONE | SILENT | {"late": 1}, "validation", "momentum"),
        ({"lone": 1, "people_known": 1}, "consensus_creation", "missing people"),
        ({"far": 0, "done_problem_identification": 0.1}, "problem_identification", "risk of the present"),
        ({"price_quiet_days": 40}, "consensus_creation", "funding"),
        ({"returned_solution_exploration": 1}, "solution_exploration", "alternatives"),
        ({"gap": 0.9, "gap_consensus_creation": 0.9}, "consensus_creation", "consensus"),
        ({"gap": 0.9, "gap_validation": 0.9}, "validation", "validation"),
        ({"gap": 0.9, "gap_requirements_building": 0.9}, "requirements_building", "missing people"),
        ({"spread": 0}, "consensus_creation", "consensus"),
        ({"validation_repeats": 1}, "validation", "validation"),
        ({}, None, "validation"),
    ],
)
def test_dialogues_stuck_job_and_first_question(changed: dict[str, object], stuck: str | None, first: str) -> None:
    row = asked(**changed)[0]
    assert (row["stuck_job"], row["theme"]) == (stuck, first)


def test_dialogues_ask_reality_options_and_will_once_each() -> None:
    assert themes(**SILENT, done_validation=0.1, price_quiet_days=90) == [
        ("reality", "momentum"),
        ("options", "funding"),
        ("will", "momentum"),
    ]


def test_dialogues_of_jobs_equally_far_behind_take_the_one_nearest_to_the_decision() -> None:
    [row, *_] = asked(
        gap=1, **{f"gap_{job}": 1 for job in ("requirements_building", "validation", "consensus_creation")}
    )
    assert row["stuck_job"] == "consensus_creation"


def test_dialogues_treat_contentment_and_fear_of_choosing_wrong_in_opposite_ways() -> None:
    """Pressure with the risk of staying makes those worse who are afraid; those content need it."""
    content = themes(far=0, done_problem_identification=0.1, done_supplier_selection=0.2, done_validation=0.2)
    afraid = themes(**DONE, **SILENT, far=4, returned_problem_identification=1)
    assert ("options", "risk of the present") in content
    assert ("options", "fear of choosing wrong") not in content
    assert ("options", "fear of choosing wrong") in afraid
    assert not any("risk" in theme for _, theme in afraid)


def test_dialogues_show_last_time_s_agreement_first() -> None:
    told = """
        bridge | new  | asks the board | Ann | 2026-07-10 | open | 2026-06-20
        bridge | old  | sends figures  | Rolf | 2026-06-12 | late | 2026-06-01
        bridge | done | names a team   | Ann | 2026-06-25 | kept | 2026-06-22
    """
    row = asked(commitments=told, late=1)[0]
    assert (row["agreed"], row["agreed_status"]) == ("Ann: asks the board, by 10 July 2026", "open")
    assert (row["commitment_id"], row["theme"]) == ("new", "momentum")
    assert json.loads(row["because"])[0]["text"] == "Agreed, and not yet done: Rolf: sends figures, by 12 June 2026."


def test_dialogues_show_what_was_kept_where_nothing_else_is_agreed() -> None:
    row = asked(commitments="bridge | done | names a team | Ann | 2026-06-25 | kept | 2026-06-22")[0]
    assert (row["agreed"], row["agreed_status"]) == ("Ann: names a team, by 25 June 2026", "kept")
    assert asked()[0]["agreed"] is None


def test_dialogues_name_the_acts_behind_each_reason() -> None:
    evidence = """
        bridge | e1 | 2026-06-20 | References · Us | validation         | ann
        bridge | e2 | 2026-06-21 | Compared        | supplier_selection | bo
        bridge | e3 | 2026-06-19 |                 | supplier_selection | bo
    """
    told = json.loads(asked(evidence=evidence, gap=0.9, gap_consensus_creation=0.9)[0]["because"])
    assert told == [
        {"text": "They have worked on whom to choose: Compared.", "event_ids": ["e2", "e3"]},
        {"text": "We have seen 4 people of about 6 as far as can be told.", "event_ids": ["e2", "e1"]},
    ]


@pytest.mark.parametrize(
    ("changed", "sure"),
    [
        ({}, "high"),
        ({"people_90d": 2}, "fair"),
        ({"acts_90d": 9}, "fair"),
        (SILENT | {"acts": 10, "done_validation": 0}, "high"),
        (SILENT | {"acts": 9, "done_validation": 0}, "fair"),
        (NEVER | {"late": 1}, "cannot_tell"),
        ({"gap": 1, "gap_solution_exploration": 1}, "fair"),
        ({"gap": 1, "gap_consensus_creation": 1}, "high"),
    ],
)
def test_dialogues_say_how_sure(changed: dict[str, object], sure: str) -> None:
    assert asked(**changed)[0]["sure"] == sure


ACTING = across("""
    order             | 1
    journey_id        | acme
    deal_id           | bridge
    verdict           | strike
    looking_for       | validation
    active_people     | 3
    known_people      | 4
    their_acts        | 3
    their_recent_acts | 3
    our_acts          | 0
    our_hours         | 0
    met_by            | 0
""")


def test_monday_asks_what_the_dialogue_asks_first() -> None:
    told = "deal_id | order | question\nbridge | 2 | And then?\nbridge | 1 | Who is missing?"
    assert show(made("monday", situations=ACTING, dialogues=told), "question") == "Who is missing?"
    assert show(made("monday", situations=ACTING), "question") == questions()["validation"]


SEEN = {
    "crm_accounts": "account_ref | domain\nacme | acme.com",
    "crm_people": "person_ref | account_ref | email\nann | acme | ann@acme.com\nbo | acme | bo@acme.com",
    "crm_deals": "deal_ref | account_ref | opened_at | amount\nbridge | acme | 2026-03-01 | 900",
    "crm_roles": "deal_ref | person_ref\nbridge | ann\nbridge | bo",
    "inputs": 'input_id | kind | key | value\nk | kind | bridge | {"deal_id": "bridge", "kind": "consultancy"}',
    "web_calls": "visitor_id | user_id | email\nv1 | u1 | ann@acme.com",
    "web_events": "visitor_id | page | happened_at\nv1 | /pricing | 2026-03-20\nv1 | /pricing | 2026-03-10",
}


def test_dialogues_do_not_heed_the_stage_or_what_our_side_did() -> None:
    """The same answer whether we chase the deal and call it nearly won, or leave it alone."""
    ours = "".join(f"task | bridge | ann | kim | 2026-06-{day:02} | out\n" for day in range(1, 20))
    told = SEEN | {
        "crm_activities": "kind | deal_ref | person_ref | user_ref | starts_at | direction\n" + ours,
        "crm_deal_changes": "deal_ref | stage | probability | recorded_at\nbridge | Negotiation | 0.9 | 2026-06-20",
    }
    before = made("dialogues", **SEEN)
    assert show(made("dialogues", **told)) == show(before)
    assert show(before, "order", "theme", "stuck_job") == text("""
        1 | momentum            | consensus_creation
        2 | risk of the present | consensus_creation
        3 | momentum            | consensus_creation
    """)
