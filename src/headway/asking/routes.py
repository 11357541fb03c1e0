"""How customers want to buy, by buying situation, and where we do otherwise."""

from dataclasses import dataclass
from typing import Any

from ibis.expr.types import Table

from headway.answers.routes import ROUTES, SITUATIONS
from headway.asking.findings import part
from headway.asking.viewer import Reach, Viewer, seen_accounts
from headway.store.reading import Reading

# So many of each list are shown: a leader moves no more in a week.
LISTED = 12
Row = dict[str, Any]


@dataclass(frozen=True)
class Situation:
    """One buying situation: what share of customers wants each route, as published and as the own ones say."""

    name: str
    needs: int
    published: dict[str, str]
    own: dict[str, str]
    alone: int
    met: int
    asked: int
    basis: str


@dataclass(frozen=True)
class Routes:
    """The situations, and the two lists of customers with whom we do otherwise than they want."""

    situations: tuple[Situation, ...]
    nobody_came: tuple[Row, ...]
    called: tuple[Row, ...]
    nobody_found: int
    called_found: int
    called_hours: float
    placed: int
    untold: int


def routes(opened: Reading, viewer: Viewer) -> Routes:
    """What the page of routes shows of the customers the viewer may see."""
    reach = Reach.of(opened, viewer)
    counted, warned = _counts(opened, reach), _warned(opened, reach)
    nobody = [row for row in warned if row["warning"] == "nobody_came"]
    called = [row for row in warned if row["warning"] == "called_against_wish"]
    needs = {row["situation"]: row["needs"] for row in counted}
    return Routes(
        tuple(_situation(opened, name, needs.get(name, 0)) for name in SITUATIONS),
        tuple(nobody[:LISTED]),
        tuple(called[:LISTED]),
        len(nobody),
        len(called),
        sum(row["our_hours"] for row in called),
        sum(needs.get(name, 0) for name in SITUATIONS),
        needs.get("unknown", 0),
    )


def _counts(opened: Reading, reach: Reach) -> list[Row]:
    """How many buying needs there are of each situation."""

    def counted() -> Table:
        rows = seen_accounts(opened, reach, opened.table("routes"))
        return rows.group_by("situation").agg(needs=rows.count())

    return opened.asked(("situations", reach.shape), counted, reach.values)


def _warned(opened: Reading, reach: Reach) -> list[Row]:
    """Those with a warning: who asked longest ago, and where most of our hours go, first."""

    def warned() -> Table:
        rows = seen_accounts(opened, reach, opened.table("routes"))
        names = opened.table("accounts").select("account_id", "name")
        rows = rows.filter(rows.warning.notnull()).join(names, "account_id")
        return rows.order_by([rows.last_request_at, rows.our_hours.desc(), rows.journey_id])

    return opened.asked(("routes warned", reach.shape), warned, reach.values)


def _situation(opened: Reading, name: str, needs: int) -> Situation:
    rows = {row["route"]: row for row in opened.whole("route_shares") if row["situation"] == name}
    first = rows[ROUTES[0]]
    return Situation(
        name,
        needs,
        {route: part(rows[route]["published"]) for route in ROUTES},
        {route: part(rows[route]["share"]) for route in ROUTES},
        first["alone"],
        first["met"],
        first["asked"],
        first["basis"],
    )
