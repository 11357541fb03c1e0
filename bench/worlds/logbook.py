"""Activities as sellers log them: some of the dialogues, much that says nothing, and older talk with acquaintances."""

from dataclasses import dataclass

import numpy as np

from headway.demo.salesforce import Cells, day, stamp
from headway.demo.year import DAY, HOUR, MINUTE, Moment
from worlds.book import Book
from worlds.cast import Person
from worlds.market import Journey
from worlds.pipeline import Pipeline
from worlds.trade import BURN_WEEKS


@dataclass
class Logbook:
    """Writes events and tasks beside the deals."""

    book: Book
    pipeline: Pipeline

    def talk(self, one: Journey, rows: dict[str, np.ndarray], group: list[Person]) -> None:
        """The dialogues of a journey, of which a seller logs a share."""
        book, rng, told = self.book, self.book.rng, self.book.trade["deals"]
        if one.account not in book.accounts:
            return
        for n in np.flatnonzero(rows["dialogue"]):
            if rng.random() > 0.35 + 0.6 * book.sellers.logging[one.seller]:
                continue
            at = book.time.week(int(rows["week"][n])) + int(rng.integers(0, 5)) * DAY + int(rng.integers(8, 16)) * HOUR
            names = told["insights"] if rows["insight"][n] and rng.random() < 0.5 else told["meetings"]
            stuck = int(rows["stuck"][n])
            subject = names[stuck] if names is told["insights"] and stuck >= 0 else str(rng.choice(names))
            opened = self.pipeline.opened.get(one.number)
            deal = self.pipeline.ids[one.number] if opened is not None and opened <= at else ""
            met = group[: max(1, int(rows["reached"][n]))]
            who = book.contact_then(met[rng.integers(len(met))].number, at) if rng.random() < 0.5 else ""
            self._event(one.account, at, subject, book.owner(one.account), deal, who)

    def acquaintance(self, account: int) -> None:
        """Talk with whom we have known for long, before the archive begins and, with customers, on."""
        book, rng = self.book, self.book.rng
        months = float(book.where.months[account])
        if account not in book.accounts or months <= 0:
            return
        since = max(book.accounts[account][1], book.time.start - int(months * 30) * DAY)
        for _ in range(int(book.where.dialogues[account])):
            at = int(rng.integers(since, max(book.time.start, since + DAY)))
            self._event(
                account,
                at // HOUR * HOUR,
                str(rng.choice(book.trade["deals"]["meetings"])),
                book.owner(account),
                "",
                "",
            )
        if book.where.customer[account]:
            for _ in range(rng.poisson(book.time.days / 90)):
                at = book.time.start + int(rng.integers(0, book.time.days)) * DAY + 13 * HOUR
                self._event(account, at, str(rng.choice(book.trade["deals"]["meetings"])), book.owner(account), "", "")

    def busywork(self) -> None:
        """Tasks that sellers tick off, whatever their customers do."""
        book, rng = self.book, self.book.rng
        theirs: dict[int, list[int]] = {}
        for account in book.accounts:
            theirs.setdefault(int(book.where.seller[account]), []).append(account)
        for seller, known in theirs.items():
            times = rng.poisson(book.sellers.tasks[seller] * 9, book.time.weeks)
            for week in np.repeat(np.arange(book.time.weeks), times).tolist():
                account = known[rng.integers(len(known))]
                at = book.time.week(week) + int(rng.integers(0, 5)) * DAY + int(rng.integers(7, 18)) * HOUR
                if book.accounts[account][1] <= at < book.time.end:
                    self._task(account, at, str(rng.choice(book.trade["deals"]["tasks"])), book.users[seller])

    def coaching(self) -> None:
        """Leaders' sessions with coached sellers, every third week from the week theirs begins."""
        book = self.book
        some = next(iter(book.accounts))
        for seller, week in enumerate(book.sellers.coached_from.tolist()):
            for at in range(week, book.time.weeks, 3):
                if at >= BURN_WEEKS:
                    moment = book.time.week(at) + 3 * DAY + 15 * HOUR
                    subject = f"{book.trade['deals']['coaching']}: {book.name(seller)}"
                    self._event(some, moment, subject, book.lead(int(book.sellers.team[seller])), "", "", internal=True)

    def _event(
        self, account: int, at: Moment, subject: str, by: str, deal: str, who: str, *, internal: bool = False
    ) -> None:
        book = self.book
        logged = max(at + int(book.rng.exponential(16 * HOUR)), book.accounts[account][1])
        if logged >= book.time.end:
            return
        about = "" if internal else book.accounts[account][0]
        cells: Cells = {
            "WhoId": who, "WhatId": deal or about, "AccountId": about, "Subject": subject, "IsAllDayEvent": False,
            "ActivityDateTime": stamp(at),
            "ActivityDate": day(at), "StartDateTime": stamp(at), "EndDateTime": stamp(at + 45 * MINUTE),
            "DurationInMinutes": 45,
            "EventSubtype": "Event", "IsGroupEvent": False, "ShowAs": "Busy", "OwnerId": by,
        }  # fmt: skip
        book.export.add("Event", logged, cells, by=by)

    def _task(self, account: int, at: Moment, subject: str, by: str) -> None:
        book = self.book
        cells: Cells = {
            "WhoId": "", "WhatId": book.accounts[account][0], "AccountId": book.accounts[account][0],
            "Subject": subject, "ActivityDate": day(at),
            "Status": "Completed", "Priority": "Normal", "Type": "Task", "TaskSubtype": "Task", "IsClosed": True,
            "CompletedDateTime": stamp(at), "OwnerId": by,
        }  # fmt: skip
        book.export.add("Task", at, cells, by=by)
