"""A folder of a web tool's files: which of them are the tool's, and their rows, file by file."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from headway.connect.files import DamagedError, files_below, names_shown
from headway.connect.issues import Issues
from headway.connect.processes import side_by_side
from headway.connect.seam import Landed, Progress, Recognised, RecognisedFile
from headway.connect.tables import gathered
from headway.errors import DataError

# A process starts in the time in which it reads some 8 MB, packed: on two cores 50 MB took as long either way.
_CORES_WORTH_IT, _FILES_WORTH_IT, _BYTES_WORTH_IT = 4, 8, 32_000_000
_BYTES_IN_MEMORY = 16_000_000  # a process hands over each file as a whole

Fields = Mapping[str, object]
Parts = Iterable[tuple[Landed, int]]
Rows = Callable[[Path, str], Parts]


@dataclass(frozen=True)
class Archive:
    """How the files of one web tool are known and read."""

    system: str
    endings: tuple[str, ...]
    """Of the files that may hold records, without `.gz`."""
    sure_endings: tuple[str, ...]
    """Of the files that are read even where none of their first lines is a record."""
    first: Callable[[Path], Fields | None]
    """The first record's fields; None where none is found. Raises DamagedError."""
    rows: Rows
    """A file's rows as parts of the landed tables, each with the bytes read so far; gets the path and its name."""
    fields: frozenset[str]
    """Of a record, that are read."""
    often_left_out: frozenset[str]
    """Of `fields`, those that a sound record may lack."""
    record: str
    """One record, in words: "call of the Segment spec"."""
    looked_for: str
    """How it is known: "lines of JSON with a type"."""
    wanted: str
    """What to hand over: "the raw archive, such as a copy of the bucket"."""

    def recognised(self, folder: Path) -> Recognised:
        """Which of the folder's files hold records, and which fields are read, from the first record of each.

        Raises DataError if there is no such folder.
        """
        found = {path: self._first_told(path) for path in self._candidates(folder)}
        return Recognised(
            system=self.system,
            files=tuple(self._file(path, folder, fields) for path, fields in found.items() if fields is not None),
            missing=(),
            unknown=tuple(_name(path, folder) for path in files_below(folder) if found.get(path) is None),
        )

    def read(self, folder: Path, progress: Progress) -> Iterator[Landed]:
        """The files' rows and `data_issues`; many files are read by several processes: see `side_by_side`.

        Raises DataError if there is no such folder or no record in it.
        """
        candidates = self._candidates(folder)
        holding = [path for path in candidates if self._first_told(path) is not None]
        if not holding:
            raise DataError(self._nothing_found(folder))
        wanted = [path for path in candidates if path in holding or _ending(path) in self.sure_endings]
        yield from gathered(self._reported([(path, _name(path, folder)) for path in wanted], progress))
        yield from (self._told_other(path, folder) for path in candidates if path not in wanted)

    def _candidates(self, folder: Path) -> list[Path]:
        return [path for path in files_below(folder) if _ending(path) in self.endings]

    def _first_told(self, path: Path) -> Fields | None:
        """The first record's fields; of a damaged file none are known, and it is told of when it is read."""
        try:
            return self.first(path)
        except DamagedError:
            return {}

    def _reported(self, files: list[tuple[Path, str]], progress: Progress) -> Iterator[Landed]:
        sizes = [path.stat().st_size for path, _ in files]
        done = 0
        for size, parts in zip(sizes, self._in_order(files, sizes), strict=True):
            for landed, bytes_done in parts:
                yield landed
                progress(done + bytes_done, sum(sizes))
            done += size
            progress(done, sum(sizes))

    def _in_order(self, files: list[tuple[Path, str]], sizes: list[int]) -> Iterator[Parts]:
        """Each file's parts, in the files' order; read side by side where that pays and each file fits in memory."""
        workers = os.cpu_count() or 1
        pays = workers >= _CORES_WORTH_IT and len(files) >= _FILES_WORTH_IT and sum(sizes) >= _BYTES_WORTH_IT
        if pays and max(sizes) <= _BYTES_IN_MEMORY:
            return side_by_side(_whole_file, [(self.rows, *file) for file in files], workers)
        return (self.rows(path, name) for path, name in files)

    def _file(self, path: Path, folder: Path, fields: Fields) -> RecognisedFile:
        missing = sorted(self.fields - fields.keys() - self.often_left_out)
        return RecognisedFile(
            file=_name(path, folder),
            tables=("web_events", "web_calls"),
            size_bytes=path.stat().st_size,
            mapped=tuple(name for name in fields if name in self.fields),
            ignored=tuple(name for name in fields if name not in self.fields),
            missing=tuple(missing) if fields else (),
        )

    def _told_other(self, path: Path, folder: Path) -> Landed:
        issues = Issues(self.system, _name(path, folder))
        why = f"none of its first {LINES_TRIED} lines is a {self.record}, so it was not read"
        issues.whole_file(1, why, f"Take it out of the folder, or hand over {self.wanted}.")
        return "data_issues", issues.table()

    def _nothing_found(self, folder: Path) -> str:
        there = names_shown([_name(path, folder) for path in files_below(folder)])
        return (
            f"{folder} holds no {self.record}: looked for {self.looked_for} in files that end in "
            f"{', '.join(self.endings)}, also with .gz; found {there}. Name the folder of {self.wanted}."
        )


LINES_TRIED = 100


def _whole_file(task: tuple[Rows, Path, str]) -> Parts:
    rows, path, name = task
    return list(rows(path, name))


def _ending(path: Path) -> str:
    return Path(path.name.lower().removesuffix(".gz")).suffix


def _name(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()
