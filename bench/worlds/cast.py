"""Who there is: accounts, their people, and the sellers of the made-up company."""

from dataclasses import dataclass, field
from itertools import count

import numpy as np

from headway.demo.people import spelled
from worlds.trade import BURN_WEEKS, KINDS, Time, Trade

ROLES = (
    "champion",
    "decision_maker",
    "economic_buyer",
    "technical_evaluator",
    "end_user",
    "procurement",
    "legal_security",
    "influencer",
)
_ROLE_CHANCE = np.array([0.18, 0.14, 0.10, 0.15, 0.19, 0.11, 0.05, 0.08])
PROFILES = ("go_getter", "teacher", "skeptic", "guide", "friend", "climber", "blocker")
_DARK = 0.07


@dataclass(frozen=True)
class Accounts:
    """One row for each account."""

    name: list[str]
    domain: list[str]
    city: list[str]
    industry: list[str]
    employees: np.ndarray
    customer: np.ndarray
    months: np.ndarray  # of relationship when the archive begins, 0 where there is none
    dialogues: np.ndarray
    rate: np.ndarray
    seller: np.ndarray
    office: np.ndarray  # the number of its network, -1 where it has none
    grouped: np.ndarray
    dark: np.ndarray
    shopper: np.ndarray
    in_crm: np.ndarray
    reads: np.ndarray  # how much its people read, as a factor

    def __len__(self) -> int:
        """How many."""
        return len(self.name)


def accounts(trade: Trade, size: int, sellers: int, rng: np.random.Generator) -> Accounts:
    """Make so many."""
    told, web = trade["accounts"], trade["web"]
    names, cities, industries = _names(trade, size, rng)
    customer = rng.random(size) < told["customers"]
    office = np.where(rng.random(size) < web["office"], np.arange(size), -1)
    shared = np.flatnonzero((office >= 0) & (rng.random(size) < web["shared_office"]))
    office[shared] = office[rng.integers(0, size, shared.size)]
    acquainted = customer | (rng.random(size) < 0.3)
    return Accounts(
        name=names, domain=[f"{spelled(name)}.example" for name in names], city=cities, industry=industries,
        employees=10 + rng.lognormal(4.9, 1.1, size).astype(int), customer=customer,
        months=np.where(acquainted, rng.gamma(2.0, 17.0, size) + 2, 0),
        dialogues=np.where(acquainted, rng.poisson(np.where(customer, 16, 4), size), 0),
        rate=told["start_rate"] * rng.gamma(told["start_shape"], 1 / told["start_shape"], size) * np.where(customer,
        1.6, 0.75),
        seller=rng.integers(0, sellers, size), office=office, grouped=rng.random(size) < web["grouped"],
        dark=rng.random(size) < _DARK,
        shopper=rng.random(size) < trade["crowd"]["shoppers"],
        in_crm=customer | acquainted | (rng.random(size) < told["in_crm"]),
        reads=rng.gamma(2.2, 1 / 2.2, size),
    )  # fmt: skip


def _names(trade: Trade, size: int, rng: np.random.Generator) -> tuple[list[str], list[str], list[str]]:
    told, taken = trade["names"], set()
    names, cities, industries = [], [], []
    for _ in range(size):
        word, industry = told["trades"][rng.integers(len(told["trades"]))]
        city, stem = (told[key][rng.integers(len(told[key]))] for key in ("cities", "stems"))
        tries = (f"{stem} {word}{end}" for end in ("", f" {city}", *(f" {city} {n}" for n in range(2, 999))))
        name = next(one for one in tries if spelled(one) not in taken)
        taken.add(spelled(name))
        names.append(name)
        cities.append(city)
        industries.append(industry)
    return names, cities, industries


@dataclass(frozen=True)
class Sellers:
    """One row for each seller."""

    team: np.ndarray
    insight: np.ndarray
    skill: np.ndarray  # (sellers, kinds)
    optimism: np.ndarray
    logging: np.ndarray
    tasks: np.ndarray
    coached_from: np.ndarray  # week; far beyond the end where never
    names: list[tuple[str, str]]


def sellers(trade: Trade, time: Time, teams_coached: int, rng: np.random.Generator, *, alike: bool = False) -> Sellers:
    """The sellers; so many teams are coached, each from a later week than the one before, the last ones never.

    ``alike``: each is as able as the next, so that no difference between them is real.
    """
    told, n = trade["sellers"], trade["sellers"]["count"]
    team = np.arange(n) % len(told["teams"])
    span = time.weeks - BURN_WEEKS
    begins = np.array(
        [
            BURN_WEEKS + span * (k + 1) // (teams_coached + 2) if k < teams_coached else 10**6
            for k in range(len(told["teams"]))
        ]
    )
    names = [_name(trade, rng) for _ in range(n + 3 * len(told["teams"]) + 1)]
    skill = rng.beta(2, 2, (n, len(KINDS)))
    skill = np.full_like(skill, 0.5) if alike else skill
    return Sellers(
        team, rng.beta(*told["insight"], n), skill, rng.normal(told["optimism"], 0.12, n),
        rng.beta(*told["logging"], n), rng.gamma(1.6, 0.8, n), begins[team], names,
    )  # fmt: skip


def _name(trade: Trade, rng: np.random.Generator) -> tuple[str, str]:
    return tuple(trade["names"][key][rng.integers(len(trade["names"][key]))] for key in ("first", "last"))


@dataclass(frozen=True)
class Person:
    """Somebody who reads or buys; ``account`` is -1 for whoever belongs to none."""

    number: int
    account: int
    first: str
    last: str
    email: str
    role: str
    title: str
    profile: str
    tracked: bool
    reads: float

    @property
    def user_id(self) -> str:
        """The id the site gives whoever makes itself known: scattered, so that it tells no order."""
        return f"u{(self.number * 48271 + 11) % 2147483647:010d}"


@dataclass
class Cast:
    """All people, with those of each account together."""

    trade: Trade
    where: Accounts
    rng: np.random.Generator
    people: list[Person] = field(default_factory=list)
    at: dict[int, list[int]] = field(default_factory=dict)
    _numbers: count = field(default_factory=count)

    def somebody(self, account: int, role: str = "") -> Person:
        """A new person."""
        told, rng, number = self.trade["names"], self.rng, next(self._numbers)
        first, last = _name(self.trade, rng)
        free = account < 0 or rng.random() < 0.06
        domain = told["free_mail"][rng.integers(len(told["free_mail"]))] if free else self.where.domain[account]
        role = role or str(rng.choice(ROLES, p=_ROLE_CHANCE))
        titles = self.trade["titles"][role]
        person = Person(
            number, account, first, last, f"{spelled(first)}.{spelled(last)}{number}@{domain}", role,
            titles[rng.integers(len(titles))],
            PROFILES[rng.integers(len(PROFILES))], bool(rng.random() < self.trade["web"]["tracked"]),
            float(rng.gamma(1.3, 1 / 1.3)),
        )  # fmt: skip
        self.people.append(person)
        if account >= 0:
            self.at.setdefault(account, []).append(number)
        return person

    def group(self, account: int, size: int) -> list[Person]:
        """A buying group: some who are there already, others new."""
        there = [self.people[n] for n in self.at.get(account, [])]
        picked = [person for person in there if self.rng.random() < 0.45][:size]
        return picked + [self.somebody(account) for _ in range(size - len(picked))]
