"""How many people of a buying group are still unseen, from how many have been seen."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.stats import betabinom, nbinom

from headway.sources.priors import priors

MOST_PEOPLE = 60


@dataclass(frozen=True)
class GroupPriors:
    """What is taken for granted: how groups of one expected size differ, and what share of each is seen."""

    spread: float  # shape of the gamma that sizes follow: 1 wild, 100 all alike
    seen: float  # cases of people seen ...
    unseen: float  # ... and unseen, as a beta prior on the share seen


@dataclass(frozen=True)
class Expected:
    """How many people a purchase is about where few decide and where many do, and how likely it is that many do."""

    few: float
    many: float
    share: float

    @property
    def people(self) -> float:
        """How many on average."""
        return self.few + (self.many - self.few) * self.share


@dataclass(frozen=True)
class Unseen:
    """How many people of a group are still unseen: each number of them with its chance, and what is said of it."""

    known: int
    chances: tuple[float, ...]  # that none is unseen, one, two ...

    @property
    def mean(self) -> float:
        """How many there are on average."""
        return float(np.arange(len(self.chances)) @ np.array(self.chances))

    @property
    def range(self) -> tuple[int, int]:
        """The numbers between which they lie in 8 of 10 cases."""
        below = np.cumsum(self.chances)
        return int(np.searchsorted(below, 0.1)), int(np.searchsorted(below, 0.9))

    def chance_of_at_least(self, people: float) -> float:
        """The chance that the whole group is so large."""
        return float(np.sum(self.chances[max(0, int(np.ceil(people)) - self.known) :]))

    def said(self) -> dict[str, float | int]:
        """Mean and range as tables hold them."""
        low, high = self.range
        return {"unseen_people": round(self.mean, 1), "unseen_low": low, "unseen_high": high}


@cache
def group_priors() -> GroupPriors:
    """What holds until a company's own data has taken over."""
    told = priors()["group"]
    return GroupPriors(told["spread"], told["seen"], told["unseen"])


@cache
def unseen_people(known: int, expected: Expected, priors: GroupPriors) -> Unseen:
    """The people still unseen, where so many are known and so many expected.

    The size of a group is negative binomial around what is expected where few decide, or around what is where many do;
    of its people an unknown share has been seen. So many people seen speak for a larger group, but also for having
    seen more of it.

    >>> unseen_people(2, Expected(2.0, 6.8, 0.9), GroupPriors(4.0, 1.5, 2.5)).range
    (0, 9)
    """
    sizes: NDArray[np.int64] = np.arange(max(known, 1), MOST_PEOPLE + known)
    few, many = (
        nbinom.pmf(sizes, priors.spread, priors.spread / (priors.spread + people))
        for people in (expected.few, expected.many)
    )
    prior = (1 - expected.share) * few + expected.share * many
    chance = prior * betabinom.pmf(known, sizes, priors.seen, priors.unseen)
    nobody = [0.0] * (0 if known else 1)
    return Unseen(known, (*nobody, *(chance / chance.sum()).tolist()))
