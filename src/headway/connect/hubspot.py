"""HubSpot: exports of companies, contacts and deals in English, German or Danish, and a replica's tables.

A replica's tables are known by their names (`deal_property_history.csv`), exports by their columns alone.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from headway.connect.files import files_below, names_shown
from headway.connect.hubspot_facts import CONTACT_FACTS, FACTS, note_contact, note_newest
from headway.connect.hubspot_gaps import tell_gaps
from headway.connect.hubspot_known import Known
from headway.connect.hubspot_sheets import sheets
from headway.connect.hubspot_words import is_export_id, words_of
from headway.connect.issues import Issues
from headway.connect.landing import facts, sheet_rows
from headway.connect.seam import Landed, Progress, Recognised
from headway.connect.sheets import Header, Sheet, first_cells, recognised_sheet
from headway.connect.tables import gathered
from headway.errors import DataError

NAME = "hubspot"

_Found = tuple[Path, Sheet]
# An object's own columns, in the order of asking: a deal's row names companies and contacts, a contact's its company.
_OWN = {
    "deal": ("Deal Name", "Deal Stage"),
    "contact": ("First Name", "Last Name", "Email"),
    "company": ("Company name", "Company Domain Name"),
}
_TABLES = {sheet.file: sheet for sheet in (*sheets(Known()), *(sheet for sheet, _ in FACTS))}


def recognise(folder: Path) -> Recognised:
    """Which of the folder's files are HubSpot's, and which columns of each would be read.

    Raises DataError if there is no such folder.
    """
    every = (*sheets(Known()), *_fact_sheets())
    found = _found(folder, every)
    known = {path for path, _ in found}
    seen = {sheet.file for _, sheet in found}
    # An export holds objects alone; once any other table is there, a replica could hold them all.
    wanted = [sheet.file for sheet in every] if seen - set(_OWN) else list(_OWN)
    return Recognised(
        system=NAME,
        files=tuple(recognised_sheet(path, _name(path, folder), _whole(sheet)) for path, sheet in found),
        missing=tuple(file for file in wanted if file not in seen) if found else (),
        unknown=tuple(_name(path, folder) for path in files_below(folder) if path not in known),
    )


def read(folder: Path, progress: Progress) -> Iterator[Landed]:
    """Rows of the crm tables, and `data_issues` with the line of the file on which a row starts.

    Raises DataError if there is no such folder or no HubSpot file in it.
    """
    if not _found(folder, (*sheets(Known()), *_fact_sheets())):
        raise DataError(_nothing_found(folder))
    yield from gathered(_parts(folder, progress))


def _parts(folder: Path, progress: Progress) -> Iterator[Landed]:
    known = Known()
    yield from _gather(folder, known)
    found = _found(folder, sheets(known))
    sizes = [path.stat().st_size for path, _ in found]
    files = {sheet.file for _, sheet in found} | {sheet.file for _, sheet in _found(folder, _fact_sheets())}
    for place, (path, sheet) in enumerate(found):
        issues = Issues(NAME, _name(path, folder), sheet.is_private)
        for landed, bytes_done in sheet_rows(path, sheet, issues):
            yield landed
            yield "data_issues", issues.table()
            progress(sum(sizes[:place]) + bytes_done, sum(sizes))
        tell_gaps(Header(first_cells(path), sheet.words), sheet, files, known, issues)
        yield "data_issues", issues.table()
        progress(sum(sizes[: place + 1]), sum(sizes))


def _gather(folder: Path, known: Known) -> Iterator[Landed]:
    """Learn what other files' rows need, and tell what of it cannot be read."""
    for path, sheet in _found(folder, tuple(sheet for sheet in sheets(known) if sheet.words)):
        note_newest(known, path, sheet.words)
    notes = {sheet.file: note for sheet, note in FACTS}
    for path, sheet in _found(folder, _fact_sheets()):
        issues = Issues(NAME, _name(path, folder))
        for fact in facts(path, sheet, issues):
            notes[sheet.file](known, fact)
        yield "data_issues", issues.table()
    for path, _ in _found(folder, (CONTACT_FACTS,)):
        # What cannot be read of a contact is told once, where its row lands.
        for fact in facts(path, CONTACT_FACTS, Issues(NAME, _name(path, folder))):
            note_contact(known, fact)


def _whole(sheet: Sheet) -> Sheet:
    """All that is read of a file, be it for its own rows or for others'."""
    more = CONTACT_FACTS.columns if sheet.file == CONTACT_FACTS.file else {}
    return replace(sheet, columns={**more, **sheet.columns})


def _fact_sheets() -> tuple[Sheet, ...]:
    return tuple(sheet for sheet, _ in FACTS)


def _found(folder: Path, wanted: tuple[Sheet, ...]) -> list[_Found]:
    """The folder's files that hold one of the sheets, in the order of these."""
    csv = [path for path in files_below(folder) if path.suffix.lower() == ".csv"]
    held = [(path, _held(path)) for path in csv]
    return [(path, sheet) for sheet in wanted for path, file in held if file == sheet.file]


def _held(path: Path) -> str | None:
    """What a file holds: an export by its columns, a replica's table by its name."""
    names = first_cells(path)
    table = path.stem.lower().removeprefix("hubspot_").removesuffix("_data")
    if table in _OWN:
        return table if any(name.lower().startswith("property_") for name in names) else _exported(names)
    return table if table in _TABLES and _can_hold(Header(names), _TABLES[table]) else _exported(names)


def _can_hold(header: Header, sheet: Sheet) -> bool:
    """Whether the file has the columns without which no row of the sheet is any use."""
    needed = (header.located(sheet.columns[name]).places for name in sheet.needs)
    return all(any(place is not None for place in places) for places in needed)


def _exported(names: list[str]) -> str | None:
    """The object whose rows an export with these columns holds; other systems have an `Id` too, not a Record ID."""
    if not any(is_export_id(name) for name in names):
        return None
    held = (file for file, own in _OWN.items() if Header(names, words_of(file)).named(own))
    return next(held, None)


def _name(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()


def _nothing_found(folder: Path) -> str:
    there = names_shown([_name(path, folder) for path in files_below(folder)])
    return (
        f"{folder} holds no HubSpot export: looked for CSV files with a Record ID and for a replica's tables; "
        f"found {there}. In HubSpot open Companies, Contacts and Deals, choose Export with all properties and "
        "associations, and name the folder with the CSV files."
    )
