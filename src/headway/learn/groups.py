"""How many people of a buying group are still unseen, from how many have been seen."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import betabinom, nbinom

MOST_PEOPLE = 60


@dataclass(frozen=True)
class GroupPriors:
    """What is taken for granted: how groups of one expected size differ, and what share of each is seen."""

    spread: float  # shape of the gamma that sizes follow: 1 wild, 100 all alike
    seen: float  # cases of people seen ...
    unseen: float  # ... and unseen, as a beta prior on the share seen


def unseen_people(known: int, expected: float, priors: GroupPriors) -> tuple[float, int, int]:
    """Mean and 80 % range of the people still unseen.

    The size of a group is negative binomial around what is expected; of its people an unknown share has been seen. So
    many people seen speak for a larger group, but also for having seen more of it.

    >>> unseen_people(2, 6.8, GroupPriors(4.0, 2.0, 3.0))[1:]
    (1, 8)
    """
    sizes: NDArray[np.int64] = np.arange(max(known, 1), MOST_PEOPLE + known)
    prior = nbinom.pmf(sizes, priors.spread, priors.spread / (priors.spread + expected))
    chance = prior * betabinom.pmf(known, sizes, priors.seen, priors.unseen)
    chance /= chance.sum()
    rest = sizes - known
    below = np.cumsum(chance)
    low, high = rest[np.searchsorted(below, 0.1)], rest[np.searchsorted(below, 0.9)]
    return float(chance @ rest), int(low), int(high)
