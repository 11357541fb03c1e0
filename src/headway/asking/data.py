"""What Headway knows from where: sources and how fresh they are, what they can answer, what could not be read."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import ibis
from ibis.expr.types import Table

from headway.asking.audiences import Audience, audience
from headway.asking.claims import Claims, claims
from headway.asking.spreadsheet import cell
from headway.asking.tracking import Tracking, tracking
from headway.asking.viewer import Viewer
from headway.store.landed import LandedTable, landed_tables
from headway.store.reading import Reading

REASONS_SHOWN = 40
EXAMPLES_SHOWN = 3
BUILDS_SHOWN = 12
ROWS_AT_ONCE = 5_000


@dataclass(frozen=True)
class Source:
    """One system: its tables, and how long ago its server wrote the newest row."""

    system: str
    tables: tuple[LandedTable, ...]
    now: datetime

    @property
    def age(self) -> timedelta | None:
        """How long ago that was; a server whose clock is ahead has just written."""
        return max(timedelta(0), self.now - self.newest) if self.newest else None

    @property
    def rows(self) -> int:
        """How many rows have landed, with all their versions."""
        return sum(table.rows for table in self.tables)

    @property
    def newest(self) -> datetime | None:
        """When its server wrote the newest row."""
        return max((table.newest for table in self.tables if table.newest), default=None)

    @property
    def imported_at(self) -> datetime:
        """When it was imported last."""
        return max(table.imported_at for table in self.tables)


@dataclass(frozen=True)
class KeptBuild:
    """One build that can still be read: as of when, made when, and whether it is the one that is shown."""

    id: str
    moment: datetime
    made_at: datetime
    is_published: bool
    is_shown: bool


@dataclass(frozen=True)
class Issue:
    """One reason why rows could not be used: of how many, where the first stand, and what mends them."""

    system: str
    reason: str
    remedy: str
    rows: int
    examples: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Data:
    """The whole page."""

    sources: tuple[Source, ...]
    claims: Claims
    builds: tuple[KeptBuild, ...]
    issues: tuple[Issue, ...]
    issue_rows: int
    is_behind: bool
    tracking: Tracking
    audience: tuple[Audience, ...]
    words_open: int

    @property
    def stalest(self) -> Source | None:
        """The source that has been silent longest."""
        return max(self.sources, key=lambda source: source.age or timedelta.max, default=None)


def data(opened: Reading, viewer: Viewer, now: datetime) -> Data:
    """What is known from where; excerpts of rows only for those who look after the data."""
    landed = landed_tables(opened.home)
    builds = kept_builds(opened)
    issues, issue_rows = _issues(opened, viewer)
    shown = next((build.made_at for build in builds if build.is_shown), None)
    return Data(
        sources=_sources(landed, now),
        claims=claims(opened),
        builds=builds[:BUILDS_SHOWN],
        issues=issues,
        issue_rows=issue_rows,
        is_behind=shown is not None and any(table.imported_at > shown for table in landed),
        tracking=tracking(opened),
        audience=audience(opened),
        words_open=sum(not row["is_placed"] for row in opened.whole("mapping_values")),
    )


def issue_lines(opened: Reading, viewer: Viewer) -> Iterator[list[str]]:
    """Every row that could not be used, as cells of a spreadsheet that run nothing."""
    rows = _visible(opened, viewer).drop("issue_id").order_by("system", "file", "line", "reason")
    yield list(rows.columns)
    for batch in rows.to_pyarrow_batches(chunk_size=ROWS_AT_ONCE):
        for row in batch.to_pylist():
            yield [cell(value) for value in row.values()]


def kept_builds(opened: Reading) -> tuple[KeptBuild, ...]:
    """Builds that can still be read, the newest first."""
    pins = opened.home.path / "builds"
    kept = [
        KeptBuild(pin.id, pin.moment, _written_at(pins / f"{pin.id}.json"), pin.is_published, pin.id == opened.pin.id)
        for pin in opened.home.builds()
    ]
    return tuple(reversed(kept))


def _written_at(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).replace(tzinfo=None)


def _sources(landed: list[LandedTable], now: datetime) -> tuple[Source, ...]:
    """The systems by name, and how old the newest row of each is."""
    systems = sorted({system for table in landed for system in table.systems})
    return tuple(Source(system, tuple(t for t in landed if system in t.systems), now) for system in systems)


def _visible(opened: Reading, viewer: Viewer) -> Table:
    """The issues; what stood in a row is shown to those only who look after the data."""
    issues = opened.table("data_issues")
    return issues if viewer.may_import else issues.drop("excerpt")


def _issues(opened: Reading, viewer: Viewer) -> tuple[tuple[Issue, ...], int]:
    """The reasons with most rows, each with its first ones, and how many rows there are in all."""
    seen = "with excerpts" if viewer.may_import else "without excerpts"
    shown = opened.once(f"issues {seen}", lambda: _first_of_each(_visible(opened, viewer)))
    found: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for row in shown:
        found.setdefault((row["system"], row["reason"], row["remedy"]), []).append(row)
    issues = tuple(Issue(*key, each[0]["rows"], tuple(each)) for key, each in found.items())
    return issues, shown[0]["every"] if shown else 0


def _first_of_each(rows: Table) -> Table:
    alike = ("system", "reason", "remedy")
    place = ibis.row_number().over(group_by=alike, order_by=[rows.file, rows.line, rows.issue_id])
    numbered = rows.mutate(place=place, rows=rows.count().over(group_by=alike), every=rows.count().over())
    first = numbered.filter(numbered.place < EXAMPLES_SHOWN)
    order = [ibis.desc("rows"), "system", "reason", "remedy", "place"]
    return first.order_by(order).limit(REASONS_SHOWN * EXAMPLES_SHOWN)
