"""What a build costs beside a bare scan of the same rows, and what our expressions cost beside hand-written SQL.

    python bench/build.py [--events 1000000 5000000] [--within FOLDER]

For each number of web events: the made-up company with as many accounts as make so many in a year is written in its
systems' own formats, read and landed, scanned, built, and its heaviest tables are made once more by hand. All seconds
are CPU seconds (user and system, children included): a machine with other work changes them least. Each part runs in
a process of its own, so that its peak of memory is its own. Exits with 1 where a table made by hand has other rows.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from costs import Cost, alone, cpu_seconds
from hand import Beside, beside
from headway.connect import connectors
from headway.demo import write_company
from headway.graph import Step
from headway.store.builds import build
from headway.store.engines import rows_in
from headway.store.home import Home
from headway.store.landing import LANDED, land
from headway.store.reading import Reading
from headway.store.steps import STEPS

SYSTEMS = ("salesforce", "segment")
# Web events that an account of the made-up company makes in its year.
EVENTS_AN_ACCOUNT = 275
# What the steps read of an event.
SCANNED = ("event_id", "kind", "visitor_id", "user_id", "happened_at", "recorded_at", "page", "title", "name", "agent")
HEAVY_SECONDS = 0.02


@dataclass(frozen=True)
class Import:
    """Rows of each landed table, and the part of the time that reading the files took."""

    rows: dict[str, int]
    reading_seconds: float


@dataclass(frozen=True)
class Built:
    """CPU seconds of each step and of what comes before and after them, and the rows of each table."""

    seconds: dict[str, float]
    rows: dict[str, int]


def main() -> None:
    """Measure every size asked for."""
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("--events", type=int, nargs="+", default=[1_000_000], help="web events, about")
    told.add_argument("--within", type=Path, help="a folder with room for about 400 bytes an event")
    asked = told.parse_args()
    agreed = []
    for events in asked.events:
        with tempfile.TemporaryDirectory(dir=asked.within) as folder:
            agreed.append(measured(Path(folder), events))
    sys.exit(0 if all(agreed) else 1)


def measured(folder: Path, events: int) -> bool:
    """Measure one size and say so as it goes; whether the tables made by hand have the same rows."""
    home = Home(folder / "home")
    written = alone(exported, folder, events)
    _say("")
    _say_part("writing the exports", written, f"of {written.made:,} accounts")
    landed = alone(imported, home, folder)
    _say_part("reading and landing", landed, _rates(landed))
    scan, found = alone(scanned, home), landed.made.rows["web_events"]
    _say_part("bare scan", scan, f"of {found:,} web events, {found / scan.seconds:,.0f} a second")
    built = alone(built_tables, home)
    _say_part("build", built, f"{built.seconds / scan.seconds:.0f} scans, {found / built.seconds:,.0f} events a second")
    _say_steps(built.made, landed.made.rows)
    return _say_hand(alone(beside, home).made)


def exported(folder: Path, events: int) -> int:
    """Write the made-up company and say how many accounts it has."""
    accounts = max(events // EVENTS_AN_ACCOUNT, 1)
    write_company(folder, accounts=accounts)
    return accounts


def imported(home: Home, folder: Path) -> Import:
    """Read the exports and land their rows."""
    reading = [0.0]
    rows = land(home, _timed(_parts(folder), reading)).rows
    return Import(rows, reading[0])


def _parts(folder: Path) -> Iterator[tuple[str, pa.Table]]:
    for system in SYSTEMS:
        yield from connectors()[system].read(folder / system, lambda *_: None)


def _timed(parts: Iterator[tuple[str, pa.Table]], seconds: list[float]) -> Iterator[tuple[str, pa.Table]]:
    """The same parts; `seconds` gathers what it takes to come by them."""
    while True:
        before = cpu_seconds()
        part = next(parts, None)
        seconds[0] += cpu_seconds() - before
        if part is None:
            return
        yield part


def scanned(home: Home) -> None:
    """Read every value of the events that a build reads, and nothing else."""
    events = duckdb.read_parquet(home.lake.files(f"{LANDED}/web_events"))
    events.aggregate(", ".join(f"max({column})" for column in SCANNED)).fetchall()


def built_tables(home: Home) -> Built:
    """Build the home as `headway build` does, with a clock at every step."""
    began: list[tuple[str, float]] = []
    made = build(home, told=lambda name: began.append((name, cpu_seconds())))
    ended = [at for _, at in began[1:]] + [cpu_seconds()]
    opened = Reading(home, made)
    return Built(
        seconds={name: after - before for (name, before), after in zip(began, ended, strict=True)},
        rows={name: rows_in(opened.table(name)) for name in made.versions},
    )


def _rates(landed: Cost[Import]) -> str:
    rows = sum(landed.made.rows.values())
    landing = landed.seconds - landed.made.reading_seconds
    return f"{rows:,} rows, {rows / landed.made.reading_seconds:,.0f} a second read, {rows / landing:,.0f} landed"


def _say_part(name: str, part: Cost[object], more: str) -> None:
    _say(f"{name:<21}{part.seconds:>10.2f} s{part.peak_mb:>9,.0f} MB   {more}")


def _say_steps(built: Built, landed: dict[str, int]) -> None:
    """Every step, the dearest first; those before and after the graph too."""
    rows = {**landed, **built.rows}
    _say(f"\n{'step':<22}{'seconds':>11}{'rows out':>12}{'rows in/s':>14}")
    for name, seconds in sorted(built.seconds.items(), key=lambda each: -each[1]):
        out = f"{rows[name]:>12,}" if name in STEPS else ""
        rate = f"{_rows_in(STEPS[name], rows) / seconds:>14,.0f}" if name in STEPS and seconds > HEAVY_SECONDS else ""
        _say(f"{name:<22}{seconds:>11.2f}{out}{rate}")


def _rows_in(step: Step, rows: dict[str, int]) -> int:
    return sum(rows.get(read, 0) for read in step.reads)


def _say_hand(tables: list[Beside]) -> bool:
    """Our seconds beside those of the SQL, and whether the rows agree."""
    _say(f"\n{'by hand':<22}{'ours s':>11}{'hand s':>12}{'ratio':>14}")
    for each in tables:
        apart = f"   {each.differing:,} ROWS DIFFER" if each.differing else ""
        _say(f"{each.name:<22}{each.ours:>11.2f}{each.hand:>12.2f}{each.ours / each.hand:>14.2f}{apart}")
    ours, hand = sum(each.ours for each in tables), sum(each.hand for each in tables)
    _say(f"{'all of them':<22}{ours:>11.2f}{hand:>12.2f}{ours / hand:>14.2f}")
    return not any(each.differing for each in tables)


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    main()
