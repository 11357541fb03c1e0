"""What happened after people began with something, beside what was to be expected."""

import numpy as np
import pytest

from headway.learn.staggered import Panel, effect, expected, parts_of

PEOPLE, SPANS = 20, 12


def panel(lift: float = 0.0, begins: tuple[int, ...] = (5, 6, 7, 8), scatter: float = 0.0) -> Panel:
    """Every other person begins, at one of several spans; paces differ, and later spans are slower for everybody."""
    rng = np.random.default_rng(4)
    person, span = (each.ravel() for each in np.mgrid[0:PEOPLE, 0:SPANS])
    start = np.where(person % 2 == 0, np.array(begins)[person // 2 % len(begins)], SPANS)
    begun = span >= start
    steps = 40 * (1 + person % 3) * (1 - 0.04 * span) * np.exp(lift * begun + scatter * rng.normal(size=person.shape))
    return Panel(person, span, np.zeros_like(person), np.full(person.shape, 40.0), steps, begun)


def test_a_slower_time_of_the_year_and_a_quick_person_are_expected() -> None:
    told = panel()
    assert np.allclose(expected(told)[0], told.steps)
    assert effect(told).size == pytest.approx(0, abs=1e-3)


def test_an_effect_is_seen_with_its_range() -> None:
    told = effect(panel(lift=0.3, scatter=0.2))
    low, high = told.range
    assert (told.people, told.beside, told.reason, told.verdict) == (10, 17, None, "more")
    assert 0.1 < low < told.size < high < 0.5
    assert told.seen == pytest.approx(told.expected * np.exp(told.size), rel=0.01)


def test_where_it_scatters_nobody_can_tell_and_more_is_needed() -> None:
    told = effect(panel(lift=0.05, scatter=1.0))
    assert told.verdict == "cannot_tell"
    assert told.more_needed(0.3) > told.exposure
    assert effect(panel(lift=0.3)).more_needed(0.3) == 0


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        (panel(begins=(SPANS,)), "nobody"),
        (panel()[panel().person < 8], "few"),
        (panel()[panel().person % 2 == 0][:0], "nobody"),
    ],
)
def test_no_range_is_told_without_enough_people(told: Panel, reason: str) -> None:
    found = effect(told)
    assert (found.reason, found.verdict) == (reason, "cannot_tell")


def test_who_all_began_at_once_has_nobody_beside() -> None:
    everybody = panel(begins=(6,))
    found = effect(everybody[everybody.person % 2 == 0])
    assert (found.people, found.beside, found.reason) == (10, 0, "together")


def test_parts_are_drawn_toward_the_whole() -> None:
    cells = panel(lift=0.3, scatter=0.2)
    whole = effect(cells)
    large, small = parts_of(cells, whole, [range(12), [14, 16, 18]])
    assert abs(large.size - whole.size) < 0.1
    assert small.error > whole.error
    assert (large.people, small.people) == (6, 3)
    assert parts_of(cells, effect(panel(begins=(SPANS,))), [range(3)])[0].reason == "nobody"
