"""What runs the steps on one machine: DuckDB through Ibis."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ibis
from ibis.backends.duckdb import Backend
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


@dataclass(frozen=True)
class DuckDBEngine:
    """Keeps every table in one DuckDB connection."""

    con: Backend

    def keep(self, step: Step, inputs: Mapping[str, Table]) -> Table:
        """Run one step and store its table."""
        return self.con.create_table(step.name, self._made(step, inputs), overwrite=True)

    def _made(self, step: Step, inputs: Mapping[str, Table]) -> Any:  # noqa: ANN401 -- an Ibis table or an Arrow one
        if step.kind == "expression":
            return step.make(**inputs)
        return made(step, {name: plain(table.to_pyarrow()) for name, table in inputs.items()})
