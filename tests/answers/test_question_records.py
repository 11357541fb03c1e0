"""What is learned of questions: useful, and followed by a step of the customer; nothing else."""

import pytest

from headway.learn.shares import pooled_shares
from tables import across, made

STEPS = "input_id | kind | thing_id | steps | is_over\n"


def record(question: str, **told: str) -> dict[str, object]:
    found = made("question_records", **told).to_pylist()
    return next(row for row in found if row["question_id"] == question)


def test_nothing_is_known_of_a_question_never_asked() -> None:
    row = record("L1")
    assert (row["asked"], row["followed_share"]) == (0, 0.5)
    assert row["followed_high"] - row["followed_low"] > 0.25


def test_steps_count_once_four_weeks_have_passed() -> None:
    told = STEPS + "a | question | L1 | 2 | yes\nb | question | L1 | 0 | yes\nc | question | L1 | 1 | no"
    row = record("L1", brought_steps=told)
    assert (row["over"], row["followed"]) == (2, 1)


def test_insights_are_no_questions() -> None:
    assert record("L1", brought_steps=STEPS + "a | insight | L1 | 2 | yes")["over"] == 0


def test_usefulness_is_of_those_who_said_so() -> None:
    asked = (
        "input_id | kind | thing_id | is_useful\na | question | L1 | yes\nb | question | L1 |\nc | question | L1 | no"
    )
    row = record("L1", brought=asked)
    assert (row["asked"], row["rated"], row["useful"]) == (3, 2, 1)


def test_a_question_followed_more_often_goes_first_among_equals() -> None:
    """Both are called for by two signs of one theme; the file has U1 first."""
    facts = across("""
        deal_id                | bridge
        last_job               | validation
        acts                   | 9
        moved                  | 1
        wavering               | 1
        age_share              | 0.95
        case_acts              | 2
        done_supplier_selection | 0.9
        done_validation        | 0.9
    """)
    learned = "question_id | followed_share\nU1 | 0.2\nU7 | 0.6"
    firsts = [
        made("dialogues", dialogue_facts=facts, **told).to_pylist()[0]["question_id"]
        for told in ({}, {"question_records": learned})
    ]
    assert firsts == ["U1", "U7"]


@pytest.mark.parametrize(("happened", "cases"), [(0, 0), (3, 10), (90, 100)])
def test_pooled_shares_lie_in_their_range(happened: int, cases: int) -> None:
    [share] = pooled_shares([(happened, cases)])
    assert 0 < share.low < share.mean < share.high < 1


def test_many_cases_overrule_what_all_say() -> None:
    few, many, _ = pooled_shares([(2, 2), (900, 1000), (0, 1000)])
    assert few.mean < 0.6
    assert many.low > 0.85
