"""Deals as sellers keep them: entered late, hoped for, pushed, forgotten, closed with or without a reason."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from headway.demo.salesforce import Cells, day, stamp
from headway.demo.year import DAY, HOUR, MINUTE, Moment
from worlds.book import Book
from worlds.buying import REASONS, WON
from worlds.cast import Person
from worlds.market import Journey
from worlds.trade import KINDS

_CONTACT_MADE, _ROLE_GIVEN = 0.75, 0.32
_FORGOTTEN = 0.3  # of the deals that came to no decision are never closed
_LEAD_SHARE = np.array([0.2, 0.42, 0.62, 0.8])  # of the journey at which a seller sees the next stage


@dataclass(frozen=True)
class Change:
    """A deal's state from a moment on."""

    at: Moment
    stage: str
    probability: int
    forecast: str
    closes: Moment
    amount: int


@dataclass
class Pipeline:
    """Writes deals; ``ids`` holds the opportunity of each journey, ``opened`` since when it stands there."""

    book: Book
    ids: dict[int, str] = field(default_factory=dict)
    opened: dict[int, Moment] = field(default_factory=dict)

    def enter(self, one: Journey, rows: dict[str, np.ndarray], group: list[Person]) -> None:
        """Write the deal of a journey, if it ever had one."""
        moments = self._span(one, rows)
        if moments is None:
            return
        opened, closed = moments
        bought = closed if one.ending == WON else None
        self.book.enter(one.account, opened - int(self.book.rng.integers(1, 72)) * HOUR, bought)
        changes = list(self._changes(one, rows, opened, closed)) or [
            Change(opened, *self.book.trade["deals"]["open_stages"][0], opened + 60 * DAY, one.amount)
        ]
        self.ids[one.number] = deal = self._write(one, changes, closed, self._reason(one, closed))
        self.opened[one.number] = opened
        self._people(one, rows, group, deal, opened)
        self._team(one, rows, deal, opened)

    def climb(self, one: Journey, at: Moment, closed: Moment | None) -> None:
        """A deal of which the CRM alone tells: an old one, or one that lives in a seller's hope."""
        book, rng, told = self.book, self.book.rng, self.book.trade["deals"]
        until, when, changes = closed or book.time.end, at, list[Change]()
        for stage in told["open_stages"][: int(rng.integers(1, 4))]:
            if not changes or when < until:
                changes.append(Change(when, *stage, at + 70 * DAY, one.amount))
            when += int(rng.exponential(25) + 1) * DAY
        if closed is not None:
            end = (told["won_stage"], 100, "Closed") if one.ending == WON else (told["lost_stage"], 0, "Omitted")
            changes.append(Change(closed, *end, closed, one.amount))
        self._write(one, changes, closed, self._reason(one, closed))

    def _span(self, one: Journey, rows: dict[str, np.ndarray]) -> tuple[Moment, Moment | None] | None:
        """When the deal was entered and closed (None while it stays open), or nothing."""
        rng, time = self.book.rng, self.book.time
        met = np.flatnonzero(rows["first"])
        ended = time.week(one.ended) + one.day * DAY + 11 * HOUR if one.ended >= 0 else None
        if met.size == 0:
            return (ended - int(rng.integers(1, 40)) * HOUR, ended) if one.ending == WON and ended else None
        late = rng.exponential(self.book.trade["deals"]["entered_late_days"]) * DAY
        opened = int(time.week(int(rows["week"][met[0]])) + rng.integers(0, 5) * DAY + 9 * HOUR + late)
        if ended is not None and opened >= ended:
            if one.ending != WON:
                return None
            opened = ended - 2 * HOUR
        if opened >= time.end:
            return None
        return opened, self._closed(one, ended)

    def _closed(self, one: Journey, ended: Moment | None) -> Moment | None:
        """Wins are entered at once, losses days late, what came to nothing weeks late or never."""
        rng = self.book.rng
        if ended is None:
            return None
        if one.ending == WON:
            at = ended + int(rng.exponential(9 * HOUR))
        elif one.ending in {2, 3}:
            at = ended + int(rng.exponential(5 * DAY))
        else:
            at = self.book.time.end if rng.random() < _FORGOTTEN else ended + int(rng.exponential(24 * DAY))
        return at if at < self.book.time.end else None

    def _changes(
        self, one: Journey, rows: dict[str, np.ndarray], opened: Moment, closed: Moment | None
    ) -> Iterator[Change]:
        """Stages as the seller sees the customer's progress: hopefully, and not every week."""
        book, rng = self.book, self.book.rng
        stages, hope = book.trade["deals"]["open_stages"], book.sellers.optimism[one.seller]
        reached, amount = -1, round(one.amount * float(rng.lognormal(0, 0.2)), -2)
        closes = opened + int(book.trade["kinds"][KINDS[one.kind]]["weeks"] * 7 * rng.uniform(0.4, 1.1)) * DAY
        for week, share in zip(rows["week"].tolist(), rows["share"].tolist(), strict=True):
            at = max(book.time.week(week) + int(rng.integers(0, 5)) * DAY + int(rng.integers(7, 17)) * HOUR, opened)
            if at >= min(closed or book.time.end, book.time.end) or book.time.week(week + 1) <= opened:
                continue
            seen = share + hope + rng.normal(0, 0.13)
            stage = max(reached, min(int((seen > _LEAD_SHARE).sum()), len(stages) - 1))
            pushed = closes < at and rng.random() < 0.3
            if reached >= 0 and not pushed and (stage == reached or rng.random() < 0.5):
                continue
            since, closes = (
                opened if reached < 0 else at,
                closes + int(rng.integers(14, 60)) * DAY if pushed else closes,
            )
            reached = stage
            yield Change(since, *stages[stage], closes, int(amount))
        if closed is not None:
            won, told = one.ending == WON, book.trade["deals"]
            told_amount = one.amount if won else int(amount)
            yield Change(
                closed,
                told["won_stage" if won else "lost_stage"],
                100 * won,
                "Closed" if won else "Omitted",
                closed,
                told_amount,
            )

    def _reason(self, one: Journey, closed: Moment | None) -> str:
        told = self.book.trade["deals"]
        if closed is None or one.ending == WON or self.book.rng.random() > told["reason_told"]:
            return ""
        return str(self.book.rng.choice(told["reasons"][REASONS[one.ending]]))

    def _write(self, one: Journey, changes: list[Change], closed: Moment | None, reason: str) -> str:
        book, owner = self.book, self.book.owner(one.account)
        last, product = changes[-1], book.trade["deals"]["products"][one.number % len(book.trade["deals"]["products"])]
        cells: Cells = {
            "AccountId": book.accounts[one.account][0], "Name": f"{book.where.name[one.account]} - {product}",
            **_state(book.trade["currency"], last),
            "Type": "Existing Business" if one.situation < 2 else "New Business",
            "LeadSource": str(book.rng.choice(["Web", "", "Referral", "Trade Show"])),
            "IsClosed": closed is not None, "IsWon": last.forecast == "Closed", "OwnerId": owner,
            "LastStageChangeDate": stamp(last.at), "Loss_Reason__c": reason,
        }  # fmt: skip
        deal = book.export.add(
            "Opportunity", changes[0].at, cells, by=owner, modified=min(last.at + 5 * MINUTE, book.time.end - MINUTE)
        )
        for change in changes:
            book.export.add(
                "OpportunityHistory",
                change.at,
                {"OpportunityId": deal, **_state(book.trade["currency"], change)},
                by=owner,
            )
        return deal

    def _people(
        self, one: Journey, rows: dict[str, np.ndarray], group: list[Person], deal: str, opened: Moment
    ) -> None:
        """Whom the seller has met becomes a contact some days later, and gets a role later still, if ever."""
        book, rng, before = self.book, self.book.rng, 0
        for week, reached in zip(rows["week"].tolist(), rows["reached"].tolist(), strict=True):
            for person in group[before:reached]:
                if rng.random() < _CONTACT_MADE:
                    at = max(book.time.week(week) + int(rng.exponential(8 * DAY)), opened)
                    contact = book.meet(person, at)
                    if contact and rng.random() < _ROLE_GIVEN:
                        self._role(
                            deal, person, contact, max(at, book.contacts[person.number][1]), book.owner(one.account)
                        )
            before = max(before, reached)

    def _role(self, deal: str, person: Person, contact: str, at: Moment, by: str) -> None:
        at += int(self.book.rng.exponential(15 * DAY))
        if at < self.book.time.end:
            role = self.book.trade["roles"][person.role] if self.book.rng.random() < 0.85 else ""
            self.book.export.add(
                "OpportunityContactRole",
                at,
                {"OpportunityId": deal, "ContactId": contact, "Role": role, "IsPrimary": False},
                by=by,
            )

    def _team(self, one: Journey, rows: dict[str, np.ndarray], deal: str, opened: Moment) -> None:
        """The account manager, and the two others from the week they joined."""
        book, told = self.book, self.book.trade["sellers"]
        members = [(one.seller, told["account_title"], opened)] if book.rng.random() < 0.7 else []
        together = np.flatnonzero(rows["team"])
        if together.size:
            at = max(book.time.week(int(rows["week"][together[0]])) + 2 * DAY, opened)
            team = int(book.sellers.team[one.seller])
            members += [
                (user, told[title], at)
                for user, title in zip(book.specialists(team), ("design_title", "implementation_title"), strict=True)
            ]
        for user, role, at in members:
            if at < book.time.end:
                cells: Cells = {
                    "OpportunityId": deal,
                    "UserId": book.users[user],
                    "Name": book.name(user),
                    "TeamMemberRole": role,
                    "OpportunityAccessLevel": "Edit",
                }
                book.export.add("OpportunityTeamMember", at, cells, by=book.owner(one.account))


def _state(currency: str, change: Change) -> Cells:
    return {
        "StageName": change.stage, "Amount": change.amount, "Probability": change.probability,
        "ExpectedRevenue": change.amount * change.probability // 100,
        "CloseDate": day(change.closes), "ForecastCategory": change.forecast, "CurrencyIsoCode": currency,
    }  # fmt: skip
