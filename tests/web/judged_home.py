"""A home whose company has purchases enough to be judged by: lessons told by the test, everything after them built."""

import json
from collections.abc import Iterable

import pyarrow as pa

from headway.store.home import Home
from headway.store.reading import reading
from tables import tables

JUDGED = ("ending_models", "ending_weights", "signals", "endings", "evidence", "track_record", "calibration", "drift")
CHANCES = ("chance_30d", "chance_90d", "chance_180d", "chance_low", "chance_high")


def judge(home: Home, lessons: pa.Table) -> None:
    """Let the home's build have been taught by these lessons."""
    opened = reading(home)
    features = opened.table("features").to_pyarrow()
    built = tables(JUDGED, features=features.drop_columns(_partition(features)), lessons=lessons)
    journeys = opened.table("journeys").to_pyarrow()
    _pin(home, {**built, "journeys": _told(journeys, built["endings"])})


def _partition(rows: pa.Table) -> list[str]:
    return [name for name in rows.column_names if name == "bucket"]


def _told(journeys: pa.Table, endings: pa.Table) -> pa.Table:
    """The journeys with the chances of these endings."""
    by = {row["journey_id"]: row for row in endings.to_pylist()}
    for name in set(CHANCES) & set(journeys.column_names):
        said = pa.array([by[each][name] for each in journeys["journey_id"].to_pylist()], pa.float64())
        journeys = journeys.set_column(journeys.column_names.index(name), name, said)
    return journeys


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
