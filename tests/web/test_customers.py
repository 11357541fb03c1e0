"""Customers in a browser: the list, one customer, the numbers behind it, and the list as a file."""

import csv
import html
import io
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.template.loader import render_to_string
from django.test import Client
from ibis.backends.duckdb import Backend

from headway.asking.customer import customer
from headway.asking.customers import Wanted, customers
from headway.asking.findings import finding
from headway.asking.gains import Job, gains
from headway.asking.identity import Identity, Member
from headway.asking.viewer import Viewer
from headway.demo import story
from headway.sources.words import JOBS, LOOKING_FOR
from headway.store.home import Home
from headway.store.reading import Reading

SignIn = Callable[..., Client]
EVERYBODY = Viewer("demo", "operations")
STATISTICS = re.compile(
    r"(?i)\b(probabilit\w+|posterior|prior|median|mean|quantile|percentile|regression|confidence|interval|log-?odds|score|"
    r"p-value|significan\w+|standard deviation|variance|distribution|correlat\w+)\b"
)


def _text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return re.sub(r"\s+", " ", html.unescape(answer.content.decode()))


def _account(opened: Reading, name: str) -> str:
    rows = opened.table("accounts")
    return rows.filter(rows.name == name).to_pyarrow()["account_id"].to_pylist()[0]


def _page(opened: Reading, name: str) -> str:
    return f"/customers/{_account(opened, name)}/"


def _heading(page: str) -> str:
    return re.sub(r"<[^>]+>", "", re.findall(r"<h1[^>]*>(.*?)</h1>", page)[0])


@pytest.mark.parametrize(
    ("who", "finding"),
    [
        ("ahead", "is well ahead of us: 5 people are active, and look most for"),
        ("pushed", "Only we move: nothing from"),
        ("lone", "hangs on one person, where about"),
        ("hours", "buys by routine, and it took"),
        ("twins", "has 2 needs at once"),
        ("healthy", "is well on its way: 8 people are active, and look most for"),
    ],
)
def test_headline_is_the_story(demo: Client, opened: Reading, who: str, finding: str) -> None:
    name = getattr(story(), who).account
    heading = _heading(_text(demo, _page(opened, name)))
    assert finding in heading
    assert name in heading


@pytest.mark.parametrize(
    ("is_seen", "deal", "ended", "found"),
    [
        (True, None, "won", "bought"),
        (False, None, "lost", "declined"),
        (True, None, None, "apart"),
        (True, "tunnel", "won", "apart"),
        (False, "tunnel", "won", "silent"),
    ],
)
def test_what_is_said_of_a_customer_of_whom_no_purchase_has_begun(
    is_seen: bool, deal: str | None, ended: str | None, found: str
) -> None:
    need = {"deal_id": deal, "begun_on": None, "is_seen": is_seen, "is_moving": False, "is_ahead": False}
    need |= {"is_digital": False, "our_acts": 0, "known_people": 9, "expected_people": 9.0, "last_customer_event_at": 1}
    assert finding(need, {"status": ended} if ended else None) == found


def test_a_customer_that_has_just_bought_is_not_called_quiet(demo: Client, opened: Reading) -> None:
    rows = opened.table("customer_needs").filter(lambda t: t.deal_id.isnull() & t.begun_on.isnull() & t.is_main)
    bought = rows.semi_join(opened.table("deals").filter(lambda t: t.status == "won"), "account_id")
    account = bought.order_by("account_id").limit(1).to_pyarrow()["account_id"][0].as_py()
    last = max(deal["closed_at"] for deal in opened.where("customer_deals", account_id=account) if deal["closed_at"])
    page = _text(demo, f"/customers/{account}/")
    assert f"{last.day} {last:%b} {last.year}, and nothing new has begun" in _heading(page)
    assert "Nothing new has begun" in page


def test_two_needs_have_a_picture_each(demo: Client, opened: Reading) -> None:
    twins = story().twins
    page = _text(demo, _page(opened, twins.account))
    assert [deal for deal in twins.deals if deal not in page] == []
    assert page.count('class="wide"') == page.count('class="narrow"') == 2


def test_people_of_the_buying_group_and_how_many_are_unseen(demo: Client, opened: Reading) -> None:
    page = _text(demo, _page(opened, story().healthy.account))
    assert "We have seen 8 of about" in page
    assert [name for name in story().healthy.people if name not in page] == []


def test_picture_holds_every_act_of_a_job(opened: Reading) -> None:
    account = _account(opened, story().ahead.account)
    (need,) = customer(opened, EVERYBODY, account).needs
    drawn = sum(dot.acts for dot in need.pictures[0].dots if dot.lane not in ("talks", "ours"))
    presences = opened.where("presences", account_id=account)
    shown = [
        row for row in presences if row["job"] not in ("none", "unplaced") and row["week"] >= need.pictures[0].since
    ]
    assert drawn == sum(row["acts"] for row in shown) > 0


@pytest.mark.parametrize("path", ["/customers/", "{page}", "{page}numbers/"])
def test_every_picture_has_a_label(demo: Client, opened: Reading, path: str) -> None:
    page = _text(demo, path.format(page=_page(opened, story().pushed.account)))
    unlabelled = [
        tag for tag in re.findall(r"<svg[^>]*>", page) if "aria-label" not in tag and "aria-hidden" not in tag
    ]
    assert unlabelled == []


@pytest.mark.parametrize("who", ["ahead", "pushed", "lone", "hours", "twins", "healthy", "early"])
def test_pages_use_plain_words(demo: Client, opened: Reading, who: str) -> None:
    page = _text(demo, _page(opened, getattr(story(), who).account))
    assert STATISTICS.findall(re.sub(r"<[^>]+>", " ", page)) == []


def test_list_finds_by_name_and_by_domain(demo: Client) -> None:
    for words in ("hartwell", "hartwell-foods.example", "FOODS hart"):
        page = _text(demo, f"/customers/?q={words}")
        assert re.findall(r'<th scope="row" class="name"><a [^>]*>(.*?)</a>', page) == [story().ahead.account]


def test_filters_keep_what_they_say(opened: Reading) -> None:
    moving = customers(opened, EVERYBODY, Wanted(moving="yes", deal="no", sort="people"))
    people = [row.active_people for row in moving.rows]
    assert people == sorted(people, reverse=True)
    assert {row.deal_id for row in moving.rows} == {None}
    assert moving.found == moving.moving < customers(opened, EVERYBODY, Wanted()).found


def test_words_nobody_knows_are_not_asked(opened: Reading) -> None:
    assert Wanted.of({"sort": "drop table", "page": "-1", "kind": "'", "q": "  x "}) == Wanted(q="x")
    assert customers(opened, EVERYBODY, Wanted(page=10_000)).rows == ()


def test_nothing_found_says_what_to_do(demo: Client) -> None:
    page = _text(demo, "/customers/?q=nobody-of-that-name")
    assert _heading(page) == "No customer is like that"
    assert "Take one away" in page


def test_file_runs_no_formula(demo: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    row = {"name": "=cmd|' /C calc'!A0", "journey_id": "+1", "share_done": -0.5}
    monkeypatch.setattr("headway.web.customers.views.exported", lambda *_: [row])
    (told,) = csv.DictReader(io.StringIO(demo.get("/customers/export.csv").content.decode("utf-8-sig")))
    assert told == {"name": "'=cmd|' /C calc'!A0", "journey_id": "'+1", "share_done": "-0.5"}


def test_files_hold_the_filtered_list(demo: Client) -> None:
    rows = demo.get("/customers/export.json?q=hartwell").json()
    assert [row["name"] for row in rows] == [story().ahead.account]
    assert demo.get("/customers/export.exe").status_code == 404


def test_numbers_add_up_and_go_down_to_events(demo: Client, opened: Reading) -> None:
    account = _account(opened, story().ahead.account)
    page = _text(demo, f"/customers/{account}/numbers/")
    score = opened.where("scores", journey_id=account)[0]["score"]
    assert f"{score:.3f}" in page
    assert "/compare/reuse-plant-suppliers" in page
    assert "Older" in page
    assert "</summary><table" not in page  # a wide table scrolls by itself, on a phone too
    assert _text(demo, f"/customers/{account}/numbers/?page=2").count("<tr>") > 10


def test_how_far_each_job_is_adds_up_from_its_weeks(demo: Client, opened: Reading) -> None:
    account = _account(opened, story().ahead.account)
    found = gains(opened, opened.where("journeys", journey_id=account)[0])
    assert [job.name for job in found.jobs] == list(JOBS)
    assert found.adds_up
    assert not replace(found, jobs=(Job(JOBS[0], 0.1, 0.2),)).adds_up
    page = _text(demo, f"/customers/{account}/numbers/")
    assert all(f"{job.percent} %" in page and f"{job.total:.3f}" in page for job in found.jobs)
    assert "The parts add up to how far each job is" in page


def test_a_customer_that_came_back_to_an_earlier_job_is_told_when(demo: Client, opened: Reading) -> None:
    states = opened.table("journey_states")
    back = states.filter(states.came_back_on.notnull()).order_by("journey_id").to_pyarrow().to_pylist()
    row = next(row for row in back if row["journey_id"] == row["account_id"])
    on = row["came_back_on"]
    page = _text(demo, f"/customers/{row['account_id']}/")
    assert f"In the week of {on.day} {on:%B %Y} they came back to {LOOKING_FOR[row['came_back_to']]}." in page


def _seller_and_others(opened: Reading) -> tuple[str, str, str]:
    """A seller, an account of that seller, and one of somebody else."""
    rows = opened.table("reach").to_pyarrow().to_pylist()
    seller = min(row["email"] for row in rows)
    own = {row["account_id"] for row in rows if row["email"] == seller}
    every = opened.table("accounts").to_pyarrow()["account_id"].to_pylist()
    return seller, min(own), min(set(every) - own)


def test_seller_sees_the_own_customer_and_learns_nothing_of_others(opened: Reading, sign_in: SignIn) -> None:
    seller, own, other = _seller_and_others(opened)
    browser = sign_in("seller", seller)
    assert browser.get(f"/customers/{own}/").status_code == 200
    for path in (f"/customers/{other}/", f"/customers/{other}/numbers/", "/customers/no-such/"):
        assert browser.get(path).status_code == 404
    name = opened.where("accounts", account_id=other)[0]["name"]
    assert name not in {row["name"] for row in browser.get("/customers/export.json").json()}


def test_nobody_sees_customers_without_signing_in(client: Client, shown: Home, db: None) -> None:
    assert client.get("/customers/").status_code == 302


def test_customers_open_in_the_crm(demo: Client, opened: Reading, shown: Home) -> None:
    (shown.path / "headway.toml").write_text('[crm]\nsalesforce = "https://acme.example/{id}"\n', encoding="utf-8")
    account = _account(opened, story().pushed.account)
    assert f"https://acme.example/{account.removeprefix('salesforce:')}" in _text(demo, f"/customers/{account}/")


def test_crm_links_lead_to_the_web_only(demo: Client, opened: Reading, shown: Home) -> None:
    (shown.path / "headway.toml").write_text('[crm]\nsalesforce = "javascript:alert(1)//{id}"\n', encoding="utf-8")
    assert "javascript:alert" not in _text(demo, _page(opened, story().pushed.account))


@pytest.mark.parametrize(("path", "most"), [("/customers/", 2), ("{page}", 19), ("{page}numbers/", 10)])
def test_pages_ask_the_lake_a_bounded_number_of_times(
    demo: Client, opened: Reading, monkeypatch: pytest.MonkeyPatch, path: str, most: int
) -> None:
    asked: list[str] = []
    planned, straight = Backend.to_pyarrow, Reading.where
    monkeypatch.setattr(Backend, "to_pyarrow", lambda *a, **k: asked.append("planned") or planned(*a, **k))
    monkeypatch.setattr(Reading, "where", lambda *a, **k: asked.append(a[1]) or straight(*a, **k))
    where = path.format(page=_page(opened, story().twins.account))
    demo.get(where)  # what is read once for a build is read
    asked.clear()
    demo.get(where)
    assert len(asked) <= most, asked


def test_customers_said_to_be_one_are_told_of_on_both_pages_until_it_is_undone(demo: Client, opened: Reading) -> None:
    one, other = (_account(opened, getattr(story(), who).account) for who in ("ahead", "healthy"))
    form = {"other": other, "reason": "one house", "next": f"/customers/{one}/identity/"}
    said = f"Somebody of ours says: {other} is the same as {one}"
    page = html.unescape(demo.post(f"/customers/{one}/same/", form, follow=True).content.decode())
    assert said in page
    assert said in _text(demo, f"/customers/{other}/identity/")
    (input_id,) = set(re.findall(r'name="input_id" value="([^"]+)"', page))
    demo.post("/undo/", {"input_id": input_id})
    assert said not in _text(demo, f"/customers/{one}/identity/")


def test_what_is_no_reference_of_a_customer_cannot_be_taken_out(demo: Client, opened: Reading) -> None:
    account = _account(opened, story().ahead.account)
    assert demo.post(f"/customers/{account}/own/", {"ref": "another", "reason": "x"}).status_code == 404
    assert demo.post(f"/customers/{account}/own/", {"ref": account, "reason": " "}).status_code == 400


def test_links_say_what_they_stand_on_and_how_sure_they_are(demo: Client, opened: Reading) -> None:
    page = _page(opened, story().ahead.account) + "identity/"
    whole = _text(demo, page)
    assert "the website that the CRM gives" in whole
    assert "Make them one" in whole
    opened_there = demo.get(page, headers={"HX-Request": "true"}).content.decode()
    assert "Make them one" in opened_there
    assert "<html" not in opened_there


def test_house_of_companies_is_seen_together() -> None:
    members = (Member("top", "House", True, 1, 2, 3), Member("sub", "Branch", False, 1, 1, 4))
    known = Identity("sub", "Branch", (), (), (), members, (), (), ())
    page = render_to_string("customers/identity.html", {"identity": known})
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    assert "The house: 2 companies, 3 open deals, 7 people known" in text
    assert "House at the top · 2 open deals · 3 people known Branch 1 open deal · 4 people known" in text
