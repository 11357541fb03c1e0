"""Who does what this week."""

from itertools import product

import numpy as np
import pytest

from headway.learn.plans import NOBODY, Plan, Week, best, greedy
from weeks import week


def made(plan: Plan) -> list[int]:
    return np.flatnonzero(plan.is_made).tolist()


def test_nothing_to_do() -> None:
    empty = week([], [], [])
    assert (made(best(empty)), best(empty).gap(empty)) == ([], 0.0)


def test_enough_hours_for_everything_worth_anything() -> None:
    plan = best(week([2, 1, 0], [(0, 3, [0]), (1, 3, [0]), (2, 3, [0])], [10]))
    assert (made(plan), plan.by.tolist()) == ([0, 1], [0, 0, NOBODY])


def test_two_small_bets_beat_the_large_one_that_greedy_takes() -> None:
    full = week([6, 5, 5], [(0, 5, [0]), (1, 4.5, [0]), (2, 4.5, [0])], [9])
    assert (made(greedy(full)), made(best(full))) == ([0], [1, 2])


def test_a_bet_needs_every_part() -> None:
    both = [(0, 3, [0]), (0, 2, [1]), (1, 3, [0]), (1, 2, [1]), (2, 3, [0])]
    plan = best(week([5, 4, 1], both, [6, 2]))
    assert (made(plan), plan.by.tolist()) == ([0, 2], [0, 1, NOBODY, NOBODY, 0])


def test_a_bet_that_nobody_may_do_is_not_made() -> None:
    assert made(best(week([5, 4], [(0, 3, []), (1, 3, [0])], [9]))) == [1]


def test_pinned_comes_first_and_says_which_hours_are_missing() -> None:
    pinned = week([1, 9], [(0, 4, [0]), (1, 3, [0])], [3], pinned="0")
    plan = best(pinned)
    assert (made(plan), plan.missing(pinned).tolist()) == ([0], [1.0])


def test_pinned_without_anybody_is_made_but_for_that_part() -> None:
    plan = best(week([1, 9], [(0, 4, [0]), (0, 2, []), (1, 3, [0])], [7], pinned="0"))
    assert (made(plan), plan.by.tolist()) == ([0, 1], [0, NOBODY, 0])


def test_one_more_hour_of_somebody() -> None:
    short = week([5, 4], [(0, 3, [0]), (1, 3, [0])], [5])
    more = short.helped(np.array([0, 1]), 3.0)
    assert best(more).worth(more) - best(short).worth(short) == 4


@pytest.mark.parametrize("seed", range(8))
def test_no_plan_is_worth_more(seed: int) -> None:
    """Beside trying everything: bets of two parts, three people."""
    draw = np.random.default_rng(seed)
    parts = [(bet, float(draw.integers(1, 5)), draw.choice(3, 2, replace=False).tolist()) for bet in range(5)]
    tight = week(draw.uniform(1, 9, 5).tolist(), parts, draw.integers(2, 7, 3).tolist())
    assert best(tight).worth(tight) == pytest.approx(max(_every_worth(tight, parts)), rel=1e-3)


def _every_worth(tight: Week, parts: list[tuple[int, float, list[int]]]) -> list[float]:
    found = []
    for chosen in product(*([NOBODY, *who] for _, _, who in parts)):
        plan = Plan(np.array(chosen) != NOBODY, np.array(chosen), np.inf)
        if not plan.missing(tight).any():
            found.append(plan.worth(tight))
    return found
