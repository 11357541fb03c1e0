"""Shares of people on the cases each was dealt."""

import numpy as np

from headway.learn.pooling import pooled


def test_who_had_the_easier_cases_is_not_the_better() -> None:
    """Two kinds of cases, half and a tenth of which come about, whoever has them; the last three had the easy ones."""
    cases = np.array([[10, 90]] * 3 + [[90, 10]] * 3)
    told = pooled((cases * [0.5, 0.1]).round().astype(int), cases)
    assert np.abs(told.size).max() < 0.02
    assert np.allclose(told.expected, [14] * 3 + [46] * 3, atol=1.5)


def test_few_cases_are_drawn_toward_the_usual_and_keep_a_wide_range() -> None:
    cases = np.array([[5], [500], *[[40]] * 8])
    told = pooled(np.array([[4], [250], *[[10]] * 8]), cases)
    assert 0 < told.size[0] < told.size[1]
    assert told.high[0] - told.low[0] > 2 * (told.high[1] - told.low[1])
    assert told.sure[1] > 0.999
    assert told.sure[0] < 0.975


def test_alike_people_are_not_told_apart() -> None:
    rng = np.random.default_rng(5)
    cases = np.full((60, 2), 20)
    told = pooled(rng.binomial(cases, 0.25), cases)
    assert not ((told.sure > 0.975) | (told.sure < 0.025)).any()
    assert ((told.low <= 0) & (told.high >= 0)).mean() > 0.8


def test_nobody_and_nothing() -> None:
    assert pooled(np.zeros((0, 3), int), np.zeros((0, 3), int)).size.shape == (0,)
    nothing = pooled(np.zeros((2, 3), int), np.zeros((2, 3), int))
    assert nothing.size.tolist() == [0, 0]
    assert np.allclose(nothing.sure, 0.5)
