"""How many people of a buying group are still unseen."""

from hypothesis import given, settings
from hypothesis import strategies as st

from headway.learn.groups import GroupPriors, unseen_people

WIDE = GroupPriors(spread=4.0, seen=2.0, unseen=3.0)


@settings(max_examples=40, deadline=None)
@given(known=st.integers(1, 30), expected=st.floats(1.0, 12.0))
def test_unseen_people_lie_within_their_range(known: int, expected: float) -> None:
    mean, low, high = unseen_people(known, expected, WIDE)
    assert 0 <= low <= mean <= high


@settings(max_examples=20, deadline=None)
@given(known=st.integers(1, 10), expected=st.floats(1.0, 8.0))
def test_unseen_people_are_more_where_more_are_expected(known: int, expected: float) -> None:
    assert unseen_people(known, expected + 1, WIDE)[0] > unseen_people(known, expected, WIDE)[0]


def test_unseen_people_are_fewer_where_most_people_are_seen() -> None:
    sharp = GroupPriors(spread=4.0, seen=900.0, unseen=100.0)
    assert unseen_people(5, 6.8, sharp)[0] < 1 < unseen_people(5, 6.8, WIDE)[0]
