"""Which columns cannot have been known before the ending."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headway.learn.leaks import IMPLAUSIBLE, UNDATED, Power, Writing, power, surely, verdict

PLAIN = Power(0.62, 0.58, 500)
NOTHING = Power(0.5, 0.5, 500)


def ends(count: int, seed: int = 1) -> np.ndarray:
    return (np.random.default_rng(seed).random(count) < 0.4).astype(float)


def told(codes: np.ndarray, seen: np.ndarray, numbers: np.ndarray | None = None) -> Power:
    return power(codes, seen, np.arange(len(seen)), numbers)


def test_a_column_that_is_the_ending_has_all_power() -> None:
    seen = ends(400)
    assert told(seen.astype(int), seen).low > IMPLAUSIBLE
    assert told(np.zeros(400, int), seen, 3 - seen).value == 1.0


def test_a_column_of_one_value_or_of_a_new_value_in_each_row_has_none() -> None:
    seen = ends(300)
    assert told(np.zeros(300, int), seen).value == 0.5
    assert told(np.arange(300), seen).value == 0.5


def test_numbers_tell_where_the_middle_wins() -> None:
    chance = np.random.default_rng(2)
    numbers = chance.normal(size=3000)
    seen = (np.abs(numbers) < 0.5).astype(float)
    assert told(np.zeros(3000, int), seen, numbers).value > 0.95


def test_what_is_missing_tells_too() -> None:
    seen = ends(500)
    assert told(np.zeros(500, int), seen, np.where(seen > 0, np.nan, 7.0)).value == pytest.approx(1.0)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), kinds=st.integers(2, 60))
def test_noise_is_never_implausible(seed: int, kinds: int) -> None:
    codes = np.random.default_rng(seed).integers(0, kinds, 200)
    assert told(codes, ends(200, seed + 1)).low < 0.6


def test_rows_of_one_account_do_not_teach_about_one_another() -> None:
    account = np.repeat(np.arange(60), 10)
    seen = ends(60)[account]
    assert power(account, seen, account).value == 0.5
    assert told(account, seen).value > 0.95


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 1000))
def test_power_does_not_depend_on_the_order_of_rows(seed: int) -> None:
    chance = np.random.default_rng(seed)
    codes, seen, account = chance.integers(0, 6, 200), ends(200, seed), chance.integers(0, 50, 200)
    mixed = chance.permutation(200)
    assert power(codes, seen, account) == power(codes[mixed], seen[mixed], account[mixed])


def test_a_few_cases_told_apart_perfectly_prove_nothing() -> None:
    limits = [surely(1.0, cases, cases) for cases in (3, 10, 40, 400)]
    assert limits == sorted(limits)
    assert limits[1] < IMPLAUSIBLE < limits[2]
    few = np.array([0, 0, 0, 1, 1, 1])
    assert verdict(told(few, few.astype(float)), UNDATED)[0] == "unknown"


def test_cases_that_all_ended_alike_tell_nothing() -> None:
    found = told(np.arange(5), np.ones(5))
    assert np.isnan(found.value)
    judged, why = verdict(found, UNDATED)
    assert (judged, "all cases ended alike" in why) == ("unknown", True)


@pytest.mark.parametrize(
    ("found", "writing", "is_confirmed", "expected"),
    [
        (Power(0.95, 0.9, 500), UNDATED, False, "refused"),
        (Power(0.95, 0.9, 500), Writing(0, 500), True, "refused"),  # a word does not outweigh what cannot be
        (PLAIN, UNDATED, False, "unknown"),
        (PLAIN, UNDATED, True, "used"),
        (PLAIN, Writing(0, 500), False, "used"),
        (PLAIN, Writing(10, 500), False, "used"),  # a clock may err
        (PLAIN, Writing(100, 500), False, "refused"),
        (PLAIN, Writing(100, 500), True, "refused"),  # a date outweighs a word
        (NOTHING, Writing(100, 500), False, "unknown"),
        (NOTHING, Writing(100, 500), True, "used"),
        (NOTHING, Writing(400, 500), False, "refused"),
    ],
)
def test_verdict_weighs_power_time_and_what_a_person_says(
    found: Power, writing: Writing, is_confirmed: bool, expected: str
) -> None:
    assert verdict(found, writing, is_confirmed)[0] == expected


def test_why_gives_its_figures() -> None:
    assert verdict(PLAIN, Writing(100, 400))[1] == (
        "Written at or after the ending in 100 of 400 cases. "
        "Alone it tells the endings apart in 62 of 100 pairs (surely in 58; 500 cases)."
    )
