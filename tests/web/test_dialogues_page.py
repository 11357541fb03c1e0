"""Dialogues in a browser: which deals, what was agreed, what to ask."""

import html
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client

from headway.asking.commitments import commit
from headway.asking.dialogues import dialogues, dialogues_of
from headway.asking.promises import promise
from headway.asking.viewer import Viewer
from headway.demo import story
from headway.store.reading import Reading

SignIn = Callable[..., Client]
EVERYBODY = Viewer("demo", "operations")


def _every(opened: Reading) -> list[str]:
    pages = dialogues(opened, EVERYBODY, 1).found // 10 + 1
    return [deal.deal_id for page in range(1, pages + 1) for deal in dialogues(opened, EVERYBODY, page).deals]


def test_every_deal_that_needs_one_is_there_once(opened: Reading) -> None:
    deals = _every(opened)
    table = opened.table("dialogues").to_pyarrow()
    assert sorted(deals) == sorted(set(table["deal_id"].to_pylist()))


def test_no_deal_has_more_than_three_questions(opened: Reading) -> None:
    shown = dialogues(opened, EVERYBODY, 1).deals
    assert {len(deal.questions) for deal in shown} <= {1, 2, 3}
    reasons = [[reason.text for question in deal.questions for reason in question.because] for deal in shown]
    assert [texts for texts in reasons if len(texts) != len(set(texts))] == []


def test_routine_deals_are_left_alone(opened: Reading) -> None:
    rows = opened.table("deals")
    routine = rows.filter(rows.name == story().hours.deals[0]).to_pyarrow()["deal_id"].to_pylist()[0]
    assert routine not in _every(opened)


def test_what_is_overdue_comes_first(opened: Reading, demo: Client) -> None:
    last = _every(opened)[-1]
    commit(opened, EVERYBODY, last, "name the project lead", "Ada There", "2020-01-01")
    assert dialogues(opened, EVERYBODY, 1).deals[0].deal_id == last
    page = html.unescape(demo.get("/dialogues/").content.decode())
    assert "Something agreed is overdue at one customer" in page
    assert page.index("name the project lead") < page.index('class="question"')


def test_questions_are_about_the_customer(demo: Client) -> None:
    page = demo.get("/dialogues/").content.decode()
    asked = re.findall(r'<p class="question">(.*?)</p>', page)
    assert asked
    assert [words for words in asked if re.search(r"(?i)\b(did you|have you|your calls|your meetings)\b", words)] == []


def test_home_built_before_there_were_questions(opened: Reading) -> None:
    versions = {name: version for name, version in opened.pin.versions.items() if name != "dialogues"}
    old = replace(opened, pin=replace(opened.pin, versions=versions))
    assert not dialogues(old, EVERYBODY, 1).is_built


def test_sellers_are_asked_about_their_own_deals(opened: Reading, sign_in: SignIn) -> None:
    rows = [row for row in opened.table("reach").to_pyarrow().to_pylist() if row["deal_id"]]
    for seller in sorted({row["email"] for row in rows})[:3]:
        own = {row["deal_id"] for row in rows if row["email"] == seller}
        page = sign_in("seller", seller).get("/dialogues/").content.decode()
        assert set(re.findall(r'href="/deals/([^/"?]+)/"', page)) <= own


def test_a_question_asked_is_put_down_with_whether_it_helped_and_undone(opened: Reading, demo: Client) -> None:
    row = next(row for row in opened.where("dialogues") if row["order"] == 1)
    deal, question = row["deal_id"], row["question_id"]
    path = f"/deals/{deal}/"
    answer = demo.post(f"{path}question/{question}/asked/", {"useful": "yes", "next": path}, follow=True)
    assert "and it helped (" in answer.content.decode()
    [told] = [each.asked for each in dialogues_of(opened, deal).questions if each.question_id == question]
    assert told.has_helped
    demo.post("/undo/", {"input_id": told.input_id})
    assert [each.asked for each in dialogues_of(opened, deal).questions if each.asked] == []


@pytest.mark.parametrize(("question", "useful", "status"), [("L5", "perhaps", 400), ("Z1", "yes", 404)])
def test_only_a_question_of_ours_that_did_or_did_not_help(
    opened: Reading, demo: Client, question: str, useful: str, status: int
) -> None:
    deal = opened.where("dialogues")[0]["deal_id"]
    assert demo.post(f"/deals/{deal}/question/{question}/asked/", {"useful": useful}).status_code == status


def test_what_was_told_in_talks_stands_on_the_deal_until_it_is_taken_back(opened: Reading, demo: Client) -> None:
    deal = opened.where("dialogues")[0]["deal_id"]
    told = {"hearing": "rival", "name": "Other & Sons", "next": f"/deals/{deal}/"}
    page = html.unescape(demo.post(f"/deals/{deal}/heard/", told, follow=True).content.decode())
    assert "Another supplier stands in their demands: <b>Other & Sons</b>" in page
    [row] = [row for row in opened.inputs("heard").to_pylist() if row["kind"] == "heard"]
    demo.post("/undo/", {"input_id": row["input_id"]})
    assert "Other" not in demo.get(f"/deals/{deal}/").content.decode()
    assert demo.post(f"/deals/{deal}/heard/", {"hearing": "occasion"}).status_code == 400


def test_what_we_have_promised_stands_beside_what_they_have(opened: Reading, demo: Client) -> None:
    deal = opened.where("dialogues")[0]["deal_id"]
    told = {"what": "a drawing", "colleague": "Kim", "by_on": "2020-01-01"}
    promised = promise(opened, EVERYBODY, deal, told)
    assert "Promised by us, overdue" in demo.get(f"/deals/{deal}/").content.decode()
    demo.post(f"/outcomes/{deal}/promise/{promised}/kept/")
    assert "Promised by us" not in demo.get(f"/deals/{deal}/").content.decode()
