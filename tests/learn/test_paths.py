"""What paths of any activities have in common, and what differs between two groups of them."""

import numpy as np
import pytest

from headway.learn.differences import Fact, beginnings, corrected, difference, facts, share_range
from headway.learn.paths import END, START, Continuations, Log, effective_ways, flows

NAMES = "abc"


def log(*paths: str, apart: float = 1.0) -> Log:
    """Each path's activities, one unit of time apart."""
    case = [number for number, path in enumerate(paths) for _ in path]
    activity = [NAMES.index(name) for path in paths for name in path]
    age = [place * apart for path in paths for place, _ in enumerate(path)]
    return Log(np.array(case, int), np.array(activity, int), np.array(age, float), len(paths), len(NAMES))


def graph(paths: Log, ended: list[float]) -> list[str]:
    signs = {START: "<", END: ">"}
    return [
        f"{signs.get(flow.before) or NAMES[flow.before]}{signs.get(flow.after) or NAMES[flow.after]} "
        f"{flow.cases} {flow.times} {flow.median_wait:g}"
        for flow in flows(paths, np.array(ended))
    ]


def test_flows_count_cases_once_and_wait_half_the_times() -> None:
    assert sorted(graph(log("abab", "ab", "c"), [5.0, 4.0, np.nan])) == [
        "<a 2 2 0",
        "<c 1 1 0",
        "ab 2 3 1",
        "b> 2 2 2.5",
        "ba 1 1 1",
    ]


def test_flows_of_nothing() -> None:
    assert flows(log(), np.zeros(0)) == []
    assert flows(log("", ""), np.zeros(2)) == []


def test_steps_in_any_order_make_the_same_log() -> None:
    told = log("abc", "ca")
    order = np.array([4, 2, 0, 3, 1])
    mixed = Log.of(told.case[order], told.activity[order], told.age[order], 2, 3)
    assert mixed.paths == told.paths == [(0, 1, 2), (2, 0)]


def test_repeats_are_one_step_and_cases_can_be_chosen() -> None:
    told = log("aab", "", "bb")
    assert told.collapsed().paths == [(0, 1), (), (1,)]
    assert told.of_cases(np.array([False, True, True])).paths == [(), (1, 1)]


def held(paths: Log, age: float) -> dict[str, list[int | None]]:
    """Each fact that any case has: yes 1, no 0, not asked None."""
    told = facts(paths, age)
    cells = {
        " ".join([each.name, *(NAMES[a] for a in (each.activity, each.other) if a is not None)]): [
            int(holds) if asked else None
            for holds, asked in zip(told.holds[:, place], told.asked[:, place], strict=True)
        ]
        for place, each in enumerate(told.facts)
    }
    return {name: row for name, row in cells.items() if any(row)}


def test_facts_of_whole_paths() -> None:
    assert held(log("abab", "ba"), np.inf) == {
        "touched a": [1, 1],
        "touched b": [1, 1],
        "revisited a": [1, 0],
        "revisited b": [1, 0],
        "revisited": [1, 0],
        "order a b": [1, 0],
        "followed a b": [1, 0],
        "followed b a": [1, 1],
    }


def test_facts_by_an_age_know_nothing_of_later() -> None:
    long, short = log("abcabc"), log("ab")
    assert held(long, 1.0) == held(short, 1.0)


def test_order_is_asked_only_where_both_were_seen() -> None:
    assert held(log("ab", "a", "b"), np.inf)["order a b"] == [1, None, None]


def test_beginnings_are_not_asked_of_a_case_without_a_step() -> None:
    told = beginnings(log("ab", ""))
    assert told.holds[0].tolist() == [True, False, False]
    assert not told.asked[1].any()


def test_difference_is_fishers_exact_test() -> None:
    holds = np.repeat([True, False, True, False], [8, 2, 1, 5])
    is_one = np.repeat([True, False], [10, 6])
    told = difference(holds, is_one, np.zeros(16, int))
    assert told is not None
    assert (told.ones_with, told.ones, told.others_with, told.others) == (8, 10, 1, 6)
    assert told.chance == pytest.approx(0.0349650349650, abs=1e-12)  # by hand: 400 / 11,440
    assert told.low < told.size < told.high


def test_difference_within_strata_is_not_fooled_by_a_mix() -> None:
    """In each stratum both sides are alike; thrown together, the ones have far more of the fact."""
    parts = [(True, True, 0, 72), (False, True, 0, 8), (True, False, 0, 9), (False, False, 0, 1)]
    parts += [(True, True, 1, 1), (False, True, 1, 9), (True, False, 1, 8), (False, False, 1, 72)]
    rows = [(holds, one, stratum) for holds, one, stratum, many in parts for _ in range(many)]
    holds, is_one, stratum = (np.array(column) for column in zip(*rows, strict=True))
    mixed = difference(holds, is_one, np.zeros(len(rows), int))
    within = difference(holds, is_one, stratum)
    assert mixed is not None
    assert within is not None
    assert mixed.chance < 1e-6
    assert within.chance == 1.0


def test_difference_needs_two_groups() -> None:
    assert difference(np.array([True]), np.array([True]), np.array([0])) is None


def test_newcombe_s_own_example() -> None:
    """Newcombe 1998, table II, case (a): 56 of 70 beside 48 of 80."""
    holds = np.repeat([True, False, True, False], [56, 14, 48, 32])
    told = difference(holds, np.repeat([True, False], [70, 80]), np.zeros(150, int))
    assert told is not None
    assert (round(told.low, 4), round(told.high, 4)) == (0.0524, 0.3339)


def test_correction_leaves_out_what_could_not_stand_out() -> None:
    alone = corrected([0.01], [0.0], 0.05)
    beside = corrected([0.01, 1.0, 1.0, 1.0], [0.0, 0.6, 0.6, 0.6], 0.05)
    among = corrected([0.01, 1.0, 1.0, 1.0], [0.0, 0.0, 0.0, 0.0], 0.05)
    assert [alone[0], beside[0], among[0]] == pytest.approx([0.01, 0.01, 0.04])
    assert corrected([], [], 0.05).tolist() == []


def test_a_share_s_range_stays_between_nought_and_one() -> None:
    assert share_range(0, 5, 0.8)[0] == 0.0
    assert share_range(5, 5, 0.8)[1] == 1.0


def test_ways_of_paths_that_are_all_alike_or_all_different() -> None:
    assert effective_ways([40], 0.8).number == 1.0
    unlike = effective_ways([1] * 40, 0.8)
    assert (unlike.number, unlike.high) == (None, None)
    assert unlike.low is not None
    assert unlike.low > 100
    assert effective_ways([2], 0.8).number is None


def test_number_of_ways_does_not_grow_with_the_number_of_cases() -> None:
    few, many = effective_ways([9, 3, 6, 7, 5], 0.8), effective_ways([600] * 5, 0.8)
    assert few.low is not None
    assert few.high is not None
    assert few.low < 5 < few.high
    assert many.number == pytest.approx(5, abs=0.01)


def test_next_after_the_same_steps() -> None:
    learned = Continuations([(0, 1, 2), (0, 1, 0), (0, 1, 2)], deepest=3)
    told = learned.after((0, 1), alike=3, least=3)
    assert told is not None
    assert (NAMES[told.activity], told.cases, told.alike) == ("c", 3, 3)
    assert told.share == pytest.approx(2 / 3)


def test_a_case_that_stood_there_often_counts_once() -> None:
    learned = Continuations([(0, 1, 0, 1, 0, 1, 0, 2), (0, 2)], deepest=1)
    told = learned.after((0,), alike=1, least=2)
    assert told is not None
    assert (NAMES[told.activity], told.cases, told.share) == ("c", 2, pytest.approx(0.625))


def test_next_cannot_be_told_from_few_cases_or_a_shorter_path() -> None:
    learned = Continuations([(0, 1)], deepest=3)
    assert learned.after((0,), alike=1, least=2) is None
    assert learned.after((0,), alike=3, least=1) is None
    assert Fact("touched", 0) != Fact("touched", 1)
