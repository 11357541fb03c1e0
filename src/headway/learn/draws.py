"""What lots have taught: what hours brought, and what another order would have brought.

Each of a pair had its hours by a known chance, so what came of the two differs by what hours bring, and by chance. Of a
rule that would have chosen one of each pair, the pairs where the lot fell as it says are weighed by that chance, and
the weights are made to add up to one (self-normalised importance sampling: Swaminathan & Joachims 2015). How many pairs
that is worth says their effective number (Kish 1965).
"""

from dataclasses import dataclass
from math import ceil

import numpy as np
from scipy.stats import norm, t

from headway.learn.plans import Flags, Floats

# Four times in five the truth lies within.
WITHIN = 0.8
# An effect is told when so sure a range leaves nought out.
SURE = 0.95
# How likely an effect worth knowing should be told at least.
LIKELY = 0.8
FEWEST = 2


@dataclass(frozen=True)
class Told:
    """A mean with its range, how many pairs it is worth, and whether nought lies outside of a range that is surer."""

    value: float
    low: float
    high: float
    effective: float
    is_sure: bool


def brought(made: Floats, other: Floats) -> Told | None:
    """How much more came of those that won a lot than of those that lost it, for a pair; None: too few pairs."""
    return _mean(made - other, float(len(made))) if len(made) >= FEWEST else None


def would_bring(came: Floats, agrees: Flags, propensity: Floats) -> Told | None:
    """How much more would have come of a pair by a rule than by the lot.

    `came` is what came of both of a pair, `agrees` whether the lot fell as the rule says, `propensity` the chance of
    that. None: it never fell so, or too few pairs.
    """
    weight = agrees / propensity
    if len(came) < FEWEST or not weight.any():
        return None
    share = weight / weight.mean()
    value = float((share * came).mean())
    # How much one pair moves each of the two means (the delta method).
    moved = share * (came - value) - (came - came.mean())
    return _mean(moved + value - came.mean(), float(weight.sum() ** 2 / (weight**2).sum()))


def needed(made: Floats, other: Floats, worth_knowing: float) -> int | None:
    """How many pairs it takes to tell a difference worth knowing four times in five; None: cannot tell."""
    if len(made) < FEWEST or worth_knowing <= 0:
        return None
    spread = float((made - other).std(ddof=1))
    errors = _beyond(SURE, len(made)) + float(norm.ppf(LIKELY))
    return max(FEWEST, ceil((errors * spread / worth_knowing) ** 2))


def _mean(values: Floats, effective: float) -> Told:
    pairs = len(values)
    middle, error = float(values.mean()), float(values.std(ddof=1) / np.sqrt(pairs))
    out, surely = (_beyond(each, pairs) * error for each in (WITHIN, SURE))
    return Told(middle, middle - out, middle + out, effective, bool(error > 0 and abs(middle) > surely))


def _beyond(within: float, pairs: int) -> float:
    return float(t.ppf((1 + within) / 2, pairs - 1))
