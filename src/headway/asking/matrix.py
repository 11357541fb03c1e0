"""Where every deal lies between few and many people, and a short and a long relationship."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ibis.expr.types import Table

from headway.asking.leading import leading
from headway.asking.matrix_picture import Borders, MatrixPicture, matrix_picture
from headway.asking.matrix_summary import Summary, summaries
from headway.asking.overruling import Overruled, overruled
from headway.asking.viewer import Reach, Viewer, seen_deals
from headway.sources.kinds import Kind
from headway.store.reading import Reading

# So many deals are drawn and can be overruled here; the others are on Deals.
MOST_DRAWN = 200
LISTED = 8
# What is said of a deal in the picture and the lists.
DRAWN = (
    *("deal_id", "account_id", "name", "status", "kind", "led_as", "is_led_otherwise", "border_distance", "band"),
    *("people", "influencers", "length", "opened_at"),
)
# The lists stand as the picture does: long relationships above, many people to the right.
AS_DRAWN = ("relationship", "consultancy", "service", "solution")
Row = dict[str, Any]


@dataclass(frozen=True)
class Quadrant:
    """One kind of sale, how it is led, and its deals: those nearest to a border first."""

    kind: Kind
    deals: tuple[Row, ...]
    found: int


@dataclass(frozen=True)
class Matrix:
    """Where we are, the picture and the four lists."""

    picture: MatrixPicture
    borders: Borders
    quadrants: tuple[Quadrant, ...]
    unknown: tuple[Row, ...]
    led_otherwise: tuple[Row, ...]
    deals: tuple[Row, ...]
    told: tuple[Overruled, ...]
    summaries: tuple[Summary, ...]
    is_with_closed: bool
    is_cut: bool

    @property
    def summary(self) -> Summary | None:
        """Of the whole company, else of the own team; none for whoever has no team."""
        return self.summaries[0] if self.summaries else None


def matrix(opened: Reading, viewer: Viewer, is_with_closed: bool) -> Matrix:
    """The open deals the viewer may see, or all of them, in their places."""
    reach = Reach.of(opened, viewer)
    rows = _rows(opened, reach, is_with_closed)
    drawn, borders = rows[:MOST_DRAWN], _borders(opened)
    known = {deal["deal_id"]: deal for deal in drawn}
    return Matrix(
        matrix_picture(drawn, borders),
        borders,
        tuple(_quadrant(kind, drawn) for name in AS_DRAWN if (kind := leading(opened, name))),
        tuple(deal for deal in drawn if deal["kind"] == "unknown"),
        tuple(deal for deal in drawn if deal["is_led_otherwise"]),
        tuple(sorted(drawn, key=lambda deal: deal["name"])),
        tuple(said for said in overruled(opened, viewer, list(known)) if said.person_id is None),
        summaries(opened, viewer),
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
    told = opened.whole("borders")[0]
    days, dialogues = told["long_from_days"], told["long_from_touchpoints"]
    return Borders(told["complex_from_people"], days, dialogues, told["basis"], told["closed_deals"])


def _quadrant(kind: Kind, deals: Sequence[Row]) -> Quadrant:
    own = [deal for deal in deals if deal["kind"] == kind.name]
    own.sort(key=lambda deal: (deal["border_distance"] is None, deal["border_distance"] or 0.0, deal["deal_id"]))
    return Quadrant(kind, tuple(own[:LISTED]), len(own))
