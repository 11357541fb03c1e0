"""Salesforce: its objects as the weekly Data Export, Data Loader, a replica or the REST API writes them.

`Account.csv`, `accountData.csv`, `sf_account_data.csv` and `Account.json` hold the same, and so do the columns
`CreatedDate`, `CREATEDDATE` and `created_date`.
"""

import re
from pathlib import Path

from headway.connect.exports import Export
from headway.connect.salesforce.sheets import SHEETS, VERSION_COLUMN, VERSIONED
from headway.connect.sheets import Header, Sheet

NAME = "salesforce"

_DRESSED = re.compile(r"^(sf|salesforce)_|_?data$", re.IGNORECASE)  # what tools put around an object's name
_LIKE = 4  # columns


def _held(path: Path, told: list[str]) -> str | None:
    """The object whose rows a file holds, by its name; where that only resembles an object's, by its columns too."""
    names = [name.strip().lower() for name in told]
    object_name = _DRESSED.sub("", path.stem).replace("_", "").lower()
    every = VERSIONED if VERSION_COLUMN in names else SHEETS
    sheet = next((each for each in every if _named(each) == object_name), None)
    is_another_s = any(name.startswith("property_") for name in names)
    is_named = sheet is not None and path.stem.lower() == _named(sheet)
    return sheet.file if sheet and not is_another_s and (is_named or _is_like(Header(names), sheet)) else None


def _named(sheet: Sheet) -> str:
    """The name of an object's table in plain letters; a replica calls versions a history too."""
    return sheet.file.lower().replace("versions", "history")


def _is_like(header: Header, sheet: Sheet) -> bool:
    """Whether the columns are the object's: an Id and others, more than a system that has an `id` too would share."""
    columns = dict.fromkeys(column for each in sheet.columns.values() for column in each.columns)
    return "Id" in header.named(("Id",)) and len(header.named(tuple(columns))) >= _LIKE


_EXPORT = Export(
    system=NAME,
    known=lambda: None,
    sheets=lambda _: (*SHEETS, *VERSIONED),
    held=_held,
    missing=lambda seen: (f"{sheet.file}.csv" for sheet in SHEETS if sheet.file not in seen),
    looked_for=f"looked for {', '.join(f'{sheet.file}.csv' for sheet in SHEETS)}",
    wanted="In Salesforce choose Setup, Data Export, unpack the archive and name the folder with its CSV files.",
)
recognise, read = _EXPORT.recognise, _EXPORT.read
