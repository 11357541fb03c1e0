"""What calendars become: who met whom and when, each meeting once."""

import io
from zipfile import ZipFile

import pytest

ROW, VALUE, PASSED = "row left out: ", "value left out: ", "rows passed over: "
OLGA = "ORGANIZER:mailto:olga@ours.com"
BERLIN = "DTSTART;TZID=Europe/Berlin:20260326T100000"


def invited(address, answer="ACCEPTED"):
    return f"ATTENDEE;PARTSTAT={answer}:mailto:{address}"


def event(*fields, uid="u1", start=BERLIN, made="CREATED:20260101T000000Z"):
    return ("BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20260601T000000Z", made, start, *fields, "END:VEVENT")


def ics(*events, head=()):
    lines = ("BEGIN:VCALENDAR", *head, *(line for each in events for line in each), "END:VCALENDAR")
    return "".join(f"{line}\r\n" for line in lines)


def zipped(**files):
    packed = io.BytesIO()
    with ZipFile(packed, "w") as archive:
        for name, content in files.items():
            archive.writestr(f"{name}.ics", content)
    return packed.getvalue()


MET = event(OLGA, invited("ann@acme.com"), "SUMMARY:Demo", "DTEND;TZID=Europe/Berlin:20260326T104500")
SMALLEST = {"olga.ics": ics(MET)}


def rows(reading, *columns):
    return sorted(reading.rows("crm_activities", *columns))


def test_a_meeting_says_who_came_when_and_for_how_long(read):
    found = read("calendar", SMALLEST)
    columns = ("kind", "starts_at", "minutes", "sender", "addresses", "subject", "is_done", "is_deleted")
    assert rows(found, *columns) == [
        ("meeting", "2026-03-26 09:00:00", 45.0, "olga@ours.com", "ann@acme.com olga@ours.com", "Demo", True, False)
    ]
    assert rows(found, "recorded_at", "modified_at") == [("2026-01-01 00:00:00", "2026-01-01 00:00:00")]


@pytest.mark.parametrize(
    ("answer", "met", "is_held"),
    [
        ("ACCEPTED", "ann@acme.com olga@ours.com", True),
        ("TENTATIVE", "ann@acme.com olga@ours.com", True),
        ("DECLINED", "olga@ours.com", False),
        ("NEEDS-ACTION", "olga@ours.com", False),
    ],
)
def test_only_who_said_so_has_met(read, answer, met, is_held):
    found = read("calendar", {"a.ics": ics(event(OLGA, invited("ann@acme.com", answer)))})
    assert rows(found, "addresses", "is_done") == [(met, is_held)]


def test_a_meeting_called_off_or_missed_is_not_held(read):
    off = event(OLGA, invited("ann@acme.com"), "STATUS:CANCELLED", uid="off")
    missed = event(OLGA, invited("ann@acme.com"), "SUMMARY:No-show: Demo", uid="missed")
    found = read("calendar", {"a.ics": ics(off, missed)})
    assert rows(found, "is_deleted", "is_done") == [(False, False), (True, True)]


def test_a_meeting_in_two_calendars_is_one(read):
    found = read("calendar", {"olga.ics": ics(MET), "all.zip": zipped(omar=ics(MET), eva=ics(MET))})
    assert len(rows(found, "activity_ref")) == 3
    assert len(set(rows(found, "activity_ref", "starts_at", "addresses"))) == 1


def test_each_time_of_a_recurring_meeting_counts_by_its_zone_moved_left_out_or_not(read):
    weekly = event(OLGA, invited("ann@acme.com"), "RRULE:FREQ=WEEKLY;UNTIL=20260416T235959Z",
                   "EXDATE;TZID=Europe/Berlin:20260409T100000")  # fmt: skip
    moved = event(OLGA, invited("ann@acme.com"), "RECURRENCE-ID;TZID=Europe/Berlin:20260402T100000",
                  start="DTSTART;TZID=Europe/Berlin:20260403T150000")  # fmt: skip
    found = read("calendar", {"a.ics": ics(weekly, moved)})
    assert rows(found, "starts_at") == [
        ("2026-03-26 09:00:00",),
        ("2026-04-03 13:00:00",),  # summer time has begun
        ("2026-04-16 08:00:00",),
    ]
    assert len(set(rows(found, "activity_ref"))) == 3


@pytest.mark.parametrize("rule", ["FREQ=DAILY", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=SECONDLY", "FREQ=NEVER"])
def test_a_rule_without_end_ends(read, rule):
    found = read("calendar", {"a.ics": ics(event(OLGA, invited("ann@acme.com"), f"RRULE:{rule}"))})
    assert 1 <= found.landed() <= 1000


def test_a_time_without_a_zone_takes_the_calendar_s_and_is_never_guessed(read):
    bare = event(OLGA, invited("ann@acme.com"), start="DTSTART:20260326T100000")
    found = read("calendar", {"a.ics": ics(bare, head=("X-WR-TIMEZONE:Europe/Berlin",))})
    assert rows(found, "starts_at") == [("2026-03-26 09:00:00",)]
    found = read("calendar", {"a.ics": ics(bare)})
    assert found.told() == [("a.ics", 2, f"{ROW}its time has no zone, and the calendar names none")]


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (event(OLGA, start="DTSTART:2026banana"), "it is no entry of a calendar, or damaged"),
        (event(OLGA, start="DTSTART:00010101T000000Z"), "its time is not between 1970 and 2100"),
        (event(OLGA, start="DTSTART:99991231T000000Z"), "its time is not between 1970 and 2100"),
        (event(OLGA, uid=""), "it has no UID"),
        (event(OLGA, start="DTSTART;TZID=Europe:20260326T100000"), "it is no entry of a calendar, or damaged"),
        (event(OLGA, *("X-LONG:" + "x" * 60_000,) * 10), "it is longer than any meeting"),
        (event(OLGA)[:-1], "it has no end"),
    ],
)
def test_a_meeting_that_cannot_be_read_is_told(read, told, why):
    found = read("calendar", {"a.ics": ics(MET, told)})
    assert [(line, reason) for _, line, reason in found.told()] == [(12, ROW + why)]
    assert found.landed() == 1


def test_what_is_no_dialogue_is_counted_and_not_kept(read):
    alone = event(uid="alone")
    ours = event(OLGA, invited("omar@ours.com"), uid="ours")
    crowd = event(OLGA, *(invited(f"p{n}@x{n}.com") for n in range(60)), uid="crowd")
    found = read("calendar", {"a.ics": ics(alone, ours, crowd)})
    assert (found.landed(), sorted(reason for _, _, reason in found.told())) == (0, [
        f"{PASSED}1 of entries without anybody else",
        f"{PASSED}1 of meetings of a crowd",
        f"{PASSED}1 of meetings within one company",
    ])  # fmt: skip


def test_no_text_of_a_meeting_lands(read):
    hidden = ("DESCRIPTION:Secret", " words of secret", "ATTACH:https://secret.example/", "COMMENT:secret")
    found = read("calendar", {"a.ics": ics(event(OLGA, invited("ann@acme.com"), *hidden))})
    assert found.landed() == 1
    assert "ecret" not in str(found.parts)


def test_rooms_are_nobody(read):
    room = "ATTENDEE;CUTYPE=RESOURCE;PARTSTAT=ACCEPTED:mailto:room@ours.com"
    assert rows(read("calendar", {"a.ics": ics(event(OLGA, invited("ann@acme.com"), room))}), "addresses") == [
        ("ann@acme.com olga@ours.com",)
    ]
