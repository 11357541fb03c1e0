"""What world is wanted, and everything in it before anything is written."""

from dataclasses import dataclass, replace

import numpy as np

from worlds.buying import Rules
from worlds.cast import Accounts, Sellers, accounts, sellers
from worlds.market import Market, market
from worlds.trade import Time, Trade, trade

# Chance comes in separate streams, so that drawing more in one part of the world disturbs no other.
_STREAMS = ("sellers", "accounts", "market", "people", "visits", "hits", "archive", "crm")


@dataclass(frozen=True)
class Wish:
    """What world is wanted.

    ``coaching`` is what coaching adds to the share of insight-led dialogues; so many teams are coached, each from a
    later week. ``insight_moves`` is how much of its job such a dialogue gets done at the most. ``sellers`` and
    ``teams`` replace the trade's own. ``alike``: no seller is abler than another. ``random_endings`` is a weekly chance
    to buy that is the same for everybody, whatever anybody does.
    """

    trade: str
    accounts: int = 1500
    days: int = 480
    seed: int = 7
    coaching: float = 0.28
    teams_coached: int = 1
    insight_moves: float = 0.35
    random_endings: float | None = None
    rollouts: int = 16
    sellers: int | None = None
    teams: int | None = None
    alike: bool = False


@dataclass(frozen=True)
class Play:
    """A world as it happened, with the streams of chance for whatever is made of it."""

    wish: Wish
    trade: Trade
    time: Time
    rules: Rules
    sellers: Sellers
    accounts: Accounts
    market: Market
    chance: dict[str, np.random.Generator]


def played(wish: Wish) -> Play:
    """Let it happen."""
    chance = {name: np.random.default_rng([wish.seed, n]) for n, name in enumerate(_STREAMS)}
    told, time = _staffed(trade(wish.trade), wish), Time(wish.days)
    rules = Rules.of(told, wish.coaching, wish.insight_moves, wish.random_endings)
    sold_by = sellers(told, time, wish.teams_coached, chance["sellers"], alike=wish.alike)
    where = accounts(told, wish.accounts, told["sellers"]["count"], chance["accounts"])
    happened = market(told, time, where, sold_by, rules, chance["market"])
    return Play(wish, told, time, rules, sold_by, where, happened, chance)


def _staffed(told: Trade, wish: Wish) -> Trade:
    """The trade with as many sellers and teams as wanted."""
    staff = dict(told["sellers"])
    if wish.sellers:
        staff["count"] = wish.sellers
    if wish.teams:
        staff["teams"] = [f"{staff['teams'][n % len(staff['teams'])]} {n + 1}" for n in range(wish.teams)]
    return replace(told, told={**told.told, "sellers": staff})
