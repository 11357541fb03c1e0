"""Erases a person from every file of a home, so that it can be killed at any instant and goes on where it was.

An erase first notes the person's hashes (`erased`); from then on nothing of the person lands. The next build, which
follows at once, takes the person out of the landed rows, makes every table anew, lets go of all builds before, and
deletes whatever old files and logs still hold. Until that is through, each further build begins with it again.
"""

import re
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
from ibis.backends.duckdb import Backend
from ibis.expr.types import Table

from headway.errors import DataError
from headway.sources import SOURCES
from headway.store.engines import duckdb, lake_table
from headway.store.erased import Erased, Knower
from headway.store.forgetting import forgotten
from headway.store.home import Build, Home
from headway.store.landing import BY_DAY, LANDED
from headway.store.persons import Person

ROWS_AT_ONCE = 100_000
_AT_ONCE = 1 << 24
_WAITS_SECONDS = 60
_HEADWAYS = {"lake", "builds", "current", "erased", "working", "app.sqlite3", "app.sqlite3-wal", "app.sqlite3-shm"}
_DAY = re.compile(r"/day=([^/]*)/")
# Kept beside the builds: what was shown, what was known at earlier moments, the estimates.
KEPT = ("shown", "landmarks", "models")
# Where the app keeps our own people: none of them is a customer's.
_OURS = ("auth_", "account_", "headway_member", "mfa_", "socialaccount_", "django_session", "sqlite_")


def begin(home: Home, person: Person, who: str = "", now: datetime | None = None) -> None:
    """Note that the person is to be erased; the next published build does it."""
    at = (now or datetime.now(UTC)).astimezone(UTC).replace(tzinfo=None)
    with home.telling(alone=True):
        Erased.of(home).add(person.marks(), at, who)


def take_out(home: Home, told: Callable[[str], None] = lambda _: None) -> list[dict[str, Any]]:
    """Take people whose erasing was begun out of what has landed and is kept; returns who they are.

    Only while the home is being written: `Home.writing`.
    """
    erased = Erased.of(home)
    if not (people := erased.unfinished):
        return []
    told("taking out whom to erase")
    knower = erased.knower()
    # Nobody tells anything in these moments, and no import runs: what lies about is of one that was killed.
    with home.telling(alone=True):
        for folder in (*home.path.glob("landing-*"), home.path / "spill", home.path / "uploads"):
            shutil.rmtree(folder, ignore_errors=True)
        for name in ("inputs", *(each for each in (*SOURCES, "data_issues") if each != "inputs")):
            _rewrite(home, f"{LANDED}/{name}", name, knower)
    for name in KEPT:
        _rewrite(home, name, name, knower)
    return people


def let_go(home: Home, build: Build | None, people: list[dict[str, Any]]) -> None:
    """Leave nothing of these people: no build but this one, no file and log entry that it does not need."""
    home.unpin([each for each in home.builds() if not build or each.id != build.id])
    if not build:
        (home.path / "current").unlink(missing_ok=True)
    for name in home.lake.folders("built"):
        if build and name.removeprefix("built/") in build.versions:
            home.lake.keep_newest(name)
        else:
            home.lake.drop(name)
    _clean_app(home, Erased.of(home).knower(people))
    with home.telling(alone=True):
        Erased.of(home).finish(people)


def _rewrite(home: Home, where: str, name: str, knower: Knower) -> None:
    """Write a table anew where it holds one of the people, and delete its earlier versions."""
    if not home.lake.has(where):
        return
    con = duckdb()
    found = [path for path in home.lake.files(where) if _holds(con, path, name, knower)]
    if found and name in BY_DAY:
        days = sorted({_DAY.findall(path)[-1] for path in found})
        files = [path for path in home.lake.files(where) if _DAY.findall(path)[-1] in days]
        home.lake.overwrite_days(where, _without_by_day(con, files, name, knower), days)
    elif found:
        home.lake.overwrite(where, _without(lake_table(con, home.lake, where), name, knower))
    con.disconnect()
    home.lake.keep_newest(where)


def _holds(con: Backend, path: str, name: str, knower: Knower) -> bool:
    """Whether one of the people stands in a file."""
    return any(forgotten(name, batch, knower).is_other for batch in _batches(con.read_parquet(path)))


def _batches(rows: Table) -> Iterator[pa.Table]:
    for batch in rows.to_pyarrow_batches(chunk_size=ROWS_AT_ONCE):
        yield pa.Table.from_batches([batch])


def _reader(schema: pa.Schema, parts: Iterable[pa.Table]) -> pa.RecordBatchReader:
    return pa.RecordBatchReader.from_batches(schema, (batch for part in parts for batch in part.to_batches()))


def _without(rows: Table, name: str, knower: Knower) -> pa.RecordBatchReader:
    return _reader(rows.schema().to_pyarrow(), (forgotten(name, batch, knower).rows for batch in _batches(rows)))


def _without_by_day(con: Backend, files: list[str], name: str, knower: Knower) -> pa.RecordBatchReader:
    """Some days' rows with the day that the name of their folder says."""
    rows = con.read_parquet(files, hive_partitioning=True, hive_types_autocast=False, union_by_name=True)
    return _without(rows, name, knower)


def _clean_app(home: Home, knower: Knower) -> None:
    """Take the people out of what the app notes of its work, and out of the pages its database has let go."""
    path = home.path / "app.sqlite3"
    if not path.exists():
        return
    try:
        with closing(sqlite3.connect(path, timeout=_WAITS_SECONDS, isolation_level=None)) as app:
            _clean_tables(app, knower)
    except sqlite3.OperationalError as fault:
        raise DataError(
            f"{path} is in use ({fault}), so the person may still stand in it. Run headway build again: it goes on."
        ) from fault


def _clean_tables(app: sqlite3.Connection, knower: Knower) -> None:
    app.execute("PRAGMA secure_delete = ON")
    tables = [row[0] for row in app.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for table in tables:
        if not table.startswith(_OURS):
            _clean_table(app, table, knower)
    app.execute("VACUUM")
    app.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _clean_table(app: sqlite3.Connection, table: str, knower: Knower) -> None:
    columns = [row[1] for row in app.execute(f'PRAGMA table_info("{table}")')]
    for column in columns:
        told = f'SELECT rowid, "{column}" FROM "{table}" WHERE typeof("{column}") = \'text\''  # noqa: S608 -- our tables' own names
        for row, cell in app.execute(told).fetchall():
            if (kept := knower.without(cell)) != cell:
                app.execute(f'UPDATE "{table}" SET "{column}" = ? WHERE rowid = ?', (kept, row))  # noqa: S608 -- as above


def left_to_people(home: Home, person: Person) -> list[Path]:
    """Files in the home that are not Headway's own and still hold the person: their owner has to see to them."""
    words = [
        word.encode() for word in sorted(person.addresses | person.users | person.refs | _with_blank(person.names))
    ]
    words += [ref.rpartition(":")[2].encode() for ref in person.refs]
    others = [path for path in sorted(home.path.iterdir()) if path.name not in _HEADWAYS]
    files = [file for path in others for file in (path, *path.rglob("*")) if file.is_file()]
    return [file for file in files if _reads(file, words)]


def _with_blank(names: set[str]) -> set[str]:
    return {name for name in names if " " in name.strip()}


def _reads(file: Path, words: list[bytes]) -> bool:
    """Whether one of the words stands in a file, of which only a part is in memory at a time."""
    longest, before = max(map(len, words), default=0), b""
    with file.open("rb") as stream:
        while part := stream.read(_AT_ONCE):
            if any(word in before + part for word in words):
                return True
            before = part[-longest:]
    return False
