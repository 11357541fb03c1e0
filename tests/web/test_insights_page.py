"""The library of insights in a browser: put in, offered, given, taken out."""

import html
from collections.abc import Callable

import pytest
from django.test import Client

from headway.asking.dialogues import Dialogue
from headway.asking.insights import library, put_in
from headway.asking.outcomes import confirm
from headway.asking.viewer import Viewer
from headway.store.reading import Reading

SignIn = Callable[..., Client]
EVERYBODY = Viewer("demo", "operations")
TOLD = {"claim": "Cleaning takes a shift", "evidence": "9 of 12 plants", "job": "validation", "review_on": "2026-12-01"}


def read(answer: object) -> str:
    return html.unescape(answer.content.decode())


def test_a_job_without_insight_is_something_to_teach(opened: Reading, demo: Client) -> None:
    gaps = library(opened, EVERYBODY).gaps
    assert sum(gap.deals for gap in gaps) > 0
    page = read(demo.get("/insights/"))
    assert "The team has no insight yet for where" in page
    assert all(seed["title"].partition(" | ")[0] in page for gap in gaps for seed in gap.seeds if seed["title"])


def test_an_insight_put_in_fills_its_gap_until_it_is_taken_out(opened: Reading, demo: Client) -> None:
    jobs = {gap.job for gap in library(opened, EVERYBODY).gaps}
    told = TOLD | {"job": min(jobs)}
    answer = demo.post("/insights/add/", {**told, "next": "/insights/"}, follow=True)
    assert "Put into the library." in read(answer)
    assert "Not given yet, so what comes of it, nobody can tell." in read(answer)
    held = library(opened, EVERYBODY)
    assert {gap.job for gap in held.gaps} == jobs - {min(jobs)}
    demo.post("/undo/", {"input_id": held.insights[0].facts["insight_id"]})
    assert library(opened, EVERYBODY).insights == ()


@pytest.mark.parametrize("lacks", TOLD)
def test_an_insight_says_what_shows_it_and_for_what(demo: Client, lacks: str) -> None:
    answer = demo.post("/insights/add/", TOLD | {lacks: " "})
    assert answer.status_code == 400


def test_an_insight_given_is_put_down_for_the_group(opened: Reading, demo: Client) -> None:
    insight = put_in(opened, EVERYBODY, TOLD)
    deal = opened.where("dialogues")[0]["deal_id"]
    answer = demo.post(f"/deals/{deal}/insight/{insight}/given/", {"next": "/dialogues/"}, follow=True)
    assert "What they do in the next four weeks is counted." in read(answer)
    inputs = opened.table("inputs")
    [row] = inputs.filter(inputs.kind == "insight_given").to_pyarrow().to_pylist()
    assert row["key"] == deal


def test_a_dialogue_without_insight_leads_to_the_library(demo: Client) -> None:
    assert "No insight for this job yet" in read(demo.get("/dialogues/"))
    assert Dialogue("x", True, ()).insight is None


def test_an_own_library_begins_empty_and_says_so(opened: Reading, demo: Client) -> None:
    assert library(opened, EVERYBODY).insights == ()
    assert "The library is empty" in read(demo.get("/insights/"))
    put_in(opened, EVERYBODY, TOLD)
    assert "The library is empty" not in read(demo.get("/insights/"))


def test_what_customers_got_is_something_to_make_one_of(opened: Reading, demo: Client) -> None:
    deal = next(row["deal_id"] for row in opened.where("deals") if row["status"] == "won")
    told = {"person": "Ann", "confirmed_on": "2026-06-01"}
    confirm(opened, EVERYBODY, deal, told | {"what": "fewer stops at night", "got": "part"})
    confirm(opened, EVERYBODY, deal, told | {"what": "less energy", "got": "none"})
    assert [row["what"] for row in library(opened, EVERYBODY).gains] == ["fewer stops at night"]
    assert "fewer stops at night" in read(demo.get("/insights/"))
