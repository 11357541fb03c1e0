"""HubSpot's objects, as exports name them and as replicas do, and what Headway reads of each.

Times: `recorded_at` is the create date, `modified_at` the last-modified date. Where a row tells neither, it is when the
replica last wrote the row, and for an export the newest moment the export tells: never earlier than the truth allows.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial

from headway.connect.addresses import domain, email
from headway.connect.hubspot.activities import activity_sheets
from headway.connect.hubspot.cells import (
    COMPANY,
    CONTACT,
    DEAL,
    chance,
    day,
    either_true,
    first_moment,
    moment,
    owner,
    record,
    refs,
    truth,
)
from headway.connect.hubspot.changes import change_sheets, stages_entered
from headway.connect.hubspot.known import Known
from headway.connect.hubspot.words import words_of
from headway.connect.own_fields import own_fields
from headway.connect.sheets import Beside, Sheet, Take, plain, take
from headway.connect.values import EARLIEST, Value, always, first_text, joined_text, number, text, whole
from headway.sources.mapping import field_patterns, may_be_field

_SYNCED, _ID = "_fivetran_synced", "Record ID"
_GONE = ("_deleted", "_fivetran_deleted")
_STAMPS = ("Create Date", "Last Modified Date")
_COMPANIES = ("Associated Company IDs (Primary)", "Associated Company IDs")
_ENDING = ("Deal Stage", "Is Closed Won", "Is Deal Closed?", "Deal probability")


def sheets(known: Known) -> tuple[Sheet, ...]:
    """Every file that lands, parents before what refers to them."""
    return (
        _owners(),
        _companies(known),
        _contacts(known),
        _deals(known),
        *change_sheets(known),
        _deal_contacts(known),
        *activity_sheets(known),
        _form_submissions(known),
    )


def _object(known: Known, file: str, table: str, key: str, kind: str, columns: Mapping[str, Take]) -> Sheet:
    """An object whose rows say when they were created and last changed, and who owns them."""
    every = {
        key: take(record(kind), _ID),
        "recorded_at": take(first_moment, "Create Date", _SYNCED),
        "modified_at": take(partial(_changed, known), "Last Modified Date", _SYNCED),
        "clock": take(known.clock, *_STAMPS),
        "owner_ref": take(owner, f"{file.capitalize()} owner"),
        "is_deleted": take(either_true, *_GONE),
        **columns,
    }
    return Sheet(
        file,
        table,
        every,
        (key, "recorded_at"),
        beside=(_named_owner(f"{file.capitalize()} owner"),),
        words=words_of(file),
    )


def _changed(known: Known, *cells: str) -> Value:
    return known.changed(first_moment(*cells))


def _companies(known: Known) -> Sheet:
    columns = {
        "parent_ref": take(record(COMPANY), "Parent Company ID"),
        "name": take(text, "Company name"),
        "domain": take(_first_domain, "Company Domain Name", "Website URL"),
        "industry": take(text, "Industry"),
        "country": take(text, "Country/Region"),
        "employees": take(whole, "Number of Employees"),
        "account_type": take(text, "Type"),
    }
    return _object(known, "company", "crm_accounts", "account_ref", COMPANY, columns)


def _contacts(known: Known) -> Sheet:
    def merged(cell: str) -> str | None:
        ref = record(CONTACT)(cell)
        return known.stays(ref) if ref in known.merged_into else None

    columns = {
        "account_ref": _company_of(known, CONTACT),
        "is_lead": take(always(value=False)),
        "merged_into": take(merged, _ID),
        "name": take(partial(joined_text, ""), "First Name", "Last Name"),
        "email": take(email, "Email"),
        "title": take(text, "Job Title"),
        "company": take(text, "Company Name"),
        "status": take(text, "Lifecycle Stage"),
        "wants_no_mail": take(truth, "Unsubscribed from all email"),
    }
    return _object(known, "contact", "crm_people", "person_ref", CONTACT, columns)


def _deals(known: Known) -> Sheet:
    def is_gone(cell: str, *cells: str) -> bool | None:
        return True if record(DEAL)(cell) in known.merged_into else either_true(*cells)

    columns = {
        "account_ref": _company_of(known, DEAL),
        "opened_at": take(first_moment, "Create Date", _SYNCED),
        "is_deleted": take(is_gone, _ID, *_GONE),
        "name": take(text, "Deal Name"),
        "deal_type": take(text, "Deal Type"),
        "lead_source": take(text, "Original Traffic Source"),
        "loss_reason": take(text, "Closed Lost Reason"),
        "pipeline": take(partial(_pipeline, known), "Pipeline"),
        "currency": take(text, "Currency"),
        "stage": take(lambda cell: known.stage(cell).label, "Deal Stage"),
        "amount": take(number, "Amount"),
        "probability": take(partial(_chance, known), "Deal probability", "Deal Stage"),
        "closes_on": take(day, "Close Date"),
        "is_closed": take(partial(_is_closed, known), *_ENDING),
        "is_won": take(partial(_is_won, known), *_ENDING),
    }
    sheet = _object(known, "deal", "crm_deals", "deal_ref", DEAL, columns)
    beside = (*sheet.beside, stages_entered(known), _people_named(known), _own_fields(known))
    return replace(sheet, beside=beside)


def _pipeline(known: Known, cell: str) -> str | None:
    """A pipeline by its name; a replica's deals hold its id."""
    return known.pipelines.get(cell.strip()) or text(cell)


def _own_fields(known: Known) -> Beside:
    """What a deal holds in fields that by their names may tell an amount, a product or a kind.

    HubSpot's own properties and the company's look alike, and there are hundreds: the others stay where they are.
    """

    def rows(cells: Mapping[str, str]) -> Iterator[Mapping[str, Value]]:
        at, ours = moment(cells.get(_STAMPS[0], "")), words_of("deal")
        changed = known.changed(moment(cells.get(_STAMPS[1], "")))
        dated = {"recorded_at": at, "modified_at": changed, "clock": known.clock(cells.get(_STAMPS[0], ""))}
        others = {name: cell for name, cell in cells.items() if plain(name) not in ours and may_be_field(name)}
        yield from own_fields(record(DEAL)(cells.get(_ID, "")), dated, others if at else {})

    return Beside("crm_deal_fields", (_ID, *_STAMPS, *field_patterns()), rows)


def _company_of(known: Known, kind: str) -> Take:
    """The first company a row names, the primary first; a replica keeps associations in files of their own."""

    def company(cell: str, *companies: str) -> str | None:
        return record(COMPANY)(*companies) or known.company_of(record(kind)(cell))

    return take(company, _ID, *_COMPANIES)


def _chance(known: Known, said: str, stage: str) -> float | None:
    told = chance(said)
    return known.stage(stage).chance if told is None else told


def _is_closed(known: Known, stage: str, won: str, closed: str, said: str) -> bool | None:
    """Whether the deal has ended: as the row says, as its stage tells, or where neither does, by its chance."""
    told = truth(closed)
    told = known.stage(stage).is_closed if told is None else told
    likely = chance(said)
    by_chance = None if likely is None else likely in {0, 1}
    return True if truth(won) else by_chance if told is None else told


def _is_won(known: Known, stage: str, won: str, _closed: str, said: str) -> bool | None:
    told = truth(won)
    told = known.stage(stage).is_won if told is None else told
    likely = chance(said)
    return (None if likely is None else likely == 1) if told is None else told


def _first_domain(*cells: str) -> str | None:
    return next((found for cell in cells if (found := domain(cell))), None)


def _owners() -> Sheet:
    """Our own people in a replica; an owner without a date counts always, as it claims nothing of customers."""
    columns = {
        "user_ref": take(owner, "owner_id"),
        "recorded_at": take(lambda cell: moment(cell) or EARLIEST, "created_at"),
        "modified_at": take(first_moment, "updated_at", _SYNCED),
        "name": take(partial(joined_text, ""), "first_name", "last_name"),
        "email": take(email, "email"),
        "is_active": take(lambda cell: not truth(cell) if cell.strip() else None, "is_deleted"),
    }
    return Sheet("owner", "crm_users", columns, ("user_ref",))


def _deal_contacts(known: Known) -> Sheet:
    """A contact of a deal in a replica, known from when the replica wrote it: HubSpot dates no association."""
    contact = record(CONTACT)

    def role(label: str, cell: str) -> str | None:
        return text(label) or _role(known, contact(cell), None)[0]

    def modified_at(label: str, cell: str, at: str) -> datetime | None:
        return moment(at) if text(label) else _role(known, contact(cell), moment(at))[1]

    columns = {
        "role_ref": take(lambda deal, cell: _role_ref(record(DEAL)(deal), contact(cell)), "deal_id", "contact_id"),
        "deal_ref": take(record(DEAL), "deal_id"),
        "person_ref": take(lambda cell: known.stays(contact(cell)), "contact_id"),
        "recorded_at": take(moment, _SYNCED),
        "modified_at": take(modified_at, "label", "contact_id", _SYNCED),
        "role": take(role, "label", "contact_id"),
    }
    return Sheet("deal_contact", "crm_roles", columns, ("deal_ref", "person_ref", "recorded_at"))


def _form_submissions(known: Known) -> Sheet:
    columns = {
        "response_ref": take(_response, "conversion_id", "contact_id", "timestamp"),
        "person_ref": take(lambda cell: known.stays(record(CONTACT)(cell)), "contact_id"),
        "campaign_ref": take(lambda cell: f"hubspot:form/{cell.strip()}" if cell.strip() else None, "form_id"),
        "recorded_at": take(moment, "timestamp"),
        "modified_at": take(moment, "timestamp"),
        "status": take(text, "title"),
        "has_responded": take(always(value=True)),
        "responded_on": take(day, "timestamp"),
    }
    return Sheet("contact_form_submission", "crm_responses", columns, ("person_ref", "recorded_at"))


def _response(conversion: str, contact: str, at: str) -> str:
    return f"hubspot:form/{first_text(conversion) or f'{contact.strip()}/{at.strip()}'}"


def _people_named(known: Known) -> Beside:
    """The contacts that an export names in a deal's row: known from when the row was last modified."""

    def rows(cells: Mapping[str, str]) -> Iterator[Mapping[str, Value]]:
        deal, at = record(DEAL)(cells.get(_ID, "")), known.changed(moment(cells.get("Last Modified Date", "")))
        for contact in refs(CONTACT, cells.get("Associated Contact IDs", "")):
            role, modified_at = _role(known, contact, at)
            who = {"role_ref": _role_ref(deal, contact), "deal_ref": deal, "person_ref": known.stays(contact)}
            clock = known.clock(*(cells.get(stamp, "") for stamp in _STAMPS))
            yield {**who, "recorded_at": at, "modified_at": modified_at, "clock": clock, "role": role}

    return Beside("crm_roles", (_ID, *_STAMPS, "Associated Contact IDs"), rows)


def _role(known: Known, contact: str | None, at: datetime | None) -> tuple[str | None, datetime | None]:
    """A contact's role, which is one for all its deals, and since when it and the deal's naming of it are known."""
    role, changed = known.buying_roles.get(known.stays(contact) or "", (None, None))
    told = [each for each in (at, known.changed(changed) if role else None) if each]
    return role, max(told, default=None)


def _role_ref(deal: str | None, contact: str | None) -> str:
    return f"{deal}/{(contact or '').removeprefix('hubspot:')}"


def _named_owner(column: str) -> Beside:
    """Exports have no file of owners: their names are all that is told of them."""

    def rows(cells: Mapping[str, str]) -> Iterator[Mapping[str, Value]]:
        name = text(cells.get(column, ""))
        if name and not name.isdigit():
            yield {"user_ref": owner(name), "name": name, "recorded_at": EARLIEST}

    return Beside("crm_users", (column,), rows)
