"""Two bets of which either would do, and the lot between them."""

from itertools import combinations

import numpy as np
import pytest

from headway.learn.near_ties import Pair, exchanged, lot, near_ties
from headway.learn.plans import Plan, Week, best
from weeks import week


def each_alone(worth: list[float], has: list[float]) -> Week:
    """Bets of three hours that anybody may do."""
    return week(worth, [(bet, 3, list(range(len(has)))) for bet in range(len(worth))], has)


def pairs(told: Week, share: float, barred: tuple[int, ...] = ()) -> list[tuple[int, int]]:
    may = np.array([bet not in barred for bet in range(len(told.worth))], bool)
    return [(pair.made, pair.waiting) for pair in near_ties(told, best(told), share, may)]


def test_what_is_nearest_to_what_waits_pairs_first() -> None:
    told = each_alone([9, 5, 4.9, 4.8, 2], [6])
    assert pairs(told, 0.05) == [(1, 2)]
    assert pairs(each_alone([5, 5, 4.9, 4.8, 2], [6]), 0.05) == [(0, 2), (1, 3)]


@pytest.mark.parametrize(
    ("worth", "has", "share", "barred", "why"),
    [
        ([9, 5], [3], 0.1, (), "too unlike"),
        ([5, 5], [6], 0.1, (), "hours for both"),
        ([5, 5], [3], 0.1, (0,), "somebody has said what becomes of the one that is made"),
        ([5, 5], [3], 0.1, (1,), "and of the one that waits"),
        ([0, 0], [3], 0.1, (), "worth nothing"),
        ([5, 5], [2], 0.1, (), "no hours for either"),
        ([], [3], 0.1, (), "nothing to do"),
    ],
)
def test_no_pair(worth: list[float], has: list[float], share: float, barred: tuple[int, ...], why: str) -> None:
    assert pairs(each_alone(worth, has), share, barred) == [], why


def test_what_waits_needs_its_own_people() -> None:
    """The third bet waits for somebody whose hours the first does not free."""
    told = week([5, 4, 4], [(0, 3, [0]), (1, 3, [1]), (2, 3, [1])], [3, 3])
    assert pairs(told, 0.3) == [(1, 2)]


def test_the_one_that_wins_takes_the_hours() -> None:
    told = week([5, 4.9], [(0, 3, [0]), (1, 2, [0]), (1, 1, [1])], [3, 1])
    plan = best(told)
    (pair,) = near_ties(told, plan, 0.1, np.ones(2, bool))
    other = exchanged(told, plan, [pair])
    assert (plan.is_made.tolist(), plan.by.tolist()) == ([True, False], [0, -1, -1])
    assert (other.is_made.tolist(), other.by.tolist()) == ([False, True], [-1, 0, 1])


@pytest.mark.parametrize("seed", range(12))
def test_whichever_win_the_hours_are_enough_and_little_is_lost(seed: int) -> None:
    """Every outcome of all lots: nobody above the own hours, each lot at most its share."""
    draw = np.random.default_rng(seed)
    parts = [(bet, float(draw.integers(1, 4)), [int(who)]) for bet in range(14) for who in draw.choice(4, 2, False)]
    told = week(draw.uniform(4, 6, 14).tolist(), parts, draw.integers(4, 8, 4).tolist())
    plan = best(told)
    found = near_ties(told, plan, 0.3, np.ones(14, bool))
    drawn = [bet for pair in found for bet in (pair.made, pair.waiting)]
    assert len(drawn) == len(set(drawn))
    for outcome in _outcomes(told, plan, found):
        assert not outcome.missing(told).any()
        assert outcome.is_made.sum() == plan.is_made.sum()
        assert outcome.worth(told) >= 0.7 * plan.worth(told)


def _outcomes(told: Week, plan: Plan, found: list[Pair]) -> list[Plan]:
    chosen = [some for many in range(len(found) + 1) for some in combinations(found, many)]
    return [exchanged(told, plan, list(some)) for some in chosen]


def test_lots_fall_evenly_and_otherwise_with_another_seed_or_week() -> None:
    first = [lot("ours", f"2026-W{each}", "acme") < lot("ours", f"2026-W{each}", "brandt") for each in range(4000)]
    other = [lot("else", f"2026-W{each}", "acme") < lot("else", f"2026-W{each}", "brandt") for each in range(4000)]
    # Four standard errors of 4,000 even lots.
    assert sum(first) / 4000 == pytest.approx(0.5, abs=0.032)
    assert np.equal(first, other).mean() == pytest.approx(0.5, abs=0.032)
    assert lot("ours", "2026-W1", "acme") == lot("ours", "2026-W1", "acme")
