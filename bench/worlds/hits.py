"""From visits to what a browser reports: pages, acts, and the calls by which somebody becomes known."""

from dataclasses import dataclass

import numpy as np

from headway.demo.year import DAY, SECOND, WEEK
from worlds.cast import Accounts, Cast
from worlds.trade import Time, Trade
from worlds.visits import CAREERS, EVERYTHING, LOGIN, MAIL, PORTAL, RIVAL, SHOP, STUDY, TYPES, WANDER, Visits

PAGE, TRACK, IDENTIFY, GROUP = range(4)
_ACTS = 0.2
_GROUP_CALL = 0.35
_MOBILE = 0.22


@dataclass(frozen=True)
class Visitors:
    """One row for each browser id, and the one of each visit."""

    of_visit: np.ndarray
    person: np.ndarray
    type: np.ndarray
    journey: np.ndarray
    mobile: np.ndarray
    ids: list[str]


@dataclass(frozen=True)
class Hits:
    """One row for each call, in the order of time; ``known`` says whether it carries the person's id."""

    at: np.ndarray
    visit: np.ndarray
    page: np.ndarray
    before: np.ndarray  # the page before it in the visit, -1 for the first
    kind: np.ndarray
    known: np.ndarray


def visitors(visits: Visits, trade: Trade, rng: np.random.Generator) -> Visitors:
    """Two devices for each person; a browser forgets its id after a while, sooner or later."""
    mobile = rng.random(visits.start.size) < _MOBILE
    device = visits.person * 2 + mobile
    size = int(device.max(initial=0)) + 1
    period = (rng.exponential(trade["web"]["cookie_weeks"], size) + 1.5) * WEEK
    epoch = ((visits.start + rng.random(size)[device] * period[device]) // period[device]).astype(np.int64)
    keys, first, of_visit = np.unique(device * 100_000 + epoch % 100_000, return_index=True, return_inverse=True)
    hexes = rng.bytes(16 * keys.size).hex()
    ids = [_uuid(hexes[32 * n : 32 * n + 32]) for n in range(keys.size)]
    return Visitors(of_visit, visits.person[first], visits.type[first], visits.journey[first], mobile[first], ids)


def _uuid(text: str) -> str:
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-a{text[17:20]}-{text[20:]}"


def hits(
    visits: Visits, who: Visitors, cast: Cast, accounts: Accounts, trade: Trade, time: Time, rng: np.random.Generator
) -> Hits:
    """All calls of these visits."""
    visit = np.repeat(np.arange(visits.start.size), visits.pages)
    first = np.cumsum(visits.pages) - visits.pages
    page = _pages(visits, visit, trade, rng)
    page[first[visits.says == LOGIN]] = trade.topic("login")[0]
    at = visits.start[visit] + _seconds(visits, visit, first, rng)
    before = np.where(np.arange(visit.size) == first[visit], -1, np.roll(page, 1))
    parts = [(at, visit, page, before, PAGE)]
    told = _acts(visits, visit, page, trade, rng)
    parts.append((at[told] + 2 * SECOND, visit[told], page[told], before[told], TRACK))
    named = _named(visits, first, visit, told, trade, rng)
    parts.append((at[named] + 2 * SECOND, visit[named], page[named], before[named], IDENTIFY))
    revealed = _revealed(visits, first, cast, accounts, trade, time, rng)
    parts.append((at[revealed] + SECOND, visit[revealed], page[revealed], before[revealed], GROUP))
    columns = [np.concatenate([np.broadcast_to(part[n], part[0].shape) for part in parts]) for n in range(5)]
    return _ordered(*columns, who)


def _pages(visits: Visits, visit: np.ndarray, trade: Trade, rng: np.random.Generator) -> np.ndarray:
    """Each page from its reader's deck; a buyer wanders and reads for the tracks, too."""
    deck, luck = visits.deck[visit].copy(), rng.random(visit.size)
    buys = (visits.type[visit] == 0) & (deck < 6)
    told = trade["visits"]
    deck[buys & (luck > 1 - told["wander"])] = WANDER
    beside = buys & (luck > told["own_job"]) & (luck <= 1 - told["wander"])
    deck[beside] = rng.integers(0, 6, int(beside.sum()))
    bounds = np.cumsum(_decks(trade), axis=1)
    page = np.empty(visit.size, int)
    for one in np.unique(deck):
        rows = np.flatnonzero(deck == one)
        page[rows] = np.searchsorted(bounds[one], rng.random(rows.size) * bounds[one, -1])
    return page


def _decks(trade: Trade) -> np.ndarray:
    """How much each deck wants each page."""
    jobs = np.array([page.jobs for page in trade.pages]).T
    n = len(trade.pages)
    decks = np.full((SHOP + 1, n), 1e-9)
    decks[:6] += jobs**1.4 + 0.002
    serves = jobs.sum(axis=0)
    for deck, topics, much in (
        (WANDER, ("home", "about", "product", "solution", "problem", "education"), 1.0), (PORTAL, ("support",), 1.0),
        (CAREERS, ("careers",), 1.0), (CAREERS, ("about", "home"), 0.4), (STUDY, ("education", "problem"), 1.0),
        (STUDY, ("product", "case"), 0.3),
        (RIVAL, ("product", "price", "compare", "case", "specification"), 1.0), (SHOP, ("product", "price", "compare",
        "specification", "contact"), 1.0),
    ):  # fmt: skip
        decks[deck, trade.topic(*topics)] += much
    decks[WANDER] += 0.15 * serves + 0.05
    decks[WANDER, trade.topic("home")] += 4
    decks[EVERYTHING] += 1
    decks[SHOP] += 0.3 * serves
    decks[:, trade.topic("login")] = 1e-9
    return decks


def _seconds(visits: Visits, visit: np.ndarray, first: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """How long into the visit each page is opened; a bot hardly waits."""
    reading = np.clip(rng.lognormal(3.6, 1.1, visit.size), 3, 1200)
    reading[visits.type[visit] == TYPES.index("bot")] = 1.5
    reading[first] = 0
    passed = np.cumsum(reading)
    return ((passed - passed[first][visit]) * SECOND).astype(np.int64)


def _acts(visits: Visits, visit: np.ndarray, page: np.ndarray, trade: Trade, rng: np.random.Generator) -> np.ndarray:
    """The calls at which a form was sent or somebody signed in."""
    has_form = np.array([bool(one.act) for one in trade.pages])
    keen = np.array([1.0, 0.1, 0.25, 0.0, 0.5, 0.05, 0.0, 0.1])[visits.type[visit]]
    sent = has_form[page] & (rng.random(visit.size) < _ACTS * keen)
    signed_in = (page == trade.topic("login")[0]) & (visits.says[visit] == LOGIN)
    return np.flatnonzero(sent | signed_in)


def _named(
    visits: Visits, first: np.ndarray, visit: np.ndarray, told: np.ndarray, trade: Trade, rng: np.random.Generator
) -> np.ndarray:
    """Where somebody says who it is: some forms, every login, every click in a mail."""
    by_login = visits.says[visit[told]] == LOGIN
    by_form = told[by_login | (rng.random(told.size) < trade["web"]["known_by_form"])]
    return np.union1d(by_form, first[visits.says == MAIL])


def _revealed(
    visits: Visits,
    first: np.ndarray,
    cast: Cast,
    accounts: Accounts,
    trade: Trade,
    time: Time,
    rng: np.random.Generator,
) -> np.ndarray:
    """Visits whose company a service tells by its network, and logins, which know it anyhow."""
    account = np.array([person.account for person in cast.people])[visits.person]
    day = (visits.start - time.start) // DAY
    gap = trade["web"]["group_gap"]
    works = (day < gap[0]) | (day > gap[1])
    by_network = (
        accounts.grouped[account] & (accounts.office[account] >= 0) & works & (rng.random(day.size) < _GROUP_CALL)
    )
    return first[(account >= 0) & (by_network | (visits.says == LOGIN))]


def _ordered(
    at: np.ndarray, visit: np.ndarray, page: np.ndarray, before: np.ndarray, kind: np.ndarray, who: Visitors
) -> Hits:
    """In the order of time; from the moment it says who it is, a browser carries the person's id."""
    order = np.lexsort((kind, visit, at))
    at, visit, page, before, kind = (column[order] for column in (at, visit, page, before, kind))
    visitor = who.of_visit[visit]
    since = np.full(len(who.ids), np.iinfo(np.int64).max)
    np.minimum.at(since, visitor[kind == IDENTIFY], at[kind == IDENTIFY])
    return Hits(at, visit, page, before, kind, at >= since[visitor])
