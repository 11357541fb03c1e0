"""Whether a column can have been known before the ending, from its power alone and from when it was written.

A column that tells endings apart almost by itself usually *is* the ending in other words: a status set with it, a score
taken after it. Honest landmarks of won and lost deals reach .65 to .80; what exceeds `IMPLAUSIBLE` is taken for a leak
until shown otherwise.
"""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from headway.learn.judging import TINY, auc

Floats = NDArray[np.float64]
Verdict = Literal["used", "refused", "unknown"]

# Published scorers of deals and leads, and honest landmarks of simulated ones, stay below .85; the one above had its
# own process's status among its features.
IMPLAUSIBLE = 0.85
# A column written late is refused where it surely tells endings apart by more than chance does among many columns.
TELLS = 0.55
LATE_SHARE = 0.05  # one value in twenty written with the ending is no accident of a clock
MOSTLY_LATE = 0.5  # so late, nobody can know what it said before
FOLDS = 5
BINS = 20
PULL = 2.0  # cases of the base rate that each value is given, so that one case tells little
CERTAIN = 1.96
CHANCE = 0.5  # the AUC of a column that tells nothing
SEED = 1


@dataclass(frozen=True)
class Power:
    """How well one column alone tells endings apart, on cases it was not taught on: an AUC, 0.5 is nothing."""

    value: float
    low: float  # what it surely reaches; with few cases far below the value
    cases: int


@dataclass(frozen=True)
class Writing:
    """When the values of the cases that ended were written."""

    late: int  # written at or after the ending
    cases: int

    @property
    def share(self) -> float | None:
        """The share written at or after the ending; None where no writing is dated."""
        return self.late / self.cases if self.cases else None


UNDATED = Writing(0, 0)


def power(codes: NDArray[np.int64], seen: Floats, groups: NDArray[Any], numbers: Floats | None = None) -> Power:
    """How well a column alone foretells what came.

    Each value stands for the share that came among other groups' cases of the same value (target encoding out of fold;
    Micci-Barreca 2001); numbers also stand for themselves, either way round.

    Args:
        codes: (cases,): the value as a whole number from 0 on, missing ones with a number of their own.
        seen: (cases,): 1 it came, 0 not.
        groups: (cases,): the account; no account teaches and is judged.
        numbers: (cases,): the value itself where it is a number, not-a-number where missing.
    """
    _, group = np.unique(groups, return_inverse=True)
    if not 0 < seen.sum() < len(seen):
        return Power(float("nan"), float("nan"), len(seen))
    told = auc(_encoded(codes if numbers is None else _binned(numbers), seen, group), seen)
    if numbers is not None and not np.isnan(numbers).all():
        plain = auc(np.where(np.isnan(numbers), np.nanmedian(numbers), numbers), seen)
        told = max(told, plain, 1 - plain)
    # Worse than nothing is nothing: a value that one fold has more often, the others have less often.
    reached = max(float(told), CHANCE)
    came, rest = (len(np.unique(group[seen == each])) for each in (1, 0))
    return Power(reached, surely(reached, came, rest), len(seen))


def surely(told: float, came: int, rest: int) -> float:
    """The lower 95 % limit of an AUC, also where few cases are told apart perfectly (Newcombe 2006, method 5).

    >>> [round(surely(1.0, cases, cases), 2) for cases in (3, 10, 100)]
    [0.5, 0.8, 0.98]
    """

    def beyond(true: float) -> float:
        spread = (came + rest) / 2 - 1
        others = (1 - true) / (2 - true) + true / (1 + true)
        return told - true - CERTAIN * float(np.sqrt(true * (1 - true) * (1 + spread * others) / (came * rest)))

    if beyond(CHANCE) <= 0:
        return CHANCE
    return float(brentq(beyond, CHANCE, told - TINY))


def verdict(found: Power, writing: Writing, is_confirmed: bool = False) -> tuple[Verdict, str]:
    """Whether a column may be used, and why, with its figures.

    `is_confirmed`: a person has said that its values are written before the ending.
    """
    tells = _tells(found)
    if found.low > IMPLAUSIBLE:
        late = f" {_late(writing)}" if writing.late else ""
        return "refused", f"Implausible power: alone it {tells}.{late} It may be the ending in other words."
    if writing.cases and writing.late / writing.cases >= LATE_SHARE:
        if found.low > TELLS or writing.late / writing.cases >= MOSTLY_LATE:
            return "refused", f"{_late(writing)} Alone it {tells}."
        if not is_confirmed:
            return "unknown", f"{_late(writing)} Alone it {tells}, so whether it was known before cannot be told."
    if is_confirmed:
        return "used", f"A person has confirmed that it is known before the ending. Alone it {tells}."
    if not writing.cases:
        return "unknown", f"Time of writing unknown: not used until a person confirms it. Alone it {tells}."
    return "used", f"Written before the ending in {writing.cases - writing.late} of {writing.cases} cases."


def _tells(found: Power) -> str:
    if np.isnan(found.value):
        return "cannot be judged, because all cases ended alike"
    return (
        f"tells the endings apart in {100 * found.value:.0f} of 100 pairs"
        f" (surely in {100 * found.low:.0f}; {found.cases} cases)"
    )


def _late(writing: Writing) -> str:
    return f"Written at or after the ending in {writing.late} of {writing.cases} cases."


def _encoded(codes: NDArray[np.int64], seen: Floats, group: NDArray[np.int64]) -> Floats:
    """By how much more often it came among other folds' cases of the same value than among all of those folds."""
    order = np.random.default_rng(SEED).permutation(int(group.max()) + 1)
    fold = order[group] % FOLDS
    cell, cells = codes * FOLDS + fold, (int(codes.max()) + 1) * FOLDS
    cases = np.bincount(cell, minlength=cells).reshape(-1, FOLDS).astype(float)
    came = np.bincount(cell, seen, minlength=cells).reshape(-1, FOLDS)
    taught, taught_came = cases.sum(axis=1, keepdims=True) - cases, came.sum(axis=1, keepdims=True) - came
    rate = taught_came.sum(axis=0) / np.maximum(taught.sum(axis=0), 1)
    lifted = (taught_came + PULL * rate) / (taught + PULL) - rate
    return np.asarray(np.round(lifted[codes, fold], 12))


def _binned(numbers: Floats) -> NDArray[np.int64]:
    """The bin of equal count of each number; missing ones are a bin of their own."""
    known = numbers[~np.isnan(numbers)]
    edges = np.unique(np.quantile(known, np.linspace(0, 1, BINS + 1)[1:-1])) if len(known) else np.zeros(0)
    return np.where(np.isnan(numbers), len(edges) + 1, np.searchsorted(edges, numbers, side="right")).astype(np.int64)
