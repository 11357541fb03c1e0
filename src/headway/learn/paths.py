"""What many paths have in common: which step follows which, which ways there are, and what comes next.

Nothing here knows what a step means: any activities will do, coded 0, 1, 2 ... in the order of their names.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtri, ndtri

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Path = tuple[int, ...]

# Where every path comes from and where an ended one goes; neither is an activity.
START, END = -1, -2
# With fewer pairs of equal paths than this their number is taken for a rare count, not for nearly normal.
PAIRS_OF_A_NORMAL = 10


@dataclass(frozen=True)
class Log:
    """The steps of many cases: each step's case, its activity and its age since the case began, in one unit.

    Cases are numbered from 0; a case may be without steps. Steps of one case stand in their order.
    """

    case: Ints
    activity: Ints
    age: Floats
    cases: int
    activities: int

    @classmethod
    def of(cls, case: Ints, activity: Ints, age: Floats, cases: int, activities: int) -> "Log":
        """A log of steps in any order; equal ages stand in the order of their activity."""
        order = np.lexsort((activity, age, case))
        return cls(case[order], activity[order], age[order], cases, activities)

    @cached_property
    def follows(self) -> Bools:
        """Whether a step has one of the same case before it."""
        same: Bools = np.r_[False, self.case[1:] == self.case[:-1]] if len(self.case) else np.zeros(0, bool)
        return same

    @property
    def paths(self) -> list[Path]:
        """Each case's activities in order."""
        found: list[list[int]] = [[] for _ in range(self.cases)]
        for case, activity in zip(self.case.tolist(), self.activity.tolist(), strict=True):
            found[case].append(activity)
        return [tuple(path) for path in found]

    def where(self, kept: Bools | Ints) -> "Log":
        """Only some of the steps, in their order; the cases stay."""
        return Log(self.case[kept], self.activity[kept], self.age[kept], self.cases, self.activities)

    def of_cases(self, chosen: Bools) -> "Log":
        """Only some of the cases, numbered anew in their order."""
        number, kept = np.cumsum(chosen) - 1, chosen[self.case]
        steps = number[self.case[kept]], self.activity[kept], self.age[kept]
        return Log(*steps, int(chosen.sum()), self.activities)

    def collapsed(self) -> "Log":
        """A step that repeats the one before is part of it."""
        again = self.follows & np.r_[False, self.activity[1:] == self.activity[:-1]][: len(self.case)]
        return self.where(~again)


@dataclass(frozen=True)
class Flow:
    """How many cases took one activity straight after another, how often, and half of the times within which wait."""

    before: int
    after: int
    cases: int
    times: int
    median_wait: float


def flows(log: Log, ended: Floats) -> list[Flow]:
    """The directly-follows graph, with `START` before each first step, and `END` after the last where a case has ended.

    `ended` is the age at which each case ended; not a number: it is under way. Method: van der Aalst, Process Mining
    (2016), 6.2, counted by case, so that one restless case weighs no more than another.
    """
    case, before, after, wait = _moves(log, ended)
    names = (before + 2) * (log.activities + 2) + after + 2
    pairs, place = np.unique(names, return_inverse=True)
    order = np.lexsort((wait, place))
    first = np.searchsorted(place[order], np.arange(len(pairs) + 1))
    counted = np.bincount(np.unique(place * log.cases + case) // max(1, log.cases), minlength=len(pairs))
    found = []
    for pair, (since, until) in enumerate(pairwise(first)):
        source, target = divmod(int(pairs[pair]), log.activities + 2)
        half = float(np.median(wait[order[since:until]]))
        found.append(Flow(source - 2, target - 2, int(counted[pair]), int(until - since), half))
    return found


def _moves(log: Log, ended: Floats) -> tuple[Ints, Ints, Ints, Floats]:
    """Each move of each case: from the start, from step to step, and to the end."""
    inner = np.flatnonzero(log.follows)
    first = np.flatnonzero(~log.follows)
    last = np.r_[first[1:], len(log.case)][: len(first)] - 1
    last = last[np.isfinite(ended[log.case[last]])]
    case = np.r_[log.case[first], log.case[inner], log.case[last]]
    before = np.r_[np.full(len(first), START), log.activity[inner - 1], log.activity[last]]
    after = np.r_[log.activity[first], log.activity[inner], np.full(len(last), END)]
    wait = np.r_[log.age[first], log.age[inner] - log.age[inner - 1], ended[log.case[last]] - log.age[last]]
    return case, before, after, wait


def ways(log: Log, weights: Floats, least: float) -> list[Path]:
    """What each case was mostly about: activities with at least a share of its weight, in the order they were taken up.

    `weights` are those of the steps. Where nothing has that share, those with the most.

    >>> one_case, ages = np.zeros(4, np.int64), np.arange(4.0)
    >>> ways(Log(one_case, np.array([0, 1, 0, 2]), ages, 2, 3), np.array([4.0, 1, 3, 4]), 0.2)
    [(0, 2), ()]
    """
    pairs, first, place = np.unique(log.case * log.activities + log.activity, return_index=True, return_inverse=True)
    weight, case = np.bincount(place, weights, len(pairs)), pairs // log.activities
    most = np.zeros(log.cases)
    np.maximum.at(most, case, weight)
    needed = np.minimum(least * np.bincount(log.case, weights, log.cases), most)
    kept = np.sort(first[weight >= needed[case]])
    return log.where(kept).paths


@dataclass(frozen=True)
class Ways:
    """As how many equally frequent ways a set of paths counts, with its range; null ends: none can be told."""

    number: float | None
    low: float | None
    high: float | None


def effective_ways(counts: Sequence[int], within: float) -> Ways:
    """How many different ways there are, rare ones counting for little: one over the chance that two cases are alike.

    The chance is estimated without bias (Simpson 1949), so few cases do not look like few ways; the number is Hill's of
    order 2 (Hill 1973). The range is nearly normal on the logarithm (Simpson's variance); where pairs of equal cases
    are few, theirs as a rare count. `within` is the share of the range, such as .8.

    >>> round(effective_ways([50, 50], 0.8).number, 2)
    2.02
    """
    sizes = np.array([count for count in counts if count], float)
    cases = sizes.sum()
    if cases <= 2:  # noqa: PLR2004 -- leaving one out must leave a pair
        return Ways(None, None, None)
    twice = (sizes * (sizes - 1)).sum()
    pairs, alike = cases * (cases - 1) / 2, twice / 2
    number = float(pairs / alike) if alike else None
    if number is None or alike < PAIRS_OF_A_NORMAL:
        tail = (1 - within) / 2
        fewest = pairs / (chdtri(2 * alike + 2, tail) / 2)
        most = pairs / (chdtri(2 * alike, 1 - tail) / 2) if alike else None
        return Ways(number, max(1.0, float(fewest)), None if most is None else float(most))
    reach = float(np.exp(ndtri(0.5 + within / 2) * np.sqrt(_spread(sizes)) * pairs / alike))
    return Ways(number, max(1.0, number / reach), number * reach)


def _spread(sizes: Floats) -> float:
    """The variance of the chance that two cases are alike (Simpson 1949), at the shares seen."""
    cases = float(sizes.sum())
    two, three = (float(((sizes / cases) ** power).sum()) for power in (2, 3))
    parts = 2 * (cases - 2) * three + two - (2 * cases - 3) * two**2
    return 2 * parts / (cases * (cases - 1))


@dataclass(frozen=True)
class Next:
    """What came next most often on paths like one: of how many cases, with what share, alike in how many last steps."""

    activity: int
    share: float
    cases: int
    alike: int


class Continuations:
    """What came next on paths that ended well, after each of their last few steps."""

    def __init__(self, paths: Sequence[Path], deepest: int) -> None:
        """Learn from whole paths; `deepest`: so many last steps are compared at most."""
        self.deepest = deepest
        self.shares: Mapping[Path, Counter[int]] = defaultdict(Counter)
        self.cases: Counter[Path] = Counter()
        for path in paths:
            for context, after in _continued(path, deepest).items():
                self.cases[context] += 1
                for activity, times in after.items():
                    # A case counts once, however often it stood there.
                    self.shares[context][activity] += times / after.total()  # type: ignore[assignment]  # parts of a case

    def after(self, path: Path, alike: int, least: int) -> Next | None:
        """What came next most often after the same last steps; None where fewer cases than `least` stood there."""
        context = (START, *path)[-alike:]
        cases = self.cases[context]
        if len(context) < alike or cases < least:
            return None
        told = self.shares[context]
        best = max(told, key=lambda activity: (round(told[activity], 9), activity))
        return Next(best, told[best] / cases, cases, alike)


def _continued(path: Path, deepest: int) -> dict[Path, Counter[int]]:
    whole = (START, *path, END)
    found: dict[Path, Counter[int]] = defaultdict(Counter)
    for place in range(1, len(whole)):
        for depth in range(1, min(deepest, place) + 1):
            found[whole[place - depth : place]][whole[place]] += 1
    return found
