"""Each question comes first for a customer whose acts call for it, with its evidence, and for no other that they do not."""

import json
from functools import cache

import pytest
from dialogue_stories import SECOND, STORIES, told

from headway.sources.questions import progress_questions
from tables import tables

Row = dict[str, object]
BY_ID = {story.question: story for story in STORIES}
QUESTIONS = {question.id: question for question in progress_questions()}


@cache
def built() -> tuple[dict[str, list[Row]], dict[str, dict[str, float]]]:
    """The dialogues and the signals of every story, all deals of one company."""
    made = tables(["dialogues", "dialogue_signals"], **told(BY_ID))
    asked: dict[str, list[Row]] = {}
    for row in sorted(made["dialogues"].to_pylist(), key=lambda row: row["order"]):
        asked.setdefault(row["deal_id"], []).append(row)
    signals: dict[str, dict[str, float]] = {}
    for row in made["dialogue_signals"].to_pylist():
        signals.setdefault(row["deal_id"], {})[row["signal"]] = row["value"]
    return asked, signals


def test_every_question_has_its_story() -> None:
    assert set(BY_ID) == set(QUESTIONS)
    assert len(STORIES) == len(BY_ID) == 88


@pytest.mark.parametrize("name", BY_ID)
def test_the_right_question_comes_first(name: str) -> None:
    rows = built()[0][name]
    asked = QUESTIONS[name].asks
    place = -1 if asked == "will" else 1 if name in SECOND else 0
    assert [row["question_id"] for row in rows][place] == name, [row["question_id"] for row in rows]
    assert rows[place]["asks"] == asked


@pytest.mark.parametrize("name", BY_ID)
def test_the_right_question_has_its_evidence(name: str) -> None:
    row = next(row for row in built()[0][name] if row["question_id"] == name)
    [reason] = json.loads(row["because"])
    assert "unknown number" not in reason["text"]
    assert bool(reason["event_ids"]) == bool(QUESTIONS[name].because.acts)


@pytest.mark.parametrize("name", BY_ID)
def test_no_question_is_called_for_by_all(name: str) -> None:
    signals = built()[1]
    assert QUESTIONS[name].signs_held(signals[name])
    silent = [other for other in BY_ID if not QUESTIONS[name].signs_held(signals[other])]
    assert len(silent) > len(BY_ID) / 8  # that no day is agreed (L5) is true of most
