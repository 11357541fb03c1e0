"""What each seen week added to how far a journey's jobs are, so that the progress shown takes apart without a rest."""

from dataclasses import dataclass

import numpy as np

from headway.learn.filter import Flags, Floats, Ints, Progress
from headway.learn.weeks import WEEKS, Panel

# Weights are equal where they differ by no more than this: sums differ in their last digits with the order of rows.
DIGITS = 9


@dataclass(frozen=True)
class Gains:
    """The seen weeks of journeys that have begun, and the moment's week; C such weeks, J jobs.

    By journey and job, `gained` and `unseen` add up to minus the log of what is left of the job.
    """

    journey: Ints  # (C,)
    week: Ints  # (C,)
    gained: Floats  # (C, J) in the week
    unseen: Floats  # (C, J) from the row before to the beginning of the week
    is_return: Flags  # (C, J) `came_back_to`


def gains(found: Panel, first: Ints, told: Progress, states: int) -> Gains:
    """Take apart how far the jobs are.

    Args:
        found: the weeks.
        first: (N,), the week each journey began in; -1: it has not.
        told: how far each job was before and after each of the weeks, and is at the end.
        states: how many jobs, the first of them, follow one another; the rest run beside them.
    """
    begins = first[found.seen.journey]
    kept = np.flatnonzero((begins >= 0) & (found.seen.week >= begins))
    journey, week = found.seen.journey[kept], found.seen.week[kept]
    before, after = _level(told.before[kept]), _level(told.after[kept])
    starts = np.r_[True, journey[1:] != journey[:-1]][: len(kept)]
    previous = np.where(starts[:, None], 0.0, np.roll(after, 1, axis=0)) if len(kept) else after
    last = np.flatnonzero(np.r_[starts[1:], True][: len(kept)])
    silent = last[week[last] < WEEKS - 1]
    rest = _level(told.done[journey[silent]]) - after[silent]
    is_return = came_back_to(found, first, states)[kept, None] == np.arange(after.shape[1])
    nothing = np.zeros_like(rest)
    return Gains(
        np.concatenate([journey, journey[silent]]),
        np.concatenate([week, np.full(len(silent), WEEKS - 1)]),
        np.concatenate([after - before, nothing]),
        np.concatenate([before - previous, rest]),
        np.concatenate([is_return, nothing > 0]),
    )


def _level(done: Floats) -> Floats:
    """Minus the log of what is left: what adds up."""
    return np.asarray(-np.log1p(-done))


def came_back_to(found: Panel, first: Ints, states: int) -> Ints:
    """The job that a journey came back to in a week, -1 in all others: (R,).

    It was at the job before since it began, and what it was at last before this week was a later one. A week is about
    the job that most of its acts speak of; those about one that runs beside the others are passed over.

    Args:
        found: the weeks.
        first: (N,), the week each journey began in; -1: it has not.
        states: how many jobs, the first of them, follow one another.
    """
    begins, most = first[found.seen.journey], found.strength.round(DIGITS).argmax(axis=1)
    told = np.flatnonzero((begins >= 0) & (found.seen.week >= begins) & found.signs & (most < states))
    job, journey = most[told], found.seen.journey[told]
    back = _is_earlier_again(journey, job, states)
    came = np.full(len(most), -1)
    came[told[back]] = job[back]
    return came


def _is_earlier_again(journey: Ints, job: Ints, states: int) -> Flags:
    """Whether the job is earlier than the one before it in the journey, and stood before that one already: (C,)."""
    if len(job) == 0:
        return np.zeros(0, bool)
    is_first = np.r_[True, journey[1:] != journey[:-1]]
    so_far = np.cumsum(job[:, None] == np.arange(states), axis=0)
    start = np.flatnonzero(is_first)[np.cumsum(is_first) - 1]
    # Of the running count, what earlier journeys and the week itself brought does not count.
    of_others = np.where(start > 0, so_far[start - 1, job], 0) + 1
    has_been = so_far[np.arange(len(job)), job] > of_others
    return np.asarray(~is_first & (job < np.roll(job, 1)) & has_been)
