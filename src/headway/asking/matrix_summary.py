"""Where the business stands by kind of sale, for the teams a viewer may see, and the hours that could move."""

from dataclasses import dataclass
from typing import Any

from headway.asking.findings import part
from headway.asking.viewer import Viewer
from headway.sources.words import KINDS
from headway.store.reading import Reading

# From this share on the hours in routine purchases are the first thing to say.
WORTH_SAYING = 0.05
# A kind has grown or shrunk where its share of new deals has moved by so much.
CHANGED = 0.05
Row = dict[str, Any]


@dataclass(frozen=True)
class Summary:
    """One team, or the whole company: a row for each kind of sale, and its hours."""

    leader: str | None
    rows: tuple[Row, ...]
    hours: Row | None

    @property
    def is_worth_saying(self) -> bool:
        """Whether enough hours could move to say so first."""
        return self._share >= WORTH_SAYING

    @property
    def percent(self) -> int:
        """Of a hundred hours, how many go to purchases that need no person."""
        return round(100 * self._share)

    @property
    def _share(self) -> float:
        return (self.hours["routine_share"] or 0.0) if self.hours else 0.0


def summaries(opened: Reading, viewer: Viewer) -> tuple[Summary, ...]:
    """Whoever sees everything sees the company and every team; a leader the own team; nobody else any."""
    rows, hours = opened.whole("matrix_summary"), {row["leader"]: row for row in opened.whole("matrix_hours")}
    leaders = {row["leader"] for row in rows}
    if not viewer.sees_everything:
        leaders &= {viewer.email} if viewer.role == "leader" else set()
    ordered = sorted(leaders, key=lambda leader: leader or "")
    return tuple(Summary(leader, _rows(rows, leader), hours.get(leader)) for leader in ordered)


def _rows(rows: list[Row], leader: str | None) -> tuple[Row, ...]:
    """The rows of one team in the order of the kinds; a kind without a deal has none."""
    own = {row["kind"]: row for row in rows if row["leader"] == leader}
    return tuple(_told(own[kind]) for kind in (*KINDS, "unknown") if kind in own)


def _told(row: Row) -> Row:
    now, before = row["share_now"], row["share_before"]
    moved = None if now is None and before is None else (now or 0.0) - (before or 0.0)
    change = "unknown" if moved is None else "more" if moved >= CHANGED else "less" if moved <= -CHANGED else "same"
    return {**row, "change": change, "now": part(now or 0.0), "before": part(before or 0.0)}
