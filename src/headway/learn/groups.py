"""How many people a purchase is about, and how many of them are still unseen."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.stats import nbinom, poisson

from headway.sources.priors import priors

MOST_PEOPLE = 60


@dataclass(frozen=True)
class GroupPriors:
    """What is taken for granted: up to how many people few decide, and how groups differ in which many do."""

    few_up_to: int
    spread: float  # shape of the gamma that people beyond the few follow: 1 wild, 100 all alike


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
class Group:
    """How many people a purchase is about: each number of them with its chance, and what is said of those unseen."""

    known: int
    chances: tuple[float, ...]  # that it is one, two, three ...

    @property
    def unseen(self) -> float:
        """How many are unseen on average; of those known some may be none of the group."""
        return float(np.maximum(self._sizes - self.known, 0) @ np.array(self.chances))

    @property
    def range(self) -> tuple[int, int]:
        """The numbers between which the unseen lie in 8 of 10 cases."""
        below = np.cumsum(self.chances)
        low, high = (int(self._sizes[np.searchsorted(below, share)]) for share in (0.1, 0.9))
        return max(low - self.known, 0), max(high - self.known, 0)

    @property
    def _sizes(self) -> NDArray[np.int64]:
        return np.arange(1, len(self.chances) + 1)

    def chance_of_at_least(self, people: float) -> float:
        """The chance that the whole group is so large."""
        return float(np.sum(self.chances[max(0, int(np.ceil(people)) - 1) :]))

    def said(self) -> dict[str, float | int]:
        """Mean and range of those unseen as tables hold them."""
        low, high = self.range
        return {"unseen_people": round(self.unseen, 1), "unseen_low": low, "unseen_high": high}


@cache
def group_priors() -> GroupPriors:
    """What holds until a company's own data has taken over."""
    told = priors()["group"]
    return GroupPriors(told["few_up_to"], told["spread"])


@cache
def group(known: int, sure_people: float, expected: Expected, priors: GroupPriors) -> Group:
    """How many people there are, where so many are known and so many expected.

    Few: one person and a Poisson number of others, up to the most that are still few; many: one more than that, and a
    negative binomial number of others. Whom we meet first is about two people whether few decide or many, so who is
    seen does not tell few from many: the signs do. Seen are a floor: no group is smaller than the people who surely
    belong to it, so the part of it that is has no chance.

    >>> told = GroupPriors(few_up_to=3, spread=1.0)
    >>> group(2, 1.6, Expected(2.0, 6.8, 0.9), told).range
    (2, 9)
    >>> round(group(2, 1.6, Expected(2.0, 6.8, 0.25), told).chance_of_at_least(4), 6)
    0.25
    """
    sizes: NDArray[np.int64] = np.arange(1, MOST_PEOPLE + known + 1)
    first = priors.few_up_to + 1
    few = np.where(sizes < first, poisson.pmf(sizes - 1, max(expected.few - 1, 0.1)), 0.0)
    others = max(expected.many - first, 0.1)
    many = np.where(
        sizes >= first, nbinom.pmf(sizes - first, priors.spread, priors.spread / (priors.spread + others)), 0.0
    )
    floor = sizes >= np.floor(sure_people + 0.5)
    small, large = few * floor, many * floor
    share = expected.share if small.any() else 1.0
    chances = share * large / large.sum()
    if small.any():
        chances = chances + (1 - share) * small / small.sum()
    return Group(known, tuple(chances.tolist()))
