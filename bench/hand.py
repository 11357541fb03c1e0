"""The heaviest tables made once more by SQL that somebody wrote for DuckDB alone: `sql/TABLE.sql`, in our columns."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import ibis
from ibis.backends.duckdb import Backend
from ibis.expr.types import Table

from costs import cpu_seconds
from headway import graph
from headway.sources import SOURCES
from headway.store.builds import newest_moment
from headway.store.cut import cut_sources
from headway.store.engines import DuckDBEngine, duckdb, rows_in
from headway.store.given import given
from headway.store.home import Home
from headway.store.landing import landed_table
from headway.store.landmarks import earlier
from headway.store.models import model_versions
from headway.store.shown import past_draws
from headway.store.steps import STEPS

HAND = {path.stem: path.read_text(encoding="utf-8") for path in sorted(Path(__file__).with_name("sql").glob("*.sql"))}
TRIES = 3


@dataclass(frozen=True)
class Beside:
    """One table made by our expression and by hand: CPU seconds of each, and rows that only one of them has."""

    name: str
    ours: float
    hand: float
    differing: int


def beside(home: Home) -> list[Beside]:
    """Every table that has SQL of its own in `sql/`, made both ways from the same tables."""
    con = duckdb(home.path)
    tables = _sources(con, home)
    return [found for step in graph.order(STEPS, tables) for found in _both_ways(con, step, tables)]


def _both_ways(con: Backend, step: graph.Step, tables: dict[str, Table]) -> Iterator[Beside]:
    inputs = {read: tables[read] for read in step.reads}
    tables[step.name] = DuckDBEngine(con).keep(step, inputs)
    if step.name in HAND:
        ours = min(_seconds(lambda: DuckDBEngine(con).keep(step, inputs)) for _ in range(TRIES))
        hand = min(_seconds(lambda: _by_hand(con, step.name)) for _ in range(TRIES))
        yield Beside(step.name, ours, hand, _differing(con, step.name))


def _sources(con: Backend, home: Home) -> dict[str, Table]:
    """What was known at the newest moment, each under its name for the SQL too."""
    landed = {name: landed_table(home, con, name) for name in SOURCES}
    at = newest_moment(landed)
    engine = DuckDBEngine(con)
    # First, as in a build: earlier days leave their own acts under the same name.
    past = earlier(home, engine, landed, at)
    told = given(engine.put, home, at)
    known = cut_sources(engine, landed, told["moment"], all_inputs=True).tables
    remembered = {"model_versions": model_versions(home, con, at), "past_draws": past_draws(home, con, at)}
    return known | told | past | remembered


def _by_hand(con: Backend, name: str) -> None:
    con.raw_sql(f"CREATE OR REPLACE TABLE by_hand AS {HAND[name]}")


def _differing(con: Backend, name: str) -> int:
    ours = con.table(name)
    hand = con.table("by_hand").select(ours.columns).cast(ours.schema())
    apart = [ibis.difference(one, other, distinct=False) for one, other in ((ours, hand), (hand, ours))]
    return sum(map(rows_in, apart))


def _seconds(work: Callable[[], object]) -> float:
    before = cpu_seconds()
    work()
    return cpu_seconds() - before
