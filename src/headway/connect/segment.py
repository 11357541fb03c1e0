"""Segment: a folder of the raw archive, JSON lines by day, packed or not; also others of its spec, as RudderStack."""

import os
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import msgspec

from headway.connect.files import DamagedError, files_below, lines, names_shown
from headway.connect.issues import Issues
from headway.connect.processes import side_by_side
from headway.connect.seam import Landed, Progress, Recognised, RecognisedFile
from headway.connect.segment_calls import Call
from headway.connect.segment_landing import KINDS, LONGEST_LINE, NAME, file_rows
from headway.connect.tables import gathered
from headway.errors import DataError

__all__ = ["NAME", "read", "recognise"]

_ENDINGS = (".jsonl", ".ndjson", ".json", ".log")
_SURE_ENDINGS = (".jsonl", ".ndjson")  # a .json or .log may hold anything
_LINES_TRIED = 100
_FIELDS = {field.encode_name for field in msgspec.structs.fields(Call)} - {"batch"}
_OFTEN_LEFT_OUT = {"previousId", "groupId", "event", "name", "properties", "traits", "originalTimestamp"}

# A process starts in the time in which it reads some 8 MB, packed: on two cores 50 MB took as long either way.
_CORES_WORTH_IT, _FILES_WORTH_IT, _BYTES_WORTH_IT = 4, 8, 32_000_000
_BYTES_IN_MEMORY = 16_000_000  # a process hands over each file as a whole

_File = tuple[Path, str]
_Parts = Iterable[tuple[Landed, int]]


def recognise(folder: Path) -> Recognised:
    """Which of the folder's files hold calls, and which fields of a call are read, from the first call of each.

    Raises DataError if there is no such folder.
    """
    calls = {path: _first_call(path) for path in _archives(folder)}
    return Recognised(
        system=NAME,
        files=tuple(_recognised_file(path, folder, call) for path, call in calls.items() if call is not None),
        missing=(),
        unknown=tuple(_name(path, folder) for path in files_below(folder) if calls.get(path) is None),
    )


def read(folder: Path, progress: Progress) -> Iterator[Landed]:
    """Rows of web_events and web_calls, and `data_issues` with the line of the file.

    Many files are read by several processes: see `side_by_side`. Raises DataError if there is no such folder or no
    call in it.
    """
    archives = _archives(folder)
    if not any(map(_may_hold_calls, archives)):
        raise DataError(_nothing_found(folder))
    wanted = [path for path in archives if _ending(path) in _SURE_ENDINGS or _may_hold_calls(path)]
    yield from gathered(_reported([(path, _name(path, folder)) for path in wanted], progress))
    yield from (_told_other(path, folder) for path in sorted({*archives} - {*wanted}))


def _reported(files: list[_File], progress: Progress) -> Iterator[Landed]:
    sizes = [path.stat().st_size for path, _ in files]
    done = 0
    for size, parts in zip(sizes, _in_order(files, sizes), strict=True):
        for landed, bytes_done in parts:
            yield landed
            progress(done + bytes_done, sum(sizes))
        done += size
        progress(done, sum(sizes))


def _in_order(files: list[_File], sizes: list[int]) -> Iterator[_Parts]:
    """Each file's parts, in the files' order; read side by side where that pays and each file fits in memory."""
    workers = os.cpu_count() or 1
    pays = workers >= _CORES_WORTH_IT and len(files) >= _FILES_WORTH_IT and sum(sizes) >= _BYTES_WORTH_IT
    if pays and max(sizes) <= _BYTES_IN_MEMORY:
        return side_by_side(_whole_file, files, workers)
    return (file_rows(path, name) for path, name in files)


def _whole_file(file: _File) -> _Parts:
    return list(file_rows(*file))


def _archives(folder: Path) -> list[Path]:
    return [path for path in files_below(folder) if _ending(path) in _ENDINGS]


def _ending(path: Path) -> str:
    return Path(path.name.lower().removesuffix(".gz")).suffix


def _may_hold_calls(path: Path) -> bool:
    """Whether a call stands in the first lines; a damaged file may have held some, and is told of when it is read."""
    try:
        return _call_within(path) is not None
    except DamagedError:
        return True


def _first_call(path: Path) -> dict[str, object] | None:
    """The fields of the first call; none are known of a damaged file."""
    try:
        return _call_within(path)
    except DamagedError:
        return {}


def _call_within(path: Path) -> dict[str, object] | None:
    for line in islice(lines(path, LONGEST_LINE), _LINES_TRIED):
        try:
            fields = msgspec.json.decode(line.content.decode("utf-8-sig", errors="replace"))
        except (msgspec.DecodeError, RecursionError):
            continue
        if isinstance(fields, dict) and isinstance(batch := fields.pop("batch", None), list):
            return {**fields, **(batch[0] if batch and isinstance(batch[0], dict) else {})}
        if isinstance(fields, dict) and fields.get("type") in KINDS:
            return fields
    return None


def _recognised_file(path: Path, folder: Path, fields: dict[str, object]) -> RecognisedFile:
    return RecognisedFile(
        file=_name(path, folder),
        tables=("web_events", "web_calls"),
        size_bytes=path.stat().st_size,
        mapped=tuple(name for name in fields if name in _FIELDS),
        ignored=tuple(name for name in fields if name not in _FIELDS),
        missing=tuple(sorted(_FIELDS - fields.keys() - _OFTEN_LEFT_OUT)) if fields else (),
    )


def _told_other(path: Path, folder: Path) -> Landed:
    issues = Issues(NAME, _name(path, folder))
    why = f"none of its first {_LINES_TRIED} lines is a call of the Segment spec, so it was not read"
    issues.whole_file(1, why, "Take it out of the folder, or hand over the raw archive's own files.")
    return "data_issues", issues.table()


def _name(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()


def _nothing_found(folder: Path) -> str:
    there = names_shown([_name(path, folder) for path in files_below(folder)])
    return (
        f"{folder} holds no call of the Segment spec: looked for lines of JSON with a type in files that end in "
        f"{', '.join(_ENDINGS)}, also with .gz; found {there}. "
        "Name the folder of the raw archive, such as a copy of the bucket that Segment writes to."
    )
