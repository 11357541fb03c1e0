"""Competencies in a browser: teams always, single people only where it is switched on and the viewer may see them."""

import html
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pyarrow as pa
import pytest
from django.template.loader import render_to_string
from django.test import Client

from headway.asking.competencies import Competencies, Fit, Need, Person, Result, competencies
from headway.asking.inputs import take_back
from headway.asking.ratings import Ratings, rate, ratings
from headway.asking.viewer import Viewer
from headway.errors import SettingsError, UnknownKey
from headway.store.home import Home
from headway.store.reading import Reading, reading

SignIn = Callable[..., Client]
SELLER = Viewer("callum.reeve@tarnbeck.example", "seller")
LEADER = Viewer("owen.tregarth@tarnbeck.example", "leader")

TEAM = Result(None, "solution", 60, 20, 18, -4, 9, "cannot_tell")
NEED = Need("Helps them to agree", 7, people=6, rated=4, to_learn=3)
OWN = Result(None, "solution", 40, 20, 11, 4, 30, "more", 140)
FITS = (
    Fit("bridge", "Bridge", "consultancy", "to_learn", ("Insight",)),
    Fit("tunnel", "Tunnel", "service", "able", ()),
)
ADA = Person("Ada", (OWN,), (Need("Insight", 2, own="alone", leader="new to it", need="talk"),), FITS)
OFF = Competencies(True, teams=(TEAM,), needs=(NEED,), challengers=(39, 54))
ON = replace(OFF, is_on=True, purpose="planning training", since=date(2026, 6, 1), people=(ADA,))


def shown(found: Competencies) -> str:
    page = render_to_string(
        "competencies/competencies.html", {"found": found, "ratings": Ratings((), {}), "viewer": None}
    )
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
    assert "Bridge : To learn for it: Insight" in page or "Bridge: To learn for it: Insight" in page
    assert "Tunnel : Able" in page or "Tunnel: Able" in page
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
        "deal_fits": [],
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


def rated(opened: Reading, viewer: Viewer) -> list[tuple[str, str, str | None, str | None]]:
    """What is told of whom in which discipline: own word, and the leader's."""
    return [
        (person.name, one.name, one.own and one.own.level, one.leader and one.leader.level)
        for person in ratings(opened, viewer).people
        for one in person.disciplines
        if one.own or one.leader
    ]


def user(opened: Reading, email: str) -> str:
    return opened.where("user_loads", email=email)[0]["user_ref"]


def looked_at(opened: Reading) -> Reading:
    """The same build in a company that looks at single people."""
    views = opened.table("person_views").to_pyarrow().set_column(3, "is_on", pa.array([True]))
    version = opened.home.lake.overwrite("built/person_views", views)
    return replace(opened, pin=replace(opened.pin, versions={**opened.pin.versions, "person_views": version}))


def test_one_says_what_one_can_do_and_takes_it_back(opened: Reading) -> None:
    said = rate(opened, SELLER, {"rated": user(opened, SELLER.email), "discipline": "insight", "level": "2"})
    assert rated(opened, SELLER) == [("Callum Reeve", "insight", "with help", None)]
    take_back(opened, SELLER, said)
    assert rated(opened, SELLER) == []
    with pytest.raises(SettingsError, match="level"):
        rate(opened, SELLER, {"rated": user(opened, SELLER.email), "discipline": "insight", "level": "9"})


def test_a_leader_says_it_of_the_own_people_once_single_people_are_looked_at(opened: Reading) -> None:
    told = {"rated": user(opened, SELLER.email), "discipline": "insight", "level": "3"}
    for who, then in (
        (LEADER, opened),
        (replace(LEADER, email="birgit.halvorsen@tarnbeck.example"), looked_at(opened)),
    ):
        with pytest.raises(UnknownKey, match="nobody of that name"):
            rate(then, who, told)
    then = looked_at(opened)
    rate(then, SELLER, told | {"level": "4"})
    rate(then, LEADER, told)
    assert rated(then, LEADER) == rated(then, SELLER) == [("Callum Reeve", "insight", "shows others", "alone")]
    own, leader = (
        next(each for each in ratings(then, who).people if each.name == "Callum Reeve") for who in (SELLER, LEADER)
    )
    assert (own.told, leader.told) == (1, 1)
    assert [bool(one.leader.undo) for each in (own, leader) for one in each.disciplines if one.leader] == [False, True]


def test_whoever_looks_at_everything_rates_nobody(opened: Reading) -> None:
    assert ratings(opened, Viewer("rita@tarnbeck.example", "reader")).people == ()


def test_the_form_says_what_it_is_for_and_lists_what_is_told(sign_in: SignIn, shown: Home) -> None:
    browser = sign_in("seller", SELLER.email)
    told = {
        "rated": user(reading(shown), SELLER.email),
        "discipline": "figures",
        "level": "4",
        "next": "/competencies/",
    }
    page = browser.post("/competencies/rate/", told, follow=True).content.decode()
    assert "Put down. It counts from the next build on." in page
    assert "Of yourself: 1 of 9 told" in page
    assert "own word: shows others." in page
