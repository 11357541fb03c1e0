"""How customers want to buy, by buying situation, and where we do otherwise."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import ibis
from ibis.expr.types import Table

from headway.answers.routes import ROUTES, SITUATIONS
from headway.asking.findings import part
from headway.asking.viewer import Reach, Viewer, seen_accounts
from headway.sources.sums import exact_sum
from headway.store.reading import Reading

# So many of each list are shown: a leader moves no more in a week.
LISTED = 12
NOBODY_CAME, CALLED = "nobody_came", "called_against_wish"
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
    needs, warnings = _added(counted, "situation"), _added(counted, "warning")
    nobody, called = (warnings.get(warning, (0, 0.0)) for warning in (NOBODY_CAME, CALLED))
    placed = {name: needs.get(name, (0, 0.0))[0] for name in (*SITUATIONS, "unknown")}
    return Routes(
        tuple(_situation(opened, name, placed[name]) for name in SITUATIONS),
        tuple(row for row in warned if row["warning"] == NOBODY_CAME),
        tuple(row for row in warned if row["warning"] == CALLED),
        nobody[0],
        called[0],
        called[1],
        sum(placed[name] for name in SITUATIONS),
        placed["unknown"],
    )


def _added(counted: Sequence[Row], by: str) -> dict[str | None, tuple[int, float]]:
    """How many buying needs, and hours of ours, by what they have in common."""
    found: dict[str | None, tuple[int, float]] = {}
    for row in counted:
        many, hours = found.get(row[by], (0, 0.0))
        found[row[by]] = many + row["needs"], hours + (row["hours"] or 0.0)
    return found


def _counts(opened: Reading, reach: Reach) -> list[Row]:
    """How many buying needs there are of each situation and warning, and hours of ours for them."""

    def counted() -> Table:
        rows = seen_accounts(opened, reach, opened.table("routes"))
        by = rows.group_by(["situation", "warning"])
        return by.agg(needs=rows.count(), hours=exact_sum(rows.our_hours))

    return opened.asked(("situations", reach.shape), counted, reach.values)


def _warned(opened: Reading, reach: Reach) -> list[Row]:
    """Those with each warning that are listed: who asked longest ago, and where most of our hours go, first."""

    def warned() -> Table:
        rows = seen_accounts(opened, reach, opened.table("routes"))
        rows = rows.filter(rows.warning.notnull())
        order = [rows.last_request_at, rows.our_hours.desc(), rows.journey_id]
        rows = rows.mutate(place=ibis.row_number().over(group_by=rows.warning, order_by=order))
        names = opened.table("accounts").select("account_id", "name")
        return rows.filter(rows.place < LISTED).join(names, "account_id").order_by("warning", "place")

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
