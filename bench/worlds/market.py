"""Lets the weeks pass: needs arise at idle accounts, move on, and end."""

from dataclasses import dataclass

import numpy as np

from worlds.buying import ONGOING, WON, Needs, Rules, draws, joined_needs, passes
from worlds.cast import Accounts, Sellers
from worlds.trade import BURN_WEEKS, Time, Trade

_FOR_GOOD = 10**6  # the week until which whoever has a need is busy
_QUIET_WEEKS = 6  # after an ending nothing new arises for so long


@dataclass(frozen=True)
class Journey:
    """One need from its beginning to its end."""

    number: int
    account: int
    began: int
    ended: int  # the week, -1 while it goes on
    ending: int
    day: int  # of that week
    kind: int
    situation: int
    wish: int
    people: int
    influencers: int
    months: float
    dialogues: int
    amount: int
    seller: int


@dataclass(frozen=True)
class Market:
    """Every journey, and one row for each of its weeks: the state it began with and what happened in it."""

    journeys: list[Journey]
    weeks: dict[str, np.ndarray]  # number, week, done, share, stuck, ..., sorted by number and week
    states: Needs  # the states of the weeks within the archive
    state_weeks: np.ndarray


def market(
    trade: Trade, time: Time, accounts: Accounts, sellers: Sellers, rules: Rules, rng: np.random.Generator
) -> Market:
    """Run from the burn-in to the end."""
    run = _Run(trade, time, accounts, sellers, rng)
    kept: list[dict[str, np.ndarray]] = []
    states: list[Needs] = []
    active = run.begun(0)
    for week in range(time.weeks):
        active = joined_needs([active, run.begun(week)]) if week else active
        after, told = passes(active, week, rules, draws(len(active), rng))
        kept.append(_row(active, after, told, week))
        if week >= BURN_WEEKS:
            states.append(active)
        run.end(active.number, told.ending, week)
        active = after.take(told.ending == ONGOING)
        if rules.random_endings is not None:
            run.strike(rules.random_endings, week)
    rows = {key: np.concatenate([one[key] for one in kept]) for key in kept[0]}
    order = np.lexsort((rows["week"], rows["number"]))
    weeks = np.repeat(np.arange(BURN_WEEKS, time.weeks), [len(one) for one in states])
    return Market(run.journeys(), {key: value[order] for key, value in rows.items()}, joined_needs(states), weeks)


def _row(before: Needs, after: Needs, told: object, week: int) -> dict[str, np.ndarray]:
    """A week's record; pace, job and who is there are those of the week itself."""
    state = {key: getattr(before, key) for key in ("number", "done", "share")}
    state |= {"week": np.full(len(before), week), "stuck": before.stuck_job}
    state |= {
        key: getattr(after, key) for key in ("job", "pace", "joined", "reached", "mobilizer", "team", "contacted")
    }
    return state | {key: getattr(told, key) for key in ("ending", "first", "dialogue", "insight", "hit", "setback")}


class _Run:
    """The needs that arise, and who is busy with one."""

    def __init__(
        self, trade: Trade, time: Time, accounts: Accounts, sellers: Sellers, rng: np.random.Generator
    ) -> None:
        self._trade, self._time, self._accounts, self._sellers, self._rng = trade, time, accounts, sellers, rng
        self._busy_until = np.full(len(accounts), -1)
        self._customer = accounts.customer.copy()
        self._months = accounts.months.copy()
        self._dialogues = accounts.dialogues.astype(float)
        self._begun: list[dict[str, float]] = []
        self._ended: dict[int, tuple[int, int, int]] = {}

    def begun(self, week: int) -> Needs:
        """The needs that arise in a week."""
        month = int(np.datetime64(self._time.week(week), "ms").astype("M8[M]").astype(int) % 12)
        rate = self._accounts.rate * self._trade["accounts"]["season"][month]
        idle = self._busy_until < week
        rows = np.flatnonzero(idle & (self._rng.random(len(rate)) < rate))
        return self._made(rows, week)

    def _made(self, rows: np.ndarray, week: int) -> Needs:
        told, rng, n = self._trade["accounts"], self._rng, rows.size
        elapsed = (week - BURN_WEEKS) / 4.35
        months = np.where(self._months[rows] > 0, np.maximum(self._months[rows] + elapsed, 0), 0)
        routine = rng.random(n) < told["routine"] + 0.2 * self._customer[rows]
        situation = np.where(routine, 0, np.where(rng.random(n) < np.where(self._customer[rows], 0.5, 0.15), 1, 2))
        long = months >= told["long_months"]
        size = self._trade.by_kind("people")[2 * long + (situation > 0)]
        people = 1 + rng.negative_binomial(4, 4 / (4 + np.maximum(size - 1, 0.2)))
        influencers = rng.binomial(2 * (situation > 0) + 1, 0.35)
        kind = 2 * long + (people + influencers >= told["complex_people"])
        personal, digital = (np.array(told[key])[situation] for key in ("personal", "digital"))
        wish_luck = rng.random(n)
        wish = np.where(wish_luck < digital, 0, np.where(wish_luck > 1 - personal, 2, 1))
        seller = self._accounts.seller[rows]
        numbers = len(self._begun) + np.arange(n)
        amounts = np.array([self._trade["kinds"][k]["amount"] for k in self._trade["kinds"]])[kind]
        amount = np.round(amounts[:, 0] * rng.lognormal(0, amounts[:, 1].astype(float))).astype(int)
        sellers = self._sellers
        made = Needs(
            number=numbers, account=rows, kind=kind, situation=situation, wish=wish, people=people,
            influencers=influencers,
            seller=seller, customer=self._customer[rows].copy(), speed=rng.lognormal(0, 0.35, n),
            need=np.clip(self._trade.by_kind("need")[kind] + rng.normal(0, 0.06, n), 0.5, 0.97), fit=rng.normal(0, 1,
            n),
            blocked=rng.random(n) < 0.25 * (people > 2), skill=sellers.skill[seller, kind],
            insight=sellers.insight[seller],
            coached_from=sellers.coached_from[seller], began=np.full(n, week), done=rng.beta(1, 14, (n, 6)),
            job=np.zeros(n, int),
            left=np.zeros(n), pace=rng.integers(0, 3, n), joined=np.ones(n, int), contacted=np.full(n, -1),
            rapport=np.zeros(n),
            annoyed=np.zeros(n), stalled=np.zeros(n, int), reached=np.zeros(n, int), mobilizer=np.zeros(n, bool),
            team=np.zeros(n, bool),
        )  # fmt: skip
        for i in range(n):
            self._begun.append(
                {"account": rows[i], "began": week, "kind": kind[i], "situation": situation[i], "wish": wish[i],
                "people": people[i],
                 "influencers": influencers[i], "months": months[i], "dialogues": self._dialogues[rows[i]],
                 "amount": amount[i], "seller": seller[i]}
            )  # fmt: skip
        self._busy_until[rows] = _FOR_GOOD
        return made

    def end(self, numbers: np.ndarray, endings: np.ndarray, week: int) -> None:
        """Take down the endings of a week."""
        for at in np.flatnonzero(endings):
            account = int(self._begun[numbers[at]]["account"])
            self._ended[int(numbers[at])] = (week, int(endings[at]), int(self._rng.integers(7)))
            self._busy_until[account] = week + _QUIET_WEEKS
            if endings[at] == WON:
                self._customer[account] = True
                self._months[account] = max(self._months[account], (BURN_WEEKS - week) / 4.35, 0.1)
                self._dialogues[account] += 6

    def strike(self, chance: float, week: int) -> None:
        """Orders out of the blue, where endings are chance: at whoever has no need, with nothing before them."""
        rows = np.flatnonzero((self._busy_until < _FOR_GOOD) & (self._rng.random(len(self._busy_until)) < chance))
        made = self._made(rows, week)
        self.end(made.number, np.full(len(made), WON), week)

    def journeys(self) -> list[Journey]:
        """All of them, by number."""
        return [self._journey(number, told) for number, told in enumerate(self._begun)]

    def _journey(self, number: int, told: dict[str, float]) -> Journey:
        week, ending, day = self._ended.get(number, (-1, ONGOING, 0))
        plain = {key: (round(float(value), 1) if key == "months" else int(value)) for key, value in told.items()}
        return Journey(number=number, ended=week, ending=ending, day=day, **plain)
