"""How many people of a buying group are still unseen."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headway.learn.groups import Expected, GroupPriors, unseen_people

WIDE = GroupPriors(spread=4.0, seen=2.0, unseen=3.0)


def many(people: float) -> Expected:
    """So many are expected for sure."""
    return Expected(1.0, people, 1.0)


@settings(max_examples=40, deadline=None)
@given(known=st.integers(1, 30), expected=st.floats(1.0, 12.0))
def test_unseen_people_lie_within_their_range(known: int, expected: float) -> None:
    unseen = unseen_people(known, many(expected), WIDE)
    low, high = unseen.range
    assert 0 <= low <= unseen.mean <= high


@settings(max_examples=20, deadline=None)
@given(known=st.integers(1, 10), expected=st.floats(1.0, 8.0))
def test_unseen_people_are_more_where_more_are_expected(known: int, expected: float) -> None:
    assert unseen_people(known, many(expected + 1), WIDE).mean > unseen_people(known, many(expected), WIDE).mean


def test_unseen_people_are_fewer_where_most_people_are_seen() -> None:
    sharp = GroupPriors(spread=4.0, seen=900.0, unseen=100.0)
    assert unseen_people(5, many(6.8), sharp).mean < 1 < unseen_people(5, many(6.8), WIDE).mean


def test_unseen_people_of_a_group_that_is_surely_so_large() -> None:
    three = unseen_people(3, many(6.8), WIDE)
    assert three.chance_of_at_least(3) == pytest.approx(1.0)
    assert 1 > three.chance_of_at_least(3.1) == three.chance_of_at_least(4) > three.chance_of_at_least(5) > 0


def test_unseen_people_where_nobody_is_seen_there_is_one_at_least() -> None:
    nobody = unseen_people(0, many(2.0), WIDE)
    assert nobody.chance_of_at_least(1) == pytest.approx(1.0)
    assert nobody.range[0] >= 1


def test_unseen_people_lie_wide_apart_where_nobody_can_tell_whether_many_decide() -> None:
    low, high = unseen_people(1, Expected(1.0, 9.0, 0.5), WIDE).range
    assert low == 0
    assert high > 6
