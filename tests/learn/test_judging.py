"""How good said chances have been."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, roc_auc_score
from sklearn.metrics import log_loss as sklearn_log_loss

from headway.learn import judging, recalibration
from headway.learn.judging import Redraws


def cases(count: int, seed: int, truth: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    """Chances said, many of them equal, and what came where the true log-odds are `truth` times those said."""
    chance = np.random.default_rng(seed)
    odds = np.round(chance.normal(-1.5, 1.0, count), 1)
    came = chance.random(count) < 1 / (1 + np.exp(-truth * odds))
    return 1 / (1 + np.exp(-odds)), came.astype(float)


@settings(max_examples=30, deadline=None)
@given(count=st.integers(20, 200), seed=st.integers(0, 1000))
def test_measures_equal_the_library(count: int, seed: int) -> None:
    said, came = cases(count, seed)
    came[:2] = [0.0, 1.0]
    weights = np.random.default_rng(seed).integers(0, 4, count).astype(float)
    weights[:2] = 1.0
    assert judging.auc(said, came, weights) == pytest.approx(roc_auc_score(came, said, sample_weight=weights))
    assert judging.log_loss(said, came, weights) == pytest.approx(sklearn_log_loss(came, said, sample_weight=weights))
    assert judging.brier(said, came, weights) == pytest.approx(brier_score_loss(came, said, sample_weight=weights))


def test_recalibration_is_the_unpenalised_regression() -> None:
    said, came = cases(3000, 3, truth=0.5)
    odds = np.log(said / (1 - said))[:, None]
    fitted = LogisticRegression(C=np.inf, tol=1e-10).fit(odds, came)
    assert recalibration.recalibration(said, came) == pytest.approx(
        [fitted.intercept_[0], fitted.coef_[0, 0]], abs=1e-4
    )


def test_calibration_tells_too_much_certainty_from_right_chances() -> None:
    right, sharp = cases(20_000, 1), cases(20_000, 1, truth=0.5)
    assert recalibration.calibration_slope(*right) == pytest.approx(1.0, abs=0.1)
    assert recalibration.calibration_slope(*sharp) == pytest.approx(0.5, abs=0.1)


def test_calibration_in_the_large_makes_the_mean_right() -> None:
    said, came = cases(2000, 5, truth=0.6)
    shift = recalibration.calibration_in_the_large(said, came)
    moved = 1 / (1 + np.exp(-np.log(said / (1 - said)) - shift))
    assert moved.mean() == pytest.approx(came.mean())


def test_measures_do_not_tell_what_no_case_can_tell() -> None:
    said, never = np.array([0.1, 0.2, 0.3]), np.zeros(3)
    for measure in (judging.auc, recalibration.calibration_slope, recalibration.calibration_in_the_large, judging.lift):
        assert np.isnan(measure(said, never))
    assert np.isnan(recalibration.calibration_slope(np.full(3, 0.5), np.array([0.0, 1.0, 1.0])))
    assert np.isnan(judging.log_loss(np.array([]), np.array([])))


def test_skill_is_nothing_for_the_base_rate_itself() -> None:
    came = np.array([1.0, 0.0, 0.0, 0.0])
    assert judging.skill(np.full(4, 0.25), came) == pytest.approx(0.0)
    assert judging.skill(came, came) == pytest.approx(1.0)
    assert judging.skill(np.full(4, 0.75), came) < 0
    assert judging.skill(np.full(4, 0.5), came, base=np.full(4, 0.5)) == pytest.approx(0.0)


def test_the_first_two_of_each_week_are_named_and_equals_share_a_place() -> None:
    said = np.array([0.9, 0.1, 0.5, 0.5, 0.2, 0.3])
    week = np.array([1, 2, 1, 1, 2, 2])
    assert judging.named(said, count=2, within=week).tolist() == [1.0, 0.0, 0.5, 0.5, 1.0, 1.0]
    assert judging.named(said, share=1 / 3).tolist() == [1.0, 0.0, 0.5, 0.5, 0.0, 0.0]


def test_a_row_that_stands_for_others_counts_as_so_many_rows() -> None:
    said, came = cases(60, 7)
    each = np.random.default_rng(7).integers(1, 4, 60).astype(float)
    many, all_came = (np.repeat(values, each.astype(int)) for values in (said, came))
    few = judging.named(said, share=0.1, each=each)
    assert np.repeat(few, each.astype(int)) == pytest.approx(judging.named(many, share=0.1))
    for measure in (judging.log_loss, judging.auc, recalibration.calibration_slope):
        assert measure(said, came, each) == pytest.approx(measure(many, all_came), abs=1e-6)
    found = judging.figure(partial(judging.precision, share=0.1, each=each), said, came, Redraws(said, each=each))
    assert found.value == pytest.approx(float(judging.precision(many, all_came, share=0.1)))
    few_bins, all_bins = judging.calibration_table(said, came, 3, each), judging.calibration_table(many, all_came, 3)
    assert [one.cases for one in few_bins] == [one.cases for one in all_bins]
    assert [one.said for one in few_bins] == pytest.approx([one.said for one in all_bins])


def test_precision_lift_and_observed_over_expected_of_the_top() -> None:
    said = np.array([0.8, 0.8, 0.1, 0.1])
    came = np.array([1.0, 0.0, 0.0, 0.0])
    assert judging.precision(said, came, count=2) == pytest.approx(0.5)
    assert judging.lift(said, came, share=0.5) == pytest.approx(2.0)
    assert judging.observed_over_expected(said, came, count=2) == pytest.approx(1 / 1.6)


def test_a_constant_names_nobody_before_another() -> None:
    came = np.array([1.0, 1.0, 0.0, 0.0, 0.0])
    assert judging.precision(np.full(5, 0.4), came, count=2) == pytest.approx(0.4)
    assert judging.auc(np.full(5, 0.4), came) == pytest.approx(0.5)


def test_calibration_table_parts_no_equals_and_loses_no_case() -> None:
    said = np.array([0.1, 0.1, 0.1, 0.1, 0.3, 0.7, 0.8, 0.9])
    came = np.array([0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0])
    told = [(row.said, row.seen, row.cases) for row in judging.calibration_table(said, came, bins=4)]
    assert told == [
        (pytest.approx(0.1), 0.25, 4),
        (pytest.approx(0.5), 0.5, 2),
        (pytest.approx(0.85), 0.5, 2),
    ]
    assert judging.calibration_table(np.array([]), np.array([])) == []


def test_intervals_count_accounts_not_rows() -> None:
    said, came = cases(400, 7)
    once = judging.figure(judging.log_loss, said, came, Redraws(np.arange(400)))
    copied = judging.figure(judging.log_loss, np.tile(said, 9), np.tile(came, 9), Redraws(np.tile(np.arange(400), 9)))
    assert once.low < once.value < once.high
    assert copied.high - copied.low == pytest.approx(once.high - once.low)


def test_a_difference_is_surer_than_what_it_compares() -> None:
    said, came = cases(2000, 9)
    less = np.clip(said * 0.8, 0.001, 1)
    redraws = Redraws(np.arange(2000) // 4)
    apart = judging.difference(judging.log_loss, said, less, came, redraws)
    alone = judging.figure(judging.log_loss, said, came, redraws)
    assert apart.value == pytest.approx(judging.log_loss(less, came) - judging.log_loss(said, came))
    assert apart.low > 0
    assert apart.high - apart.low < (alone.high - alone.low) / 2


def test_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    held = 0
    for seed in range(60):
        said, came = cases(300, seed)
        odds = np.log(said / (1 - said))
        truth = (np.logaddexp(0, -odds) * said + np.logaddexp(0, odds) * (1 - said)).mean()
        found = judging.figure(judging.log_loss, said, came, Redraws(np.arange(300)))
        held += found.low <= truth <= found.high
    assert held >= 52


@given(seed=st.integers(0, 100))
@settings(max_examples=10, deadline=None)
def test_intervals_do_not_depend_on_the_order_of_rows(seed: int) -> None:
    said, came = cases(120, seed)
    account = np.array([f"account-{place % 30}" for place in range(120)])
    mixed = np.random.default_rng(seed).permutation(120)
    measure = partial(judging.precision, share=0.1)
    one = judging.figure(measure, said, came, Redraws(account, seed=4))
    two = judging.figure(measure, said[mixed], came[mixed], Redraws(account[mixed], seed=4))
    assert (one.value, one.low, one.high) == pytest.approx((two.value, two.low, two.high))


@pytest.mark.parametrize("measure", [judging.auc, recalibration.calibration_slope, judging.log_loss, judging.lift])
def test_many_weights_at_once_are_the_same_as_one_by_one(measure: judging.Measure) -> None:
    said, came = cases(200, 11)
    weights = next(Redraws(np.arange(200), draws=5).weights())
    assert measure(said, came, weights) == pytest.approx([float(measure(said, came, row)) for row in weights])


def test_no_rows_give_no_figure() -> None:
    nothing = judging.figure(judging.auc, [], [], Redraws(np.array([])))
    assert np.isnan([nothing.value, nothing.low, nothing.high]).all()
