"""A folder of one CRM's export, replica or API answers: which files hold which of its objects, and their rows."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

import pyarrow as pa

from headway.connect.file_rows import first_cells, is_table_file, recognised_sheet
from headway.connect.files import files_below, names_shown
from headway.connect.issues import Issues
from headway.connect.landing import facts, sheet_rows
from headway.connect.records import ending_of
from headway.connect.seam import Landed, Progress, Recognised
from headway.connect.sheets import Header, Sheet
from headway.connect.tables import gathered
from headway.connect.values import Value
from headway.errors import DataError
from headway.sources.words import SYSTEMS

Fact = dict[str, Value]
"""One row of a file that is read for other files' rows: its values under the names of a sheet."""
K = TypeVar("K")


class FactSheet(NamedTuple, Generic[K]):
    """What is read of a file before any row lands, and how it is kept."""

    sheet: Sheet
    note: Callable[[K, Fact], None]


class Found(NamedTuple):
    """One file of the folder, and the name of what it holds."""

    path: Path
    file: str
    name: str
    """By which people are told of it."""


class Gap(NamedTuple):
    """What a file leaves unsaid, and what would say it."""

    why: str
    remedy: str


def no_gaps(_known: object, _file: str, _header: Header, _files: set[str]) -> Iterable[Gap]:
    """Of a system whose files say all that the tables ask."""
    return ()


def learn_nothing(_known: object, _found: list[Found]) -> None:
    """Of a system where no row needs more of other files than facts."""


@dataclass(frozen=True)
class Export(Generic[K]):
    """How the files of one CRM are known and read; `K` is what is known before any row lands."""

    system: str
    known: Callable[[], K]
    sheets: Callable[[K], tuple[Sheet, ...]]
    """What lands, parents before what refers to them; several of one file share its rows out by `Sheet.other`."""
    held: Callable[[Path, list[str]], str | None]
    """The name of what a file holds, by its path and its columns; None where it is not the system's."""
    looked_for: str
    """What a folder must hold one of: "looked for Account.csv"."""
    wanted: str
    """How to come by it, as a sentence."""
    facts: tuple[FactSheet[K], ...] = ()
    learn: Callable[[K, list[Found]], None] = learn_nothing
    """What else is gathered before any row lands."""
    gaps: Callable[[K, str, Header, set[str]], Iterable[Gap]] = no_gaps
    """What a file leaves unsaid, given its header and the names of what all files hold."""
    missing: Callable[[set[str]], Iterable[str]] | None = None
    """What else could be there, given what is; without it, every other sheet's file."""

    def recognise(self, folder: Path) -> Recognised:
        """Which of the folder's files are the system's, and which columns of each would be read.

        Raises DataError if there is no such folder.
        """
        found = self._found(folder)
        known, seen = {each.path for each in found}, {each.file for each in found}
        every = self._every(self.known())
        others = (file for file in dict.fromkeys(sheet.file for sheet in every) if file not in seen)
        return Recognised(
            system=self.system,
            files=tuple(
                recognised_sheet(each.path, each.name, tuple(sheet for sheet in every if sheet.file == each.file))
                for each in found
            ),
            missing=tuple(self.missing(seen) if self.missing else others) if found else (),
            unknown=tuple(_name(path, folder) for path in files_below(folder) if path not in known),
        )

    def read(self, folder: Path, progress: Progress) -> Iterator[Landed]:
        """Rows of the crm tables, and `data_issues` with the line of the file on which a row starts.

        Raises DataError if there is no such folder or none of the system's files in it.
        """
        found = self._found(folder)
        if not found:
            raise DataError(self._nothing_found(folder))
        yield from gathered(self._parts(found, progress))

    def _parts(self, found: list[Found], progress: Progress) -> Iterator[Landed]:
        known = self.known()
        told = {each.path: _Told(Issues(self.system, each.name)) for each in found}
        self._gather(known, found, told)
        wanted = [(each, sheet) for sheet in self.sheets(known) for each in found if each.file == sheet.file]
        sizes = [each.path.stat().st_size for each, _ in wanted]
        files = {each.file for each in found}
        for place, (each, sheet) in enumerate(wanted):
            issues = told[each.path]
            issues.told.is_private = sheet.is_private
            for landed, bytes_done in sheet_rows(each.path, sheet, issues.told):
                yield landed
                yield issues.fresh()
                progress(sum(sizes[:place]) + bytes_done, sum(sizes))
            for gap in self.gaps(known, each.file, Header(first_cells(each.path), sheet.words), files):
                issues.told.whole_file(1, *gap)
            yield issues.fresh()
            progress(sum(sizes[: place + 1]), sum(sizes))
        yield from (issues.fresh() for issues in told.values())

    def _gather(self, known: K, found: list[Found], told: "dict[Path, _Told]") -> None:
        """Learn what other files' rows need; what of a file lands too is told of there."""
        self.learn(known, found)
        landing = {sheet.file for sheet in self.sheets(known)}
        for fact_sheet in self.facts:
            for each in (each for each in found if each.file == fact_sheet.sheet.file):
                quiet = Issues(self.system, each.name)
                for fact in facts(each.path, fact_sheet.sheet, quiet if each.file in landing else told[each.path].told):
                    fact_sheet.note(known, fact)

    def _every(self, known: K) -> tuple[Sheet, ...]:
        return (*self.sheets(known), *(each.sheet for each in self.facts))

    def _found(self, folder: Path) -> list[Found]:
        """The folder's files that hold rows of the system, in the order in which they are read."""
        order = list(dict.fromkeys(sheet.file for sheet in self._every(self.known())))
        tables = [path for path in files_below(folder) if is_table_file(path)]
        held = [(path, self._held(path)) for path in tables]
        found = [Found(path, file, _name(path, folder)) for path, file in held if file in order]
        return sorted(found, key=lambda each: (order.index(each.file), each.path))

    def _held(self, path: Path) -> str | None:
        """The name of what a file holds; a lake calls a table's folder by the table's name, and not its files."""
        names = first_cells(path)
        return self.held(path, names) or self.held(path.with_name(path.parent.name + ending_of(path)), names)

    def _nothing_found(self, folder: Path) -> str:
        there = names_shown([_name(path, folder) for path in files_below(folder)])
        return f"{folder} holds no {SYSTEMS[self.system]} export: {self.looked_for}; found {there}. {self.wanted}"


@dataclass
class _Told:
    """What has been told of one file, which several sheets may read: each thing once."""

    told: Issues

    def __post_init__(self) -> None:
        self._before: set[str] = set()

    def fresh(self) -> Landed:
        """What was not told before."""
        table = self.told.table()
        ids = table["issue_id"].to_pylist()
        is_new = [issue not in self._before for issue in ids]
        self._before.update(ids)
        return "data_issues", table.filter(pa.array(is_new, pa.bool_()))


def _name(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()
