"""The journey filter: where a journey stands, and how far each job is done."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from headway.learn import filter as journey_filter
from headway.learn.filter import FilterPriors, Flags, Floats, Standings, faded, standings
from headway.sources.priors import priors
from plain_filter import seen_weeks, standings_week_by_week

TOLD: dict[str, Any] = priors()["filter"]
PRIORS = FilterPriors.of(TOLD)
JOBS, WEEKS = 6, 12

few = settings(max_examples=25, deadline=None)
chances = st.sampled_from([0.0, 0.3, 1.0])
presences = hnp.arrays(float, (3, WEEKS, JOBS), elements=chances)
# Most weeks of most journeys are empty.
rare = hnp.arrays(float, (3, WEEKS, JOBS), elements=st.sampled_from([0.0] * 11 + [1.0]), fill=st.nothing())
endings = hnp.arrays(bool, (3, WEEKS), elements=st.sampled_from([False] * 7 + [True]), fill=st.nothing())
tracking = hnp.arrays(float, WEEKS, elements=st.sampled_from([0.0, 0.3, 1.0]), fill=st.nothing())
NEVER, ALWAYS = np.zeros((3, WEEKS), bool), np.ones(WEEKS)


def found(present: Floats, ended: Flags, tracked: Floats | None = None) -> Standings:
    """Where journeys stand, each told as its weeks and jobs."""
    return standings(seen_weeks(present, ended), np.ones(present.shape[1]) if tracked is None else tracked, PRIORS)


def told(*weeks: set[int], ended: tuple[int, ...] = (), lost: tuple[int, ...] = ()) -> Standings:
    """Where one journey stands after weeks, each told as the jobs touched."""
    present = np.array([[[job in jobs for job in range(JOBS)] for jobs in weeks]], float)
    endings = np.array([[week in ended for week in range(len(weeks))]])
    return found(present, endings, np.array([week not in lost for week in range(len(weeks))], float))


def stands(*weeks: set[int], ended: tuple[int, ...] = (), lost: tuple[int, ...] = ()) -> Floats:
    """The chance of each state after such weeks."""
    return told(*weeks, ended=ended, lost=lost).chances[0]


def done(*weeks: set[int], ended: tuple[int, ...] = ()) -> Floats:
    """How far each job is after such weeks."""
    return told(*weeks, ended=ended).done[0]


def assert_same(one: Standings, other: Standings) -> None:
    assert one.chances == pytest.approx(other.chances, abs=1e-9)
    assert one.done == pytest.approx(other.done, abs=1e-9)


@few
@given(st.one_of(presences, rare), endings, tracking)
def test_standings_are_those_of_the_filter_week_by_week(present: Floats, ended: Flags, tracked: Floats) -> None:
    assert_same(found(present, ended, tracked), standings_week_by_week(present, ended, tracked, PRIORS))


def test_standings_of_two_years_are_those_of_the_filter_week_by_week(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journey_filter, "JOURNEYS_AT_ONCE", 7)
    draw = np.random.default_rng(1)
    present, ended = (draw.random((40, 104, JOBS)) < 0.04) * draw.random((40, 104, JOBS)), draw.random((40, 104)) < 0.01
    tracked = np.where(draw.random(104) < 0.1, draw.random(104), 1.0)
    assert_same(found(present, ended, tracked), standings_week_by_week(present, ended, tracked, PRIORS))


@few
@given(presences, endings)
def test_standings_are_chances(present: Floats, ended: Flags) -> None:
    stood = found(present, ended)
    assert (stood.chances >= 0).all()
    assert stood.chances.sum(axis=1) == pytest.approx(np.ones(3))
    assert ((stood.done >= 0) & (stood.done <= 1)).all()


@few
@given(presences, endings)
def test_standings_of_a_journey_do_not_depend_on_others(present: Floats, ended: Flags) -> None:
    alone = [found(present[n : n + 1], ended[n : n + 1]) for n in range(3)]
    together = Standings(*(np.concatenate([getattr(one, part) for one in alone]) for part in ("chances", "done")))
    assert_same(found(present, ended), together)


@few
@given(presences, presences)
def test_standings_after_an_ending_know_nothing_of_what_was_before(one: Floats, other: Floats) -> None:
    ended = np.zeros((3, WEEKS), bool)
    ended[:, 5] = True
    other[:, 6:] = one[:, 6:]
    assert_same(found(one, ended), found(other, ended))


def test_standings_ending_this_week_is_the_start() -> None:
    assert stands({3}, {3, 4}, ended=(1,)) == pytest.approx(PRIORS.start)


@pytest.mark.parametrize("job", range(4))
def test_standings_follow_what_is_read(job: int) -> None:
    assert stands(*[{job}] * 8).argmax() == job + 1


def test_standings_more_evidence_is_more_sure() -> None:
    chances = [stands(*[set()] * (8 - weeks), *[{3, 4, 5}] * weeks)[4] for weeks in range(6)]
    assert chances == sorted(chances)
    assert chances[-1] > 0.8


def test_standings_validation_and_consensus_tell_a_late_state_from_an_early_one() -> None:
    early, late = stands({0}, {0}), stands({0, 4, 5}, {0, 4, 5})
    assert early[1] > early[4]
    assert late[4] > late[1]


@few
@given(presences)
def test_standings_an_empty_week_moves_no_chance_by_more_than_a_fifth(present: Floats) -> None:
    before, after = (
        found(np.pad(present, ((0, 0), (0, n), (0, 0))), np.zeros((3, WEEKS + n), bool)).chances for n in (0, 1)
    )
    assert abs(after - before).max() < 0.2


def test_standings_long_silence_comes_to_rest() -> None:
    assert stands(*[{2, 4}] * 4, *[set()] * 60).argmax() == 0


def test_standings_nothing_ever_seen_is_at_rest() -> None:
    assert stands(*[set()] * 104).argmax() == 0


def test_standings_before_tracking_began_are_the_first_belief() -> None:
    assert stands(*[set()] * 50, lost=tuple(range(50))) == pytest.approx(PRIORS.start)
    assert stands(*[set()] * 50, {3}, lost=tuple(range(50))) == pytest.approx(stands({3}))


def test_standings_an_outage_says_nothing_of_who_was_silent() -> None:
    silent, outage = stands({3, 4}, *[set()] * 6), stands({3, 4}, *[set()] * 6, lost=tuple(range(1, 7)))
    assert outage[0] < silent[0]
    assert outage[4] > silent[4]


def test_standings_stop_at_the_journey_s_end() -> None:
    present = np.zeros((2, 9, JOBS))
    present[:, 4, 2] = 1
    seen = replace(seen_weeks(present, NEVER[:2, :9]), until=np.array([9, 6]))
    assert_same(
        standings(seen, np.ones(9), PRIORS),
        Standings(
            *(
                np.concatenate([getattr(found(present[:1, :weeks], NEVER[:1, :weeks]), part) for weeks in (9, 6)])
                for part in ("chances", "done")
            )
        ),
    )


def test_done_grows_while_a_journey_is_alive() -> None:
    shares = [done(*[{0, 1}] * weeks).mean() for weeks in range(1, 12)]
    assert shares == sorted(shares)
    assert shares[0] < 0.1
    assert shares[-1] > 0.4


@pytest.mark.parametrize("job", range(4))
def test_done_is_most_where_the_journey_stands(job: int) -> None:
    assert done(*[{job}] * 4)[:4].argmax() == job


def test_done_begins_again_after_an_ending_and_after_long_silence() -> None:
    weeks = [{1, 2}] * 12
    fresh = done({1, 2}, {1, 2})
    assert done(*weeks, {1, 2}, {1, 2}, ended=(11,)) == pytest.approx(fresh)
    assert done(*weeks, *[set()] * 40, {1, 2}, {1, 2}).mean() < 0.7 * done(*weeks, {1, 2}, {1, 2}).mean()


def test_faded_halves_with_its_half_life() -> None:
    strength = np.zeros((3, 9, JOBS))
    strength[0, 8, 0] = strength[1, 4, 2] = 1.0
    seen = seen_weeks(strength, NEVER[:, :9])
    weights = faded(seen, strength[seen.journey, seen.week], 4.0)
    assert weights.sum(axis=1) == pytest.approx([1.0, 0.5, 0.0])


def test_filter_priors_are_chances() -> None:
    for rows in (PRIORS.moves, PRIORS.start[None], PRIORS.activity_share[None]):
        assert rows.sum(axis=1) == pytest.approx(np.ones(len(rows)))
    assert ((PRIORS.presence > 0) & (PRIORS.presence < 1)).all()
    assert PRIORS.presence.shape == (len(TOLD["states"]), JOBS)


def test_filter_priors_chances_of_presence_and_absence_add_up() -> None:
    here, away = PRIORS.log_presence
    assert np.exp(here) + np.exp(away) == pytest.approx(np.ones(here.shape))
    assert np.exp(here[1]) == pytest.approx(PRIORS.presence)
