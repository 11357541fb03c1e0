"""The simulated companies of bench: the same each time, read without complaint, and true to what they write."""

import csv
import gzip
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from headway.connect import connectors
from headway.store.builds import build
from headway.store.home import Home
from headway.store.landing import land
from headway.store.reading import Reading

BENCH = Path(__file__).parents[1] / "bench"
Row = dict[str, str]
TRADES = ("danish-logistics", "german-machines")


@dataclass(frozen=True)
class Written:
    """A world on disk."""

    folder: Path

    def rows(self, name: str) -> list[Row]:
        """The rows of a file."""
        path = self.folder / name
        with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
            return list(csv.DictReader(file))

    @cached_property
    def calls(self) -> list[dict]:
        """All calls of the archive."""
        days = sorted((self.folder / "segment").glob("*.jsonl.gz"))
        return [json.loads(line) for day in days for line in gzip.open(day, "rt", encoding="utf-8")]

    @property
    def digest(self) -> str:
        """One text for all bytes and names."""
        files = sorted(path for path in self.folder.rglob("*") if path.is_file())
        return sha256(b"".join(path.name.encode() + path.read_bytes() for path in files)).hexdigest()


def write(trade: str, folder: Path, *more: str) -> Written:
    few = ("--accounts", "60", "--days", "150", "--rollouts", "1")
    words = [sys.executable, "-m", "worlds", trade, "--out", str(folder), *few, *more]
    subprocess.run(words, cwd=BENCH, check=True, capture_output=True)
    return Written(folder)


@pytest.fixture(scope="module", params=TRADES)
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Written:
    return write(request.param, tmp_path_factory.mktemp("world"))


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Lets a test import the worlds themselves."""
    monkeypatch.syspath_prepend(str(BENCH))
    yield
    for name in [name for name in sys.modules if name.partition(".")[0] == "worlds"]:
        del sys.modules[name]


def test_same_wish_gives_the_same_bytes(world: Written, tmp_path: Path) -> None:
    again = write(json.loads((world.folder / "truth/world.json").read_text())["preset"], tmp_path)
    assert again.digest == world.digest


def test_it_is_read_and_built_without_complaint(world: Written, tmp_path: Path) -> None:
    home = Home(tmp_path)
    for system in ("salesforce", "segment"):
        land(home, connectors()[system].read(world.folder / system, lambda _done, _total: None))
    opened = Reading(home, build(home))
    assert opened.table("data_issues").to_pyarrow().num_rows == 0
    deals = {row["deal_id"]: row["status"] for row in opened.table("deals").to_pyarrow().to_pylist()}
    wins = [row for row in world.rows("truth/journeys.csv") if row["outcome"] == "won"]
    assert {deals[f"salesforce:{row['salesforce_opportunity_id']}"] for row in wins} <= {"won", "open"}


def test_won_journeys_stand_in_the_crm_as_won(world: Written) -> None:
    deals = {row["Id"]: row for row in world.rows("salesforce/Opportunity.csv")}
    wins = [row for row in world.rows("truth/journeys.csv") if row["outcome"] == "won"]
    told = [deals[row["salesforce_opportunity_id"]] for row in wins]
    assert wins
    assert sum(deal["IsWon"] == "true" for deal in told) >= len(told) - 2  # the last may not be entered yet
    assert all(deal["CloseDate"] >= row["end"] for row, deal in zip(wins, told, strict=True) if deal["IsWon"] == "true")


def test_nothing_is_entered_before_what_it_belongs_to(world: Written) -> None:
    since = {
        row["Id"]: row["CreatedDate"]
        for name in ("Account", "Contact", "Opportunity")
        for row in world.rows(f"salesforce/{name}.csv")
    }
    belongs = {
        "Contact": ("AccountId",),
        "Opportunity": ("AccountId",),
        "OpportunityContactRole": ("OpportunityId", "ContactId"),
    }
    for name, columns in belongs.items():
        for row in world.rows(f"salesforce/{name}.csv"):
            assert all(row["CreatedDate"] >= since[row[column]] for column in columns), (name, row["Id"])


def test_every_visitor_and_page_of_the_archive_is_in_the_truth(world: Written) -> None:
    known = {row["anonymousId"] for row in world.rows("truth/visitors.csv.gz")}
    pages = world.rows("truth/pages.csv")
    seen = {(call["properties"]["path"]) for call in world.calls if call["type"] == "page"}
    assert {call["anonymousId"] for call in world.calls} == known
    assert seen <= {page["path_before"] for page in pages} | {page["path_after"] for page in pages}


def test_addresses_of_the_known_belong_to_the_person_of_the_truth(world: Written) -> None:
    account = {row["anonymousId"]: row["account"] for row in world.rows("truth/visitors.csv.gz")}
    domain = {row["account"]: row["domain"] for row in world.rows("truth/accounts.csv")}
    told = [call for call in world.calls if call["type"] == "identify" and call["traits"]["email"].endswith(".example")]
    assert told
    assert all(call["traits"]["email"].endswith("@" + domain[account[call["anonymousId"]]]) for call in told)


def test_buyers_come_on_weeks_of_their_journey(world: Written) -> None:
    spans = {row["journey"]: (row["start"], row["end"] or "9") for row in world.rows("truth/journeys.csv")}
    ids = {row["anonymousId"]: row for row in world.rows("truth/visitors.csv.gz")}
    starts = [(ids[call["anonymousId"]], call["receivedAt"]) for call in world.calls if call["type"] == "page"]
    buyers = [(row["journey"], at) for row, at in starts if row["type"] == "buyer"]
    assert len(buyers) > 50
    assert all(spans[journey][0] <= at for journey, at in buyers if journey)


def test_only_so_many_closed_deals_are_known(world: Written, tmp_path: Path) -> None:
    def kept(closed: int) -> set[str]:
        out = tmp_path / str(closed)
        words = ["-m", "worlds.thinned", world.folder, "--closed", closed, "--before", "2024-04-01", "--out", out]
        subprocess.run([sys.executable, *map(str, words)], cwd=BENCH, check=True, capture_output=True)
        return {row["Id"] for row in Written(out).rows("salesforce/Opportunity.csv")}

    none, three, five = kept(0), kept(3), kept(5)
    assert none < three < five
    assert (len(three) - len(none), len(five) - len(none)) == (3, 5)
    assert (tmp_path / "3/truth/journeys.csv").exists()


def test_random_endings_know_nothing_of_behaviour(tmp_path: Path) -> None:
    chances = {
        row["p_buy_90d_at_week_start"]
        for row in write("danish-logistics", tmp_path, "--random-endings", "0.01").rows("truth/weekly.csv.gz")
    }
    assert len(chances) == 1


@pytest.mark.usefixtures("drawn")
def test_coaching_moves_customers_only_where_it_has_an_effect() -> None:
    panel, play = import_module("worlds.panel"), import_module("worlds.play")
    wish = {"trade": "danish-logistics", "accounts": 120, "days": 300, "sellers": 30, "teams": 4, "teams_coached": 3}
    with_effect = play.played(play.Wish(**wish, coaching=0.5, insight_moves=1.0))
    weeks = panel.deal_weeks(with_effect)
    assert panel.coaching_effect(with_effect) > 0.005
    assert panel.coaching_effect(play.played(play.Wish(**wish, coaching=0.0))) == 0
    begins = {
        team: weeks["week"][weeks["is_coached"] & (weeks["team"] == team)].min()
        for team in np.unique(weeks["team"][weeks["is_coached"]])
    }
    assert len(set(begins.values())) == len(begins) > 1
