"""The buying group of a deal: whom we have seen, in which role, and how many are still unseen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from headway.answers.monday import OWN_FROM

Row = dict[str, Any]


@dataclass(frozen=True)
class Group:
    """The people of one deal; without anybody seen, nobody can tell how many there are.

    `own_deals` are the own won deals behind that.
    """

    people: tuple[Row, ...]
    known: int
    unseen: int | None
    unseen_low: int | None
    unseen_high: int | None
    own_deals: int

    @property
    def rests_on_own(self) -> bool:
        """Whether that is the company's own as much as it is published."""
        return self.own_deals >= OWN_FROM

    @property
    def about(self) -> int | None:
        """How many people the deal is about, those unseen too."""
        return None if self.unseen is None else self.known + self.unseen


def group_of(deal: Row, people: Sequence[Row]) -> Group:
    """The buying group of a deal (a row of `customer_deals`): its own of the people of `customer_people`."""
    own = [row for row in people if row["deal_id"] == deal["deal_id"]]
    own.sort(key=lambda row: (-(row["confidence"] or 0), row["name"] or "", row["person_id"]))
    unseen = None if deal["unseen_people"] is None else round(deal["unseen_people"])
    told = (deal[name] for name in ("unseen_low", "unseen_high", "own_deals"))
    return Group(tuple(own), deal["known_people"], unseen, *told)
