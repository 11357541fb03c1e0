"""Paths in a browser: the finding, the picture, what differs, what comes next, and the steps as a file."""

import csv
import html
import io
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.template.loader import render_to_string
from django.test import Client

from headway.asking.paths import MOST_EXPORTED, Paths, WantedPaths, exported, paths
from headway.asking.paths_picture import flow_pictures
from headway.asking.viewer import Viewer
from headway.sources.words import JOBS
from headway.store.explain import explained
from headway.store.reading import Reading

SignIn = Callable[..., Client]
EVERYBODY = Viewer("demo", "operations")
STATISTICS = re.compile(
    r"(?i)\b(probabilit\w+|posterior|prior|median|mean|average|quantile|percentile|confidence|interval|p-value|sample\w*|"
    r"significan\w+|deviation|variance|distribution|correlat\w+|variants?|landmark|entropy|hypothes\w+|graph)\b"
)
WON = {"journeys": 40, "left_out": 3, "ways_seen": 12, "ways": 7.4, "ways_low": 5.2, "ways_high": 10.1}
TOUCHED = {"fact": "touched", "job": "validation", "other_job": None, "weeks": 4, "ending": "lost"}
DIFFERENCE = {**TOUCHED, "won_with": 30, "won": 40, "others_with": 9, "others": 35}


def nothing(**told: object) -> Paths:
    empty = Paths(WantedPaths(), None, None, 0, (), (), (), (), (), (), 0, (), is_part=False)
    return replace(empty, **told)


def heading(found: Paths) -> str:
    return " ".join(html.unescape(render_to_string("paths/finding.html", {"paths": found})).split())


def body(found: Paths) -> str:
    page = render_to_string("paths/found.html", {"paths": found, "wanted": found.wanted, "query": ""})
    return " ".join(re.sub(r"<[^>]+>", " ", html.unescape(page)).split())


def test_headline_is_the_finding() -> None:
    assert heading(nothing()) == "No journey yet"
    assert heading(nothing(journeys=3)) == "Cannot tell yet in how many ways we win"
    unlike = {**WON, "ways": None, "ways_high": None}
    assert heading(nothing(won=unlike)) == "No two of the 40 journeys we won went the same way"
    ways = "We win in about 7 different ways; "
    assert heading(nothing(won=WON, compared=50)) == ways + "nothing yet sets them apart from the others"
    assert heading(nothing(won=WON)) == ways + "too few ended otherwise to compare"
    assert (
        heading(nothing(won=WON, compared=50, differences=(DIFFERENCE,)))
        == ways + "one thing sets them apart from the others"
    )


def test_what_differs_is_said_in_counts() -> None:
    told = body(nothing(won=WON, compared=50, differences=(DIFFERENCE,)))
    assert "30 of 40 journeys we won had come to Proof within 4 weeks; of those we lost, 9 of 35 ." in told
    assert "From 40 journeys we won; between 5 and 10 ways would fit what we saw. 3 more may have begun" in told


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        ({"fact": "began", "weeks": 0}, "began with Proof ;"),
        ({"fact": "revisited", "job": None}, "had come back to any job within 4 weeks"),
        ({"fact": "order", "other_job": "consensus_creation"}, "had come to Proof before Agreement within"),
        ({"fact": "followed", "other_job": "consensus_creation"}, "had gone straight from Proof to Agreement"),
        ({"fact": "second_person", "job": None}, "had a second person reading within"),
    ],
)
def test_every_fact_has_its_words(fact: dict[str, object], said: str) -> None:
    assert said in body(nothing(won=WON, compared=1, differences=({**DIFFERENCE, **fact},)))


def test_nothing_known_says_what_to_bring_and_few_say_what_it_takes() -> None:
    assert "Bring an export of the CRM" in body(nothing())
    assert "it takes ten journeys on each side" in body(nothing(journeys=2))
    assert "We looked at 50 things" in body(nothing(won=WON, compared=50))


def test_next_step_cannot_be_told_from_few() -> None:
    row = {"account_id": "acme", "name": "Acme", "stands_at": "validation", "next": None, "journeys": None, "went": 0}
    assert "Acme Proof cannot tell yet" in body(nothing(underway=(row,)))
    told = {**row, "next": "end", "journeys": 20, "went": 9}
    assert "Acme Proof they bought about 9 of 20" in body(nothing(underway=(told,)))


def move(before: str, after: str, journeys: int) -> dict[str, object]:
    return {"before": before, "after": after, "journeys": journeys}


def test_picture_leads_forward_above_and_back_below_and_leaves_out_the_rare() -> None:
    first, second, third, *_ = JOBS
    moves = [move(first, second, 50), move(second, first, 20), move(first, third, 4)]
    wide, narrow = flow_pictures(moves, {first: 90, second: 60}, 100)
    assert [(each.before, each.after, each.is_back) for each in wide.moves] == [
        (first, second, False),
        (second, first, True),
    ]
    assert wide.moves[0].width > wide.moves[1].width
    assert [job.r for job in wide.jobs[:2]] == sorted((job.r for job in wide.jobs[:2]), reverse=True)
    assert {job.y for job in wide.jobs} == {wide.frame.row}
    assert {job.x for job in narrow.jobs} == {narrow.frame.row}
    assert flow_pictures([], {}, 0) == ()


def test_every_move_stays_on_the_canvas() -> None:
    moves = [
        move(before, after, 10) for before in (JOBS[0], JOBS[-1]) for after in (JOBS[0], JOBS[-1]) if before != after
    ]
    for picture in flow_pictures(moves, dict.fromkeys(JOBS, 10), 10):
        for each in picture.moves:
            numbers = [float(number) for number in re.findall(r"[\d.]+", each.line)]
            # Farthest from the row is the middle of the curve.
            x, y = (
                sum(part * at for part, at in zip((1, 3, 3, 1), numbers[axis::2], strict=True)) / 8 for axis in (0, 1)
            )
            assert each.width / 2 <= x <= picture.frame.width - each.width / 2
            assert each.width / 2 <= y <= picture.frame.height - each.width / 2


def test_page_shows_what_was_asked_for_in_plain_words(demo: Client) -> None:
    for query in ("", "?ending=lost&kind=solution", "?ending=under_way", "?ending=nonsense&kind=nonsense"):
        answer = demo.get(f"/paths/{query}")
        page = re.sub(r"<[^>]+>", " ", html.unescape(answer.content.decode()))
        assert answer.status_code == 200
        assert STATISTICS.findall(page) == []
        assert "What differs" in page or "Bring an export" in page
    assert '<option value="lost" selected>' in demo.get("/paths/?ending=lost").content.decode()


def test_navigation_leads_there_by_a_key_of_its_own(demo: Client) -> None:
    page = demo.get("/paths/").content.decode()
    assert re.findall(r'<a href="/paths/" data-key="(\w)" aria-current="page">Paths</a>', page) == ["p"]
    keys = re.findall(r'data-key="(\w)"', page)
    assert len(keys) == len(set(keys))


def test_steps_are_taken_along_in_the_form_of_process_mining(demo: Client, opened: Reading) -> None:
    answer = demo.get("/paths/export.csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert list(rows[0]) == ["case_id", "activity", "timestamp", "ending", "kind", "is_whole"]
    steps = opened.table("path_steps").to_pyarrow().num_rows
    ended = opened.table("paths").filter(lambda t: t.closed_at.notnull()).to_pyarrow().num_rows
    assert len(rows) == steps + ended < MOST_EXPORTED
    assert {row["activity"] for row in rows} <= {*JOBS, "won", "lost", "no_decision"}
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", row["timestamp"]) for row in rows)


def test_steps_by_topic_are_shown_and_taken_along(demo: Client, opened: Reading) -> None:
    shown = paths(opened, EVERYBODY, WantedPaths(ending="under_way")).topic_moves
    page = demo.get("/paths/?ending=under_way").content.decode()
    assert shown
    assert all(f"<td>{row['after']}</td>" in page for row in shown)
    rows = list(csv.DictReader(io.StringIO(demo.get("/paths/export.csv?steps=topics").content.decode("utf-8-sig"))))
    topics = set(opened.table("topic_steps").to_pyarrow()["topic"].to_pylist())
    assert {row["activity"] for row in rows} == topics | {row["ending"] for row in rows} - {"under_way"}


def test_no_cell_is_run_by_a_spreadsheet(demo: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    row = {"case_id": "=1+1", "activity": "validation", "timestamp": "", "ending": "won", "kind": "", "is_whole": True}
    monkeypatch.setattr("headway.web.paths.views.exported", lambda *_: [row])
    assert "\r\n'=1+1,validation" in demo.get("/paths/export.csv").content.decode()


def test_sellers_see_journeys_of_their_own_only(opened: Reading, sign_in: SignIn) -> None:
    reach = opened.table("reach").to_pyarrow().to_pylist()
    seller = min(row["email"] for row in reach if row["deal_id"])
    deals = {row["deal_id"] for row in reach if row["email"] == seller and row["deal_id"]}
    accounts = {row["account_id"] for row in reach if row["email"] == seller}
    every = opened.table("paths").to_pyarrow().to_pylist()
    own = {row["case_id"] for row in every if row["deal_id"] in deals} | {
        row["case_id"] for row in every if row["deal_id"] is None and row["account_id"] in accounts
    }
    browser = sign_in("seller", seller)
    page = browser.get("/paths/export.csv").content.decode("utf-8-sig")
    assert {row["case_id"] for row in csv.DictReader(io.StringIO(page))} == own < {row["case_id"] for row in every}
    shown = html.unescape(browser.get("/paths/").content.decode())
    links = set(re.findall(r'href="/customers/([^"]+)/"', shown))
    assert links <= {account.replace(":", "%3A") for account in accounts} | accounts


def test_findings_of_a_part_are_made_of_that_part_alone(opened: Reading) -> None:
    reach = opened.table("reach").to_pyarrow().to_pylist()
    seller = Viewer(min(row["email"] for row in reach if row["deal_id"]), "seller")
    own = exported(opened, seller, WantedPaths())
    for ending in ("won", "lost", "under_way"):
        whole = {row["case_id"] for row in own if row["ending"] == ending and row["is_whole"]}
        assert paths(opened, seller, WantedPaths(ending=ending)).journeys == len(whole)
    assert paths(opened, EVERYBODY, WantedPaths()).is_part is False


def test_a_journey_is_explained_by_its_steps_weeks_and_events(opened: Reading) -> None:
    longest = max(opened.table("path_steps").to_pyarrow().to_pylist(), key=lambda row: row["step"])
    (_, journey), *behind = explained(opened, "paths", longest["case_id"])
    found = dict(behind)
    assert found["Its steps"].num_rows == longest["step"]
    weeks = found["Weeks, people and jobs they stand on"]
    assert (
        len(set(weeks["week"].to_pylist()))
        == journey["weeks"][0].as_py()
        == sum(found["Its steps"]["weeks"].to_pylist())
    )
    assert found["Events of the need"].num_rows >= weeks.num_rows
