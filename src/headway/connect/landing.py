"""From the rows of a file to rows of a landed table: what cannot be used is told, the rest goes on."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from headway.connect.file_rows import rows_of
from headway.connect.issues import Issues
from headway.connect.rows import Row
from headway.connect.seam import Landed
from headway.connect.sheets import Beside, Header, Located, Sheet
from headway.connect.tables import ROWS_AT_ONCE, landed_table
from headway.connect.usable import AnyRow, Sieve, header_of, is_usable
from headway.connect.values import UnreadableError, Value

_BYTES_AT_ONCE = 32_000_000
_MEND_VALUE = "Mend the value in the source and export again; the rest of the row is used."


@dataclass(frozen=True)
class _Part:
    """Some usable rows of a file, and how to read them."""

    header: Header
    columns: dict[str, Located]
    rows: list[Row]
    bytes_done: int


def sheet_rows(path: Path, sheet: Sheet, issues: Issues) -> Iterator[tuple[Landed, int]]:
    """The file's rows as parts of the landed tables, each with the bytes read so far."""
    for part in _usable(path, sheet, issues):
        yield (sheet.table, _landed(sheet.table, part.rows, part.columns, issues)), part.bytes_done
        for each in sheet.beside:
            yield (each.table, _landed_beside(each, part, issues)), part.bytes_done


def facts(path: Path, sheet: Sheet, issues: Issues) -> Iterator[dict[str, Value]]:
    """The file's rows for another file's to be read by: each usable one's values under the names of the sheet."""
    for part in _usable(path, sheet, issues):
        values = {name: _column(each, part.rows, issues) for name, each in part.columns.items()}
        yield from (dict(zip(values, told, strict=True)) for told in zip(*values.values(), strict=True))


def _usable(path: Path, sheet: Sheet, issues: Issues) -> Iterator[_Part]:
    """The file's usable rows, some at a time; every other is told."""
    rows = rows_of(path, issues)
    if header := header_of(next(rows, None), issues, sheet.words):
        sieve = Sieve(sheet, header, issues)
        columns = {name: header.located(each) for name, each in sheet.columns.items()}
        for part in _parts(rows):
            whole = [row for row in part if is_usable(row, len(header.names), issues)]
            yield _Part(header, columns, [row for row in whole if sieve.uses(row)], part[-1].bytes_done)
        sieve.tell_passed()


def _parts(rows: Iterator[AnyRow]) -> Iterator[list[AnyRow]]:
    """As many rows as fit in memory: e-mails may carry a long text each."""
    part: list[AnyRow] = []
    start = 0
    for row in rows:
        part.append(row)
        if len(part) == ROWS_AT_ONCE or row.bytes_done - start > _BYTES_AT_ONCE:
            yield part
            part, start = [], row.bytes_done
    if part:
        yield part


def _landed(table: str, rows: list[Row], columns: dict[str, Located], issues: Issues) -> pa.Table:
    values = {name: _column(each, rows, issues) for name, each in columns.items()}
    return landed_table(table, len(rows), {**values, "system": [issues.system] * len(rows)})


def _landed_beside(beside: Beside, part: _Part, issues: Issues) -> pa.Table:
    """The rows of the other table, each told once."""
    places = part.header.named(beside.columns)
    told: dict[tuple[tuple[str, Value], ...], None] = {}
    for row in part.rows:
        cells = {column: row.cells[place] for column, place in places.items()}
        try:
            told.update(dict.fromkeys(tuple(sorted(each.items())) for each in beside.rows(cells)))
        except UnreadableError as expected:
            why = f"a row of {beside.table} cannot be made, as a cell is not {expected}"
            issues.value(row.line, why, _MEND_VALUE, " ".join(cells.values()))
    rows = [dict(each) for each in told]
    names = dict.fromkeys(name for each in rows for name in each)
    columns = {name: [each.get(name) for each in rows] for name in names}
    return landed_table(beside.table, len(rows), {**columns, "system": [issues.system] * len(rows)})


def _column(column: Located, rows: list[Row], issues: Issues) -> list[Value]:
    """One landed column of all the rows."""
    read, places = column.take.read, column.places
    if all(place is None for place in places):
        return [read(*[""] * len(places))] * len(rows)
    cells = ([row.cells[place] if place is not None else "" for row in rows] for place in places)
    try:
        return list(map(read, *cells))
    except UnreadableError:
        return [_value(column, row, issues) for row in rows]


def _value(column: Located, row: Row, issues: Issues) -> Value:
    cells = column.cells(row.cells)
    try:
        return column.take.read(*cells)
    except UnreadableError as expected:
        issues.value(row.line, f"{column.columns} is not {expected}", _MEND_VALUE, " ".join(cells))
        return None
