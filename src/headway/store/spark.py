"""What runs the steps on many machines: Spark through Ibis. It needs the extra `spark`, and Java 17."""

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import ibis
import ibis.expr.operations as ops
import pyarrow as pa
from ibis.backends.pyspark import Backend
from ibis.backends.pyspark.datatypes import PySparkSchema
from ibis.expr.types import Table
from pyspark.sql import DataFrame, SparkSession

from headway.graph import Step
from headway.store.batches import made, plain

Batches = Iterator[pa.RecordBatch]


def local_spark(folder: Path, cores: int = 2, own: Mapping[str, str] | None = None) -> SparkSession:
    """A Spark within this process; it keeps its tables in the folder, which has to be fresh.

    `own` are settings of Spark beside ours.
    """
    # Spark would start the python3 of the path, which need not know Headway.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.sql.warehouse.dir": str(folder),
        "spark.sql.shuffle.partitions": str(cores),
    }
    builder = SparkSession.builder.master(f"local[{cores}]").appName("headway")
    session = builder.config(map={**settings, **(own or {})}).getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


@dataclass(frozen=True)
class SparkEngine:
    """Keeps every table in Spark's own catalog, stored before the next step reads it."""

    session: SparkSession

    @cached_property
    def con(self) -> Backend:
        """Spark as Ibis knows it; the session's time zone becomes UTC."""
        return ibis.pyspark.connect(self.session)

    def keep(self, step: Step, inputs: Mapping[str, Table]) -> Table:
        """Run one step and store its table."""
        if step.kind == "expression":
            table = step.make(**inputs)
            return self._kept(step.name, self._of(table), table.schema())
        if step.kind == "account":
            return self._by_account(step, inputs)
        return self.hold(step.name, made(step, {name: self.arrow(table) for name, table in inputs.items()}))

    def hold(self, name: str, rows: pa.Table) -> Table:
        """Store a table that is in memory."""
        return self._kept(name, self.session.createDataFrame(_zoned(rows)), ibis.Schema.from_pyarrow(rows.schema))

    def arrow(self, table: Table) -> pa.Table:
        """A stored table in memory."""
        return plain(self._of(table).toArrow())

    def _of(self, table: Table) -> DataFrame:
        """An expression as Spark's own, its columns of the types the expression promises."""
        frame = self.session.sql(self.con.compile(table.op().replace(_as_double).to_expr()))
        wanted = PySparkSchema.from_ibis(table.schema())
        return frame.select([frame[field.name].cast(field.dataType) for field in wanted])

    def _kept(self, name: str, frame: DataFrame, schema: ibis.Schema) -> Table:
        """A table stored, for plans that nest grow beyond what Spark can plan; its columns as everywhere else."""
        frame.write.saveAsTable(name, mode="overwrite")
        return ibis.table(schema, name)

    def _by_account(self, step: Step, inputs: Mapping[str, Table]) -> Table:
        """The step over the accounts, each whole in one part; the small tables travel along."""
        first, *small = step.reads
        beside = {name: self.arrow(inputs[name]) for name in small}
        nothing = made(step, {**beside, first: inputs[first].schema().to_pyarrow().empty_table()}).schema
        schema = ibis.Schema.from_pyarrow(nothing)
        rows = self._of(inputs[first]).repartition("account_id")
        rows = rows.mapInArrow(_over_accounts(step, beside), PySparkSchema.from_ibis(schema))
        return self._kept(step.name, rows, schema)


def _as_double(node: ops.Node, parts: dict[str, object] | None) -> ops.Node:
    """Spark reads 0.5 as a decimal of one place, and rounds to a few places what is reckoned with it."""
    again = node.__recreate__(parts) if parts else node
    return ops.Cast(again, again.dtype) if isinstance(again, ops.Literal) and again.dtype.is_floating() else again


def _over_accounts(step: Step, beside: Mapping[str, pa.Table]) -> Callable[[Batches], Batches]:
    """What a worker does with the rows of its accounts, which come in batches that know nothing of accounts."""

    def over_accounts(batches: Batches) -> Batches:
        rows = list(batches)
        if rows:
            read = plain(pa.Table.from_batches(rows))
            yield from _zoned(made(step, {**beside, step.reads[0]: read})).to_batches()

    return over_accounts


def _zoned(rows: pa.Table) -> pa.Table:
    """Times with the zone they are in: Spark takes those without one for another type."""
    return rows.cast(pa.schema([pa.field(f.name, _in_utc(f.type)) for f in rows.schema]))


def _in_utc(kind: pa.DataType) -> pa.DataType:
    return pa.timestamp("us", "UTC") if pa.types.is_timestamp(kind) else kind
