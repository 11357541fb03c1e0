"""A Salesforce Data Export: ids as the platform makes them, and one CSV file for each object with everything quoted."""

import csv
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

from headway.demo.trade import told
from headway.demo.year import Moment, as_datetime

Cell = str | int | bool
Cells = Mapping[str, Cell]

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_CHECKS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
_POD = "Tb0"  # the instance that made the ids; no real one is called so
_SERIAL = 9  # places of the number in an id


def record_id(prefix: str, number: int) -> str:
    """The 18 characters of a record: object, instance, number in base 62, and the check of its capitals.

    >>> record_id("001", 3)
    '001Tb0000000003IAA'
    """
    digits = ""
    while number:
        number, digit = divmod(number, len(_DIGITS))
        digits = _DIGITS[digit] + digits
    return checked(f"{prefix}{_POD}{digits:0>{_SERIAL}}")


def checked(fifteen: str) -> str:
    """The case-safe form of an id: each group of five adds a character that tells which of them are capitals.

    >>> checked("001D000000IRFma")
    '001D000000IRFmaIAH'
    """
    groups = (fifteen[at : at + 5] for at in (0, 5, 10))
    return fifteen + "".join(_CHECKS[_capitals(group)] for group in groups)


def _capitals(group: str) -> int:
    """Which letters of five are capitals, as the bits of a number."""
    return sum(1 << n for n, letter in enumerate(group) if letter.isupper())


def stamp(at: Moment) -> str:
    """A moment as the export writes it: UTC, no zone, whole seconds."""
    return str(as_datetime(at))[:19]


def day(at: Moment) -> str:
    """A date field."""
    return str(as_datetime(at))[:10]


class Export:
    """An export being written. Rows go to disk as they come, so that a large world needs little memory."""

    def __init__(self, folder: Path) -> None:
        """Name the folder; the files are made on entering."""
        self._folder = folder
        self._objects: dict[str, Any] = told("salesforce")
        self._files = ExitStack()
        self._writers: dict[str, csv.DictWriter[str]] = {}
        self._count = dict.fromkeys(self._objects, 0)

    def __enter__(self) -> Self:
        """Open a file for each object and write its header."""
        self._folder.mkdir(parents=True, exist_ok=True)
        for name, shape in self._objects.items():
            path = self._folder / f"{name}.csv"
            file = self._files.enter_context(path.open("w", encoding="utf-8", newline=""))
            writer = csv.DictWriter(file, shape["columns"], restval="", quoting=csv.QUOTE_ALL, lineterminator="\n")
            writer.writeheader()
            self._writers[name] = writer
        return self

    def __exit__(self, *failure: object) -> None:
        """Close the files."""
        self._files.close()

    def new_id(self, name: str) -> str:
        """The next id of an object; numbers skip, as they do where a thousand customers share a database."""
        self._count[name] += 1
        return record_id(self._objects[name]["prefix"], self._count[name] * 37 + 11_000_000)

    def add(self, name: str, created: Moment, cells: Cells, *, by: str, modified: Moment | None = None) -> str:
        """Write a record and return its id; who and when are filled in where the object has such fields."""
        columns, last = self._objects[name]["columns"], stamp(max(created, modified or created))
        stamps: Cells = {
            "IsDeleted": False,
            "CreatedDate": stamp(created),
            "CreatedById": by,
            "LastModifiedDate": last,
            "LastModifiedById": by,
            "SystemModstamp": last,
        }
        row = {column: value for column, value in stamps.items() if column in columns} | dict(cells)
        row["Id"] = row.get("Id") or self.new_id(name)
        self._writers[name].writerow({column: _text(value) for column, value in row.items()})
        return str(row["Id"])


def _text(value: Cell) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
