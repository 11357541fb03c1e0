"""The matrix as a picture: people by length of the relationship, both borders in the middle."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]
WIDTH, HEIGHT = 640.0, 460.0
LEFT, RIGHT, TOP, BOTTOM = 44.0, 630.0, 28.0, 418.0
PEOPLE_NAMED, MONTHS_NAMED = (1, 2, 4, 8, 16), (1, 3, 6, 12, 24, 60, 120)
# Room for a dot at the very edge.
INSET = 14.0
DAYS_A_MONTH = 365.25 / 12
# By third of the won amounts; a deal of unknown amount is drawn as a middling one.
RADIUS = {1: 6.0, 2: 8.0, 3: 11.0}


@dataclass(frozen=True)
class Borders:
    """From where on a sale is complex and a relation long."""

    people: float
    days: float
    dialogues: float
    basis: str = "default"
    closed_deals: int = 0

    @property
    def months(self) -> int:
        """The days, as people say it."""
        return round(self.days / DAYS_A_MONTH)


@dataclass(frozen=True)
class Place:
    """One deal on the canvas."""

    deal_id: str
    name: str
    kind: str
    x: float
    y: float
    r: float
    is_led_otherwise: bool


@dataclass(frozen=True)
class Tick:
    """A number along an edge."""

    at: float
    said: int


@dataclass(frozen=True)
class Name:
    """Where the name of a kind stands."""

    kind: str
    x: float
    y: float
    is_right: bool


# The names stand in the outer corners, where hardly any deal lies.
NAMES = (
    Name("relationship", LEFT + 10, TOP + 20, is_right=False),
    Name("consultancy", RIGHT - 10, TOP + 20, is_right=True),
    Name("service", LEFT + 10, BOTTOM - 12, is_right=False),
    Name("solution", RIGHT - 10, BOTTOM - 12, is_right=True),
)


@dataclass(frozen=True)
class MatrixPicture:
    """The canvas with its deals."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    places: tuple[Place, ...]
    people: tuple[Tick, ...]
    months: tuple[Tick, ...]

    names = NAMES
    people_y, people_said_y, months_said_y, months_x = BOTTOM + 18, HEIGHT - 3, TOP - 10, LEFT - 8
    field_width, field_height = RIGHT - LEFT, BOTTOM - TOP

    @property
    def middle_x(self) -> float:
        """Where a sale becomes complex."""
        return (self.left + self.right) / 2

    @property
    def middle_y(self) -> float:
        """Where a relation becomes long."""
        return (self.top + self.bottom) / 2


def matrix_picture(deals: Sequence[Row], borders: Borders) -> MatrixPicture:
    """Draw the deals whose kind can be told, large ones first, so that small ones stay visible."""
    drawn = [place for deal in deals if (place := _place(deal, borders))]
    drawn.sort(key=lambda place: (-place.r, place.deal_id))
    people = tuple(Tick(_x(number / borders.people), number) for number in PEOPLE_NAMED)
    months = tuple(Tick(_y(number * DAYS_A_MONTH / borders.days), number) for number in MONTHS_NAMED)
    return MatrixPicture(WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM, tuple(drawn), people, _apart(months))


def _place(deal: Row, borders: Borders) -> Place | None:
    if deal["people"] is None or deal["length"] is None:
        return None
    people, long = (deal["people"] + deal["influencers"]) / borders.people, deal["length"]
    radius = RADIUS.get(deal["band"], RADIUS[2])
    return Place(deal["deal_id"], deal["name"], deal["kind"], _x(people), _y(long), radius, deal["is_led_otherwise"])


def _squeezed(times: float) -> float:
    """Nought to one for none to many; one half where the border is."""
    return times / (1 + times)


def _x(times: float) -> float:
    return round(LEFT + INSET + _squeezed(times) * (RIGHT - LEFT - 2 * INSET), 1)


def _y(times: float) -> float:
    return round(BOTTOM - INSET - _squeezed(times) * (BOTTOM - TOP - 2 * INSET), 1)


def _apart(ticks: Sequence[Tick]) -> tuple[Tick, ...]:
    """The ticks that have room for their numbers."""
    shown: list[Tick] = []
    for tick in ticks:
        if not shown or shown[-1].at - tick.at > 16:  # noqa: PLR2004 -- the height of a number
            shown.append(tick)
    return tuple(shown)
