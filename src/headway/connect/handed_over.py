"""Where a company's rows lie: a folder, or a database or lake into which another loader has put a system's tables.

Tables become a folder of Parquet files for as long as they are read, so that one mapping reads every place.

- `export`: a folder; the Delta tables in it are read as they stand now
- `duckdb:PATH` or `duckdb:PATH#SCHEMA`
- `postgresql://USER@HOST/DATABASE` or `...#SCHEMA`; a password is best left to `PGPASSWORD` or `~/.pgpass`
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol
from urllib.parse import urlsplit, urlunsplit

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from deltalake import DeltaTable

from headway.connect.seam import Connector
from headway.errors import DataError

_A_FEW = 100  # rows, by which a table is known
_OWN_SCHEMAS = ("information_schema", "pg_catalog")
_LOG = "_delta_log"
_DUCKDB, _POSTGRES = "duckdb:", ("postgresql://", "postgres://")
_Table = tuple[str, str]


class _Database(Protocol):
    """A database whose tables can be copied."""

    def tables(self) -> list[_Table]:
        """Schema and name of each table."""

    def rows(self, table: _Table, most: int | None) -> pa.RecordBatchReader:
        """A table's rows, or the first of them."""


@contextmanager
def handed_over(where: str, connector: Connector) -> Iterator[Path]:
    """The folder that the connector reads: the one named, or one that holds the tables it knows.

    Raises:
        DataError: there is no such place, or nothing in it can be read.
    """
    with ExitStack() as open_meanwhile:
        if where.startswith(_DUCKDB):
            yield _copied(_DuckDB(where, open_meanwhile), where, connector, open_meanwhile)
        elif where.startswith(_POSTGRES):
            yield _copied(_Postgres(where, open_meanwhile), where, connector, open_meanwhile)
        elif any(Path(where).rglob(_LOG)):
            yield _copied(_Lake(where), where, connector, open_meanwhile)
        else:
            yield Path(where)


def shown(where: str) -> str:
    """The place as it may be told of: without a password.

    >>> shown("postgresql://ann:secret@db.example:5432/crm?password=secret#hubspot")
    'postgresql://ann@db.example:5432/crm#hubspot'
    """
    if "://" not in where:
        return where
    parts = urlsplit(where)
    user, at, host = parts.netloc.rpartition("@")
    return urlunsplit((parts.scheme, f"{user.partition(':')[0]}{at}{host}", parts.path, "", parts.fragment))


def _copied(database: _Database, where: str, connector: Connector, open_meanwhile: ExitStack) -> Path:
    """A folder with the tables that the connector knows by their first rows."""
    folder = Path(open_meanwhile.enter_context(TemporaryDirectory(prefix="tables-")))
    schema = where.partition("#")[2]
    tables = [each for each in database.tables() if schema in {"", each[0]} and each[0] not in _OWN_SCHEMAS]
    _refuse_twice(tables, where)
    for table in tables:
        _write(database.rows(table, _A_FEW), folder / f"{table[1]}.parquet")
    known = {file.file for file in connector.recognise(folder).files}
    for table in tables:
        file = folder / f"{table[1]}.parquet"
        file.unlink()
        if file.name in known:
            _write(database.rows(table, None), file)
    if not known:
        names = ", ".join(sorted(name for _, name in tables)[:5]) or "no table"
        raise DataError(
            f"{shown(where)} holds no table of {connector.NAME}: found {names}. Name the schema behind a #, "
            "and keep the tables' names as the loader wrote them."
        )
    return folder


def _refuse_twice(tables: list[_Table], where: str) -> None:
    names = [name for _, name in tables]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        schemas = ", ".join(sorted(schema for schema, name in tables if name == twice))
        raise DataError(f"{shown(where)} holds {twice} in {schemas}. Name the schema behind a #.")


def _write(rows: pa.RecordBatchReader, file: Path) -> None:
    with pq.ParquetWriter(file, rows.schema) as writer:
        for batch in rows:
            writer.write_batch(batch)


class _DuckDB:
    """A DuckDB file, which is only read."""

    def __init__(self, where: str, open_meanwhile: ExitStack) -> None:
        path = where.removeprefix(_DUCKDB).partition("#")[0]
        if not Path(path).is_file():
            raise DataError(f"{path} is no file. Name a DuckDB file: duckdb:PATH.")
        try:
            self._con = open_meanwhile.enter_context(duckdb.connect(path, read_only=True))
        except duckdb.Error as fault:
            raise DataError(f"{path} cannot be opened: {fault}. Name a DuckDB file that nobody writes.") from fault

    def tables(self) -> list[_Table]:
        found = self._con.execute("select schema_name, table_name from duckdb_tables() where not internal order by all")
        return [(str(schema), str(name)) for schema, name in found.fetchall()]

    def rows(self, table: _Table, most: int | None) -> pa.RecordBatchReader:
        found = self._con.table(".".join(map(_quoted, table)))
        return (found if most is None else found.limit(most)).to_arrow_reader()


class _Postgres:
    """A PostgreSQL database, read in one transaction; every value comes as the text in which PostgreSQL writes it."""

    def __init__(self, where: str, open_meanwhile: ExitStack) -> None:
        try:
            from adbc_driver_manager import Error  # noqa: PLC0415 -- an extra, asked for only here
            from adbc_driver_postgresql import dbapi  # noqa: PLC0415 -- as above
        except ModuleNotFoundError as fault:
            raise DataError(
                "The driver of PostgreSQL is not installed. Install it: pip install 'headway[postgres]'."
            ) from fault
        try:
            con = open_meanwhile.enter_context(dbapi.connect(where.partition("#")[0]))
        except Error as fault:
            # What the driver says may repeat the address as it was told, password and all.
            raise DataError(f"{shown(where)} does not answer. Check the address, the user and the password.") from fault
        self._cursor = open_meanwhile.enter_context(con.cursor())
        self._cursor.execute("set transaction isolation level repeatable read, read only")
        self._cursor.execute("set local timezone to 'UTC'")

    def tables(self) -> list[_Table]:
        self._cursor.execute("select table_schema, table_name from information_schema.tables order by 1, 2")
        return [(str(schema), str(name)) for schema, name in self._cursor.fetchall()]

    def rows(self, table: _Table, most: int | None) -> pa.RecordBatchReader:
        self._cursor.execute(
            "select column_name from information_schema.columns where table_schema = $1 and table_name = $2 "
            "order by ordinal_position",
            table,
        )
        columns = [_quoted(str(name)) for (name,) in self._cursor.fetchall()]
        texts = ", ".join(f"{each}::text as {each}" for each in columns)
        limit = "" if most is None else f" limit {most}"
        self._cursor.execute(f"select {texts} from {'.'.join(map(_quoted, table))}{limit}")  # noqa: S608 -- names are quoted
        found: pa.RecordBatchReader = self._cursor.fetch_record_batch()
        return found


class _Lake:
    """A folder of Delta tables, each known by its folder's name; files that a table has let go of are not read."""

    def __init__(self, where: str) -> None:
        self._at = {log.parent.name: log.parent for log in sorted(Path(where).rglob(_LOG))}

    def tables(self) -> list[_Table]:
        return [("", name) for name in self._at]

    def rows(self, table: _Table, most: int | None) -> pa.RecordBatchReader:
        found = DeltaTable(str(self._at[table[1]])).to_pyarrow_dataset()
        batches = found.head(most).to_batches() if most is not None else found.to_batches()
        return pa.RecordBatchReader.from_batches(found.schema, batches)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
