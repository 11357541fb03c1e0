"""Lands what connectors read: append-only, once each, whatever the order or the repeats."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
from ibis.backends.duckdb import Backend
from ibis.expr.types import Table

from headway.sources import SOURCES, arrow_schema
from headway.store.engines import duckdb, lake_table, rows_in
from headway.store.home import Home
from headway.store.leaving_out import leave_out_erased
from headway.store.retention import leave_out_old

LANDED = "landed"
# Events are kept by the day their server got them, so that a refresh reads few files and retention drops whole days.
BY_DAY = ("web_events", "web_calls")


@dataclass
class Landed:
    """How many rows an import brought, and how many of them were new."""

    rows: dict[str, int] = field(default_factory=dict)
    new: dict[str, int] = field(default_factory=dict)
    of_erased: int = 0
    """Rows of people who were erased: they were left out."""
    too_old: int = 0
    """Rows older than is kept: they were left out."""


def land(
    home: Home, chunks: Iterable[tuple[str, pa.Table]], told: Callable[[str, int], None] = lambda *_: None
) -> Landed:
    """Land every row that is not there yet; each table in one commit."""
    home.path.mkdir(parents=True, exist_ok=True)
    landed = Landed()
    with TemporaryDirectory(dir=home.path, prefix="landing-") as folder:
        for name, chunk in chunks:
            _stage(Path(folder) / name, chunk)
            landed.rows[name] = landed.rows.get(name, 0) + chunk.num_rows
        landed.of_erased = leave_out_erased(home, Path(folder))
        landed.too_old = leave_out_old(home, Path(folder))
        con = duckdb(home.path)
        for name in landed.rows:
            told(name, landed.rows[name])
            landed.new[name] = _append(home, con, name, con.read_parquet(f"{folder}/{name}/*.parquet"))
        con.disconnect()
    return landed


def landed_table(home: Home, con: Backend, name: str, version: int | None = None) -> Table:
    """A landed table with today's columns: those that nobody landed yet are null."""
    where = f"{LANDED}/{name}"
    schema = arrow_schema(name)
    if name != "data_issues":
        schema = schema.append(pa.field("is_again", pa.bool_()))
    if not home.lake.has(where):
        return ibis.memtable(schema.empty_table())
    there = lake_table(con, home.lake, where, version)
    kinds = ibis.Schema.from_pyarrow(schema)
    missing = {column: ibis.null(kinds[column]) for column in schema.names if column not in there.columns}
    return there.mutate(**missing).select(schema.names)


def _stage(folder: Path, chunk: pa.Table) -> None:
    """Put rows aside on disk, for only at the end it shows which of them are new."""
    folder.mkdir(exist_ok=True)
    pq.write_table(chunk, folder / f"{len(list(folder.iterdir()))}.parquet")


def _append(home: Home, con: Backend, name: str, staged: Table) -> int:
    there = landed_table(home, con, name)
    if name == "data_issues":
        fresh = staged.distinct(on="issue_id", keep="first").anti_join(there, "issue_id")
    else:
        fresh = _fresh(con, staged, there, SOURCES[name].key)
    by = "day" if name in BY_DAY else None
    if by:
        fresh = fresh.mutate(day=fresh.recorded_at.strftime("%Y-%m-%d"))
    count = rows_in(fresh)
    if count:
        home.lake.append(f"{LANDED}/{name}", fresh.to_pyarrow_batches(chunk_size=100_000), by)
    return count


def _fresh(con: Backend, staged: Table, there: Table, key: str) -> Table:
    """Rows whose content has not landed yet; `is_again` marks one whose key is not new."""
    columns = list(staged.columns)
    old = con.create_table("old_keys", there.semi_join(staged, key).select(key).distinct(), overwrite=True)
    twice = staged.group_by(key).having(staged.count() > 1).agg()
    again = con.create_table("again_keys", ibis.union(old, twice, distinct=True), overwrite=True)
    others = staged.semi_join(again, key)
    others = ibis.difference(others, there.semi_join(again, key).select(columns), distinct=True)
    place = ibis.row_number().over(group_by=others[key], order_by=[others[name] for name in columns])
    marked = others.mutate(place=place).left_join(old, key)
    marked = marked.mutate(is_again=(marked.place > 0) | marked[f"{key}_right"].notnull())
    found = con.create_table("again_rows", marked.select(*columns, "is_again"), overwrite=True)
    return ibis.union(staged.anti_join(again, key).mutate(is_again=ibis.literal(False)), found)
