"""The company's own words in an export, read beside every home: nothing of it stays."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa

from headway import graph
from headway.sources import SOURCES
from headway.store.engines import DuckDBEngine, duckdb
from headway.store.given import given
from headway.store.home import Home
from headway.store.landing import land, landed_table
from headway.store.steps import STEPS

WORDS = "mapping_values"
# No word hangs on the moment.
EARLIEST = datetime(1970, 1, 1)


def words_read(exports: Iterable[Iterable[tuple[str, pa.Table]]], home: Home | None = None) -> list[dict[str, Any]]:
    """Rows of `mapping_values` for what exports hold, under the settings and the people's words of a home, if any."""
    part = graph.needed(STEPS, [WORDS])
    read = {name for step in part.values() for name in step.reads}
    with TemporaryDirectory() as folder:
        beside = Home(Path(folder))
        if home and (home.path / "headway.toml").exists():
            copyfile(home.path / "headway.toml", beside.path / "headway.toml")
        for chunks in exports:
            land(beside, ((name, rows) for name, rows in chunks if name in read))
        engine = DuckDBEngine(duckdb(beside.path))
        put = engine.put
        told = given(put, beside, EARLIEST)
        for name in set(read) & set(SOURCES):
            # As a snapshot shows them now: which of its values count at an earlier moment is another question.
            rows = landed_table(home if home and name == "inputs" else beside, engine.con, name)
            told[name] = put(name, rows.filter(~rows.is_again).drop("is_again").to_pyarrow())
        found: list[dict[str, Any]] = graph.build(part, told, engine)[WORDS].to_pyarrow().to_pylist()
        engine.con.disconnect()
    return found
