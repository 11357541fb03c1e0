"""Meetings of an iCalendar file: when, who invited, who answered what; its text is not read.

Methods: RFC 5545 through the library `icalendar`; recurrences through `dateutil`, unfolded as far as a year beyond the
newest entry of the file, for a rule may have no end.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from icalendar import Calendar, Component, vDDDTypes, vRecur

from headway.connect.addresses import emails
from headway.connect.files import lines
from headway.connect.issues import Issues, until_damage
from headway.connect.values import EARLIEST, TOO_LATE, UnreadableError

LONGEST_LINE = 1 << 16
LONGEST_EVENT = 1 << 19
# As many as a calendar of thirty years full of meetings holds: they are in memory at once.
MOST_ENTRIES = 200_000
_MOST_TIMES, _BEYOND = 1000, timedelta(days=366)
_RARE = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
# Bodies and attachments: these fields are skipped as they stand in the file.
_UNREAD = (b"DESCRIPTION", b"X-ALT-DESC", b"ATTACH", b"COMMENT", b"X-MICROSOFT-")
_MEND = "Export the calendar again, as its server writes it."
_SPLIT = "Hand over the calendar in several files."
CAME = frozenset({"ACCEPTED", "TENTATIVE"})


class Meeting(NamedTuple):
    """One meeting at one time: its id and first time name it, whatever becomes of it."""

    uid: str
    was_at: datetime
    starts_at: datetime
    minutes: float | None
    is_all_day: bool
    status: str
    subject: str | None
    organiser: str | None
    answers: tuple[tuple[str, str], ...]
    """Address and answer of everybody invited."""
    created_at: datetime
    modified_at: datetime


class _Entry(NamedTuple):
    """One entry of a calendar: a meeting at its first time, and by what it recurs."""

    meeting: Meeting
    local: datetime
    """The first time as it is written, in its own zone."""
    zone: str | None
    rule: vRecur | None
    added: tuple[datetime, ...]
    gone: frozenset[datetime]
    is_moved: bool
    """Whether it speaks of one time of a recurring meeting."""
    line: int


def meetings(path: Path, issues: Issues) -> Iterator[Meeting]:
    """The file's meetings, each time of a recurring one; what cannot be read is told."""
    read = list(islice(_entries(path, issues), MOST_ENTRIES + 1))
    if len(read) > MOST_ENTRIES:
        issues.whole_file(
            read.pop().line, f"it holds more than {MOST_ENTRIES:,} entries; the rest was not read", _SPLIT
        )
    until = max((entry.meeting.modified_at for entry in read), default=EARLIEST) + _BEYOND
    moved = {(entry.meeting.uid, entry.meeting.was_at) for entry in read if entry.is_moved}
    for entry in read:
        if entry.is_moved:
            yield entry.meeting
            continue
        for at in _times(entry, until, issues):
            if (entry.meeting.uid, at) not in moved and EARLIEST <= at < TOO_LATE:
                yield entry.meeting._replace(was_at=at, starts_at=at)


def _entries(path: Path, issues: Issues) -> Iterator[_Entry]:
    for line, text, zone in _events(path, issues):
        try:
            for event in Calendar.from_ical(text).walk("VEVENT"):
                yield _entry(event, zone, line)
        except UnreadableError as why:
            issues.row(line, str(why), _MEND, "")
        except (ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError, OSError):
            issues.row(line, "it is no entry of a calendar, or damaged", _MEND, "")


def _entry(event: Component, zone: str | None, line: int) -> _Entry:
    """Raises UnreadableError, whose message says what the entry lacks."""
    uid, start = _text(event, "UID"), event["DTSTART"].dt
    if not uid:
        raise UnreadableError("it has no UID")
    starts_at, is_moved = _utc(start, zone), "RECURRENCE-ID" in event
    if not EARLIEST <= starts_at < TOO_LATE:
        raise UnreadableError("its time is not between 1970 and 2100")
    created, modified = _stamps(event)
    meeting = Meeting(
        uid,
        _utc(event["RECURRENCE-ID"].dt, zone) if is_moved else starts_at,
        starts_at,
        _minutes(event),
        not isinstance(start, datetime),
        _text(event, "STATUS").upper(),
        _text(event, "SUMMARY")[:300] or None,
        emails(_text(event, "ORGANIZER")),
        tuple(sorted(_answers(event))),
        created,
        modified,
    )
    added, gone = (frozenset(_utc(each.dt, zone) for each in _dates(event, name)) for name in ("RDATE", "EXDATE"))
    local = start if isinstance(start, datetime) else datetime(start.year, start.month, start.day)
    return _Entry(meeting, local, zone, event.get("RRULE"), tuple(added), gone, is_moved, line)


def _events(path: Path, issues: Issues) -> Iterator[tuple[int, bytes, str | None]]:
    """Each event as a small calendar of its own, with the zones told before it, and the calendar's own zone."""
    zones, event, begun, zone, inside, skips = bytearray(), bytearray(), 0, None, b"", False
    for line in until_damage(lines(path, LONGEST_LINE), issues):
        told = line.content.strip().upper()
        if told in {b"BEGIN:VEVENT", b"BEGIN:VTIMEZONE"} and not inside:
            inside, begun = told.partition(b":")[2], line.number
            event.clear()
        if told.startswith(b"X-WR-TIMEZONE:"):
            zone = line.content.partition(b":")[2].strip().decode(errors="replace")
        if inside:
            skips = (skips and line.content[:1] in {b" ", b"\t"}) or told.startswith(_UNREAD)
            if not skips and len(event) <= LONGEST_EVENT:
                event += line.content.rstrip(b"\r\n") + b"\r\n"
        if inside and told == b"END:" + inside:
            if inside == b"VTIMEZONE":
                zones += event if len(zones) <= LONGEST_EVENT else b""
            elif len(event) > LONGEST_EVENT:
                issues.row(begun, "it is longer than any meeting", _MEND, "")
            else:
                whole = b"BEGIN:VCALENDAR\r\n" + bytes(zones) + bytes(event) + b"END:VCALENDAR\r\n"
                yield begun, whole, zone
            inside = b""
    if inside == b"VEVENT":
        issues.row(begun, "it has no end", _MEND, "")


def _times(entry: _Entry, until: datetime, issues: Issues) -> list[datetime]:
    """Every time of an entry, in order, as far as the rule or our limits go."""
    rule, found = entry.rule, {entry.meeting.starts_at, *entry.added}
    try:
        found.update(_by_rule(entry, rule, until) if rule is not None else ())
    except (ValueError, TypeError, AttributeError, KeyError, OverflowError, OSError):
        why = "it recurs by a rule that is not read, so only its first time counts"
        issues.value(entry.line, why, _MEND, "")
    return sorted(found - entry.gone)


def _by_rule(entry: _Entry, rule: vRecur, until: datetime) -> Iterator[datetime]:
    """The times of a rule that comes daily or more rarely. Raises ValueError for any other."""
    if str(rule["FREQ"][0]).upper() not in _RARE:
        raise ValueError
    last = min(
        [
            until,
            *(
                _utc(each, entry.zone) + timedelta(days=not isinstance(each, datetime))
                for each in rule.get("UNTIL", [])
            ),
        ]
    )
    bare = vRecur({name: value for name, value in rule.items() if name != "UNTIL"}).to_ical().decode()
    for each in islice(rrulestr(bare, dtstart=entry.local.replace(tzinfo=None)), _MOST_TIMES):
        at = _utc(each.replace(tzinfo=entry.local.tzinfo), entry.zone or "UTC")
        if at > last:
            return
        yield at


def _minutes(event: Component) -> float | None:
    if "DURATION" in event:
        lasts = event["DURATION"].dt
    elif "DTEND" in event:
        lasts = event["DTEND"].dt - event["DTSTART"].dt
    else:
        return None
    return float(lasts.total_seconds() / 60) if lasts >= timedelta(0) else None


def _answers(event: Component) -> Iterator[tuple[str, str]]:
    told = event.get("ATTENDEE", [])
    for each in told if isinstance(told, list) else [told]:
        is_room = str(each.params.get("CUTYPE", "")).upper() in {"ROOM", "RESOURCE"}
        address = emails(str(each), str(each.params.get("EMAIL", "")))
        if address and not is_room:
            yield address.split()[0], str(each.params.get("PARTSTAT", "NEEDS-ACTION")).upper()


def _stamps(event: Component) -> tuple[datetime, datetime]:
    """When it was made and last changed; some servers write the time of the export as DTSTAMP, so that counts last."""
    told = [_utc(event[name].dt, None) for name in ("CREATED", "LAST-MODIFIED", "DTSTAMP") if name in event]
    if not told or not EARLIEST <= told[0] < TOO_LATE:
        raise UnreadableError("it does not say when it was written (CREATED, LAST-MODIFIED or DTSTAMP)")
    modified = _utc(event["LAST-MODIFIED"].dt, None) if "LAST-MODIFIED" in event else told[0]
    return min(told[0], modified), modified


def _dates(event: Component, name: str) -> list[vDDDTypes]:
    told = event.get(name, [])
    return [each for part in (told if isinstance(told, list) else [told]) for each in part.dts]


def _utc(told: date, zone: str | None) -> datetime:
    """A time in UTC without a zone. Raises UnreadableError where nobody says in which zone it is."""
    if not isinstance(told, datetime):
        return datetime(told.year, told.month, told.day)
    if told.tzinfo is None:
        if not zone:
            raise UnreadableError("its time has no zone, and the calendar names none")
        told = told.replace(tzinfo=ZoneInfo(zone))
    return told.astimezone(UTC).replace(tzinfo=None)


def _text(event: Component, name: str) -> str:
    return " ".join(str(event.get(name, "")).replace("\0", "").split())
