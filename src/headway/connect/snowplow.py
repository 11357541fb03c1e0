"""Snowplow: enriched events as its pipeline writes them (tabs, no header), or rows of a warehouse's table of events."""

from collections.abc import Iterator
from pathlib import Path

from headway.connect.calls import Call, Context, PageSeen, said
from headway.connect.files import DamagedError, Line, lines
from headway.connect.issues import EXPORT_AGAIN, Issues, until_damage
from headway.connect.records import (
    ENDINGS,
    LONGEST_LINE,
    TOO_LONG,
    Fields,
    Record,
    decoded,
    fields_of,
    list_of,
    records,
    shown_of,
)
from headway.connect.seam import Landed, Progress, Recognised
from headway.connect.values import UnreadableError
from headway.connect.web_tools import Told, Tool, id_of, itself, person_besides, traits_of

NAME = "snowplow"

# Where the columns stand that are read, in a line of the enriched format, which has no header.
_PLACES = {
    "collector_tstamp": 3,
    "dvce_created_tstamp": 4,
    "event": 5,
    "event_id": 6,
    "user_id": 12,
    "user_ipaddress": 13,
    "domain_userid": 15,
    "network_userid": 17,
    "page_url": 29,
    "page_title": 30,
    "page_referrer": 31,
    "contexts": 52,
    "se_category": 53,
    "se_action": 54,
    "unstruct_event": 58,
    "useragent": 77,
    "derived_tstamp": 124,
    "event_name": 126,
}
_WIDTH = 131
_KINDS = {"page_view": "page", "pv": "page", "screen_view": "screen"}
_BY_ITSELF = {"page_ping", "pp", "screen_end", "application_background", "application_foreground", "transaction_item"}
_NOBODY = "00000000-0000-0000-0000-000000000000"  # what the collector writes where visitors are not told apart
_NOT_TOLD_APART = "visitors who are not told apart (anonymous tracking)"
_NOT_ENRICHED = f"it is no line of {_WIDTH} cells"


def recognise(folder: Path) -> Recognised:
    """Which of the folder's files hold events of Snowplow, and which of their columns are read.

    Raises DataError if there is no such folder.
    """
    return _TOOL.archive().recognised(folder)


def read(folder: Path, progress: Progress) -> Iterator[Landed]:
    """Rows of web_events and web_calls, and `data_issues` with the line of the file.

    Raises DataError if there is no such folder or no event of Snowplow in it.
    """
    return _TOOL.archive().read(folder, progress)


def _is_event(fields: Fields) -> bool:
    return fields.keys() >= {"event_id", "collector_tstamp"}


def _told(event: Fields) -> Told | str:
    name = said(event.get("event_name")) or said(event.get("event"))
    if not name:
        raise UnreadableError("it has no event")
    if name in _BY_ITSELF:
        return name
    call = _call(event, name)
    if not said(call.anonymous_id, call.user_id):
        return _NOT_TOLD_APART
    return Told(call, tuple(person_besides(NAME, call, traits_of(_person(event)))))


def _call(event: Fields, name: str) -> Call:
    visitors = (said(event.get("domain_userid")), said(event.get("network_userid")))
    acts = " ".join(filter(None, (said(event.get("se_category")), said(event.get("se_action")))))
    is_screen = _KINDS.get(name) == "screen"
    return Call(
        type=_KINDS.get(name, "track"),
        message_id=said(event.get("event_id")) or id_of(*(said(event.get(each)) for each in _PLACES)),
        anonymous_id=next((each for each in visitors if each and each != _NOBODY), None),
        user_id=event.get("user_id"),
        event=acts or name,
        name=said(_data(event.get("unstruct_event")).get("name")) if is_screen else None,
        timestamp=event.get("derived_tstamp") or event.get("dvce_created_tstamp"),
        received_at=event.get("collector_tstamp"),
        context=Context(
            page=PageSeen(
                url=event.get("page_url"), title=event.get("page_title"), referrer=event.get("page_referrer")
            ),
            ip=event.get("user_ipaddress"),
            user_agent=event.get("useragent"),
        ),
    )


def _person(event: Fields) -> Fields:
    """What an entity about the user says, of those that a company sends along with its events."""
    sent = [fields_of(each) for each in list_of(fields_of(event.get("contexts")).get("data"))]
    told = [fields_of(each.get("data")) for each in sent if "user" in str(each.get("schema"))]
    for name, entities in event.items():
        if name.startswith("contexts_") and "user" in name:
            told += [fields_of(each) for each in list_of(entities)]
    return next((each for each in told if said(each.get("email"))), {})


def _data(wrapped: object) -> Fields:
    """What stands within an event that says its own schema."""
    return fields_of(fields_of(fields_of(wrapped).get("data")).get("data"))


def _records(path: Path, issues: Issues) -> Iterator[Record]:
    return _enriched(path, issues) if _is_enriched(path) else records(path, issues)


def _is_enriched(path: Path) -> bool:
    try:
        first = next(lines(path, LONGEST_LINE), None)
    except DamagedError:
        return False
    cells = first.content.split(b"\t") if first else []
    return len(cells) > _WIDTH // 2 and b"event_id" not in cells


def _enriched(path: Path, issues: Issues) -> Iterator[Record]:
    for line in until_damage(lines(path, LONGEST_LINE), issues):
        content = line.content.removeprefix(b"\xef\xbb\xbf").rstrip(b"\r\n")
        try:
            if content.strip():
                yield Record(line.number, _cells(content, line, issues), line.bytes_done)
        except UnreadableError as why:
            issues.row(line.number, str(why), EXPORT_AGAIN, shown_of(content))


def _cells(content: bytes, line: Line, issues: Issues) -> Fields:
    if line.is_cut:
        raise UnreadableError(TOO_LONG)
    cells = decoded(content, line.number, issues, bytes.decode).split("\t")
    if len(cells) != _WIDTH:
        raise UnreadableError(_NOT_ENRICHED)
    return {name: cells[place] for name, place in _PLACES.items()}


_FIELDS = frozenset(_PLACES)
_TOOL = Tool(
    name=NAME,
    record="event of Snowplow",
    is_one=_is_event,
    parts=itself,
    told=_told,
    fields=_FIELDS,
    often_left_out=_FIELDS - {"collector_tstamp", "event_id", "domain_userid"},
    time="collector_tstamp",
    who="domain_userid, network_userid nor user_id",
    wanted="enriched events, or rows of the table of events as CSV, JSON lines or Parquet",
    read=_records,
    endings=(*ENDINGS, ".txt", ""),
)
