"""The deals a viewer may see: filtered, a page at a time, with those led as another kind than they are."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from ibis.expr.types import Table

from headway.asking.chances import Chance, Estimate, chance_of, estimate
from headway.asking.customers import LIKELY, MOST_WORDS
from headway.asking.viewer import Reach, Viewer, is_own, seen_deals
from headway.sources.words import KINDS
from headway.store.questions import every, told, told_each, told_number
from headway.store.reading import Reading

Row = dict[str, Any]
ROWS_A_PAGE = 25
YES = "yes"
# What a line says, and what its order and its chance take.
LISTED = (
    *("deal_id", "account_id", "name", "customer", "status", "kind", "led_as", "is_led_otherwise", "told_amount"),
    *("currency", "opened_at", "opened_on", "closed_at", "known_people", "unseen_people", *LIKELY),
)
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


def page_of(told: Mapping[str, str], name: str = "page") -> int:
    """Which page an address asks for; the first where it says nothing sensible."""
    page = told.get(name, "")
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
    currency: str | None
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
    reach = Reach.of(opened, viewer)
    (counts,) = _asked(opened, reach, wanted, "counts", _counted)
    page = _asked(opened, reach, wanted, "page", _page)
    known = estimate(opened)
    found = tuple(_row(row, known) for row in page)
    return Deals(found, wanted, known, counts["found"], counts["led_otherwise"] or 0)


def _asked(
    opened: Reading, reach: Reach, wanted: WantedDeals, what: str, told_of: Callable[[Table], Table]
) -> list[dict[str, Any]]:
    """What is to be told of the deals the viewer may see and asks for."""
    words = wanted.q.lower().split(maxsplit=MOST_WORDS - 1)
    filters = (wanted.status != "all", bool(wanted.kind), bool(wanted.led), bool(wanted.mine))
    values = {
        **reach.values,
        **every("word", words),
        "status": wanted.status,
        "kind": wanted.kind,
        "skipped": (wanted.page - 1) * ROWS_A_PAGE,
    }
    shape = ("deals", what, reach.shape, len(words), filters)
    return opened.asked(shape, lambda: told_of(_found(opened, reach, wanted, len(words))), values)


def _found(opened: Reading, reach: Reach, wanted: WantedDeals, words: int) -> Table:
    """The deals the viewer may see and asks for."""
    rows = seen_deals(opened, reach, opened.table("customer_deals"))
    if wanted.status != "all":
        rows = rows.filter(rows.status == told("status"))
    if wanted.kind:
        rows = rows.filter(rows.kind == told("kind"))
    if wanted.led:
        rows = rows.filter(rows.is_led_otherwise)
    if wanted.mine:
        rows = rows.filter(is_own(rows, "deal"))
    for word in told_each("word", words):
        rows = rows.filter(rows.name.lower().contains(word) | rows.customer.lower().contains(word))
    return rows


def _counted(rows: Table) -> Table:
    return rows.agg(found=rows.count(), led_otherwise=rows.is_led_otherwise.ifelse(1, 0).sum())


def _page(rows: Table) -> Table:
    order = [rows.is_led_otherwise.desc(), rows.opened_at.desc(), rows.deal_id]
    return rows.select(LISTED).order_by(order).limit(ROWS_A_PAGE, offset=told_number("skipped"))


def _row(row: dict[str, Any], known: Estimate) -> DealRow:
    seen, unseen = row["known_people"], row["unseen_people"]
    other = row["led_as"] if row["is_led_otherwise"] else None
    return DealRow(
        row["deal_id"],
        row["account_id"],
        row["name"] or row["customer"],
        row["customer"],
        row["status"],
        row["kind"],
        other,
        row["told_amount"],
        row["currency"],
        row["opened_on"],
        row["closed_at"],
        seen,
        None if unseen is None else seen + round(unseen),
        chance_of(known, row) if row["status"] == "open" else None,
    )


def named_deals(opened: Reading, reach: Reach, deal_ids: Iterable[str]) -> dict[str, Row]:
    """Those of these deals that the viewer may see, by id: `name`, `account_id` and the `customer` by name."""
    wanted = sorted(deal_ids)
    if not wanted:
        return {}

    def rows() -> Table:
        deals = opened.table("deals").select("deal_id", "account_id", "name")
        deals = seen_deals(opened, reach, deals.filter(deals.deal_id.isin(told_each("deal", len(wanted)))))
        return deals.join(opened.table("accounts").select("account_id", customer="name"), "account_id")

    found = opened.asked(("named deals", len(wanted), reach.shape), rows, {**every("deal", wanted), **reach.values})
    return {row["deal_id"]: row for row in found}
