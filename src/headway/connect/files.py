"""Files of an export folder, and their lines, however large or damaged they are."""

import gzip
import io
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from headway.errors import DataError

_GZIP = b"\x1f\x8b"
_NAMES_SHOWN = 5
_READ_AT_ONCE = 1 << 18


class Line(NamedTuple):
    """One physical line of a file."""

    number: int
    content: bytes
    is_cut: bool  # longer than may be: content is its beginning
    bytes_done: int  # of the file as it lies on the disk


class DamagedError(Exception):
    """A file ends or breaks before its time; what was read before stands."""

    def __init__(self, last_line: int, how: str) -> None:
        """Remember the last whole line."""
        super().__init__(how)
        self.last_line = last_line


def files_below(folder: Path) -> list[Path]:
    """The folder's files in the order of their names, also in folders within it; hidden ones stay out.

    Raises DataError if there is no such folder.
    """
    if not folder.is_dir():
        how = "is a file" if folder.exists() else "does not exist"
        message = f"{folder} {how}. Name the folder that holds the exported files."
        raise DataError(message)
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))


def names_shown(names: list[str]) -> str:
    """A few of the names, and how many more there are."""
    more = f" and {len(names) - _NAMES_SHOWN} more" if len(names) > _NAMES_SHOWN else ""
    return ", ".join(names[:_NAMES_SHOWN]) + more or "no file"


def lines(path: Path, longest: int) -> Iterator[Line]:
    """The file's physical lines, unpacked if need be; of a line over `longest` bytes only the beginning is kept.

    Raises DamagedError where the file cannot be read on.
    """
    number = 0
    try:
        with io.BufferedReader(io.FileIO(path), _READ_AT_ONCE) as raw, _unpacked(raw, path.name) as stream:
            while content := stream.readline(longest):
                number += 1
                is_cut = len(content) == longest and not content.endswith(b"\n") and _skip_line(stream)
                yield Line(number, content, is_cut, raw.tell())
    except (EOFError, OSError, zlib.error) as error:
        raise _damage(number, error) from error


def beginning(path: Path, longest: int) -> tuple[bytes, DamagedError | None]:
    """At most so many of the file's bytes, unpacked if need be, and what kept the rest from being read."""
    content = bytearray()
    try:
        with io.BufferedReader(io.FileIO(path), _READ_AT_ONCE) as raw, _unpacked(raw, path.name) as stream:
            while len(content) < longest and (part := stream.read1(_READ_AT_ONCE)):
                content += part
    except (EOFError, OSError, zlib.error) as error:
        return bytes(content), _damage(content.count(b"\n"), error)
    return bytes(content[:longest]), None


def _damage(last_line: int, error: Exception) -> DamagedError:
    how = "ends early" if isinstance(error, EOFError) else f"cannot be read ({error})"
    return DamagedError(last_line, how)


def _unpacked(raw: "io.BufferedReader[Any]", name: str) -> "io.BufferedReader[Any]":
    """The stream without gzip: downloads may have unpacked a file and kept its name, or the other way round."""
    start = raw.read(2)
    raw.seek(0)
    if start == _GZIP or (name.endswith(".gz") and start[:1] not in {b"{", b""}):
        return io.BufferedReader(gzip.GzipFile(fileobj=raw), _READ_AT_ONCE)
    return raw


def _skip_line(stream: "io.BufferedReader[Any]") -> bool:
    """Read on to the line's end; whether there was more of it."""
    rest = stream.readline(_READ_AT_ONCE)
    more = bool(rest)
    while rest and not rest.endswith(b"\n"):
        rest = stream.readline(_READ_AT_ONCE)
    return more
