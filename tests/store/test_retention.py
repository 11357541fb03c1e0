"""What visitors did is kept as long as is set, and no longer."""

from datetime import datetime
from pathlib import Path

import pytest

from headway.store.engines import duckdb
from headway.store.home import Home
from headway.store.landing import land, landed_table
from headway.store.retention import drop_old_days, first_day
from tables import example, show

NOW = datetime(2026, 6, 30)
EVENTS = """
    event_id | visitor_id | page     | happened_at
    old-0001 | v1         | /pricing | 2026-03-21
    first    | v1         | /pricing | 2026-03-22
    new      | v1         | /pricing | 2026-06-01
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home with three days of events, of which nothing says how long they are kept."""
    home = Home(tmp_path)
    land(home, [("web_events", example("web_events", EVENTS))])
    return home


def kept(home: Home) -> str:
    return show(landed_table(home, duckdb(), "web_events").to_pyarrow(), "event_id")


def test_without_a_setting_everything_stays(home: Home) -> None:
    assert (first_day(home, NOW), drop_old_days(home, NOW)) == (None, False)
    assert kept(home) == "first\nnew\nold-0001"


def test_days_before_the_first_one_kept_go_for_good(home: Home) -> None:
    (home.path / "headway.toml").write_text("[privacy]\nkeep_days = 100\n")
    assert drop_old_days(home, NOW)
    assert kept(home) == "first\nnew"
    assert [path for path in home.path.rglob("*") if path.is_file() and b"old-0001" in path.read_bytes()] == []
    assert not drop_old_days(home, NOW)


def test_what_is_too_old_lands_no_more(tmp_path: Path) -> None:
    home = Home(tmp_path)
    (home.path / "headway.toml").write_text("[privacy]\nkeep_days = 36500\n")
    old = EVENTS.replace("2026-03-21", "1901-01-01")
    landed = land(home, [("web_events", example("web_events", old))])
    assert (landed.too_old, kept(home)) == (1, "first\nnew")
