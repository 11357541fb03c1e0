"""The mirror in a browser: what the own questions are about, for nobody else to see."""

import html
from collections.abc import Callable

from django.test import Client

from headway.store.reading import Reading

SignIn = Callable[..., Client]
JUDITH, OWEN = "judith.farraday@tarnbeck.example", "owen.tregarth@tarnbeck.example"
ASKED = "Have you sent the offer?\n\nWho there decides?\nWhat changed?"


def read(answer: object) -> str:
    return html.unescape(answer.content.decode())


def test_questions_are_mirrored_with_another_to_ask(sign_in: SignIn) -> None:
    page = read(sign_in("leader", JUDITH).post("/dialogues/mirror/", {"questions": ASKED}))
    assert "Instead, perhaps: What does the customer still need in order to decide, and who there needs it?" in page
    assert "Of 3 questions of the last week here, 1 were about the customer's progress" in page


def test_only_the_own_counts_are_shown(sign_in: SignIn) -> None:
    sign_in("leader", JUDITH).post("/dialogues/mirror/", {"questions": ASKED})
    for role, email in (("leader", OWEN), ("operations", "olga@tarnbeck.example")):
        assert "Week by week" not in read(sign_in(role, email).get("/dialogues/mirror/"))


def test_the_words_are_not_kept(sign_in: SignIn, opened: Reading) -> None:
    sign_in("leader", JUDITH).post("/dialogues/mirror/", {"questions": ASKED})
    inputs = opened.table("inputs")
    [row] = inputs.filter(inputs.kind == "mirror").to_pyarrow().to_pylist()
    assert row["value"] == '{"compliance": "1", "progress": "1", "unclear": "1"}'


def test_what_was_counted_can_be_taken_back(sign_in: SignIn, opened: Reading) -> None:
    browser = sign_in("leader", JUDITH)
    browser.post("/dialogues/mirror/", {"questions": ASKED})
    inputs = opened.table("inputs")
    [row] = inputs.filter(inputs.kind == "mirror").to_pyarrow().to_pylist()
    browser.post("/undo/", {"input_id": row["input_id"]})
    assert "Week by week" not in read(browser.get("/dialogues/mirror/"))


def test_nothing_to_look_at_says_what_to_do(sign_in: SignIn) -> None:
    answer = sign_in("leader", JUDITH).post("/dialogues/mirror/", {"questions": " \n"})
    assert answer.status_code == 400
    assert "Write one question a line" in read(answer)
