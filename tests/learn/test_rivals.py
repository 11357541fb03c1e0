"""What others score with, faults included."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.naive_bayes import CategoricalNB

from headway.learn import rivals
from headway.learn.judging import brier

HALF = 2000


def correlated(fields: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """The same weak signal kept in several fields: won at .45 with it, at .25 without."""
    chance = np.random.default_rng(seed)
    signal = chance.random(2 * HALF) < 0.5
    came = (chance.random(2 * HALF) < np.where(signal, 0.45, 0.25)).astype(float)
    return np.repeat(signal[:, None].astype(int), fields, axis=1), came


def judged(fields: int) -> tuple[float, float]:
    """Brier of naive Bayes and of a constant, on cases it was not taught."""
    values, came = correlated(fields, 3)
    said = rivals.naive_bayes(values[:HALF], came[:HALF], values[HALF:])
    return float(brier(said, came[HALF:])), float(brier(np.full(HALF, came[:HALF].mean()), came[HALF:]))


def test_naive_bayes_helps_with_one_field_and_harms_with_eight_that_say_the_same() -> None:
    one, constant = judged(1)
    eight, _ = judged(8)
    assert one < constant < eight


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 1000))
def test_naive_bayes_is_the_librarys(seed: int) -> None:
    chance = np.random.default_rng(seed)
    values = np.vstack([np.tile(np.arange(3)[:, None], 3), chance.integers(0, 3, (60, 3))])
    came = chance.integers(0, 2, len(values)).astype(float)
    came[:2] = [0, 1]
    prior = [len(came) - came.sum() + 0.1, came.sum() + 0.1]
    library = CategoricalNB(alpha=0.1, class_prior=np.array(prior) / np.sum(prior)).fit(values, came)
    assert rivals.naive_bayes(values, came, values) == pytest.approx(library.predict_proba(values)[:, 1])
    each = chance.integers(1, 4, len(came))
    many, all_came = np.repeat(values, each, axis=0), np.repeat(came, each)
    assert rivals.naive_bayes(values, came, values, each) == pytest.approx(rivals.naive_bayes(many, all_came, values))


def test_naive_bayes_learns_nothing_of_what_it_never_saw() -> None:
    values, came = np.array([["web"], ["web"], ["call"]]), np.array([1.0, 0.0, 0.0])
    unseen, _ = rivals.naive_bayes(values, came, np.array([["fair"], ["web"]]))
    assert unseen == pytest.approx(1.1 / 3.2)
    assert rivals.naive_bayes(values[:0], came[:0], values) == pytest.approx([0.5, 0.5, 0.5])


def test_bins_are_those_of_the_taught() -> None:
    taught = np.arange(8.0)[:, None]
    known, shown = rivals.binned(taught, np.array([[-5.0], [3.6], [99.0]]))
    assert known[:, 0].tolist() == [0, 0, 1, 1, 2, 2, 3, 3]
    assert shown[:, 0].tolist() == [0, 2, 3]


def test_points_add_up() -> None:
    assert rivals.points(np.array([[2.0, 1.0], [0.0, 3.0]]), np.array([5.0, 20.0])).tolist() == [30.0, 60.0]


def test_counts_fade_by_half_lives() -> None:
    counts = np.array([[[1.0], [0.0], [1.0]]])  # two weeks ago, and now
    assert np.expm1(rivals.decayed(counts, (2.0,))) == pytest.approx(1.5)


def test_ridge_finds_what_drives_and_says_the_base_rate_where_nothing_does() -> None:
    chance = np.random.default_rng(1)
    values = chance.normal(size=(2000, 2))
    came = (chance.random(2000) < 1 / (1 + np.exp(1 - values[:, 0]))).astype(float)
    said = rivals.ridge(values, came, np.array([[2.0, 0.0], [0.0, 0.0], [-2.0, 0.0]]))
    assert said[0] > said[1] > said[2]
    assert rivals.ridge(np.zeros((2000, 2)), came, np.zeros((1, 2))) == pytest.approx(came.mean(), abs=1e-3)
