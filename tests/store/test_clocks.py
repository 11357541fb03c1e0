"""Times of a clock whose zone somebody has to say: read as UTC and told of until then, and never changed on the disk."""

import json
from pathlib import Path

import pyarrow as pa
import pytest

from headway.sources import SOURCES
from headway.store.clocks import put_into_utc, told_zones, untold_clocks
from headway.store.engines import duckdb
from headway.store.home import Home
from headway.store.landing import land, landed_table
from headway.store.landmarks import _mark
from headway.store.record import record
from tables import example, show, text

NAMES = ("crm_accounts", "crm_people", "inputs", "web_calls")
ACCOUNTS = """
    account_ref | recorded_at         | modified_at         | system    | clock
    acme        | 2024-07-01 10:00:00 | 2024-10-27 02:30:00 | hubspot   | hubspot
    bolt        | 2024-07-01 10:00:00 | 2024-07-01 10:00:00 | pipedrive | -
"""
AS_WRITTEN = "acme | 2024-07-01 10:00 | 2024-10-27 02:30\nbolt | 2024-07-01 10:00 | 2024-07-01 10:00"
IN_BERLIN = "acme | 2024-07-01 08:00 | 2024-10-27 01:30\nbolt | 2024-07-01 10:00 | 2024-07-01 10:00"
BERLIN = json.dumps({"about": "zone", "value": "hubspot", "means": "Europe/Berlin"})


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path)
    land(home, [("crm_accounts", example("crm_accounts", ACCOUNTS))])
    return home


def read(home: Home) -> tuple[str, str]:
    """The accounts as a build takes them, and what is told of their clocks."""
    con = duckdb(home.path)
    landed = {name: landed_table(home, con, name) for name in NAMES}
    zones = told_zones(home, landed["inputs"])
    moved = put_into_utc(con, landed, zones)
    issues = [each.to_pyarrow() for each in untold_clocks(moved, zones)]
    told = pa.concat_tables(issues).select(["system", "file", "reason"])
    return show(moved["crm_accounts"].to_pyarrow(), "account_ref", "recorded_at", "modified_at"), show(told)


def test_zone_is_read_as_utc_and_told_of_until_somebody_says_it(home: Home) -> None:
    untold = (
        "hubspot | crm_accounts | file: its times carry no zone and are read as UTC until somebody says which it is"
    )
    assert read(home) == (AS_WRITTEN, untold)
    said = record(home, "mapping", BERLIN, "kim@us.com")
    assert read(home) == (IN_BERLIN, "")
    record(home, "undo", json.dumps({"input_id": said}), "kim@us.com")
    assert read(home) == (AS_WRITTEN, untold)


def test_zone_may_stand_in_the_settings_and_the_rows_stay_as_they_landed(home: Home) -> None:
    (home.path / "headway.toml").write_text('[map.zone]\nhubspot = "Europe/Berlin"\n')
    assert read(home) == (IN_BERLIN, "")
    kept = landed_table(home, duckdb(home.path), "crm_accounts").to_pyarrow()
    assert show(kept, "account_ref", "recorded_at", "modified_at") == AS_WRITTEN


def test_tables_that_an_export_of_a_crm_dates_have_a_clock() -> None:
    clocked = {name for name, source in SOURCES.items() if "clock" in [column.name for column in source.columns]}
    assert show(pa.table({"name": sorted(clocked)})) == text("""
        crm_accounts
        crm_deal_changes
        crm_deal_fields
        crm_deals
        crm_people
        crm_roles
    """)


def test_what_was_known_earlier_is_made_anew_once_a_zone_is_told(home: Home) -> None:
    assert _mark(home, {}) != _mark(home, {"hubspot": "Europe/Berlin"})
