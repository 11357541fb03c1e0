"""How people differ in a share, given the cases each was dealt: pooled, with ranges.

The log-odds of a case are those of its stratum (cases alike when they began) and those of the person. Strata are drawn
toward all cases together, people toward the usual one; how far people differ at all is not fixed but weighed over a
grid, so that few people with few cases stay close to one another (hierarchical logistic regression, Gelman and Hill
2007). The person's part is summed over a grid; the strata are the most likely ones given all of that (expectation and
maximisation, Dempster, Laird and Rubin 1977).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, log_expit, logit, logsumexp

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Log-odds of a person against the usual one, and how far people may differ (standard deviation of these).
APART: Floats = np.linspace(-3.0, 3.0, 121)
SPREADS: Floats = np.array([0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.65, 0.8, 1.0, 1.3])
# Held before any case: the size of differences between people, and between strata.
USUAL_SPREAD, STRATUM_SPREAD = 0.5, 1.0
STEPS, SETTLED = 60, 1e-4
LOW, HIGH = 0.1, 0.9


@dataclass(frozen=True)
class Pooled:
    """The usual share of each stratum (strata,); and of each person (people,) what the cases given have come to.

    `expected`: how many the usual person would have had of the same cases; `size`: the person's share less the usual
    one on these cases, with its range (four times in five); `sure`: how sure it is that the person's is the larger.
    """

    usual: Floats
    expected: Floats
    size: Floats
    low: Floats
    high: Floats
    sure: Floats


def usual_shares(happened: Ints, cases: Ints) -> Floats:
    """The share of each stratum with the usual person (strata,); counts as for `pooled`."""
    return np.asarray(expit(_usual_logits(happened, cases)))


def pooled(happened: Ints, cases: Ints, usual: Floats | None = None) -> Pooled:
    """How people differ, from counts of what happened and of cases, both (people, strata).

    `usual` are the `usual_shares` of these counts, where they are known already.

    >>> counts = np.array([[9], [10], [11], [30]])
    >>> told = pooled(counts, np.full((4, 1), 40))
    >>> [round(float(each), 1) for each in told.size]
    [-0.1, -0.1, -0.1, 0.3]
    """
    logits = _usual_logits(happened, cases) if usual is None else logit(usual)
    return _told(cases, _smeared(_weights(happened, cases, logits), cases, logits), logits)


def _usual_logits(happened: Ints, cases: Ints) -> Floats:
    logits = np.full(cases.shape[1], _logit(happened.sum(), cases.sum()))
    centre = logits[0]
    for _ in range(STEPS):
        weights = _weights(happened, cases, logits)
        moved = _strata(happened, cases, weights, logits, centre)
        done, logits = np.abs(moved - logits).max(initial=0.0) < SETTLED, moved
        centre = float(logits @ cases.sum(axis=0) / max(cases.sum(), 1))
        if done:
            break
    return logits


def _logit(some: int, of: int) -> float:
    return float(np.log((some + 1) / (of - some + 1)))


def _weights(happened: Ints, cases: Ints, logits: Floats) -> Floats:
    """How likely each person lies at each point of `APART`: (people, points), over all spreads by their weight."""
    fits = np.zeros((len(cases), len(APART)))
    for place, usual in enumerate(logits):
        some, of = happened[:, place, None], cases[:, place, None]
        fits += some * log_expit(usual + APART) + (of - some) * log_expit(-usual - APART)
    before = -0.5 * (APART / SPREADS[:, None]) ** 2
    before -= logsumexp(before, axis=1, keepdims=True)
    both = fits + before[:, None]
    by_person = logsumexp(both, axis=2)
    # The grid of spreads is uneven: each stands for the way to its neighbours.
    whole = by_person.sum(axis=1) - 0.5 * (SPREADS / USUAL_SPREAD) ** 2 + np.log(np.gradient(SPREADS))
    of_spread = np.exp(whole - logsumexp(whole))
    return np.asarray((of_spread[:, None, None] * np.exp(both - by_person[:, :, None])).sum(axis=0))


def _strata(happened: Ints, cases: Ints, weights: Floats, logits: Floats, centre: float) -> Floats:
    """One step of Newton's method for the strata, given where people are."""
    chance = expit(logits[:, None] + APART)
    dealt = cases.T @ weights
    firmness = 1 / STRATUM_SPREAD**2
    slope = happened.sum(axis=0) - (dealt * chance).sum(axis=1) - firmness * (logits - centre)
    bend = (dealt * chance * (1 - chance)).sum(axis=1) + firmness
    return np.asarray(logits + slope / bend)


def _smeared(weights: Floats, cases: Ints, logits: Floats) -> Floats:
    """The same, with the usual person not known for certain: of few people who differ much, it is known badly."""
    chance = expit(logits)
    facts = cases @ (chance * (1 - chance))
    spread = float((weights @ APART**2).mean()) if len(weights) else 0.0
    told = (facts / (1 + spread * facts)).sum()
    reach = 1 / np.sqrt(max(told, 1.0))
    kernel = np.exp(-0.5 * ((APART[:, None] - APART) / reach) ** 2)
    return np.asarray(weights @ (kernel / kernel.sum(axis=1, keepdims=True)))


def _told(cases: Ints, weights: Floats, logits: Floats) -> Pooled:
    usual = expit(logits)
    dealt = cases.sum(axis=1)
    mix = cases / np.maximum(dealt, 1)[:, None]
    apart = mix @ (expit(logits[:, None] + APART) - usual[:, None])
    below = np.cumsum(weights, axis=1) - weights / 2
    low, high = (
        np.array(
            [
                np.interp(np.interp(part, chance, APART), APART, sizes)
                for chance, sizes in zip(below, apart, strict=True)
            ]
        )
        for part in (LOW, HIGH)
    )
    nought = len(APART) // 2
    sure = weights[:, nought + 1 :].sum(axis=1) + weights[:, nought] / 2
    return Pooled(usual, cases @ usual, (weights * apart).sum(axis=1), low, high, sure)
