"""Every expression compiles for six engines; none of them needs to run here."""

from datetime import datetime

import ibis
import pyarrow as pa
import pytest

from headway import graph
from headway.graph import Step
from headway.sources import SOURCES, arrow_schema
from headway.sources.settings import settings_table
from headway.store.builds import STEPS

ibis.pyspark  # noqa: B018 -- reading the attribute registers the options its compiler needs

ENGINES = ("duckdb", "pyspark", "postgres", "clickhouse", "snowflake", "bigquery")


def _schemas() -> dict[str, pa.Schema]:
    """The schema of every table of the graph, without a row of data."""
    known = {name: arrow_schema(name) for name in SOURCES}
    known["moment"] = pa.schema([("moment", pa.timestamp("us"))])
    known["settings"] = settings_table({}).schema
    known["page_rules"] = pa.schema([("page", pa.string()), ("job", pa.string()), ("weight", pa.float64())])
    for step in graph.order(STEPS, known):
        known[step.name] = _schema(step, known)
    return known


def _schema(step: Step, known: dict[str, pa.Schema]) -> pa.Schema:
    if step.kind == "expression":
        return _expression(step, known).schema().to_pyarrow()
    inputs = {name: _nothing(name, known[name]) for name in step.reads}
    if step.kind == "account":
        first = step.reads[0]
        inputs[first] = pa.RecordBatch.from_pylist([], schema=known[first])
    return step.make(**inputs).schema


def _nothing(name: str, schema: pa.Schema) -> pa.Table:
    if name == "settings":
        return settings_table({})
    if name == "moment":
        return pa.table({"moment": pa.array([datetime(2026, 1, 5)], pa.timestamp("us"))})
    return schema.empty_table()


def _expression(step: Step, known: dict[str, pa.Schema]) -> ibis.Table:
    return step.make(**{read: ibis.table(ibis.Schema.from_pyarrow(known[read]), name=read) for read in step.reads})


SCHEMAS = _schemas()


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", [step.name for step in STEPS.values() if step.kind == "expression"])
def test_expression_compiles(name: str, engine: str) -> None:
    sql = ibis.to_sql(_expression(STEPS[name], SCHEMAS), dialect=engine)
    assert sql.lstrip().upper().startswith(("SELECT", "WITH"))
