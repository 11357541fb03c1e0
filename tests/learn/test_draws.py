"""What lots have taught."""

import numpy as np
import pytest

from headway.learn.draws import brought, needed, would_bring


def lots(effect: float, pairs: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What came of the winners and of the losers of lots, and whether the first of the two won."""
    draw = np.random.default_rng(seed)
    likes = draw.uniform(0.0, 0.4, (pairs, 2))
    first = draw.random(pairs) < 0.5
    won, lost = np.where(first[:, None], likes, likes[:, ::-1]).T
    return (draw.random(pairs) < won + effect) * 1.0, (draw.random(pairs) < lost) * 1.0, first


def test_too_few_lots_tell_nothing() -> None:
    nothing = np.array([])
    assert brought(nothing, nothing) is None
    assert brought(np.array([1.0]), np.array([0.0])) is None
    assert would_bring(np.array([1.0]), np.array([True]), np.array([0.5])) is None
    assert would_bring(np.array([1.0, 2.0]), np.array([False, False]), np.array([0.5, 0.5])) is None
    assert needed(nothing, nothing, 0.1) is None


def test_what_hours_brought_is_the_difference_of_the_two() -> None:
    told = brought(np.array([1.0, 2.0, 0.0, 1.0]), np.array([0.0, 1.0, 0.0, 1.0]))
    assert told is not None
    assert (told.value, told.effective, told.is_sure) == (0.5, 4, False)
    assert (round(told.low, 3), round(told.high, 3)) == (0.027, 0.973)


def test_a_rule_is_worth_what_came_where_the_lot_fell_as_it_says() -> None:
    came, agrees = np.array([3.0, 1.0, 0.0, 0.0]), np.array([True, True, False, False])
    told = would_bring(came, agrees, np.full(4, 0.5))
    assert told is not None
    assert (told.value, told.effective) == (1.0, 2.0)  # 2 a lot for 1 a lot


def test_rarer_lots_weigh_more_and_are_worth_fewer() -> None:
    told = would_bring(np.array([4.0, 1.0, 0.0]), np.array([True, True, False]), np.array([0.25, 0.5, 0.5]))
    assert told is not None
    assert told.value == pytest.approx((4 * 4 + 2 * 1) / 6 - 5 / 3)
    assert told.effective == pytest.approx(36 / 20)


@pytest.mark.parametrize("effect", [0.0, 0.2])
def test_the_truth_lies_within_four_times_in_five(effect: float) -> None:
    told = [brought(*lots(effect, 120, seed)[:2]) for seed in range(400)]
    held = np.mean([each is not None and each.low <= effect <= each.high for each in told])
    # Four standard errors of 400 draws.
    assert held == pytest.approx(0.8, abs=0.08)


def test_no_effect_is_seldom_told_and_a_large_one_mostly() -> None:
    def share(effect: float) -> float:
        told = [brought(*lots(effect, 200, seed)[:2]) for seed in range(200)]
        return float(np.mean([each is not None and each.is_sure for each in told]))

    assert share(0.0) <= 0.1
    assert share(0.2) >= 0.9


def test_more_lots_are_needed_for_less() -> None:
    made, other, _ = lots(0.2, 120, 1)
    assert (needed(made, other, 0.2), needed(made, other, 0.1)) == (72, 286)
    assert needed(made, other, 0.0) is None
