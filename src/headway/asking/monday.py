"""This week's list, as one viewer reads it."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from headway.asking.viewer import Viewer, seen_accounts
from headway.store.reading import Reading


@dataclass(frozen=True)
class Line:
    """One line of the list: what to do, about whom, why, and how sure."""

    line: int
    act: str
    account_id: str
    journey_id: str
    deal_id: str | None
    name: str
    who: tuple[str, ...]
    looking_for: str | None
    question: str | None
    because: tuple[dict[str, Any], ...]
    sure: str
    wait_for: str | None


@dataclass(frozen=True)
class Monday:
    """A leader's or seller's list, and the moment it was made for."""

    moment: datetime
    lines: tuple[Line, ...]

    @property
    def headline(self) -> str:
        """The finding, in a sentence."""
        strikes = sum(line.act == "strike" for line in self.lines)
        if not self.lines:
            return "nothing needs you this week."
        if not strikes:
            return "no customer is well ahead and moving; look after those below."
        return f"{strikes} customer{'s are' if strikes > 1 else ' is'} well ahead and moving."


def monday(opened: Reading, viewer: Viewer) -> Monday:
    """The viewer's list: a leader's own one, else the lines of the company's that are about own accounts."""
    lines = opened.sorted("monday")
    if viewer.role == "leader":
        own = lines.filter(lines.leader == viewer.email)
    else:
        own = seen_accounts(opened, viewer, lines.filter(lines.leader.isnull()))
    rows = own.order_by("line").drop("leader").to_pyarrow().to_pylist()
    return Monday(opened.pin.moment, tuple(_line(row) for row in rows))


def _line(row: dict[str, Any]) -> Line:
    return Line(**{**row, "who": tuple((row["who"] or "").split()), "because": tuple(json.loads(row["because"]))})
