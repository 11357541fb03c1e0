"""Pipedrive's deals, people, organizations and activities, and what Headway reads of each.

An export names organizations and people, and tells no ids of them unless asked to: then names stand for them, where
the export of organizations or people has one of that name alone.
"""

from collections.abc import Iterator, Mapping

from headway.connect.addresses import domain
from headway.connect.known import Known
from headway.connect.pipedrive.cells import (
    due,
    email,
    first_key,
    first_moment,
    first_named,
    is_closed,
    is_deleted,
    is_unsubscribed,
    is_won,
    key,
    kind,
    minutes,
    moment,
    named,
    owner,
    ref,
    words,
)
from headway.connect.pipedrive.history import changes, moments
from headway.connect.records import fields_of, list_of
from headway.connect.sheets import Beside, Sheet, Take, take
from headway.connect.values import (
    EARLIEST,
    Value,
    always,
    day,
    first_text,
    number,
    share,
    text,
    whole,
    yes_or_no,
)

_STAMPS = {"recorded_at": take(first_moment, "add_time", "update_time"), "modified_at": take(moment, "update_time")}
_OWNERS = ("owner_id", "user_id", "owner_name")
_OWNER = {"owner_ref": take(owner, *_OWNERS)}
_GONE = {"is_deleted": take(is_deleted, "status", "is_deleted", "active_flag")}


def sheets(known: Known) -> tuple[Sheet, ...]:
    """Every kind of record that lands, parents before what refers to them."""
    return (
        _users(),
        _organizations(),
        _persons(known),
        _deals(known),
        changes(known),
        _participants(),
        _followers(),
        _activities(known),
    )


def _record(known_as: str, shown: str, file: str, table: str, own: str, **columns: Take) -> Sheet:
    every = {known_as: take(ref(own), "id"), **_STAMPS, **_OWNER, **_GONE, **columns}
    return Sheet(file, table, every, (known_as, "recorded_at"), beside=(_owner_named(),), words=words(shown))


def _owner_named() -> Beside:
    """Exports have no list of users: their names are all that is told of them."""

    def rows(cells: Mapping[str, str]) -> Iterator[Mapping[str, Value]]:
        told = [cells.get(column, "") for column in _OWNERS]
        name = first_named(*(cell for cell in told if not cell.strip().isdigit()))
        if name and owner(*told):
            yield {"user_ref": owner(*told), "name": name, "recorded_at": EARLIEST, "modified_at": EARLIEST}

    return Beside("crm_users", _OWNERS, rows)


def _users() -> Sheet:
    columns = {
        "user_ref": take(ref("user"), "id"),
        "recorded_at": take(lambda cell: moment(cell) or EARLIEST, "created"),
        "modified_at": take(first_moment, "modified", "created"),
        "name": take(text, "name"),
        "email": take(email, "email"),
        "is_active": take(yes_or_no, "active_flag"),
    }
    return Sheet("users", "crm_users", columns, ("user_ref",))


def _organizations() -> Sheet:
    return _record(
        "account_ref",
        "Organization",
        "organizations",
        "crm_accounts",
        "organization",
        name=take(text, "name"),
        domain=take(domain, "website"),
        industry=take(text, "industry"),
        country=take(first_text, "country", "address_country"),
        employees=take(whole, "employee_count"),
        account_type=take(text, "label"),
    )


def _persons(known: Known) -> Sheet:
    return _record(
        "person_ref",
        "Person",
        "persons",
        "crm_people",
        "person",
        account_ref=_organization(known),
        is_lead=take(always(value=False)),
        name=take(text, "name"),
        email=take(email, "emails", "email"),
        title=take(text, "job_title"),
        company=take(named, "org_name"),
        wants_no_mail=take(is_unsubscribed, "marketing_status"),
    )


def _organization(known: Known) -> Take:
    """The organization by id, or by a name that one alone has."""
    return take(lambda cell, name: _by_name(known, "org of name", "organization", cell, name), "org_id", "org_name")


def _person(known: Known) -> Take:
    return take(lambda cell, name: _by_name(known, "person of name", "person", cell, name), "person_id", "person_name")


def _by_name(known: Known, about: str, own: str, cell: str, name: str) -> str | None:
    found = [] if key(cell) else known.every(about, text(name))
    return ref(own)(cell or (str(found[0]["id"]) if len(found) == 1 else ""))


def _deals(known: Known) -> Sheet:
    def stage(name: str, cell: str) -> str | None:
        return text(name) or text(str(known.one("stage", key(cell)).get("name") or ""))

    def chance(said: str, cell: str) -> Value:
        return share(said) if said.strip() else known.one("stage", key(cell)).get("chance")

    sheet = _record(
        "deal_ref",
        "Deal",
        "deals",
        "crm_deals",
        "deal",
        opened_at=take(moment, "add_time"),
        account_ref=_organization(known),
        contact_ref=_person(known),
        name=take(text, "title"),
        lead_source=take(text, "source_name"),
        loss_reason=take(text, "lost_reason"),
        currency=take(text, "currency"),
        stage=take(stage, "stage", "stage_id"),
        amount=take(number, "value"),
        probability=take(chance, "probability", "stage_id"),
        closes_on=take(_closes_on, "won_time", "lost_time", "close_time", "expected_close_date"),
        is_closed=take(is_closed, "status"),
        is_won=take(is_won, "status"),
    )
    beside = (*sheet.beside, moments(known), _contact(known))
    return Sheet(sheet.file, sheet.table, sheet.columns, sheet.needs, beside=beside, words=sheet.words)


def _closes_on(*cells: str) -> Value:
    return next((read for read in map(day, cells) if read), None)


def _contact(known: Known) -> Beside:
    """The person that a deal names, where participants do not date it: known from the deal's last change on."""

    def rows(cells: Mapping[str, str]) -> Iterator[Mapping[str, Value]]:
        who = _by_name(known, "person of name", "person", cells.get("person_id", ""), cells.get("person_name", ""))
        at = first_moment(cells.get("update_time", ""), cells.get("add_time", ""))
        named = {ref("person")(str(fact["person"] or "")) for fact in known.every("participant", key(cells["id"]))}
        if who and who not in named and (deal := ref("deal")(cells["id"])):
            role = f"{deal}/{who.removeprefix('pipedrive:')}"
            yield {
                "role_ref": role,
                "deal_ref": deal,
                "person_ref": who,
                "is_primary": True,
                "recorded_at": at,
                "modified_at": at,
            }

    return Beside("crm_roles", ("id", "person_id", "person_name", "update_time", "add_time"), rows)


def _participants() -> Sheet:
    """A person who takes part in a deal: Pipedrive knows no roles."""
    columns = {
        "role_ref": take(
            lambda *cells: "/".join(filter(None, (ref("deal")(cells[0]), f"person/{first_key(cells[1])}"))),
            "deal_id",
            "person_id",
        ),
        "deal_ref": take(ref("deal"), "deal_id"),
        "person_ref": take(ref("person"), "person_id"),
        "recorded_at": take(moment, "add_time"),
        "modified_at": take(moment, "add_time"),
        "is_deleted": take(lambda cell: is_deleted("", "", cell), "active_flag"),
    }
    return Sheet("deal_participants", "crm_roles", columns, ("deal_ref", "person_ref", "recorded_at"))


def _followers() -> Sheet:
    columns = {
        "member_ref": take(
            lambda *cells: "/".join(filter(None, (ref("deal")(cells[0]), owner(cells[1])))), "deal_id", "user_id"
        ),
        "deal_ref": take(ref("deal"), "deal_id"),
        "user_ref": take(owner, "user_id"),
        "recorded_at": take(moment, "add_time"),
        "modified_at": take(moment, "add_time"),
    }
    return Sheet("deal_followers", "crm_members", columns, ("deal_ref", "user_ref", "recorded_at"))


def _activities(known: Known) -> Sheet:
    """What was planned and done; notes are never read, nor shown where a row is broken."""

    def everybody(attendees: str, participants: str, person: str) -> Value:
        written = [
            str(fields_of(each).get("email_address") or fields_of(each).get("email") or "")
            for each in list_of(attendees)
        ]
        people = [
            first_key(person),
            *(first_key(str(fields_of(each).get("person_id") or "")) for each in list_of(participants)),
        ]
        named_too = [str(known.one("address", each).get("email") or "") for each in people if each]
        return " ".join(dict.fromkeys(each.lower() for each in (*written, *named_too) if each)) or None

    columns = {
        "activity_ref": take(ref("activity"), "id"),
        **_STAMPS,
        "kind": take(kind, "type"),
        "deal_ref": take(ref("deal"), "deal_id"),
        "account_ref": _organization(known),
        "person_ref": _person(known),
        "user_ref": take(owner, *_OWNERS),
        "subject": take(text, "subject"),
        "starts_at": take(due, "due_date", "due_time"),
        "minutes": take(minutes, "duration"),
        "is_done": take(_is_done, "done"),
        "addresses": take(everybody, "attendees", "participants", "person_id"),
        **_GONE,
    }
    return Sheet(
        "activities",
        "crm_activities",
        columns,
        ("activity_ref", "recorded_at"),
        is_private=True,
        words=words("Activity"),
    )


def _is_done(cell: str) -> bool | None:
    said = {"done": "1", "to do": "0", "yes": "1", "no": "0"}
    return yes_or_no(said.get(cell.strip().lower(), cell))
