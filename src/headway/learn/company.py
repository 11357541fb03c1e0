"""Which class a thing belongs to, told by the company it keeps.

Things that are met in the same company are alike, whether or not they meet one another. Likeness is the cosine of
their profiles: the log of how much more often than by chance each is met with every other (Levy and Goldberg 2014, as
shifted pointwise mutual information). A Gaussian process over that likeness carries the classes of the known to all
(label propagation; Zhu, Ghahramani and Lafferty 2003), and is asked only about things whose like-named it has not
seen, so that it cannot echo the word that named them. A thing that nobody named leans on those of its shelf.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Meetings beyond which a rate is believed; ours.
_FEW_MEETINGS = 5.0
# How flat a profile, beside the usual one, says nothing; ours.
_FLAT = 0.2
# Doubt in a sure label, as the process's noise; ours. A label half as sure has twice the doubt.
_NOISE = 0.1
# A class nobody has seen is still possible.
_FLOOR = 0.01
_SHARPEST = 30.0
# As many things of the usual classes stand on every shelf beside its own, so that a short one says little; ours.
_USUAL_THINGS = 4.0
# How often words and company are wrong together; ours.
_LAPSE = 0.05


@dataclass(frozen=True)
class Labels:
    """What is known of each of N things."""

    kind: Ints  # (N,) class, 0 to K-1; whatever where `sure` is 0
    sure: Floats  # (N,) how surely, 0-1; 0: nobody knows
    group: Ints  # (N,) things named by one and the same word
    kinds: int  # K

    @property
    def known(self) -> Ints:
        """The places of things that somebody has named."""
        return np.flatnonzero(self.sure > 0)

    @property
    def prior(self) -> Floats:
        """(K,) share of each class among the known."""
        return np.asarray(np.bincount(self.kind, self.sure, self.kinds) / self.sure.sum())


def likeness(met: Floats) -> Floats:
    """(N, N) how alike things are by their company, -1 to 1, from how often each two met (symmetric, diagonal 0)."""
    often = met.sum(axis=1)
    chance = np.outer(often, often) / max(often.sum(), 1.0)
    profile = np.log((met + _FEW_MEETINGS) / (chance + _FEW_MEETINGS))
    np.fill_diagonal(profile, 0.0)
    length = (profile**2).sum(axis=1)
    usual = np.median(length[length > 0]) if (length > 0).any() else 1.0
    profile /= np.sqrt(length + _FLAT * usual)[:, None]
    # Cubed, near ones count for more than many far ones.
    return np.asarray((profile @ profile.T) ** 3)


def told_by_company(alike: Floats, labels: Labels) -> Floats:
    """(N, K) the chance of each class by a thing's company alone, those its own word has named left out."""
    known, prior = labels.known, labels.prior
    said = _process(alike, labels)
    named, sure = labels.kind[known], labels.sure[known]

    def surprise(sharpness: float) -> float:
        chances = _chances(said[known], sharpness, prior)
        return float(-(sure * np.log(chances[np.arange(len(known)), named])).sum())

    best = minimize_scalar(surprise, bounds=(0.0, _SHARPEST), method="bounded")
    return _chances(said, float(best.x), prior)


def both(own: Floats, company: Floats, prior: Floats) -> Floats:
    """(N, K) the chance of each class by a thing's own words and by its company; what both rest on counts once."""
    odds = own * company / (prior + _FLOOR)
    return np.asarray((1 - _LAPSE) * odds / odds.sum(axis=1, keepdims=True) + _LAPSE * prior)


def own_words(labels: Labels) -> Floats:
    """(N, K) the chance of each class by a thing's own words: as sure as they are, the rest spread as classes are."""
    spread = (1 - labels.sure)[:, None] * (labels.prior + 2 * _FLOOR)
    known = labels.known
    spread[known, labels.kind[known]] = labels.sure[known]
    return np.asarray(spread / spread.sum(axis=1, keepdims=True))


def told_by_shelf(chances: Floats, shelf: Ints, prior: Floats) -> Floats:
    """(N, K) the chance of each class by what the others of a thing's shelf (N,) are said to be."""
    counts = np.bincount(shelf)
    sums = np.zeros((len(counts), chances.shape[1]))
    np.add.at(sums, shelf, chances)
    others = sums[shelf] - chances + _USUAL_THINGS * prior
    return np.asarray(others / (counts[shelf] - 1 + _USUAL_THINGS)[:, None])


def _process(alike: Floats, labels: Labels) -> Floats:
    """(N, K) each class above its prior, each group of the known told without itself."""
    known = labels.known
    wanted = np.eye(labels.kinds)[labels.kind[known]] - labels.prior
    noisy = alike[np.ix_(known, known)] + np.diag(_NOISE / labels.sure[known])
    inverse = np.linalg.inv(noisy)
    pulled = inverse @ wanted
    said = alike[:, known] @ pulled
    groups = labels.group[known]
    for group in np.unique(groups):
        own = np.flatnonzero(groups == group)
        # What the process would say, had it not seen the group: the closed form of leaving it out.
        said[known[own]] = wanted[own] - np.linalg.solve(inverse[np.ix_(own, own)], pulled[own])
    return np.asarray(said)


def _chances(said: Floats, sharpness: float, prior: Floats) -> Floats:
    odds = np.exp(sharpness * (said - said.max(axis=1, keepdims=True))) * (prior + _FLOOR)
    return np.asarray(odds / odds.sum(axis=1, keepdims=True))
