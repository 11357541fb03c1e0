"""How many people a purchase is about, and how many of them are unseen."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headway.learn.groups import Expected, GroupPriors, group

TOLD = GroupPriors(few_up_to=3, spread=1.0)


def many(people: float) -> Expected:
    """So many are expected for sure."""
    return Expected(2.0, people, 1.0)


@settings(max_examples=40, deadline=None)
@given(known=st.integers(0, 30), expected=st.floats(1.0, 12.0), share=st.floats(0.0, 1.0))
def test_people_lie_within_their_range_and_add_up(known: int, expected: float, share: float) -> None:
    found = group(known, known * 0.8, Expected(2.0, expected, share), TOLD)
    low, high = found.range
    assert 0 <= low <= high
    assert sum(found.chances) == pytest.approx(1.0)
    assert found.unseen >= 0


@settings(max_examples=20, deadline=None)
@given(known=st.integers(1, 10), expected=st.floats(4.5, 8.0))
def test_unseen_people_are_more_where_more_are_expected(known: int, expected: float) -> None:
    assert group(known, known, many(expected + 1), TOLD).unseen > group(known, known, many(expected), TOLD).unseen


def test_who_is_seen_does_not_tell_few_from_many_until_it_is_more_than_few() -> None:
    expected = Expected(2.0, 6.8, 0.3)
    chances = [group(known, known, expected, TOLD).chance_of_at_least(4) for known in range(6)]
    assert chances == pytest.approx([0.3, 0.3, 0.3, 0.3, 1.0, 1.0])


def test_people_who_may_not_belong_to_the_deal_are_no_floor() -> None:
    expected = Expected(2.0, 6.8, 0.3)
    assert group(5, 2.5, expected, TOLD).chance_of_at_least(4) == pytest.approx(0.3)
    assert group(5, 3.5, expected, TOLD).chance_of_at_least(4) == pytest.approx(1.0)


def test_a_group_is_no_smaller_than_those_who_surely_belong_to_it() -> None:
    three = group(6, 6.0, many(6.8), TOLD)
    assert three.chance_of_at_least(6) == pytest.approx(1.0)
    assert 1 > three.chance_of_at_least(6.1) == three.chance_of_at_least(7) > three.chance_of_at_least(8) > 0


def test_where_nobody_is_seen_there_is_one_at_least() -> None:
    nobody = group(0, 0.0, Expected(2.0, 6.8, 0.0), TOLD)
    assert nobody.chance_of_at_least(1) == pytest.approx(1.0)
    assert nobody.range == (1, 3)


def test_unseen_people_lie_wide_apart_where_nobody_can_tell_whether_many_decide() -> None:
    assert group(1, 1.0, Expected(2.0, 9.0, 0.5), TOLD).range == (0, 11)
