"""What differs between the paths of won, lost and undecided journeys (S4), at the same age and tested."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from headway.learn.cases import ENDED, EVERY, LEAST_CASES, WON, Cases, rounded
from headway.learn.differences import Difference, Fact, Facts, beginnings, corrected, difference, facts
from headway.learn.paths import Floats
from headway.sources.words import JOBS, KINDS

# Ages at which journeys are compared; ended ones count only where they lasted so long, whatever their ending.
AGES_DAYS = (28, 84)
# A difference is told where the corrected chance of so much without one is below this.
LEVEL = 0.05

_DIFFERENCES = pa.schema(
    [
        *((name, pa.string()) for name in ("kind", "ending")),
        ("by_days", pa.int64()),
        *((name, pa.string()) for name in ("fact", "job", "other_job")),
        *((name, pa.int64()) for name in ("won_with", "won", "others_with", "others")),
        *((name, pa.float64()) for name in ("difference", "low", "high", "chance", "corrected")),
        ("is_told", pa.bool_()),
    ]
)


def path_differences(paths: pa.Table, path_steps: pa.Table) -> pa.Table:
    """One fact in which won journeys may differ from those with another ending, at the same age.

    Long journeys have more of everything. So a fact is what had happened by an age, and only journeys count that lasted
    at least so long, on both sides. Columns: `kind` (of sale; all: every one, compared within each kind), `ending`
    (lost, no_decision: what won is compared with), `by_days` (the age; 0: the first step), `fact` (began, touched,
    revisited, order: `job` before `other_job` where both were seen, followed: `other_job` came straight after `job`,
    second_person, third_person), `job`, `other_job`, `won_with` the fact of all that `won`, `others_with` of `others`,
    `difference` (of the shares), `low`, `high` (95 % range), `chance` (of so much or more without a difference),
    `corrected` (for all rows of this table), `is_told` (stands out: corrected below 5 %, its range without nought).
    Methods: `headway.learn.differences`.
    """
    return differences_of(Cases(paths, path_steps))


def differences_of(cases: Cases) -> pa.Table:
    """The rows of `path_differences` of journeys read already."""
    rows, found = [], []
    for kind, ending, by_days, fact, told in _compared(cases):
        names = {"kind": kind, "ending": ending, "by_days": by_days, "fact": fact.name}
        jobs = {"job": _job(fact.activity), "other_job": _job(fact.other)}
        won = {"won_with": told.ones_with, "won": told.ones}
        others = {"others_with": told.others_with, "others": told.others}
        sizes = rounded(difference=told.size, low=told.low, high=told.high, chance=told.chance)
        rows.append({**names, **jobs, **won, **others, **sizes})
        found.append(told)
    for row, told, chance in zip(rows, found, _corrected(found), strict=True):
        row["corrected"] = round(float(chance), 6)
        row["is_told"] = bool(chance < LEVEL) and (told.low > 0 or told.high < 0)
    return pa.Table.from_pylist(rows, _DIFFERENCES)


def _compared(cases: Cases) -> Iterator[tuple[str, str, int, Fact, Difference]]:
    """Every fact of every pair of endings, kind and age for which both sides have enough journeys."""
    known = {0: beginnings(cases.log), **{age: _facts(cases, age) for age in AGES_DAYS}}
    strata = np.unique(cases.kind, return_inverse=True)[1]
    for kind in (EVERY, *KINDS):
        for ending in ENDED[1:]:
            for age, told in known.items():
                sides = cases.whole & cases.among(kind) & (cases.days >= age)
                chosen = sides & ((cases.ending == WON) | (cases.ending == ending))
                for place, fact in enumerate(told.facts):
                    asked = chosen & told.asked[:, place]
                    won = cases.ending[asked] == WON
                    if min(won.sum(), (~won).sum()) >= LEAST_CASES:
                        found = difference(told.holds[asked, place], won, strata[asked])
                        if found:
                            yield kind, ending, age, fact, found


def _facts(cases: Cases, age: int) -> Facts:
    """What the path says by an age, and how many people had been seen."""
    path = facts(cases.log, age)
    named = [*path.facts, Fact("second_person"), Fact("third_person")]
    joined = cases.people <= age
    return Facts(named, np.c_[path.holds, joined], np.c_[path.asked, np.ones_like(joined)])


def _corrected(found: list[Difference]) -> Floats:
    return corrected([told.chance for told in found], [told.least for told in found], LEVEL)


def _job(activity: int | None) -> str | None:
    return None if activity is None else JOBS[activity]
