"""What runs the steps on one machine: DuckDB through Ibis."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import ibis
import pyarrow as pa
from ibis.backends.duckdb import Backend
from ibis.expr.operations import DatabaseTable
from ibis.expr.types import Table

from headway.graph import Step
from headway.store.batches import made, plain
from headway.store.lake import Lake


def duckdb(home: Path | None = None) -> Backend:
    """An in-memory DuckDB that spills into the home and keeps time in UTC."""
    spill = {"temp_directory": str(home / "spill")} if home else {}
    con = ibis.duckdb.connect(**spill)
    for setting in ("TimeZone = 'UTC'", "preserve_insertion_order = false", "enable_progress_bar = false"):
        con.raw_sql(f"SET {setting}")
    return con


def lake_table(con: Backend, lake: Lake, name: str, version: int | None = None) -> Table:
    """One version of a table of the lake; what splits it into folders (`day=...`) stays a name of folders."""
    files = lake.files(name, version)
    return (
        con.read_parquet(files, hive_partitioning=False, union_by_name=True)
        if files
        else ibis.memtable(lake.empty(name, version))
    )


def rows_in(table: Table) -> int:
    """How many rows a table has."""
    return int(table.count().to_pyarrow().as_py())


@dataclass
class DuckDBEngine:
    """Keeps every table in one DuckDB connection; an expression is compiled once, however often the engine builds it.

    To compile the graph takes longer than to run it on a small company, and earlier moments are many. So one engine
    builds one graph, for one moment after the other: only the rows differ.
    """

    con: Backend = field(default_factory=duckdb)
    kept: dict[str, Table] = field(default_factory=dict)
    script: dict[str, Callable[[], None]] = field(default_factory=dict)

    def keep(self, step: Step, inputs: Mapping[str, Table]) -> Table:
        """Run one step, as it was first told, and store its table."""
        if step.kind != "expression":
            self.script[step.name] = lambda: self._worked(step, inputs)
        elif step.name not in self.script:
            return self.stored(step.name, step.make(**inputs))
        self.script[step.name]()
        return self.kept[step.name]

    def stored(self, name: str, rows: Table) -> Table:
        """Store the rows of an expression, now and whenever the whole script runs again."""
        sql = self.con.compile(rows)
        self.kept[name] = self.con.create_table(name, schema=rows.schema(), overwrite=True)
        self.script[name] = lambda: self._fill(name, sql)
        self.script[name]()
        return self.kept[name]

    def put(self, name: str, rows: pa.Table) -> Table:
        """Keep rows under a name, in place of those that were there; to compile that would take longer."""
        self.con.con.register("rows_put", rows)
        if name in self.kept:
            self._fill(name, "FROM rows_put")
        else:
            self.con.con.execute(f'CREATE OR REPLACE TABLE "{name}" AS FROM rows_put')
            self.kept[name] = self.con.table(name)
        self.con.con.unregister("rows_put")
        return self.kept[name]

    def again(self) -> None:
        """Run everything once more, in the order it was told, on the tables as they are now."""
        for act in self.script.values():
            act()

    def forget(self, names: Iterable[str]) -> None:
        """Let these be compiled anew: what they were first told to read will be gone."""
        for name in names:
            self.script.pop(name)

    def _worked(self, step: Step, inputs: Mapping[str, Table]) -> None:
        self.put(step.name, made(step, {name: plain(self._rows(table)) for name, table in inputs.items()}))

    def _rows(self, table: Table) -> pa.Table:
        """A table in memory; one that is stored is asked for by its name, for to compile that would take longer."""
        if isinstance(stored := table.op(), DatabaseTable):
            return self.con.con.table(stored.name).to_arrow_table()
        return table.to_pyarrow()

    def _fill(self, name: str, rows: str) -> None:
        self.con.raw_sql(f'TRUNCATE "{name}"; INSERT INTO "{name}" {rows}')
