"""Which facts differ between two groups of cases: exact tests, corrected for how many facts are looked at."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, ndtri

from headway.learn.paths import Bools, Floats, Ints, Log

# Chances below this are nought in every sum that is made of them.
NOTHING = 1e-18
# Chances that differ by rounding only are the same.
SAME = 1 + 1e-7


@dataclass(frozen=True)
class Fact:
    """Something that is so or not so of a case by an age: its name, and up to two activities it is about."""

    name: str
    activity: int | None = None
    other: int | None = None


@dataclass(frozen=True)
class Facts:
    """Facts of many cases: `holds[case, fact]`, and `asked[case, fact]`, whether it can be asked of the case at all."""

    facts: list[Fact]
    holds: Bools
    asked: Bools


def facts(log: Log, age: float) -> Facts:
    """What can be said of each case's path by an age, the same for all, so that long cases have no more of anything.

    touched (an activity was seen), revisited (it was seen again after another one), order (one was first seen before
    the other, among cases that have seen both), followed (one came straight after another), revisited without an
    activity: any of them.
    """
    seen = log.where(log.age <= age).collapsed()
    first = np.full((log.cases, log.activities), np.inf)
    np.minimum.at(first, (seen.case, seen.activity), np.arange(len(seen.case)))
    times = np.zeros((log.cases, log.activities), int)
    np.add.at(times, (seen.case, seen.activity), 1)
    pair = np.zeros((log.cases, log.activities, log.activities), bool)
    after: Ints = np.flatnonzero(seen.follows)
    pair[seen.case[after], seen.activity[after - 1], seen.activity[after]] = True
    one, other = np.triu_indices(log.activities, 1)
    seen_at_all: Bools = np.asarray(times > 0)
    everybody = np.full(times.shape, True)
    both = seen_at_all[:, one] & seen_at_all[:, other]
    source, target = np.nonzero(np.eye(log.activities) == 0)
    each = range(log.activities)
    named = [Fact("touched", a) for a in each] + [Fact("revisited", a) for a in each] + [Fact("revisited")]
    named += [Fact("order", int(a), int(b)) for a, b in zip(one, other, strict=True)]
    named += [Fact("followed", int(a), int(b)) for a, b in zip(source, target, strict=True)]
    again: Bools = np.asarray(times > 1)
    holds = [seen_at_all, again, np.asarray(again.any(axis=1))[:, None], first[:, one] < first[:, other]]
    asked = [everybody, everybody, everybody[:, :1], both]
    return Facts(
        named,
        np.concatenate([*holds, pair[:, source, target]], axis=1),
        np.concatenate([*asked, np.ones((log.cases, len(source)), bool)], axis=1),
    )


def beginnings(log: Log) -> Facts:
    """With which activity each case began; cases without a step are not asked."""
    first = np.flatnonzero(~log.follows)
    holds = np.zeros((log.cases, log.activities), bool)
    holds[log.case[first], log.activity[first]] = True
    asked = np.repeat(np.asarray(holds.any(axis=1))[:, None], log.activities, axis=1)
    return Facts([Fact("began", activity) for activity in range(log.activities)], holds, asked)


@dataclass(frozen=True)
class Difference:
    """One fact in two groups: how many of how many, its range (95 %), and the chance of so much without a difference.

    `least` is the smallest chance that any outcome could have had: a fact that could not stand out is not looked at.
    """

    ones_with: int
    ones: int
    others_with: int
    others: int
    low: float
    high: float
    chance: float
    least: float

    @property
    def size(self) -> float:
        """Share among the ones less share among the others."""
        return self.ones_with / self.ones - self.others_with / self.others


def difference(holds: Bools, is_one: Bools, stratum: Ints) -> Difference | None:
    """One fact between two groups, compared within each stratum; None where a group is empty.

    The test is exact and conditional (Fisher 1935; within strata: Birch 1964): the ones with the fact, summed over
    strata, beside every way in which the fact could have fallen on the cases of each stratum. The range of the
    difference is Newcombe's (1998, method 10), over all strata together.
    """
    ones, others = int(is_one.sum()), int((~is_one).sum())
    if not ones or not others:
        return None
    ones_with = int(holds[is_one].sum())
    others_with = int(holds.sum()) - ones_with
    chances = np.ones(1)
    start = 0
    for each in np.unique(stratum):
        here = stratum == each
        low, part = _fallen(int(here.sum()), int(holds[here].sum()), int(is_one[here].sum()))
        start, chances = start + low, np.convolve(chances, part)
    seen = chances[ones_with - start] if 0 <= ones_with - start < len(chances) else 0.0
    chance = float(min(1.0, chances[chances <= seen * SAME].sum()))
    least = float(chances[chances <= chances.min() * SAME].sum())
    return Difference(
        ones_with, ones, others_with, others, *_range(ones_with, ones, others_with, others), chance, least
    )


def _fallen(cases: int, with_fact: int, ones: int) -> tuple[int, Floats]:
    """The chances of each number of ones with the fact, from the smallest number that has any."""
    low, high = max(0, with_fact + ones - cases), min(with_fact, ones)
    some = np.arange(low, high + 1)
    told = _ways(with_fact, some) + _ways(cases - with_fact, ones - some) - _ways(cases, np.array(ones))
    chances = np.exp(told)
    first, *_, last = np.flatnonzero(chances > NOTHING).repeat(2)
    return low + int(first), chances[first : last + 1]


def _ways(of: int, some: Ints) -> Floats:
    """The logarithm of how many ways there are to choose some of so many (the hypergeometric law is made of three)."""
    found: Floats = gammaln(of + 1) - gammaln(some + 1) - gammaln(of - some + 1)
    return found


def _range(ones_with: int, ones: int, others_with: int, others: int) -> tuple[float, float]:
    one, other = ones_with / ones, others_with / others
    (low, high), (least, most) = share_range(ones_with, ones, 0.95), share_range(others_with, others, 0.95)
    apart = one - other
    return (
        apart - float(np.hypot(one - low, most - other)),
        apart + float(np.hypot(high - one, other - least)),
    )


def share_range(some: float, of: float, within: float) -> tuple[float, float]:
    """The range of a share, from counts (Wilson 1927).

    >>> [round(end, 2) for end in share_range(5, 10, 0.8)]
    [0.31, 0.69]
    """
    z = float(ndtri(0.5 + within / 2))
    middle, wide = (some + z * z / 2) / (of + z * z), z * np.sqrt(some * (of - some) / of + z * z / 4) / (of + z * z)
    return max(0.0, float(middle - wide)), min(1.0, float(middle + wide))


def corrected(chances: Sequence[float], least: Sequence[float], level: float) -> NDArray[np.float64]:
    """Chances corrected for how many facts were looked at; compare them with `level`.

    The share of false findings is held at the level (Benjamini and Hochberg 1995); facts that could not have stood out
    whatever happened do not count as looked at (Tarone 1990; for false findings Gilbert 2005).

    >>> corrected([0.01, 0.04, 0.9], [0.0, 0.0, 0.9], 0.05).round(3).tolist()
    [0.02, 0.04, 1.0]
    """
    told, ability = np.asarray(chances, float), np.asarray(least, float)
    many = next((n for n in range(1, len(told) + 1) if (ability < level / n).sum() <= n), len(told))
    counted = ability < level / max(1, many)
    kept = np.sort(told[counted])
    adjusted = np.ones(len(told))
    if len(kept):
        stepped = np.minimum.accumulate((kept * len(kept) / np.arange(1, len(kept) + 1))[::-1])[::-1]
        adjusted[counted] = np.minimum(1.0, stepped[np.searchsorted(kept, told[counted], side="right") - 1])
    return adjusted
