"""The journey filter as one would write it down: every journey, every week, one after the other."""

import numpy as np

from headway.learn.filter import FilterPriors, Flags, Floats, SeenWeeks, Standings


def standings_week_by_week(present: Floats, ended: Flags, tracked: Floats, priors: FilterPriors) -> Standings:
    """What `headway.learn.filter.standings` finds, from (journeys, weeks, jobs) and (journeys, weeks)."""
    jobs = present.shape[2]
    began = next((week for week, share in enumerate(tracked) if share > 0), len(tracked))
    belief = np.broadcast_to(priors.fresh, (len(present), *priors.fresh.shape)).copy()
    left = np.repeat(belief[..., None], jobs, axis=3)
    for week, share in enumerate(tracked):
        likelihood = priors.likelihood(present[:, week], np.full(len(present), share))
        known = (week >= began) | present[:, week].any(axis=1) | ended[:, week]
        moved = (belief @ priors.moves) * likelihood
        rest = np.einsum("nksj,st->nktj", left, priors.moves) * likelihood[..., None] * priors.left
        rest[:, :, 0] = moved[:, :, 0, None]
        scale = moved.sum(axis=(1, 2), keepdims=True)
        belief[known], left[known] = (moved / scale)[known], (rest / scale[..., None])[known]
        belief[ended[:, week]], left[ended[:, week]] = priors.fresh, priors.fresh[..., None]
    alive = belief[:, :, 1:].sum(axis=(1, 2))[:, None]
    return Standings(belief.sum(axis=1), 1 - left[:, :, 1:].sum(axis=(1, 2)) / alive)


def seen_weeks(present: Floats, ended: Flags) -> SeenWeeks:
    """Only the weeks with something in them."""
    journey, week = np.nonzero(present.any(axis=2) | ended)
    until = np.full(len(present), present.shape[1])
    return SeenWeeks(journey, week, present[journey, week], ended[journey, week], until)
