"""What changed in the outlook since a week ago, as far as the viewer may see, and what those customers did."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import ibis
from ibis.expr.types import Table

from headway.asking.chances import Odds, odds_if_told
from headway.asking.viewer import Reach, Viewer, seen_accounts
from headway.sources.sums import exact_sum
from headway.store.questions import told
from headway.store.reading import Reading

TABLES = ("outlook_moves", "week_acts")
# What happened, in the order in which it is told.
WHAT = ("won", "moved", "new", "lost", "gone")
MOST = 8
ACTS_LISTED = 4
Row = dict[str, Any]


@dataclass(frozen=True)
class MovedPurchase:
    """One purchase that is likelier or less likely than a week ago, or came to its end: a row of `outlook_moves`."""

    row: Row
    acts: tuple[Row, ...]

    @property
    def before(self) -> Odds | None:
        """How likely it was."""
        return odds_if_told(self.row["chance_before"])

    @property
    def now(self) -> Odds | None:
        """How likely it is."""
        return odds_if_told(self.row["chance_now"])

    @property
    def reasons(self) -> tuple[str, ...]:
        """What moved it most, that way."""
        return tuple(name for name in (self.row["reason"], self.row["second"]) if name)


@dataclass(frozen=True)
class WeekMoves:
    """All changes of one currency: what they come to, by what happened, and the largest."""

    currency: str
    by: dict[str, float]
    lines: tuple[MovedPurchase, ...]
    many: int

    @property
    def change(self) -> float:
        """What all of them come to."""
        return sum(self.by.values())

    @property
    def more(self) -> int:
        """How many smaller ones are not listed."""
        return self.many - len(self.lines)


def week_moves(opened: Reading, viewer: Viewer) -> dict[str, WeekMoves]:
    """By currency; empty where nothing can be told of a week ago."""
    if any(name not in opened.pin.versions for name in TABLES):
        return {}
    reach = Reach.of(opened, viewer)
    values = reach.values | {"who": viewer.email}
    sums: dict[str, dict[str, Row]] = defaultdict(dict)
    for row in opened.asked(("moves added up", reach.shape), lambda: _added_up(opened, reach), values):
        sums[row["currency"]][row["what"]] = row
    lines = _named(opened, opened.asked(("largest moves", reach.shape), lambda: _largest(opened, reach), values))
    acts = _acts(opened, [row["journey_id"] for row in lines if row["journey_id"]])
    return {
        name: _of_currency(name, by, [row for row in lines if row["currency"] == name], acts)
        for name, by in sums.items()
    }


def _of_currency(currency: str, by: dict[str, Row], lines: list[Row], acts: dict[str, list[Row]]) -> WeekMoves:
    return WeekMoves(
        currency,
        {what: by[what]["change"] for what in WHAT if what in by},
        tuple(MovedPurchase(row, tuple(acts.get(row["journey_id"], ()))) for row in lines),
        sum(row["many"] for row in by.values()),
    )


def _theirs(opened: Reading, reach: Reach) -> Table:
    """The rows that add up to the outlook the viewer sees."""
    rows = seen_accounts(opened, reach, opened.table("outlook_moves"))
    if not reach.shape:
        return rows
    own = rows.email == told("who")
    branches = opened.table("branches")
    led = branches.filter(branches.leader == told("who")).email
    return rows.filter(own | rows.email.isin(led) if reach.shape == "branch" else own)


def _added_up(opened: Reading, reach: Reach) -> Table:
    rows = _theirs(opened, reach).group_by(["currency", "what"])
    return rows.agg(change=lambda row: exact_sum(row.change), many=lambda row: row.count())


def _largest(opened: Reading, reach: Reach) -> Table:
    """The largest of each currency, those that moved most first."""
    rows = _theirs(opened, reach)
    order = [rows.change.abs().desc(), rows.account_id, rows.journey_id, rows.deal_id]
    rows = rows.mutate(place=ibis.row_number().over(group_by="currency", order_by=order))
    return rows.filter(rows.place < MOST).order_by("currency", "place")


def _named(opened: Reading, rows: list[Row]) -> list[Row]:
    """The same with the names of the `account` and the `deal`; only these few are looked up."""
    for noun in ("account", "deal"):
        key = f"{noun}_id"
        found = opened.where(f"{noun}s", key, "name", **{key: sorted({row[key] for row in rows if row[key]})})
        names = {row[key]: row["name"] for row in found}
        rows = [{**row, noun: names.get(row[key])} for row in rows]
    return rows


def _acts(opened: Reading, journeys: list[str]) -> dict[str, list[Row]]:
    """What each did in the week, what it did most first."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in opened.where("week_acts", journey_id=journeys) if journeys else ():
        found[row["journey_id"]].append(row)
    return {
        journey: sorted(rows, key=lambda row: (-row["times"], row["channel"], row["job"] or ""))[:ACTS_LISTED]
        for journey, rows in found.items()
    }
