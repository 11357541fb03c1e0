"""What has landed in a home, read from the lake's own log: no row is touched, however many there are."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
from deltalake import DeltaTable

from headway.sources import SOURCES
from headway.store.home import Home
from headway.store.landing import LANDED

_PARTS = ("num_records", "min.system", "max.system", "max.recorded_at", "max.modified_at")


@dataclass(frozen=True)
class LandedTable:
    """One landed table: whose rows, how many with all their versions, the newest of them, and the last import."""

    name: str
    systems: tuple[str, ...]
    rows: int
    newest: datetime | None
    imported_at: datetime


def landed_tables(home: Home) -> list[LandedTable]:
    """Every table that sources have landed; what people of ours told is none of them."""
    logs = {name: home.path / "lake" / LANDED / name / "_delta_log" for name in SOURCES if name != "inputs"}
    return [_read(name, log.parent, log.stat().st_mtime_ns) for name, log in logs.items() if log.exists()]


@lru_cache(maxsize=256)
def _read(name: str, folder: Path, _changed: int) -> LandedTable:
    """Read a table's log; again only once the log has changed."""
    table = DeltaTable(folder)
    files = pa.table(table.get_add_actions(flatten=True))
    told: dict[str, list[Any]] = {part: files[part].to_pylist() for part in _PARTS if part in files.column_names}
    systems = {*told.get("min.system", ()), *told.get("max.system", ())} - {None}
    times = [time for part in _PARTS[3:] for time in told.get(part, ()) if time]
    imported = datetime.fromtimestamp(table.history(1)[0]["timestamp"] / 1000, UTC).replace(tzinfo=None)
    return LandedTable(name, tuple(sorted(systems)), sum(told["num_records"]), max(times, default=None), imported)
