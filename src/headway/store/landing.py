"""Lands what connectors read: append-only, once each, whatever the order or the repeats."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import ibis
import pyarrow as pa
from ibis.backends.duckdb import Backend
from ibis.expr.types import Table

from headway.sources import SOURCES, arrow_schema
from headway.store.engines import duckdb, lake_table
from headway.store.home import Home

LANDED = "landed"
# Events are kept by the day their server got them, so that a refresh reads few files and retention drops whole days.
BY_DAY = ("web_events", "web_calls")


@dataclass
class Landed:
    """How many rows an import brought, and how many of them were new."""

    rows: dict[str, int] = field(default_factory=dict)
    new: dict[str, int] = field(default_factory=dict)


def land(
    home: Home, chunks: Iterable[tuple[str, pa.Table]], told: Callable[[str, int], None] = lambda *_: None
) -> Landed:
    """Land every row that is not there yet; each table in one commit."""
    con = duckdb(home.path)
    landed = Landed()
    for name, chunk in chunks:
        _stage(con, name, chunk)
        landed.rows[name] = landed.rows.get(name, 0) + chunk.num_rows
    for name in landed.rows:
        told(name, landed.rows[name])
        landed.new[name] = _append(home, con, name)
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


def _stage(con: Backend, name: str, chunk: pa.Table) -> None:
    staged = f"new_{name}"
    if staged in con.list_tables():
        con.insert(staged, chunk)
    else:
        con.create_table(staged, chunk)


def _append(home: Home, con: Backend, name: str) -> int:
    staged, there = con.table(f"new_{name}"), landed_table(home, con, name)
    if name == "data_issues":
        fresh = staged.distinct(on="issue_id", keep="first").anti_join(there, "issue_id")
    else:
        fresh = _fresh(staged, there, SOURCES[name].key)
    by = "day" if name in BY_DAY else None
    if by:
        fresh = fresh.mutate(day=fresh.recorded_at.strftime("%Y-%m-%d"))
    found = con.create_table(f"fresh_{name}", fresh)
    count = int(found.count().to_pyarrow().as_py())
    if count:
        home.lake.append(f"{LANDED}/{name}", found.to_pyarrow_batches(chunk_size=100_000), by)
    return count


def _fresh(staged: Table, there: Table, key: str) -> Table:
    """Rows whose content has not landed yet; `is_again` marks one whose key is not new."""
    columns = list(staged.columns)
    counted = staged.mutate(times=staged.count().over(group_by=staged[key]))
    first = counted.filter(counted.times == 1).anti_join(there, key).select(columns)
    others = staged.anti_join(first, key)
    others = ibis.difference(others, there.semi_join(others, key).select(columns), distinct=True)
    old = there.select(key).distinct()
    place = ibis.row_number().over(group_by=others[key], order_by=[others[name] for name in columns])
    marked = others.mutate(place=place).left_join(old, key)
    marked = marked.mutate(is_again=(marked.place > 0) | marked[f"{key}_right"].notnull())
    return ibis.union(first.mutate(is_again=ibis.literal(False)), marked.select(*columns, "is_again"))
