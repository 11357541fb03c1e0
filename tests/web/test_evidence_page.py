"""Evidence in a browser: plain counts, an alarm a person understands, versions put back, and what is missing."""

import html
import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import Client

from answers.test_endings import lessons
from headway.asking.chances import Chance, End, Odds, Range, chance_of
from headway.asking.chances import Estimate as Said
from headway.asking.evidence import Ahead, Counted, Evidence, Month, evidence
from headway.asking.viewer import Viewer
from headway.store.explain import explained
from headway.store.home import Home
from headway.store.reading import Reading, reading
from headway.web.templatetags.evidence import rule_within
from web.judged_home import judge

SignIn = Callable[..., Client]
Run = Callable[..., tuple[int, str, str]]
EVERYBODY = Viewer("demo", "operations")
STATISTICS = re.compile(
    r"(?i)\b(probabilit\w+|posterior|prior|median|quantile|percentile|confidence|interval\w*|log.loss|brier|auc|slope|"
    r"calibrat\w+|significan\w+|deviation|variance|distribution|log-?odds|regression)\b"
)
TOLD = Said("told", 216, "learned", "v2", rests_on_published=True, closed_known=True)
FEW = replace(TOLD, why="few", wins=12, basis="judgement")


@pytest.fixture(scope="module")
def judged_home(built_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published home with purchases enough to be judged by, only to be copied."""
    home = Home(Path(shutil.copytree(built_home, tmp_path_factory.mktemp("judged") / "home")))
    judge(home, lessons(18))
    return home.path


@pytest.fixture
def judged(shown: Home, judged_home: Path) -> Home:
    """The home that the pages show, judged."""
    shutil.rmtree(shown.path)  # its files are not its own: they may only be deleted
    shutil.copytree(judged_home, shown.path)
    return shown


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html.unescape(page)).split())


def card(chance: Chance) -> str:
    return words(render_to_string("chance.html", {"chance": chance}))


def page_of(browser: Client, path: str = "/evidence/") -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def nothing(**told: object) -> Evidence:
    return replace(Evidence(FEW, "few", None, 0, 0, (), (), (), (), (), (), (), None), **told)


def finding(found: Evidence) -> str:
    return words(render_to_string("evidence/finding.html", {"evidence": found}))


def test_chance_is_said_in_counts() -> None:
    said = Chance(TOLD, Odds(1, 4), Range(1, 3, 10), Odds(1, 10), Odds(1, 2))
    assert "About 1 in 4 buy within a quarter Of customers who stood as this one stands now." in card(said)
    assert (
        "It may be between 1 in 10 and 3 in 10. Within a month about 1 in 10, within half a year about 1 in 2."
        in card(said)
    )
    assert "Learned from 216 purchases" in card(said)


def test_an_open_deal_says_how_else_it_may_end_and_when() -> None:
    ends = (End("won", 3), End("lost", 2), End("status_quo", 1), End("indecision", 1), End("open", 3))
    said = card(Chance(TOLD, Odds(1, 4), ends=ends, left=("months", 3)))
    assert "3 bought from us, 2 lost, 1 staying as they are, 1 without making up their mind, 3 still open." in said
    assert "Half of such deals have ended, one way or another, after about 3 months." in said
    assert "is a published figure, not yet yours" in said


def test_a_range_alone_says_only_the_order_of_the_other_endings() -> None:
    said = card(Chance(TOLD, between=Range(0, 2, 10), otherwise=("lost", "indecision", "status_quo")))
    assert said.startswith("At most 2 in 10 buy within a quarter")
    assert "the likeliest first: it is lost, they cannot make up their mind, they stay as they are." in said


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ("few", "Too few purchases so far to learn from: 12 of 30."),
        ("no_record", "too few earlier moments to check a chance against"),
        ("no_better", "told no more than knowing nothing"),
        ("worse", "would have misled more than knowing nothing"),
        ("not_built", "It comes with the next build."),
    ],
)
def test_where_nobody_can_tell_the_reason_stands(why: str, said: str) -> None:
    told = card(Chance(replace(FEW, why=why)))
    assert told.startswith("How likely they buy: cannot tell yet")
    assert said in told
    assert "%" not in told


def test_headline_is_the_verdict() -> None:
    ours, random = Counted("learned", 160, 50, 31, 24, 38), Counted("base_rate", 160, 3, 2, 1, 3)
    assert finding(nothing()) == "Cannot tell yet: 12 purchases so far, and it takes 30"
    assert finding(nothing(verdict="none")).startswith("No usable signal")
    assert finding(nothing(verdict="cannot_tell")).startswith("Cannot tell yet whether")
    told = nothing(estimate=TOLD, verdict="yes", record=(ours, random))
    assert finding(told) == "Of those we named first, 31 % bought within 90 days; at random 2 %"


@pytest.mark.parametrize(("odd", "said"), [("fewer", "promises too much"), ("more", "too careful")])
def test_an_odd_month_is_an_alarm_that_says_what_to_look_at(odd: str, said: str) -> None:
    month = Month(datetime(2026, 3, 2), 100, 30, 9, odd)
    page = words(render_to_string("evidence/months.html", {"evidence": nothing(months=(month,))}))
    assert "In the 90 days from 2 Mar 2026, 30 purchases were expected and 9 came." in page
    assert said in page
    calm = words(render_to_string("evidence/months.html", {"evidence": nothing(months=(replace(month, odd=""),))}))
    assert "Look at what has changed" not in calm


def test_who_was_named_before_we_talked_is_told_in_counts() -> None:
    rows = (Ahead("learned", 40, 12, 30, 61), Ahead("base_rate", 40, 0, 0, None))
    page = words(render_to_string("evidence/ahead.html", {"evidence": nothing(named_each=20, ahead=rows)}))
    assert "Of 40 purchases we talked about, so many were among the 20 named first" in page
    assert "30 % 12 of 40; half of them 61 days before or more" in page
    assert "At random 0 % 0 of 40 " in page


def test_an_empty_record_says_what_is_missing_and_how_long_it_takes(demo: Client, opened: Reading) -> None:
    found = evidence(opened, EVERYBODY)
    page = words(page_of(demo))
    assert found.verdict == "few"
    assert f"Cannot tell yet: {found.estimate.wins} purchases so far, and it takes 30" in page
    assert "each moment can be judged once its 90 days are over" in page
    assert not any(chance_of(found.estimate, need).is_told for need in opened.where("customer_needs"))


def test_a_record_stands_in_plain_words_first_and_its_statistics_one_click_further(demo: Client, judged: Home) -> None:
    page = page_of(demo)
    before, behind = page.split('<details class="card"><summary>The statistics')
    assert STATISTICS.findall(words(before)) == []
    share = {row["rule"]: round(100 * row["share"]) for row in reading(judged).where("track_record")}
    ours, random = share["learned"], share["base_rate"]
    assert ours > random
    assert f"Of those we named first, {ours} % bought within 90 days; at random {random} %" in words(before)
    assert "Better than knowing nothing: yes. Learned from 216 purchases" in words(before)
    assert "18 of 20" not in words(before)
    assert {"Log loss", "Brier score", "AUC", "Calibration slope"} <= set(re.findall(r">([A-Z][\w ]+)</th>", behind))


def test_chances_stand_wherever_a_journey_is_shown_and_in_plain_words(demo: Client, judged: Home) -> None:
    opened = reading(judged)
    row = next(row for row in opened.where("situations") if row["deal_id"])
    paths = ("/", "/customers/", "/deals/", f"/customers/{row['account_id']}/", f"/deals/{row['deal_id']}/")
    pages = {path: words(page_of(demo, path)) for path in paths}
    assert [
        path for path, page in pages.items() if not re.search(r"(about|than) \d+ in \d+", page, re.IGNORECASE)
    ] == []
    assert "Buys in a quarter" in pages["/deals/"]
    assert {path: found for path, page in pages.items() if (found := STATISTICS.findall(page))} == {}


def test_where_the_base_rate_is_not_beaten_no_chance_stands_anywhere(demo: Client, shown: Home) -> None:
    judge(shown, lessons(18, informed=False))
    opened = reading(shown)
    account = opened.where("situations")[0]["account_id"]
    pages = [words(page_of(demo, path)) for path in ("/", "/customers/", "/deals/", f"/customers/{account}/")]
    assert [re.findall(r"\d+ in \d+ buy|buys in a quarter", page) for page in pages] == [[], [], [], []]
    assert all("cannot tell yet" in page for page in pages)
    assert re.search(r"No usable signal|Cannot tell yet whether", words(page_of(demo)))


def test_a_rule_keeps_its_names_within_a_sentence() -> None:
    assert rule_within("naive_bayes") == "by naive Bayes over what the CRM says, as open-source CRMs score"
    assert rule_within("judgement").startswith("Headway, ")


def test_numbers_add_up_and_show_our_judgement_beside_what_was_learned(demo: Client, judged: Home) -> None:
    account = min(row["account_id"] for row in reading(judged).where("journeys"))
    page = words(page_of(demo, f"/customers/{account}/numbers/"))
    assert "The parts add up to what the order goes by" in page
    assert "have moved with 216 purchases of your customers" in page
    assert "our judgement" in page


def test_an_ending_is_explained_by_signals_weights_and_events(opened: Reading) -> None:
    journey = min(row["journey_id"] for row in opened.where("endings"))
    (_, row), *behind = explained(opened, "endings", journey)
    found = dict(behind)
    assert [title.split(" ")[0].strip(":") for title in found] == ["Signals", "Weights", "Events"]
    assert sum(found[next(iter(found))]["adds"].to_pylist()) == pytest.approx(row["log_odds"][0].as_py(), abs=1e-9)
    weights = next(rows for title, rows in found.items() if title.startswith("Weights"))
    assert set(weights["ending"].to_pylist()) == {"won"}


def test_what_was_shown_names_the_version_of_its_estimate(opened: Reading) -> None:
    said = {row["version"] for row in opened.where("endings")}
    assert set(opened.table("shown").to_pyarrow()["model_version"].to_pylist()) == said


def test_a_version_is_put_back_for_a_reason_and_undone(opened: Reading, sign_in: SignIn) -> None:
    version = opened.where("ending_models", ending="won")[0]["version"]
    leader = sign_in("leader", "owen.tregarth@tarnbeck.example")
    told = {"ending": "won", "version": version, "reason": "A relaunch misled it", "next": "/evidence/"}
    assert leader.post("/evidence/put-back/", told | {"reason": " "}).status_code == 400
    page = html.unescape(leader.post("/evidence/put-back/", told, follow=True).content.decode())
    assert "It counts from the next build." in page
    assert "“A relaunch misled it”" in page
    [given] = opened.where("inputs", kind="model")
    assert json.loads(given["value"]) == {"ending": "won", "version": version, "reason": "A relaunch misled it"}
    leader.post("/undo/", {"input_id": given["input_id"], "next": "/evidence/"})
    assert "“A relaunch misled it”" not in html.unescape(page_of(leader))


def test_navigation_leads_there_by_a_key_of_its_own(demo: Client) -> None:
    keys = re.findall(r'data-key="(\w)"', page_of(demo))
    assert re.findall(r'<a href="/evidence/" data-key="(\w)" aria-current="page"', page_of(demo)) == ["e"]
    assert len(keys) == len(set(keys))


def test_backtest_says_plain_counts_first_then_the_table_then_the_verdict(judged: Home, run: Run) -> None:
    code, out, _ = run("backtest", "--home", judged.path)
    for rival in ("by points of marketing automation", "by naive Bayes over what the CRM says", "by plain weights"):
        assert rival in out
    first, *_, last = [line for line in out.splitlines() if line]
    assert code == 0
    assert first.startswith("Of the 20 named first at each of the last")
    assert out.index("at random") < out.index("log_loss") < out.index(last)
    assert last == "Better than knowing nothing: yes."


def test_backtest_says_no_usable_signal_where_that_is_the_truth(own_home: object, run: Run) -> None:
    code, out, _ = run("backtest", "--home", own_home)
    assert code == 0
    assert "No usable signal yet" in out
