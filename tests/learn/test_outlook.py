"""How much is likely to be won."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from headway.learn.outlook import NEEDED, Doubt, Said, Sum, come_by, doubt, doubted, over_by, total

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


def said(moments: int, apart: int, came: float) -> list[Said]:
    first = date(2024, 1, 1)
    return [Said(first + timedelta(days=apart * place), Sum(100, 95, 105), came) for place in range(moments)]


def test_no_moment_teaches_nothing() -> None:
    assert doubt([], 0.35, 2.0) == Doubt(0, 0.0, pytest.approx(0.35))


def test_moments_that_overlap_teach_less() -> None:
    """Off to either side in turn, so that no level helps."""
    came = (160.0, 62.5)
    dense, sparse = (
        doubt([replace(each, came=came[at % 2]) for at, each in enumerate(said(8, apart, 0.0))], 0.1, 2.0).spread
        for apart in (7, 90)
    )
    assert 0.1 < dense < sparse < np.log(1.6)


def test_only_what_was_over_teaches() -> None:
    moments = said(4, 30, 100.0)
    assert over_by(moments, moments[-1].at) == moments[:1]


def test_a_moment_at_which_nothing_came_is_off_by_no_more_than_tenfold() -> None:
    assert said(1, 0, 0.0)[0].off == pytest.approx(-np.log(10))
    assert doubt(said(NEEDED, 90, 0.0), 0.35, 2.0).is_learned


def test_doubt_widens_both_ways_and_moves_only_by_its_shift() -> None:
    found = doubted(Sum(100, 100, 100), Doubt(8, 0.0, 0.5))
    assert (found.expected, found.low * found.high) == (100, pytest.approx(100**2))
    assert doubted(Sum(100, 80, 130), Doubt(8, np.log(2), 0.0)) == Sum(*map(pytest.approx, (200, 160, 260)))
    assert doubted(Sum(0, 0, 0), Doubt(8, 0.5, 0.5)) == Sum(0, 0, 0)
    assert doubted(Sum(10, 0, 30), Doubt(8, 0.0, 0.5)).low == 0
