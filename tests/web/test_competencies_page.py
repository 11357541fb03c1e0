"""Competencies in a browser: teams always, single people only where it is switched on and the viewer may see them."""

import html
import re
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

from django.template.loader import render_to_string

from headway.asking.competencies import Competencies, Need, Person, Result, competencies
from headway.asking.viewer import Viewer

TEAM = Result(None, "solution", 60, 20, 18, -4, 9, "cannot_tell")
NEED = Need("Helps them to agree", 7, people=6, rated=4, to_learn=3)
OWN = Result(None, "solution", 40, 20, 11, 4, 30, "more", 140)
ADA = Person("Ada", (OWN,), (Need("Insight", 2, own="alone", leader="new to it", need="talk"),))
OFF = Competencies(True, teams=(TEAM,), needs=(NEED,), challengers=(39, 54))
ON = replace(OFF, is_on=True, purpose="planning training", since=date(2026, 6, 1), people=(ADA,))


def shown(found: Competencies) -> str:
    page = render_to_string("competencies/competencies.html", {"found": found, "viewer": None})
    return " ".join(re.sub(r"<[^>]+>", " ", html.unescape(page[page.index("<main") :])).split())


def test_teams_are_shown_and_nobody_by_name_until_it_is_switched_on() -> None:
    page = shown(OFF)
    assert "Most asked for, by 7 open deals: Helps them to agree" in page
    assert "20 of 60; usual: 18" in page
    assert "between 4 fewer and 9 more of 100" in page
    worse = replace(TEAM, low=-9, high=-4, verdict="less")
    assert "between 4 and 9 fewer of 100" in shown(replace(OFF, teams=(worse,)))
    assert "Off. They are looked at only once" in page
    assert "Nothing here is for decisions on employment, pay or seniority." in page
    assert "Ada" not in shown(replace(ON, is_on=False))


def test_people_are_shown_with_purpose_day_and_range() -> None:
    page = shown(ON)
    assert "Used for planning training, since 1 Jun 2026. Not for decisions on employment, pay or seniority." in page
    assert "Solution More often : between 4 and 30 more of 100" in page or "More often: between 4 and 30 more" in page
    assert "Talk about it first: the two see it differently." in page
    assert "only the team is shown" in shown(replace(ON, is_small=True))


def test_an_empty_home_says_what_would_fill_the_page() -> None:
    assert "It takes deals whose kind of sale is known" in shown(Competencies(True))
    assert "Build it again" in shown(Competencies(False))


BRANCH = [{"leader": "boss", "email": each} for each in ("boss", "a", "b", "c", "d", "e")]
BRANCH += [{"leader": "two", "email": each} for each in ("two", "a", "b")]


def build(*, is_on: bool) -> SimpleNamespace:
    """The tables of a build as the page reads them."""
    needs = [
        {"email": each, "name": each, "discipline": "insight", "open_deals": 1, "own_level": 3, "leader_level": None, "need": "none"}
        for each in "edcbaf"
    ]  # fmt: skip
    tables = {
        "person_views": [{"is_on": is_on, "purpose": "training", "since": date(2026, 6, 1), "people": 6}],
        "branches": BRANCH,
        "team_competencies": [],
        "team_training_needs": [],
        "competencies": [],
        "training_needs": needs,
    }
    return SimpleNamespace(pin=SimpleNamespace(versions=dict.fromkeys(tables, 1)), whole=tables.__getitem__)


def seen(email: str, role: str, *, is_on: bool = True) -> list[str]:
    return [person.name for person in competencies(build(is_on=is_on), Viewer(email, role)).people]


def test_a_seller_sees_the_own_row_a_leader_the_branch_and_others_nobody() -> None:
    assert seen("a", "seller") == ["a"]
    assert seen("boss", "leader") == ["a", "b", "c", "d", "e"]
    assert seen("olga", "operations") == seen("rita", "reader") == []


def test_a_small_branch_is_seen_as_a_team_only() -> None:
    assert seen("two", "leader") == []
    assert competencies(build(is_on=True), Viewer("two", "leader")).is_small


def test_nobody_is_seen_while_it_is_off() -> None:
    assert seen("boss", "leader", is_on=False) == []
