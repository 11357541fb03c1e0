"""The questions and findings that come with Headway: whole, plain, and about the customer alone."""

import re
from string import Formatter

import pytest

from headway.sources.questions import findings, progress_questions, questions
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
SAID = [*WORDS, *(words for finding in findings() for words in (finding.why, *(line.text for line in finding.because)))]


def has(words: str, any_of: list[str]) -> bool:
    return re.search(rf"\b({'|'.join(any_of)})\b", re.sub(r"{\w+}", "", words.lower())) is not None


@pytest.mark.parametrize("words", WORDS)
def test_no_question_asks_what_the_seller_did(words: str) -> None:
    assert words.endswith("?")
    assert not has(words, OURS)


@pytest.mark.parametrize("words", SAID)
def test_leaders_are_told_in_plain_words(words: str) -> None:
    assert not has(words, SCIENCE)


def test_questions_cover_every_theme_and_each_job_gets_one_of_each_kind() -> None:
    told = progress_questions()
    assert len({question.id for question in told}) == len(told) == 12
    assert {question.theme for question in told} == {
        *("risk of the present", "consensus", "missing people", "funding", "alternatives"),
        *("validation", "fear of choosing wrong", "momentum"),
    }
    for job in JOBS:
        assert {question.asks for question in told if job in question.jobs} == {"reality", "options", "will"}, job


def test_questions_and_findings_name_only_what_there_is() -> None:
    signals = set(schemas()["dialogue_facts"].names)
    names = {finding.name for finding in findings()}
    assert {name for question in progress_questions() for name in question.when} <= names
    assert {job for question in progress_questions() for job in question.jobs} <= set(JOBS)
    assert {each.signal for finding in findings() for every in finding.when for each in every} <= signals
    blanks = {name for words in SAID for _, name, _, _ in Formatter().parse(words) if name}
    others = {"stuck", "last", "how_much", "last_on", "last_acts", "far_acts", "late_one"}
    assert blanks - signals - others == set()
