"""The ways customers really went, of the journeys the viewer may see."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from headway.answers.path_differences import differences_of
from headway.answers.path_findings import counts_of, flows_of, topic_flows, ways_of
from headway.asking.paths_picture import FlowPicture, flow_pictures
from headway.asking.shares import SharesBefore, shares_before
from headway.asking.viewer import EVERYTHING, Reach, Viewer, seen_accounts, seen_deals
from headway.learn.cases import Cases
from headway.sources.words import JOBS, KINDS
from headway.store.questions import told
from headway.store.reading import Reading

EVERY = "all"
CHOICES = {
    "kind": (EVERY, *KINDS),
    "ending": ("won", "lost", "no_decision", "under_way"),
    "steps": ("jobs", "topics"),
}
# What the steps are about: their table and its column.
STEPS = {"jobs": ("path_steps", "job"), "topics": ("topic_steps", "topic")}
# The findings about buying jobs, and what makes them of journeys.
OF_CASES = {
    "path_counts": counts_of,
    "path_flows": flows_of,
    "path_ways": ways_of,
    "path_differences": differences_of,
}
WAYS_SHOWN, MOVES_SHOWN, DIFFERENCES_SHOWN, NEXT_SHOWN = 8, 14, 8, 20
# Nobody reads on; whoever takes more than this along asks the lake itself.
MOST_EXPORTED = 200_000
Row = dict[str, Any]


@dataclass(frozen=True)
class WantedPaths:
    """Which journeys are asked for: of one kind of sale or all, with one ending; and which steps to take along."""

    kind: str = EVERY
    ending: str = "won"
    steps: str = "jobs"

    @classmethod
    def of(cls, told: Mapping[str, str]) -> "WantedPaths":
        """What an address or a form says; words nobody knows count as not said."""
        return cls(**{name: told[name] for name, words in CHOICES.items() if told.get(name) in words})

    def said(self) -> dict[str, str]:
        """What an address says of the journeys."""
        return {"kind": self.kind, "ending": self.ending}


@dataclass(frozen=True)
class Paths:
    """What the page shows: the picture of one ending, the ways, what sets won ones apart, and what comes next."""

    wanted: WantedPaths
    won: Row | None
    chosen: Row | None
    journeys: int
    pictures: tuple[FlowPicture, ...]
    begun: tuple[Row, ...]
    last: tuple[Row, ...]
    moves: tuple[Row, ...]
    ways: tuple[Row, ...]
    differences: tuple[Row, ...]
    compared: int
    underway: tuple[Row, ...]
    is_part: bool
    shares: SharesBefore | None = None
    topic_moves: tuple[Row, ...] = ()

    @property
    def rare_ways(self) -> int:
        """How many ways are not listed."""
        return (self.chosen["ways_seen"] if self.chosen else 0) - len(self.ways)

    @property
    def is_empty(self) -> bool:
        """Whether no journey of any ending was seen."""
        return not (self.won or self.chosen or self.journeys or self.underway)


def paths(opened: Reading, viewer: Viewer, wanted: WantedPaths) -> Paths:
    """What the journeys that are asked for have in common, from those the viewer may see."""
    reach = Reach.of(opened, viewer)
    seen = _Seen(opened, reach)
    counts = {row["ending"]: row for row in seen.rows("path_counts") if row["kind"] == wanted.kind}
    flows = [row for row in seen.rows("path_flows") if _is_wanted(row, wanted)]
    flows.sort(key=lambda row: (-row["journeys"], row["before"], row["after"]))
    ways = [row for row in seen.rows("path_ways") if _is_wanted(row, wanted)]
    ways.sort(key=lambda row: row["rank"])
    differing = [row for row in seen.rows("path_differences") if row["kind"] == wanted.kind]
    inner = [row for row in flows if row["before"] in JOBS and row["after"] in JOBS]
    journeys = flows[0]["of"] if flows else 0
    return Paths(
        wanted,
        counts.get("won"),
        counts.get(wanted.ending),
        journeys,
        flow_pictures(inner, seen.touched(wanted), journeys),
        tuple(row for row in flows if row["before"] == "start")[:3],
        tuple(row for row in flows if row["after"] == "end")[:3],
        tuple(inner[:MOVES_SHOWN]),
        tuple({**row, "jobs": row["way"].split()} for row in ways[:WAYS_SHOWN]),
        _told(differing),
        len(differing),
        _underway(opened, reach, wanted),
        seen.is_part,
        shares_before(opened, viewer),
        _topic_moves(seen, wanted),
    )


def _topic_moves(seen: "_Seen", wanted: WantedPaths) -> tuple[Row, ...]:
    """The moves from one topic of our pages straight to another that most journeys made."""
    rows = [row for row in seen.rows("topic_flows") if _is_wanted(row, wanted)]
    rows = [row for row in rows if row["before"] != "start" and row["after"] != "end"]
    rows.sort(key=lambda row: (-row["journeys"], row["before"], row["after"]))
    words = [{name: row[name].replace("_", " ") for name in ("before", "after")} for row in rows]
    return tuple({**row, **named} for row, named in list(zip(rows, words, strict=True))[:MOVES_SHOWN])


def exported(opened: Reading, viewer: Viewer, wanted: WantedPaths) -> list[Row]:
    """Every step of the journeys of one kind, in the form of process mining, ended ones with their ending as last step.

    Steps are buying jobs or, where so asked, topics of our pages. One row a step: `case_id`, `activity`, `timestamp`
    (UTC), `ending`, `kind`, `is_whole` (no: it may have begun before tracking did).
    """
    reach = Reach.of(opened, viewer)
    is_one_kind = wanted.kind != EVERY
    table, about_what = STEPS[wanted.steps]

    def steps() -> Table:
        cases = _cases(opened, reach)
        cases = cases.filter(cases.kind == told("kind")) if is_one_kind else cases
        about = cases.select("case_id", "ending", "kind", "is_whole")
        taken = opened.table(table).select("case_id", activity=about_what, timestamp="begun_at")
        taken = taken.join(about, "case_id")
        ended = cases.filter(cases.closed_at.notnull())
        ends = ended.select("case_id", "ending", "kind", "is_whole", activity="ending", timestamp="closed_at")
        columns = ("case_id", "activity", "timestamp", "ending", "kind", "is_whole")
        both = ibis.union(taken.select(*columns), ends.select(*columns))
        return both.order_by(["case_id", "timestamp", "activity"]).limit(MOST_EXPORTED)

    rows = opened.asked((table, reach.shape, is_one_kind), steps, {**reach.values, "kind": wanted.kind})
    return [{**row, "timestamp": f"{row['timestamp']:%Y-%m-%dT%H:%M:%SZ}"} for row in rows]


def _cases(opened: Reading, reach: Reach) -> Table:
    """The journeys the viewer may see: those of seen deals, and those of seen accounts that have no deal."""
    every = opened.table("paths")
    if not reach.shape:
        return every
    with_deal = seen_deals(opened, reach, every.filter(every.deal_id.notnull()))
    return ibis.union(with_deal, seen_accounts(opened, reach, every.filter(every.deal_id.isnull())))


@dataclass(frozen=True)
class _Seen:
    """What the journeys that the viewer may see have in common; worked out once a build."""

    opened: Reading
    reach: Reach

    @property
    def is_part(self) -> bool:
        """Whether there are others."""

        def counted() -> Table:
            cases = _cases(self.opened, self.reach)
            return cases.agg(seen=cases.count())

        (row,) = self.opened.asked(("paths counted", self.reach.shape), counted, self.reach.values)
        return bool(row["seen"] < self.opened.size("paths"))

    def rows(self, name: str) -> list[Row]:
        """One table of findings: as built where the viewer sees all journeys, else the same made of those seen."""
        if not self.is_part:
            return self.opened.whole(name)
        return self.opened.found(("paths", self.reach.emails), self._made)[name]

    def _made(self) -> dict[str, list[Row]]:
        """The findings by table; the journeys are read once for all of them."""
        shape, told_of = ("paths", self.reach.shape), self.reach.values
        journeys = self.opened.asked_table(shape, lambda: _cases(self.opened, self.reach), told_of)
        cases = Cases(journeys, self._steps("path_steps"))
        found = {name: make(cases) for name, make in OF_CASES.items()}
        found["topic_flows"] = topic_flows(journeys, self._steps("topic_steps"))
        return {name: table.to_pylist() for name, table in found.items()}

    def _steps(self, name: str) -> pa.Table:
        def steps() -> Table:
            return self.opened.table(name).semi_join(_cases(self.opened, self.reach), "case_id")

        return self.opened.asked_table((f"{name} seen", self.reach.shape), steps, self.reach.values)

    def touched(self, wanted: WantedPaths) -> dict[str, int]:
        """How many of the journeys that are asked for saw each buying job."""
        reach = self.reach if self.is_part else EVERYTHING
        is_one_kind = wanted.kind != EVERY

        def jobs() -> Table:
            cases = _cases(self.opened, reach)
            cases = cases.filter(cases.is_whole, cases.ending == told("ending"))
            cases = cases.filter(cases.kind == told("kind")) if is_one_kind else cases
            steps = self.opened.table("path_steps").semi_join(cases, "case_id")
            return steps.group_by("job").agg(journeys=steps.case_id.nunique())

        values = {**reach.values, "kind": wanted.kind, "ending": wanted.ending}
        shape = ("path jobs", reach.shape, is_one_kind)
        return {row["job"]: row["journeys"] for row in self.opened.asked(shape, jobs, values)}


def _is_wanted(row: Row, wanted: WantedPaths) -> bool:
    return bool(row["kind"] == wanted.kind and row["ending"] == wanted.ending)


def _told(rows: list[Row]) -> tuple[Row, ...]:
    """What stands out, the clearest first; one fact once, at the age where it is clearest."""
    told = sorted(
        (row for row in rows if row["is_told"]),
        key=lambda row: (row["corrected"], -abs(row["difference"]), row["by_days"], row["fact"], row["job"] or ""),
    )
    once: dict[tuple[object, ...], Row] = {}
    for row in told:
        once.setdefault((row["ending"], row["fact"], row["job"], row["other_job"]), row)
    return tuple({**row, "weeks": row["by_days"] // 7} for row in list(once.values())[:DIFFERENCES_SHOWN])


def _underway(opened: Reading, reach: Reach, wanted: WantedPaths) -> tuple[Row, ...]:
    """Journeys under way of customers the viewer may see, those of which most can be told first."""
    is_one_kind = wanted.kind != EVERY

    def first() -> Table:
        rows = seen_accounts(opened, reach, opened.table("next_steps"))
        rows = rows.filter(rows.kind == told("kind")) if is_one_kind else rows
        order = [rows.share.desc(nulls_first=False), rows.journeys.desc(nulls_first=False), rows.case_id]
        return rows.order_by(order).limit(NEXT_SHOWN)

    found = opened.asked(("under way", reach.shape, is_one_kind), first, {**reach.values, "kind": wanted.kind})
    return tuple({**row, "went": round((row["share"] or 0) * (row["journeys"] or 0))} for row in found)
