"""The buying groups of open deals: who plays which part, who is missing, and who of ours is the counterpart."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ibis.expr.types import Table

from headway.asking.group import Group, group_of
from headway.asking.viewer import Reach, Viewer, seen_deals
from headway.store.reading import Reading

ROWS_A_PAGE = 8
# A guess about everybody says nothing: so many are named.
HINTED = 2
# Where many decide, each part matters; where few do, only who decides.
MANY = ("consultancy", "solution")
# What is said of a deal: its place, and how many of its people have been seen.
SHOWN = (
    *("deal_id", "account_id", "name", "customer", "kind"),
    *("known_people", "unseen_people", "unseen_low", "unseen_high", "own_deals"),
)
Row = dict[str, Any]


@dataclass(frozen=True)
class Covered:
    """One deal with its group and the parts that nobody seen plays."""

    deal_id: str
    name: str
    customer: str
    kind: str
    group: Group
    missing: tuple[Row, ...]

    @property
    def hints(self) -> tuple[Row, ...]:
        """The likeliest who may move or stop the others; an act of theirs has to prove it."""
        hinted = [row for row in self.group.people if row["hypothesis"]]
        hinted.sort(key=lambda row: (-(row["brought"] or 0), row["person_id"]))
        return tuple(hinted[:HINTED])


@dataclass(frozen=True)
class Coverage:
    """One page of deals in which many decide, those with most still unseen first, and what there is in all."""

    rows: tuple[Covered, ...]
    found: int
    no_decider: int
    unseen: int
    nobody: int
    page: int

    @property
    def is_last(self) -> bool:
        """Whether no page follows."""
        return self.page * ROWS_A_PAGE >= self.found


def coverage(opened: Reading, viewer: Viewer, page: int) -> Coverage:
    """What the page of coverage shows of the open deals the viewer may see."""
    rows = _rows(opened, Reach.of(opened, viewer))
    seen = [row for row in rows if row["known_people"]]
    return Coverage(
        _covered(opened, rows[(page - 1) * ROWS_A_PAGE : page * ROWS_A_PAGE]),
        len(rows),
        sum(not row["deciding"] for row in seen),
        round(sum(row["unseen_people"] or 0.0 for row in seen)),
        len(rows) - len(seen),
        page,
    )


def _rows(opened: Reading, reach: Reach) -> list[Row]:
    """Every open deal in which many decide, with how many of them have been seen; most unseen first."""

    def many() -> Table:
        rows = seen_deals(opened, reach, opened.table("customer_deals"))
        rows = rows.filter(rows.status == "open", rows.kind.isin(MANY)).select(SHOWN)
        rows = rows.left_join(_deciding(opened.table("coverage")), "deal_id").drop("deal_id_right")
        return rows.order_by([rows.known_people == 0, rows.unseen_people.desc(nulls_first=False), rows.deal_id])

    return opened.asked(("coverage", reach.shape), many, reach.values)


def _deciding(people: Table) -> Table:
    """How many of a deal decide, by role or part."""
    return people.group_by("deal_id").agg(deciding=people.has_authority.fill_null(False).ifelse(1, 0).sum())


def _covered(opened: Reading, deals: Sequence[Row]) -> tuple[Covered, ...]:
    deal_ids = [deal["deal_id"] for deal in deals]
    people = [row for row in opened.where("coverage", deal_id=deal_ids) if row["person_id"]]
    missing = sorted(opened.where("missing_parts", deal_id=deal_ids), key=lambda row: str(row["part"]))
    return tuple(
        Covered(
            deal["deal_id"],
            deal["name"] or deal["customer"],
            deal["customer"],
            deal["kind"],
            group_of(deal, people),
            tuple(row for row in missing if row["deal_id"] == deal["deal_id"]),
        )
        for deal in deals
    )
