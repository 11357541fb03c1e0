"""Finds a person of the customers' side by address, name or id, with every id and name the landed rows have of them.

Rows of one address, rows that were merged or converted, and the logins that gave an address are one person, as in the
measures; but here every version of a row counts, and deleted ones too.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import ibis
from ibis.backends.duckdb import Backend
from ibis.expr.types import Table

from headway.errors import SettingsError, UnknownKey
from headway.sources.persons import Kind
from headway.sources.plans import LINK, MAIL
from headway.store.engines import duckdb
from headway.store.erased import marks_of, surname_marks, surname_of, words_of
from headway.store.home import Home
from headway.store.landing import landed_table

Rows = list[dict[str, str | None]]
_ASKED = {
    "crm_accounts": ("account_ref", "name"),
    "crm_people": ("person_ref", "account_ref", "merged_into", "converted_to", "email", "name", "company"),
    "crm_activities": ("addresses",),
    "web_calls": ("call_id", "visitor_id", "previous_id", "user_id", "email", "name", "recorded_at"),
    "web_events": ("visitor_id", "user_id"),
    "inputs": ("kind", "value"),
}


@dataclass
class Person:
    """Everything a person is called, in all systems."""

    refs: set[str] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)
    users: set[str] = field(default_factory=set)
    visitors: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    companies: set[str] = field(default_factory=set)
    surnames: set[tuple[str, str]] = field(default_factory=set)
    """The reference of an account, and a surname that nobody else there bears."""

    @property
    def known_as(self) -> tuple[tuple[Kind, set[str]], ...]:
        """Ids and names by their kind."""
        return (
            ("ref", self.refs),
            ("mail", self.addresses),
            ("user", self.users),
            ("visitor", self.visitors),
            ("name", self.names),
        )

    def marks(self) -> set[str]:
        """What the person is known again by."""
        marks = {mark for kind, values in self.known_as for mark in marks_of(kind, values)}
        return marks | {mark for account, surname in self.surnames for mark in surname_marks(account, surname)}

    def said(self) -> str:
        """The person in a line: name, address, company, id."""
        ids = self.refs or {f"user:{user}" for user in self.users}
        parts = (self.names, self.addresses, self.companies, ids)
        return ", ".join(" = ".join(sorted(each)[:3]) for each in parts if each)

    def is_same(self, other: "Person") -> bool:
        """Whether both share an id."""
        return bool(self.refs & other.refs or self.addresses & other.addresses or self.users & other.users)


def person(home: Home, told: str) -> Person:
    """The one person that an address, a name or an id means.

    Raises:
        UnknownKey: nobody is known by it.
        SettingsError: several are; the message lists them.
    """
    found = persons(home, told)
    if not found:
        raise UnknownKey(f"Nobody is known by '{told}'. Name a person by mail address, whole name or id.")
    if len(found) > 1:
        listed = "\n".join(f"  {each.said()}" for each in found)
        raise SettingsError(f"'{told}' may be one of {len(found)} people. Name one by address or id:\n{listed}")
    return found[0]


def persons(home: Home, told: str) -> list[Person]:
    """Everybody whom an address, a name or an id may mean."""
    con = duckdb(home.path)
    landed = _Landed(home, con)
    wanted = " ".join(told.split()).casefold()
    kind, _, bare = wanted.partition(":")
    wanted = bare if kind in {"email", "user", "visitor"} and bare else wanted
    found: list[Person] = []
    for seed in landed.seeds(wanted):
        if not any(each.is_same(seed) for each in found):
            found.append(landed.grown(seed))
    con.disconnect()
    return sorted(found, key=Person.said)


@dataclass(frozen=True)
class _Landed:
    """The landed rows that say who somebody is."""

    home: Home
    con: Backend

    def seeds(self, wanted: str) -> list[Person]:
        """One person for each row that may be meant."""
        people, calls = self._table("crm_people"), self._table("web_calls")
        ids = [people[column].lower() == wanted for column in ("email", "person_ref", "name")]
        ids += [people.person_ref.lower().endswith(f"{mark}{wanted}") for mark in ":/"]
        contacts = _rows(people.filter(ibis.or_(*ids)), "person_ref")
        told = [calls[column].lower() == wanted for column in ("email", "user_id", "name")]
        logins = _rows(calls.filter(ibis.or_(*told)), "user_id", "email")
        seeds = [Person(refs=_values([row], "person_ref")) for row in contacts]
        seeds += [Person(users=_values([row], "user_id"), addresses=_values([row], "email")) for row in logins]
        seeds += [Person(addresses={mail}) for mail, name in self._planned if wanted in (mail, name.casefold())]
        if "@" in wanted and self._is_written(wanted):
            seeds.append(Person(addresses={wanted}))
        return seeds

    def grown(self, person: Person) -> Person:
        """The person with every other id, name and address that the rows tie to it."""
        size = -1
        while size != (size := sum(len(values) for _, values in person.known_as)):
            self._grow_by_contacts(person)
            self._grow_by_logins(person)
            person.names |= {name for mail, name in self._planned if mail in person.addresses}
        person.visitors = self._devices(person.users)
        person.surnames = set(self._surnames(person))
        return person

    def _surnames(self, person: Person) -> Iterator[tuple[str, str]]:
        """By which the person alone is meant at an account of theirs: nobody else there bears it, nor the company."""
        people = self._table("crm_people")
        theirs = people.person_ref.isin(sorted(person.refs)) if person.refs else ibis.literal(False)
        accounts = _values(_rows(people.filter(theirs), "account_ref"), "account_ref")
        there = _rows(people.filter(_among(people.account_ref, sorted(accounts))), "account_ref", "person_ref", "name")
        others = {
            (row["account_ref"], surname_of(row["name"])) for row in there if row["person_ref"] not in person.refs
        }
        firms = self._table("crm_accounts")
        for row in _rows(firms.filter(_among(firms.account_ref, sorted(accounts))), "account_ref", "name"):
            others |= {(row["account_ref"], word) for word in words_of(row["name"])}
        own = {surname for name in person.names if (surname := surname_of(name))}
        for account in sorted(accounts):
            yield from ((account, surname) for surname in sorted(own) if (account, surname) not in others)

    def _grow_by_contacts(self, person: Person) -> None:
        people = self._table("crm_people")
        refs, mails = sorted(person.refs), sorted(person.addresses)
        ties = [_among(people[column], refs) for column in ("person_ref", "merged_into", "converted_to")]
        rows = people.filter(ibis.or_(*ties, _among(people.email.lower(), mails)))
        found = _rows(rows, "person_ref", "merged_into", "converted_to", "email", "name", "company")
        person.refs |= _values(found, "person_ref", "merged_into", "converted_to")
        person.addresses |= {each.casefold() for each in _values(found, "email")}
        person.names |= _values(found, "name")
        person.companies |= _values(found, "company")

    def _grow_by_logins(self, person: Person) -> None:
        """A login is whose address it gave last."""
        calls = self._table("web_calls")
        named = calls.filter(calls.user_id.notnull(), calls.email.notnull())
        place = ibis.row_number().over(
            group_by=named.user_id, order_by=[named.recorded_at.desc(), named.call_id.desc()]
        )
        newest = named.mutate(place=place).filter(lambda t: t.place == 0)
        theirs = newest.filter(_among(newest.email.lower(), sorted(person.addresses)))
        person.users |= _values(_rows(theirs, "user_id"), "user_id")
        own = calls.filter(
            _among(calls.user_id, sorted(person.users)) | _among(calls.email.lower(), sorted(person.addresses))
        )
        told = _rows(own, "email", "name")
        person.addresses |= {each.casefold() for each in _values(told, "email")}
        person.names |= _values(told, "name")

    def _devices(self, users: set[str]) -> set[str]:
        """Visitors that nobody else has signed in from."""
        calls, events = self._table("web_calls"), self._table("web_events")
        aliased = calls.mutate(visitor_id=calls.previous_id)
        pairs = ibis.union(*(each.select("visitor_id", "user_id") for each in (calls, aliased, events)))
        pairs = pairs.filter(pairs.visitor_id.notnull(), pairs.user_id.notnull()).distinct()
        theirs = pairs.filter(_among(pairs.user_id, sorted(users)))
        shared = pairs.filter(~_among(pairs.user_id, sorted(users)))
        return _values(_rows(theirs.anti_join(shared, "visitor_id"), "visitor_id"), "visitor_id")

    def _is_written(self, address: str) -> bool:
        """Whether a mail or meeting has the address, though no contact has it."""
        acts = self._table("crm_activities")
        found = acts.filter((" " + acts.addresses + " ").contains(f" {address} ")).limit(1)
        return bool(found.to_pyarrow().num_rows)

    @cached_property
    def _planned(self) -> list[tuple[str, str]]:
        """Mail address and name of everybody who was given a link to a shared plan."""
        inputs = self._table("inputs")
        told = [json.loads(str(row["value"])) for row in _rows(inputs.filter(inputs.kind == LINK), "value")]
        return sorted((says["person_id"].removeprefix(MAIL), says["person"]) for says in told)

    @cached_property
    def _kept(self) -> dict[str, Table]:
        """The columns that are asked again and again, in memory."""
        return {}

    def _table(self, name: str) -> Table:
        if name not in self._kept:
            rows = landed_table(self.home, self.con, name).select(*_ASKED[name]).distinct()
            self._kept[name] = self.con.create_table(f"asked_{name}", rows)
        return self._kept[name]


def _among(column: ibis.expr.types.StringColumn, values: list[str]) -> ibis.expr.types.BooleanValue:
    return column.isin(values).fill_null(False) if values else ibis.literal(False)


def _rows(table: Table, *columns: str) -> Rows:
    found: Rows = table.select(*columns).distinct().to_pyarrow().to_pylist()
    return found


def _values(rows: Rows, *columns: str) -> set[str]:
    return {value for row in rows for column in columns if (value := row[column])}
