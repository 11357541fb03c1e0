"""A leader's questions told apart, on this machine alone."""

import socket

import pytest

from headway.sources.mirror import mirrored
from headway.sources.questions import progress_questions, questions

CHECKS = {
    "Have you sent the offer?": "What does the customer still need in order to decide, and who there needs it?",
    "Have you booked a meeting?": "Which talk would help the customer most now, and who there would want to be in it?",
    "Do you know their budget?": "Where would the money come from at the customer, and which other plan would have to wait?",
    "Why is this still in Negotiation stage?": "What has the customer done lately that shows how far it is, and what will it do next?",
}


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise AssertionError("The mirror has opened a socket.")

    monkeypatch.setattr(socket, "socket", refused)


@pytest.mark.parametrize("check", CHECKS)
def test_checks_are_offered_another_question(check: str) -> None:
    found = mirrored(check)
    assert (found.is_about, found.rewrite) == ("compliance", CHECKS[check])


@pytest.mark.parametrize(
    "words",
    [
        *("How many calls did you make?", "Is the close date updated?", "When will you follow up?", "DID YOU LOG IT"),
        *("Did the team present to the board?", "You\u2019ve called them, haven\u2019t you?", "Are we on forecast?"),
    ],
)
def test_what_somebody_did_is_a_check(words: str) -> None:
    assert mirrored(words).is_about == "compliance"


@pytest.mark.parametrize("words", [*(question.words for question in progress_questions()), *questions().values()])
def test_the_catalogue_is_about_progress(words: str) -> None:
    assert mirrored(words).is_about == "progress"


@pytest.mark.parametrize(
    "words",
    [
        *("Has the customer sent you its list?", "What did they tell you about their doubts?", "Who there decides?"),
        *("What do you think the customer still doubts?", "Are they waiting for us?"),
    ],
)
def test_a_seller_who_is_named_makes_no_check(words: str) -> None:
    assert mirrored(words).is_about == "progress"


def test_nobody_can_tell_of_a_question_about_nobody() -> None:
    assert (mirrored("What changed?").is_about, mirrored("").is_about) == ("unclear", "unclear")


@pytest.mark.parametrize("rewrite", sorted({mirrored(check).rewrite for check in CHECKS}))
def test_what_is_offered_is_no_check(rewrite: str) -> None:
    assert mirrored(rewrite).is_about == "progress"
