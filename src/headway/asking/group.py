"""The buying groups of deals: whom we have seen, in which role, and how many are still unseen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from headway.store.reading import Reading

Row = dict[str, Any]


@dataclass(frozen=True)
class Group:
    """The people of one deal; without anybody seen, nobody can tell how many there are."""

    people: tuple[Row, ...]
    known: int
    unseen: int | None
    unseen_low: int | None
    unseen_high: int | None

    @property
    def about(self) -> int | None:
        """How many people the deal is about, those unseen too."""
        return None if self.unseen is None else self.known + self.unseen


def groups(
    opened: Reading, deal_ids: Sequence[str], last: Mapping[str, datetime | None] | None = None
) -> dict[str, Group]:
    """The buying group of each of these deals; `last` tells when each person was seen last, where somebody asks."""
    by_deal: dict[str, list[Row]] = {}
    for row in opened.where("coverage", deal_id=deal_ids):
        seen_at = (last or {}).get(row["person_id"])
        by_deal.setdefault(row["deal_id"], []).append({**row, "last_at": seen_at})
    return {deal_id: _group(members) for deal_id, members in by_deal.items()}


def _group(rows: list[Row]) -> Group:
    first = rows[0]
    rows.sort(key=lambda row: (-(row["confidence"] or 0), row["name"] or "", row["person_id"] or ""))
    unseen = None if first["unseen_people"] is None else round(first["unseen_people"])
    people = tuple(row for row in rows if row["person_id"])
    return Group(people, first["known_people"], unseen, first["unseen_low"], first["unseen_high"])
