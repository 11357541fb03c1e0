"""Salesforce: a folder of Data Export CSV files with API names, as the weekly export or Data Loader writes them."""

from collections.abc import Iterator
from pathlib import Path

from headway.connect.files import files_below, names_shown
from headway.connect.issues import Issues
from headway.connect.landing import sheet_rows
from headway.connect.salesforce_sheets import SHEETS
from headway.connect.seam import Landed, Progress, Recognised
from headway.connect.sheets import Sheet, recognised_sheet
from headway.connect.tables import gathered
from headway.errors import DataError

NAME = "salesforce"

_Found = tuple[Path, Sheet]


def recognise(folder: Path) -> Recognised:
    """Which of the folder's files are Salesforce objects, and which columns of each would be read.

    Raises DataError if there is no such folder.
    """
    found = _found(folder)
    known = {path for path, _ in found}
    seen = {sheet.file for _, sheet in found}
    return Recognised(
        system=NAME,
        files=tuple(recognised_sheet(path, _name(path, folder), sheet) for path, sheet in found),
        missing=tuple(f"{sheet.file}.csv" for sheet in SHEETS if sheet.file not in seen),
        unknown=tuple(_name(path, folder) for path in files_below(folder) if path not in known),
    )


def read(folder: Path, progress: Progress) -> Iterator[Landed]:
    """Rows of the crm tables, and `data_issues` with the line of the file on which a row starts.

    Raises DataError if there is no such folder or no Salesforce file in it.
    """
    found = _found(folder)
    if not found:
        raise DataError(_nothing_found(folder))
    yield from gathered(_parts(found, folder, progress))


def _parts(found: list[_Found], folder: Path, progress: Progress) -> Iterator[Landed]:
    sizes = [path.stat().st_size for path, _ in found]
    for place, (path, sheet) in enumerate(found):
        issues = Issues(NAME, _name(path, folder), sheet.is_private)
        for landed, bytes_done in sheet_rows(path, sheet, issues):
            yield landed
            yield "data_issues", issues.table()
            progress(sum(sizes[:place]) + bytes_done, sum(sizes))
        yield "data_issues", issues.table()
        progress(sum(sizes[: place + 1]), sum(sizes))


def _found(folder: Path) -> list[_Found]:
    """The folder's files that hold an object, parents before what refers to them."""
    named = [(path, path.stem.lower()) for path in files_below(folder) if path.suffix.lower() == ".csv"]
    return [(path, sheet) for sheet in SHEETS for path, stem in named if stem == sheet.file.lower()]


def _name(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()


def _nothing_found(folder: Path) -> str:
    there = names_shown([_name(path, folder) for path in files_below(folder)])
    wanted = ", ".join(f"{sheet.file}.csv" for sheet in SHEETS)
    return (
        f"{folder} holds no Salesforce export: looked for {wanted}; found {there}. "
        "In Salesforce choose Setup, Data Export, unpack the archive and name the folder with its CSV files."
    )
