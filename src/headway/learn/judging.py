"""How good said chances have been, measured against what came.

A *measure* takes what was said (a chance each), what was seen (1 it came, 0 it did not) and, where wanted, weights; it
gives one number, or one for each row of weights. It is not-a-number where the cases cannot tell, as an AUC without a
single case that came. `headway.learn.recalibration` has the measures of a regression. `figure` and `difference` put an
interval around any measure by drawing whole groups (accounts) anew, because the rows of one account are no separate
cases.

Chances of exactly 0 or 1 are moved in by 1e-15, so that one wrong certainty costs much but not everything.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

TINY = 1e-15
CELLS_AT_ONCE = 6_000_000  # weights held in memory: about 50 MB


class Measure(Protocol):
    """What `figure` and `difference` can put an interval around."""

    def __call__(self, said: Floats, seen: Floats, weights: Floats | None = None, /) -> Floats:
        """One number, or one for each row of weights."""
        ...


@dataclass(frozen=True)
class Figure:
    """A measured number with the range that holds it in 95 of 100 repetitions; not-a-number where nothing can tell."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Bin:
    """Cases to which about the same was said."""

    said: float  # mean chance said
    seen: float  # share that came
    cases: int


def log_loss(said: Floats, seen: Floats, weights: Floats | None = None) -> Floats:
    """Mean surprise in nats: 0 is perfect, ln 2 is a coin (Good 1952, "Rational Decisions").

    >>> round(float(log_loss(np.array([0.5, 0.5]), np.array([1.0, 0.0]))), 4)
    0.6931
    """
    chance = np.clip(said, TINY, 1 - TINY)
    return _mean(-(seen * np.log(chance) + (1 - seen) * np.log1p(-chance)), weights)


def brier(said: Floats, seen: Floats, weights: Floats | None = None) -> Floats:
    """Mean squared distance between said and seen (Brier 1950)."""
    return _mean((said - seen) ** 2, weights)


def auc(said: Floats, seen: Floats, weights: Floats | None = None) -> Floats:
    """How often a case that came was given more than one that did not, equals as half (Hanley & McNeil 1982)."""
    order = np.argsort(said, kind="stable")
    came, starts = seen[order], np.flatnonzero(np.diff(said[order], prepend=-np.inf))

    def of(row: Floats) -> float:
        weight = row[order]
        up = np.add.reduceat(weight * came, starts)
        rest = np.add.reduceat(weight * (1 - came), starts)
        return float(_ratio(_sum(np.cumsum(rest) - rest / 2, up), up.sum() * rest.sum()))

    return _each(of, _weights(weights, said))


def skill(said: Floats, seen: Floats, weights: Floats | None = None, *, base: Floats | None = None) -> Floats:
    """Share by which the log loss lies below that of a base prediction; below 0 it is worse than the base.

    Args:
        said: the chances judged.
        seen: what came.
        weights: as in every measure.
        base: what would have been said without knowing anything, such as the rate known by then; where it is missing,
            the very share that came, which nobody could have known.
    """
    known = log_loss(said, seen, weights)
    if base is not None:
        return 1 - _ratio(known, log_loss(base, seen, weights))
    rate = np.clip(_mean(seen, weights), TINY, 1 - TINY)
    return 1 - _ratio(known, -(rate * np.log(rate) + (1 - rate) * np.log1p(-rate)))


def precision(
    said: Floats,
    seen: Floats,
    weights: Floats | None = None,
    *,
    share: float | None = None,
    count: float | None = None,
    within: NDArray[Any] | None = None,
    each: Floats | None = None,
) -> Floats:
    """Of those named first, the share that came; arguments as in `named`."""
    member = named(said, share=share, count=count, within=within, each=each)
    return _ratio(_sum(member * seen, weights), _sum(member, weights))


def lift(
    said: Floats,
    seen: Floats,
    weights: Floats | None = None,
    *,
    share: float | None = None,
    count: float | None = None,
    within: NDArray[Any] | None = None,
    each: Floats | None = None,
) -> Floats:
    """How many times as often it came to those named first as to all; arguments as in `named`."""
    top = precision(said, seen, weights, share=share, count=count, within=within, each=each)
    return _ratio(top, _mean(seen, weights))


def observed_over_expected(
    said: Floats,
    seen: Floats,
    weights: Floats | None = None,
    *,
    share: float | None = None,
    count: float | None = None,
    within: NDArray[Any] | None = None,
    each: Floats | None = None,
) -> Floats:
    """What came to those named first, over what had been said of them: 1 is right, below 1 too much was said."""
    member = named(said, share=share, count=count, within=within, each=each)
    return _ratio(_sum(member * seen, weights), _sum(member * said, weights))


def named(
    said: Floats,
    *,
    share: float | None = None,
    count: float | None = None,
    within: NDArray[Any] | None = None,
    each: Floats | None = None,
) -> Floats:
    """How far each case is among those named first: 1, 0, or a part where equals stand at the border.

    Args:
        said: the chances judged.
        share: the share of cases that is named; without share and count, all are.
        count: how many are named instead, such as the contacts a team can make in a week.
        within: where given, as many are named of each of its values (each week).
        each: how many cases each row stands for; 1 where not given.

    >>> named(np.array([0.9, 0.5, 0.5, 0.1]), count=2).tolist()
    [1.0, 0.5, 0.5, 0.0]
    >>> named(np.array([0.9, 0.5, 0.1]), count=2, each=np.array([1.0, 4.0, 4.0])).tolist()
    [1.0, 0.25, 0.0]
    """
    list_of = np.unique(within, return_inverse=True)[1] if within is not None else np.zeros(len(said), np.int64)
    order = np.lexsort((-said, list_of))
    is_new_list = np.diff(list_of[order], prepend=-1) != 0
    starts = np.flatnonzero(is_new_list | (np.diff(said[order], prepend=np.inf) != 0))
    stands_for = _weights(each, said)[order]
    before = np.concatenate([[0.0], np.cumsum(stands_for)])
    above = before[starts] - before[np.flatnonzero(is_new_list)[np.cumsum(is_new_list)[starts] - 1]]
    equals = np.diff(before[np.append(starts, len(said))])
    whole = np.bincount(list_of, each)[list_of[order][starts]]
    room = whole * (1.0 if share is None else share) if count is None else count
    member = np.empty(len(said))
    rows = np.diff(starts, append=len(said))
    member[order] = np.repeat(np.clip((room - above) / equals, 0.0, 1.0), rows)
    return member


def calibration_table(said: Floats, seen: Floats, bins: int = 10, each: Floats | None = None) -> list[Bin]:
    """What was said beside what was seen, in bins of about equal count, lowest first; equals are never parted.

    `each` is how many cases each row stands for; 1 where not given.
    """
    order = np.argsort(said, kind="stable")
    starts = np.flatnonzero(np.diff(said[order], prepend=-np.inf))
    mass = _weights(each, said)
    reached = np.concatenate([[0.0], np.cumsum(mass[order])])
    middle = (reached[starts] + reached[np.append(starts[1:], len(said))]) / 2 / max(reached[-1], 1.0)
    rows = np.diff(starts, append=len(said))
    place = np.repeat(np.minimum((middle * bins).astype(int), bins - 1), rows)
    parts = [order[place == number] for number in range(bins)]
    return [Bin(_level(said, mass, p), _level(seen, mass, p), round(float(mass[p].sum()))) for p in parts if len(p)]


@dataclass(frozen=True)
class Redraws:
    """Groups drawn anew with replacement, each row as often as its group (Efron 1979; groups: Field & Welsh 2007).

    The same groups and seed give the same draws, in whatever order the rows stand.
    """

    groups: NDArray[Any]  # (rows,) the account of each row
    draws: int = 200
    seed: int = 1
    each: Floats | None = None  # (rows,) how many cases each row stands for; 1 where not given

    def weights(self) -> Iterator[Floats]:
        """How often each row was drawn, times what it stands for: (some draws, rows) at a time."""
        _, code = np.unique(self.groups, return_inverse=True)
        count = int(code.max()) + 1 if len(code) else 0
        chance = np.random.default_rng(self.seed)
        at_once = max(1, CELLS_AT_ONCE // max(len(code), 1))
        for first in range(0, self.draws, at_once):
            draws = min(at_once, self.draws - first)
            drawn = chance.integers(0, max(count, 1), (draws, count)) + count * np.arange(draws)[:, None]
            times = np.bincount(drawn.ravel(), minlength=draws * count).reshape(draws, count)
            drawn_rows = times[:, code].astype(np.float64)
            yield drawn_rows if self.each is None else drawn_rows * self.each


def figure(measure: Measure, said: ArrayLike, seen: ArrayLike, redraws: Redraws) -> Figure:
    """A measure with its 95 % interval (percentiles of the redraws)."""
    chance, came = np.asarray(said, float), np.asarray(seen, float)
    return _figure(lambda weights: measure(chance, came, weights), redraws)


def difference(measure: Measure, first: ArrayLike, second: ArrayLike, seen: ArrayLike, redraws: Redraws) -> Figure:
    """The measure of the second prediction less that of the first, on the same rows and redraws, with its interval.

    Rows that both find hard cancel, so that the interval of a difference is far narrower than that of either.
    """
    one, two, came = (np.asarray(each, float) for each in (first, second, seen))
    return _figure(lambda weights: measure(two, came, weights) - measure(one, came, weights), redraws)


def _figure(of: Callable[[Floats | None], Floats], redraws: Redraws) -> Figure:
    value = float(of(redraws.each)) if len(redraws.groups) else float("nan")
    if np.isnan(value):
        return Figure(value, value, value)
    drawn = np.concatenate([of(weights) for weights in redraws.weights()])
    low, high = np.nanpercentile(drawn, [2.5, 97.5]) if not np.isnan(drawn).all() else (np.nan, np.nan)
    return Figure(value, float(low), float(high))


def _level(values: Floats, mass: Floats, part: NDArray[np.int64]) -> float:
    return float(np.average(values[part], weights=mass[part]))


def _weights(weights: Floats | None, said: Floats) -> Floats:
    return np.ones(len(said)) if weights is None else weights


def _sum(values: Floats, weights: Floats | None) -> Floats:
    """The weighted sum, by one thread: for products this small, several only wait on one another."""
    return np.asarray(values.sum() if weights is None else np.einsum("...n,n->...", weights, values))


def _mean(values: Floats, weights: Floats | None) -> Floats:
    return _ratio(_sum(values, weights), np.asarray(len(values) if weights is None else weights.sum(axis=-1)))


def _ratio(over: Floats, under: Floats) -> Floats:
    """Not-a-number where there is nothing to divide by."""
    nothing = np.full(np.shape(over), np.nan)
    return np.asarray(np.divide(over, under, out=nothing, where=np.asarray(under) > 0))


def _each(of: Callable[[Floats], float], weights: Floats) -> Floats:
    """One row of weights after another: each fits into the processor's nearest memory."""
    return np.array([of(row) for row in weights]) if weights.ndim > 1 else np.asarray(of(weights))
