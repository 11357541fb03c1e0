"""Unpacks an export that somebody handed over, without trusting a word of it.

An archive is hostile until shown otherwise: its names may lead out of the folder, its sizes may lie, and a few
kilobytes may hold a disk full of zeros. Whatever is wrong stops the whole archive, and nothing of it remains.
"""

import gzip
import shutil
import stat
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo

from headway.errors import DataError
from headway.sources.settings import defaults
from headway.store.home import Home

ARCHIVES = (".zip", ".7z", ".rar", ".tar", ".tgz", ".tbz2", ".txz", ".tar.gz", ".bz2", ".xz", ".zst")
_MEGABYTE = 1_000_000
_AT_ONCE = 1 << 20
# So small that its ratio says nothing: even a bomb of this size goes off in a teacup.
_HARMLESS = 10 * _MEGABYTE
_LONGEST_NAME, _DEEPEST = 200, 20
_ENCRYPTED = 0x1
_PACK_AGAIN = "Pack the exported files again into one plain zip."


@dataclass(frozen=True)
class Limits:
    """How much one upload may hold."""

    packed_bytes: int
    unpacked_bytes: int
    files: int
    times_smaller: int


def limits(home: Home) -> Limits:
    """What this home's `headway.toml` allows."""
    told = {**defaults(), **home.settings()}
    packed, unpacked, files, smaller = (
        int(told[f"imports.{name}"]) for name in ("upload_mb", "unpacked_mb", "files", "times_smaller")
    )
    return Limits(packed * _MEGABYTE, unpacked * _MEGABYTE, files, smaller)


@dataclass
class Allowance:
    """What is left of the limits while one upload is unpacked; every byte and file of it is taken from here."""

    limits: Limits
    bytes: int = 0
    files: int = 0

    def take_file(self, name: str) -> None:
        """Count one file more."""
        self.files += 1
        if self.files > self.limits.files:
            raise DataError(
                f"{name} holds more than {self.limits.files:,} files. Hand them over in several parts, "
                "or raise imports.files in headway.toml."
            )

    def take_bytes(self, name: str, count: int) -> None:
        """Count bytes as they come out, whatever the archive says of its size."""
        self.bytes += count
        if self.bytes > self.limits.unpacked_bytes:
            raise DataError(
                f"{name} holds more than {self.limits.unpacked_bytes // _MEGABYTE:,} MB unpacked. Hand it over in "
                "several parts, or raise imports.unpacked_mb in headway.toml."
            )

    def check_ratio(self, name: str, packed: int, unpacked: int) -> None:
        """Refuse what is packed far tighter than any export is."""
        if unpacked > max(_HARMLESS, packed * self.limits.times_smaller):
            raise DataError(
                f"{name} is packed more than {self.limits.times_smaller} times smaller than what it holds, as no "
                "export is. It was not unpacked. Export it again; if it is genuine, raise imports.times_smaller "
                "in headway.toml."
            )


def unpack(archive: Path, shown: str, folder: Path, allowance: Allowance) -> None:
    """Unpack a zip into a folder that is not there yet: wholly, or not at all.

    `shown` is the archive's name in messages.

    Raises:
        DataError: it is no zip, is damaged, encrypted or too large, or holds what no export holds.
    """
    beside = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(beside, ignore_errors=True)
    try:
        _unpack(archive, shown, beside, allowance)
        beside.rename(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def weigh_gzip(path: Path, shown: str, allowance: Allowance) -> None:
    """Count what a gzip file holds; one that breaks off is no fault here: its reader tells where."""
    unpacked = 0
    try:
        with gzip.open(path) as stream:
            for part in _parts(stream):
                unpacked += len(part)
                allowance.take_bytes(shown, len(part))
                allowance.check_ratio(shown, path.stat().st_size, unpacked)
    except (EOFError, OSError, zlib.error):
        return


def _unpack(archive: Path, shown: str, folder: Path, allowance: Allowance) -> None:
    try:
        with ZipFile(archive) as packed:
            entries = _checked(packed, shown, allowance)
            _check_disk(folder, shown, sum(entry.file_size for entry in entries))
            for entry in entries:
                _write(packed, entry, shown, folder, allowance)
    except (BadZipFile, LargeZipFile, zlib.error, EOFError) as fault:
        raise DataError(f"{shown} is no zip, or it is damaged: {fault}. {_PACK_AGAIN}") from fault
    except (RuntimeError, NotImplementedError) as fault:
        raise DataError(f"{shown} is packed in a way that cannot be read: {fault}. {_PACK_AGAIN}") from fault


def _checked(packed: ZipFile, shown: str, allowance: Allowance) -> list[ZipInfo]:
    """The archive's files, each of them fit to be written; folders and hidden files fall away."""
    entries = [entry for entry in packed.infolist() if not entry.is_dir() and not _is_hidden(entry)]
    seen: set[str] = set()
    for entry in entries:
        allowance.take_file(shown)
        if fault := _fault(entry, seen):
            raise DataError(f"{shown} cannot be unpacked: {_quoted(entry)} {fault}. {_PACK_AGAIN}")
        allowance.check_ratio(f"{_quoted(entry)} in {shown}", entry.compress_size, entry.file_size)
        seen.add(entry.filename.lower())
    return entries


def _fault(entry: ZipInfo, seen: set[str]) -> str | None:
    """Why an entry cannot be written, or None where it can."""
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if entry.flag_bits & _ENCRYPTED:
        return "is locked with a password"
    if kind not in {0, stat.S_IFREG}:
        return "is a link or another special file"
    if not _is_plain(entry.orig_filename):
        return "has a name that leads out of the folder or cannot be written"
    if entry.filename.lower().endswith(ARCHIVES):
        return "is an archive within the archive"
    return "is there twice" if entry.filename.lower() in seen else None


def _is_plain(name: str) -> bool:
    """Whether a name stays in its folder on every system."""
    parts = name.split("/")
    if len(parts) > _DEEPEST or not name.isprintable() or set(name) & {"\\", ":"}:
        return False
    return all(_is_plain_part(part) for part in parts)


def _is_plain_part(part: str) -> bool:
    is_short = len(part.encode(errors="replace")) <= _LONGEST_NAME
    return is_short and part == part.strip() and part not in {"", ".", ".."}


def _is_hidden(entry: ZipInfo) -> bool:
    """What a Mac adds beside each file; never a path that leads elsewhere, which is refused and not passed over."""
    name = PurePosixPath(entry.filename).name
    return name.startswith(".") and _is_plain(entry.orig_filename)


def _write(packed: ZipFile, entry: ZipInfo, shown: str, folder: Path, allowance: Allowance) -> None:
    target = folder / entry.filename
    name = f"{_quoted(entry)} in {shown}"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with packed.open(entry) as source, target.open("xb") as file:
            for part in _parts(source):
                allowance.take_bytes(name, len(part))
                file.write(part)
    except (FileExistsError, NotADirectoryError, IsADirectoryError) as fault:
        raise DataError(f"{shown} holds {_quoted(entry)} both as a file and as a folder. {_PACK_AGAIN}") from fault
    if target.suffix.lower() == ".gz":
        weigh_gzip(target, name, allowance)


def _check_disk(folder: Path, shown: str, needed: int) -> None:
    folder.mkdir(parents=True)
    free = shutil.disk_usage(folder).free
    if needed > free:
        raise DataError(
            f"{shown} holds {needed // _MEGABYTE:,} MB and the disk has {free // _MEGABYTE:,} MB left. "
            "Make room and try again."
        )


def _parts(stream: IO[bytes] | gzip.GzipFile) -> Iterator[bytes]:
    read: Callable[[], bytes] = lambda: stream.read(_AT_ONCE)  # noqa: E731 -- iter() wants a call without words
    return iter(read, b"")


def _quoted(entry: ZipInfo) -> str:
    """An entry's name as it may be shown: short, and without what a terminal or a page would act on."""
    return repr(entry.orig_filename[:80])
