"""The week's plan in a browser: who goes to whom, what binds, and how it is changed."""

import html
import re
from dataclasses import replace

import pytest
from django.template.loader import render_to_string
from django.test import Client

from headway.asking.bets import Bet, Bets, Lots, Person, Told, bets, say_bet
from headway.asking.viewer import Viewer
from headway.errors import SettingsError, UnknownKey
from headway.store.reading import Reading

EVERYBODY = Viewer("olga@tarnbeck.example", "operations")
SELLER = Viewer("callum.reeve@tarnbeck.example", "seller")
NOTHING = Bets(True, (), (), 0, (), (), ())
KIM = Person("kim", "Kim", "account_manager", 12.0, 3.0, True)
PART = {"who": "Kim", "role": "account_manager", "hours": 3.0}
NOBODY = {"who": None, "role": "design_manager", "hours": 2.5}
ACME = Bet("acme", "acme", None, "Acme", "Well ahead and moving.", (PART, NOBODY), None)


def shown(found: Bets) -> str:
    page = render_to_string("bets/bets.html", {"bets": found, "viewer": None})
    return " ".join(re.sub(r"<[^>]+>", " ", html.unescape(page[page.index("<main") :])).split())


def test_the_plan_says_who_goes_and_who_is_lacking() -> None:
    page = shown(replace(NOTHING, made=(ACME,), people=(KIM,), limits=("No design manager is known to us.",)))
    assert "One customer is worth our hours this week" in page
    assert "3 of 12 hours." in page
    assert "Kim, account manager: 3 h" in page
    assert "Nobody yet as design manager: 2.5 h" in page
    assert "No design manager is known to us." in page
    assert "Kim account manager, hours assumed" in page


def test_what_was_said_costs_something_once_it_is_planned_with() -> None:
    said = Told("dropped", "one", None, True)
    assert "Dropped; counts from the next build." in shown(replace(NOTHING, made=(replace(ACME, told=said),)))
    costs = replace(said, cost="Dropped: it costs 0.20 of a typical purchase.")
    assert "it costs 0.20 of a typical purchase" in shown(replace(NOTHING, made=(replace(ACME, told=costs),)))


def test_nothing_to_bet_on_is_said() -> None:
    page = shown(NOTHING)
    assert "No customer asks for our hours this week" in page
    assert "Cannot tell yet: the CRM names nobody of ours" in page
    assert "Build it again" in shown(replace(NOTHING, is_built=False))


def test_a_lot_is_told_of_both_and_what_lots_have_taught() -> None:
    assert "lot" not in shown(replace(NOTHING, made=(ACME,))).split()
    hours = {"draws": 40, "running": 1, "estimate": 0.1, "low": -0.1, "high": 0.3, "draws_needed": 1234}
    lots = Lots(1, {**hours, "verdict": "cannot_tell"}, ())
    page = shown(replace(NOTHING, made=(replace(ACME, either="Brandt"),), lots=lots))
    assert "Either would do: this one or Brandt." in page
    assert "One lot this week" in page
    assert "cannot tell yet. 40 lots are over, for one its half year still runs. It takes about 1,200" in page
    rule = {"what": "chance", "estimate": 0.05, "low": 0.01, "high": 0.09, "effective": 31.0}
    taught = shown(replace(NOTHING, lots=Lots(0, {**hours, "verdict": "more"}, (rule,))))
    assert "No lot this week." in taught
    assert "who won a lot bought 0.10 of a typical purchase more" in taught
    assert "Had the chance that they buy decided: 0.05 of a typical purchase a lot" in taught


def test_a_seller_sees_the_own_bets_and_hours(opened: Reading) -> None:
    own = {row["account_id"] for row in opened.where("reach", email=SELLER.email)}
    seen, everything = bets(opened, SELLER), bets(opened, EVERYBODY)
    assert everything.made
    assert {bet.account_id for bet in (*seen.made, *seen.waiting)} <= own
    assert len(seen.people) <= 1 < len(everything.people)


@pytest.mark.usefixtures("db")
def test_a_bet_is_dropped_and_taken_back(demo: Client, opened: Reading) -> None:
    told = {"journey_id": bets(opened, EVERYBODY).made[0].journey_id, "bet": "dropped", "next": "/bets/"}
    page = demo.post("/bets/say/", told, follow=True).content.decode()
    assert "Dropped; counts from the next build." in page
    undo = re.search(r'name="input_id" value="([^"]+)"', page)
    assert undo
    page = demo.post("/undo/", {"input_id": undo[1], "next": "/bets/"}, follow=True).content.decode()
    assert "Dropped; counts" not in page


def test_an_answer_needs_a_customer_a_word_and_a_colleague(opened: Reading) -> None:
    journey = bets(opened, EVERYBODY).made[0].journey_id
    with pytest.raises(UnknownKey):
        say_bet(opened, EVERYBODY, "none", "pinned", "")
    with pytest.raises(SettingsError, match="pinned, dropped, moved"):
        say_bet(opened, EVERYBODY, journey, "sold", "")
    with pytest.raises(SettingsError, match="Nobody of that name works here"):
        say_bet(opened, EVERYBODY, journey, "moved", "none")
