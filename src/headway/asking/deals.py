"""The deals a viewer may see: filtered, a page at a time, with those led as another kind than they are."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from ibis.expr.types import BooleanValue, Table

from headway.asking.chances import Chance, Estimate, chance_of, estimate
from headway.asking.viewer import Viewer, seen_deals
from headway.sources.words import KINDS
from headway.store.reading import Reading

ROWS_A_PAGE = 50
YES = "yes"
LIKELY = ("chance_90d", "chance_low", "chance_high")
CHOICES = {
    "status": ("open", "won", "lost", "all"),
    "kind": (*KINDS, "unknown"),
    "led": (YES,),
    "mine": (YES,),
}


@dataclass(frozen=True)
class WantedDeals:
    """Which deals are asked for; an empty word asks for all, and without a word for the open ones."""

    q: str = ""
    status: str = "open"
    kind: str = ""
    led: str = ""
    mine: str = ""
    page: int = 1

    @classmethod
    def of(cls, told: Mapping[str, str]) -> "WantedDeals":
        """What an address or a form says; words nobody knows count as not said."""
        known = {name: told[name] for name, words in CHOICES.items() if told.get(name) in words}
        return cls(q=told.get("q", "").strip()[:100], page=page_of(told), **known)

    def said(self) -> dict[str, str]:
        """What an address says of it, without the page."""
        return {name: str(value) for name, value in asdict(self).items() if name != "page" and value}


def page_of(told: Mapping[str, str]) -> int:
    """Which page an address asks for; the first where it says nothing sensible."""
    page = told.get("page", "")
    return min(max(1, int(page)), 10_000) if page.isdecimal() and page.isascii() else 1


@dataclass(frozen=True)
class DealRow:
    """One deal as a line of the list."""

    deal_id: str
    account_id: str
    name: str
    customer: str
    status: str
    kind: str
    led_as: str | None
    amount: float | None
    opened_on: date
    closed_at: datetime | None
    known_people: int
    about_people: int | None
    chance: Chance | None


@dataclass(frozen=True)
class Deals:
    """One page of the list, and what there is in all."""

    rows: tuple[DealRow, ...]
    wanted: WantedDeals
    estimate: Estimate
    found: int
    led_otherwise: int

    @property
    def is_last(self) -> bool:
        """Whether no page follows."""
        return self.wanted.page * ROWS_A_PAGE >= self.found


def deals(opened: Reading, viewer: Viewer, wanted: WantedDeals) -> Deals:
    """One page of the deals that are asked for: those led as another kind first, then the newest."""
    rows = _found(opened, viewer, wanted)
    counted = rows.agg(found=rows.count(), led_otherwise=is_led_otherwise(rows).ifelse(1, 0).sum())
    counts = counted.to_pyarrow().to_pylist()[0]
    order = [is_led_otherwise(rows).desc(), rows.opened_at.desc(), rows.deal_id]
    page = rows.order_by(order).limit(ROWS_A_PAGE, offset=(wanted.page - 1) * ROWS_A_PAGE)
    known = estimate(opened)
    found = tuple(_row(row, known) for row in _complete(opened, page, known))
    return Deals(found, wanted, known, int(counts["found"]), int(counts["led_otherwise"] or 0))


def is_led_otherwise(rows: Table) -> BooleanValue:
    """Whether a deal is led as another kind than it is; where either is unknown, nobody can say so."""
    told = (rows.kind != "unknown") & (rows.led_as != "unknown") & (rows.kind != rows.led_as)
    return told.fill_null(False)


def _found(opened: Reading, viewer: Viewer, wanted: WantedDeals) -> Table:
    """The deals the viewer may see and asks for, with their places."""
    rows = seen_deals(opened, viewer, opened.table("matrix")).drop("deal_refs", "people", "influencers")
    if wanted.status != "all":
        rows = rows.filter(rows.status == wanted.status)
    if wanted.kind:
        rows = rows.filter(rows.kind == wanted.kind)
    if wanted.led:
        rows = rows.filter(is_led_otherwise(rows))
    if wanted.mine:
        team = opened.table("our_people")
        rows = rows.semi_join(team.filter(team.email == viewer.email), "deal_id")
    facts = opened.table("deals").select("deal_id", "name", "amount", "opened_at", "opened_on", "closed_at")
    rows = rows.join(facts, "deal_id")
    if wanted.q:
        rows = rows.join(opened.table("accounts").select("account_id", customer="name"), "account_id")
    for word in wanted.q.lower().split():
        rows = rows.filter(rows.name.lower().contains(word) | rows.customer.lower().contains(word))
    return rows.drop("customer") if wanted.q else rows


def _complete(opened: Reading, page: Table, known: Estimate) -> list[dict[str, Any]]:
    """One page of deals with their people, customers and chances, in its order: only what is shown is looked up."""
    rows = page.to_pyarrow().to_pylist()
    deal_ids = [row["deal_id"] for row in rows]
    people = {row["deal_id"]: row for row in opened.where("group_sizes", deal_id=deal_ids)}
    accounts = opened.where("accounts", account_id=sorted({row["account_id"] for row in rows}))
    customers = {row["account_id"]: row["name"] for row in accounts}
    likely = _likely(opened, rows) if known.is_told else {}
    none = dict.fromkeys(LIKELY)
    return [
        {**people[row["deal_id"]], **likely.get(row["deal_id"], none), **row, "customer": customers[row["account_id"]]}
        for row in rows
    ]


def _likely(opened: Reading, rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The chance of each open deal: that of the need it serves."""
    still = [row for row in rows if row["status"] == "open"]
    accounts = sorted({row["account_id"] for row in still})
    needs = opened.where("deal_needs", account_id=accounts, deal_id=[row["deal_id"] for row in still])
    journeys = sorted({row["journey_id"] for row in needs})
    likely = {row["journey_id"]: row for row in opened.where("journeys", account_id=accounts, journey_id=journeys)}
    return {row["deal_id"]: {name: likely[row["journey_id"]][name] for name in LIKELY} for row in needs}


def _row(row: dict[str, Any], known: Estimate) -> DealRow:
    seen, unseen = row["known_people"], row["unseen_people"]
    other = row["led_as"] if "unknown" not in (row["kind"], row["led_as"]) and row["led_as"] != row["kind"] else None
    return DealRow(
        row["deal_id"],
        row["account_id"],
        row["name"] or row["customer"],
        row["customer"],
        row["status"],
        row["kind"],
        other,
        row["amount"],
        row["opened_on"],
        row["closed_at"],
        seen,
        None if unseen is None else seen + round(unseen),
        chance_of(known, row) if row["status"] == "open" else None,
    )
