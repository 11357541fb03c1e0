"""HubSpot's engagements in a replica: calls, e-mails, meetings, tasks, notes and messages."""

from headway.connect.addresses import emails
from headway.connect.hubspot.cells import (
    COMPANY,
    CONTACT,
    DEAL,
    activity,
    direction,
    either_true,
    first_moment,
    minutes,
    minutes_between,
    owner,
    was_done,
    was_held,
)
from headway.connect.hubspot.known import Known
from headway.connect.sheets import Sheet, Take, take
from headway.connect.values import Value, always, first_text

_KEY, _HELD = "engagement_id", take(always(value=True))


def activity_sheets(known: Known) -> tuple[Sheet, ...]:
    """Each kind of engagement; the text of a mail or note is never read, nor shown where a row is broken."""
    call = {
        "kind": take(always("call")),
        "subject": take(first_text, "property_hs_call_title"),
        "direction": take(direction, "property_hs_call_direction"),
        "minutes": take(minutes, "property_hs_call_duration"),
        "is_done": take(was_held, "property_hs_call_status"),
    }
    mail = {
        "kind": take(always("email")),
        "subject": take(first_text, "property_hs_email_subject"),
        "direction": take(direction, "property_hs_email_direction", "type"),
        "is_done": _HELD,
    }
    meeting = {
        "kind": take(always("meeting")),
        "subject": take(first_text, "property_hs_meeting_title", "title"),
        "starts_at": take(first_moment, "property_hs_meeting_start_time", "start_time", "property_hs_timestamp"),
        "minutes": take(_meeting_minutes, *_STARTS_AND_ENDS),
        "is_done": take(_was_held, "property_hs_meeting_outcome", "meeting_outcome"),
    }
    task = {
        "kind": take(always("task")),
        "subject": take(first_text, "property_hs_task_subject", "subject"),
        "starts_at": take(first_moment, "property_hs_task_completion_date", "property_hs_timestamp"),
        "is_done": take(was_done, "property_hs_task_status"),
    }
    return (
        _engagement(known, "engagement_call", call),
        _engagement(known, "engagement_email", mail, *_MAIL_ADDRESSES),
        _engagement(known, "engagement_meeting", meeting),
        _engagement(known, "engagement_task", task),
        _engagement(known, "engagement_note", {"kind": take(always("task")), "is_done": _HELD}),
        _engagement(known, "engagement_communication", {"kind": take(always("email")), "is_done": _HELD}),
    )


_STARTS_AND_ENDS = ("property_hs_meeting_start_time", "property_hs_meeting_end_time", "start_time", "end_time")
_MAIL_ADDRESSES = tuple(f"property_hs_email_{part}_email" for part in ("from", "to", "cc"))


def _engagement(known: Known, file: str, own: dict[str, Take], *addresses: str) -> Sheet:
    def first_of(kind: str) -> Take:
        return take(lambda cell: next(iter(known.of_activity(activity(cell), kind)), None), _KEY)

    def everybody(cell: str, *written: str) -> Value:
        """Those written in the mail, and the contacts it is associated with."""
        contacts = known.of_activity(activity(cell), CONTACT)
        return emails(*written, *(known.emails.get(each, "") for each in contacts))

    columns = {
        "activity_ref": take(activity, _KEY),
        "recorded_at": take(first_moment, "property_hs_createdate", "_fivetran_synced"),
        "modified_at": take(first_moment, "property_hs_lastmodifieddate", "_fivetran_synced"),
        "account_ref": first_of(COMPANY),
        "deal_ref": first_of(DEAL),
        "person_ref": first_of(CONTACT),
        "user_ref": take(owner, "property_hubspot_owner_id"),
        "starts_at": take(first_moment, "property_hs_timestamp"),
        "is_deleted": take(either_true, "_fivetran_deleted"),
        "addresses": take(everybody, _KEY, *addresses),
        **own,
    }
    return Sheet(file, "crm_activities", columns, ("activity_ref", "recorded_at"), is_private=True)


def _was_held(*outcomes: str) -> bool | None:
    """Whether a meeting took place, by the first outcome told."""
    return was_held(first_text(*outcomes) or "")


def _meeting_minutes(start: str, end: str, older_start: str, older_end: str) -> float | None:
    return minutes_between(start or older_start, end or older_end)
