"""What others score with, for comparison only: nothing that Headway shows comes from here.

Each is written from its published form, as a customer would get it: with its faults.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from headway.learn.logistic import Prior, fit, spread

Floats = NDArray[np.float64]

ADDED = 0.1  # cases put into every cell, as the best-known open CRM does
HALF_LIVES_WEEKS = (2.0, 8.0)
PULL = 20.0  # precision of a weight per standard deviation: the usual strength for some hundred deals


def naive_bayes(taught: NDArray[Any], came: Floats, shown: NDArray[Any], weights: Floats | None = None) -> Floats:
    """Chances by naive Bayes over the values of fields, as the lead scoring of open-source CRMs forms them.

    How often each value occurs among won and among lost cases, a tenth of a case added to each cell, multiplied over
    all fields as if none knew of another: fields that say the same are counted again and again, which makes its chances
    extreme. A value that was never seen says nothing.

    Args:
        taught: (cases, fields): ended cases; values of any kind that can be compared, numbers already put into bins.
        came: (cases,): 1 where it was won.
        shown: (rows, fields): what is to be scored.
        weights: (cases,): how many cases each stands for; 1 where not given.
    """
    of_won, of_lost = (each if weights is None else each * weights for each in (came, 1 - came))
    won, lost = of_won.sum(), of_lost.sum()
    odds = np.full(len(shown), np.log(won + ADDED) - np.log(lost + ADDED))
    for field in range(taught.shape[1]):
        values, code = np.unique(taught[:, field], return_inverse=True)
        if not len(values):
            continue
        in_won = (np.bincount(code, of_won) + ADDED) / (won + ADDED * len(values))
        in_lost = (np.bincount(code, of_lost) + ADDED) / (lost + ADDED * len(values))
        place = np.minimum(np.searchsorted(values, shown[:, field]), len(values) - 1)
        is_known = values[place] == shown[:, field]
        odds += np.where(is_known, np.log(in_won[place]) - np.log(in_lost[place]), 0.0)
    return np.asarray(1 / (1 + np.exp(-odds)))


def binned(taught: Floats, shown: Floats, bins: int = 4) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Numbers as bins of about equal count of the taught cases: what naive Bayes takes of taught and of shown."""
    if not len(taught):
        return np.zeros(taught.shape, np.int64), np.zeros(shown.shape, np.int64)
    edges = np.quantile(taught, np.linspace(0, 1, bins + 1)[1:-1], axis=0)
    known, new = ((each[:, None, :] >= edges[None]).sum(axis=1).astype(np.int64) for each in (taught, shown))
    return known, new


def points(counts: Floats, each: Floats) -> Floats:
    """The score of marketing automation: so many points for each act, added up and never taken back.

    It orders; it is no chance. `counts` is (rows, kinds of act), `each` (kinds,).
    """
    return np.asarray((counts * each).sum(axis=1))


def decayed(counts: Floats, half_lives: tuple[float, ...] = HALF_LIVES_WEEKS) -> Floats:
    """Counts of acts that fade with age, at several speeds: (rows, kinds * speeds) from (rows, weeks, kinds).

    The last week is the newest.
    """
    age = np.arange(counts.shape[1])[::-1]
    faded = [np.einsum("nwk,w->nk", counts, 0.5 ** (age / half_life)) for half_life in half_lives]
    return np.asarray(np.log1p(np.concatenate(faded, axis=1)))


def ridge(taught: Floats, came: Floats, shown: Floats, pull: float = PULL, weights: Floats | None = None) -> Floats:
    """Chances by plain ridge regression, every weight drawn to nothing: the rival to beat (Hoerl & Kennard 1970)."""
    wide = spread(taught, weights)
    prior = Prior.per_spread(np.zeros(taught.shape[1]), np.full(taught.shape[1], pull), wide)
    return fit(taught, came, prior, weights=weights).chances(shown)[:, 1]
