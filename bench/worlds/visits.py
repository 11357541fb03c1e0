"""Who visits the site when, with what in mind: buyers as their week has it, and everybody who buys nothing."""

from dataclasses import dataclass, fields

import numpy as np

from headway.demo.year import DAY, HOUR, WEEK
from worlds.cast import Accounts, Cast, Person
from worlds.market import Market
from worlds.trade import BURN_WEEKS, Time, Trade

TYPES = ("buyer", "customer_user", "curious_employee", "job_seeker", "student", "competitor", "own_staff", "bot")
# Decks after those of the six jobs.
WANDER, PORTAL, CAREERS, STUDY, RIVAL, EVERYTHING, SHOP = range(6, 13)
PLAIN, MAIL, LOGIN = range(3)
_FRIDAY, _THURSDAY = 4, 3


@dataclass(frozen=True)
class Visits:
    """One row for each visit."""

    start: np.ndarray
    person: np.ndarray
    type: np.ndarray
    journey: np.ndarray  # -1 where it belongs to none
    deck: np.ndarray
    pages: np.ndarray
    says: np.ndarray

    def take(self, rows: np.ndarray) -> "Visits":
        """Some of them."""
        return Visits(**{f.name: getattr(self, f.name)[rows] for f in fields(self)})


def together(parts: list[Visits]) -> Visits:
    """All in one table."""
    return Visits(**{f.name: np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(Visits)})


@dataclass(frozen=True)
class Traffic:
    """Everything visits are made with."""

    trade: Trade
    time: Time
    cast: Cast
    accounts: Accounts
    rng: np.random.Generator

    def visits(self, market: Market, groups: list[list[Person]]) -> Visits:
        """All visits that were tracked, in the order of time."""
        parts = [self._buyers(market, groups), self._customers(market), *self._others()]
        rows = together(parts)
        rows = rows.take((rows.start >= self.time.start) & (rows.start < self.time.end))
        day = (rows.start - self.time.start) // DAY
        kept = self.rng.random(day.size) < self._remains()[day]
        rows = rows.take(kept)
        return rows.take(np.lexsort((rows.person, rows.start)))

    def _remains(self) -> np.ndarray:
        """By day, what remains of the traffic: holidays, outages, the days before tracking began."""
        left = np.ones(self.time.days)
        of_year = (np.arange(self.time.days) + 7) % 365  # the archive begins on the 8th of January
        for first, last, share in self.trade["rhythm"]["quiet"]:
            left[(of_year >= first) & (of_year <= last)] *= share
        for day, share in self.trade["web"]["outage"]:
            left[day : day + 1] *= share
        left[: self.trade["web"]["starts"]] = 0
        return left

    def _buyers(self, market: Market, groups: list[list[Person]]) -> Visits:
        """Whoever has joined reads as the pace of the week has it; some far more than others, some never."""
        weeks = {key: value[market.weeks["week"] >= BURN_WEEKS] for key, value in market.weeks.items()}
        first = np.cumsum([0, *map(len, groups)])
        flat = np.array([person.number for group in groups for person in group])
        row = np.repeat(np.arange(weeks["week"].size), weeks["joined"])
        place = np.arange(row.size) - np.repeat(np.cumsum(weeks["joined"]) - weeks["joined"], weeks["joined"])
        person = flat[first[weeks["number"][row]] + place]
        account = np.array([one.account for one in self.cast.people])[person]
        rate = np.array(self.trade["visits"]["modes"])[weeks["pace"][row]] * self._reads()[person]
        rate = (
            rate * self.accounts.reads[account] * ~self.accounts.dark[account] * self.rng.gamma(0.7, 1 / 0.7, row.size)
        )
        times = self.rng.poisson(rate)
        row, person = np.repeat(row, times), np.repeat(person, times)
        deck = self._busy_with(weeks, row)
        says = np.where(self.rng.random(row.size) < self.trade["web"]["known_by_mail"], MAIL, PLAIN)
        start = self._hours(self.time.week(0) + weeks["week"][row] * WEEK + self.rng.integers(0, 7, row.size) * DAY)
        return self._made(start, person, 0, weeks["number"][row], deck, says)

    def _busy_with(self, weeks: dict[str, np.ndarray], row: np.ndarray) -> np.ndarray:
        """The week's job, or one of the tracks beside it once enough is done."""
        beside = self.rng.random(row.size)
        on = weeks["share"][row] > 0.3
        return np.where(on & (beside < 0.14), 4, np.where(on & (beside > 0.90), 5, weeks["job"][row]))

    def _reads(self) -> np.ndarray:
        """How much each person reads where a browser tells of it."""
        return np.array([person.reads * person.tracked for person in self.cast.people])

    def _customers(self, market: Market) -> Visits:
        """People of customers look after their orders: from the beginning, or from their first win on."""
        told = self.trade["crowd"]
        since = np.where(self.accounts.customer, self.time.start, self.time.end)
        for journey in market.journeys:
            if journey.ending == 1:
                won = self.time.week(journey.ended + 1)
                since[journey.account] = min(since[journey.account], max(won, self.time.start))
        heads = self.rng.poisson(told["customer_users"], len(self.accounts)) * (since < self.time.end)
        account = np.repeat(np.arange(heads.size), heads)
        people = np.array([self._user(int(at)) for at in account], int)
        years = (self.time.end - since[account]) / (365 * DAY)
        times = self.rng.poisson(told["logins"] * self.rng.gamma(0.8, 1 / 0.8, people.size) * years)
        start = since[np.repeat(account, times)] + self.rng.random(times.sum()) * np.repeat(years, times) * 365 * DAY
        start = self._hours(start.astype(np.int64) // DAY * DAY)
        deck = np.where(self.rng.random(start.size) < 0.16, WANDER, PORTAL)
        says = np.where(self.rng.random(start.size) < 0.8, LOGIN, PLAIN)
        return self._made(start, np.repeat(people, times), 1, -1, deck, says)

    def _user(self, account: int) -> int:
        """Somebody of the account: at times one who buys, too."""
        there = self.cast.at.get(account, [])
        if there and self.rng.random() < 0.25:
            return int(there[self.rng.integers(len(there))])
        return self.cast.somebody(account, "end_user").number

    def _others(self) -> list[Visits]:
        """The curious at accounts that need nothing, shoppers who read like buyers, and those of no account."""
        told, n = self.trade["crowd"], len(self.accounts)
        curious = self.rng.integers(0, n, round(told["curious"] * n))
        shoppers = np.repeat(np.flatnonzero(self.accounts.shopper & ~self.accounts.dark), 3)
        heads = [
            (2, [self.cast.somebody(int(at)).number for at in curious[~self.accounts.dark[curious]]], WANDER, 2.2),
            (2, [self.cast.somebody(int(at)).number for at in shoppers], SHOP, 0.0),
            *((TYPES.index(kind), self._nobodies(told[key]), deck, each) for kind, key, deck, each in (
                ("job_seeker", "job_seekers", CAREERS, 2.6), ("student", "students", STUDY, 2.4),
                ("competitor", "rivals", RIVAL, 9.0), ("own_staff", "staff", EVERYTHING, 30.0), ("bot", "bots",
                EVERYTHING, 45.0),
            )),
        ]  # fmt: skip
        return [self._crowd(kind, np.array(people, int), deck, each) for kind, people, deck, each in heads]

    def _nobodies(self, for_each: float) -> list[int]:
        return [self.cast.somebody(-1).number for _ in range(max(2, round(for_each * len(self.accounts))))]

    def _crowd(self, kind: int, people: np.ndarray, deck: int, each: float) -> Visits:
        years = self.time.days / 365
        if deck == SHOP:
            return self._shoppers(people)
        who = np.repeat(people, self.rng.poisson(each * years * self.rng.gamma(0.8, 1 / 0.8, people.size)))
        start = self.time.start + self.rng.integers(0, self.time.days, who.size) * DAY
        start = start + self.rng.integers(0, DAY, who.size) if kind == TYPES.index("bot") else self._hours(start)
        return self._made(start, who, kind, -1, np.full(who.size, deck), np.full(who.size, PLAIN))

    def _shoppers(self, people: np.ndarray) -> Visits:
        """Two or three bursts of eager reading that lead nowhere."""
        burst = np.repeat(people, self.rng.integers(1, 4, people.size))
        begins = self.time.start + self.rng.integers(0, self.time.days, burst.size) * DAY
        times = self.rng.poisson(5, burst.size)
        start = self._hours(np.repeat(begins, times) + self.rng.integers(0, 16, times.sum()) * DAY)
        who = np.repeat(burst, times)
        return self._made(start, who, 2, -1, np.full(who.size, SHOP), np.full(who.size, PLAIN))

    def _made(
        self,
        start: np.ndarray,
        person: np.ndarray,
        kind: int,
        journey: np.ndarray | int,
        deck: np.ndarray,
        says: np.ndarray,
    ) -> Visits:
        pages = np.minimum(self.rng.geometric(self.trade["visits"]["pages"], start.size), 18)
        if kind == TYPES.index("bot"):
            pages = self.rng.integers(6, 30, start.size)
        return Visits(
            start,
            person,
            np.full(start.size, kind),
            np.broadcast_to(np.asarray(journey), start.shape),
            deck,
            pages,
            says,
        )

    def _hours(self, days: np.ndarray) -> np.ndarray:
        """The same days at the hours of this trade; most of a weekend is done on the Friday before."""
        told = self.trade["rhythm"]
        day = days // DAY
        weekday = (day + _THURSDAY) % 7
        day = day - np.where(self.rng.random(day.size) < told["weekend"], 0, np.maximum(weekday - _FRIDAY, 0))
        hour = np.clip(self.rng.normal(*told["hours"], day.size), 0.1, 23.8)
        return day * DAY + (hour * HOUR).astype(np.int64)
