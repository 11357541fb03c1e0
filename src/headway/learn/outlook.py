"""How much is likely to be won in a period: the sum of many purchases that may or may not come.

Each purchase comes with its own chance and amount; the range holds what chance does to their sum (by its first three
moments, Pearson's third kind) and what is not known of the chances themselves, which is common to all of them.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import xlog1py
from scipy.stats import pearson3

Floats = NDArray[np.float64]
# Four of five cases lie within.
LOW, HIGH = 0.1, 0.9
DEVIATIONS = 1.2816
KNOWN_DAYS = (0.0, 30.0, 90.0, 180.0)
ALMOST_SURE = 1 - 1e-9


@dataclass(frozen=True)
class Sum:
    """What is likely to be won: on average, and from and to what in four of five cases."""

    expected: float
    low: float
    high: float


def come_by(days: float, chances: Floats) -> Floats:
    """(rows,) The chance that it comes within some days, from those of 30, 90 and 180 (rows, 3): an even pace between.

    Nobody can see further than the last of them.
    """
    known = np.column_stack([np.zeros(len(chances)), np.clip(chances, 0.0, ALMOST_SURE)])
    paces = -xlog1py(1.0, -np.maximum.accumulate(known, axis=1))
    at = float(np.clip(days, KNOWN_DAYS[0], KNOWN_DAYS[-1]))
    place = min(int(np.searchsorted(KNOWN_DAYS, at, side="right")), len(KNOWN_DAYS) - 1)
    begin, end = KNOWN_DAYS[place - 1], KNOWN_DAYS[place]
    part = (at - begin) / (end - begin)
    return np.asarray(1 - np.exp(-(paces[:, place - 1] * (1 - part) + paces[:, place] * part)))


def total(chances: Floats, amounts: Floats, unsure: Floats) -> Sum:
    """The sum of purchases by their chances, amounts, and how unsure each chance is (one deviation, common to all)."""
    spread = chances * (1 - chances)
    mean = float(np.sum(chances * amounts))
    by_luck = float(np.sum(spread * amounts**2))
    common = float(np.sum(unsure * amounts))
    variance = by_luck + common**2
    if variance <= 0:
        return Sum(mean, mean, mean)
    skew = float(np.sum(spread * (1 - 2 * chances) * amounts**3)) / variance**1.5
    ends = pearson3.ppf([LOW, HIGH], np.clip(skew, -2.0, 2.0), loc=mean, scale=np.sqrt(variance))
    low, high = np.clip(ends, 0.0, float(amounts.sum()))
    return Sum(mean, float(min(low, mean)), float(max(high, mean)))
