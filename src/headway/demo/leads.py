"""Leads and answers to campaigns: what the web forms and the newsletter leave behind in the CRM."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from headway.demo.book import Book
from headway.demo.people import Cast, Company, Person, spelled
from headway.demo.salesforce import Cells, day
from headway.demo.visits import DEVICES_EACH, Says, Visits
from headway.demo.year import HOUR, MINUTE, Moment

_BECOMES_LEAD = 0.6  # of the forms filled in by strangers
_MAILED = 0.3  # of the contacts get a campaign's mail and do not answer
_STATUS = ("Open - Not Contacted", "Working - Contacted", "Closed - Not Converted")


@dataclass(frozen=True)
class Introduction:
    """Somebody made itself known on the site."""

    person: Person
    at: Moment
    says: Says


def introductions(visits: Visits, cast: Cast) -> Iterator[Introduction]:
    """The first form or mail of each person, in the order of time."""
    rows = visits.take((visits.says == Says.FORM) | (visits.says == Says.MAIL))
    number, first = np.unique(rows.device // DEVICES_EACH, return_index=True)
    for n, row in sorted(zip(number.tolist(), first.tolist(), strict=True), key=lambda pair: pair[1]):
        yield Introduction(cast.people[n], int(rows.start[row]), Says(int(rows.says[row])))


class Leads:
    """Writes leads and campaign members after accounts and contacts are in the book."""

    def __init__(self, book: Book, cast: Cast) -> None:
        """Hold who is known already."""
        self._book, self._cast = book, cast
        self._export, self._rng = book.export, book.rng
        self._inside_sales = book.office.users["Tessa Borrow"]

    def enter(self, one: Introduction) -> None:
        """A stranger's form may become a lead; a contact's click is an answer to the newsletter."""
        contact = self._book.contact_then(one.person, one.at)
        if one.says == Says.FORM and not contact and self._rng.random() < _BECOMES_LEAD:
            lead = self._lead(one)
            self._member("Webinar: closing the water loop", one.at + HOUR, {"LeadId": lead})
        elif contact:
            self._member("Newsletter for plant managers", one.at, {"ContactId": contact})

    def mailed(self) -> None:
        """The many who were written to and did not answer."""
        name = "Trade fair Clean Process Days"
        for entry in list(self._book.contacts.values()):
            if self._rng.random() < _MAILED:
                at = max(entry.at, self._book.year.start) + HOUR
                self._member(name, at, {"ContactId": entry.id}, responded=False)

    def _lead(self, one: Introduction) -> str:
        company, person = self._cast.employer.get(one.person.number), one.person
        cells: Cells = {
            "FirstName": person.first,
            "LastName": person.last,
            "Name": person.name,
            "Title": person.title,
            "Email": person.email,
            "Company": _typed(company, self._rng) if company else "[not provided]",
            "LeadSource": "Web",
            "OwnerId": self._inside_sales,
            **self._converted(one, company),
        }
        at = min(one.at + 5 * MINUTE, self._book.year.end - MINUTE)
        converted = self._book.contacts.get(person.number)
        modified = converted.at if converted else at
        return self._export.add("Lead", at, cells, by=self._inside_sales, modified=modified)

    def _converted(self, one: Introduction, company: Company | None) -> Cells:
        """Converted if the person became a contact later on."""
        entry = self._book.contacts.get(one.person.number)
        if entry is None or company is None:
            return {"IsConverted": False, "Status": _STATUS[int(self._rng.integers(len(_STATUS)))]}
        return {
            "IsConverted": True,
            "Status": "Closed - Converted",
            "ConvertedDate": day(entry.at),
            "ConvertedAccountId": self._book.accounts[company.number].id,
            "ConvertedContactId": entry.id,
        }

    def _member(self, campaign: str, at: Moment, whom: Cells, *, responded: bool = True) -> None:
        at = min(at, self._book.year.end - MINUTE)
        cells: Cells = {
            "CampaignId": self._book.office.campaigns[campaign],
            "Status": "Responded" if responded else "Sent",
            "HasResponded": responded,
            "FirstRespondedDate": day(at) if responded else "",
            **whom,
        }
        self._export.add("CampaignMember", at, cells, by=self._inside_sales)


def _typed(company: Company, rng: np.random.Generator) -> str:
    """A company's name as somebody in a hurry types it into a form."""
    first = company.name.split(" ", maxsplit=1)[0]
    ways = (company.name, company.name.lower(), f"{company.name} {company.legal}", first, spelled(company.name))
    return ways[int(rng.integers(len(ways)))]
