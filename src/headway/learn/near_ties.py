"""Bets of which either would do, and the lot that decides between the two of a pair.

A plan that always takes what looks best never learns whether it is: nobody sees what the others would have become.
Where two bets are worth nearly the same, a lot may decide at next to no cost, and each has a known chance of its hours
(its propensity), by which outcomes can be weighed later (Horvitz & Thompson 1952; `headway.learn.draws`).
"""

import hashlib
from dataclasses import dataclass, replace

import numpy as np

from headway.learn.plans import NOBODY, TINY, Flags, Floats, Plan, Week


@dataclass(frozen=True)
class Pair:
    """A bet that the plan makes, one that waits and would do as well, and who would do each part of that one."""

    made: int
    waiting: int
    by: dict[int, int]


def near_ties(week: Week, plan: Plan, share: float, may_be_drawn: Flags) -> list[Pair]:
    """Pairs of bets whose worth differs by no more than a share of the larger, no bet in two of them.

    Whichever of a pair is made, the hours are enough, whatever becomes of the other pairs: so each pair has its own
    lot. What is worth least of the made comes first, for it is nearest to what waits.
    """
    left = week.has - plan.spent(week)
    fit = may_be_drawn & (week.worth > 0) & week.possible()
    waiting = [int(bet) for bet in np.argsort(-week.worth, kind="stable") if fit[bet] and not plan.is_made[bet]]
    pairs = []
    for bet in np.argsort(week.worth, kind="stable"):
        if not (fit[bet] and plan.is_made[bet]):
            continue
        near = [other for other in waiting if _is_near(week.worth[bet], week.worth[other], share)]
        found = next(((other, swap) for other in near if (swap := _swapped(week, plan, bet, other, left))), None)
        if found:
            other, (by, left) = found
            waiting.remove(other)
            pairs.append(Pair(int(bet), other, by))
    return pairs


def _is_near(one: float, other: float, share: float) -> bool:
    return bool(abs(one - other) <= share * max(one, other) + TINY)


def _swapped(week: Week, plan: Plan, bet: int, other: int, left: Floats) -> tuple[dict[int, int], Floats] | None:
    """Who would do the other in place of a bet, and the hours that are left whichever is made; None: nobody could."""
    free = left.copy()
    for part in week.parts[bet]:
        free[plan.by[part]] += week.hours[part]
    by = week.staffed(other, free)
    if by is None:
        return None
    for part, person in by.items():
        free[person] -= week.hours[part]
    return by, np.minimum(left, free)


def exchanged(week: Week, plan: Plan, pairs: list[Pair]) -> Plan:
    """The plan with what waits in each of these pairs in place of what is made."""
    is_made, by = plan.is_made.copy(), plan.by.copy()
    for pair in pairs:
        is_made[pair.made], is_made[pair.waiting] = False, True
        by[week.parts[pair.made]] = NOBODY
        for part, person in pair.by.items():
            by[part] = person
    return replace(plan, is_made=is_made, by=by)


def lot(seed: str, week: str, name: str) -> int:
    """What a name draws in a week; the lowest wins. Nobody can guess it who does not know the seed."""
    return int.from_bytes(hashlib.sha256(f"{seed}|{week}|{name}".encode()).digest()[:8])
