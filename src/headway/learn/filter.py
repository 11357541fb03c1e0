"""Where a journey stands, from which buying jobs somebody was present on in which week.

A forward filter over five states that may follow one another in any order. It reads presence, not counts, and tempers
its evidence, because pages of one week hang together and real customers browse in bursts; both cost nothing where the
world is as assumed and help where it is not. It needs no closed deal.
"""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class FilterPriors:
    """What the filter takes for granted; shapes: S states, J jobs, K classes of activity."""

    presence: Floats  # (S, J) chance that a week holds a visit to a page of the job
    moves: Floats  # (S, S) chance of each next state
    start: Floats  # (S,)
    activity: Floats  # (K,) factor on the odds of presence
    activity_share: Floats  # (K,)
    temper: float
    temper_empty: float
    half_life_weeks: float

    @classmethod
    def of(cls, told: dict[str, Any]) -> "FilterPriors":
        """Read the priors as data gives them."""
        values = {each.name: told[each.name] for each in fields(cls)}
        read: dict[str, Any] = {n: np.array(v, float) if isinstance(v, list) else v for n, v in values.items()}
        return cls(**read)

    def log_presence(self) -> tuple[Floats, Floats]:
        """Log chance of a presence and of an absence: each (K, S, J)."""
        odds = self.activity[:, None, None] * (self.presence / (1 - self.presence))[None]
        return np.log(odds / (1 + odds)), -np.log1p(odds)


def standings(present: NDArray[np.bool_], ended: NDArray[np.bool_], priors: FilterPriors) -> Floats:
    """The chance that each journey stands in each state after the last week.

    Args:
        present: (journeys, weeks, jobs), whether anybody was there.
        ended: (journeys, weeks), whether a deal of theirs closed that week: what comes after is a new journey.
        priors: what the filter takes for granted.

    Returns:
        (journeys, states); rows add up to 1.
    """
    here, away = priors.log_presence()
    classes, states = len(priors.activity), len(priors.start)
    fresh = np.broadcast_to(priors.start, (classes, states)) * priors.activity_share[:, None]
    belief = np.broadcast_to(fresh, (present.shape[0], classes, states)).copy()
    for week in range(present.shape[1]):
        seen = present[:, week].astype(float)
        evidence = np.einsum("nj,ksj->nks", seen, here - away) + away.sum(axis=2)[None]
        temper = np.where(seen.any(axis=1), priors.temper, priors.temper_empty)
        belief = (belief @ priors.moves) * np.exp(evidence * temper[:, None, None])
        belief /= belief.sum(axis=(1, 2), keepdims=True)
        belief[ended[:, week]] = fresh
    return np.asarray(belief.sum(axis=1))


def progress(strength: Floats, ended: NDArray[np.bool_], acts: Floats, half_life_weeks: float) -> Floats:
    """How far each buying job is done, 0 to 1.

    What is left of a job shrinks with every act, by ``exp(-weight / acts)``, and grows back slowly as people forget, so
    ``-log(1 - progress)`` is the sum of what each week added.

    Args:
        strength: (journeys, weeks, jobs), summed weight of the acts.
        ended: (journeys, weeks), whether a deal of theirs closed that week.
        acts: (jobs,), acts of full weight that a job takes.
        half_life_weeks: after which half of what was done no longer counts.

    Returns:
        (journeys, jobs).
    """
    kept = 0.5 ** (1.0 / half_life_weeks)
    done = np.zeros((strength.shape[0], strength.shape[2]))
    for week in range(strength.shape[1]):
        done = done * kept + strength[:, week] / acts
        done[ended[:, week]] = 0.0
    return 1.0 - np.exp(-done)


def momentum(strength: Floats, half_life_weeks: float) -> Floats:
    """Weight of all acts, the older the less: (journeys,) from (journeys, weeks, jobs)."""
    age = np.arange(strength.shape[1])[::-1]
    return np.asarray(np.einsum("nwj,w->n", strength, 0.5 ** (age / half_life_weeks)))
