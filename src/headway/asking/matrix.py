"""Where every deal lies between few and many people, and a short and a long relationship."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ibis.expr.types import Table

from headway.asking.findings import part
from headway.asking.matrix_picture import Borders, MatrixPicture, matrix_picture
from headway.asking.overruling import Overruled, overruled
from headway.asking.viewer import Reach, Viewer, seen_accounts, seen_deals
from headway.sources.kinds import Kind, kinds
from headway.sources.settings import defaults
from headway.store.reading import Reading

# So many deals are drawn and can be overruled here; the others are on Deals.
MOST_DRAWN = 200
LISTED = 8
# What is said of a deal in the picture and the lists.
DRAWN = (
    *("deal_id", "account_id", "name", "status", "kind", "led_as", "is_led_otherwise", "border_distance", "band"),
    *("people", "influencers", "relationship_days", "touchpoints", "opened_at"),
)
# The lists stand as the picture does: long relationships above, many people to the right.
AS_DRAWN = ("relationship", "consultancy", "service", "solution")
# From this share on the hours in routine purchases are the first thing to say.
WORTH_SAYING = 0.05
Row = dict[str, Any]


@dataclass(frozen=True)
class Quadrant:
    """One kind of sale, how it is led, and its deals: those nearest to a border first."""

    kind: Kind
    deals: tuple[Row, ...]
    found: int


@dataclass(frozen=True)
class Matrix:
    """The picture and the four lists."""

    picture: MatrixPicture
    borders: Borders
    quadrants: tuple[Quadrant, ...]
    unknown: tuple[Row, ...]
    led_otherwise: tuple[Row, ...]
    deals: tuple[Row, ...]
    told: tuple[Overruled, ...]
    hours: float
    routine_hours: float
    is_with_closed: bool
    is_cut: bool

    @property
    def routine(self) -> str | None:
        """Which part of the hours goes to purchases that need no person, where that is worth saying."""
        share = self.routine_hours / self.hours if self.hours else 0.0
        return part(share) if share >= WORTH_SAYING else None


def matrix(opened: Reading, viewer: Viewer, is_with_closed: bool) -> Matrix:
    """The open deals the viewer may see, or all of them, in their places."""
    reach = Reach.of(opened, viewer)
    rows = _rows(opened, reach, is_with_closed)
    drawn, borders = rows[:MOST_DRAWN], _borders(opened)
    known = {deal["deal_id"]: deal for deal in drawn}
    hours, routine = _hours(opened, reach)
    return Matrix(
        matrix_picture(drawn, borders),
        borders,
        tuple(_quadrant(kinds()[name], drawn) for name in AS_DRAWN),
        tuple(deal for deal in drawn if deal["kind"] == "unknown"),
        tuple(deal for deal in drawn if deal["is_led_otherwise"]),
        tuple(sorted(drawn, key=lambda deal: deal["name"])),
        tuple(said for said in overruled(opened, viewer, list(known)) if said.person_id is None),
        hours,
        routine,
        is_with_closed,
        len(rows) > MOST_DRAWN,
    )


def _rows(opened: Reading, reach: Reach, is_with_closed: bool) -> list[Row]:
    """The deals in their places, those opened last first."""

    def newest() -> Table:
        rows = seen_deals(opened, reach, opened.table("customer_deals"))
        rows = rows if is_with_closed else rows.filter(rows.status == "open")
        return rows.order_by([rows.opened_at.desc(), rows.deal_id]).limit(MOST_DRAWN + 1).select(DRAWN)

    return opened.asked(("matrix", reach.shape, is_with_closed), newest, reach.values)


def _borders(opened: Reading) -> Borders:
    own = {**defaults(), **opened.home.settings()}
    names = ("complex_from_people", "long_from_days", "long_from_touchpoints")
    return Borders(*(float(own[f"matrix.{name}"]) for name in names))


def _quadrant(kind: Kind, deals: Sequence[Row]) -> Quadrant:
    own = [deal for deal in deals if deal["kind"] == kind.name]
    own.sort(key=lambda deal: (deal["border_distance"] is None, deal["border_distance"] or 0.0, deal["deal_id"]))
    return Quadrant(kind, tuple(own[:LISTED]), len(own))


def _hours(opened: Reading, reach: Reach) -> tuple[float, float]:
    """Our hours of eight weeks with customers the viewer may see, and those in purchases that need no person."""

    def spent() -> Table:
        rows = seen_accounts(opened, reach, opened.table("situations"))
        return rows.agg(hours=rows.our_hours.sum(), routine=rows.our_hours.sum(where=rows.is_digital))

    (found,) = opened.asked(("hours", reach.shape), spent, reach.values)
    return found["hours"] or 0.0, found["routine"] or 0.0
