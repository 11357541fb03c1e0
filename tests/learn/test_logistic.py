"""Logistic regression around expert weights."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

from headway.learn.logistic import Logistic, Prior, fit, recalibrated, recentred, spread

FREE = 0.0


def rows(count: int, seed: int, columns: int = 3) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Values on very different scales, what came, and the true weights."""
    chance = np.random.default_rng(seed)
    scale = 10.0 ** np.arange(columns)
    values = chance.normal(0.3, 1.0, (count, columns)) * scale
    truth = chance.normal(0, 1, columns) / scale
    came = (chance.random(count) < 1 / (1 + np.exp(1 - values @ truth))).astype(int)
    return values, came, truth


@given(seed=st.integers(0, 1000), endings=st.integers(1, 3))
def test_no_rows_give_the_prior_exactly(seed: int, endings: int) -> None:
    chance = np.random.default_rng(seed)
    prior = Prior(chance.normal(size=4), chance.uniform(0.1, 9, 4), -2.5, 0.5)
    found = fit(np.zeros((0, 4)), np.zeros(0), prior, endings=endings)
    assert found.weights.tolist() == [prior.means.tolist()] * endings
    assert found.intercept.tolist() == [-2.5] * endings
    assert np.diag(found.covariance).tolist() == [2.0, *(1 / prior.precisions)] * endings


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 1000), penalty=st.floats(0.05, 20))
def test_a_prior_around_nothing_is_ridge(seed: int, penalty: float) -> None:
    values, came, _ = rows(150, seed)
    came[:2] = [0, 1]
    wide = spread(values)
    ours = fit(values, came, Prior(np.zeros(3), penalty * wide**2, 0.0, FREE))
    ridge = LogisticRegression(C=1 / penalty, solver="newton-cholesky", tol=1e-12, max_iter=500)
    ridge.fit((values - values.mean(axis=0)) / wide, came)
    assert ours.weights[0] * wide == pytest.approx(ridge.coef_[0], abs=1e-6)


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 1000))
def test_several_endings_are_multinomial_ridge_against_the_first(seed: int) -> None:
    chance = np.random.default_rng(seed)
    values, ending = chance.normal(size=(200, 2)), chance.integers(0, 3, 200)
    ours = fit(values, ending, Prior(np.zeros(2), np.full(2, 1e-9), 0.0, FREE), endings=2)
    free = LogisticRegression(C=np.inf, solver="newton-cg", tol=1e-10, max_iter=500).fit(values, ending)
    assert ours.chances(values) == pytest.approx(free.predict_proba(values), abs=1e-5)
    assert ours.chances(values).sum(axis=1) == pytest.approx(1.0)


def test_several_endings_with_one_is_the_same_as_two() -> None:
    values, came, _ = rows(200, 4)
    prior = Prior(np.full(3, 0.2), np.ones(3), -1.0)
    two = fit(values, came, prior)
    three = fit(values, came, prior, endings=2)
    assert three.weights[0] == pytest.approx(two.weights[0], abs=0.05)
    assert three.chances(values)[:, 2].mean() < 0.01


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 1000))
def test_more_rows_lead_from_the_prior_to_what_the_rows_show(seed: int) -> None:
    values, came, _ = rows(100, seed, columns=1)
    came[:2] = [0, 1]
    prior = Prior(np.array([9.0]), np.array([5.0]), 0.0, FREE)
    likeliest = fit(values, came, Prior(np.zeros(1), np.full(1, 1e-12), 0.0, FREE)).weights[0, 0]
    away = [
        abs(fit(np.tile(values, (times, 1)), np.tile(came, times), prior).weights[0, 0] - likeliest)
        for times in (1, 4, 16, 64)
    ]
    assert away == sorted(away, reverse=True)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 1000))
def test_weights_times_values_are_the_log_odds(seed: int) -> None:
    values, came, _ = rows(120, seed, columns=6)
    found = fit(values, came, Prior.per_spread(np.full(6, 0.1), np.full(6, 2.0), spread(values)))
    added = found.intercept[0] + found.contributions(values)[:, 0].sum(axis=1)
    shown = found.chances(values)[:, 1]
    assert np.abs(np.log(shown / (1 - shown)) - added).max() < 1e-9 * (1 + np.exp(np.abs(added).max()))
    assert np.abs(found.log_odds(values)[:, 0] - added).max() < 1e-9


def test_counting_a_row_twice_is_having_it_twice() -> None:
    values, came, _ = rows(60, 8)
    prior = Prior(np.full(3, 0.1), np.ones(3))
    twice = np.where(np.arange(60) < 20, 2.0, 1.0)
    counted = fit(values, came, prior, weights=twice)
    repeated = fit(np.vstack([values, values[:20]]), np.concatenate([came, came[:20]]), prior)
    assert counted.weights == pytest.approx(repeated.weights, rel=1e-6)
    assert counted.covariance == pytest.approx(repeated.covariance, rel=1e-6)


def test_rows_that_count_nothing_leave_the_prior() -> None:
    values, came, _ = rows(30, 2)
    found = fit(values, came, Prior(np.full(3, 0.7), np.full(3, 2.0), -1.0, 1.0), weights=np.zeros(30))
    assert found.weights[0] == pytest.approx([0.7, 0.7, 0.7])
    assert found.intercept[0] == pytest.approx(-1.0)


def test_an_offset_is_taken_as_given() -> None:
    values, came, _ = rows(4000, 5, columns=2)
    prior = Prior(np.zeros(2), np.full(2, 1e-9), 0.0, FREE)
    whole = fit(values, came, prior)
    known = values[:, 1] * whole.weights[0, 1]
    rest = fit(values[:, :1], came, Prior(np.zeros(1), np.full(1, 1e-9), 0.0, FREE), offset=known)
    assert rest.weights[0, 0] == pytest.approx(whole.weights[0, 0], rel=1e-4)
    assert rest.log_odds(values[:, :1], known) == pytest.approx(whole.log_odds(values), abs=1e-4)


def test_a_column_that_never_changes_keeps_its_prior() -> None:
    values, came, _ = rows(300, 6, columns=2)
    values[:, 1] = 7.0
    found = fit(values, came, Prior(np.array([0.0, 0.4]), np.ones(2), 0.0, FREE))
    assert found.weights[0, 1] == pytest.approx(0.4)


def test_without_one_win_the_chance_is_small_and_told_as_uncertain() -> None:
    values, _, _ = rows(40, 3)
    none = fit(values, np.zeros(40), Prior(np.zeros(3), np.ones(3)))
    assert none.chances(values)[:, 1].max() < 0.05
    assert none.uncertainty(values).min() > 1.0


def test_a_free_intercept_cannot_be_found_where_all_ended_alike() -> None:
    with pytest.raises(ValueError, match="precision above 0"):
        fit(np.zeros((5, 1)), np.zeros(5), Prior(np.zeros(1), np.ones(1), 0.0, FREE))


def test_uncertainty_is_the_spread_of_repeated_fits() -> None:
    at, told, spreads = np.array([[0.5, 0.5]]), [], []
    for seed in range(60):
        chance = np.random.default_rng(seed)
        values = chance.normal(size=(400, 2))
        came = chance.random(400) < 1 / (1 + np.exp(0.5 - values @ [1.0, -0.5]))
        found = fit(values, came, Prior(np.zeros(2), np.full(2, 1e-6)))
        told.append(found.log_odds(at)[0, 0])
        spreads.append(found.uncertainty(at)[0, 0])
    assert np.mean(spreads) == pytest.approx(np.std(told), rel=0.25)


def test_recentring_makes_the_mean_right_and_little_data_moves_little() -> None:
    chance = np.random.default_rng(4)
    odds = chance.normal(-1, 1, 5000)
    came = chance.random(5000) < 1 / (1 + np.exp(-(odds + 0.7)))
    many = recentred(odds, came, pull=10.0)
    few = recentred(odds[:5], came[:5], pull=10.0)
    assert many.intercept[0] == pytest.approx(0.7, abs=0.1)
    assert abs(few.intercept[0]) < 0.25
    assert many.chances(np.zeros((5000, 0)), odds)[:, 1].mean() == pytest.approx(came.mean(), abs=0.005)


def test_recalibration_finds_shift_and_stretch_and_begins_with_none() -> None:
    chance = np.random.default_rng(5)
    odds = chance.normal(-1, 2, 20_000)
    came = chance.random(20_000) < 1 / (1 + np.exp(-(0.3 + 0.5 * odds)))
    many = recalibrated(odds, came, pull=10.0)
    assert [many.intercept[0], many.weights[0, 0]] == pytest.approx([0.3, 0.5], abs=0.05)
    none = recalibrated([], [], pull=10.0)
    assert isinstance(none, Logistic)
    assert [none.intercept[0], none.weights[0, 0]] == [0.0, 1.0]
