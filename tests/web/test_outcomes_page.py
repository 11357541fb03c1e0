"""What customers got, in a browser: whom to ask, what they say, what we promise, and the balance."""

import html
import re
from collections.abc import Callable

import pytest
from django.template.loader import render_to_string
from django.test import Client

from headway.asking.outcomes import Outcomes, confirm, outcomes
from headway.asking.promises import keep_promise, promise
from headway.asking.viewer import Viewer
from headway.errors import SettingsError, UnknownKey
from headway.store.reading import Reading

SignIn = Callable[..., Client]
EVERYBODY = Viewer("demo", "operations")
SELLER = Viewer("callum.reeve@tarnbeck.example", "seller")
GOT = {"what": "Fewer night stops", "got": "part", "person": "Ann Lee", "confirmed_on": "2026-06-20", "value": "12000"}
OWED = {"what": "a second training", "colleague": "Kim", "by_on": "2026-06-01"}


def read(answer: object) -> str:
    page = html.unescape(answer.content.decode())
    return " ".join(re.sub(r"<[^>]+>", " ", page[page.index("<main") :]).split())


def shown(found: Outcomes) -> str:
    page = html.unescape(render_to_string("outcomes/outcomes.html", {"outcomes": found, "viewer": None}))
    return " ".join(re.sub(r"<[^>]+>", " ", page[page.index("<main") :]).split())


def test_who_is_to_be_asked_comes_first_and_is_asked_once(opened: Reading, demo: Client) -> None:
    before = outcomes(opened, EVERYBODY)
    assert before.ask
    deal = before.ask[0]
    assert str(deal["customer"]) in read(demo.get("/outcomes/"))
    answer = demo.post(f"/outcomes/{deal['deal_id']}/got/", {**GOT, "next": "/outcomes/"}, follow=True)
    assert "Put down, as the customer said it." in read(answer)
    assert "Fewer night stops" in read(answer)
    assert "They got part of it · worth 12,000 to them · Ann Lee, 20 Jun 2026" in read(answer)
    after = outcomes(opened, EVERYBODY)
    assert deal["deal_id"] not in {row["deal_id"] for row in after.ask}
    assert after.ask_found == before.ask_found - 1
    demo.post("/undo/", {"input_id": after.confirmed[0].facts["outcome_id"]})
    assert outcomes(opened, EVERYBODY).ask == before.ask


def test_a_promise_of_ours_is_late_until_it_is_kept(opened: Reading, demo: Client) -> None:
    deal_id = outcomes(opened, EVERYBODY).ask[0]["deal_id"]
    demo.post(f"/outcomes/{deal_id}/promise/", OWED)
    [owed] = outcomes(opened, EVERYBODY).promises
    assert owed.status == "late"
    answer = demo.post(
        f"/outcomes/{deal_id}/promise/{owed.facts['promise_id']}/kept/", {"next": "/outcomes/"}, follow=True
    )
    assert "a second training" in read(answer)
    assert [each.status for each in outcomes(opened, EVERYBODY).promises] == ["kept"]


@pytest.mark.parametrize("lacks", [name for name in GOT if name != "value"])
def test_what_they_got_is_told_whole(opened: Reading, lacks: str) -> None:
    deal_id = outcomes(opened, EVERYBODY).ask[0]["deal_id"]
    with pytest.raises(SettingsError, match="Say what they gained"):
        confirm(opened, EVERYBODY, deal_id, GOT | {lacks: " "})


def test_what_is_no_amount_and_what_is_not_promised_is_refused(opened: Reading) -> None:
    deal_id = outcomes(opened, EVERYBODY).ask[0]["deal_id"]
    with pytest.raises(SettingsError, match="an amount in your own currency"):
        confirm(opened, EVERYBODY, deal_id, GOT | {"value": "a lot"})
    with pytest.raises(SettingsError, match="who of ours does it"):
        promise(opened, EVERYBODY, deal_id, OWED | {"colleague": ""})
    with pytest.raises(UnknownKey, match="Nothing of that kind is promised"):
        keep_promise(opened, EVERYBODY, deal_id, "never")


def test_a_seller_sees_the_own_customers_alone(opened: Reading) -> None:
    everybodys = outcomes(opened, EVERYBODY)
    told = confirm(opened, EVERYBODY, everybodys.ask[0]["deal_id"], GOT)
    own = {row["deal_id"] for row in opened.where("reach", email=SELLER.email)}
    seen = outcomes(opened, SELLER)
    assert {row["deal_id"] for row in seen.ask} <= own
    visible = everybodys.ask[0]["deal_id"] in own
    assert [each.facts["outcome_id"] for each in seen.confirmed] == ([told] if visible else [])


def test_nothing_won_and_an_older_build_say_so() -> None:
    assert "Nothing is won yet" in shown(Outcomes(True))
    assert "Build it again" in shown(Outcomes(False))


def test_the_balance_says_both_sides_and_what_nobody_told() -> None:
    row = {
        "hours": 3.4, "amount": 900.0, "value": None, "their_kept": 1, "their_late": 1, "our_kept": 2, "our_late": 0,
        "account_id": "acme", "customer": "Acme", "quarter": None,
    }  # fmt: skip
    page = shown(Outcomes(True, won=3, quarters=(row,), customers=(row,)))
    assert "Nobody needs to be asked yet" in page
    said = "paid 900 · worth to them: cannot tell yet · 3 hours in dialogue · they kept 1 of 2 promises"
    assert f"Acme {said} · we kept 2 of 2 promises" in page
