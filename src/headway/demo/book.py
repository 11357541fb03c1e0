"""Accounts and contacts as the CRM keeps them: entered when somebody thought of it, some twice, a few merged again."""

from dataclasses import dataclass

import numpy as np

from headway.demo.office import Office
from headway.demo.people import Company, Person, names
from headway.demo.salesforce import Cells, Export
from headway.demo.year import DAY, HOUR, MINUTE, Moment, Year

_TWICE = 0.04  # of the accounts were entered a second time
_MERGED = 0.6  # of these were found and merged
_CONTACT_TWICE = 0.01
_NO_WEBSITE, _NO_SIZE = 0.15, 0.25
_NO_MAIL_EACH = 25  # one of so many contacts has told us to send no mail


@dataclass(frozen=True)
class Entry:
    """A record's id and the moment it was entered."""

    id: str
    at: Moment


class Book:
    """Everybody the CRM knows, by the numbers of the cast."""

    def __init__(self, export: Export, office: Office, year: Year, rng: np.random.Generator) -> None:
        """Begin with nobody."""
        self.export, self.office, self.year, self.rng = export, office, year, rng
        self.accounts: dict[int, Entry] = {}
        self.contacts: dict[int, Entry] = {}

    def enter(self, company: Company, at: Moment, bought: Moment | None) -> None:
        """Enter an account and the contacts known from the first."""
        self.accounts[company.number] = Entry(self._account(company, at, bought), at)
        for n, person in enumerate(company.people[: company.known]):
            self.meet(company, person, at + n * HOUR)
        if self._slips(company, _TWICE):
            self._enter_again(company, at)

    def meet(self, company: Company, person: Person, at: Moment) -> Entry:
        """The contact of a person, entered now if it is not there yet."""
        if person.number not in self.contacts:
            at = max(at, self.accounts[company.number].at)
            self.contacts[person.number] = Entry(self._contact(company, person, at), at)
            if self._slips(company, _CONTACT_TWICE):
                self._contact(company, person, at, merged_into=self.contacts[person.number].id)
        return self.contacts[person.number]

    def contact_then(self, person: Person | None, at: Moment) -> str:
        """The contact's id if it stood in the CRM at that moment."""
        entry = self.contacts.get(person.number) if person else None
        return entry.id if entry and entry.at <= at else ""

    def _enter_again(self, company: Company, at: Moment) -> None:
        """A colleague who did not look enters the same company under another spelling."""
        again = int(self.rng.integers(at, self.year.end - DAY))
        merged = self.rng.random() < _MERGED
        into = self.accounts[company.number].id if merged else ""
        self._account(company, again, None, merged_into=into, name=company.name.upper())

    def _account(
        self, company: Company, at: Moment, bought: Moment | None, *, merged_into: str = "", name: str = ""
    ) -> str:
        """One account. It was last touched when the company became a customer, which is when its type changed."""
        owner = self.office.user(company.owner)
        cells: Cells = {
            "IsDeleted": bool(merged_into),
            "MasterRecordId": merged_into,
            "Name": name or f"{company.name} {company.legal}".strip(),
            "Type": "Prospect" if bought is None else "Customer",
            "BillingCity": company.city,
            "BillingCountry": names()["countries"][company.country]["name"],
            "Website": "" if self._slips(company, _NO_WEBSITE) else f"www.{company.domain}",
            "Industry": company.industry,
            "NumberOfEmployees": "" if self._slips(company, _NO_SIZE) else company.employees,
            "OwnerId": owner,
        }
        touched = max(self._soon(at + 3 * DAY), bought or at)
        return self.export.add("Account", at, cells, by=owner, modified=touched)

    def _contact(self, company: Company, person: Person, at: Moment, merged_into: str = "") -> str:
        owner = self.office.user(company.owner)
        cells: Cells = {
            "IsDeleted": bool(merged_into),
            "MasterRecordId": merged_into,
            "AccountId": self.accounts[company.number].id,
            "FirstName": person.first,
            "LastName": person.last,
            "Name": person.name,
            "Email": person.email,
            "Title": person.title,
            "Department": person.function.title(),
            "LeadSource": "Other",
            "HasOptedOutOfEmail": not company.told and sum(map(ord, person.email)) % _NO_MAIL_EACH == 0,
            "OwnerId": owner,
        }
        return self.export.add(
            "Contact", at, cells, by=owner, modified=self._soon(at + 20 * DAY) if merged_into else at
        )

    def _slips(self, company: Company, share: float) -> bool:
        """Whether somebody was careless this time, as happens in such a share of cases outside the story."""
        return self.rng.random() < share and not company.told

    def _soon(self, at: Moment) -> Moment:
        """That moment, or the last one told if it lies beyond."""
        return min(at, self.year.end - MINUTE)
