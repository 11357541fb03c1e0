"""How often something happened, of a few cases in several groups: pooled, with its range."""

from collections.abc import Sequence
from typing import NamedTuple

from scipy.stats import beta

# What all groups together say counts as much as so many cases of each.
POOLED_CASES = 20.0
# Of four in five companies with such figures the true share lies within.
LOW, HIGH = 0.1, 0.9


class Share(NamedTuple):
    """A share between nought and one, and the range in which it lies four times in five."""

    mean: float
    low: float
    high: float


def pooled_shares(cases: Sequence[tuple[int, int]]) -> list[Share]:
    """The share of each group of (happened, cases), drawn toward that of all together the more, the fewer its cases.

    All together stand on one case each way, so that nothing is certain from the start. Partial pooling by a beta prior
    around the common share (Efron and Morris 1975).

    >>> [round(each.mean, 2) for each in pooled_shares([(0, 0), (20, 20), (0, 20)])]
    [0.5, 0.75, 0.25]
    """
    happened, every = sum(one for one, _ in cases), sum(many for _, many in cases)
    common = (happened + 1) / (every + 2)
    return [_share(one, many, common) for one, many in cases]


def _share(happened: int, cases: int, common: float) -> Share:
    up, down = happened + POOLED_CASES * common, cases - happened + POOLED_CASES * (1 - common)
    low, high = beta.ppf((LOW, HIGH), up, down)
    return Share(round(up / (up + down), 6), round(float(low), 6), round(float(high), 6))
