"""Salesforce: its objects as the weekly Data Export, Data Loader, a replica or the REST API writes them.

`Account.csv`, `accountData.csv`, `sf_account_data.csv` and `Account.json` hold the same, and so do the columns
`CreatedDate`, `CREATEDDATE` and `created_date`.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from headway.connect.files import files_below, names_shown
from headway.connect.issues import Issues
from headway.connect.json_rows import JSON
from headway.connect.landing import sheet_rows
from headway.connect.salesforce_sheets import SHEETS, VERSION_COLUMN, VERSIONED
from headway.connect.seam import Landed, Progress, Recognised
from headway.connect.sheets import Header, Sheet, first_cells, recognised_sheet
from headway.connect.tables import gathered
from headway.errors import DataError

NAME = "salesforce"

_Found = tuple[Path, Sheet]
_DRESSED = re.compile(r"^(sf|salesforce)_|_?data$", re.IGNORECASE)  # what tools put around an object's name
_LIKE = 4  # columns


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
    held = [(path, _held(path)) for path in files_below(folder) if path.suffix.lower() in {".csv", JSON}]
    return [(path, sheet) for sheet in (*SHEETS, *VERSIONED) for path, found in held if found is sheet]


def _held(path: Path) -> Sheet | None:
    """The object whose rows a file holds, by its name; where that only resembles an object's, by its columns too."""
    names = [name.strip().lower() for name in first_cells(path)]
    object_name = _DRESSED.sub("", path.stem).replace("_", "").lower()
    every = VERSIONED if VERSION_COLUMN in names else SHEETS
    sheet = next((each for each in every if each.file.lower() == object_name), None)
    is_another_s = any(name.startswith("property_") for name in names)
    is_named = sheet is not None and path.stem.lower() == sheet.file.lower()
    return sheet if sheet and not is_another_s and (is_named or _is_like(Header(names), sheet)) else None


def _is_like(header: Header, sheet: Sheet) -> bool:
    """Whether the columns are the object's: an Id and others, more than a system that has an `id` too would share."""
    columns = dict.fromkeys(column for each in sheet.columns.values() for column in each.columns)
    return "Id" in header.named(("Id",)) and len(header.named(tuple(columns))) >= _LIKE


def _name(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()


def _nothing_found(folder: Path) -> str:
    there = names_shown([_name(path, folder) for path in files_below(folder)])
    wanted = ", ".join(f"{sheet.file}.csv" for sheet in SHEETS)
    return (
        f"{folder} holds no Salesforce export: looked for {wanted}; found {there}. "
        "In Salesforce choose Setup, Data Export, unpack the archive and name the folder with its CSV files."
    )
