"""The rows of a file of any form, header first: CSV, records in JSON, one a line or in one piece, or Parquet.

A record's values stand as a CSV file would write them, so that one mapping reads every form. Objects within a record
are columns of their own, as `properties_amount`, also where a column holds them as JSON; both they and lists stand as
JSON under their own names too.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache
from itertools import islice
from pathlib import Path

import msgspec

from headway.connect.files import DamagedError, lines
from headway.connect.issues import EXPORT_AGAIN, Issues, until_damage
from headway.connect.records import CSV_ENDINGS, ENDINGS, ending_of, fields_of, records
from headway.connect.rows import LONGEST_LINE, CsvRows, Row
from headway.connect.seam import RecognisedFile
from headway.connect.sheets import Header, Sheet, take
from headway.connect.usable import AnyRow, tell_foreign

_DEEPEST, _MOST_NAMES, _FIRST = 3, 2_000, 20
_TOO_MANY = f"its records have more than {_MOST_NAMES} names; the others are not read"


def is_table_file(path: Path) -> bool:
    """Whether the file's name says that it holds rows."""
    return ending_of(path) in ENDINGS


def rows_of(path: Path, issues: Issues) -> Iterator[AnyRow]:
    """The file's rows, header first; what is told of by the file as a whole goes to `issues`."""
    return _csv_rows(path, issues) if ending_of(path) in CSV_ENDINGS else _record_rows(path, issues)


def first_cells(path: Path) -> list[str]:
    """The names in a file's header, or of its first records; none where it cannot be read."""
    seen = path.stat()
    return list(_first_cells(path, seen.st_size, seen.st_mtime_ns))


@lru_cache(maxsize=1 << 12)
def _first_cells(path: Path, _size: int, _changed: int) -> tuple[str, ...]:
    """As `first_cells`, once for all connectors that look at the file as it is now."""
    nobody = Issues("", "")
    try:
        if ending_of(path) not in CSV_ENDINGS:
            return tuple(_names(path, nobody, _FIRST) or ())
        first = next(_csv_rows(path, nobody), None)
    except DamagedError:
        return ()
    return tuple(first.cells) if isinstance(first, Row) else ()


def recognised_sheet(path: Path, file: str, sheets: tuple[Sheet, ...]) -> RecognisedFile:
    """What would be read of the file, from its header alone; `sheets` are what its rows become."""
    header = Header(first_cells(path), {word: name for sheet in sheets for word, name in sheet.words.items()})
    asked = tuple(dict.fromkeys(column for sheet in sheets for column in sheet.asked))
    places = header.located(take(str, *asked)).places
    tables = [table for sheet in sheets for table in (sheet.table, *(each.table for each in sheet.beside)) if table]
    return RecognisedFile(
        file=file,
        tables=tuple(dict.fromkeys(tables)),
        size_bytes=path.stat().st_size,
        mapped=tuple(name for place, name in enumerate(header.names) if place in places),
        ignored=tuple(name for place, name in enumerate(header.names) if place not in places),
        # A column that begins with a line is a loader's own: no export could have it.
        missing=tuple(
            column
            for column in asked
            if not column.startswith("_") and header.located(take(str, column)).places == (None,)
        ),
    )


def _csv_rows(path: Path, issues: Issues) -> Iterator[AnyRow]:
    told = CsvRows(lines(path, LONGEST_LINE))
    yield from until_damage(iter(told), issues)
    tell_foreign(told, issues)


def _record_rows(path: Path, issues: Issues) -> Iterator[AnyRow]:
    """The names that any record has, then each record; the file is read twice, as no header tells its names."""
    names = _names(path, issues)
    if names is not None:
        yield Row(1, names, 0)
    for record in records(path, issues):
        told = _flat(record.fields)
        yield Row(record.line, [_cell(told.get(name)) for name in names or ()], record.bytes_done)


def _names(path: Path, issues: Issues, first: int | None = None) -> list[str] | None:
    """The names that the file's first records have; None where it has no record. What is broken is told of later."""
    names: dict[str, None] = {}
    is_any = False
    quiet = Issues(issues.system, issues.file)
    for record in islice(records(path, quiet), first):
        is_any = True
        names.update(dict.fromkeys(_flat(record.fields)))
        if len(names) > _MOST_NAMES:
            issues.whole_file(record.line, _TOO_MANY, EXPORT_AGAIN)
            break
    return list(names)[:_MOST_NAMES] if is_any else None


def _flat(fields: Mapping[str, object], deep: int = 1) -> dict[str, object]:
    """The record's values, those of objects within it also under `outer_inner`; a name of its own goes first."""
    within: dict[str, object] = {}
    for name, value in fields.items():
        told_within = fields_of(value) if deep < _DEEPEST else {}
        within.update({f"{name}_{inner}": told for inner, told in _flat(told_within, deep + 1).items()})
    return {**within, **fields}


def _cell(value: object) -> str:
    """A value as a CSV file would write it."""
    if value is None:
        return ""
    if isinstance(value, dict | list):
        return _json(value)
    return str(value).lower() if isinstance(value, bool) else _written(value)


def _json(value: object) -> str:
    try:
        return msgspec.json.encode(value).decode()
    except (ValueError, TypeError, RecursionError):
        return ""


def _written(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # an id, in a column that has empty cells too
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
