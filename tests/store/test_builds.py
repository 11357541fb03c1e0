"""Builds: the same input gives the same tables, whatever the order; an earlier moment changes nothing that is read."""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pytest

from headway.connect import connectors
from headway.errors import NotBuilt
from headway.store.builds import build, utc
from headway.store.engines import rows_in
from headway.store.home import Home
from headway.store.landing import land
from headway.store.reading import Reading, reading

Run = Callable[..., tuple[int, str, str]]

SYSTEMS = ("salesforce", "segment")


def _everything(home: Home, moment: datetime | None = None) -> dict[str, list[dict[str, object]]]:
    opened = Reading(home, build(home, moment))
    return {name: opened.sorted(name).to_pyarrow().to_pylist() for name in opened.pin.versions}


def _chunks(exports: Path, system: str) -> list[tuple[str, pa.Table]]:
    return list(connectors()[system].read(exports / system, lambda _done, _total: None))


def _turned(chunks: list[tuple[str, pa.Table]]) -> Iterator[tuple[str, pa.Table]]:
    """The same rows in the opposite order, in small parts, a third of them twice."""
    for name, chunk in reversed(chunks):
        backwards = chunk.take(list(range(chunk.num_rows))[::-1])
        yield name, backwards.slice(0, chunk.num_rows // 3)
        yield name, backwards


def test_same_rows_in_another_order_and_twice_give_the_same_tables(
    exports: Path, built_home: Path, tmp_path: Path
) -> None:
    other = Home(tmp_path / "other")
    for system in reversed(SYSTEMS):
        land(other, _turned(_chunks(exports, system)))
        land(other, _chunks(exports, system))
    assert _everything(other) == _everything(Home(built_home))


def test_same_export_again_lands_nothing_and_keeps_the_build(exports: Path, own_home: Path) -> None:
    home = Home(own_home)
    before = home.current
    new = {name: count for s in SYSTEMS for name, count in land(home, _chunks(exports, s)).new.items() if count}
    build(home)
    assert (new, home.current) == ({}, before)


def test_shown_grows_once_for_each_distinct_build(own_home: Path) -> None:
    home = Home(own_home)
    shown = rows_in(reading(home).table("shown"))
    build(home)
    assert rows_in(reading(home).table("shown")) == shown
    (own_home / "headway.toml").write_text("[capacity]\nlines_on_monday = 3\n", encoding="utf-8")
    changed = build(home)
    lines = rows_in(Reading(home, changed).table("monday"))
    assert rows_in(reading(home).table("shown")) == shown + lines


def test_build_as_of_a_moment_leaves_current_and_shown_alone(own_home: Path) -> None:
    home = Home(own_home)
    before = (home.current, rows_in(reading(home).table("shown")))
    beside = build(home, utc("2026-05-01"))
    assert (beside.is_published, beside.moment) == (False, datetime(2026, 5, 1))
    assert (home.current, rows_in(reading(home).table("shown"))) == before


def test_moment_without_one_is_the_newest_recorded_row(own_home: Path) -> None:
    newest = "2026-06-28"
    assert f"{Home(own_home).current.moment:%Y-%m-%d}" == newest


def test_build_of_nothing_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NotBuilt, match=r"Nothing has landed yet\. Run: headway build"):
        build(Home(tmp_path / "empty"))


@pytest.mark.parametrize("system", SYSTEMS)
def test_one_source_alone_builds_and_says_what_it_lacks(
    one_source_home: Callable[[str], Path], system: str, run: Run
) -> None:
    home = Home(one_source_home(system))
    claims = reading(home).sorted("claims").to_pyarrow().to_pylist()
    answers = {
        answer: " ".join(row["noun"] for row in claims if row["answer"] == answer) for answer in ("yes", "partly", "no")
    }
    told = {
        "salesforce": (
            {
                "yes": "matrix competencies outcomes teams",
                "partly": "routes dialogues coaching coverage",
                "no": "journeys paths bets",
            },
            "web",
        ),
        "segment": (
            {
                "yes": "",
                "partly": "journeys paths bets",
                "no": "matrix competencies outcomes routes dialogues teams coaching coverage",
            },
            "CRM",
        ),
    }
    expected, adds = told[system]
    assert answers == expected
    assert adds in claims[0]["adds_most"]
    assert f"What would add most: {claims[0]['adds_most']}.\n" in run("monday", "--home", home.path)[1]


def test_pages_csv_of_the_company_overrules_the_rules(own_home: Path) -> None:
    (own_home / "pages.csv").write_text("page,job\n/pricing,validation\n", encoding="utf-8")
    pages = Reading(Home(own_home), build(Home(own_home))).table("pages")
    row = pages.filter(pages.page == "/pricing").to_pyarrow().to_pylist()[0]
    assert (row["job"], row["confidence"], row["basis"]) == ("validation", 1.0, "company")


def test_pin_of_an_earlier_build_stays_readable(own_home: Path) -> None:
    home = Home(own_home)
    before = Reading(home, home.current).sorted("bets").to_pyarrow()
    (own_home / "headway.toml").write_text("[capacity]\nhours_per_person = 0.0\n", encoding="utf-8")
    after = Reading(home, build(home)).table("bets")
    assert rows_in(after.filter(after.verdict == "strike")) == 0
    assert Reading(home, home.builds()[0]).sorted("bets").to_pyarrow().equals(before)


def test_copied_home_reads_the_same(built_home: Path, tmp_path: Path) -> None:
    moved = Path(shutil.copytree(built_home, tmp_path / "moved"))
    one, other = (reading(Home(path)).sorted("journeys").to_pyarrow() for path in (built_home, moved))
    assert one.equals(other)
