"""What runs the steps on one machine: DuckDB through Ibis."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import ibis
import pyarrow as pa
from ibis.backends.duckdb import Backend
from ibis.backends.sql.datatypes import DuckDBType
from ibis.expr.operations import DatabaseTable, InMemoryTable, Namespace
from ibis.expr.schema import Schema
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


IN_MEMORY = Namespace(catalog="memory", database="main")
# What steps were compiled to in this process, by the names and columns of the stored tables they read.
_COMPILED: dict[Hashable, tuple[str, Schema]] = {}


@dataclass
class DuckDBEngine:
    """Keeps every table in one DuckDB connection; an expression is compiled once, however often the engine builds it.

    To compile the graph takes longer than to run it on a small company, and earlier moments are many. So one engine
    builds one graph, for one moment after the other: only the rows differ. Another engine of the same process need not
    compile again what reads stored tables of the same names and columns.
    """

    con: Backend = field(default_factory=duckdb)
    kept: dict[str, Table] = field(default_factory=dict)
    script: dict[str, Callable[[], None]] = field(default_factory=dict)

    def keep(self, step: Step, inputs: Mapping[str, Table]) -> Table:
        """Run one step, as it was first told, and store its table."""
        if step.kind != "expression":
            self.script[step.name] = lambda: self._worked(step, inputs)
        elif step.name not in self.script:
            return self.stored(step.name, step.make, inputs)
        self.script[step.name]()
        return self.kept[step.name]

    def stored(self, name: str, make: Callable[..., Table], read: Mapping[str, Table], *how: Hashable) -> Table:
        """Store what an expression makes of tables, now and whenever the whole script runs again.

        `how` is what it is told beside the tables.
        """
        return self._begun(name, *self._compiled(make, read, how))

    def seen(self, name: str, make: Callable[..., Table], read: Mapping[str, Table], *how: Hashable) -> Table:
        """See what an expression makes of tables under a name, without storing it."""
        sql, _schema = self._compiled(make, read, how)
        self.con.con.execute(f'CREATE OR REPLACE VIEW "{name}" AS {sql}')
        return self.con.table(name)

    def named(self, name: str, rows: Table) -> Table:
        """See the rows of a table under a name of ours: its own may be another in each engine."""
        if isinstance(here := rows.op(), InMemoryTable):
            rows = self.put(f"{name}_here", here.data.to_pyarrow(here.schema))
        there = rows.op()
        read = f'FROM "{there.name}"' if isinstance(there, DatabaseTable) else self.con.compile(rows)
        self.con.con.execute(f'CREATE OR REPLACE TEMPORARY VIEW "{name}" AS {read}')
        return DatabaseTable(name, schema=rows.schema(), source=self.con, namespace=Namespace()).to_expr()

    def has_any(self, rows: Table, where: str = "true") -> bool:
        """Whether a table that is stored or seen has any row, of those that a column says."""
        return bool(self.con.con.table(rows.op().name).filter(where).limit(1).fetchall())

    def _begun(self, name: str, sql: str, schema: Schema) -> Table:
        columns, found = _columns(schema)
        self.con.con.execute(f'CREATE OR REPLACE TABLE "{name}" ({columns})')
        self.kept[name] = DatabaseTable(name, schema=found, source=self.con, namespace=IN_MEMORY).to_expr()
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

    def _compiled(
        self, make: Callable[..., Table], inputs: Mapping[str, Table], how: tuple[Hashable, ...] = ()
    ) -> tuple[str, Schema]:
        """The SQL of an expression and the columns of its table.

        A name says which table is read only where one is stored or seen, so only such SQL serves again: for other rows
        under the same names.
        """
        read = [(name, table.op()) for name, table in inputs.items()]
        if not all(isinstance(each, DatabaseTable) for _, each in read):
            rows = make(*how, **inputs)
            return self.con.compile(rows), rows.schema()
        known = make, how, *((name, each.namespace, each.name, each.schema) for name, each in read)
        if known not in _COMPILED:
            rows = make(*how, **inputs)
            _COMPILED[known] = self.con.compile(rows), rows.schema()
        return _COMPILED[known]

    def _worked(self, step: Step, inputs: Mapping[str, Table]) -> None:
        self.put(step.name, made(step, {name: plain(self._rows(table)) for name, table in inputs.items()}))

    def _rows(self, table: Table) -> pa.Table:
        """A table in memory; one that is stored is asked for by its name, for to compile that would take longer."""
        if isinstance(stored := table.op(), DatabaseTable):
            return self.con.con.table(stored.name).to_arrow_table()
        return table.to_pyarrow()

    def _fill(self, name: str, rows: str) -> None:
        self.con.raw_sql(f'TRUNCATE "{name}"; INSERT INTO "{name}" {rows}')


@cache
def _columns(schema: Schema) -> tuple[str, Schema]:
    """The columns of a table as DuckDB is asked for them, and as it has them then."""
    found = {name: DuckDBType.from_string(DuckDBType.to_string(kind), kind.nullable) for name, kind in schema.items()}
    return ", ".join(told.sql("duckdb") for told in schema.to_sqlglot_column_defs("duckdb")), Schema(found)
