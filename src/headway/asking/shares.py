"""How much of the way was behind customers before we first talked, over the deals the viewer may see."""

from dataclasses import dataclass
from typing import Any

from ibis.expr.types import Table

from headway.answers.shares import MEASURES, share_before_summary
from headway.asking.findings import part
from headway.asking.viewer import Reach, Viewer, seen_deals
from headway.sources.priors import priors
from headway.store.reading import Reading

QUARTERS_SHOWN = 8
Row = dict[str, Any]


@dataclass(frozen=True)
class SharesBefore:
    """Figures over closed deals, each a lower bound, beside the published ones."""

    figures: tuple[Row, ...]
    quarters: tuple[Row, ...]
    verdicts: dict[str, str]
    left_out: int
    published_low: str
    published_high: str
    published: tuple[str, ...]

    @property
    def headline(self) -> Row | None:
        """How far they were, where that can be told."""
        return next((row for row in self.figures if row["measure"] == "progress_share"), None)


@dataclass(frozen=True)
class ShareBefore:
    """The same of one deal, in words."""

    why: str
    time: str
    acts: str
    progress: str


def shares_before(opened: Reading, viewer: Viewer) -> SharesBefore:
    """What the closed deals the viewer may see have in common."""
    reach = Reach.of(opened, viewer)
    rows = opened.found(("shares", reach.emails), lambda: _summed(opened, reach))
    told = [{**row, "part": part(row["value"])} for row in rows if row["part"] == "all" and row["value"] is not None]
    quarters = [row for row in rows if row["part"] == "quarter" and row["measure"] == "progress_share"]
    verdicts = {row["part"]: row["verdict"] for row in rows if row["verdict"] and row["measure"] == "progress_share"}
    published = sorted(priors()["share_before_published"].values(), key=lambda each: float(each["value"]))
    return SharesBefore(
        tuple(sorted(told, key=lambda row: MEASURES.index(row["measure"]))),
        tuple({**row, "part": part(row["value"])} for row in quarters[-QUARTERS_SHOWN:]),
        verdicts,
        rows[0]["began_before_tracking"] if rows else 0,
        part(published[0]["value"]),
        part(published[-1]["value"]),
        tuple(each["source"] for each in published),
    )


def _summed(opened: Reading, reach: Reach) -> list[Row]:
    def closed() -> Table:
        rows = seen_deals(opened, reach, opened.table("share_before"))
        return rows.filter(rows.quarter.notnull())

    found: list[Row] = share_before_summary(
        opened.asked_table(("shares", reach.shape), closed, reach.values)
    ).to_pylist()
    return found


def share_before_of(deal: Row) -> ShareBefore | None:
    """How much was behind the customer when we first talked about a deal (a row of `customer_deals`).

    None where nothing tells of it.
    """
    return ShareBefore(deal["why"], *(part(deal[measure]) for measure in MEASURES)) if deal["why"] else None
