"""The weeks of many journeys as arrays, and when each journey began."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from headway.learn.filter import Flags, Floats, Ints, SeenWeeks

# So many weeks are looked at, up to the moment's.
WEEKS = 104
# A need that was silent for a quarter of a year is another need when it comes back.
SILENCE_ENDS_AFTER_WEEKS = 13
# A week with less than this part of its usual traffic is no silence.
LEAST_TRACKED = 0.2
# What is at least so surely about a purchase can begin a journey.
LEAST_PRESENCE = 0.2
ENDING = "ending"


@dataclass(frozen=True)
class Panel:
    """The seen weeks of a batch of N journeys, sorted by their id and by week; R rows, J jobs."""

    ids: list[str]
    accounts: list[str]
    seen: SeenWeeks
    strength: Floats  # (R, J) summed weight of the acts

    @property
    def last_ended(self) -> Ints:
        """The week of each journey's last ending, -1 where there was none: (N,)."""
        last = np.full(self.seen.journeys, -1)
        np.maximum.at(last, self.seen.journey[self.seen.ended], self.seen.week[self.seen.ended])
        return last

    @property
    def alive(self) -> Flags:
        """Rows after the last ending: (R,)."""
        return np.asarray(self.seen.week > self.last_ended[self.seen.journey])

    @property
    def signs(self) -> Flags:
        """Rows in which a journey shows itself: (R,)."""
        return np.asarray(self.alive & (self.seen.present.max(axis=1) >= LEAST_PRESENCE))


def panel(rows: pa.Table, key: str, jobs: tuple[str, ...]) -> Panel:
    """Rows of `key`, `account_id`, `age`, `job` (a job, or an ending), `weight` and `presence` as arrays."""
    ids, accounts, journey = coded(rows, key)
    week = WEEKS - 1 - rows["age"].to_numpy()
    job = _places(rows["job"], (*jobs, ENDING))
    pairs, row = np.unique(journey * WEEKS + week, return_inverse=True)
    cell, shape = row * (len(jobs) + 1) + job, (len(pairs), len(jobs) + 1)
    presence = rows["presence"].fill_null(1.0).to_numpy()
    strength, present, ended = (
        np.bincount(cell, values, shape[0] * shape[1]).reshape(shape)
        for values in (rows["weight"].to_numpy(), presence, job == len(jobs))
    )
    until = np.full(len(ids), WEEKS)
    seen = SeenWeeks(pairs // WEEKS, pairs % WEEKS, present[:, :-1].clip(0.0, 1.0), ended[:, -1] > 0, until)
    return Panel(ids, accounts, seen, np.asarray(strength[:, :-1], float))


def coded(rows: pa.Table, key: str) -> tuple[list[str], list[str], Ints]:
    """The journeys of a batch in order of their id, their accounts, and each row's place among them."""
    column = rows[key].combine_chunks().dictionary_encode()
    names = np.array(column.dictionary.to_pylist(), dtype=object)
    order = np.argsort(names)
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    place = rank[column.indices.to_numpy()]
    first = np.full(len(names), -1)
    first[place[::-1]] = np.arange(len(place))[::-1]
    accounts = rows["account_id"].combine_chunks().take(pa.array(first)).to_pylist()
    return names[order].tolist(), accounts, place


def _places(column: pa.ChunkedArray, words: tuple[str, ...]) -> Ints:
    """Each cell's place among the words."""
    found = column.combine_chunks().dictionary_encode()
    place = np.array([words.index(word) for word in found.dictionary.to_pylist()], np.int64)
    return np.asarray(place[found.indices.to_numpy()])


def monday_of(moment: pa.Table) -> date:
    """The Monday of the moment's week."""
    day: date = moment["moment"][0].as_py().date()
    return day - timedelta(days=day.weekday())


def tracked_shares(tracking_weeks: pa.Table, monday: date) -> Floats:
    """The share of the usual traffic that was tracked in each week; nothing before tracking began: (WEEKS,)."""
    share = np.zeros(WEEKS)
    for week, tracked in zip(*(tracking_weeks[name].to_pylist() for name in ("week", "tracked_share")), strict=True):
        age = (monday - week).days // 7
        if 0 <= age < WEEKS:
            share[WEEKS - 1 - age] = tracked
    return share


def silences(tracked: Floats) -> Ints:
    """How many weeks before each one could have been silent; those that were not tracked could not: (WEEKS + 1,)."""
    return np.concatenate(([0], np.cumsum(tracked >= LEAST_TRACKED)))


def begun(found: Panel, tracked: Floats) -> Ints:
    """The week in which each journey began: its first sign after the last ending or long silence; -1 where none is."""
    silent, signs = silences(tracked), found.signs
    journey, week = found.seen.journey[signs], found.seen.week[signs]
    first = np.full(found.seen.journeys, -1)
    gap = silent[week[1:]] - silent[week[:-1] + 1]
    is_fresh = np.ones(len(week), bool)
    is_fresh[1:] = (journey[1:] != journey[:-1]) | (gap >= SILENCE_ENDS_AFTER_WEEKS)
    np.maximum.at(first, journey[is_fresh], week[is_fresh])
    last = np.full(found.seen.journeys, -1)
    np.maximum.at(last, journey, week)
    return np.where(silent[found.seen.until] - silent[last + 1] >= SILENCE_ENDS_AFTER_WEEKS, -1, first)
