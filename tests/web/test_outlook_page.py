"""Outlook in a browser: what is likely to be won, what people go by instead, and what it says where it cannot tell."""

import html
import re
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pyarrow as pa
import pytest
from django.template.loader import render_to_string
from django.utils.translation import override

from headway.asking.outlook import InCurrency, Outlook, Period, Rule, Team, outlook
from headway.asking.outlook_moves import MovedPurchase, WeekMoves, week_moves
from headway.asking.outlook_picture import outlook_picture
from headway.asking.viewer import Viewer
from headway.store.reading import Reading
from headway.web.templatetags.money import between, money

MOMENT = datetime(2026, 6, 29)
EVERYBODY = Viewer("olga@tarnbeck.example", "operations")
LEADER = Viewer("owen.tregarth@tarnbeck.example", "leader")
SELLER = Viewer("callum.reeve@tarnbeck.example", "seller")
TOLD = {"expected": 1_500_000.0, "low": 1_180_000.0, "high": 1_920_000.0}
UNTOLD = dict.fromkeys(TOLD)
OURS, STAGE = Rule("ours", 8, 0.3, 0.75), Rule("by_stage", 8, 0.6, None)


def period(told: dict[str, Any]) -> Period:
    row = {"period": "quarter", "begins_on": date(2026, 4, 1), "ends_on": date(2026, 6, 30), "journeys": 9}
    row |= {"won_already": 0.0, "by_stage": 2_000_000.0, "by_commit": 0.0, "last_year": None, **told}
    return Period(row, row, row)


def currency(told: dict[str, Any], rules: tuple[Rule, ...] = (), moments: int = 0, **more: Any) -> InCurrency:
    one = period(told)
    named = {"teams": (), "is_moved": False, "currency": "EUR", **more}
    return InCurrency(
        quarters=(one,),
        months=(one,),
        pictures=outlook_picture([one.all]),
        rules=rules,
        moments=moments,
        needed=4,
        **named,
    )


def shown(*currencies: InCurrency, is_built: bool = True) -> str:
    found = Outlook(is_built, MOMENT, "company", currencies)
    page = render_to_string("outlook/outlook.html", {"outlook": found, "viewer": None})
    return " ".join(re.sub(r"<[^>]+>", " ", html.unescape(page[page.index("<main") :])).split())


def test_the_headline_is_the_range_with_its_currency() -> None:
    assert "Between 1.2 and 1.9 million EUR is likely to be won this quarter" in shown(currency(TOLD))


def test_cannot_tell_yet_is_said_and_is_not_nothing() -> None:
    assert "Cannot tell yet what will be won" in shown(currency(UNTOLD))
    won = currency({**UNTOLD, "won_already": 730_000.0})
    assert "730,000 EUR is won this quarter; how much more, cannot be told yet" in shown(won)
    assert "a range can be told at best" in shown(won)  # customers may have ranges all the same, on their own pages
    assert "too few purchases" not in shown(won)
    assert "Bring the CRM's deals." in shown()
    assert "Build it again" in shown(is_built=False)


def test_where_another_rule_was_closer_the_page_says_to_go_by_it() -> None:
    assert "So far nothing else was closer" in shown(currency(TOLD, (OURS, STAGE), 8))
    page = shown(currency(TOLD, (OURS, Rule("by_commit", 8, 0.2, None)), 8))
    assert "Go by that one for now, not by Headway: What sellers are nearly sure of." in page
    assert (
        "Headway sees between 1.2 and 1.9 million EUR this quarter, but a simpler rule has been closer so far" in page
    )
    assert "is likely to be won this quarter" not in page
    assert f"within our range at {OURS.within_moments} of {OURS.moments} moments" in page


def test_of_few_moments_nobody_can_tell_how_far_off() -> None:
    page = shown(currency(TOLD, (OURS,), 3))
    assert "Cannot tell yet how far off this is" in page
    assert "3 of 4 earlier moments are over" in page


def moved(what: str, change: float, before: float | None, now: float | None, **more: Any) -> dict[str, Any]:
    row = {"account_id": "acme", "account": "Acme", "deal": "Bridge", "reason": None, "second": None, "currency": "EUR"}
    return row | {"what": what, "change": change, "chance_before": before, "chance_now": now, **more}


def test_what_changed_since_a_week_ago_and_what_the_customer_did() -> None:
    acts = (
        {"channel": "web", "job": "validation", "times": 3, "people": 2},
        {"channel": "meeting", "job": None, "times": 1, "people": 1},
    )
    rise = MovedPurchase(moved("moved", 30_000.0, 0.2, 0.5, reason="choosing_lately"), acts)
    fall = MovedPurchase(moved("moved", -4_000.0, 0.5, 0.49), ())
    week = WeekMoves("EUR", {"won": 12_000.0, "moved": 26_000.0}, (rise, fall), 5)
    page = shown(currency(TOLD, week=week))
    assert "38,000 EUR more than a week ago" in page
    assert "Won +12 k Likelier or less likely +26 k" in page
    assert "From about 1 in 5 to about 1 in 2: Read of choice, proof or prices in the last weeks." in page
    assert "the customer read of proof, 3 times (2 people); met us." in page
    assert "Still about 1 in 2, a little less" in page
    assert "did nothing that week that we have seen" in page
    assert "3 smaller changes are not listed." in page


def test_before_chances_can_be_told_the_week_is_what_was_won() -> None:
    week = WeekMoves("EUR", {"won": 12_000.0}, (MovedPurchase(moved("won", 12_000.0, None, None), ()),), 1)
    page = shown(currency(UNTOLD, week=week))
    assert "Won in the last week: 12,000 EUR" in page
    assert "less likely" not in page


def changed(opened: Reading, whose: dict[str, float]) -> Reading:
    """The same build with one change a seller, of an account that is that seller's."""
    near = {row["email"]: row["account_id"] for row in opened.whole("account_sellers")}
    kind = opened.table("outlook_moves").to_pyarrow()
    rows = [
        {"account_id": near[email], "currency": "EUR", "email": email, "what": "won", "change": change}
        for email, change in whose.items()
    ]
    version = opened.home.lake.overwrite("built/outlook_moves", pa.Table.from_pylist(rows, kind.schema))
    versions = {**opened.pin.versions, "outlook_moves": version}
    return replace(opened, pin=replace(opened.pin, versions=versions))


def test_each_sees_what_changed_of_the_own_outlook(opened: Reading) -> None:
    below = {row["email"] for row in opened.where("branches", leader=LEADER.email)}
    sellers = {row["email"] for row in opened.whole("account_sellers") if row["email"]}
    colleague, stranger = min(sellers & below - {SELLER.email}), min(sellers - below)
    then = changed(opened, {SELLER.email: 10.0, colleague: 5.0, stranger: 1.0})
    told = [week_moves(then, viewer)["EUR"].change for viewer in (EVERYBODY, LEADER, SELLER)]
    assert told == [16.0, 15.0, 10.0]
    assert [line.row["change"] for line in week_moves(then, EVERYBODY)["EUR"].lines] == [10.0, 5.0, 1.0]
    assert all(line.row["account"] for line in week_moves(then, EVERYBODY)["EUR"].lines)


def test_currencies_stand_apart_and_teams_by_name() -> None:
    team = Team("kim.low@us.example", {**TOLD, "won_already": 0.0})
    page = shown(currency(TOLD, teams=(team,)), currency(TOLD, currency="DKK"))
    assert "And between 1.2 and 1.9 million DKK this quarter" in page
    assert "Kim Low between 1.2 and 1.9 million EUR" in page


def test_money_is_said_in_the_reader_s_figures() -> None:
    with override("de"):
        assert (money(84_321.0, "EUR"), between(TOLD, "EUR")) == ("84.000 EUR", "1,2 and 1,9 million EUR")
    assert between({"low": 84_000.0, "high": 84_100.0}, "DKK") == "84,000 DKK"


def test_each_sees_the_own_part(opened: Reading) -> None:
    """A leader no team but those below; a seller no team; never more than everybody's."""
    everything, team, own = (outlook(opened, viewer) for viewer in (EVERYBODY, LEADER, SELLER))
    assert (everything.whose, team.whose, own.whose) == ("company", "team", "own")
    assert everything.first
    assert len(everything.first.teams) == 3
    below = {row["email"] for row in opened.where("branches", leader=LEADER.email)}
    assert {each.leader for one in team.currencies for each in one.teams} <= below
    assert not any(one.teams for one in own.currencies)
    assert all(one.journeys < everything.first.journeys for one in (*team.currencies, *own.currencies))


def test_a_viewer_without_customers_is_told_so(opened: Reading) -> None:
    assert outlook(opened, Viewer("nobody@tarnbeck.example", "seller")).currencies == ()


@pytest.mark.parametrize("rows", [[], [period(UNTOLD).all]])
def test_nothing_is_drawn_of_nothing(rows: list[dict[str, Any]]) -> None:
    assert outlook_picture(rows) == ()
