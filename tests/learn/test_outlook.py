"""How much is likely to be won."""

import numpy as np
import pytest

from headway.learn.outlook import come_by, total

CHANCES = np.array([[0.1, 0.3, 0.5]])


@pytest.mark.parametrize(
    ("days", "chance"),
    [(-5, 0.0), (0, 0.0), (30, 0.1), (90, 0.3), (180, 0.5), (400, 0.5), (60, 1 - (0.9 * 0.7) ** 0.5)],
)
def test_come_by_goes_through_what_is_known_at_an_even_pace(days: float, chance: float) -> None:
    assert come_by(days, CHANCES) == pytest.approx([chance])


def test_total_of_nothing_and_of_what_is_sure() -> None:
    none = np.zeros(0)
    assert vars(total(none, none, none)) == {"expected": 0, "low": 0, "high": 0}
    assert vars(total(np.ones(2), np.array([3.0, 4.0]), np.zeros(2))) == {"expected": 7, "low": 7, "high": 7}


def test_four_of_five_cases_lie_within() -> None:
    draw = np.random.default_rng(1)
    chances, amounts = draw.uniform(0.02, 0.6, 60), np.exp(draw.normal(0, 1, 60))
    found = total(chances, amounts, np.zeros(60))
    sums = (draw.random((4000, 60)) < chances) @ amounts
    assert found.expected == pytest.approx(sums.mean(), rel=0.02)
    assert np.mean((sums >= found.low) & (sums <= found.high)) == pytest.approx(0.8, abs=0.03)


def test_unsure_chances_widen_the_range() -> None:
    chances, amounts = np.full(50, 0.2), np.ones(50)
    sure, unsure = (total(chances, amounts, np.full(50, spread)) for spread in (0.0, 0.1))
    assert unsure.expected == sure.expected
    assert unsure.high - unsure.low > 2 * (sure.high - sure.low)
