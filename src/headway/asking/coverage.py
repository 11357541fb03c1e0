"""The buying groups of open deals: who plays which part, who is missing, and who of ours is the counterpart."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ibis.expr.types import Table

from headway.asking.group import Group, group_of
from headway.asking.viewer import Reach, Viewer, seen_deals
from headway.sources.sums import exact_sum
from headway.store.questions import Value, told_number
from headway.store.reading import Reading

ROWS_A_PAGE = 8
# A guess about everybody says nothing: so many are named.
HINTED = 2
# Where many decide, each part matters; where few do, only who decides.
MANY = ("consultancy", "solution")
# What is said of a person.
PERSON = (
    *("deal_id", "person_id", "name", "title", "confidence", "part", "part_basis", "part_confidence", "role_basis"),
    *("dialogues", "hypothesis", "brought"),
)
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
    reach = Reach.of(opened, viewer)
    values: dict[str, Value] = {**reach.values, "skipped": (page - 1) * ROWS_A_PAGE}
    (counts,) = opened.asked(("coverage counted", reach.shape), lambda: _counted(opened, reach), values)
    rows = opened.asked(("coverage", reach.shape), lambda: _page(_many(opened, reach)), values)
    return Coverage(
        opened.found(("covered", *(row["deal_id"] for row in rows)), lambda: _covered(opened, rows)),
        counts["found"],
        counts["no_decider"] or 0,
        round(counts["unseen"] or 0.0),
        counts["nobody"] or 0,
        page,
    )


def _many(opened: Reading, reach: Reach) -> Table:
    """The open deals in which many decide."""
    rows = seen_deals(opened, reach, opened.table("customer_deals"))
    return rows.filter(rows.status == "open", rows.kind.isin(MANY)).select(SHOWN)


def _counted(opened: Reading, reach: Reach) -> Table:
    """How many deals there are, of how many we know nobody, in how many nobody who decides, and who is unseen."""
    rows, people = _many(opened, reach), opened.table("coverage")
    decide = people.filter(people.has_authority).select("deal_id").distinct().mutate(is_decided=True)
    rows = rows.left_join(decide, "deal_id")
    is_seen = rows.known_people > 0
    return rows.agg(
        found=rows.count(),
        no_decider=(is_seen & rows.is_decided.isnull()).ifelse(1, 0).sum(),
        unseen=exact_sum(is_seen.ifelse(rows.unseen_people, 0.0)),
        nobody=is_seen.ifelse(0, 1).sum(),
    )


def _page(rows: Table) -> Table:
    """Those with most unseen first."""
    order = [rows.known_people == 0, rows.unseen_people.desc(nulls_first=False), rows.deal_id]
    return rows.order_by(order).limit(ROWS_A_PAGE, offset=told_number("skipped"))


def _covered(opened: Reading, deals: Sequence[Row]) -> tuple[Covered, ...]:
    deal_ids = [deal["deal_id"] for deal in deals]
    people = [row for row in opened.where("coverage", *PERSON, deal_id=deal_ids) if row["person_id"]]
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
