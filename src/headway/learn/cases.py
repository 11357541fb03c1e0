"""Journeys and their steps, from tables to arrays."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from headway.learn.paths import Bools, Floats, Log, Path, ways
from headway.sources.words import JOBS, KINDS

WON, UNDER_WAY = "won", "under_way"
ENDED = ("won", "lost", "no_decision")
EVERY = "all"
# Fewer journeys than this tell nothing.
LEAST_CASES = 10
# A way is what a journey was mostly about: jobs that led at least so much of its active weeks.
LEAST_SHARE = 0.2
DAY = np.timedelta64(1, "D")


class Cases:
    """Journeys in the order of their id, and their steps; `whole` are those seen from their beginning."""

    def __init__(
        self, paths: pa.Table, path_steps: pa.Table, about: str = "job", activities: Sequence[str] = JOBS
    ) -> None:
        """Read the tables `paths` and `path_steps`, or steps about something else, in whatever order."""
        self._paths = paths = paths.sort_by("case_id")
        self.kind, self.ending = _words(paths, "kind"), _words(paths, "ending")
        self.whole: Bools = paths["is_whole"].to_numpy().astype(bool)
        begun = _times(paths, "begun_at")
        self.days: Floats = (_times(paths, "closed_at") - begun) / DAY
        self.days[self.ending == UNDER_WAY] = paths["days"].to_numpy().astype(float)[self.ending == UNDER_WAY]
        people = [_times(paths, name) - begun for name in ("second_person_at", "third_person_at")]
        self.people: Floats = np.stack(people, axis=1) / DAY
        case = pc.index_in(path_steps["case_id"], paths["case_id"].combine_chunks())
        steps = path_steps.append_column("case", case).filter(pc.is_valid(case))
        steps = steps.sort_by([("case", "ascending"), ("step", "ascending")])
        number = steps["case"].to_numpy().astype(np.int64)
        job = pc.index_in(steps[about], pa.array(activities, pa.string())).to_numpy().astype(np.int64)
        age = (_times(steps, "begun_at") - begun[number]) / DAY
        self.log = Log(number, job, age, len(paths), len(activities))
        self._weeks: Floats = steps["weeks"].to_numpy().astype(float)

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """What is known of each journey."""
        rows: list[dict[str, Any]] = self._paths.to_pylist()
        return rows

    @cached_property
    def ways(self) -> list[Path]:
        """What each journey was mostly about."""
        return ways(self.log, self._weeks, LEAST_SHARE)

    def among(self, kind: str) -> Bools:
        """The journeys of one kind, or of every one."""
        return np.full(self.log.cases, True) if kind == EVERY else np.asarray(self.kind == kind)

    def groups(self, endings: tuple[str, ...]) -> Iterator[tuple[str, str, Bools]]:
        """Each kind and ending that has a journey seen from its beginning, with those journeys."""
        for kind in (EVERY, *KINDS, "unknown"):
            for ending in endings:
                chosen = self.whole & self.among(kind) & (self.ending == ending)
                if chosen.any():
                    yield kind, ending, chosen


def _words(rows: pa.Table, name: str) -> np.ndarray:
    words: np.ndarray = rows[name].to_numpy().astype(object)
    return words


def _times(rows: pa.Table, name: str) -> np.ndarray:
    times: np.ndarray = rows[name].cast(pa.timestamp("us")).to_numpy().astype("datetime64[us]")
    return times


def rounded(**numbers: float | None) -> dict[str, float | None]:
    """As many digits as mean something; the last ones differ from machine to machine."""
    return {name: None if number is None else round(float(number), 6) for name, number in numbers.items()}
