"""HubSpot: exports of companies, contacts and deals in English, German or Danish, and a replica's tables.

A replica's tables are known by their names (`deal_property_history.csv`), exports by their columns alone.
"""

from collections.abc import Iterable
from pathlib import Path

from headway.connect.exports import Export, FactSheet, Found
from headway.connect.file_rows import first_cells
from headway.connect.hubspot.facts import CONTACT_FACTS, FACTS, note_contact, note_newest
from headway.connect.hubspot.gaps import gaps
from headway.connect.hubspot.known import Known
from headway.connect.hubspot.sheets import sheets
from headway.connect.hubspot.words import is_export_id, words_of
from headway.connect.sheets import Header, Sheet

NAME = "hubspot"

# An object's own columns, in the order of asking: a deal's row names companies and contacts, a contact's its company.
_OWN = {
    "deal": ("Deal Name", "Deal Stage"),
    "contact": ("First Name", "Last Name", "Email"),
    "company": ("Company name", "Company Domain Name"),
}
_TABLES = {sheet.file: sheet for sheet in (*sheets(Known()), *(sheet for sheet, _ in FACTS))}
_PLURALS = {"deals": "deal", "contacts": "contact", "companies": "company", "owners": "owner"}  # so some loaders
_PROPERTY = ("property_", "properties_")


def _held(path: Path, names: list[str]) -> str | None:
    """What a file holds: an export by its columns, a replica's table by its name."""
    table = path.stem.lower().removeprefix("hubspot_").removesuffix("_data")
    table = _PLURALS.get(table, table)
    if table in _OWN:
        return table if any(name.lower().startswith(_PROPERTY) for name in names) else _exported(names)
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


def _learn(known: Known, found: list[Found]) -> None:
    """Whether all of it is an export, and the newest moment that any of its files tells, for rows that nobody dates."""
    exported = [any(map(is_export_id, first_cells(each.path))) for each in found if each.file in _OWN]
    known.is_export = bool(exported) and all(exported)
    worded = {sheet.file: sheet.words for sheet in sheets(known) if sheet.words}
    for each in found:
        if each.file in worded:
            note_newest(known, each.path, worded[each.file])


def _missing(seen: set[str]) -> Iterable[str]:
    """An export holds objects alone; once any other table is there, a replica could hold them all."""
    return (file for file in (_TABLES if seen - set(_OWN) else _OWN) if file not in seen)


_EXPORT = Export(
    system=NAME,
    known=Known,
    sheets=sheets,
    held=_held,
    facts=(*(FactSheet(*each) for each in FACTS), FactSheet(CONTACT_FACTS, note_contact)),
    learn=_learn,
    gaps=gaps,
    missing=_missing,
    looked_for="looked for files with a Record ID and for a replica's tables",
    wanted="In HubSpot open Companies, Contacts and Deals, choose Export with all properties and "
    "associations, and name the folder with the CSV files.",
)
recognise, read = _EXPORT.recognise, _EXPORT.read
