"""The questions and findings that come with Headway: whole, plain, and about the customer alone."""

import re
from dataclasses import replace
from string import Formatter

import pytest

from headway.sources.questions import (
    Question,
    cause_of,
    findings,
    never,
    progress_questions,
    questions,
    themes_of,
    topics,
)
from headway.sources.topics import RULES
from headway.sources.words import JOBS
from tables import schemas

# What our side did is nobody's business in a dialogue.
OURS = [
    *("you", "your", "did we", "have we", "we have", "we did", "we do", "we sent", "we called", "we met", "how many"),
    *("our calls?", "our mails?", "our visits?", "seller", "salesperson", "crm", "stage", "forecast", "quota"),
    *("pipeline", r"activit\w+", r"follow\w*[- ]up", r"report\w*", "logged", "close date", "next step"),
]
# Nor is a leader a statistician.
SCIENCE = [
    *(r"probabilit\w+", "median", "mean", "average", r"percent\w*", "signal", "score", "log", "ratio"),
    *(r"significan\w+", "distribution", "posterior", "prior", "confidence", "likelihood", "correlation"),
]
WORDS = [*questions().values(), *(question.words for question in progress_questions())]
SAID = [
    *WORDS,
    *(question.because.text for question in progress_questions()),
    *(words for finding in findings() for words in (finding.why, *(line.text for line in finding.because))),
]


def has(words: str, any_of: list[str]) -> bool:
    return re.search(rf"\b({'|'.join(any_of)})\b", re.sub(r"{\w+}", "", words.lower())) is not None


@pytest.mark.parametrize("words", [words for words in SAID if "{quiet_days}" in words or "{acts" in words])
def test_what_is_counted_for_one_need_is_not_said_of_all_they_do(words: str) -> None:
    assert re.search("[Oo]n this matter", words)


@pytest.mark.parametrize("words", WORDS)
def test_no_question_asks_what_the_seller_did(words: str) -> None:
    assert words.endswith("?")
    assert not has(words, OURS)


@pytest.mark.parametrize("words", SAID)
def test_leaders_are_told_in_plain_words(words: str) -> None:
    assert not has(words, SCIENCE)


def test_the_catalogue_is_whole() -> None:
    told = progress_questions()
    assert len({question.id for question in told}) == len(told) == 88
    letters = {question.theme: question.id[0] for question in told}
    assert letters == {
        "risk of the present": "P",
        "alternatives": "E",
        "requirements": "R",
        "choice": "S",
        "validation": "V",
        "consensus": "C",
        "missing people": "M",
        "funding": "F",
        "fear of choosing wrong": "U",
        "momentum": "L",
        "value together": "X",
        "team": "T",
    }
    for job in JOBS:
        assert {question.asks for question in told if job in question.jobs} == {"reality", "options", "will"}, job


def test_every_reason_for_a_stuck_job_is_told() -> None:
    assert {finding.cause for finding in findings()} | {cause_of(job) for job in JOBS} == {
        *("", "risk not felt", "alternatives open", "requirements unclear", "no consensus", "someone missing"),
        *("funding", "validation", "fear of choosing wrong", "momentum lost"),
    }


def test_every_sign_is_known() -> None:
    """So that each question can come up, and nothing is made up instead."""
    signals = set(schemas()["dialogue_facts"].names)
    signs = {each.signal for question in progress_questions() for every in question.signs for each in every}
    assert signs - signals == set()
    assert [question.id for question in progress_questions() if not question.signs] == []


@pytest.mark.parametrize("question", progress_questions(), ids=lambda question: question.id)
def test_every_sign_counts(question: Question) -> None:
    """It is called for at the very bounds, and no longer where one sign falls short or is not known."""
    for every in question.signs:
        at_bounds = {each.signal: each.bound for each in every}
        assert question.signs_held(at_bounds) == len(every)
        alone = replace(question, signs=(every,))
        for each in every:
            short = each.bound + (0.001 if each.sign == "<=" else -0.001)
            assert alone.signs_held(at_bounds | {each.signal: short}) == 0
            assert alone.signs_held(at_bounds | {each.signal: None}) == 0


def test_questions_and_findings_name_only_what_there_is() -> None:
    signals = set(schemas()["dialogue_facts"].names)
    names = {finding.name for finding in findings()}
    assert {name for question in progress_questions() for name in question.when} <= names
    assert {job for question in progress_questions() for job in question.jobs} <= set(JOBS)
    themes = {question.theme for question in progress_questions()}
    led = [*(theme for finding in findings() for theme in finding.themes), *never()]
    assert {*led, *(theme for job in JOBS for theme in themes_of(job))} <= themes
    assert set(never().values()) <= names
    assert {question.because.acts for question in progress_questions()} <= {"", "any", "people", *JOBS, *topics()}
    assert {rule for rules in topics().values() for rule in rules} <= {rule.name for rule in RULES.rules}
    assert {each.signal for finding in findings() for every in finding.when for each in every} <= signals
    blanks = {name for words in SAID for _, name, _, _ in Formatter().parse(words) if name}
    others = {"stuck", "last", "how_much", "last_on", "last_acts", "far_acts", "late_one"}
    assert blanks - signals - others == set()
