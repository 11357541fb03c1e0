"""The plan shared with a customer: who a link lets in and who not, what is done by it, and that nothing of ours is on it."""

import html
import io
import json
import logging
import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module

import pytest
from django.core.cache import cache
from django.core.signing import Signer
from django.test import Client
from django.utils.timezone import localdate
from test_words import ASKS_THE_SELLER, HOLDS_THE_SELLER_TO_IT, STATISTICS, read

from headway.asking.commitments import commitments
from headway.asking.plan_links import links
from headway.store.builds import build
from headway.store.erasing import begin
from headway.store.held import held
from headway.store.home import Home
from headway.store.persons import person
from headway.store.reading import Reading, reading
from headway.web.plans import words

SignIn = Callable[..., Client]
LEADER = "owen.tregarth@tarnbeck.example"
GUESSES = 400  # 10,000 take longer than CI should: set it and run this file
DAY = localdate()
SOON, LATER = (DAY + timedelta(days=10)).isoformat(), (DAY + timedelta(days=20)).isoformat()
LINK = re.compile(r"/plan/[\w.-]+/")


@dataclass
class Ours:
    """Somebody of ours who keeps a deal's plan."""

    browser: Client
    deal_id: str

    def do(self, act: str, **form: str) -> str:
        """What the page answers to a form."""
        answer = self.browser.post(f"/plans/{self.deal_id}/{act}/", {"next": f"/plans/{self.deal_id}/", **form})
        assert answer.status_code in (200, 303), answer.content.decode()
        return html.unescape(answer.content.decode())

    def link(self, name: str = "Ada Lee", email: str = "ada@buyer.example", **form: str) -> str:
        """The path of a new link."""
        return LINK.search(self.do("link", person=name, email=email, **form))[0]

    def step(self, side: str, what: str, who: str) -> None:
        """Put a step on the plan."""
        self.do("step", side=side, what=what, person=who, by_on=SOON)


@dataclass
class Guest:
    """Somebody of the customer with a link: a browser without any cookie."""

    path: str

    def get(self, page: str = "") -> str:
        """A page behind the link."""
        answer = Client().get(self.path + page)
        assert answer.status_code == 200
        return html.unescape(answer.content.decode())

    def form(self, action: str, place: int = 0) -> dict[str, str]:
        """The hidden fields of one form of the page, as a browser sends them."""
        forms = re.findall(rf'(?s)action="{action}/">(.*?)</form>', self.get())
        return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', forms[place]))

    def send(self, action: str, form: dict[str, str]) -> int:
        """Send a form; the status of the answer."""
        browser = Client(enforce_csrf_checks=True)
        answer = browser.post(f"{self.path}{action}/", form, headers={"Origin": "null"})
        assert not answer.cookies
        return answer.status_code

    def do(self, action: str, **told: str) -> int:
        """Fill in the first form of its kind and send it."""
        return self.send(action, {**self.form(action), **told})


@pytest.fixture(autouse=True)
def _unlimited(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every test begins with nobody having asked too often, and passes within one minute of the clock."""
    cache.clear()
    monkeypatch.setattr("headway.web.plans.pace.MINUTE", 10**10)
    yield
    cache.clear()


@pytest.fixture
def deals(opened: Reading) -> list[str]:
    """Two open deals of the leader's branch, on two accounts."""
    branch = [row["email"] for row in opened.where("branches", leader=LEADER)]
    near = sorted({row["deal_id"] for row in opened.where("reach", email=branch) if row["deal_id"]})
    rows = [row for row in opened.where("deals", deal_id=near) if row["status"] == "open"]
    first = min(rows, key=lambda row: row["deal_id"])
    other = min((row for row in rows if row["account_id"] != first["account_id"]), key=lambda row: row["deal_id"])
    return [first["deal_id"], other["deal_id"]]


@pytest.fixture
def ours(deals: list[str], sign_in: SignIn) -> Ours:
    """The leader, with a plan begun."""
    own = Ours(sign_in("leader", LEADER), deals[0])
    own.do("begin", title="Less water lost by spring")
    own.do("goal", goal="Know within a day where it leaks")
    own.step("ours", "draw the network", "Owen Tregarth")
    own.step("theirs", "send the load profile", "Ada Lee")
    return own


@pytest.fixture
def ada(ours: Ours) -> Guest:
    """Ada, who has come onto the plan."""
    guest = Guest(ours.link())
    assert guest.send("join", {}) == 303
    return guest


def status(path: str, **form: str) -> int:
    return (Client().post(path, form) if form else Client().get(path)).status_code


def test_a_link_opens_its_plan_after_consent_and_just_looking_is_no_act(ours: Ours, shown: Home) -> None:
    guest = Guest(ours.link())
    before = reading(shown).inputs().num_rows
    assert "What is kept" in guest.get()
    assert "load profile" not in guest.get()
    assert reading(shown).inputs().num_rows == before
    assert guest.send("join", {}) == 303
    assert "send the load profile" in guest.get()
    assert guest.send("join", {}) == 303
    assert reading(shown).inputs().num_rows == before + 1


def test_forged_links_are_refused(ada: Guest) -> None:
    word = ada.path.split("/")[2]
    told, _, sign = word.partition(".")
    others = words.new_word()
    forged = [
        told,
        f"{told}.{sign[:-1]}",
        f"{told[:-1]}{'A' if told[-1] != 'A' else 'B'}.{sign}",
        f"{others.partition('.')[0]}.{sign}",
        Signer(key="another", sep=".", salt="headway.plan").sign(told),
        Signer(sep=".", salt="another").sign(told),
        others,
        word.swapcase(),
        str(words.hash_of(word)),
    ]
    assert {status(f"/plan/{each}/") for each in forged} == {404}
    assert status(ada.path) == 200


def test_a_link_ends_after_its_day(ours: Ours, ada: Guest, monkeypatch: pytest.MonkeyPatch) -> None:
    guest = Guest(ours.link("Ben Ray", "ben@buyer.example", until_on=SOON))
    pages = import_module("headway.web.plans.guests")
    monkeypatch.setattr(pages, "localdate", lambda: DAY + timedelta(days=10))
    assert status(guest.path) == 200
    monkeypatch.setattr(pages, "localdate", lambda: DAY + timedelta(days=11))
    assert status(guest.path) == 404
    assert status(ada.path) == 200


def test_a_link_that_was_ended_stays_so(ours: Ours, ada: Guest, shown: Home, sign_in: SignIn) -> None:
    (link,) = links(reading(shown), DAY).values()
    ours.do("end", link_id=link.link_id)
    assert status(ada.path) == status(ada.path + "word/", act="a", text="hello") == 404
    told = reading(shown).inputs("plan_ended").to_pylist()
    sign_in("operations", "olga@tarnbeck.example").post("/undo/", {"input_id": told[0]["input_id"]})
    assert status(ada.path) == 404


def test_with_the_link_of_whoever_invited_them_a_colleague_s_ends(ours: Ours, ada: Guest, shown: Home) -> None:
    answer = Client().post(
        ada.path + "invite/", {**ada.form("invite"), "person": "Ben Ray", "email": "Ben@Buyer.example"}
    )
    ben = Guest(LINK.search(answer.content.decode())[0])
    assert ben.send("join", {}) == 303
    assert "Ben Ray" in ada.get()
    by_name = {link.name: link for link in links(reading(shown), DAY).values()}
    assert (by_name["Ben Ray"].email, by_name["Ben Ray"].until_on) == ("ben@buyer.example", by_name["Ada Lee"].until_on)
    ours.do("end", link_id=by_name["Ada Lee"].link_id)
    assert status(ben.path) == 404


def test_every_link_of_a_plan_is_ended_at_once_and_a_new_one_opens_it(ours: Ours, ada: Guest) -> None:
    ben = Guest(ours.link("Ben Ray", "ben@buyer.example"))
    ours.do("end")
    assert [status(each.path) for each in (ada, ben)] == [404, 404]
    assert status(ours.link()) == 200


def test_a_form_that_is_sent_again_is_one_act(ada: Guest, shown: Home) -> None:
    form = {**ada.form("word"), "text": "We need the drawing."}
    assert [ada.send("word", form) for _ in range(3)] == [303, 303, 303]
    assert ada.get().count("We need the drawing.") == 1
    assert reading(shown).inputs("plan_said").num_rows == 1
    assert ada.send("word", {"text": "without its sign"}) == 400


def test_a_link_never_opens_another_deal(ours: Ours, ada: Guest, deals: list[str]) -> None:
    other = Ours(ours.browser, deals[1])
    other.do("begin", title="Another customer's plan")
    other.step("theirs", "ask the board", "Zoe")
    zoe = Guest(other.link("Zoe Fox", "zoe@else.example"))
    zoe.send("join", {})
    foreign = zoe.form("tick")["step_id"]
    assert "board" not in ada.get() + ada.get("plan.json")
    assert ada.do("tick", step_id=foreign) == ada.do("move", step_id=foreign, by_on=LATER) == 404
    assert ada.send("untick", {"step_id": foreign}) == 404
    assert ada.do("word", text="mine", deal_id=deals[1], link_id="x", person_id="email:zoe@else.example") == 303
    assert "mine" not in zoe.get()
    assert "board" in zoe.get()


def test_guesses_open_nothing_and_are_slowed_down(ada: Guest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Reading, "inputs", lambda *_, **__: pytest.fail("a guess was looked up"))
    signed = [Signer(key="guess", sep=".", salt="headway.plan").sign(secrets.token_urlsafe(32)) for _ in range(50)]
    tried = [*signed, *(secrets.token_urlsafe(56) for _ in range(GUESSES - 50))]
    found = [status(f"/plan/{each}/") for each in tried]
    assert found == [404] * 20 + [429] * (GUESSES - 20)
    monkeypatch.undo()
    assert status(ada.path) == 200


def test_one_link_is_slowed_down_too(ada: Guest) -> None:
    found = [status(ada.path) for _ in range(80)]
    assert found[0] == 200
    assert found[-1] == 429


def test_acts_of_theirs_stand_on_the_plan_and_on_the_deal(
    ours: Ours, ada: Guest, opened: Reading, deals: list[str]
) -> None:
    assert ada.do("move", by_on=LATER) == 303
    assert "moved once" in ada.get()
    theirs = next(place for place in (0, 1) if "load profile" in _step_of(ada, place))
    assert ada.send("tick", ada.form("tick", theirs)) == 303
    (agreed,) = commitments(opened, deals[0])[deals[0]]
    assert (agreed.what, agreed.status, agreed.seen_what) == (
        "send the load profile",
        "kept",
        "ticked on the shared plan",
    )
    assert ada.do("untick") == 303
    (agreed,) = commitments(opened, deals[0])[deals[0]]
    assert (agreed.status, agreed.moved_times) == ("moved", 1)


def _step_of(guest: Guest, place: int) -> str:
    return re.findall(r"(?s)<li class=\"(?:open|late|done)\">(.*?)</li>", guest.get())[place]


def test_what_they_write_is_text_and_not_markup(ada: Guest) -> None:
    assert ada.do("word", text="<script>alert(1)</script>") == 303
    page = Client().get(ada.path).content.decode()
    assert "&lt;script&gt;" in page
    assert "<script" not in page


@pytest.mark.parametrize(
    ("action", "told"),
    [
        ("word", {"text": " "}),
        ("word", {"text": "x" * 1001}),
        ("add", {"what": "look", "person": "Ada", "by_on": "soon"}),
        ("add", {"what": "look", "person": "Ada", "by_on": "1999-01-01"}),
        ("invite", {"person": "Ben", "email": "nobody"}),
    ],
)
def test_what_will_not_do_is_said_on_the_plan(ada: Guest, action: str, told: dict[str, str]) -> None:
    form = {**ada.form(action), **told}
    answer = Client().post(f"{ada.path}{action}/", form)
    assert answer.status_code == 400
    assert 'class="message error"' in answer.content.decode()


def test_people_of_ours_who_are_signed_in_only_look(ours: Ours, ada: Guest, shown: Home) -> None:
    form = {**ada.form("word"), "text": "as if I were Ada"}
    assert ours.browser.get(ada.path).status_code == 200
    assert ours.browser.post(ada.path + "word/", form).status_code == 400
    assert reading(shown).inputs("plan_said").num_rows == 0


def test_the_answer_is_kept_listed_and_led_away_from_by_nobody(ada: Guest) -> None:
    for path in (ada.path, ada.path + "plan.json", "/plan/none/"):
        answer = Client().get(path)
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["X-Robots-Tag"] == "noindex, nofollow, noarchive"
        assert answer["Cache-Control"] == "no-store"
        assert "script-src 'self'" in answer["Content-Security-Policy"]
        assert not answer.cookies
    page = ada.get()
    assert "<script" not in page
    assert ada.path not in page
    assert re.findall(r'(?:href|src)="(?!/static/|#main|plan\.json)', page) == []


def test_the_word_of_a_link_is_kept_and_logged_nowhere(
    ada: Guest, shown: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    word = ada.path.split("/")[2]
    (handler,) = logging.getLogger("django").handlers
    monkeypatch.setattr(handler, "stream", io.StringIO())
    monkeypatch.setattr("headway.web.plans.guests.hash_of", _broken)
    assert Client(raise_request_exception=False).get(ada.path).status_code == 500
    told = handler.stream.getvalue()
    assert "/plan/[link]/" in told
    assert word.partition(".")[0] not in told
    kept = [
        path for path in shown.path.rglob("*") if path.is_file() and word.partition(".")[0] in str(path.read_bytes())
    ]
    assert kept == []


def _broken(word: str) -> str:
    raise RuntimeError("the plan went wrong")


@pytest.mark.parametrize(
    ("said", "logged"),
    [
        ("Not found: /plans/deal-1/", "Not found: /plans/deal-1/"),
        (
            "at https://us.example/plan/secret.sign/tick/ and /plan/other",
            "at https://us.example/plan/[link]/tick/ and /plan/[link]",
        ),
    ],
)
def test_lines_are_logged_without_what_opens_a_plan(said: str, logged: str) -> None:
    line = logging.LogRecord("django", logging.ERROR, "", 0, "%s", (said,), None)
    assert words.WithoutWords().format(line) == logged


# What a plan may say of itself; every other column of every table that is built is ours alone.
ON_IT = {"title", "by_on", "what", "who", "moved_times", "step_id", "text", "steps", "ours", "theirs"}


def test_nothing_of_ours_is_on_it(ada: Guest, opened: Reading, deals: list[str]) -> None:
    ada.do("word", text="We need the drawing.")
    deal, page, plan = deals[0], ada.get(), json.loads(ada.get("plan.json"))
    (facts,) = opened.where("customer_deals", deal_id=deal)
    internal = {column for name in opened.pin.versions for column in opened.table(name).columns} - ON_IT
    assert len(internal) > 300
    assert _keys(plan) & internal == set()
    fields = set(re.findall(r'name="([^"]+)"', page)) & internal
    assert fields <= {"person", "by_on", "email", "act"}, "what the forms ask for"
    ids = {deal, facts["account_id"], facts["name"], facts["stage"], facts["product"], LEADER, "ada@buyer.example"}
    ids |= {str(row["journey_id"]) for row in opened.where("deal_needs", deal_id=deal)}
    asked = opened.where("dialogues", deal_id=deal)
    ids |= {row[name] for row in asked for name in ("question", "why", "insight")}
    ids |= {link.link_id for link in links(opened, DAY).values()} | set(links(opened, DAY))
    shown = page + ada.get("plan.json")
    assert [each for each in ids if each and each in shown] == []
    assert re.findall(r"\d+ ?%|\d in \d|chance|likely|rank|score|stage|amount|forecast", read(page)) == []


def _keys(told: object) -> set[str]:
    if isinstance(told, dict):
        return set(told) | {key for each in told.values() for key in _keys(each)}
    return {key for each in told for key in _keys(each)} if isinstance(told, list) else set()


def test_it_speaks_plainly_on_both_sides(ours: Ours, ada: Guest) -> None:
    for page in (read(ada.get()), read(ours.browser.get(f"/plans/{ours.deal_id}/").content.decode())):
        assert len(page) > 500
        assert [wrong.findall(page) for wrong in (STATISTICS, ASKS_THE_SELLER, HOLDS_THE_SELLER_TO_IT)] == [[], [], []]


def test_a_build_makes_acts_of_theirs_events_and_proofs(ours: Ours, ada: Guest, shown: Home, deals: list[str]) -> None:
    assert ada.do("word", text="We need the drawing.") == 303
    assert ada.do("tick") == 303
    build(shown)
    found = reading(shown)
    acts = found.where("plan_acts", deal_id=deals[0])
    assert {row["kind"] for row in acts} == {"joined", "said", "ticked"}
    events = found.where("events", event_id=[row["event_id"] for row in acts])
    assert {(row["side"], row["channel"], row["person_id"]) for row in events} == {
        ("customer", "plan", "email:ada@buyer.example")
    }
    assert found.where("coverage", deal_id=deals[0], person_id="email:ada@buyer.example")


def test_a_person_of_a_plan_is_shown_what_is_held_and_erased(ours: Ours, ada: Guest, shown: Home) -> None:
    ada.do("word", text="It was Ada Lee who asked.")
    ours.do("word", text="Thank you, Ada Lee.")
    found = person(shown, "ada@buyer.example")
    assert found.names == {"Ada Lee"}
    ((_name, rows),) = [each for each in held(shown, found) if each[0] == "landed: inputs"]
    assert sorted(rows["kind"].to_pylist()) == ["commitment", "plan_joined", "plan_link", "plan_said", "plan_said"]
    begin(shown, found)
    build(shown)
    cache.clear()
    assert status(ada.path) == 404
    left = [path for path in shown.path.rglob("*") if path.is_file() and b"ada@buyer.example" in path.read_bytes()]
    assert [path for path in left if path.suffix in (".parquet", ".json")] == []
    page = html.unescape(ours.browser.get(f"/plans/{ours.deal_id}/").content.decode())
    assert "Ada Lee" not in page
    assert "Thank you, [erased]." in page


def test_so_many_people_are_on_a_plan_at_most(ours: Ours, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("headway.asking.plan_guests.MOST_PEOPLE", 2)
    ours.link("Ann", "ann@buyer.example")
    ours.link("Ben", "ben@buyer.example")
    form = {"person": "Cy", "email": "cy@buyer.example"}
    answer = ours.browser.post(f"/plans/{ours.deal_id}/link/", form)
    assert answer.status_code == 400
    assert "on this plan already" in answer.content.decode()


def test_what_was_agreed_before_goes_onto_the_plan(ours: Ours, ada: Guest, deals: list[str]) -> None:
    form = {"what": "name who signs", "person": "Ada Lee", "by_on": SOON, "next": "/"}
    ours.browser.post(f"/deals/{deals[0]}/agreed/", form)
    assert "name who signs" not in ada.get()
    page = ours.browser.get(f"/plans/{deals[0]}/").content.decode()
    put = re.search(r'action="(/plans/[^"]+/put/[^"]+/)"', page)
    ours.browser.post(html.unescape(put[1]), {"next": "/"})
    assert "name who signs" in ada.get()


def test_the_deal_s_page_says_to_how_many_it_is_open(ours: Ours, ada: Guest, deals: list[str]) -> None:
    assert "One person there works by a shared plan" in ours.browser.get(f"/deals/{deals[0]}/").content.decode()
