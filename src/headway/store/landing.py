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
from headway.store.engines import DuckDBEngine, duckdb, lake_table
from headway.store.home import Home
from headway.store.leaving_out import leave_out_erased
from headway.store.retention import leave_out_old

LANDED = "landed"
# Events are kept by the day their server got them, so that a refresh reads few files and retention drops whole days.
BY_DAY = ("web_events", "web_calls")
ROWS_AT_ONCE = 100_000


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
        engine = DuckDBEngine(duckdb(home.path))
        for name in landed.rows:
            told(name, landed.rows[name])
            staged = engine.con.read_parquet(f"{folder}/{name}/*.parquet")
            landed.new[name] = _append(home, engine, name, staged)
        engine.con.disconnect()
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


def _append(home: Home, engine: DuckDBEngine, name: str, staged: Table) -> int:
    by = "day" if name in BY_DAY else None
    _see_fresh(engine, name, by, staged, landed_table(home, engine.con, name))
    fresh = engine.con.con.table(f"{name}_fresh")
    ((count,),) = fresh.count("*").fetchall()
    if count:
        home.lake.append(f"{LANDED}/{name}", fresh.to_arrow_reader(ROWS_AT_ONCE), by)
    return int(count)


def _see_fresh(engine: DuckDBEngine, name: str, by: str | None, staged: Table, there: Table) -> None:
    """Name what is fresh of a staged table; a click lands a row too, so nothing of it is compiled twice."""
    read = {"staged": engine.named(f"{name}_staged", staged), "there": engine.named(f"{name}_there", there)}
    if name == "data_issues":
        engine.seen(f"{name}_fresh", _fresh_issues, read)
        return
    key = SOURCES[name].key
    read["old"] = engine.stored(f"{name}_old_keys", _old_keys, read, key)
    read["again"] = engine.stored(f"{name}_again_keys", _again_keys, read, key)
    read["marked"] = engine.stored(f"{name}_again_rows", _again_rows, read, key)
    engine.seen(f"{name}_fresh", _fresh, read, key, by)


def _fresh_issues(staged: Table, there: Table) -> Table:
    return staged.distinct(on="issue_id", keep="first").anti_join(there, "issue_id")


def _old_keys(key: str, staged: Table, there: Table) -> Table:
    return there.semi_join(staged, key).select(key).distinct()


def _again_keys(key: str, staged: Table, old: Table, **_: Table) -> Table:
    """Keys that there are already, or that came several times."""
    twice = staged.group_by(key).having(staged.count() > 1).agg()
    return ibis.union(old, twice, distinct=True)


def _again_rows(key: str, staged: Table, there: Table, old: Table, again: Table) -> Table:
    """Rows of those keys whose content has not landed yet; `is_again` marks one whose key is not new."""
    columns = list(staged.columns)
    others = staged.semi_join(again, key)
    others = ibis.difference(others, there.semi_join(again, key).select(columns), distinct=True)
    place = ibis.row_number().over(group_by=others[key], order_by=[others[name] for name in columns])
    marked = others.mutate(place=place).left_join(old, key)
    marked = marked.mutate(is_again=(marked.place > 0) | marked[f"{key}_right"].notnull())
    return marked.select(*columns, "is_again")


def _fresh(key: str, by: str | None, staged: Table, again: Table, marked: Table, **_: Table) -> Table:
    """Rows whose content has not landed yet; `by` names the column that splits them by their day."""
    fresh = ibis.union(staged.anti_join(again, key).mutate(is_again=ibis.literal(False)), marked)
    return fresh.mutate(**{by: fresh.recorded_at.strftime("%Y-%m-%d")}) if by else fresh
