"""How much is likely to be won in a period: the sum of many purchases that may or may not come.

Each purchase comes with its own chance and amount; the range holds what chance does to their sum (by its first three
moments, Pearson's third kind) and what is not known of the chances themselves, which is common to all of them. How far
what was said before lay from what came says how much all of them are off together: that widens the range, and moves
what is expected only where it would have helped at moments it was not learned from.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

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
# A moment is judged by the days after it.
JUDGED_DAYS = timedelta(days=90)
# So many moments are needed before anything is said of how far off it is; and so many tested ones to move the level.
NEEDED, TESTED = 4, 4
# A shift counts for less until it has been seen as often; more than tenfold off says no more than tenfold.
SHIFT_CASES, MOST_OFF = 4.0, np.log(10.0)


@dataclass(frozen=True)
class Sum:
    """What is likely to be won: on average, and from and to what in four of five cases."""

    expected: float
    low: float
    high: float


@dataclass(frozen=True)
class Said:
    """What was said at an earlier moment, were only luck at work, and what came."""

    at: date
    told: Sum
    came: float

    @property
    def off(self) -> float:
        """How far off it was: the logarithm of what came beside what was said."""
        if self.came <= 0 or self.told.expected <= 0:
            return float(MOST_OFF * (np.sign(self.came) - np.sign(self.told.expected)))
        return float(np.clip(np.log(self.came / self.told.expected), -MOST_OFF, MOST_OFF))

    @property
    def luck(self) -> float:
        """Of that, the square that luck alone would make."""
        low, high = self.told.low, self.told.high
        return float((np.log(high / low) / (2 * DEVIATIONS)) ** 2) if low > 0 else float(MOST_OFF**2)


@dataclass(frozen=True)
class Doubt:
    """How far off all of it is together, as logarithms: the level that is moved, and one deviation around it."""

    moments: int
    shift: float
    spread: float

    @property
    def is_learned(self) -> bool:
        """Whether enough moments have passed."""
        return self.moments >= NEEDED


def doubt(said: Sequence[Said], judged_spread: float, judged_cases: float) -> Doubt:
    """What moments that are over teach: a level only if it helped out of time, and a spread drawn to our judgement.

    The moments lie closer than the days they are judged by: they count as so many as their days hold one after another.
    """
    shift = _shift(said) if _helps(said) else 0.0
    squares = [max(0.0, (each.off - shift) ** 2 - each.luck) for each in said]
    cases = _apart(said)
    found = float(np.mean(squares)) if squares else 0.0
    square = (cases * found + judged_cases * judged_spread**2) / (cases + judged_cases)
    return Doubt(len(said), shift, float(np.sqrt(square)))


def over_by(said: Sequence[Said], at: date) -> list[Said]:
    """Those whose days were over at a moment."""
    return [each for each in said if each.at + JUDGED_DAYS <= at]


def doubted(told: Sum, doubt: Doubt) -> Sum:
    """What is said once it is known how far off all of it may be: moved, and as wide as luck and doubt make it."""
    if told.expected <= 0:
        return told
    moved = np.exp(doubt.shift)
    up, down = np.log(told.high / told.expected), np.log(told.expected / told.low) if told.low > 0 else np.inf
    common = DEVIATIONS * doubt.spread
    mean = float(told.expected * moved)
    return Sum(mean, float(mean * np.exp(-np.hypot(down, common))), float(mean * np.exp(np.hypot(up, common))))


def _shift(said: Sequence[Said]) -> float:
    cases = _apart(said)
    return float(np.mean([each.off for each in said])) * cases / (cases + SHIFT_CASES) if said else 0.0


def _helps(said: Sequence[Said]) -> bool:
    """Whether moving the level by what was over would have brought later moments closer, by more than chance does."""
    pairs = [(each.off, _shift(before)) for each in said if len(before := over_by(said, each.at)) >= NEEDED]
    if len(pairs) < TESTED:
        return False
    gains = np.array([off**2 - (off - shift) ** 2 for off, shift in pairs])
    return bool(gains.mean() > gains.std(ddof=1) / np.sqrt(_apart(said)))


def _apart(said: Sequence[Said]) -> float:
    """How many moments they are worth, were none within the days of another."""
    if not said:
        return 0.0
    days = (max(each.at for each in said) - min(each.at for each in said) + JUDGED_DAYS) / JUDGED_DAYS
    return min(float(len(said)), days)


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
