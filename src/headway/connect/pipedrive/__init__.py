"""Pipedrive: exports of its lists as CSV, and what its API answers, one file a kind of record, such as `deals.json`.

An export is known by its columns ("Deal - Title"), an API's answer by its file's name. All times are UTC.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from headway.connect.exports import Export, Gap
from headway.connect.known import Known
from headway.connect.pipedrive.facts import FACTS
from headway.connect.pipedrive.sheets import sheets
from headway.connect.records import ending_of
from headway.connect.sheets import Header

NAME = "pipedrive"

_FILES = {sheet.file for sheet in (*sheets(Known()), *(each.sheet for each in FACTS))}
_SHOWN = {"deal": "deals", "person": "persons", "organization": "organizations", "activity": "activities"}
_EXPORTED = re.compile(r"(deal|person|organization|activity) - ", re.IGNORECASE)
# What an API's answer has beside its `id`, which other systems' files of the same name have not.
_OWN = {
    "deals": ("stage_id", "stage_change_time"),
    "persons": ("org_id", "emails"),
    "organizations": ("people_count", "open_deals_count", "owner_id"),
    "activities": ("due_date",),
    "users": ("timezone_name", "icon_url", "is_you", "email"),
    "stages": ("pipeline_id",),
    "deal_flow": ("field_key",),
    "deal_participants": ("person_id",),
    "deal_followers": ("user_id",),
}


def _held(path: Path, names: list[str]) -> str | None:
    """What a file holds: an export by the names of its columns, an API's answer by its own name."""
    shown = [found[1].lower() for name in names if (found := _EXPORTED.match(name.strip().lstrip("\ufeff")))]
    if shown:
        return _SHOWN[max(set(shown), key=shown.count)]
    stem = path.name.lower().removesuffix(".gz").removesuffix(ending_of(path)).removeprefix("pipedrive_")
    stem = _SHOWN.get(stem, stem)
    return stem if stem in _FILES and Header(names).named(_OWN[stem]) else None


def _gaps(_known: Known, file: str, header: Header, files: set[str]) -> Iterator[Gap]:
    """What the file leaves unsaid."""
    if file not in _SHOWN.values():
        return
    if not header.named(("update_time",)):
        yield Gap(
            "it does not say when its rows were last changed, so what they say now is believed at no earlier moment",
            _WITH_TIMES,
        )
    if file == "deals" and "deal_flow" not in files:
        yield Gap(
            "of the changes of stage it tells only the last, so where deals stood before it cannot be said",
            "Hand over what the API tells of each deal's changes, as deal_flow.json: see the guide.",
        )
    if file == "deals" and not header.named(("org_id", "org_name")):
        yield Gap(
            "it does not name organizations, so its deals belong to no account", "Export the column Organization ID."
        )


_WITH_TIMES = "Export the column Update time as well."

_EXPORT = Export(
    system=NAME,
    known=Known,
    sheets=sheets,
    held=_held,
    facts=FACTS,
    gaps=_gaps,
    looked_for='looked for columns such as "Deal - Title" and for answers of the API, such as deals.json',
    wanted="In Pipedrive open Deals, People and Organizations as lists, choose Export filter results with all columns, "
    "and name the folder with the CSV files.",
)
recognise, read = _EXPORT.recognise, _EXPORT.read
