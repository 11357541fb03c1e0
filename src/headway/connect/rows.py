"""The rows of a CSV file, one by one, so that a row that cannot be read costs no other."""

import csv
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from headway.connect.files import Line

LONGEST_CELL = 1_000_000  # characters; Salesforce itself allows 131,072
LONGEST_LINE = 8_000_000  # bytes
_DELIMITERS = ",;\t"  # a spreadsheet in much of Europe saves with semicolons


_LINE_TOO_LONG, _NUL, _HUGE_CELL = "line too long", "NUL", "field larger"
_QUOTES = "its quotes do not match"
_WHY = {
    _LINE_TOO_LONG: f"a line is longer than {LONGEST_LINE // 1_000_000} MB",
    _NUL: "it holds NUL bytes",
    _HUGE_CELL: f"a cell is longer than {LONGEST_CELL // 1_000_000} MB",
    "new-line character": "a line break stands outside quotes",
}


class Row(NamedTuple):
    """One row, and the line of the file it starts on."""

    line: int
    cells: list[str]
    bytes_done: int


class BrokenRow(NamedTuple):
    """A row that cannot be told apart into cells."""

    line: int
    why: str
    excerpt: str
    bytes_done: int


class CsvRows:
    """The rows of one CSV file, header first, empty lines left out.

    Lines that are not UTF-8 are read as Windows-1252; `foreign_line` is then the first of them.
    """

    def __init__(self, lines: Iterator[Line]) -> None:
        """Read from these lines."""
        self._lines = lines
        self._taken: list[Line] = []  # by the row under way
        self._again: deque[Line] = deque()  # handed back by a broken row
        self._width = 0
        self._is_within_huge_cell = False
        self.foreign_line: int | None = None

    def __iter__(self) -> Iterator[Row | BrokenRow]:
        """Each row, or what is known of it where it is broken."""
        csv.field_size_limit(LONGEST_CELL)
        delimiter = self._delimiter()
        while True:
            # A reader that has raised starts afresh with the next line.
            reader = csv.reader(self._texts(), strict=True, delimiter=delimiter)
            try:
                yield from self._rows_of(reader)
            except csv.Error as error:
                broken = self._broken(str(error))
                if not self._is_within_huge_cell:
                    yield broken
                self._is_within_huge_cell |= broken.why == _WHY[_HUGE_CELL] and bool(self._again)
            else:
                return

    def _rows_of(self, reader: Iterator[list[str]]) -> Iterator[Row]:
        self._taken.clear()
        for cells in reader:
            if cells and self._counts(cells):
                yield Row(self._taken[0].number, cells, self._taken[-1].bytes_done)
            self._taken.clear()

    def _counts(self, cells: list[str]) -> bool:
        """Whether the row is one: a huge cell, told of already, goes on until a row is as wide as the header."""
        self._width = self._width or len(cells)
        self._is_within_huge_cell &= len(cells) != self._width
        return not self._is_within_huge_cell

    def _texts(self) -> Iterator[str]:
        while line := self._again.popleft() if self._again else next(self._lines, None):
            self._taken.append(line)
            if line.is_cut:
                raise csv.Error(_LINE_TOO_LONG)
            if b"\0" in line.content:
                raise csv.Error(_NUL)
            yield self._decoded(line)

    def _decoded(self, line: Line) -> str:
        try:
            return line.content.decode("utf-8-sig" if line.number == 1 else "utf-8")
        except UnicodeDecodeError:
            self.foreign_line = self.foreign_line or line.number
            return line.content.decode("cp1252", errors="replace")

    def _broken(self, error: str) -> BrokenRow:
        """The row under way is lost with its first line; the lines after it may be rows of their own."""
        first, *rest = self._taken
        self._again.extendleft(reversed(rest))
        why = next((why for said, why in _WHY.items() if said in error), _QUOTES)
        return BrokenRow(first.number, why, first.content[:1000].decode(errors="replace"), first.bytes_done)

    def _delimiter(self) -> str:
        header = next(self._lines, None)
        self._again.extend([header] if header else [])
        return max(_DELIMITERS, key=lambda mark: header.content.count(mark.encode()) if header else 0)
