"""Commitments that the customers' own acts have kept, and the act that proves it."""

import pytest

from headway.sources.functions import function_words
from headway.sources.questions import topics
from headway.sources.verifiers import verifiers
from headway.sources.words import JOBS
from tables import made, show, text

TOLD = '{"deal_id": "bridge", "what": "x", "by_on": "2026-06-20", "person": "Rolf", "sign": "read", "topic": "figures", "function": "finance"}'
MET = '{"deal_id": "bridge", "what": "y", "by_on": "2026-06-20", "person": "Rolf", "sign": "met", "functions": "2"}'
PLAIN = '{"deal_id": "bridge", "what": "z", "by_on": "2026-06-20", "person": "Rolf"}'
INPUTS = f"""
    input_id | kind       | key    | replaces | recorded_at | value
    case     | commitment | bridge |          | 2026-06-01  | {TOLD}
    talk     | commitment | bridge |          | 2026-06-01  | {MET}
    plain    | commitment | bridge |          | 2026-06-01  | {PLAIN}
"""
EVENTS = """
    event_id | journey_id | channel | person_id | page | what      | happened_at
    before   | acme       | web     | cfo       | /roi | Case      | 2026-05-20
    user     | acme       | web     | user      | /roi | Case      | 2026-06-03
    other    | acme       | web     | cfo       | /x   | Something | 2026-06-04
    proof    | acme       | web     | cfo       | /roi | Case      | 2026-06-05
    again    | acme       | web     | cfo       | /roi | Case      | 2026-06-06
    planned  | acme       | web     | cfo       | /roi | Case      | 2026-08-06
"""
KNOWN = {
    "deal_needs": "deal_id | journey_id\nbridge | acme",
    "pages": 'page | basis\n/roi | business_case: "roi" in path\n/x | readers: read together with /roi',
    "person_functions": "person_id | function\ncfo | finance\nuser | operations",
    "people": "person_id | name | confidence\ncfo | Carla | 0.95\nuser | Udo | 0.85",
}
TALKS = """
    touchpoint_id | deal_id | person_ids | happened_at
    alone         | bridge  | cfo        | 2026-06-07
    earlier       | bridge  | cfo user   | 2026-05-07
    both          | bridge  | cfo user   | 2026-06-08
"""


def status(later: str = "", moment: str = "2026-06-29") -> str:
    found = made("commitments", moment=moment, inputs=INPUTS + later, events=EVENTS, touchpoints=TALKS, **KNOWN)
    return show(found, "commitment_id", "status", "kept_by", "event_id")


def test_an_act_of_theirs_keeps_a_commitment_by_itself() -> None:
    assert status() == text("""
        case  | kept | seen | proof
        talk  | kept | seen | both
        plain | late |      |
    """)


def test_nothing_is_kept_before_the_act() -> None:
    assert "case | open | - | -" in status(moment="2026-06-04")


def test_the_proof_says_who_and_how_sure() -> None:
    found = made("commitment_proofs", inputs=INPUTS, events=EVENTS, touchpoints=TALKS, **KNOWN)
    assert show(found) == text("""
        case | bridge | proof | 2026-06-05 | Case      | cfo | 0.95
        talk | bridge | both  | 2026-06-08 | they met  |     |
    """)


@pytest.mark.parametrize("taken_back", ["", "    u | undo | n | n | 2026-06-11 | {}\n"])
def test_a_mark_overruled_never_returns(taken_back: str) -> None:
    refused = '    n | not_kept | case |  | 2026-06-10 | {"input_id": "case"}\n' + taken_back
    assert "case | late | - | -" in status(refused)


def test_a_word_of_ours_counts_after_a_mark_was_overruled() -> None:
    later = """
        n | not_kept | case |  | 2026-06-10 | {"input_id": "case"}
        k | kept     | case |  | 2026-06-12 | {"input_id": "case"}
    """
    assert "case | kept | told | -" in status(later)


def test_acts_proposed_can_be_seen() -> None:
    told = verifiers()
    assert set(told) == set(JOBS)
    for each in (each for every in told.values() for each in every):
        assert each.sign in ("read", "met")
        assert (each.topic in topics()) == (each.sign == "read")
        assert each.function is None or each.function in function_words()


def test_what_is_proposed_came_next_for_those_who_bought() -> None:
    came = """
        case_id | deal_id | next              | share | journeys | is_same_kind
        a       | bridge  | consensus_creation | 0.6   | 20       | yes
        b       | arch    |                   |       |          |
        c       |         | validation        | 0.5   | 12       | yes
        d       | dam     | end               | 0.9   | 12       | yes
    """
    found = made("verifier_offers", path_next=came)
    assert show(found, "deal_id", "order", "what", "share", "journeys") == text("""
        bridge | 1 | somebody of finance opens the business case | 0.6 | 20
        bridge | 2 | people of three departments meet            | 0.6 | 20
    """)
