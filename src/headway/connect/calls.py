"""Calls of the Segment spec as the trackers of Segment, RudderStack and Jitsu write them, however loosely."""

from collections.abc import Mapping
from hashlib import blake2b

import msgspec

from headway.connect.values import UnreadableError, text

NOT_JSON = "it is not JSON"
NO_OBJECT = "it is JSON but no object"
TOO_DEEP = "it is nested too deeply to be read"


class PageSeen(msgspec.Struct, rename="camel", frozen=True):
    """A page as the tracker saw it."""

    path: object = None
    url: object = None
    referrer: object = None
    title: object = None


class Traits(msgspec.Struct, rename="camel", frozen=True):
    """What is said about a person or, in a group call, a company."""

    email: object = None
    name: object = None
    first_name: object = None
    last_name: object = None
    title: object = None
    company: object = None
    domain: object = None
    website: object = None


class Context(msgspec.Struct, rename="camel", frozen=True):
    """What the tracker knows besides the call."""

    page: PageSeen | None = None
    traits: Traits | None = None
    ip: object = None
    user_agent: object = None
    consent: object = None
    consent_management: object = None
    do_not_track: object = None
    dnt: object = None
    global_privacy_control: object = None
    gpc: object = None


class Call(msgspec.Struct, rename="camel", frozen=True):
    """One call, or an envelope that carries a batch of them. Single fields hold whatever was sent: see `said`."""

    type: object = None
    message_id: object = None
    anonymous_id: object = None
    user_id: object = None
    previous_id: object = None
    group_id: object = None
    event: object = None
    name: object = None
    timestamp: object = None
    original_timestamp: object = None
    sent_at: object = None
    received_at: object = None
    properties: PageSeen | None = None
    traits: Traits | None = None
    context: Context | None = None
    request_ip: object = msgspec.field(default=None, name="request_ip")  # of RudderStack's server
    batch: list[object] | None = None


_DECODER = msgspec.json.Decoder(Call)
_Shape = Mapping[str, "_Shape"]
_OBJECTS: _Shape = {"properties": {}, "traits": {}, "context": {"page": {}, "traits": {}}}


def call_of(content: bytes) -> Call:
    """The call that a line holds.

    Raises UnreadableError, whose message says what the line is instead, and UnicodeDecodeError.
    """
    try:
        return _decoded(content)
    except msgspec.DecodeError:
        raise UnreadableError(NOT_JSON) from None
    except RecursionError:
        raise UnreadableError(TOO_DEEP) from None


def _decoded(content: bytes) -> Call:
    try:
        return _DECODER.decode(content)
    except msgspec.ValidationError:
        return call_from(msgspec.json.decode(content))


def call_from(fields: object) -> Call:
    """The call of an object already decoded; what should be an object within it and is none falls away."""
    if not isinstance(fields, dict):
        raise UnreadableError(NO_OBJECT)
    if not isinstance(fields.get("batch"), list):
        fields = {name: value for name, value in fields.items() if name != "batch"}
    return msgspec.convert(_with_objects(fields, _OBJECTS), Call)


def _with_objects(fields: Mapping[str, object], shape: _Shape) -> dict[str, object]:
    kept: dict[str, object] = {}
    for name, value in fields.items():
        if name not in shape:
            kept[name] = value
        elif isinstance(value, dict):
            kept[name] = _with_objects(value, shape[name])
    return kept


def unfolded(envelope: Call) -> list[object]:
    """The calls of a batch as decoded objects; times that only the envelope has are handed down."""
    times = {"sentAt": envelope.sent_at, "receivedAt": envelope.received_at}
    return [
        {**each, **{name: each.get(name) or time for name, time in times.items()}} if isinstance(each, dict) else each
        for each in envelope.batch or ()
    ]


def said(*values: object) -> str | None:
    """The first value that says anything: a text that is not empty, or a number as text."""
    for value in values:
        if isinstance(value, str):
            if written := text(value):
                return written
        elif isinstance(value, int | float) and not isinstance(value, bool):
            return str(int(value)) if value == value // 1 else str(value)
    return None


def content_id(content: bytes) -> str:
    """An id for a call that carries none: the same content has the same id."""
    return blake2b(content.strip(), digest_size=12).hexdigest()
