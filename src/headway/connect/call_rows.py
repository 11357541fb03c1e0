"""Rows of web_events and web_calls out of the calls of the Segment spec."""

from datetime import datetime, timedelta

from headway.connect.addresses import email, host, is_domain, page
from headway.connect.calls import Call, Context, PageSeen, Traits, content_id, said
from headway.connect.values import UnreadableError, Value, moment

EVENT_KINDS, CALL_KINDS = ("page", "screen", "track"), ("identify", "group", "alias")
EVENT_COLUMNS = (
    *("event_id", "kind", "visitor_id", "user_id", "happened_at", "recorded_at"),
    *("host", "page", "title", "name", "referrer", "ip", "agent"),
)
CALL_COLUMNS = (
    *("call_id", "kind", "visitor_id", "user_id", "happened_at", "recorded_at"),
    *("previous_id", "group_id", "email", "name", "title", "company", "domain"),
)
_LONGEST_ON_THE_WAY = timedelta(days=7)  # a phone may be offline for days; beyond that its clock is wrong
_NO_PAGE, NO_TRAITS, _NO_CONTEXT = PageSeen(), Traits(), Context()


def recorded_at(call: Call) -> datetime | None:
    """When the server had the call, by the server's own clock."""
    return _moment(call.received_at)


def event_row(call: Call, kind: str, recorded: datetime, content: bytes) -> tuple[Value, ...]:
    """One row of web_events in the order of EVENT_COLUMNS.

    The properties of a track call tell of the act, so its page is the one around it.
    """
    context = call.context or _NO_CONTEXT
    around = context.page or _NO_PAGE
    own = call.properties if call.properties and kind != "track" else _NO_PAGE
    address, url = said(own.path, own.url, around.path, around.url), said(own.url, around.url)
    return (
        *_first_columns(call, kind, recorded, content),
        host(url) if url else None,
        page(address) if address else None,
        said(own.title, around.title, None if kind == "track" else call.name),
        said({"track": call.event, "screen": call.name}.get(kind)),
        _referrer(own.referrer, around.referrer),
        said(context.ip, call.request_ip),
        said(context.user_agent),
    )


def call_row(call: Call, kind: str, recorded: datetime, content: bytes) -> tuple[Value, ...]:
    """One row of web_calls in the order of CALL_COLUMNS.

    The traits of a group call tell of the company, those of any other of the person.
    """
    company = call.traits if call.traits and kind == "group" else NO_TRAITS
    person = call.traits if call.traits and kind != "group" else NO_TRAITS
    known = (call.context or _NO_CONTEXT).traits or NO_TRAITS
    return (
        *_first_columns(call, kind, recorded, content),
        said(call.previous_id),
        said(call.group_id),
        _email(person.email, known.email, call.user_id),
        said(person.name, _full_name(person), known.name, _full_name(known)),
        said(person.title, known.title),
        said(company.name, _company(person), _company(known)),
        _domain(company.domain, company.website, call.group_id),
    )


def _first_columns(call: Call, kind: str, recorded: datetime, content: bytes) -> tuple[Value, ...]:
    key = said(call.message_id) or content_id(content)
    return key, kind, said(call.anonymous_id), said(call.user_id), _happened_at(call, recorded), recorded


def _happened_at(call: Call, recorded: datetime) -> datetime:
    """The corrected time of the visitor's device, or the server's where the device's clock cannot be right."""
    happened = _moment(call.timestamp) or _corrected(call, recorded)
    return happened if recorded - _LONGEST_ON_THE_WAY <= happened <= recorded else recorded


def _corrected(call: Call, recorded: datetime) -> datetime:
    """How long before sending the device says it happened, taken off the server's time."""
    sent, original = _moment(call.sent_at), _moment(call.original_timestamp)
    return recorded - (sent - original) if sent and original else recorded


def _moment(value: object) -> datetime | None:
    try:
        value = value.isoformat() if isinstance(value, datetime) else value
        return moment(value) if isinstance(value, str) else None
    except UnreadableError:
        return None


def _referrer(*values: object) -> str | None:
    """The first that says anything; trackers write `$direct` where there is none."""
    return said(*(value for value in values if value != "$direct"))


def _email(*values: object) -> str | None:
    """The first value that is an e-mail address."""
    for written in filter(None, map(said, values)):
        try:
            return email(written)
        except UnreadableError:
            continue
    return None


def _full_name(traits: Traits) -> str | None:
    return " ".join(filter(None, (said(traits.first_name), said(traits.last_name)))) or None


def _company(traits: Traits) -> str | None:
    """The company's name, told as such or as an object with a name."""
    return said(traits.company.get("name") if isinstance(traits.company, dict) else traits.company)


def _domain(*values: object) -> str | None:
    """The bare host of the first value that is a domain or a web address."""
    hosts = (host(written) for written in map(said, values) if written and "@" not in written)
    return next((found for found in hosts if found and is_domain(found)), None)
