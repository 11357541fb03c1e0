"""What the customers' paths have in common (S4): the moves and the ways they went, and what comes next.

Only journeys seen from their beginning count, so that no path looks short because we came late.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from headway.learn.cases import ENDED, EVERY, LEAST_CASES, UNDER_WAY, WON, Cases, rounded
from headway.learn.differences import share_range
from headway.learn.paths import END, START, Bools, Continuations, Next, Path, Ways, effective_ways, flows
from headway.sources.words import JOBS, KINDS

# What comes next is looked up after at most so many last steps.
DEEPEST = 3
RANGE = 0.8
CANNOT_TELL = Ways(None, None, None)
Row = dict[str, Any]

_FLOWS = pa.schema(
    [
        *((name, pa.string()) for name in ("kind", "ending", "before", "after")),
        ("journeys", pa.int64()),
        ("of", pa.int64()),
        ("times", pa.int64()),
        ("median_days", pa.float64()),
    ]
)
_WAYS = pa.schema(
    [
        *((name, pa.string()) for name in ("kind", "ending", "way")),
        ("rank", pa.int64()),
        ("journeys", pa.int64()),
        ("of", pa.int64()),
        *((name, pa.float64()) for name in ("share", "share_low", "share_high")),
    ]
)
_COUNTS = pa.schema(
    [
        ("kind", pa.string()),
        ("ending", pa.string()),
        ("journeys", pa.int64()),
        ("left_out", pa.int64()),
        ("median_days", pa.float64()),
        ("ways_seen", pa.int64()),
        *((name, pa.float64()) for name in ("ways", "ways_low", "ways_high")),
    ]
)
_NEXT = pa.schema(
    [
        *((name, pa.string()) for name in ("case_id", "account_id", "journey_id", "deal_id", "kind")),
        *((name, pa.string()) for name in ("stands_at", "next")),
        *((name, pa.float64()) for name in ("share", "share_low", "share_high")),
        ("journeys", pa.int64()),
        ("steps_alike", pa.int64()),
        ("is_same_kind", pa.bool_()),
    ]
)


def path_flows(paths: pa.Table, path_steps: pa.Table) -> pa.Table:
    """One move of journeys of one kind of sale and one ending: from one buying job straight to another.

    Columns: `kind` (of sale; all: every one), `ending` (won, lost, no_decision, under_way), `before` (a job; start: the
    first step) and `after` (a job; end: the ending came), `journeys` (that made the move) `of` all of that kind and
    ending, `times` (in all), `median_days` (from the beginning of one step to that of the next). Method:
    `headway.learn.paths.flows`.
    """
    return flows_of(Cases(paths, path_steps))


def topic_flows(paths: pa.Table, topic_steps: pa.Table) -> pa.Table:
    """One move of journeys of one kind of sale and one ending: from one topic of our pages straight to another.

    Columns: `kind` (of sale; all: every one), `ending` (won, lost, no_decision, under_way), `before` (a topic; start:
    the first step) and `after` (a topic; end: the ending came), `journeys` (that made the move) `of` all of that kind
    and ending that read of a topic, `times` (in all), `median_days` (from the beginning of one step to that of the
    next). Method: `headway.learn.paths.flows`.
    """
    topics = sorted(set(topic_steps["topic"].to_pylist()))
    read = paths.filter(pc.is_in(paths["case_id"], topic_steps["case_id"].combine_chunks()))
    return flows_of(Cases(read, topic_steps, "topic", topics), topics)


def flows_of(cases: Cases, activities: Sequence[str] = JOBS) -> pa.Table:
    """The rows of `path_flows`, or those of `topic_flows`, of journeys read already."""
    rows = []
    for kind, ending, chosen in cases.groups((*ENDED, UNDER_WAY)):
        log, ended = cases.log.of_cases(chosen), cases.days[chosen]
        for flow in flows(log, np.full(log.cases, np.nan) if ending == UNDER_WAY else ended):
            names = {"before": _named(flow.before, activities), "after": _named(flow.after, activities)}
            counts = {"journeys": flow.cases, "of": log.cases, "times": flow.times}
            told = {"kind": kind, "ending": ending, **names, **counts}
            rows.append({**told, "median_days": round(flow.median_wait, 2)})
    return pa.Table.from_pylist(rows, _FLOWS)


def path_ways(paths: pa.Table, path_steps: pa.Table) -> pa.Table:
    """One way in which journeys of one kind of sale and one ending went.

    A way is what a journey was mostly about: the jobs that led at least a fifth of its active weeks, in the order they
    were taken up. Columns: `kind` (of sale; all: every one), `ending`, `way` (jobs, blank between), `rank` (1: the most
    frequent), `journeys` (that went it) `of` all of that kind and ending, `share` of them, `share_low`, `share_high`
    (80 % range, Wilson).
    """
    return ways_of(Cases(paths, path_steps))


def ways_of(cases: Cases) -> pa.Table:
    """The rows of `path_ways` of journeys read already."""
    rows = []
    for kind, ending, chosen in cases.groups(ENDED):
        counted = Counter(cases.ways[case] for case in np.flatnonzero(chosen))
        of = counted.total()
        ranked = sorted(counted.items(), key=lambda each: (-each[1], each[0]))
        for rank, (each, journeys) in enumerate(ranked, start=1):
            low, high = share_range(journeys, of, RANGE)
            told = {"kind": kind, "ending": ending, "way": " ".join(JOBS[job] for job in each), "rank": rank}
            shares = rounded(share=journeys / of, share_low=low, share_high=high)
            rows.append({**told, "journeys": journeys, "of": of, **shares})
    return pa.Table.from_pylist(rows, _WAYS)


def path_counts(paths: pa.Table, path_steps: pa.Table) -> pa.Table:
    """In how many ways journeys of one kind of sale came to one ending.

    Columns: `kind` (of sale; all: every one), `ending`, `journeys` (seen from their beginning), `left_out` (those that
    may have begun before tracking did), `median_days` (half of them took no longer), `ways_seen` (different ones),
    `ways` (as how many equally frequent ones they count; null: cannot tell, fewer than 10 journeys, or no two alike),
    `ways_low`, `ways_high` (80 % range; null: no end can be told). Method: `headway.learn.paths.effective_ways`.
    """
    return counts_of(Cases(paths, path_steps))


def counts_of(cases: Cases) -> pa.Table:
    """The rows of `path_counts` of journeys read already."""
    rows = []
    for kind, ending, chosen in cases.groups(ENDED):
        counted = Counter(cases.ways[case] for case in np.flatnonzero(chosen))
        told = effective_ways(list(counted.values()), RANGE) if counted.total() >= LEAST_CASES else CANNOT_TELL
        ways = rounded(ways=told.number, ways_low=told.low, ways_high=told.high)
        left_out = int((cases.among(kind) & (cases.ending == ending) & ~cases.whole).sum())
        counts = {"journeys": counted.total(), "left_out": left_out, "ways_seen": len(counted)}
        days = float(np.median(cases.days[chosen]))
        rows.append({"kind": kind, "ending": ending, **counts, "median_days": round(days, 2), **ways})
    return pa.Table.from_pylist(rows, _COUNTS)


def path_next(paths: pa.Table, path_steps: pa.Table) -> pa.Table:
    """One journey under way, and what came next on won journeys that stood where it stands.

    They stood there where their last steps were the same: three, else two, else one; of the same kind of sale, else of
    every kind. A won journey that stood there often counts once. Columns: `case_id` (the need), `account_id`,
    `journey_id`, `deal_id` (the open one; null: none), `kind`, `stands_at` (the job of its last step), `next` (the job
    that came next most often; end: they were won; null: cannot tell yet, fewer than 10 won journeys stood there),
    `share` of those journeys, `share_low`, `share_high` (80 % range, Wilson), `journeys` (won ones it stands on),
    `steps_alike` (the beginning counts as one), `is_same_kind`.
    """
    cases = Cases(paths, path_steps)
    every = cases.log.paths
    won = cases.whole & (cases.ending == WON)
    learned = {kind: _continuations(every, won & cases.among(kind)) for kind in (EVERY, *KINDS)}
    rows = []
    for case in np.flatnonzero(cases.ending == UNDER_WAY):
        kind = str(cases.kind[case])
        names = {name: cases.rows[case][name] for name in ("case_id", "account_id", "journey_id", "deal_id")}
        names |= {"kind": kind, "stands_at": JOBS[every[case][-1]]}
        told = _next(every[case], learned, kind)
        rows.append({**names, **(_told_next(*told) if told else {})})
    return pa.Table.from_pylist(rows, _NEXT)


def _continuations(every: list[Path], chosen: Bools) -> Continuations:
    return Continuations([every[case] for case in np.flatnonzero(chosen)], DEEPEST)


def _next(path: Path, learned: dict[str, Continuations], kind: str) -> tuple[Next, bool] | None:
    """What came next after the longest like ending of the path, on journeys of its kind before those of every kind."""
    for alike in range(DEEPEST, 0, -1):
        for name in (kind, EVERY):
            told = learned[name].after(path, alike, LEAST_CASES) if name in learned else None
            if told:
                return told, name == kind
    return None


def _told_next(told: Next, is_same_kind: bool) -> Row:
    low, high = share_range(told.share * told.cases, told.cases, RANGE)
    shares = rounded(share=told.share, share_low=low, share_high=high)
    alike = {"journeys": told.cases, "steps_alike": told.alike, "is_same_kind": is_same_kind}
    return {"next": _named(told.activity), **shares, **alike}


def _named(activity: int, activities: Sequence[str] = JOBS) -> str:
    return {START: "start", END: "end"}.get(activity) or activities[activity]
