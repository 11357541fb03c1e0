"""What runs the steps on one machine: DuckDB through Ibis."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
from ibis.backends.duckdb import Backend
from ibis.expr.types import Table

from headway.errors import StepError
from headway.graph import Step
from headway.store.lake import Lake

# Rows an account step sees at once; an account is never split.
BATCH_ROWS = 1_000_000


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
    return con.read_parquet(files, hive_partitioning=False) if files else ibis.memtable(lake.empty(name, version))


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
        if step.kind == "whole":
            return checked(step, step.make(**{name: arrow(table) for name, table in inputs.items()}))
        whole, small = step.reads[0], step.reads[1:]
        beside = {name: arrow(inputs[name]) for name in small}
        batches = [step.make(batch, **beside) for batch in account_batches(arrow(inputs[whole]))]
        return checked(step, pa.Table.from_batches(batches))


def arrow(table: Table) -> pa.Table:
    """A table in memory, its types as the core expects them: times without a zone, to the microsecond."""
    read = table.to_pyarrow()
    return read.cast(pa.schema([pa.field(f.name, _plain(f.type)) for f in read.schema]))


def _plain(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_timestamp(kind):
        return pa.timestamp("us")
    if pa.types.is_decimal(kind):
        return pa.float64()
    return kind


def checked(step: Step, made: object) -> pa.Table:
    """What a step in Python returned, if it is a table."""
    if not isinstance(made, pa.Table):
        raise StepError(
            f"The step '{step.name}' returned {type(made).__name__} instead of a table. Please report this."
        )
    return made


def account_batches(table: pa.Table, rows: int = BATCH_ROWS) -> Iterator[pa.RecordBatch]:
    """The table sorted by account, in batches in which each account is whole; one empty batch where it is empty."""
    table = table.sort_by("account_id").combine_chunks()
    if table.num_rows == 0:
        yield pa.RecordBatch.from_pylist([], schema=table.schema)
        return
    names = table["account_id"].combine_chunks().dictionary_encode().indices.to_numpy()
    starts = np.flatnonzero(np.diff(names)) + 1
    begin = 0
    while begin < table.num_rows:
        later = starts[starts >= begin + rows]
        end = int(later[0]) if len(later) else table.num_rows
        yield table.slice(begin, end - begin).combine_chunks().to_batches()[0]
        begin = end
