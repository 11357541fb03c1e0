"""Spark makes the same tables as DuckDB of one company, row by row."""

import shutil
from collections.abc import Iterator
from math import isclose
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow.parquet import read_table

from headway import graph
from headway.connect import Landed, connectors
from headway.demo import write_company
from headway.sources import SOURCES
from headway.store.batches import plain
from headway.store.builds import newest_moment
from headway.store.cut import cut_sources
from headway.store.engines import DuckDBEngine, duckdb
from headway.store.given import given
from headway.store.home import Home
from headway.store.landing import land, landed_table
from headway.store.landmarks import earlier
from headway.store.models import model_versions
from headway.store.shown import past_draws
from headway.store.steps import STEPS

pytestmark = [
    pytest.mark.skipif(shutil.which("java") is None, reason="Java is not on this machine"),
    # PySpark leaves the socket it fetched a table through to the garbage collector.
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
]

ACCOUNTS = 193  # beside the seven of the story
# Nobody tells the made-up company anything, nor has it written its own domains and offices down, nor asked for lots.
TOLD_BY_NOBODY = {
    *("standing_inputs", "overrides", "told_commitments", "commitments", "commitment_proofs", "told_domains"),
    *("told_identities", "told_persons", "our_offices", "mappings", "deals_left_out", "deal_fields", "promised_hours"),
    *("insights", "insight_offers", "insight_records", "brought", "brought_steps"),
    *("plan_links", "plan_acts", "plan_people", "plan_events", "plan_talks"),
    *("ratings", "competencies", "deal_fits", "training_needs"),
    *("coaching_plans", "coaching_starts", "coaching_pulse"),
    *("told_outcomes", "told_promises", "promises", "heard"),
    *("draw_outcomes", "draw_record"),
}
# The made-up CRM knows no houses of companies, ties every company and act by more than its name, tells every time in UTC,
# and nobody in it has changed company.
KNOWN_TO_NOBODY = {"account_parents", "families", "namesakes", "same_acts", "clocks_seen", "employments"}
# Of short jobs, Java spends most of its time on compiling them ever better, and Spark on planning them anew midway.
SHORT_JOBS = {
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.codegen.wholeStage": "false",
}
# In one year too few of its journeys have ended that were seen from their beginning.
TOO_FEW_TO_COMPARE = {"path_differences"}
Tables = dict[str, pa.Table]


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    """What was known of the made-up company at the newest moment."""
    folder = tmp_path_factory.mktemp("company")
    write_company(folder, accounts=ACCOUNTS)
    home, con = Home(folder / "home"), duckdb()
    land(home, exports(folder))
    landed = {name: landed_table(home, con, name) for name in SOURCES}
    at = newest_moment(landed)
    engine = DuckDBEngine(con)
    past = earlier(home, engine, landed, at)
    told = given(engine.put, home, at)
    tables = cut_sources(engine, landed, told["moment"], all_inputs=True).tables | told | past
    tables["model_versions"] = model_versions(home, con, at)
    tables["past_draws"] = past_draws(home, con, at)
    return {name: plain(table.to_pyarrow()) for name, table in tables.items()}


@pytest.fixture(scope="module")
def by_duckdb(known: Tables) -> Tables:
    con = duckdb()
    made = graph.build(STEPS, {name: con.create_table(name, rows) for name, rows in known.items()}, DuckDBEngine(con))
    return {name: plain(made[name].to_pyarrow()) for name in STEPS}


@pytest.fixture(scope="module")
def by_spark(known: Tables, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tables]:
    from headway.store.spark import SparkEngine, local_spark  # noqa: PLC0415 -- without Java nobody needs pyspark

    stored = tmp_path_factory.mktemp("spark") / "tables"
    session = local_spark(stored, own=SHORT_JOBS)
    engine = SparkEngine(session)
    graph.build(STEPS, {name: engine.hold(name, rows) for name, rows in known.items()}, engine)
    # As any other engine would read them; to ask Spark is a job for each.
    yield {name: plain(read_table(stored / name)) for name in STEPS}
    session.stop()


@pytest.mark.parametrize("name", STEPS)
def test_spark_makes_the_same_table(name: str, by_duckdb: Tables, by_spark: Tables) -> None:
    here, there = by_duckdb[name], by_spark[name]
    assert there.schema == here.schema
    assert there.num_rows == here.num_rows
    assert [row for row in zip(ordered(here), ordered(there), strict=True) if not same(*row)] == []


def test_most_tables_have_rows(by_duckdb: Tables) -> None:
    assert {
        name for name, table in by_duckdb.items() if not table.num_rows
    } <= TOLD_BY_NOBODY | KNOWN_TO_NOBODY | TOO_FEW_TO_COMPARE


def exports(folder: Path) -> Iterator[Landed]:
    for system in ("salesforce", "segment"):
        yield from connectors()[system].read(folder / system, lambda *_: None)


def ordered(table: pa.Table) -> list[tuple]:
    """Rows in an order that the last digits of a float do not change."""
    rows = [tuple(row.values()) for row in table.to_pylist()]
    return sorted(rows, key=lambda row: [f"{value:.6g}" if isinstance(value, float) else str(value) for value in row])


def same(one: tuple, other: tuple) -> bool:
    return all(
        isclose(a, b, rel_tol=1e-9, abs_tol=1e-9) if isinstance(a, float) and isinstance(b, float) else a == b
        for a, b in zip(one, other, strict=True)
    )
