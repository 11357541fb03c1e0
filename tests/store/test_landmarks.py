"""What was known at earlier moments is the same graph, run at them."""

from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pytest

from headway.connect import connectors
from headway.demo import write_company
from headway.sources import SOURCES, arrow_schema
from headway.sources.landmarks import FEATURES, LANDMARK_DAYS
from headway.store.builds import build
from headway.store.engines import DuckDBEngine, duckdb
from headway.store.home import Home
from headway.store.landing import land, landed_table
from headway.store.landmarks import days, earlier
from headway.store.reading import Reading

Rows = list[dict[str, object]]
COLUMNS = ["journey_id", "account_id", "deal_id", "is_main", *FEATURES]


@pytest.fixture(scope="module")
def sold(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A small company that has sold something, landed and not built."""
    folder = tmp_path_factory.mktemp("sold")
    write_company(folder, days=170, accounts=20)
    home = Home(folder / "home")
    for system in ("salesforce", "segment"):
        land(home, connectors()[system].read(folder / system, lambda _done, _total: None))
    return home


def stood(home: Home, at: datetime) -> tuple[Rows, list[str]]:
    """The landmarks before a moment, and what was made for them."""
    con, told = duckdb(), []
    rows = earlier(home, DuckDBEngine(con), {name: landed_table(home, con, name) for name in SOURCES}, at, told.append)
    return sorted(rows["landmarks"].to_pyarrow().to_pylist(), key=str), told


def newest(home: Home) -> datetime:
    rows = landed_table(home, duckdb(), "web_events")
    return rows.recorded_at.max().to_pyarrow().as_py()


def test_days_stay_where_they_are() -> None:
    first = datetime(2025, 1, 15, 10)
    early, late = (days(first, datetime(2026, month, 20)) for month in (1, 3))
    assert early == late[: len(early)]
    assert {day.weekday() for day in late} == {0}
    assert {after - before for before, after in pairwise(late)} == {timedelta(days=LANDMARK_DAYS)}
    assert early[0] >= first + timedelta(days=56)
    assert days(first, datetime(2025, 2, 1)) == []


def test_landmark_is_what_a_build_as_of_that_day_says(sold: Home) -> None:
    rows, _ = stood(sold, newest(sold))
    day = max(row["landmark"] for row in rows)
    then = Reading(sold, build(sold, day)).table("features").select(COLUMNS).to_pyarrow().to_pylist()
    kept = [{name: row[name] for name in COLUMNS} for row in rows if row["landmark"] == day]
    assert sorted(kept, key=str) == sorted(then, key=str)
    assert any(row["seen"] for row in kept)


def test_landmarks_are_made_once_and_rows_recorded_later_change_nothing(sold: Home) -> None:
    before, _ = stood(sold, newest(sold))
    again, told = stood(sold, newest(sold))
    assert (again, told) == (before, [])
    later = {"event_id": "late", "kind": "page", "visitor_id": "v", "happened_at": datetime(2020, 1, 1)}
    stamps = {"system": "segment", "recorded_at": newest(sold), "modified_at": newest(sold)}
    land(sold, [("web_events", pa.Table.from_pylist([later | stamps], arrow_schema("web_events")))])
    after, told = stood(sold, newest(sold))
    assert (after, told) == (before, [])


def test_landmark_whose_known_rows_have_changed_is_made_anew(sold: Home) -> None:
    before, _ = stood(sold, newest(sold))
    first = min(row["landmark"] for row in before)
    early = first - timedelta(days=1)
    row = {"account_ref": "forgotten", "name": "Forgotten", "system": "salesforce"}
    land(
        sold,
        [
            (
                "crm_accounts",
                pa.Table.from_pylist(
                    [row | {"recorded_at": early, "modified_at": early}], arrow_schema("crm_accounts")
                ),
            )
        ],
    )
    after, told = stood(sold, newest(sold))
    assert len(told) == len({row["landmark"] for row in before})
    assert "forgotten" in {row["account_id"] for row in after if row["landmark"] == first}


def test_a_week_ago_is_what_a_build_as_of_that_day_says(sold: Home) -> None:
    con, ago = duckdb(), newest(sold) - timedelta(days=7)
    landed = {name: landed_table(sold, con, name) for name in SOURCES}
    kept = earlier(sold, DuckDBEngine(con), landed, newest(sold))["week_ago"].to_pyarrow()
    then = Reading(sold, build(sold, ago)).table("features").select(COLUMNS).to_pyarrow().to_pylist()
    assert sorted(kept.select(COLUMNS).to_pylist(), key=str) == sorted(then, key=str)
    assert set(kept["landmark"].to_pylist()) == {ago}


def test_company_that_has_sold_nothing_has_no_landmarks(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    at = datetime(2026, 6, 1)
    event = {"event_id": "e", "kind": "page", "visitor_id": "v", "happened_at": at, "recorded_at": at}
    land(home, [("web_events", pa.Table.from_pylist([event], arrow_schema("web_events")))])
    assert stood(home, at) == ([], [])
