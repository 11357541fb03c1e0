"""Where a journey stands and how far its buying jobs are, from which of them somebody was present on in which week.

A forward filter over five states that may follow one another in any order: at rest, or at one of four jobs. Validation
and consensus creation run beside them as tracks: read more the further a journey is, but no place to stand. The filter
reads presence, not counts, and tempers its evidence, because pages of one week hang together and real customers browse
in bursts; both cost nothing where the world is as assumed and help where it is not. It needs no closed deal.

Every week in which a journey is alive does a part of what is left of each job: the likelier its pages are read where
the journey stands, the larger a part. So `done` takes account of when the journey may have begun, and of what was done
where nobody saw it.

Three kinds of week: one in which the journey was seen; an empty one, which says little, and the less the less of the
usual traffic was tracked that week; an untracked one, which says nothing. What happens to a belief between two weeks
with a visit hangs on the calendar alone, so it is worked out once for every pair of weeks, and work is done only where
something was seen.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

# Journeys whose beliefs are carried at once: memory stays small whatever their number.
JOURNEYS_AT_ONCE = 4_000


@dataclass(frozen=True)
class FilterPriors:
    """What the filter takes for granted; shapes: S states, the first at rest, J jobs, K classes of activity."""

    presence: Floats  # (S, J) chance that a week holds a visit to a page of the job
    moves: Floats  # (S, S) chance of each next state
    start: Floats  # (S,)
    activity: Floats  # (K,) factor on the odds of presence
    activity_share: Floats  # (K,)
    temper: float
    temper_empty: float
    done_in_a_week: float  # the part of what is left of a job that a week with a visit to its pages does

    @classmethod
    def of(cls, told: dict[str, Any]) -> "FilterPriors":
        """Read the priors as data gives them."""
        values = {each.name: told[each.name] for each in fields(cls)}
        read: dict[str, Any] = {n: np.array(v, float) if isinstance(v, list) else v for n, v in values.items()}
        return cls(**read)

    @cached_property
    def log_presence(self) -> tuple[Floats, Floats]:
        """Log chance of a presence and of an absence: each (K, S, J)."""
        odds = self.activity[:, None, None] * (self.presence / (1 - self.presence))[None]
        return np.log(odds / (1 + odds)), -np.log1p(odds)

    @cached_property
    def fresh(self) -> Floats:
        """What is believed of a journey before anything is seen: (K, S)."""
        return np.outer(self.activity_share, self.start)

    @cached_property
    def left(self) -> Floats:
        """What a week leaves of the rest of each job: (S, J); at rest nothing is done."""
        left: Floats = 1.0 - self.done_in_a_week * self.presence
        return left

    def likelihood(self, present: Floats, tracked: Floats) -> Floats:
        """How well each class and state explains weeks, tempered: (N, K, S) from (N, J) and (N,)."""
        here, away = (chance.reshape(-1, chance.shape[2]) for chance in self.log_presence)
        evidence = present @ here.T + ((1.0 - present) * tracked[:, None]) @ away.T
        temper = self.temper_empty + (self.temper - self.temper_empty) * present.max(axis=1)
        return np.asarray(np.exp(evidence * temper[:, None])).reshape(-1, *self.fresh.shape)


@dataclass(frozen=True)
class SeenWeeks:
    """Weeks in which a journey was seen, or a deal of it ended; shapes: N journeys, R such weeks, J jobs.

    Rows stand by journey and within it by week, each pair once, all before the journey's end.
    """

    journey: Ints  # (R,) from 0 on; a journey may have no row
    week: Ints  # (R,)
    present: Floats  # (R, J) the chance that somebody was there who is about a purchase
    ended: Flags  # (R,) what comes after is a new journey
    until: Ints  # (N,) the first week that does not count any more

    @property
    def journeys(self) -> int:
        """How many there are."""
        return len(self.until)


@dataclass(frozen=True)
class Standings:
    """What is believed of each journey at its end."""

    chances: Floats  # (N, S), rows add up to 1
    done: Floats  # (N, J), how far each job is, 0 to 1, if the journey is alive


@dataclass(frozen=True)
class Progress:
    """How far each job is, 0 to 1, on the way to a journey's end; what is between two of these adds up exactly."""

    before: Floats  # (R, J), when a seen week begins
    after: Floats  # (R, J), when it is over, before an ending in it counts
    done: Floats  # (N, J), at the end: `Standings.done`


@dataclass(frozen=True)
class _Belief:
    """The chance of each class and state, and with it what is left of each job where the journey is not at rest."""

    stands: Floats  # (N, K, S)
    left: Floats  # (N, K, J, S - 1), times the chance of the state

    @classmethod
    def fresh(cls, journeys: int, priors: FilterPriors) -> "_Belief":
        """Before anything was seen nothing is done."""
        left = np.broadcast_to(
            priors.fresh[:, None, 1:], (len(priors.fresh), priors.left.shape[1], len(priors.start) - 1)
        )
        return cls(*(np.broadcast_to(one, (journeys, *one.shape)).copy() for one in (priors.fresh, left)))

    @property
    def chances(self) -> Floats:
        """The chance of each state: (N, S)."""
        return np.asarray(self.stands.sum(axis=1) / self.stands.sum(axis=(1, 2))[:, None])

    @property
    def done(self) -> Floats:
        """The mean progress of those that are alive: (N, J)."""
        alive = self.stands[:, :, 1:].sum(axis=(1, 2))
        return np.asarray(1.0 - self.left.sum(axis=(1, 3)) / alive[:, None]).clip(0.0, 1.0)


@dataclass(frozen=True)
class _Paths:
    """What weeks without a visit do, from the start of one week to that of another, right up to a factor.

    W weeks: `stands` (W + 1, W + 1, K, S, S), `left` (W + 1, W + 1, K, J, S + S - 1, S - 1): from the chances and what
    was left to what is left.
    """

    stands: Floats
    left: Floats

    def walked(self, belief: _Belief, begin: Ints, end: Ints) -> _Belief:
        """Beliefs after weeks without a visit."""
        stands = np.einsum("nks,nkst->nkt", belief.stands, self.stands[begin, end])
        both = np.concatenate(
            [np.broadcast_to(belief.stands[:, :, None], (*belief.left.shape[:3], belief.stands.shape[2])), belief.left],
            axis=3,
        )
        return _Belief(stands, np.einsum("nkjx,nkjxt->nkjt", both, self.left[begin, end]))


def standings(seen: SeenWeeks, tracked: Floats, priors: FilterPriors) -> Standings:
    """Where each journey stands at its end, and how far its jobs are.

    Args:
        seen: the weeks with something in them; all others are empty.
        tracked: (weeks,), the share of the usual traffic that was tracked, 0 to 1. What was before the first tracked
            week is unknown: the first belief stands until then.
        priors: what the filter takes for granted.
    """
    found = Standings(np.empty((seen.journeys, len(priors.start))), np.empty((seen.journeys, priors.left.shape[1])))
    for part, belief in _beliefs(seen, tracked, priors):
        found.chances[part], found.done[part] = belief.chances, belief.done
    return found


def progress(seen: SeenWeeks, tracked: Floats, priors: FilterPriors) -> Progress:
    """How far the jobs of each journey were when each of its seen weeks began and was over; as `standings`."""
    jobs = priors.left.shape[1]
    made = Progress(*(np.empty((many, jobs)) for many in (len(seen.week), len(seen.week), seen.journeys)))
    for part, belief in _beliefs(seen, tracked, priors, made):
        made.done[part] = belief.done
    return made


def _beliefs(
    seen: SeenWeeks, tracked: Floats, priors: FilterPriors, told: Progress | None = None
) -> Iterator[tuple[Ints, _Belief]]:
    """Some journeys and what is believed of them at their end, those with most seen weeks first."""
    paths = _paths(tracked, priors)
    rows = np.bincount(seen.journey, minlength=seen.journeys)
    first = np.concatenate(([0], np.cumsum(rows)[:-1])).astype(np.int64)
    most_first = np.argsort(-rows, kind="stable")
    for begin in range(0, len(most_first), JOURNEYS_AT_ONCE):
        part = most_first[begin : begin + JOURNEYS_AT_ONCE]
        belief, after = _Belief.fresh(len(part), priors), np.zeros(len(part), np.int64)
        for row in _turns(first[part], rows[part]):
            going = slice(0, len(row))
            held = paths.walked(_Belief(belief.stands[going], belief.left[going]), after[going], seen.week[row])
            belief.stands[going], belief.left[going] = _week(seen, row, held, tracked, priors, told)
            after[going] = seen.week[row] + 1
        yield part, paths.walked(belief, after, seen.until[part])


def _turns(first: Ints, rows: Ints) -> Iterator[Ints]:
    """The first seen week of every journey, then the second of those that have one, and so on."""
    for place in range(int(rows.max(initial=0))):
        yield first[: int(np.searchsorted(-rows, -place))] + place


def _week(
    seen: SeenWeeks, row: Ints, held: _Belief, tracked: Floats, priors: FilterPriors, told: Progress | None
) -> tuple[Floats, Floats]:
    """Beliefs after a seen week of each journey, from those before it."""
    then = _seen(held, priors.likelihood(seen.present[row], tracked[seen.week[row]]), priors)
    if told:
        told.before[row], told.after[row] = held.done, then.done
    ended = seen.ended[row]
    fresh = _Belief.fresh(int(ended.sum()), priors)
    then.stands[ended], then.left[ended] = fresh.stands, fresh.left
    return then.stands, then.left


def _seen(belief: _Belief, likelihood: Floats, priors: FilterPriors) -> _Belief:
    """Beliefs after one week more, of which the likelihood tells."""
    moved = (belief.stands @ priors.moves) * likelihood
    begun = belief.stands[:, :, None, :1] * priors.moves[0, 1:]
    left = (belief.left @ priors.moves[1:, 1:] + begun) * priors.left.T[:, 1:] * likelihood[:, :, None, 1:]
    scale = moved.sum(axis=(1, 2))
    return _Belief(moved / scale[:, None, None], left / scale[:, None, None, None])


def _paths(tracked: Floats, priors: FilterPriors) -> _Paths:
    """What weeks without a visit do between every two weeks."""
    weeks, (classes, states), jobs = len(tracked), priors.fresh.shape, priors.left.shape[1]
    stands = np.zeros((weeks + 1, weeks + 1, classes, states, states))
    left = np.zeros((weeks + 1, weeks + 1, classes, jobs, 2 * states - 1, states - 1))
    stands[:] = np.eye(states)
    left[..., states:, :] = np.eye(states - 1)
    silence = priors.likelihood(np.zeros((weeks, jobs)), tracked)
    began = int(next(iter(np.flatnonzero(tracked)), weeks))
    for week in range(began, weeks):
        begin = slice(0, week + 1)
        moved = (stands[begin, week] @ priors.moves) * silence[week][:, None]
        begun = np.zeros((week + 1, classes, 1, 2 * states - 1, states - 1))
        begun[:, :, 0, :states] = stands[begin, week][..., :1] * priors.moves[0, 1:]
        rest = (left[begin, week] @ priors.moves[1:, 1:] + begun) * priors.left.T[:, None, 1:]
        scale = moved.max(axis=(1, 2, 3))
        stands[begin, week + 1] = moved / scale[:, None, None, None]
        left[begin, week + 1] = rest * silence[week][:, None, None, 1:] / scale[:, None, None, None, None]
    return _Paths(stands, left)


def faded(seen: SeenWeeks, values: Floats, half_life_weeks: float) -> Floats:
    """Values (R, J) summed by journey, each half as much after every half-life before its end: (N, J)."""
    age = seen.until[seen.journey] - 1 - seen.week
    fading = values * 0.5 ** (age / half_life_weeks)[:, None]
    return np.array([np.bincount(seen.journey, column, seen.journeys) for column in fading.T]).T
