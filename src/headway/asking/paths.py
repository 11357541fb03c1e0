"""The ways customers really went, of the journeys the viewer may see."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from headway.answers.path_differences import path_differences
from headway.answers.path_findings import path_counts, path_flows, path_ways
from headway.asking.paths_picture import FlowPicture, flow_pictures
from headway.asking.shares import SharesBefore, shares_before
from headway.asking.viewer import Viewer, seen_accounts, seen_deals
from headway.sources.words import JOBS, KINDS
from headway.store.reading import Reading

EVERY = "all"
CHOICES = {"kind": (EVERY, *KINDS), "ending": ("won", "lost", "no_decision", "under_way")}
WAYS_SHOWN, MOVES_SHOWN, DIFFERENCES_SHOWN, NEXT_SHOWN = 8, 14, 8, 20
# Nobody reads on; whoever takes more than this along asks the lake itself.
MOST_EXPORTED = 200_000
Row = dict[str, Any]


@dataclass(frozen=True)
class WantedPaths:
    """Which journeys are asked for: of one kind of sale or of all, with one ending."""

    kind: str = EVERY
    ending: str = "won"

    @classmethod
    def of(cls, told: Mapping[str, str]) -> "WantedPaths":
        """What an address or a form says; words nobody knows count as not said."""
        return cls(**{name: told[name] for name, words in CHOICES.items() if told.get(name) in words})

    def said(self) -> dict[str, str]:
        """What an address says of it."""
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
    seen = _Seen(opened, viewer)
    counts = {row["ending"]: row for row in seen.rows("path_counts", path_counts) if row["kind"] == wanted.kind}
    flows = [row for row in seen.rows("path_flows", path_flows) if _is_wanted(row, wanted)]
    flows.sort(key=lambda row: (-row["journeys"], row["before"], row["after"]))
    ways = [row for row in seen.rows("path_ways", path_ways) if _is_wanted(row, wanted)]
    ways.sort(key=lambda row: row["rank"])
    differing = [row for row in seen.rows("path_differences", path_differences) if row["kind"] == wanted.kind]
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
        _underway(opened, viewer, wanted),
        seen.is_part,
        shares_before(opened, viewer),
    )


def exported(opened: Reading, viewer: Viewer, wanted: WantedPaths) -> list[Row]:
    """Every step of the journeys of one kind, in the form of process mining, ended ones with their ending as last step.

    One row a step: `case_id`, `activity`, `timestamp` (UTC), `ending`, `kind`, `is_whole` (no: it may have begun before
    tracking did).
    """
    cases = _Seen(opened, viewer).cases
    cases = cases if wanted.kind == EVERY else cases.filter(cases.kind == wanted.kind)
    about = cases.select("case_id", "ending", "kind", "is_whole")
    steps = opened.table("path_steps").select("case_id", activity="job", timestamp="begun_at").join(about, "case_id")
    ended = cases.filter(cases.closed_at.notnull())
    ends = ended.select("case_id", "ending", "kind", "is_whole", activity="ending", timestamp="closed_at")
    columns = ("case_id", "activity", "timestamp", "ending", "kind", "is_whole")
    both = ibis.union(steps.select(*columns), ends.select(*columns))
    rows = both.order_by(["case_id", "timestamp", "activity"]).limit(MOST_EXPORTED).to_pyarrow().to_pylist()
    return [{**row, "timestamp": f"{row['timestamp']:%Y-%m-%dT%H:%M:%SZ}"} for row in rows]


@dataclass(frozen=True)
class _Seen:
    """The journeys the viewer may see, and what they have in common."""

    opened: Reading
    viewer: Viewer

    @cached_property
    def cases(self) -> Table:
        """Those of seen deals, and those of seen accounts that have no deal."""
        every = self.opened.table("paths")
        if self.viewer.sees_everything:
            return every
        with_deal = seen_deals(self.opened, self.viewer, every.filter(every.deal_id.notnull()))
        return ibis.union(with_deal, seen_accounts(self.opened, self.viewer, every.filter(every.deal_id.isnull())))

    @cached_property
    def is_part(self) -> bool:
        """Whether there are others."""
        if self.viewer.sees_everything:
            return False
        return bool(self.cases.count().to_pyarrow().as_py() < self.opened.table("paths").count().to_pyarrow().as_py())

    @cached_property
    def _own(self) -> tuple[pa.Table, pa.Table]:
        steps = self.opened.table("path_steps").semi_join(self.cases, "case_id")
        return self.cases.to_pyarrow(), steps.to_pyarrow()

    def rows(self, name: str, make: Callable[[pa.Table, pa.Table], pa.Table]) -> list[Row]:
        """One table of findings: as built where the viewer sees all journeys, else the same made of those seen."""
        found = make(*self._own) if self.is_part else self.opened.table(name).to_pyarrow()
        rows: list[Row] = found.to_pylist()
        return rows

    def touched(self, wanted: WantedPaths) -> dict[str, int]:
        """How many of the journeys that are asked for saw each buying job."""
        cases = self.cases.filter(self.cases.is_whole, self.cases.ending == wanted.ending)
        cases = cases if wanted.kind == EVERY else cases.filter(cases.kind == wanted.kind)
        steps = self.opened.table("path_steps").semi_join(cases, "case_id")
        counted = steps.group_by("job").agg(journeys=steps.case_id.nunique()).to_pyarrow().to_pylist()
        return {row["job"]: row["journeys"] for row in counted}


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


def _underway(opened: Reading, viewer: Viewer, wanted: WantedPaths) -> tuple[Row, ...]:
    """Journeys under way of customers the viewer may see, those of which most can be told first."""
    rows = seen_accounts(opened, viewer, opened.table("path_next"))
    if wanted.kind != EVERY:
        rows = rows.filter(rows.kind == wanted.kind)
    named = rows.join(opened.table("accounts").select("account_id", "name"), "account_id")
    order = [named.share.desc(nulls_first=False), named.journeys.desc(nulls_first=False), named.case_id]
    found = named.order_by(order).limit(NEXT_SHOWN).to_pyarrow().to_pylist()
    return tuple({**row, "went": round((row["share"] or 0) * (row["journeys"] or 0))} for row in found)
