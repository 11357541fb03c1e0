"""Where everything comes from, what could not be read, and which buying job each page serves."""

import csv
import io
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pyarrow as pa
import pytest
from django.core.management import call_command
from django.template.loader import render_to_string
from django.test import Client
from ibis.expr.types import Table

from headway.asking.audiences import audience, audience_of
from headway.asking.data import data, issue_lines
from headway.asking.mapping import mapping, say
from headway.asking.pages import Wanted, pages, place
from headway.asking.tracking import OUTAGES_SHOWN, Tracking, tracking
from headway.asking.viewer import Viewer
from headway.errors import SettingsError, UnknownKey
from headway.sources import arrow_schema
from headway.store.builds import build
from headway.store.home import Home
from headway.store.landing import land
from headway.store.reading import Reading, reading
from headway.web import jobs
from headway.web.models import Job
from headway.web.templatetags.known import age, outage_said
from tables import example

OLGA, ADA, RIA = (Viewer(f"{role}@tarnbeck.example", role) for role in ("operations", "leader", "reader"))
SignIn = Callable[..., Client]
pytestmark = pytest.mark.django_db


@pytest.fixture
def issues() -> list[tuple[str, str, str, int, str, str, str]]:
    """Rows that could not be used; one of them would run in a spreadsheet."""
    why, remedy = "row left out: it has no Id", "Export it again."
    rows = [(f"i{line}", "salesforce", "Account.csv", line, why, remedy, f"row {line}") for line in (9, 4, 7, 5)]
    return [*rows, ("j", "segment", "=cmd.jsonl", 1, "file: it ends early", "Copy it again.", "=1+1")]


@pytest.fixture
def issued(opened: Reading, issues: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch) -> Reading:
    """The same build, in which those rows could not be used."""
    schema = arrow_schema("data_issues")
    rows = pa.Table.from_pylist([dict(zip(schema.names, row, strict=True)) for row in issues], schema)
    read = Reading.table

    def told(self: Reading, name: str) -> Table:
        is_told = name == "data_issues"
        return self.con.create_table("told", rows, overwrite=True) if is_told else read(self, name)

    monkeypatch.setattr(Reading, "table", told)
    return opened


def first_guess(opened: Reading) -> str:
    """A page that a rule has placed on some job."""
    return next(row.page for row in pages(opened, Wanted()).rows if row.job not in {None, "none", "validation"})


def job_of(opened: Reading, page: str) -> str:
    return next(row.job for row in pages(opened, Wanted(q=page)).rows if row.page == page)


def test_sources_say_how_fresh_they_are(opened: Reading) -> None:
    told = data(opened, OLGA, opened.pin.moment + timedelta(days=3))
    assert [(source.system, source.age.days) for source in told.sources] == [("salesforce", 3), ("segment", 4)]
    assert all(source.rows == sum(table.rows for table in source.tables) > 0 for source in told.sources)
    assert [build.is_shown for build in told.builds] == [True]
    assert not told.is_behind


def test_rows_that_landed_after_the_build_are_told(shown: Home) -> None:
    opened = reading(shown)
    now = datetime.now(UTC).replace(tzinfo=None)  # noqa: TID251 -- an import is dated by the clock
    row = {"account_ref": "new", "system": "salesforce", "recorded_at": now, "modified_at": now}
    land(shown, [("crm_accounts", pa.Table.from_pylist([row], arrow_schema("crm_accounts")))])
    assert data(opened, OLGA, now).is_behind


@pytest.mark.parametrize(
    ("days", "says"),
    [(0, "up to date"), (1, "up to date"), (5, "5 days old"), (59, "59 days old"), (90, "3 months old")],
)
def test_ages_are_said_in_words(days: int, says: str) -> None:
    assert age(timedelta(days=days)) == says
    assert age(None) == "of unknown age"


def test_issues_are_counted_by_reason_and_show_the_first(issued: Reading) -> None:
    told = data(issued, OLGA, issued.pin.moment)
    assert [(issue.rows, issue.reason, [row["line"] for row in issue.examples]) for issue in told.issues] == [
        (4, "row left out: it has no Id", [4, 5, 7]),
        (1, "file: it ends early", [1]),
    ]


def test_an_export_of_issues_runs_nothing(issued: Reading) -> None:
    assert list(issue_lines(issued, OLGA))[-1] == [
        "segment", "'=cmd.jsonl", "1", "file: it ends early", "Copy it again.", "'=1+1",
    ]  # fmt: skip


@pytest.mark.usefixtures("issued")
def test_excerpts_are_shown_to_operations_only(sign_in: SignIn) -> None:
    keeper, other = sign_in("operations", "olga@tarnbeck.example"), sign_in("reader", "ria@tarnbeck.example")
    assert "row 4" in keeper.get("/data/").content.decode()
    seen = other.get("/data/").content.decode()
    assert "row left out: it has no Id" in seen
    assert "row 4" not in seen
    rows = list(csv.reader(io.StringIO(other.get("/data/issues.csv").getvalue().decode())))
    assert rows[0] == ["system", "file", "line", "reason", "remedy"]
    assert len(rows) == 6
    assert "row 4" in keeper.get("/data/issues.csv").getvalue().decode()


def test_every_view_is_counted_once(opened: Reading) -> None:
    told = pages(opened, Wanted())
    every = opened.table("pages").views.sum().to_pyarrow().as_py()
    assert told.all_views == every
    assert 0 < told.placed_percent <= 100


def test_what_nobody_has_placed_comes_first_then_what_is_seen_most(opened: Reading) -> None:
    rows = pages(opened, Wanted()).rows
    order = [(row.job is not None, -row.views, row.page) for row in rows]
    assert order == sorted(order)
    assert all(row.job is None for row in pages(opened, Wanted(only="unplaced")).rows)


def test_a_page_is_placed_counts_from_the_next_build_and_is_undone(shown: Home, sign_in: SignIn) -> None:
    opened = reading(shown)
    path = first_guess(opened)
    before = job_of(opened, path)
    leader = sign_in("leader")
    answer = leader.post("/data/pages/place/", {"page": path, "job": "validation", "next": "/data/pages/"}, follow=True)
    assert f"{path} counts as you said from the next build." in answer.content.decode()
    assert "1 page waits for the next build." in answer.content.decode()
    assert job_of(opened, path) == before

    build(shown)
    assert job_of(reading(shown), path) == "validation"
    row = next(row for row in pages(reading(shown), Wanted(only="ours")).rows)
    assert (row.page, row.sure, row.is_pending) == (path, "company", False)

    undo = re.search(r'name="input_id" value="([^"]+)"', leader.get("/data/pages/?only=ours").content.decode())
    leader.post("/undo/", {"input_id": undo.group(1)})
    row = next(row for row in pages(reading(shown), Wanted(only="ours")).rows)
    assert (row.page, row.said, row.is_pending) == (path, None, True)


def test_only_pages_and_jobs_there_are_can_be_named(opened: Reading) -> None:
    with pytest.raises(SettingsError, match="'winning' is no buying job"):
        place(opened, ADA, first_guess(opened), "winning")
    with pytest.raises(UnknownKey, match="No such page has been seen"):
        place(opened, ADA, "/nowhere", "validation")


@pytest.mark.parametrize("role", ["seller", "reader"])
def test_others_see_the_pages_and_change_nothing(opened: Reading, sign_in: SignIn, role: str) -> None:
    other = sign_in(role)
    assert other.get("/data/").status_code == 200
    shown_pages = other.get("/data/pages/").content.decode()
    assert '<select id="job-' not in shown_pages
    form = {"page": first_guess(opened), "job": "validation"}
    assert other.post("/data/pages/place/", form).status_code == 403
    assert other.post("/data/rebuild/").status_code == 403


def test_nobody_comes_in_without_signing_in(shown: Home, client: Client) -> None:
    for path in ("/data/", "/data/pages/", "/data/issues.csv", "/imports/"):
        assert client.get(path).status_code == 302
        assert "/sign/" in client.get(path)["Location"]


@pytest.mark.django_db(transaction=True)
def test_a_leader_has_it_built_again_by_the_worker(
    shown: Home, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[Home] = []
    monkeypatch.setattr(jobs, "build", lambda home, *_: built.append(home))
    leader = sign_in("leader")
    first, second = (leader.post("/data/rebuild/")["Location"] for _ in range(2))
    assert first == second
    call_command("db_worker", batch=True, verbosity=0, startup_delay=False)
    assert built == [shown]
    assert "Built again" in leader.get(first).content.decode()
    assert Job.objects.get().state == "done"
    assert sign_in("leader", "lea@tarnbeck.example").get(first).status_code == 404


def test_the_page_tells_who_reads_and_that_nobody_is_dropped(sign_in: SignIn) -> None:
    page = sign_in("leader").get("/data/").content.decode()
    assert "Who reads your sites" in page
    assert re.search(r"[\d,]+ who may buy <small>\d+ of 100 views</small>", page)
    assert "programs" in page


@pytest.fixture
def tracked(opened: Reading, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Tracking]:
    """What is told of tracking in a build with such weeks: the Monday, and days lost."""

    def told(weeks: str) -> Tracking:
        rows = example("tracking_weeks", weeks).to_pylist()
        monkeypatch.setattr(Reading, "whole", lambda _self, _name: rows)
        return tracking(opened)

    return told


def test_days_without_tracking_are_told_the_newest_first(tracked: Callable[[str], Tracking]) -> None:
    found = tracked("""
        week       | days_lost
        2026-05-04 | 0
        2026-05-11 | 1
        2026-05-18 | 0
        2026-05-25 | 2
        2026-06-01 | 7
        2026-06-08 | 0
    """)
    assert [outage_said(each) for each in found.outages] == [
        "9 days from the week of 25 May 2026 to that of 1 June 2026",
        "One day in the week of 11 May 2026",
    ]


def test_only_the_newest_outages_are_listed_the_others_counted(tracked: Callable[[str], Tracking]) -> None:
    mondays = (date(2026, 1, 5) + timedelta(weeks=2 * place) for place in range(OUTAGES_SHOWN + 2))
    found = tracked("week | days_lost\n" + "".join(f"{day} | 1\n" for day in mondays))
    assert (len(found.outages), found.earlier) == (OUTAGES_SHOWN, 2)


@pytest.mark.parametrize(
    ("weeks", "says"),
    [
        ("week", "Nothing from your sites has landed yet, so nobody can tell."),
        ("week | days_lost\n2026-05-04 |", "Too little comes in a week"),
        ("week | days_lost\n2026-05-04 | 0", "Since the week of 4 May 2026, and on no day did it fail."),
        ("week | days_lost\n2026-05-04 | 3", "3 days in the week of 4 May 2026"),
    ],
)
def test_whether_tracking_worked_is_said(tracked: Callable[[str], Tracking], weeks: str, says: str) -> None:
    assert says in render_to_string("data/tracking.html", {"tracking": tracked(weeks)})


def test_the_page_tells_whether_tracking_worked(sign_in: SignIn) -> None:
    assert "Whether tracking worked" in sign_in("reader").get("/data/").content.decode()


def test_audience_of_a_customer_is_of_that_customer_alone(opened: Reading) -> None:
    every, readers = audience(opened), opened.table("audiences")
    account = (
        readers.filter(readers.account_id.notnull(), readers.kind == "buyer").account_id.min().to_pyarrow().as_py()
    )
    own = audience_of(opened, account)
    assert 0 < sum(one.readers for one in own) < sum(one.readers for one in every)
    assert sum(one.readers for one in every) == readers.count().to_pyarrow().as_py()


def test_word_of_ours_is_said_waits_for_the_build_and_is_taken_back(opened: Reading, sign_in: SignIn) -> None:
    browser = sign_in("leader")
    (stages,) = (words for words in mapping(opened, ADA).sorts if words.about == "stage")
    word = stages.words[0].facts["value"]
    told = {"about": "stage", "word": word, "means": "won", "next": "/data/mapping/"}
    said = browser.post("/data/mapping/say/", told, follow=True).content.decode()
    assert "won from the next build" in said
    (input_id,) = {*re.findall(r'name="input_id" value="([^"]+)"', said)}
    assert (
        "won from the next build"
        not in browser.post("/undo/", {"input_id": input_id, "next": "/data/mapping/"}, follow=True).content.decode()
    )


def test_word_of_ours_is_seen_with_its_example_by_those_who_see_every_deal(opened: Reading) -> None:
    shown = {
        who.role: {word.facts["example"] for words in mapping(opened, who).sorts for word in words.words}
        for who in (OLGA, ADA, RIA)
    }
    assert shown["leader"] == {None}
    assert None not in shown["operations"] == shown["reader"]


@pytest.fixture
def unzoned(opened: Reading, monkeypatch: pytest.MonkeyPatch) -> Reading:
    """The same build, in which an export has told times without a zone."""
    rows = example(
        "mapping_values", "about | value | rows | example | is_placed\nzone | hubspot | 3 | hubspot:0-2/7 | no"
    )
    read = Reading.sorted

    def told(self: Reading, name: str) -> Table:
        is_told = name == "mapping_values"
        return self.con.create_table("told_words", rows, overwrite=True) if is_told else read(self, name)

    monkeypatch.setattr(Reading, "sorted", told)
    return opened


def test_zone_is_asked_with_the_zones_there_are_and_undone(unzoned: Reading, sign_in: SignIn) -> None:
    browser = sign_in("leader")
    page = browser.get("/data/mapping/").content.decode()
    assert "read as UTC until you say" in page
    assert '<option value="Europe/Copenhagen">' in page
    told = {"about": "zone", "word": "hubspot", "means": "Europe/Copenhagen", "next": "/data/mapping/"}
    said = browser.post("/data/mapping/say/", told, follow=True).content.decode()
    assert "Europe/Copenhagen from the next build" in said
    (input_id,) = {*re.findall(r'name="input_id" value="([^"]+)"', said)}
    undone = browser.post("/undo/", {"input_id": input_id, "next": "/data/mapping/"}, follow=True).content.decode()
    assert "from the next build</b>" not in undone


def test_word_of_ours_cannot_mean_what_there_is_not(opened: Reading) -> None:
    with pytest.raises(SettingsError, match=r"The stage 'Signed' cannot mean 'perhaps'"):
        say(opened, ADA, "stage", "Signed", "perhaps")


def test_currency_is_said_to_be_our_own_or_has_a_rate(opened: Reading) -> None:
    say(opened, ADA, "currency", "EUR", "own")
    say(opened, ADA, "currency", "DKK", "7,46")
    build(opened.home)
    rates = reading(opened.home).sorted("rates").to_pyarrow().to_pylist()
    assert {row["currency"]: row["rate"] for row in rates if row["currency"]} == {"DKK": 7.46, "EUR": 1.0}
