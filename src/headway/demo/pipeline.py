"""Deals as the CRM keeps them: the opportunity, its history, the contacts with a role in it and our team."""

from itertools import groupby

from headway.demo.book import Book
from headway.demo.deals import Change, Deal, Stakeholder
from headway.demo.people import names
from headway.demo.salesforce import Cells, day, stamp
from headway.demo.trade import Colleague, trade
from headway.demo.year import DAY, MINUTE, WEEK

_ROLE_GIVEN = 0.45  # of the contacts in a deal have a role: the picklist may stay empty
_ALONE_ENTERED = 0.3  # of the deals led alone have their owner as a team of one
_HANDED_OVER = 0.08  # of the deals came from somebody who left


class Pipeline:
    """Writes deals; ``ids`` holds the opportunity of each."""

    def __init__(self, book: Book) -> None:
        """Write beside the accounts and contacts of a book."""
        self._book = book
        self._rng = book.rng
        self._functions = {one["name"]: one["role"] for one in names()["functions"]}
        self.ids: dict[Deal, str] = {}

    def enter(self, deal: Deal) -> None:
        """Write a deal with all that hangs on it."""
        opportunity = self.ids[deal] = self._opportunity(deal)
        for change in deal.changes:
            self._history(deal, opportunity, change)
        for one in deal.stakeholders:
            self._role(deal, opportunity, one)
        if len(deal.team) > 1 or self._rng.random() < _ALONE_ENTERED:
            for n, colleague in enumerate(deal.team):
                self._member(deal, opportunity, colleague, n)
        if self._rng.random() < _HANDED_OVER and not deal.company.told:
            self._handed_over(deal, opportunity)

    def _opportunity(self, deal: Deal) -> str:
        owner, stage = self._book.office.user(deal.owner), deal.last.stage
        cells: Cells = {
            "AccountId": self._book.accounts[deal.company.number].id,
            "Name": deal.name,
            **self._state(deal.last),
            "Type": deal.kind.type,
            "LeadSource": deal.source,
            "IsClosed": stage.is_closed,
            "IsWon": stage.forecast == "Closed",
            "ForecastCategoryName": stage.shown,
            "ContactId": self._book.meet(deal.company, *deal.stakeholders[0]).id,
            "OwnerId": owner,
            "LastStageChangeDate": self._stage_since(deal),
            "Loss_Reason__c": deal.reason,
        }
        return self._book.export.add("Opportunity", deal.opened, cells, by=owner, modified=deal.last.at)

    def _state(self, change: Change) -> Cells:
        """The cells that an opportunity and its history share."""
        return {
            "StageName": change.stage.name,
            "Amount": change.amount,
            "Probability": change.stage.probability,
            "ExpectedRevenue": change.amount * change.stage.probability // 100,
            "CloseDate": day(change.closes),
            "ForecastCategory": change.stage.forecast,
            "CurrencyIsoCode": trade().currency,
        }

    def _stage_since(self, deal: Deal) -> str:
        stages = [list(same) for _, same in groupby(deal.changes, key=lambda change: change.stage.name)]
        return stamp(stages[-1][0].at)

    def _history(self, deal: Deal, opportunity: str, change: Change) -> None:
        cells: Cells = {"OpportunityId": opportunity, **self._state(change)}
        self._book.export.add("OpportunityHistory", change.at, cells, by=self._book.office.user(deal.owner))

    def _role(self, deal: Deal, opportunity: str, one: Stakeholder) -> None:
        """A contact's part in a deal."""
        contact = self._book.meet(deal.company, one.person, one.since)
        role = self._functions[one.person.function] if self._rng.random() < _ROLE_GIVEN else ""
        cells: Cells = {
            "OpportunityId": opportunity,
            "ContactId": contact.id,
            "Role": role,
            "IsPrimary": one is deal.stakeholders[0],
        }
        by = self._book.office.user(deal.owner)
        self._book.export.add("OpportunityContactRole", max(one.since, contact.at), cells, by=by)

    def _member(self, deal: Deal, opportunity: str, colleague: Colleague, n: int) -> None:
        at = min(deal.opened + n * WEEK, self._book.year.end - MINUTE)
        cells: Cells = {
            "OpportunityId": opportunity,
            "UserId": self._book.office.user(colleague),
            "Name": colleague.name,
            "TeamMemberRole": colleague.title,
            "OpportunityAccessLevel": "Edit",
        }
        self._book.export.add("OpportunityTeamMember", at, cells, by=self._book.office.user(deal.owner))

    def _handed_over(self, deal: Deal, opportunity: str) -> None:
        """A change of owner as Salesforce tracks it: once with the names and once with the ids."""
        former, owner = next(c for c in trade().staff.values() if c.left), deal.owner
        at = min(deal.opened + 2 * DAY, self._book.year.end - MINUTE)
        ids = self._book.office.user(former), self._book.office.user(owner)
        for old, new in ((former.name, owner.name), ids):
            cells = {"OpportunityId": opportunity, "Field": "Owner", "OldValue": old, "NewValue": new}
            self._book.export.add("OpportunityFieldHistory", at, cells, by=ids[1])
