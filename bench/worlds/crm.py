"""Writes the Salesforce export: who is entered when, which deals, what was logged."""

from pathlib import Path

import numpy as np

from headway.demo.salesforce import Export
from headway.demo.year import DAY, HOUR
from worlds.book import Book
from worlds.buying import COMPETITOR, STATUS_QUO, WON
from worlds.cast import Accounts, Cast, Person, Sellers
from worlds.hits import IDENTIFY, Hits
from worlds.logbook import Logbook
from worlds.market import Journey, Market
from worlds.pipeline import Pipeline
from worlds.trade import Time, Trade
from worlds.visits import LOGIN, Visits

_HOPED_FOR = 0.12  # deals a year, for each account, with no need behind them
_LISTED = 0.35  # of the accounts have contacts from a list nobody checked


def write_crm(
    folder: Path, trade: Trade, time: Time, where: Accounts, sellers: Sellers, cast: Cast, market: Market,
    groups: list[list[Person]], visits: Visits, hits: Hits, rng: np.random.Generator,
) -> tuple[Book, Pipeline]:  # fmt: skip
    """Write it and return what the CRM holds."""
    with Export(folder) as export:
        book = Book(export, trade, time, where, sellers, cast, rng)
        pipeline = Pipeline(book)
        logbook = Logbook(book, pipeline)
        book.open_office()
        rows = _rows_by_journey(market)
        _enter_old(book, market)
        for one in sorted(market.journeys, key=lambda one: (one.began, one.number)):
            pipeline.enter(one, rows[one.number], groups[one.number])
        _enter_others(book, pipeline)
        for one in market.journeys:
            logbook.talk(one, rows[one.number], groups[one.number])
        for account in sorted(book.accounts):
            logbook.acquaintance(account)
        logbook.busywork()
        logbook.coaching()
        _enter_leads(book, visits, hits)
    return book, pipeline


def _rows_by_journey(market: Market) -> list[dict[str, np.ndarray]]:
    """The weeks of each journey."""
    bounds = np.searchsorted(market.weeks["number"], np.arange(len(market.journeys) + 1))
    spans = zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True)
    return [{key: value[first:last] for key, value in market.weeks.items()} for first, last in spans]


def _enter_old(book: Book, market: Market) -> None:
    """Accounts that have long been there, with a contact or two, and the old deals of customers."""
    where, rng, time = book.where, book.rng, book.time
    first_win = {
        one.account: time.week(one.ended) + one.day * DAY for one in reversed(market.journeys) if one.ending == WON
    }
    first_need = {one.account: time.week(one.began) for one in reversed(market.journeys)}
    for account in np.flatnonzero(where.in_crm).tolist():
        months = max(float(where.months[account]), float(rng.gamma(2, 6)))
        since = time.start - int(months * 30) * DAY - int(rng.integers(0, 24)) * HOUR
        since = min(since, first_need.get(account, since) - int(rng.integers(2, 60)) * DAY)
        bought = since if where.customer[account] else first_win.get(account)
        book.enter(account, since, bought)
        if where.customer[account] or rng.random() < _LISTED:
            for _ in range(int(rng.integers(1, 4))):
                book.meet(book.cast.somebody(account), int(rng.integers(since, time.end)))


def _enter_others(book: Book, pipeline: Pipeline) -> None:
    """Deals with no journey: the old ones of customers, and those that live in a seller's hope."""
    rng, time, where = book.rng, book.time, book.where
    for account in sorted(book.accounts):
        since = book.accounts[account][1]
        if where.customer[account]:
            for _ in range(int(rng.integers(1, 4))):
                closed = max(int(rng.integers(since, max(time.week(0), since + DAY))), since + HOUR)
                opened = max(since, closed - int(rng.exponential(70)) * DAY - HOUR)
                pipeline.climb(_made_up(book, account, WON if rng.random() < 0.7 else COMPETITOR), opened, closed)
        elif rng.random() < _HOPED_FOR * time.days / 365:
            opened = int(rng.integers(max(since, time.week(0)), time.end))
            closed = opened + int(rng.exponential(80)) * DAY + HOUR
            still = closed >= time.end or rng.random() < 0.3
            pipeline.climb(_made_up(book, account, STATUS_QUO), opened, None if still else closed)


def _made_up(book: Book, account: int, ending: int) -> Journey:
    """What such a deal tells of itself; the truth knows no such journey."""
    kind = int(book.rng.integers(4))
    amount = int(book.trade.by_kind("amount")[kind, 0] * book.rng.lognormal(0, 0.7))
    known = dict.fromkeys(("began", "ended", "day", "wish", "people", "influencers", "dialogues"), 0)
    kept = {"number": -1, "account": account, "ending": ending, "kind": kind, "situation": 1, "amount": amount}
    return Journey(**known, **kept, months=0.0, seller=int(book.where.seller[account]))


def _enter_leads(book: Book, visits: Visits, hits: Hits) -> None:
    """The first form of each person that told who it was; logins tell nothing new."""
    rows = np.flatnonzero((hits.kind == IDENTIFY) & (visits.says[hits.visit] != LOGIN))
    people, first = np.unique(visits.person[hits.visit[rows]], return_index=True)
    for person, row in zip(people.tolist(), first.tolist(), strict=True):
        book.lead_of(book.cast.people[person], int(hits.at[rows[row]]) + 3 * 60_000)
