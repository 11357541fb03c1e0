"""Deals in a browser: the list, one deal, and what people say of it and take back."""

import html
import re
from collections.abc import Callable

import pytest
from django.test import Client

from headway.asking.deals import WantedDeals, deals
from headway.asking.viewer import Viewer
from headway.demo import story
from headway.store.home import Home
from headway.store.reading import Reading

SignIn = Callable[..., Client]
EVERYBODY = Viewer("demo", "operations")


def _deal(opened: Reading, name: str) -> str:
    rows = opened.table("deals")
    return rows.filter(rows.name == name).to_pyarrow()["deal_id"].to_pylist()[0]


def _text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return re.sub(r"\s+", " ", html.unescape(answer.content.decode()))


def _undo(page: str) -> str:
    return re.findall(r'name="input_id" value="([^"]+)"', page)[0]


@pytest.fixture
def pushed(opened: Reading) -> str:
    """The address of the deal that only we push."""
    return f"/deals/{_deal(opened, story().pushed.deals[0])}/"


def test_headline_is_what_the_customer_does(demo: Client, pushed: str) -> None:
    page = _text(demo, pushed)
    assert "Only we move: nothing from Ostermann Chemie since" in page
    assert "We have seen 3 of about" in page
    assert "Heike Brandstätter" in page
    assert "Florian Rausch" in page


def test_questions_stand_with_their_evidence(demo: Client, pushed: str, opened: Reading) -> None:
    page = _text(demo, pushed)
    asked = opened.where("dialogues", deal_id=_deal(opened, story().pushed.deals[0]))
    assert 1 <= len(asked) <= 3
    assert [row["question"] for row in asked if row["question"] not in page] == []
    assert "acts behind it" in page


def test_a_deal_worth_a_dialogue_leads_to_its_own_meeting(demo: Client, pushed: str) -> None:
    [meeting] = re.findall(r'href="(/dialogues/meeting/\?deal=[^"]+)"', demo.get(pushed).content.decode())
    assert "One deal to talk about" in _text(demo, meeting)


def test_list_shows_open_deals_and_those_led_otherwise_first(opened: Reading) -> None:
    found = deals(opened, EVERYBODY, WantedDeals())
    led = [row.led_as is not None for row in found.rows]
    assert {row.status for row in found.rows} == {"open"}
    assert led == sorted(led, reverse=True)
    assert sum(led) == found.led_otherwise


def test_filters_keep_what_they_say(opened: Reading) -> None:
    won = deals(opened, EVERYBODY, WantedDeals(status="won", kind="service"))
    assert {(row.status, row.kind) for row in won.rows} <= {("won", "service")}
    assert deals(opened, EVERYBODY, WantedDeals(q="ostermann")).found == 1
    assert (
        deals(opened, EVERYBODY, WantedDeals(led="yes")).found == deals(opened, EVERYBODY, WantedDeals()).led_otherwise
    )


def test_kind_is_overruled_and_taken_back(demo: Client, pushed: str) -> None:
    said = {"kind": "consultancy", "reason": "two plants decide", "next": pushed}
    assert demo.post(f"{pushed}kind/", said).status_code == 303
    page = _text(demo, pushed)
    assert "Somebody of ours says: Consultancy, “two plants decide”" in page
    assert "counts from the next build" in page
    demo.post("/undo/", {"input_id": _undo(page)})
    assert "two plants decide" not in _text(demo, pushed)


def test_role_is_overruled_and_taken_back(demo: Client, pushed: str) -> None:
    heike = "email:heike.brandstaetter@ostermann-chemie.example"
    demo.post(f"{pushed}role/", {"person_id": heike, "role": "decides", "reason": "she signs", "next": pushed})
    page = _text(demo, pushed)
    assert "Somebody of ours says: decides, “she signs”" in page
    demo.post("/undo/", {"input_id": _undo(page)})
    assert "she signs" not in _text(demo, pushed)


@pytest.mark.parametrize(
    ("form", "said", "status"),
    [
        ("kind", {"kind": "huge", "reason": "x"}, 400),
        ("kind", {"kind": "service", "reason": "  "}, 400),
        ("role", {"person_id": "email:nobody@x.example", "role": "decides", "reason": "x"}, 404),
        ("agreed", {"what": "send figures", "person": "", "by_on": "2026-07-01"}, 400),
        ("agreed", {"what": "send figures", "person": "Rolf", "by_on": "soon"}, 400),
        ("agreed/no-such/kept", {}, 404),
    ],
)
def test_what_cannot_be_said_is_refused(
    demo: Client, pushed: str, form: str, said: dict[str, str], status: int
) -> None:
    assert demo.post(f"{pushed}{form}/", said).status_code == status


def test_agreement_is_put_down_moved_kept_and_taken_back(demo: Client, pushed: str) -> None:
    told = {"what": "send the <b>figures</b>", "person": "Rolf Immel", "by_on": "2026-06-01", "next": pushed}
    demo.post(f"{pushed}agreed/", told)
    page = demo.get(pushed).content.decode()
    assert "Overdue" in page
    assert "send the &lt;b&gt;figures" in page
    agreed = re.findall(r"/agreed/([^/]+)/kept/", page)[0]
    demo.post(f"{pushed}agreed/{agreed}/moved/", {"by_on": "2026-09-01", "next": pushed})
    assert "Moved" in _text(demo, pushed)
    demo.post(f"{pushed}agreed/{agreed}/kept/", {"next": pushed})
    page = _text(demo, pushed)
    assert "<b>Kept</b>" in page
    demo.post("/undo/", {"input_id": _undo(page)})
    assert "They kept it" in _text(demo, pushed)


def _seller_and_others(opened: Reading) -> tuple[str, str, str]:
    """A seller, a deal of that seller, and one of somebody else."""
    rows = [row for row in opened.table("reach").to_pyarrow().to_pylist() if row["deal_id"]]
    seller = min(row["email"] for row in rows)
    own = {row["deal_id"] for row in rows if row["email"] == seller}
    return seller, min(own), min({row["deal_id"] for row in rows} - own)


def test_sellers_read_and_write_their_own_deals_only(opened: Reading, sign_in: SignIn) -> None:
    seller, own, other = _seller_and_others(opened)
    browser = sign_in("seller", seller)
    said = {"kind": "service", "reason": "small", "what": "call", "person": "Ada", "by_on": "2026-09-01"}
    assert browser.get(f"/deals/{own}/").status_code == 200
    assert browser.get(f"/deals/{other}/").status_code == 404
    assert browser.post(f"/deals/{own}/kind/", said).status_code == 303
    for form in (f"/deals/{other}/kind/", f"/deals/{other}/agreed/"):
        assert browser.post(form, said).status_code == 404
    assert other not in browser.get("/deals/?status=all").content.decode()


def test_readers_change_nothing(opened: Reading, sign_in: SignIn) -> None:
    reader, deal = sign_in("reader"), _deal(opened, story().pushed.deals[0])
    page = reader.get(f"/deals/{deal}/").content.decode()
    assert "Say so" not in page
    assert "Put down" not in page
    assert reader.post(f"/deals/{deal}/kind/", {"kind": "service", "reason": "x"}).status_code == 403


def test_forms_need_their_token(shown: Home, settings: object, db: None, pushed: str) -> None:
    settings.HEADWAY_DEMO = True
    browser = Client(enforce_csrf_checks=True)
    assert browser.post(f"{pushed}kind/", {"kind": "service", "reason": "x"}).status_code == 403
    assert browser.get(f"{pushed}kind/").status_code == 405
