"""What Headway holds about the viewer, who has a right to see it."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from headway.asking.viewer import Viewer
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
    branches, reach = opened.table("branches"), opened.table("reach")
    leaders = branches.filter(branches.email == viewer.email, branches.leader != viewer.email)
    own = reach.filter(reach.email == viewer.email)
    counts = own.agg(accounts=own.account_id.nunique(), deals=own.deal_id.nunique()).to_pyarrow().to_pylist()[0]
    above = sorted(leaders.to_pyarrow()["leader"].to_pylist())
    return Held(tuple(above), counts["accounts"], counts["deals"], _told(opened, viewer))


def _told(opened: Reading, viewer: Viewer) -> tuple[Told, ...]:
    inputs = opened.table("inputs")
    own = inputs.filter(inputs.who == viewer.email).order_by(inputs.recorded_at.desc(), "input_id").limit(MOST)
    return tuple(_one(row) for row in own.to_pyarrow().to_pylist())


def _one(row: dict[str, Any]) -> Told:
    said = [str(value) for name, value in json.loads(row["value"]).items() if name != "reason"]
    return Told(row["kind"], ", ".join(said), row["reason"], row["recorded_at"])
