"""Fit and score of many accounts on Spark `local[2]`: the time, and that its rows are those of one DuckDB.

    python bench/scale_on_spark.py [--accounts 100000] [--landmarks 8]

The made-up weeks and lessons of `scale.py`, through the graph on either engine; needs Java 17. Exits with 1 where a row
differs by more than 1e-9. Seconds are of the clock, for most of Spark runs in a process that is not ours.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from headway import graph
from headway.graph import Engine
from headway.sources.remembered import nothing_remembered
from headway.store.engines import DuckDBEngine
from headway.store.spark import SparkEngine, local_spark
from headway.store.steps import STEPS
from scale import lessons_of, nobody_told, the_moment, tracked_weeks, weeks_of

STANDING = ("journey_states", "journey_jobs")
LEARNING = ("taught_lessons", "feature_leaks", "past_estimates", "fitted_models", "ending_models", "endings", "signals")
MEMORY = {"spark.driver.memory": "6g", "spark.driver.maxResultSize": "4g"}
NEAR = 1e-9


def sources(accounts: int, landmarks: int) -> dict[str, pa.Table]:
    """Everything the steps read, made up."""
    return {
        "journey_weeks": weeks_of(accounts),
        "tracking_weeks": tracked_weeks(),
        "moment": the_moment(),
        "lessons": pa.concat_tables(lessons_of(accounts, place) for place in range(1, landmarks + 1)),
        "features": lessons_of(accounts, 0),
        "model_versions": nothing_remembered()["model_versions"],
        "overrides": nobody_told(),
    }


def timed(name: str, engine: Engine, held: Mapping[str, object]) -> dict[str, object]:
    """Every step on one engine, each with its time."""
    began, of = time.perf_counter(), []
    part = {step: STEPS[step] for step in (*STANDING, *LEARNING)}
    made = graph.build(part, held, engine, lambda step: of.append((step.name, time.perf_counter())))
    ended = [*(at for _, at in of[1:]), time.perf_counter()]
    for (step, at), until in zip(of, ended, strict=True):
        print(f"{name:<8}{step:<16}{until - at:>8.1f} s", flush=True)
    print(f"{name:<8}{'in all':<16}{time.perf_counter() - began:>8.1f} s", flush=True)
    return made


def unlike(here: pa.Table, there: pa.Table) -> int:
    """How many values differ; -1: not even as many rows of the same columns."""
    if here.schema != there.schema or here.num_rows != there.num_rows:
        return -1
    keys = [(field.name, "ascending") for field in here.schema if not pa.types.is_floating(field.type)]
    here, there = (table.sort_by(keys) for table in (here, there))
    return sum(_unlike(here[name], there[name]) for name in here.schema.names)


def _unlike(one: pa.ChunkedArray, other: pa.ChunkedArray) -> int:
    if not pa.types.is_floating(one.type):
        same = pc.fill_null(pc.equal(one, other), False)
        return one.length() - int(pc.sum(pc.or_(same, pc.and_(pc.is_null(one), pc.is_null(other)))).as_py() or 0)
    a, b = (column.to_numpy().astype(float) for column in (one, other))
    return int((~np.isclose(a, b, rtol=NEAR, atol=NEAR, equal_nan=True)).sum())


def main() -> None:
    """Run both and compare."""
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("--accounts", type=int, default=100_000)
    told.add_argument("--landmarks", type=int, default=8)
    asked = told.parse_args()
    known = sources(asked.accounts, asked.landmarks)
    duckdb = DuckDBEngine()
    by_duckdb = timed("DuckDB", duckdb, {name: duckdb.put(name, rows) for name, rows in known.items()})
    with tempfile.TemporaryDirectory() as folder:
        session = local_spark(Path(folder) / "tables", own=MEMORY)
        spark = SparkEngine(session)
        by_spark = timed("Spark", spark, {name: spark.hold(name, rows) for name, rows in known.items()})
        wrong = 0
        for name in (*STANDING, *LEARNING):
            here, there = by_duckdb[name].to_pyarrow(), spark.arrow(by_spark[name])
            differs = unlike(here, there)
            wrong += differs != 0
            print(
                f"{name:<16}{here.num_rows:>12,} rows, {differs} of {here.num_rows * here.num_columns:,} values differ"
            )
        session.stop()
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
