"""Coaching in a browser: teams always, single people only where switched on, a plan that is ticked and undone."""

import html
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from types import SimpleNamespace

import pyarrow as pa
import pytest
from django.template.loader import render_to_string
from django.test import Client

from headway.asking.coaching import Coaching, Effect, Group, Line, Step, coaching, plan
from headway.asking.viewer import Viewer
from headway.errors import UnknownKey
from headway.sources.coaching import coaching_words
from headway.store.reading import Reading

SignIn = Callable[..., Client]
LEADER, SELLER = "owen.tregarth@tarnbeck.example", "callum.reeve@tarnbeck.example"
WHY = "3 of 8 deals wait at proof that it will work, and there is no insight to bring."
LINE = {"scope": "team", "whom": "everybody", "name": None, "comes_first": None, "order": 1, "act": "teach", "why": WHY}
LINE |= {"sure": "high", "of_deals": 8, "unknown_deals": 2, "because": '[{"text": "12 of 40 had read it."}]'}
TEAM = Group("team", "everybody", None, None, (Line(LINE, ("12 of 40 had read it.",), may_plan=False),))
ADA = Group("person", "ada@us", "Ada", True, TEAM.lines)
STEP = {"step_id": "s", "scope": "team", "whom": "everybody", "act": "teach", "what": "Write it down", "by_on": None}
STEP |= {"told_by": "boss", "done_id": None, "done_at": None}
EFFECT = {"team": None, "people": 8, "progress_days": 140, "expected": 118.2, "verdict": "cannot_tell", "reason": None}
EFFECT |= {"deal_weeks_needed": 1200}
OFF = Coaching(True, {"is_on": False}, teams=(TEAM,), steps=(Step(STEP, is_own=False),), published=(19, 60))
OFF = replace(OFF, effects=(Effect(EFFECT, -4, 41),))
ON = replace(
    OFF, views={"is_on": True, "purpose": "helping with stuck deals", "since": date(2026, 6, 1)}, people=(ADA,)
)


def shown(found: Coaching) -> str:
    page = render_to_string("coaching/coaching.html", {"found": found, "words": coaching_words(), "viewer": None})
    return " ".join(re.sub(r"<[^>]+>", " ", html.unescape(page[page.index("<main") :])).split())


def test_teams_the_plan_and_what_came_of_it_are_shown_and_nobody_by_name_until_it_is_switched_on() -> None:
    page = shown(OFF)
    assert page.count(WHY.removesuffix(".")) == 2
    assert "12 of 40 had read it." in page
    assert "Of 2 of 8 deals it cannot be told yet what they wait for." in page
    assert "Cannot tell yet: between -4 and 41 more steps of 100, four times in five" in page
    assert "about 1,200 more deal-weeks" in page
    assert "140 days with a new step of the customer, 118 expected, 8 people" in page
    assert "Nothing here is for decisions on employment, pay or seniority." in page
    assert "Write it down" in page
    assert "Off. They are looked at only once" in page
    assert "Ada" not in shown(replace(ON, views={"is_on": False}))


def test_people_are_shown_with_purpose_and_day() -> None:
    page = shown(ON)
    assert "Used for helping with stuck deals, since 1 Jun 2026. Not for decisions on employment" in page
    assert "Ada first: the middle of the field gains most, as published" in page
    assert "only the team is shown" in shown(replace(ON, is_small=True))


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("nobody", "no step has been done with anybody"),
        ("together", "all began at the same time"),
        ("few", "it takes five people"),
    ],
)
def test_why_nobody_can_tell_is_said(reason: str, said: str) -> None:
    assert said in shown(replace(OFF, effects=(Effect({**EFFECT, "reason": reason, "expected": None}, None, None),)))


def test_an_empty_home_says_what_would_fill_the_page() -> None:
    assert "It takes open deals that three people or more of ours lead." in shown(Coaching(True))
    assert "Build it again" in shown(Coaching(False))


BRANCH = [{"leader": "boss", "email": each} for each in ("boss", "a", "b", "c", "d", "e")]
BRANCH += [{"leader": "two", "email": each} for each in ("two", "a", "b")]


def told(who: str, value: dict[str, str], kind: str = "pulse") -> dict[str, object]:
    return {"input_id": f"{kind} {who}", "kind": kind, "key": next(iter(value.values())), "who": who, "reason": None,
            "value": json.dumps(value), "replaces": None, "recorded_at": datetime(2026, 6, 1)}  # fmt: skip


def build(*inputs: dict[str, object], is_on: bool = True) -> SimpleNamespace:
    """The tables of a build as the page reads them."""
    people = [{**LINE, "scope": "person", "whom": each, "comes_first": each != "c"} for each in "edcbaf"]
    tables = {
        "coaching_views": [{"is_on": is_on, "purpose": "stuck deals", "since": date(2026, 6, 1), "people": 6}],
        "branches": BRANCH,
        "coaching": [*people, LINE, LINE | {"whom": "boss"}, LINE | {"whom": "two"}],
        "coaching_effects": [],
    }
    none = told("x", {"leader": "x"})
    heard = pa.Table.from_pylist([none, *inputs])[1:] if inputs else pa.Table.from_pylist([none])[:0]
    versions = SimpleNamespace(versions=dict.fromkeys(tables, 1))
    return SimpleNamespace(pin=versions, whole=tables.__getitem__, inputs=lambda *_: heard)


def seen(email: str, role: str, *, is_on: bool = True) -> tuple[list[str], list[str]]:
    found = coaching(build(is_on=is_on), Viewer(email, role))
    return [group.whom for group in found.teams], [group.whom for group in found.people]


def test_a_seller_sees_the_own_row_a_leader_the_branch_and_others_nobody() -> None:
    assert seen("a", "seller") == (["everybody"], ["a"])
    assert seen("boss", "leader") == (["boss", "everybody"], ["a", "b", "d", "e", "c"])
    assert seen("olga", "operations") == seen("rita", "reader") == (["everybody", "boss", "two"], [])
    assert seen("two", "leader") == (["two", "everybody"], [])
    assert seen("boss", "leader", is_on=False) == (["boss", "everybody"], [])


@pytest.mark.parametrize(
    ("email", "role", "scope", "whom"),
    [
        ("boss", "leader", "team", "two"),
        ("boss", "leader", "team", "everybody"),
        ("boss", "leader", "person", "f"),
        ("boss", "leader", "person", "boss"),
        ("two", "leader", "person", "a"),
        ("c", "leader", "team", "c"),
        ("a", "seller", "person", "a"),
        ("olga", "operations", "person", "a"),
    ],
)
def test_nobody_plans_for_people_who_are_not_theirs(email: str, role: str, scope: str, whom: str) -> None:
    with pytest.raises(UnknownKey):
        plan(build(), Viewer(email, role), {"scope": scope, "whom": whom, "what": "x"})


def test_answers_are_shown_to_the_leader_in_fives() -> None:
    said = {"leader": "boss", "adaptability": "4", "involvement": "2", "rapport": "5"}
    four = [told(each, said) for each in "abcd"]
    boss = Viewer("boss", "leader")
    assert coaching(build(*four), boss).pulse is None
    pulse = coaching(build(*four, told("e", said)), boss).pulse
    assert pulse == {"leader": "boss", "answers": 5, "adaptability": 4.0, "involvement": 2.0, "rapport": 5.0}
    assert coaching(build(*four, told("e", said)), Viewer("two", "leader")).pulse is None


def read(answer: object) -> str:
    return html.unescape(answer.content.decode())


def test_a_step_is_planned_ticked_and_taken_back(opened: Reading, sign_in: SignIn) -> None:
    browser = sign_in("leader", LEADER)
    form = {"scope": "team", "whom": LEADER, "does": "tailor", "by_on": "2026-12-01", "next": "/coaching/"}
    page = read(browser.post("/coaching/plan/", {**form, "what": "Plan the next talk together"}, follow=True))
    assert "The step stands in the plan." in page
    assert "Plan the next talk together" in page
    (step,) = coaching(opened, Viewer(LEADER, "leader")).steps
    ticked = read(
        browser.post("/coaching/done/", {"coaching_id": step.row["step_id"], "next": "/coaching/"}, follow=True)
    )
    assert "Not done after all" in ticked
    (done,) = coaching(opened, Viewer(LEADER, "leader")).steps
    browser.post("/undo/", {"input_id": done.row["done_id"]})
    assert "Not done after all" not in read(browser.get("/coaching/"))
    browser.post("/undo/", {"input_id": step.row["step_id"]})
    assert coaching(opened, Viewer(LEADER, "leader")).steps == ()
    assert browser.post("/coaching/plan/", {**form, "what": " "}).status_code == 400


def test_a_seller_answers_after_a_talk_and_sees_no_answers(sign_in: SignIn) -> None:
    browser = sign_in("seller", SELLER)
    said = {"adaptability": "4", "involvement": "2", "rapport": "5", "next": "/coaching/"}
    page = read(browser.post("/coaching/talk/", {**said, "leader": LEADER}, follow=True))
    assert "It is shown only together with others" in page
    assert "answers of your team" not in page
    assert browser.post("/coaching/talk/", {**said, "leader": "stranger@x"}).status_code == 404
    assert browser.post("/coaching/talk/", {"leader": LEADER, **said, "rapport": "9"}).status_code == 400
