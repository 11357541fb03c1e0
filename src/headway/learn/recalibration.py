"""How far said chances would have to be shifted and stretched to fit what came: measures as in `headway.learn.judging`.

Where the cases do not fix the regression, as where nothing came or all was said alike, each is not-a-number.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from headway.learn.judging import TINY

Floats = NDArray[np.float64]

STEPS = 50  # of Newton; it needs under ten where there is an answer
LONGEST_STEP = 5.0
SETTLED = 1e-6  # a step this small leaves an error of its square
CELLS_AT_ONCE = 60_000  # of weights that are searched for together: they fit into the processor's nearest memory


def calibration_slope(said: Floats, seen: Floats, weights: Floats | None = None) -> Floats:
    """1 where said and seen spread alike, below 1 where too much was said with too much certainty (Cox 1958)."""
    return recalibration(said, seen, weights)[..., 1]


def calibration_intercept(said: Floats, seen: Floats, weights: Floats | None = None) -> Floats:
    """The intercept that goes with `calibration_slope`, in log-odds (Cox 1958)."""
    return recalibration(said, seen, weights)[..., 0]


def calibration_in_the_large(said: Floats, seen: Floats, weights: Floats | None = None) -> Floats:
    """Log-odds by which all that was said lay too low, the slope left at 1 (Van Calster et al. 2016)."""
    odds = _log_odds(said)
    return _fitted(np.ones((1, len(odds))), odds, seen, weights)[..., 0]


def recalibration(said: Floats, seen: Floats, weights: Floats | None = None) -> Floats:
    """Intercept and slope of the logistic regression of what came on the log-odds of what was said (Cox 1958)."""
    odds = _log_odds(said)
    return _fitted(np.stack([np.ones(len(odds)), odds]), np.zeros(len(odds)), seen, weights)


def _log_odds(said: Floats) -> Floats:
    return np.asarray(logit(np.clip(said, TINY, 1 - TINY)))


def _fitted(columns: Floats, offset: Floats, seen: Floats, weights: Floats | None) -> Floats:
    """Logistic coefficients for each row of weights, each search begun where all rows together end."""
    ones = np.ones((1, len(seen)))
    start = _newton(columns, offset, seen, ones, np.zeros(len(columns)))
    if weights is None:
        return np.asarray(start[0])
    rows, begin = np.atleast_2d(weights), np.nan_to_num(start[0])
    parts = np.array_split(rows, -(-rows.size // CELLS_AT_ONCE) or 1)
    found = np.concatenate([_newton(columns, offset, seen, part, begin) for part in parts])
    return found if weights.ndim > 1 else np.asarray(found[0])


def _newton(columns: Floats, offset: Floats, seen: Floats, weights: Floats, begin: Floats) -> Floats:
    """Coefficients of one logistic regression for each row of weights, all searched for at once.

    A row of not-a-number where the cases do not fix them.
    """
    found = np.full((len(weights), len(begin)), np.nan)
    came = np.einsum("dn,n->d", weights, seen)
    going = np.flatnonzero((came > 0) & (came < weights.sum(axis=1)))
    at = np.tile(begin, (len(going), 1))
    for _ in range(STEPS):
        curve, slope = _bent(columns, offset, seen, weights[going], at)
        is_fixed = np.linalg.cond(curve) < 1 / TINY
        going, at = going[is_fixed], at[is_fixed]
        step = np.linalg.solve(curve[is_fixed], slope[is_fixed, :, None])[..., 0]
        # Far from the answer the curve is flat, and a full step would overshoot.
        at = at + np.clip(step, -LONGEST_STEP, LONGEST_STEP)
        is_there = np.abs(step).max(axis=1) < SETTLED
        found[going[is_there]] = at[is_there]
        going, at = going[~is_there], at[~is_there]
        if not len(going):
            break
    return found


def _bent(columns: Floats, offset: Floats, seen: Floats, weights: Floats, at: Floats) -> tuple[Floats, Floats]:
    """How the likelihood bends and rises at each row's coefficients; summed by one thread, for the sums are short."""
    chance = expit(offset + np.einsum("di,in->dn", at, columns))
    pairs = (columns[:, None] * columns[None]).reshape(-1, len(seen))
    curve = np.einsum("dn,pn->dp", weights * chance * (1 - chance), pairs)
    slope = np.einsum("dn,in->di", weights * (seen - chance), columns)
    return curve.reshape(-1, len(columns), len(columns)), slope
