"""Made-up customers: companies and the people who work there."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, count
from typing import TypeVar

import numpy as np

from headway.demo.trade import Colleague, Told, told, trade
from headway.demo.year import WEEK, Moment, Year

_T = TypeVar("_T")

# Letters an address spells otherwise.
_SPELLED = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_CUSTOMER, _PROSPECT = 0.55, 0.25  # the rest is unknown to the CRM until a deal opens
_GROUPED = 0.5  # of the companies are told apart by the site
_FREE_MAIL = 0.05  # of the people use an address that says nothing of their company


@dataclass(frozen=True, eq=False)
class Person:
    """Somebody at a customer, or somebody alone; ``number`` is the place among all people of the world."""

    number: int
    first: str
    last: str
    email: str
    title: str
    function: str
    locale: str

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first} {self.last}"

    @property
    def user_id(self) -> str:
        """The id the site gives whoever makes itself known: scattered, so that it tells no order."""
        return f"tb_{(self.number * 7919 + 104729) % 100_000_000:08d}"


@dataclass(frozen=True, eq=False)
class Company:
    """One company. ``since`` is when the CRM first held it: none while it is known by the web alone."""

    number: int
    name: str
    legal: str
    domain: str
    industry: str
    country: str
    city: str
    employees: int
    customer: bool
    since: Moment | None
    owner: Colleague
    grouped: bool  # whether the site says which company a visitor belongs to
    people: tuple[Person, ...]
    known: int  # the first so many of its people have long been contacts
    told: bool = False  # whether the story tells of it: the CRM keeps its records without slips


class Cast:
    """Everybody there is, each company and person with its own number."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self.companies: list[Company] = []
        self.people: list[Person] = []
        self.employer: dict[int, Company] = {}
        self._next = count()

    def number(self) -> int:
        """The next person's number."""
        return next(self._next)

    def join(self, company: Company) -> Company:
        """Take a company and its people in."""
        self.companies.append(company)
        self.people.extend(company.people)
        self.employer.update((person.number, company) for person in company.people)
        return company

    def join_alone(self, person: Person) -> Person:
        """Take in somebody of no company."""
        self.people.append(person)
        return person


@cache
def names() -> Told:
    """The lists all names are drawn from."""
    return told("names")


def spelled(name: str) -> str:
    """A name as an address spells it."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower().translate(_SPELLED)).strip("-")


def made_up(cast: Cast, accounts: int, year: Year, rng: np.random.Generator) -> None:
    """Fill the cast with companies of every sort and language."""
    taken: set[str] = {company.domain for company in cast.companies}
    codes = list(names()["countries"])
    shares = [names()["countries"][code]["share"] for code in codes]
    for country in rng.choice(codes, size=accounts, p=shares).tolist():
        cast.join(_company(cast, country, taken, year, rng))


def _company(cast: Cast, country: str, taken: set[str], year: Year, rng: np.random.Generator) -> Company:
    there, trade_ = names()["countries"][country], _one(names()["trades"], rng)
    city = _one(there["cities"], rng)
    name = _free_name(f"{_one(there['stems'], rng)} {trade_[country]}", city, taken)
    domain = f"{spelled(name)}.example"
    taken.add(domain)
    customer = rng.random() < _CUSTOMER
    since = _since(year, rng, customer=customer)
    people = tuple(_people(cast, country, domain, int(rng.integers(3, 13)), rng))
    return Company(
        number=len(cast.companies),
        name=name,
        legal=_one(there["legal"], rng),
        domain=domain,
        industry=trade_["industry"],
        country=country,
        city=city,
        employees=int(rng.lognormal(5.6, 0.9)) + 12,
        customer=customer,
        since=since,
        owner=_seller(country, rng),
        grouped=bool(rng.random() < _GROUPED),
        people=people,
        known=min(len(people), int(rng.integers(1, 4))) if since is not None else 0,
    )


def _free_name(name: str, city: str, taken: set[str]) -> str:
    tries = chain((name, f"{name} {city}"), (f"{name} {city} {n}" for n in count(2)))
    return next(one for one in tries if f"{spelled(one)}.example" not in taken)


def _since(year: Year, rng: np.random.Generator, *, customer: bool) -> Moment | None:
    """Customers are years old, prospects months, and the others were never in the CRM."""
    if customer:
        return year.end - int(rng.integers(60, 480)) * WEEK
    return year.end - int(rng.integers(4, 90)) * WEEK if rng.random() < _PROSPECT / (1 - _CUSTOMER) else None


def _people(cast: Cast, country: str, domain: str, size: int, rng: np.random.Generator) -> Iterator[Person]:
    there, functions = names()["countries"][country], names()["functions"]
    addresses: set[str] = set()
    for first_name, last_name, function in zip(
        _some(there["first"], size, rng), _some(there["last"], size, rng), _some(functions, size, rng), strict=True
    ):
        number = cast.number()
        email = _address(f"{spelled(first_name)}.{spelled(last_name)}", domain, number, addresses, rng)
        title = _one(function[country], rng)
        yield Person(number, first_name, last_name, email, title, function["name"], there["locale"])


def _address(local: str, domain: str, number: int, taken: set[str], rng: np.random.Generator) -> str:
    if rng.random() < _FREE_MAIL:
        return f"{local}.tb{number:05d}@{_one(names()['free_mail'], rng)}"
    address = f"{local}@{domain}" if f"{local}@{domain}" not in taken else f"{local}{number}@{domain}"
    taken.add(address)
    return address


def somebody_alone(cast: Cast, rng: np.random.Generator) -> Person:
    """A student or job seeker: a name and a free address, no company."""
    there = names()["countries"]["en"]
    number, first, last = cast.number(), _one(there["first"], rng), _one(there["last"], rng)
    email = f"{spelled(first)}.{spelled(last)}.tb{number:05d}@{names()['free_mail'][0]}"
    return cast.join_alone(Person(number, first, last, email, "", "", there["locale"]))


def _seller(country: str, rng: np.random.Generator) -> Colleague:
    manager = "Owen Tregarth" if country == "en" else "Birgit Halvorsen"
    return _one(trade().sellers(manager), rng)


def _some(choices: Sequence[_T], size: int, rng: np.random.Generator) -> list[_T]:
    return [choices[n] for n in rng.integers(len(choices), size=size).tolist()]


def _one(choices: Sequence[_T], rng: np.random.Generator) -> _T:
    return choices[int(rng.integers(len(choices)))]
