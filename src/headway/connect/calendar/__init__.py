"""Calendars as files (ics, also in a zip): who met whom and when, as far as it was answered.

A meeting in several calendars is one, by its UID and first time. Of those invited, who accepted, perhaps accepted or
invited counts as met; who declined or never answered does not. A meeting that was called off, to which nobody else
came, or that its title says was missed, is not held. Meetings among people of one company are counted and not kept.
"""

import re
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import BadZipFile, ZipFile

from headway.connect.calendar.meetings import CAME, Meeting, meetings
from headway.connect.files import beginning, files_below, names_shown
from headway.connect.issues import EXPORT_AGAIN, Issues
from headway.connect.mail import is_within
from headway.connect.seam import Landed, Progress, Recognised, RecognisedFile
from headway.connect.tables import ROWS_AT_ONCE, landed_table
from headway.connect.values import Value
from headway.errors import DataError

NAME = "calendar"
_FIELDS = ("UID", "DTSTART", "DTEND", "ORGANIZER", "ATTENDEE", "STATUS", "SUMMARY", "RRULE", "CREATED", "LAST-MODIFIED")
_MOST_UNPACKED, _MOST_FILES = 2_000_000_000, 1000
_CROWD = 40
_MISSED = re.compile(r"\bno.?show\b|\bnicht erschienen\b|\budeblev\b", re.IGNORECASE)


def recognise(folder: Path) -> Recognised:
    """Which files are calendars. Raises DataError if there is no such folder."""
    every = files_below(folder)
    found = [path for path in every if _is_calendar(path) or _packed(path)]
    return Recognised(
        system=NAME,
        files=tuple(
            RecognisedFile(
                path.relative_to(folder).as_posix(),
                ("crm_activities",),
                path.stat().st_size,
                _FIELDS,
                ("DESCRIPTION", "ATTACH", "COMMENT"),
                (),
            )
            for path in found
        ),
        missing=(),
        unknown=tuple(path.relative_to(folder).as_posix() for path in every if path not in found),
    )


def read(folder: Path, progress: Progress) -> Iterator[Landed]:
    """Every meeting once a calendar, and `data_issues`. Raises DataError if no calendar is in the folder."""
    found = [path for path in files_below(folder) if _is_calendar(path) or _packed(path)]
    if not found:
        there = names_shown([path.relative_to(folder).as_posix() for path in files_below(folder)])
        raise DataError(
            f"{folder} holds no calendar: looked for .ics files, also in a zip; found {there}. "
            "Name the folder of the exported calendars."
        )
    total, done = sum(path.stat().st_size for path in found), 0
    for path in found:
        name = path.relative_to(folder).as_posix()
        if path.suffix.lower() == ".zip":
            with TemporaryDirectory() as unpacked:
                yield from _unpacked(path, name, Path(unpacked))
        else:
            yield from _landed(path, Issues(NAME, name, is_private=True))
        done += path.stat().st_size
        progress(done, total)


def _unpacked(path: Path, name: str, folder: Path) -> Iterator[Landed]:
    """The calendars of a zip, unpacked one by one under names of our own."""
    left = _MOST_UNPACKED
    with ZipFile(path) as packed:
        for place, entry in enumerate(each for each in packed.namelist() if each.lower().endswith(".ics")):
            issues = Issues(NAME, f"{name}/{entry}", is_private=True)
            target = folder / f"{place}.ics"
            with packed.open(entry) as source, target.open("wb") as file:
                while left > 0 and (part := source.read(1 << 20)):
                    left -= len(part)
                    file.write(part)
            if left <= 0 or place >= _MOST_FILES:
                issues.whole_file(
                    None, "the zip holds more than an export does, so the rest was not read", EXPORT_AGAIN
                )
                yield "data_issues", issues.table()
                return
            yield from _landed(target, issues)
            target.unlink()


def _landed(path: Path, issues: Issues) -> Iterator[Landed]:
    rows: list[dict[str, Value]] = []
    passed: dict[str, int] = {}
    for meeting in meetings(path, issues):
        if kind := _no_dialogue(meeting):
            passed[kind] = passed.get(kind, 0) + 1
        else:
            rows.append(_row(meeting))
        if len(rows) == ROWS_AT_ONCE:
            yield _table(rows)
            rows = []
    for kind, many in passed.items():
        issues.passed_over(many, kind)
    if rows:
        yield _table(rows)
    if (told := issues.table()).num_rows:
        yield "data_issues", told


def _no_dialogue(meeting: Meeting) -> str | None:
    invited = {address for address, _ in meeting.answers} | set((meeting.organiser or "").split())
    if len(invited) > _CROWD:
        return "meetings of a crowd"
    if len(invited) <= 1:
        return "entries without anybody else"
    return "meetings within one company" if is_within(sorted(invited)) else None


def _row(meeting: Meeting) -> dict[str, Value]:
    came = {address for address, answer in meeting.answers if answer in CAME}
    came |= set((meeting.organiser or "").split())
    known_by = f"{meeting.uid}\n{meeting.was_at.isoformat()}"
    is_held = len(came) > 1 and not _MISSED.search(meeting.subject or "")
    return {
        "activity_ref": f"calendar:{blake2b(known_by.encode(errors='replace'), digest_size=12).hexdigest()}",
        "kind": "meeting",
        "subject": meeting.subject,
        "sender": meeting.organiser,
        "starts_at": meeting.starts_at,
        "minutes": meeting.minutes,
        "is_done": is_held,
        "is_all_day": meeting.is_all_day,
        "is_deleted": meeting.status == "CANCELLED",
        "addresses": " ".join(sorted(came)) or None,
        "recorded_at": meeting.created_at,
        "modified_at": meeting.modified_at,
    }


def _table(rows: list[dict[str, Value]]) -> Landed:
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    return "crm_activities", landed_table("crm_activities", len(rows), {**columns, "system": [NAME] * len(rows)})


def _is_calendar(path: Path) -> bool:
    content, _ = beginning(path, 1 << 12)
    return b"BEGIN:VCALENDAR" in content.upper()


def _packed(path: Path) -> bool:
    """Whether a zip holds calendars."""
    if path.suffix.lower() != ".zip":
        return False
    try:
        with ZipFile(path) as packed:
            return any(name.lower().endswith(".ics") for name in packed.namelist())
    except (BadZipFile, OSError):
        return False
