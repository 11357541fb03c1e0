"""Odoo's messages, meetings and planned activities: who wrote to whom, who met whom, and what is still to do."""

from collections.abc import Callable

from headway.connect.addresses import emails
from headway.connect.known import Known
from headway.connect.odoo.cells import (
    LEAD,
    PARTNER,
    USER,
    day,
    first_moment,
    id_of,
    ids,
    label,
    minutes,
    moment,
    ref,
    text,
    told,
    truth,
)
from headway.connect.odoo.facts import MESSAGE, account_of, addresses_of, customer, deal_of, is_ours, our_user, person
from headway.connect.sheets import Sheet, Take, take
from headway.connect.values import Value, always

_WRITTEN = {"email": "email", "email_outgoing": "email", "comment": "email", "sms": "email", "snailmail": "email"}
_KINDS = {"call": "call", "phonecall": "call", "meeting": "meeting", "email": "email"}
_DOCUMENT = ("model", "res_id")
_PLANNED_ON = ("res_model", "res_id")


def activity_sheets(known: Known) -> tuple[Sheet, ...]:
    """What Odoo logs; the text of a message or note is never read, nor shown where a row is broken."""
    return _messages(known), _meetings(known), _planned(known)


def _messages(known: Known) -> Sheet:
    def author(read: Callable[[Known, object], Value]) -> Take:
        return take(lambda cell: read(known, id_of(cell)), "author_id")

    def direction(kind: str, internal: str, by: str) -> str | None:
        if text(kind) == "email_outgoing" or is_ours(known, id_of(by)):
            return None if truth(internal) else "out"
        return "in" if id_of(by) or text(kind) == "email" else None

    def kind(written: str, internal: str, done: str) -> str:
        return _kind(label(done) or "") if id_of(done) else "task" if truth(internal) else _WRITTEN[str(text(written))]

    def everybody(written: str, partners: str) -> Value:
        return emails(told(written), *addresses_of(known, ids(partners)))

    def who(by: str, partners: str) -> str | None:
        """Who wrote, or of those written to the first: a person at the customer."""
        people = (person(known, each) for each in (id_of(by), *_outside(known, partners)) if each)
        return next(filter(None, people), None)

    columns = {
        "activity_ref": take(ref("mail.message"), "id"),
        "recorded_at": take(first_moment, "create_date", "date"),
        "modified_at": take(first_moment, "write_date", "create_date", "date"),
        "kind": take(kind, "message_type", "is_internal", "mail_activity_type_id"),
        "deal_ref": _of(known, deal_of, _DOCUMENT),
        "account_ref": _of(known, account_of, _DOCUMENT),
        "person_ref": take(who, "author_id", "partner_ids"),
        "user_ref": author(our_user),
        "subject": take(text, "subject"),
        "direction": take(direction, "message_type", "is_internal", "author_id"),
        "starts_at": take(moment, "date"),
        "is_done": take(always(value=True)),
        "addresses": take(everybody, "email_from", "partner_ids"),
    }
    other = take(_told_elsewhere, "model", "message_type", "mail_activity_type_id")
    return Sheet(MESSAGE, "crm_activities", columns, ("activity_ref", "recorded_at"), is_private=True, other=other)


def _told_elsewhere(model: str, kind: str, done: str) -> str | None:
    """What a message is that nobody wrote to a customer: Odoo's own notes of what happened, or on other documents."""
    if text(model) not in {LEAD, PARTNER}:
        return "messages on other documents"
    return None if text(kind) in _WRITTEN or id_of(done) else f"messages that Odoo writes itself ({text(kind)})"


def _meetings(known: Known) -> Sheet:
    def deal(lead: str, model: str, record: str) -> str | None:
        return deal_of(known, LEAD, id_of(lead)) or deal_of(known, text(model), id_of(record))

    def account(lead: str, model: str, record: str, partners: str) -> str | None:
        there = account_of(known, LEAD, id_of(lead)) or account_of(known, text(model), id_of(record))
        every = sorted(filter(None, (customer(known, each) for each in _outside(known, partners))))
        return there or next(iter(every), None)

    def who(partners: str) -> str | None:
        people = (person(known, each) for each in _outside(known, partners))
        return next(filter(None, people), None)

    columns = {
        "activity_ref": take(ref("calendar.event"), "id"),
        "recorded_at": take(first_moment, "create_date", "write_date"),
        "modified_at": take(first_moment, "write_date", "create_date"),
        "kind": take(always("meeting")),
        "deal_ref": take(deal, "opportunity_id", *_PLANNED_ON),
        "account_ref": take(account, "opportunity_id", *_PLANNED_ON, "partner_ids"),
        "person_ref": take(who, "partner_ids"),
        "user_ref": take(ref(USER), "user_id"),
        "subject": take(text, "name"),
        "starts_at": take(moment, "start"),
        "minutes": take(minutes, "duration"),
        "is_done": take(lambda cell: _was_not_refused(known, cell), "id"),
        "is_all_day": take(truth, "allday"),
        "is_deleted": take(lambda cell: None if truth(cell) is None else not truth(cell), "active"),
        "addresses": take(lambda *cells: _attending(known, *cells), "id", "partner_ids"),
    }
    return Sheet("calendar_event", "crm_activities", columns, ("activity_ref", "recorded_at"), is_private=True)


def _planned(known: Known) -> Sheet:
    """What is planned: once done, Odoo deletes the row and writes a message."""
    columns = {
        "activity_ref": take(ref("mail.activity"), "id"),
        "recorded_at": take(first_moment, "create_date", "write_date"),
        "modified_at": take(first_moment, "write_date", "create_date"),
        "kind": take(_kind, "activity_category", "activity_type_id"),
        "deal_ref": _of(known, deal_of, _PLANNED_ON),
        "account_ref": _of(known, account_of, _PLANNED_ON),
        "user_ref": take(ref(USER), "user_id"),
        "subject": take(text, "summary"),
        "starts_at": take(lambda cell: moment(str(day(cell) or "")), "date_deadline"),
        "is_done": take(always(value=False)),
    }
    other = take(lambda cell: None if text(cell) in {LEAD, PARTNER} else "activities on other documents", "res_model")
    return Sheet(
        "mail_activity", "crm_activities", columns, ("activity_ref", "recorded_at"), is_private=True, other=other
    )


def _of(known: Known, read: Callable[[Known, str | None, object], str | None], document: tuple[str, str]) -> Take:
    return take(lambda model, record: read(known, text(model), id_of(record)), *document)


def _kind(*cells: str) -> str:
    """Call, meeting or mail, by category or by the type's name in English; whatever else is a task."""
    said = ((label(cell) or "" if cell.startswith("[") else cell).strip().lower() for cell in cells)
    return next((_KINDS[each] for each in said if each in _KINDS), "task")


def _outside(known: Known, partners: str) -> list[str]:
    return sorted((each for each in ids(partners) if not is_ours(known, each)), key=int)


def _was_not_refused(known: Known, event: str) -> bool:
    """Whether anybody from outside may have come; without attendees nobody has refused."""
    outside = [fact for fact in known.every("calendar_attendee", id_of(event)) if not is_ours(known, fact["partner"])]
    return not outside or any(fact["state"] != "declined" for fact in outside)


def _attending(known: Known, event: str, partners: str) -> Value:
    """Everybody's address who has not declined."""
    told_of = known.every("calendar_attendee", id_of(event))
    if not told_of:
        return emails(*addresses_of(known, ids(partners)))
    coming = [fact for fact in told_of if fact["state"] != "declined"]
    written = (str(fact["email"]) for fact in coming if fact["email"])
    return emails(*written, *addresses_of(known, [str(fact["partner"]) for fact in coming if fact["partner"]]))
