"""The seam between Headway and a company's systems: what every connector offers.

A connector is a module or a package beside this one with a ``NAME`` and the two functions of `Connector`.
To add one, write it and its test; nothing else changes.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

import pyarrow as pa

Landed = tuple[str, pa.Table]
"""A landed table's name and some of its rows."""

Progress = Callable[[int, int], None]
"""Told bytes done and bytes in all while a connector reads."""


@dataclass(frozen=True)
class RecognisedFile:
    """One file that a connector can read, as far as its beginning tells."""

    file: str
    tables: tuple[str, ...]
    size_bytes: int
    mapped: tuple[str, ...]
    ignored: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Recognised:
    """What a connector found in a folder without importing it."""

    system: str
    files: tuple[RecognisedFile, ...]
    missing: tuple[str, ...]
    """Files that the system's exports can hold and this folder does not."""
    unknown: tuple[str, ...]
    """Files that the connector does not read."""


@runtime_checkable
class Connector(Protocol):
    """A module that reads one system's exports."""

    NAME: str

    def recognise(self, folder: Path) -> Recognised:
        """Which files of the folder it would read as what; imports nothing. Raises DataError without a folder."""

    def read(self, folder: Path, progress: Progress) -> Iterator[Landed]:
        """Landed rows and `data_issues`, in parts. Raises DataError where the folder holds none of its files."""
