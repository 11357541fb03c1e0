"""Which rows of a file can be used: what cannot be is told, and costs no other row."""

from collections import Counter
from collections.abc import Mapping
from typing import TypeGuard

from headway.connect.issues import EXPORT_AGAIN, Issues
from headway.connect.rows import BrokenRow, CsvRows, Row
from headway.connect.sheets import Header, Sheet
from headway.connect.values import UnreadableError

AnyRow = Row | BrokenRow
_MEND_ROW = "Mend the record in the source and export again, with all its columns."


def tell_foreign(rows: CsvRows, issues: Issues) -> None:
    """Tell of a file that is not UTF-8, once its rows are read."""
    if rows.foreign_line:
        why = "it is not UTF-8 and was read as Windows-1252, so letters with accents may be wrong"
        issues.whole_file(rows.foreign_line, why, "Export it as UTF-8.")


def header_of(first: AnyRow | None, issues: Issues, words: Mapping[str, str] | None = None) -> Header | None:
    """The header that a file's first row is; without one the file is told of."""
    if not isinstance(first, Row):
        issues.whole_file(1, "its header cannot be read" if first else "it holds no row", EXPORT_AGAIN)
        return None
    header = Header(first.cells, words)
    if header.repeated:
        why = f"its header names {', '.join(header.repeated)} twice; the first is read"
        issues.whole_file(first.line, why, EXPORT_AGAIN)
    return header


def is_usable(row: AnyRow, width: int, issues: Issues) -> TypeGuard[Row]:
    """Whether the row is whole: as wide as its header; one that is not is told of."""
    if isinstance(row, BrokenRow):
        issues.row(row.line, row.why, EXPORT_AGAIN, row.excerpt)
        return False
    if len(row.cells) != width:
        why = f"it has {'fewer' if len(row.cells) < width else 'more'} cells than the header"
        issues.row(row.line, why, _MEND_ROW, ",".join(row.cells))
    return len(row.cells) == width


class Sieve:
    """Which whole rows of a file its sheet uses; every other is told of, or counted by kind."""

    def __init__(self, sheet: Sheet, header: Header, issues: Issues) -> None:
        """Keep where the columns stand that decide."""
        self._needed = [header.located(sheet.columns[name]) for name in sheet.needs]
        self._other = header.located(sheet.other) if sheet.other else None
        self._issues = issues
        self._passed: Counter[str] = Counter()

    def uses(self, row: Row) -> bool:
        """Whether the row is the sheet's and has what it needs."""
        try:
            other = self._other.take.read(*self._other.cells(row.cells)) if self._other else None
            why = self._what_lacks(row) if other is None else None
        except UnreadableError as expected:
            other, why = None, f"what it tells of is not {expected}"
        if other:
            self._passed[str(other)] += 1
        if why:
            self._issues.row(row.line, why, _MEND_ROW, ",".join(row.cells))
        return other is None and not why

    def _what_lacks(self, row: Row) -> str | None:
        """Why the row cannot be used, or None if it can."""
        for column in self._needed:
            try:
                if column.take.read(*column.cells(row.cells)) is None:
                    return f"it has no {column.columns}"
            except UnreadableError as expected:
                return f"{column.columns} is not {expected}"
        return None

    def tell_passed(self) -> None:
        """Tell how many rows of each kind were passed over."""
        for kind, rows in sorted(self._passed.items()):
            self._issues.passed_over(rows, kind)
