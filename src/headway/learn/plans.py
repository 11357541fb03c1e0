"""Who does what this week: the bets that are worth most under the hours people have.

A bet has parts, one for each role its kind of sale needs; it is made whole or not at all, each part by one person who
may do it, and nobody does more than the own hours. Greedy first: where the hours are enough for everything, nothing is
better. Where they bind, it is a knapsack of many sacks, solved by HiGHS (Huangfu & Hall 2018), which SciPy ships, to a
proven gap.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

NOBODY = -1
# Closer than this to the best there can be is as good as the best.
GAP = 0.001
# So much work is enough for any week; counted in nodes, not in seconds, so that every machine gives the same plan.
NODES = 2_000
# An hour that nobody has costs more than any bet is worth, and is spent on what people have pinned alone.
HOUR_NOBODY_HAS = 10.0
TINY = 1e-9


@dataclass(frozen=True)
class Week:
    """What could be done, by whom, and how long it takes."""

    worth: Floats  # (bets,) what each is worth, in one unit
    is_pinned: Flags  # (bets,) is made whatever it is worth
    bet: Ints  # (parts,) the bet it belongs to
    hours: Floats  # (parts,)
    part: Ints  # (choices,) a part, and
    person: Ints  # (choices,) somebody who may do it
    has: Floats  # (people,) hours

    def helped(self, parts: Ints, hours: float) -> "Week":
        """The same week with one person more, who has some hours and may do any of these parts."""
        return replace(
            self,
            part=np.concatenate([self.part, parts]),
            person=np.concatenate([self.person, np.full(len(parts), len(self.has))]),
            has=np.append(self.has, hours),
        )

    def possible(self) -> Flags:
        """(bets,) Whether somebody may do each part of it."""
        staffed = np.zeros(len(self.hours), bool)
        staffed[self.part] = True
        return ~_any_of(self.bet, ~staffed, len(self.worth))

    @cached_property
    def parts(self) -> list[list[int]]:
        """(bets,) The parts of each."""
        return _lists(self.bet, np.arange(len(self.bet)), len(self.worth))

    @cached_property
    def may(self) -> list[list[int]]:
        """(parts,) The people who may do each."""
        return _lists(self.part, self.person, len(self.hours))

    def staffed(self, bet: int, left: Floats, is_pinned: bool = False) -> dict[int, int] | None:
        """Who does each part of a bet, whoever has most hours left; None where the hours are not enough."""
        left, chosen = left.copy(), {}
        for part in self.parts[bet]:
            if not self.may[part]:
                continue  # pinned: made without it
            person = max(self.may[part], key=lambda each: (left[each], -each))
            if left[person] + TINY < self.hours[part] and not is_pinned:
                return None
            chosen[part] = person
            left[person] -= self.hours[part]
        return chosen


@dataclass(frozen=True)
class Plan:
    """Which bets are made, and by whom."""

    is_made: Flags  # (bets,)
    by: Ints  # (parts,) the person; -1: not done
    bound: float  # no plan is worth more

    def worth(self, week: Week) -> float:
        """What it is worth."""
        return float(week.worth[self.is_made].sum())

    def gap(self, week: Week) -> float:
        """Which share of the best there can be is missing at most."""
        return max(0.0, 1 - self.worth(week) / self.bound) if self.bound > TINY else 0.0

    def spent(self, week: Week) -> Floats:
        """(people,) Hours each would need."""
        done = self.by != NOBODY
        return _totals(self.by[done], week.hours[done], len(week.has))

    def missing(self, week: Week) -> Floats:
        """(people,) Hours that what is pinned needs and nobody has."""
        return np.maximum(0.0, self.spent(week) - week.has)


def best(week: Week, gap: float = GAP) -> Plan:
    """The plan worth most, to a proven gap."""
    first = greedy(week)
    wanted = week.possible() & (week.worth > 0) | week.is_pinned
    if first.is_made[wanted].all() and not first.missing(week).any():
        return first
    return _Solver(week, first).solved(gap)


def greedy(week: Week) -> Plan:
    """What is pinned, then bet after bet by its worth for an hour, each part by whoever has most hours left."""
    left, by = week.has.copy(), np.full(len(week.hours), NOBODY)
    is_made = np.zeros(len(week.worth), bool)
    takes = _totals(week.bet, week.hours, len(week.worth))
    dense = week.worth / np.maximum(takes, TINY)
    possible = week.possible()
    for bet in np.lexsort((np.arange(len(dense)), -dense, ~week.is_pinned)):
        if not week.is_pinned[bet] and (not possible[bet] or week.worth[bet] <= 0):
            continue
        chosen = week.staffed(bet, left, is_pinned=bool(week.is_pinned[bet]))
        if chosen is not None:
            is_made[bet] = True
            for part, person in chosen.items():
                by[part], left[person] = person, left[person] - week.hours[part]
    bound = float(week.worth[possible & (week.worth > 0) | week.is_pinned].sum())
    return Plan(is_made, by, bound)


class _Solver:
    """The week as a model of HiGHS: a column for each bet, each choice, and each person's hours beyond the own."""

    def __init__(self, week: Week, first: Plan) -> None:
        self.week, self.first = week, first
        self.largest = max(float(np.abs(week.worth).max(initial=0.0)), TINY)
        self.bets, self.choices, self.people = len(week.worth), len(week.part), len(week.has)

    def solved(self, gap: float) -> Plan:
        """The best plan found, never worse than the greedy one."""
        whole = np.concatenate([np.ones(self.bets + self.choices), np.zeros(self.people)])
        cost = np.concatenate(
            [-self.week.worth / self.largest, np.zeros(self.choices), np.full(self.people, HOUR_NOBODY_HAS)]
        )
        options = {"mip_rel_gap": gap, "node_limit": NODES}
        found = milp(cost, integrality=whole, bounds=self._bounds(), constraints=self._rows(), options=options)
        if found.x is None:
            return self.first
        plan = self._plan(found.x, found.mip_dual_bound)
        # Of equally good ones the greedy plan, which anybody can follow.
        is_better = self._score(plan) > self._score(self.first) + TINY
        return plan if is_better else replace(self.first, bound=plan.bound)

    def _bounds(self) -> Bounds:
        week = self.week
        may_be_made = week.is_pinned | week.possible() & (week.worth > 0)
        lower = np.concatenate([week.is_pinned, np.zeros(self.choices + self.people)])
        return Bounds(lower, np.concatenate([may_be_made, np.ones(self.choices), self._beyond()]))

    def _rows(self) -> LinearConstraint:
        """Each part of a bet that is made is done by one person; nobody does more than the own hours."""
        week = self.week
        staffed = np.unique(week.part)
        row_of = np.zeros(len(week.hours), np.int64)
        row_of[staffed] = np.arange(len(staffed))
        choices, people = self.bets + np.arange(self.choices), np.arange(self.people)
        row = np.concatenate([row_of[week.part], row_of[staffed], len(staffed) + week.person, len(staffed) + people])
        column = np.concatenate([choices, week.bet[staffed], choices, self.bets + self.choices + people])
        value = np.concatenate(
            [np.ones(self.choices), -np.ones(len(staffed)), week.hours[week.part], -np.ones(self.people)]
        )
        size = (len(staffed) + self.people, self.bets + self.choices + self.people)
        none = np.zeros(len(staffed))
        lower = np.concatenate([none, np.full(self.people, -np.inf)])
        return LinearConstraint(csr_array((value, (row, column)), shape=size), lower, np.concatenate([none, week.has]))

    def _beyond(self) -> Floats:
        """(people,) Hours beyond the own that what is pinned could ask of each."""
        pinned = self.week.is_pinned[self.week.bet[self.week.part]]
        hours = np.where(pinned, self.week.hours[self.week.part], 0.0)
        return _totals(self.week.person, hours, self.people)

    def _plan(self, values: Floats, least_cost: float) -> Plan:
        week, by = self.week, np.full(len(self.week.hours), NOBODY)
        made, chosen, beyond = np.split(values, [self.bets, self.bets + self.choices])
        # Whole numbers, but for rounding.
        done = np.round(chosen) > 0
        by[week.part[done]] = week.person[done]
        bound = (HOUR_NOBODY_HAS * beyond.sum() - least_cost) * self.largest
        return Plan(np.round(made) > 0, by, float(min(bound, self.first.bound)))

    def _score(self, plan: Plan) -> float:
        return plan.worth(self.week) / self.largest - HOUR_NOBODY_HAS * float(plan.missing(self.week).sum())


def _lists(keys: Ints, values: Ints, many: int) -> list[list[int]]:
    """The values of each key."""
    found: list[list[int]] = [[] for _ in range(many)]
    for key, value in zip(keys.tolist(), values.tolist(), strict=True):
        found[key].append(value)
    return found


def _totals(keys: Ints, values: Floats, many: int) -> Floats:
    """The sum of each key's values."""
    found = np.zeros(many)
    np.add.at(found, keys, values)
    return found


def _any_of(keys: Ints, flags: Flags, many: int) -> Flags:
    """Whether any row of each key is flagged."""
    found = np.zeros(many, bool)
    found[keys[flags]] = True
    return found
