"""The journey filter: where a journey stands, and how far each job is done."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from headway.learn.filter import FilterPriors, Floats, momentum, progress, standings
from headway.sources.priors import priors

TOLD: dict[str, Any] = priors()["filter"]
PRIORS = FilterPriors.of(TOLD)
JOBS, WEEKS, HALF_LIFE = 6, 12, 26.0
ACTS = np.array([4.0, 6.0, 6.0, 5.0, 6.0, 5.0])

Flags = NDArray[np.bool_]
NEVER = np.zeros((3, WEEKS + 1), bool)
few = settings(max_examples=25, deadline=None)
presences = hnp.arrays(bool, (3, WEEKS, JOBS))
endings = hnp.arrays(bool, (3, WEEKS))
strengths = hnp.arrays(float, (3, WEEKS, JOBS), elements=st.floats(0, 5))


def stands(*weeks: set[int], ended: tuple[int, ...] = ()) -> Floats:
    """Where one journey stands after weeks, each told as the jobs touched."""
    present = np.array([[[job in jobs for job in range(JOBS)] for jobs in weeks]])
    endings = np.array([[week in ended for week in range(len(weeks))]])
    return standings(present, endings, PRIORS)[0]


@few
@given(presences, endings)
def test_standings_are_chances(present: Flags, ended: Flags) -> None:
    found = standings(present, ended, PRIORS)
    assert (found >= 0).all()
    assert found.sum(axis=1) == pytest.approx(np.ones(3))


@few
@given(presences, endings)
def test_standings_of_a_journey_do_not_depend_on_others(present: Flags, ended: Flags) -> None:
    alone = [standings(present[n : n + 1], ended[n : n + 1], PRIORS)[0] for n in range(3)]
    assert standings(present, ended, PRIORS) == pytest.approx(np.array(alone))


@few
@given(presences, presences)
def test_standings_after_an_ending_know_nothing_of_what_was_before(one: Flags, other: Flags) -> None:
    ended = np.zeros((3, WEEKS), bool)
    ended[:, 5] = True
    other[:, 6:] = one[:, 6:]
    assert standings(one, ended, PRIORS) == pytest.approx(standings(other, ended, PRIORS))


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
def test_standings_an_empty_week_moves_no_chance_by_more_than_a_fifth(present: Flags) -> None:
    before, after = (
        standings(np.pad(present, ((0, 0), (0, n), (0, 0))), NEVER[:, : WEEKS + n], PRIORS) for n in (0, 1)
    )
    assert abs(after - before).max() < 0.2


def test_standings_long_silence_comes_to_rest() -> None:
    assert stands(*[{2, 4}] * 4, *[set()] * 60).argmax() == 0


def test_standings_nothing_ever_seen_is_at_rest() -> None:
    assert stands(*[set()] * 104).argmax() == 0


@few
@given(strengths)
def test_progress_takes_apart_into_what_each_week_added(strength: Floats) -> None:
    done = progress(strength, NEVER[:, :WEEKS], ACTS, HALF_LIFE)
    kept = 0.5 ** (np.arange(WEEKS)[::-1] / HALF_LIFE)
    added = strength / ACTS * kept[None, :, None]
    assert -np.log1p(-done) == pytest.approx(added.sum(axis=1))


@few
@given(strengths, endings)
def test_progress_lies_between_nothing_and_all(strength: Floats, ended: Flags) -> None:
    done = progress(strength, ended, ACTS, HALF_LIFE)
    assert ((done >= 0) & (done < 1)).all()


@few
@given(strengths, endings)
def test_progress_grows_with_every_act(strength: Floats, ended: Flags) -> None:
    more = strength.copy()
    more[:, -1, 0] += 1
    before, after = (progress(each, ended, ACTS, HALF_LIFE) for each in (strength, more))
    assert ((after > before)[:, 0] | ended[:, -1]).all()
    assert after[:, 1:] == pytest.approx(before[:, 1:])


def test_progress_begins_again_after_an_ending() -> None:
    strength = np.full((1, 3, JOBS), 2.0)
    ended = np.array([[False, True, False]])
    assert progress(strength, ended, ACTS, HALF_LIFE)[0] == pytest.approx(1 - np.exp(-2 / ACTS))


def test_progress_is_forgotten_by_half_in_its_half_life() -> None:
    strength = np.zeros((1, 27, JOBS))
    strength[0, 0] = 3.0
    done = progress(strength, np.zeros((1, 27), bool), ACTS, HALF_LIFE)
    assert -np.log1p(-done[0]) == pytest.approx(3.0 / ACTS / 2)


def test_progress_of_nothing_is_none() -> None:
    assert (progress(np.zeros((2, WEEKS, JOBS)), np.zeros((2, WEEKS), bool), ACTS, HALF_LIFE) == 0).all()


def test_momentum_halves_with_its_half_life() -> None:
    strength = np.zeros((3, 9, JOBS))
    strength[0, 8, 0] = strength[1, 4, 2] = 1.0
    assert momentum(strength, 4.0) == pytest.approx([1.0, 0.5, 0.0])


def test_filter_priors_are_chances() -> None:
    for rows in (PRIORS.moves, PRIORS.start[None], PRIORS.activity_share[None]):
        assert rows.sum(axis=1) == pytest.approx(np.ones(len(rows)))
    assert ((PRIORS.presence > 0) & (PRIORS.presence < 1)).all()
    assert PRIORS.presence.shape == (len(TOLD["states"]), JOBS)


def test_filter_priors_chances_of_presence_and_absence_add_up() -> None:
    here, away = PRIORS.log_presence()
    assert np.exp(here) + np.exp(away) == pytest.approx(np.ones(here.shape))
    assert np.exp(here[1]) == pytest.approx(PRIORS.presence)
