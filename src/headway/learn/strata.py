"""Two groups compared among those alike: a share in one less the share in the other, within strata."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri


@dataclass(frozen=True)
class Stratified:
    """How many of each group have it, and the difference of shares among those alike; `size` None: nobody is alike."""

    ones_with: int
    ones: int
    others_with: int
    others: int
    size: float | None
    low: float
    high: float


def stratified_difference(
    holds: Sequence[int], is_one: Sequence[int], stratum: Sequence[int], within: float
) -> Stratified:
    """The difference of two shares, pooled over strata by their size (Mantel and Haenszel 1959).

    A stratum with only one of the groups says nothing and weighs nothing. The range takes each share's variance from
    its counts with one more on either side (Agresti and Caffo 2000).

    >>> told = stratified_difference([1, 1, 0, 0, 1, 0, 0, 0], [1, 1, 1, 1, 0, 0, 0, 0], [0] * 8, 0.8)
    >>> told.size, round(told.low, 2), round(told.high, 2)
    (0.25, -0.11, 0.61)
    """
    has, one, part = (np.asarray(each, int) for each in (holds, is_one, stratum))
    weights, sums, spread = 0.0, 0.0, 0.0
    for each in np.unique(part):
        here = part == each
        ones, others = int(one[here].sum()), int((1 - one[here]).sum())
        if not ones or not others:
            continue
        ones_with, others_with = int(has[here & (one == 1)].sum()), int(has[here & (one == 0)].sum())
        whole = ones + others
        weights += ones * others / whole
        sums += (ones_with * others - others_with * ones) / whole
        spread += _spread(ones_with, ones, others_with, others)
    counts = int(has[one == 1].sum()), int(one.sum()), int(has[one == 0].sum()), int((1 - one).sum())
    if not weights:
        return Stratified(*counts, None, -1.0, 1.0)
    size = sums / weights
    reach = float(ndtri(0.5 + within / 2)) * np.sqrt(spread) / weights
    return Stratified(*counts, size, float(size - reach), float(size + reach))


def _spread(ones_with: int, ones: int, others_with: int, others: int) -> float:
    """What one stratum adds to the variance of the weighted sum, each share's own by its counts."""
    one, other = _variance(ones_with, ones), _variance(others_with, others)
    weight = ones * others / (ones + others)
    return weight * weight * (one + other)


def _variance(some: int, of: int) -> float:
    """Of a share; one more on either side keeps all or none of a few from looking certain."""
    share = (some + 1) / (of + 2)
    return share * (1 - share) / (of + 2)


def cases_needed(share: float, apart: float, groups: int) -> int:
    """How many cases of each group it takes to see a difference so large four times in five, at 95 %.

    Of one group beside a share that counts as known it takes half as many as of two.

    >>> cases_needed(0.25, 0.1, groups=2), cases_needed(0.25, 0.1, groups=1)
    (295, 148)
    """
    reach = float(ndtri(0.975) + ndtri(0.8))
    spread = max(share * (1 - share), 0.01)
    return int(np.ceil(groups * reach * reach * spread / (apart * apart)))
