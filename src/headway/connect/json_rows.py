"""The records of a JSON file as an API answers them, as rows like those of a CSV file.

The file holds a list of records, or an object with the list under `records`. A record's line is its place in the list.
"""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from headway.connect.rows import BrokenRow, Row

JSON = ".json"
_NO_RECORD = "it is no record with named values"
_LARGEST = 500_000_000  # bytes: the file is read at once


class JsonRows:
    """The rows of one JSON file, header first; values within values stay out."""

    foreign_line: int | None = None

    def __init__(self, path: Path) -> None:
        """Read from this file."""
        self._path = path

    def __iter__(self) -> Iterator[Row | BrokenRow]:
        """The names that any record has, then each record, or what is known of it where it is none."""
        size = self._path.stat().st_size
        records = _records(self._path, size)
        if records is None:
            yield BrokenRow(1, _NO_RECORD, "", size)
            return
        names = dict.fromkeys(name for record in records if isinstance(record, dict) for name in record)
        yield Row(1, list(names), 0)
        for place, record in enumerate(records, start=1):
            done = size * place // len(records)
            if isinstance(record, dict):
                yield Row(place, [_cell(record.get(name)) for name in names], done)
            else:
                yield BrokenRow(place, _NO_RECORD, str(record)[:1000], done)


def _records(path: Path, size: int) -> list[object] | None:
    """The file's list of records; None where it holds none, or more than fits in memory."""
    try:
        told = msgspec.json.decode(path.read_bytes()) if size <= _LARGEST else None
    except (OSError, ValueError, RecursionError):
        return None
    records = told.get("records") if isinstance(told, dict) else told
    return records if isinstance(records, list) else None


def _cell(value: object) -> str:
    """A value as a CSV file would write it."""
    if value is None or isinstance(value, dict | list):
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
