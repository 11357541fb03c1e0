"""Every expression compiles for six engines; none of them needs to run here."""

from datetime import datetime
from functools import cache

import ibis
import pytest
from ibis.expr.types import Table

from headway.sources import SOURCES
from headway.sources.zones import SCHEMA as SPANS
from headway.sources.zones import in_utc
from headway.store.cut import contact_versions, known
from headway.store.steps import STEPS
from tables import schemas

ibis.pyspark  # noqa: B018 -- reading the attribute registers the options its compiler needs

EXPRESSIONS = [step.name for step in STEPS.values() if step.kind == "expression"]

on_every_engine = pytest.mark.parametrize(
    "engine", ["duckdb", "pyspark", "postgres", "clickhouse", "snowflake", "bigquery"]
)


@on_every_engine
@pytest.mark.parametrize("name", EXPRESSIONS)
def test_expression_compiles(name: str, engine: str) -> None:
    assert is_query(ibis.to_sql(expression(name), dialect=engine))


@on_every_engine
@pytest.mark.parametrize("name", SOURCES)
def test_what_was_known_compiles(name: str, engine: str) -> None:
    landed = ibis.table({**table(name).schema(), "is_again": "boolean"}, name=name)
    assert is_query(ibis.to_sql(known(SOURCES[name], landed, datetime(2026, 1, 5)), dialect=engine))


@on_every_engine
def test_putting_times_into_utc_compiles(engine: str) -> None:
    by_zone = ibis.table(ibis.Schema.from_pyarrow(SPANS), name="zone_spans")
    assert is_query(ibis.to_sql(in_utc(table("crm_deals"), by_zone), dialect=engine))


@on_every_engine
def test_versions_of_contacts_compile(engine: str) -> None:
    landed = ibis.table({**table("crm_people").schema(), "is_again": "boolean"}, name="crm_people")
    assert is_query(ibis.to_sql(contact_versions(landed, datetime(2026, 1, 5)), dialect=engine))


@cache
def expression(name: str) -> Table:
    step = STEPS[name]
    return step.make(**{read: table(read) for read in step.reads})


def table(name: str) -> Table:
    """A table of the graph without an engine."""
    return ibis.table(ibis.Schema.from_pyarrow(schemas()[name]), name=name)


def is_query(sql: str) -> bool:
    return sql.lstrip().upper().startswith(("SELECT", "WITH"))
