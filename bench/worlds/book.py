"""The CRM's users, accounts, contacts and leads: entered late, some twice, a few merged again."""

from dataclasses import dataclass, field

import numpy as np

from headway.demo.salesforce import Cells, Export, day
from headway.demo.year import DAY, HOUR, MINUTE, Moment
from worlds.cast import Accounts, Cast, Person, Sellers
from worlds.trade import Time, Trade

_TWICE, _MERGED, _CONTACT_TWICE = 0.04, 0.45, 0.015
_NO_WEBSITE, _NO_SIZE = 0.18, 0.3
_BECOMES_LEAD = 0.55


@dataclass
class Book:
    """Everybody the CRM knows, by account and person number."""

    export: Export
    trade: Trade
    time: Time
    where: Accounts
    sellers: Sellers
    cast: Cast
    rng: np.random.Generator
    accounts: dict[int, tuple[str, Moment]] = field(default_factory=dict)
    twice: dict[int, tuple[str, bool]] = field(default_factory=dict)
    contacts: dict[int, tuple[str, Moment]] = field(default_factory=dict)
    users: list[str] = field(default_factory=list)  # the sellers, then leads, designers, implementers by team, the head

    def open_office(self) -> None:
        """Write roles and users."""
        told, teams = self.trade["sellers"], len(self.trade["sellers"]["teams"])
        size = told["count"] + 3 * teams + 1
        self.users = [self.export.new_id("User") for _ in range(size)]
        head = self.users[-1]
        hired = self.time.start - 2000 * DAY
        top = self._place(told["head_title"], "", hired)
        leads = [self._place(f"Leitung {team}", top, hired) for team in told["teams"]]
        floors = [self._place(team, leads[n], hired) for n, team in enumerate(told["teams"])]
        for n in range(told["count"]):
            team = int(self.sellers.team[n])
            self._user(n, told["account_title"], floors[team], self.lead(team), hired)
        for n, title in enumerate(("lead_title", "design_title", "implementation_title")):
            for team in range(teams):
                place = leads[team] if n == 0 else floors[team]
                self._user(
                    told["count"] + n * teams + team, told[title], place, head if n == 0 else self.lead(team), hired
                )
        self._user(size - 1, told["head_title"], top, "", hired)

    def lead(self, team: int) -> str:
        """The user id of a team's leader."""
        return self.users[self.trade["sellers"]["count"] + team]

    def specialists(self, team: int) -> list[int]:
        """The places of a team's designer and implementer."""
        told = self.trade["sellers"]
        return [told["count"] + len(told["teams"]) * n + team for n in (1, 2)]

    def name(self, user: int) -> str:
        """A colleague's name."""
        return " ".join(self.sellers.names[user])

    def _place(self, name: str, above: str, at: Moment) -> str:
        return self.export.add(
            "UserRole", at, {"Name": name, "ParentRoleId": above, "RollupDescription": name}, by=self.users[-1]
        )

    def _user(self, n: int, title: str, place: str, leader: str, hired: Moment) -> None:
        first, last = self.sellers.names[n]
        mail = f"user{n}@{self.trade['host'].removeprefix('www.')}"
        cells: Cells = {
            "Id": self.users[n], "Username": mail, "FirstName": first, "LastName": last, "Name": f"{first} {last}",
            "CompanyName": self.trade["company"],
            "Title": title, "Email": mail, "Alias": f"u{n}", "IsActive": True, "UserRoleId": place,
            "UserType": "Standard", "ManagerId": leader,
        }  # fmt: skip
        self.export.add("User", hired + n * DAY, cells, by=self.users[-1])

    def owner(self, account: int) -> str:
        """The user id of an account's seller."""
        return self.users[int(self.where.seller[account])]

    def enter(self, account: int, at: Moment, bought: Moment | None) -> None:
        """Enter an account; its type changes with its first win."""
        if account in self.accounts or at >= self.time.end:
            return
        self.accounts[account] = (self._account(account, at, bought), at)
        if self.rng.random() < _TWICE:
            again = int(self.rng.integers(at, self.time.end))
            merged = bool(self.rng.random() < _MERGED)
            into = self.accounts[account][0] if merged else ""
            self.twice[account] = (self._account(account, again, None, into, self.where.name[account].upper()), merged)

    def _account(self, account: int, at: Moment, bought: Moment | None, into: str = "", name: str = "") -> str:
        where, rng, owner = self.where, self.rng, self.owner(account)
        legal = self.trade["names"]["legal"]
        cells: Cells = {
            "IsDeleted": bool(into), "MasterRecordId": into,
            "Name": name or f"{where.name[account]} {legal[account % len(legal)]}",
            "Type": "Prospect" if bought is None else "Customer", "BillingCity": where.city[account],
            "BillingCountry": self.trade["country"],
            "Website": "" if rng.random() < _NO_WEBSITE else f"www.{where.domain[account]}",
            "Industry": where.industry[account],
            "NumberOfEmployees": "" if rng.random() < _NO_SIZE else int(where.employees[account]), "OwnerId": owner,
        }  # fmt: skip
        touched = max(at + int(rng.exponential(120)) * DAY, bought or at)
        return self.export.add("Account", at, cells, by=owner, modified=min(touched, self.time.end - MINUTE))

    def meet(self, person: Person, at: Moment) -> str:
        """The contact of a person, entered now if it is not there yet; empty where the telling ends before."""
        if person.number not in self.contacts:
            at = max(at, self.accounts[person.account][1] + HOUR)
            if at >= self.time.end:
                return ""
            self.contacts[person.number] = (self._contact(person, at), at)
            if self.rng.random() < _CONTACT_TWICE:
                self._contact(person, min(at + 9 * DAY, self.time.end - MINUTE))
        return self.contacts[person.number][0]

    def _contact(self, person: Person, at: Moment) -> str:
        owner = self.owner(person.account)
        cells: Cells = {
            "AccountId": self.accounts[person.account][0], "FirstName": person.first, "LastName": person.last,
            "Name": f"{person.first} {person.last}",
            "Email": person.email if self.rng.random() < 0.93 else "",
            "Title": person.title if self.rng.random() < 0.7 else "",
            "LeadSource": "Other", "HasOptedOutOfEmail": False, "OwnerId": owner,
        }  # fmt: skip
        return self.export.add("Contact", at, cells, by=owner)

    def contact_then(self, person: int, at: Moment) -> str:
        """The contact's id if it stood in the CRM at that moment."""
        found = self.contacts.get(person)
        return found[0] if found and found[1] <= at else ""

    def lead_of(self, person: Person, at: Moment) -> None:
        """A stranger's form may become a lead, converted where the person became a contact later on."""
        if self.contact_then(person.number, at) or self.rng.random() > _BECOMES_LEAD or at >= self.time.end:
            return
        found, by = self.contacts.get(person.number), self.users[0]
        company = (
            self.where.name[person.account] if person.account >= 0 and self.rng.random() < 0.6 else "[not provided]"
        )
        cells: Cells = {
            "FirstName": person.first, "LastName": person.last, "Name": f"{person.first} {person.last}",
            "Email": person.email, "Company": company,
            "Title": person.title if self.rng.random() < 0.4 else "", "LeadSource": "Web", "OwnerId": by,
            "IsConverted": found is not None,
            "Status": "Closed - Converted" if found else str(self.rng.choice(["Open - Not Contacted",
            "Working - Contacted", "Closed - Not Converted"])),
        }  # fmt: skip
        if found:
            cells |= {
                "ConvertedDate": day(found[1]),
                "ConvertedAccountId": self.accounts[person.account][0],
                "ConvertedContactId": found[0],
            }
        self.export.add("Lead", at, cells, by=by, modified=found[1] if found else at)
