"""Activities as the CRM keeps them: meetings as events, calls and reminders as tasks, mails as mails or as both.

Sellers log late, some meetings are entered before they happen, and much of what stands there is noise.
"""

from collections.abc import Iterable

from headway.demo.book import Book
from headway.demo.dialogues import Activity
from headway.demo.pipeline import Pipeline
from headway.demo.salesforce import Cells, day, stamp
from headway.demo.year import DAY, HOUR, MINUTE, SECOND, Moment

_MAIL_AS_TASK = 0.3  # of the mails were also saved as a task
_COPY = 0.25  # of the mails go to a second person of the deal
_FORETOLD = 0.5  # of the meetings were entered before they took place
_OPEN_TASKS = 0.12
_QUARTER = 15 * MINUTE  # on which meetings begin


class Logbook:
    """Writes activities beside the accounts, contacts and deals they belong to."""

    def __init__(self, book: Book, pipeline: Pipeline) -> None:
        """Hold what activities point to."""
        self._book, self._pipeline = book, pipeline
        self._export, self._rng = book.export, book.rng
        self._writers = {
            "meeting": self._event,
            "internal": self._event,
            "call": self._call,
            "unanswered call": self._call,
            "mail in": self._mail,
            "mail out": self._mail,
            "task": self._reminder,
        }

    def enter(self, activities: Iterable[Activity]) -> None:
        """Write each activity as the object its kind is kept in."""
        for activity in activities:
            self._writers[activity.kind](activity)

    def _event(self, one: Activity) -> None:
        start = one.at // _QUARTER * _QUARTER
        foretold = start - int(self._rng.integers(1, 8)) * DAY
        created = self._not_before(one, foretold if self._rng.random() < _FORETOLD else self._later(one.at))
        cells: Cells = {
            **self._about(one, created),
            "Subject": one.subject,
            "IsAllDayEvent": False,
            "ActivityDateTime": stamp(start),
            "ActivityDate": day(start),
            "StartDateTime": stamp(start),
            "EndDateTime": stamp(start + one.minutes * MINUTE),
            "DurationInMinutes": one.minutes,
            "EventSubtype": "Event",
            "IsGroupEvent": False,
            "ShowAs": "Busy",
        }
        self._export.add("Event", created, cells, by=self._by(one), modified=self._later(one.at))

    def _call(self, one: Activity) -> None:
        reached = "Answered" if one.kind == "call" else "No answer"
        seconds = one.minutes * 60
        self._task(one, "Call", {"CallType": "Outbound", "CallDurationInSeconds": seconds, "CallDisposition": reached})

    def _reminder(self, one: Activity) -> None:
        done = self._rng.random() >= _OPEN_TASKS
        self._task(one, "Task", {} if done else {"Status": "Not Started", "IsClosed": False, "CompletedDateTime": ""})

    def _task(self, one: Activity, subtype: str, more: Cells) -> str:
        created = self._not_before(one, self._later(one.at))
        cells: Cells = {
            **self._about(one, created),
            "Subject": one.subject,
            "ActivityDate": day(one.at),
            "Status": "Completed",
            "Priority": "Normal",
            "Type": subtype,
            "TaskSubtype": subtype,
            "IsClosed": True,
            "CompletedDateTime": stamp(created),
            **more,
        }
        return self._export.add("Task", created, cells, by=self._by(one))

    def _mail(self, one: Activity) -> None:
        """From whom to whom tells the direction; every third mail also stands among the tasks."""
        theirs = (one.person.name, one.person.email) if one.person else ("", "")
        ours, incoming = (one.by.name, one.by.email), one.kind == "mail in"
        sender, receiver = (theirs, ours) if incoming else (ours, theirs)
        cells: Cells = {
            "ActivityId": self._task(one, "Email", {}) if self._rng.random() < _MAIL_AS_TASK else "",
            "RelatedToId": self._what(one),
            "FromAddress": sender[1],
            "FromName": sender[0],
            "ToAddress": receiver[1],
            "CcAddress": self._copy(one),
            "Subject": one.subject,
            "Incoming": incoming,
            "Status": "1" if incoming else "3",
            "MessageDate": stamp(one.at),
            "MessageIdentifier": f"<{self._rng.bytes(12).hex()}@{sender[1].partition('@')[2]}>",
        }
        self._export.add("EmailMessage", self._not_before(one, one.at), cells, by=self._by(one))

    def _copy(self, one: Activity) -> str:
        others = [person for person in one.deal.met_by(one.at) if person is not one.person] if one.deal else []
        if not others or self._rng.random() >= _COPY:
            return ""
        return others[int(self._rng.integers(len(others)))].email

    def _about(self, one: Activity, created: Moment) -> Cells:
        """Whom and what it is about. Who was no contact yet when it was logged is left out."""
        return {
            "WhoId": self._book.contact_then(one.person, created),
            "WhatId": self._what(one),
            "AccountId": self._book.accounts[one.company.number].id,
            "OwnerId": self._by(one),
        }

    def _what(self, one: Activity) -> str:
        """The deal, or the account where there is none."""
        return self._pipeline.ids[one.deal] if one.deal else self._book.accounts[one.company.number].id

    def _by(self, one: Activity) -> str:
        return self._book.office.user(one.by)

    def _later(self, at: Moment) -> Moment:
        """When a seller gets round to logging it: within hours, at times after days."""
        delay = int(self._rng.exponential(14 * HOUR))
        return min(at + delay, max(at, self._book.year.end - SECOND))

    def _not_before(self, one: Activity, created: Moment) -> Moment:
        """Nothing is entered before the deal or account it is about."""
        return max(created, one.deal.opened if one.deal else self._book.accounts[one.company.number].at)
