"""A home whose company has purchases enough to be judged by: lessons told by the test, everything after them built."""

import json
from collections.abc import Iterable

import pyarrow as pa

from headway.store.home import Home
from headway.store.reading import reading
from tables import tables

JUDGED = ("ending_models", "ending_weights", "signals", "endings", "evidence", "track_record", "calibration", "drift")
# The tables that pages read chances from, and what they take of an ending.
SHOWN = ("journeys", "customer_needs", "customer_deals", "monday_needs")
SAID = {
    *("chance_30d", "chance_90d", "chance_180d", "chance_low", "chance_high"),
    *("lost_90d", "status_quo_90d", "indecision_90d", "days_left", "log_odds"),
}


def judge(home: Home, lessons: pa.Table) -> None:
    """Let the home's build have been taught by these lessons."""
    opened = reading(home)
    features = opened.table("features").to_pyarrow()
    built = tables(JUDGED, features=features.drop_columns(_partition(features)), lessons=lessons)
    told = {name: _told(opened.table(name).to_pyarrow(), built["endings"]) for name in SHOWN}
    _pin(home, {**built, **told})


def _partition(rows: pa.Table) -> list[str]:
    return [name for name in rows.column_names if name == "bucket"]


def _told(rows: pa.Table, endings: pa.Table) -> pa.Table:
    """A table of journeys with what these endings say of them."""
    by = {row["journey_id"]: row for row in endings.to_pylist()}
    for name in SAID & set(rows.column_names):
        said = [by[each][name] if each in by else None for each in rows["journey_id"].to_pylist()]
        place = rows.column_names.index(name)
        rows = rows.set_column(place, name, pa.array(said, rows.schema.field(name).type))
    return rows


def _pin(home: Home, built: dict[str, pa.Table]) -> None:
    pin = json.loads((home.path / "current").read_text(encoding="utf-8"))
    for name, rows in built.items():
        where = f"built/{name}"
        kept = home.lake.empty(where, pin["versions"][name]).column_names
        pin["versions"][name] = home.lake.overwrite(where, _whole(rows, kept))
    # Another build has another name: a server that has opened the one before reads this one anew.
    pin["id"] = f"{pin['id']}-judged"
    (home.path / "current").write_text(json.dumps(pin), encoding="utf-8")


def _whole(rows: pa.Table, kept: Iterable[str]) -> pa.Table:
    """With a bucket where the lake has one."""
    if "bucket" in kept and "bucket" not in rows.column_names:
        return rows.append_column("bucket", pa.array([0] * rows.num_rows, pa.int64()))
    return rows
