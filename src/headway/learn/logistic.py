"""Logistic regression that begins with what experts hold and gives way to what the rows show.

Every weight has a normal prior around an expert's value; the answer is the most likely weights given prior and rows
(maximum a posteriori; Gelman et al. 2008, "A weakly informative default prior distribution for logistic and other
regression models"), found by Newton's method, with the curvature there as their uncertainty (Laplace). With no rows it
*is* the prior, with ever more it becomes the plain maximum likelihood.

Weights are per unit of the values as given, so that a log-odds is exactly the intercept plus the sum of value times
weight. Inside, columns are centred and scaled; this changes the arithmetic, not the answer. The last bits depend on the
order of the rows: whoever needs them equal sorts the rows first.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

WEAK = 0.01  # precision of an intercept nobody knows: ten log-odds either way
STEPS = 200
HALVINGS = 40
SETTLED = 1e-10
BLOCK = 512  # rows multiplied at once: few enough for one thread, because on a busy machine several wait on one another


@dataclass(frozen=True)
class Prior:
    """What is held before any row: a value for each weight, and how firmly (precision, one over the variance).

    Weights stand for one unit of a column. `means` and `precisions` are (columns,), or (endings, columns) where there
    are several endings beside the first.
    """

    means: Floats
    precisions: Floats
    intercept: float | Floats = 0.0
    intercept_precision: float = WEAK  # 0: free

    @classmethod
    def per_spread(cls, effects: ArrayLike, precisions: ArrayLike, spread: Floats) -> "Prior":
        """A prior told per standard deviation of each column, as experts and ridge penalties are."""
        scale = np.where(spread > 0, spread, 1.0)
        return cls(np.asarray(effects, float) / scale, np.asarray(precisions, float) * scale**2)

    def stacked(self, endings: int) -> tuple[Floats, Floats]:
        """Means and precisions with the intercept first: each (endings, 1 + columns)."""
        columns = np.shape(self.means)[-1]
        means, precisions = np.empty((endings, 1 + columns)), np.empty((endings, 1 + columns))
        means[:, 0], means[:, 1:] = self.intercept, self.means
        precisions[:, 0], precisions[:, 1:] = self.intercept_precision, self.precisions
        return means, precisions


@dataclass(frozen=True)
class Logistic:
    """Fitted weights; E endings beside the first (1 where something comes or does not), P columns."""

    intercept: Floats  # (E,)
    weights: Floats  # (E, P), per unit of each column
    covariance: Floats  # (E * (1 + P), E * (1 + P)): of each ending the intercept, then the weights

    def contributions(self, values: Floats) -> Floats:
        """What each column adds to the log-odds: (rows, E, P)."""
        return np.asarray(values[:, None, :] * self.weights[None])

    def log_odds(self, values: Floats, offset: Floats | None = None) -> Floats:
        """Log-odds of each ending against the first: (rows, E); intercept, plus contributions, plus offset."""
        told = np.asarray(self.intercept + self.contributions(values).sum(axis=2))
        return told if offset is None else told + np.reshape(offset, (len(values), -1))

    def chances(self, values: Floats, offset: Floats | None = None) -> Floats:
        """The chance of each ending, the first included: (rows, 1 + E); rows add up to 1."""
        return _chances(self.log_odds(values, offset))

    def uncertainty(self, values: Floats) -> Floats:
        """Standard deviation of each log-odds from not knowing the weights better: (rows, E)."""
        columns = np.column_stack([np.ones(len(values)), values])
        size = columns.shape[1]
        blocks = [slice(place * size, (place + 1) * size) for place in range(len(self.intercept))]
        variance = [np.einsum("ni,ij,nj->n", columns, self.covariance[b, b], columns, optimize=True) for b in blocks]
        return np.asarray(np.sqrt(np.maximum(np.stack(variance, axis=1), 0.0)))


def fit(
    values: ArrayLike,
    ending: ArrayLike,
    prior: Prior,
    *,
    endings: int = 1,
    weights: ArrayLike | None = None,
    offset: ArrayLike | None = None,
) -> Logistic:
    """The most likely weights.

    Args:
        values: (rows, columns), none missing.
        ending: (rows,): 0 for the first ending, against which the others stand, 1 for the second, and so on.
        prior: what is held before any row.
        endings: how many there are beside the first; all of them need not occur.
        weights: (rows,) how much each row counts; 1 where not given.
        offset: (rows,) or (rows, endings): log-odds that are given and not learned.

    Raises:
        ValueError: no weights are the most likely ones, as where every row ended alike and the intercept is free.
    """
    taught = np.asarray(values, float)
    means, precisions = prior.stacked(endings)
    if not len(taught):
        with np.errstate(divide="ignore"):
            return Logistic(means[:, 0], means[:, 1:], np.diag(1 / precisions.ravel()))
    mass = np.ones(len(taught)) if weights is None else np.asarray(weights, float)
    to_raw, columns = _scaled(taught, mass)
    given = np.zeros((len(taught), endings))
    if offset is not None:
        given = given + np.reshape(np.asarray(offset, float), (len(taught), -1))
    came = (np.asarray(ending)[:, None] == np.arange(1, endings + 1)).astype(float)
    rows = _Rows(*(_blocks(each) for each in (columns, came, mass, given)))
    turn: Floats = np.kron(np.eye(endings), to_raw).astype(np.float64)
    scaled_means = np.asarray(np.linalg.solve(to_raw, means.T).T, np.float64)
    found, curve = _newton(rows, scaled_means, turn.T @ (precisions.reshape(-1, 1) * turn))
    raw = found @ to_raw.T
    return Logistic(raw[:, 0], raw[:, 1:], np.asarray(turn @ np.linalg.solve(curve, turn.T), np.float64))


def spread(values: Floats, weights: Floats | None = None) -> Floats:
    """Standard deviation of each column."""
    mass = np.ones(len(values)) if weights is None else weights
    if not mass.sum() > 0:
        return np.zeros(values.shape[1])
    mean = np.average(values, axis=0, weights=mass)
    return np.sqrt(np.average((values - mean) ** 2, axis=0, weights=mass))


def recentred(log_odds: ArrayLike, seen: ArrayLike, pull: float, weights: ArrayLike | None = None) -> Logistic:
    """The shift that makes what was said right on average, drawn to 0 with the precision `pull` (Steyerberg 2004).

    It has no columns: give what was said as its offset.
    """
    said = np.asarray(log_odds, float)
    prior = Prior(np.zeros(0), np.zeros(0), 0.0, pull)
    return fit(np.zeros((len(said), 0)), seen, prior, weights=weights, offset=said)


def recalibrated(log_odds: ArrayLike, seen: ArrayLike, pull: float, weights: ArrayLike | None = None) -> Logistic:
    """Shift and stretch of what was said, drawn to 0 and 1 with the precision `pull` (Platt 1999; Steyerberg 2004).

    Its one column is the log-odds as they were said.
    """
    said = np.asarray(log_odds, float)
    return fit(said[:, None], seen, Prior(np.ones(1), np.full(1, pull), 0.0, pull), weights=weights)


def _scaled(values: Floats, mass: Floats) -> tuple[Floats, Floats]:
    """A one and the centred, scaled columns; and the matrix that takes their weights back to the values as given."""
    centre = np.average(values, axis=0, weights=mass) if mass.sum() > 0 else np.zeros(values.shape[1])
    wide = spread(values, mass)
    scale = np.where(wide > 0, wide, 1.0)
    to_raw = np.diag(np.concatenate([[1.0], 1 / scale]))
    to_raw[0, 1:] = -centre / scale
    return to_raw, np.column_stack([np.ones(len(values)), (values - centre) / scale])


@dataclass(frozen=True)
class _Rows:
    """What is taught, in blocks of rows; the last block is filled up with rows that count nothing."""

    columns: Floats  # (blocks, BLOCK, 1 + P)
    came: Floats  # (blocks, BLOCK, E)
    mass: Floats  # (blocks, BLOCK)
    offset: Floats  # (blocks, BLOCK, E)

    def odds(self, found: Floats) -> Floats:
        return np.asarray(self.columns @ found.T + self.offset)

    def crossed(self, values: Floats) -> Floats:
        """Each value with each column, summed over all rows: (values, 1 + P)."""
        return np.asarray((values.swapaxes(1, 2) @ self.columns).sum(axis=0))

    def surprise(self, found: Floats) -> float:
        odds = self.odds(found)
        return float((self.mass * (_log_sum(odds) - (odds * self.came).sum(axis=-1))).sum())

    def slope_and_curve(self, found: Floats) -> tuple[Floats, Floats]:
        odds = self.odds(found)
        chance = np.exp(odds - _log_sum(odds)[..., None])
        slope = self.crossed((chance - self.came) * self.mass[..., None])
        bend = self.mass[..., None, None] * chance[..., None] * (np.eye(len(found)) - chance[..., None, :])
        rows = range(len(found))
        curve = [[self.crossed(self.columns * bend[..., one, two, None]) for two in rows] for one in rows]
        return slope, np.block(curve)


def _blocks(values: Floats) -> Floats:
    missing = -len(values) % BLOCK
    padded = np.concatenate([values, np.zeros((missing, *values.shape[1:]))])
    return padded.reshape(-1, BLOCK, *values.shape[1:])


def _newton(rows: _Rows, means: Floats, pull: Floats) -> tuple[Floats, Floats]:
    """The most likely weights of scaled columns, and the curvature there."""

    def cost(found: Floats) -> float:
        away = (found - means).ravel()
        return rows.surprise(found) + float(away @ pull @ away) / 2

    found, known = means, cost(means)
    for _ in range(STEPS):
        slope, bend = rows.slope_and_curve(found)
        curve = bend + pull
        downhill = slope.ravel() + pull @ (found - means).ravel()
        try:
            step = np.linalg.solve(curve, downhill).reshape(found.shape)
        except np.linalg.LinAlgError:
            break
        if np.abs(step).max(initial=0.0) < SETTLED:
            return found - step, curve
        tries = (found - step / 2**halving for halving in range(HALVINGS))
        found, known = next(
            ((tried, reached) for tried in tries if (reached := cost(tried)) <= known + abs(known) * SETTLED),
            (found - step, known),
        )
    raise ValueError(
        "No weights are the most likely ones: the rows tell the endings apart without a doubt, or all ended alike. "
        "Suggestion: give every weight and the intercept a precision above 0."
    )


def _log_sum(odds: Floats) -> Floats:
    """Log of one plus the sum of the exponentials of the last axis."""
    top = np.maximum(odds.max(axis=-1), 0.0)
    return np.asarray(top + np.log(np.exp(-top) + np.exp(odds - top[..., None]).sum(axis=-1)))


def _chances(odds: Floats) -> Floats:
    whole = np.column_stack([np.zeros(len(odds)), odds])
    return np.asarray(np.exp(whole - _log_sum(odds)[:, None]))
