"""What Headway holds about the viewer, who has a right to see it."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow.compute as pc
from ibis.expr.types import Table

from headway.asking.viewer import Viewer
from headway.store.questions import told
from headway.store.reading import Reading

# The newest of what one has told; all of it is in `headway table inputs`.
MOST = 50


@dataclass(frozen=True)
class Told:
    """One thing the viewer has told Headway."""

    kind: str
    about: str
    reason: str | None
    told_at: datetime


@dataclass(frozen=True)
class Held:
    """What is known of the viewer: the leaders it stands under, its accounts and deals, and what it has told."""

    leaders: tuple[str, ...]
    accounts: int
    deals: int
    told: tuple[Told, ...]


def held(opened: Reading, viewer: Viewer) -> Held:
    """Everything of one person of ours, counted or listed."""
    rows = [row for row in opened.whole("branches") if row["email"] == viewer.email != row["leader"]]
    (counts,) = opened.asked("own reach", lambda: _counted(opened.table("reach")), {"viewer": viewer.email})
    above = sorted(row["leader"] for row in rows)
    return Held(tuple(above), counts["accounts"], counts["deals"], _told(opened, viewer))


def _counted(reach: Table) -> Table:
    own = reach.filter(reach.email == told("viewer"))
    return own.agg(accounts=own.account_id.nunique(), deals=own.deal_id.nunique())


def _told(opened: Reading, viewer: Viewer) -> tuple[Told, ...]:
    rows = opened.inputs()
    own = rows.filter(pc.equal(rows["who"], viewer.email))
    newest = own.sort_by([("recorded_at", "descending"), ("input_id", "ascending")]).slice(0, MOST)
    return tuple(_one(row) for row in newest.to_pylist())


def _one(row: dict[str, Any]) -> Told:
    said = [str(value) for name, value in json.loads(row["value"]).items() if name != "reason"]
    return Told(row["kind"], ", ".join(said), row["reason"], row["recorded_at"])
