"""Lots between two bets: drawn when a company asks for it, shown, kept, and read again by later builds."""

from pathlib import Path

import pytest

from headway.errors import SettingsError
from headway.sources.settings import settings_fault
from headway.store.builds import build, utc
from headway.store.engines import duckdb
from headway.store.home import Home
from headway.store.reading import Reading, reading
from headway.store.shown import past_draws
from tables import show, text

SETTINGS = "[capacity]\nhours_per_person = 4\n[bets]\nnear_ties = {share}\n"


def settled(own_home: Path, share: str) -> Home:
    (own_home / "headway.toml").write_text(SETTINGS.format(share=share), encoding="utf-8")
    return Home(own_home)


def test_both_bets_of_a_lot_are_kept_with_their_chance_and_known_to_later_builds(own_home: Path) -> None:
    home = settled(own_home, "0.1")
    first = Reading(home, build(home))
    bets = first.table("bets").to_pyarrow().to_pylist()
    drawn = {row["journey_id"]: row["either"] for row in bets if row["either"]}
    assert drawn
    assert drawn == {either: journey for journey, either in drawn.items()}
    shown = [row for row in reading(home).table("shown").to_pyarrow().to_pylist() if row["build_id"] == first.pin.id]
    kept = {row["journey_id"]: (row["act"], row["propensity"]) for row in shown if row["line"] is None}
    verdict = {row["journey_id"]: row["verdict"] for row in bets}
    assert kept == {journey: (verdict[journey], 0.5) for journey in drawn}
    assert {verdict[journey] for journey in drawn} == {"strike", "wait"}
    struck = [row for row in shown if row["line"] is not None and row["act"] == "strike"]
    assert {row["propensity"] for row in struck} <= {0.5, 1.0}
    # What the first build of the week showed stays known when none are drawn any longer.
    later = Reading(home, build(settled(own_home, "0")))
    told = later.table("draw_outcomes").to_pyarrow().to_pylist()
    assert [(row["journey_id"], row["other_journey_id"], row["is_over"]) for row in told] == [
        (journey, either, False) for journey, either in drawn.items() if verdict[journey] == "strike"
    ]
    earlier = past_draws(home, duckdb(home.path), utc("2026-05-01"))
    assert earlier.count().to_pyarrow().as_py() == 0


def test_a_company_that_asks_for_none_draws_none(own_home: Path) -> None:
    home = Home(own_home)
    assert show(reading(home).table("draw_record").to_pyarrow()) == text("")
    assert set(reading(home).table("shown").propensity.to_pyarrow().to_pylist()) <= {0.0, 1.0}


def test_a_share_that_is_none_says_what_to_write(own_home: Path) -> None:
    with pytest.raises(SettingsError, match=r"headway\.toml sets bets\.near_ties to 10\. It is a share from 0 to 0\.5"):
        build(settled(own_home, "10"))


@pytest.mark.parametrize("told", [0.51, -0.1, "0.1", True, None])
def test_what_is_no_share(told: object) -> None:
    assert settings_fault({"bets.near_ties": told})


@pytest.mark.parametrize("told", [0, 0.1, 0.5])
def test_what_is_a_share(told: float) -> None:
    assert settings_fault({"bets.near_ties": told}) is None
