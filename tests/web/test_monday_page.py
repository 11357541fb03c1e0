"""Monday in a browser: whose lines, what is said, and what is answered to them."""

import html
import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.contrib.humanize.templatetags.humanize import apnumber
from django.template.loader import render_to_string
from django.test import Client
from django.utils.timezone import localdate

from headway.asking.monday import Day, Reason, monday
from headway.asking.viewer import Viewer
from headway.store.reading import Reading

SignIn = Callable[..., Client]
NAME = re.compile(r"<h2>(?:<a [^>]*>)?(.*?)(?:</a>)?</h2>")


def _names(client: Client) -> list[str]:
    return [html.unescape(name) for name in NAME.findall(client.get("/").content.decode())]


def _rows(opened: Reading, name: str, **equal: str) -> list[dict[str, object]]:
    return [row for row in opened.sorted(name).to_pyarrow().to_pylist() if equal.items() <= row.items()]


def _leader(opened: Reading) -> str:
    """A leader who does not see the whole company."""
    sizes = {row["leader"]: len(_rows(opened, "branches", leader=row["leader"])) for row in _rows(opened, "branches")}
    return min(sizes, key=sizes.get)


def _sellers(opened: Reading) -> list[str]:
    return sorted({row["email"] for row in _rows(opened, "reach")})


def test_headline_counts_whom_to_see_now_and_not_all_who_are_well_ahead(demo: Client, opened: Reading) -> None:
    many = len(monday(opened, Viewer("demo", "operations"), localdate()).strikes)
    assert f"<h1>{str(apnumber(many)).capitalize()} customers to see now: well ahead" in demo.get("/").content.decode()


def test_leader_reads_the_own_list(opened: Reading, sign_in: SignIn) -> None:
    leader = _leader(opened)
    own = [row["name"] for row in _rows(opened, "monday", leader=leader)]
    assert set(own) <= set(_names(sign_in("leader", leader)))


def test_leader_reads_nothing_from_outside_the_branch(opened: Reading, sign_in: SignIn) -> None:
    leader = _leader(opened)
    team = {row["email"] for row in _rows(opened, "branches", leader=leader)}
    own = {row["account_id"] for row in _rows(opened, "reach") if row["email"] in team}
    names = {row["name"] for row in _rows(opened, "accounts") if row["account_id"] in own}
    assert set(_names(sign_in("leader", leader))) <= names


def test_seller_reads_only_own_accounts(opened: Reading, sign_in: SignIn) -> None:
    for seller in _sellers(opened):
        own = {row["account_id"] for row in _rows(opened, "reach", email=seller)}
        names = {row["name"] for row in _rows(opened, "accounts") if row["account_id"] in own}
        assert set(_names(sign_in("seller", seller))) <= names


def test_some_seller_has_a_line(opened: Reading, sign_in: SignIn) -> None:
    assert any(_names(sign_in("seller", seller)) for seller in _sellers(opened))


def test_reader_reads_the_companys_list_and_answers_nothing(opened: Reading, sign_in: SignIn) -> None:
    reader = sign_in("reader")
    assert set(_names(reader)) == {row["name"] for row in _rows(opened, "monday", leader=None)}
    assert "Take it" not in reader.get("/").content.decode()
    assert reader.post("/line/", {}).status_code == 403


def test_page_says_what_the_list_says(demo: Client, opened: Reading) -> None:
    page = html.unescape(demo.get("/").content.decode())
    for line in _rows(opened, "monday", leader=None):
        assert [
            line[said] for said in ("name", "looking_for", "question", "wait_for") if (line[said] or "") not in page
        ] == []


def test_reason_shows_all_its_events(opened: Reading) -> None:
    shown = monday(opened, Viewer("demo", "operations"), localdate())
    told = sum(row["because"].count("ajs-") for row in _rows(opened, "monday", leader=None))
    assert sum(reason.times for line in shown.lines for reason in line.because) >= told > 0


def test_a_reason_lists_its_newest_days_and_counts_the_others() -> None:
    days = tuple(Day(date(2026, 6, 28 - ago), {"Prices": 1 + ago}) for ago in range(7))
    page = render_to_string("monday/reason.html", {"reason": Reason("Four people read.", days)})
    assert re.findall(r'datetime="2026-06-(\d\d)"', page) == ["28", "27", "26", "25", "24"]
    assert "Prices (2 times)" in page
    assert "and 2 days before" in page
    assert "before" not in render_to_string("monday/reason.html", {"reason": Reason("Four people read.", days[:5])})


def _answer(client: Client, opened: Reading, **said: str) -> str:
    """Answer the first line; returns its name."""
    line = _rows(opened, "monday", leader=None)[0]
    client.post("/line/", {"journey_id": line["journey_id"], **said})
    return str(line["name"])


def _undo(client: Client) -> str:
    return re.findall(r'name="input_id" value="([^"]+)"', client.get("/").content.decode())[0]


@pytest.mark.parametrize("said", [{"answer": "snoozed"}, {"answer": "not_useful", "reason": "they have bought"}])
def test_line_put_off_leaves_the_list_and_comes_back_when_undone(
    demo: Client, opened: Reading, said: dict[str, str]
) -> None:
    before = _names(demo)
    name = _answer(demo, opened, **said)
    page = demo.get("/").content.decode()
    assert "1 line put off, show" in page
    assert name not in _names(demo)
    demo.post("/undo/", {"input_id": _undo(demo)})
    assert _names(demo) == before


def test_line_put_off_comes_back_on_its_day(demo: Client, opened: Reading) -> None:
    today = localdate()
    name = _answer(demo, opened, answer="snoozed", until=str(today + timedelta(days=3)))
    viewer = Viewer("demo", "operations")
    names = {day: {line.name for line in monday(opened, viewer, today + timedelta(days=day)).lines} for day in (2, 3)}
    assert (name in names[2], name in names[3]) == (False, True)


def test_one_persons_put_off_line_stays_on_anothers_list(demo: Client, opened: Reading, sign_in: SignIn) -> None:
    name = _answer(demo, opened, answer="snoozed")
    assert name in {line.name for line in monday(opened, Viewer("other@x.example", "reader"), localdate()).lines}


def test_taken_line_stays_with_the_name_of_who_took_it(demo: Client, opened: Reading) -> None:
    name = _answer(demo, opened, answer="taken")
    assert name in _names(demo)
    assert "Taken by you" in demo.get("/").content.decode()


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"journey_id": "nobody", "answer": "taken"}, 404),
        ({"answer": "burnt"}, 400),
        ({"answer": "snoozed", "until": "soon"}, 400),
        ({"answer": "snoozed", "until": "2020-01-01"}, 400),
    ],
)
def test_wrong_answer_is_refused_in_words(demo: Client, opened: Reading, said: dict[str, str], status: int) -> None:
    journey = _rows(opened, "monday", leader=None)[0]["journey_id"]
    answered = demo.post("/line/", {"journey_id": journey, **said})
    assert (answered.status_code, "<h1>" in answered.content.decode()) == (status, True)


def test_nobody_undoes_what_another_said(sign_in: SignIn, opened: Reading) -> None:
    leader = _leader(opened)
    journey = _rows(opened, "monday", leader=leader)[0]["journey_id"]
    sign_in("leader", leader).post("/line/", {"journey_id": journey, "answer": "taken"})
    told = opened.table("inputs").to_pyarrow()["input_id"][0].as_py()
    assert sign_in("seller").post("/undo/", {"input_id": told}).status_code == 404


def test_page_keeps_to_a_strict_policy(demo: Client) -> None:
    answered = demo.get("/")
    assert "unsafe" not in answered.headers["Content-Security-Policy"]
    page = answered.content.decode()
    assert re.findall(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son\w+=", page) == []
    assert re.findall(r'(?:src|href)="https?:', page) == []


STATISTICAL = (
    r"\b(probability|probabilities|logit|log-odds|posterior|variance|percentile|regression|p-value|confidence)\b"
)


def test_page_uses_plain_words(demo: Client) -> None:
    text = re.sub(r"<[^>]+>", " ", demo.get("/").content.decode())
    assert re.findall(STATISTICAL, text, re.IGNORECASE) == []


def test_page_reads_little(demo: Client, opened: Reading, django_assert_max_num_queries: Callable[..., object]) -> None:
    with django_assert_max_num_queries(4):
        assert len(demo.get("/").content) < 150_000
