"""What a build costs, in CPU seconds and as ratios measured in one run.

    python bench/speed.py [--events 1000000 5000000]

For each size, in a process of its own: landing generated events, the bare scan of the same columns, the build step by
step, and hand-written DuckDB SQL (`bench/sql/`) for the heavy tables, whose rows must be the same as ours.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
from ibis.backends.duckdb import Backend
from ibis.expr.types import Table

from headway import graph
from headway.sources import SOURCES, arrow_schema
from headway.store.builds import STEPS, build, cut_sources, given, newest_moment
from headway.store.engines import DuckDBEngine, duckdb, rows_in
from headway.store.home import Home
from headway.store.landing import land, landed_table

SQL = Path(__file__).parent / "sql"
CHUNK = 250_000
WORTH_TELLING = 0.2
DAY = np.timedelta64(1, "D")
START = np.datetime64("2025-07-01T00:00:00", "us")
PAGES = [
    f"/{folder}/{topic}"
    for folder in ("pricing", "compare", "guides", "docs", "customers", "help")
    for topic in range(40)
]


def cpu() -> float:
    """CPU seconds of this process and its children so far."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def cost(act: Callable[[], object]) -> float:
    """CPU seconds that something takes."""
    before = cpu()
    act()
    return cpu() - before


def events(count: int) -> Iterator[tuple[str, pa.Table]]:
    """Page views of a year by people of many accounts: one visitor in three is known by a call."""
    draw = np.random.default_rng(3)
    visitors = max(count // 25, 10)
    for first in range(0, count, CHUNK):
        rows = min(CHUNK, count - first)
        who = (visitors * draw.random(rows) ** 2).astype(np.int64)
        at = START + draw.integers(0, 365 * 86_400_000_000, rows).astype("timedelta64[us]")
        page = draw.integers(0, len(PAGES), rows)
        names = np.array(PAGES)[page]
        yield (
            "web_events",
            landed(
                "web_events",
                rows,
                event_id=[f"e{number}" for number in range(first, first + rows)],
                kind=np.full(rows, "page"),
                visitor_id=np.char.add("v", who.astype(str)),
                happened_at=at,
                recorded_at=at,
                modified_at=at,
                page=names,
                title=np.char.add(names, " | Acme"),
                agent=np.where(who % 29 == 0, "examplebot/1.0", "Mozilla/5.0"),
            ),
        )
    known = np.arange(0, visitors, 3)
    at = START + (known % 300) * DAY
    mail = np.char.add(
        np.char.add("p", known.astype(str)), np.char.add("@a", np.char.add((known // 60).astype(str), ".example"))
    )
    yield (
        "web_calls",
        landed(
            "web_calls",
            len(known),
            call_id=np.char.add("c", known.astype(str)),
            kind=np.full(len(known), "identify"),
            visitor_id=np.char.add("v", known.astype(str)),
            user_id=np.char.add("u", known.astype(str)),
            email=mail,
            happened_at=at,
            recorded_at=at,
            modified_at=at,
        ),
    )


def landed(name: str, rows: int, **columns: object) -> pa.Table:
    """An Arrow table of a landed schema; what is not given is null."""
    schema = arrow_schema(name)
    arrays = [pa.array(columns[f.name], f.type) if f.name in columns else pa.nulls(rows, f.type) for f in schema]
    return pa.Table.from_arrays(arrays, schema=schema)


def measure(count: int) -> None:
    """One size: print every cost."""
    with tempfile.TemporaryDirectory(prefix="headway-bench-") as folder:
        home = Home(Path(folder) / "home")
        landing = cost(lambda: land(home, events(count)))
        con = duckdb(home.path)
        sources = {name: landed_table(home, con, name) for name in SOURCES}
        scan = cost(
            lambda: sources["web_events"].select("visitor_id", "user_id", "happened_at", "page").nunique().to_pyarrow()
        )
        whole = cost(lambda: build(home))
        print(f"\n{count:,} events")
        print(f"generating and landing {landing:7.1f} s  {count / landing:12,.0f} rows/s")
        print(f"bare scan              {scan:7.1f} s")
        print(f"build                  {whole:7.1f} s  {whole / scan:6.1f} of the scan")
        steps(home, con, sources)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        print(f"peak memory            {peak:7.2f} GB")


def steps(home: Home, con: Backend, landed_tables: dict[str, Table]) -> None:
    """Run the graph step by step beside the hand-written SQL."""
    at: datetime = newest_moment(landed_tables)
    tables = {**cut_sources(con, landed_tables, at, all_inputs=True).tables, **given(con, home, at)}
    for name in {"web_events", "web_calls"} - set(con.list_tables()):
        con.create_view(name, tables[name])
    engine, total, by_hand = DuckDBEngine(con), 0.0, 0.0
    print(f"{'step':<20}{'CPU s':>8}{'rows out':>12}{'rows/s':>12}{'by hand':>9}{'ratio':>7}")
    for step in graph.order(STEPS, tables):
        reads = {read: tables[read] for read in step.reads}
        ours = cost(lambda step=step, reads=reads: tables.update({step.name: engine.keep(step, reads)}))
        rows = rows_in(tables[step.name])
        hand = hand_written(con, step.name, tables[step.name])
        if hand:
            total, by_hand = total + ours, by_hand + hand
        if hand or ours >= WORTH_TELLING:
            told = f"{hand:>9.2f}{ours / hand:>7.2f}" if hand else ""
            print(f"{step.name:<20}{ours:>8.2f}{rows:>12,}{rows / ours:>12,.0f}{told}")
    print(f"{'of those by hand':<20}{total:>8.2f}{'':>24}{by_hand:>9.2f}{total / by_hand:>7.2f}")


def hand_written(con: Backend, name: str, ours: Table) -> float | None:
    """CPU seconds of the same table in SQL written by hand; its rows must be ours."""
    path = SQL / f"{name}.sql"
    if not path.exists():
        return None
    spent = cost(lambda: con.raw_sql(f"CREATE OR REPLACE TABLE by_hand AS {path.read_text(encoding='utf-8')}"))
    theirs = con.table("by_hand").select(ours.columns).cast(ours.schema())
    if rows_in(ours.difference(theirs)) or rows_in(theirs.difference(ours)):
        raise SystemExit(f"{name}: the SQL written by hand makes other rows")
    return spent


def main() -> None:
    """Measure every size in a process of its own, so that each has its own peak."""
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("--events", type=int, nargs="+", default=[1_000_000, 5_000_000])
    sizes = told.parse_args().events
    if len(sizes) == 1:
        measure(sizes[0])
        return
    for size in sizes:
        subprocess.run([sys.executable, __file__, "--events", str(size)], check=True)


if __name__ == "__main__":
    main()
