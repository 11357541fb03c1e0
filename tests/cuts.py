"""What was known in a home at a moment, as a build cuts it; short to import, for a process of its own does it too."""

from datetime import datetime
from pathlib import Path

from headway.sources import SOURCES
from headway.store.clocks import put_into_utc, told_zones
from headway.store.cut import cut_sources
from headway.store.engines import DuckDBEngine, duckdb
from headway.store.given import given
from headway.store.home import Home
from headway.store.landing import landed_table

Cuts = dict[str, list[str]]


def cut_of(folder: Path, at: datetime) -> Cuts:
    """Every row of every cut table, and of those that did not count yet."""
    home, engine = Home(folder), DuckDBEngine(duckdb(folder))
    landed = {name: landed_table(home, engine.con, name) for name in SOURCES}
    landed = put_into_utc(engine.con, landed, told_zones(home, landed["inputs"]))
    moment = given(engine.put, home, at)["moment"]
    cut = cut_sources(engine, landed, moment, all_inputs=True)
    tables = cut.tables | {issues.op().name: issues for issues in cut.issues()}
    return {name: sorted(map(repr, table.to_pyarrow().to_pylist())) for name, table in tables.items()}
