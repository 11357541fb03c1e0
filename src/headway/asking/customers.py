"""The customers a viewer may see: searched, filtered, in an order, a page at a time."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from ibis.expr.types import Table

from headway.asking.chances import Chance, Estimate, chance_of, estimate
from headway.asking.findings import part
from headway.asking.pictures import Bar, bars
from headway.asking.viewer import Reach, Viewer, is_own, seen_accounts
from headway.sources.words import JOBS, KINDS
from headway.store.questions import every, told, told_each, told_number
from headway.store.reading import Reading

ROWS_A_PAGE = 25
# Words beyond these are looked for as they stand, in one piece.
MOST_WORDS = 6
# Nobody reads on; whoever exports more than this asks the lake itself.
MOST_EXPORTED = 10_000
LIKELY = ("chance_90d", "chance_low", "chance_high")
SHOWN = (
    *("account_id", "account_refs", "name", "deal_id", "deal_name", "is_main", "looking_for", "active_people"),
    *("last_customer_event_at", "verdict", "is_ahead", "share_done", "who", *JOBS, *LIKELY),
)
SORTS = ("week", "name", "seen", "people", "far")
YES, NO = "yes", "no"
CHOICES = {
    "kind": (*KINDS, "unknown"),
    "job": JOBS,
    "moving": (YES, NO),
    "deal": (YES, NO),
    "mine": (YES,),
    "sort": SORTS,
}


@dataclass(frozen=True)
class Wanted:
    """Which customers are asked for; an empty word asks for all."""

    q: str = ""
    kind: str = ""
    job: str = ""
    moving: str = ""
    deal: str = ""
    mine: str = ""
    sort: str = "week"
    page: int = 1

    @classmethod
    def of(cls, told: Mapping[str, str]) -> "Wanted":
        """What an address or a form says; words nobody knows count as not said."""
        known = {name: told[name] for name, words in CHOICES.items() if told.get(name) in words}
        page = told.get("page", "")
        number = min(int(page), 10_000) if page.isdecimal() and page.isascii() else 1
        return cls(q=told.get("q", "").strip()[:100], page=max(1, number), **known)

    @property
    def is_narrow(self) -> bool:
        """Whether anything beside the order is asked for."""
        return any((self.q, self.kind, self.job, self.moving, self.deal, self.mine))

    def said(self) -> dict[str, str]:
        """What an address says of it, without the page."""
        words = {name: str(value) for name, value in asdict(self).items() if name != "page" and value}
        return words if words.get("sort") != "week" else {name: words[name] for name in words if name != "sort"}


@dataclass(frozen=True)
class CustomerRow:
    """One buying need of one customer, as a line of the list."""

    account_id: str
    name: str
    domain: str | None
    beside: str | None
    bars: tuple[Bar, ...]
    looking_for: str | None
    active_people: int
    last_seen: datetime | None
    verdict: str
    is_ahead: bool
    share: str
    who: tuple[str, ...]
    deal_id: str | None
    chance: Chance


@dataclass(frozen=True)
class Customers:
    """One page of the list, and what there is in all."""

    rows: tuple[CustomerRow, ...]
    wanted: Wanted
    estimate: Estimate
    found: int
    ahead: int
    alone: int
    moving: int

    @property
    def is_last(self) -> bool:
        """Whether no page follows."""
        return self.wanted.page * ROWS_A_PAGE >= self.found


def customers(opened: Reading, viewer: Viewer, wanted: Wanted) -> Customers:
    """One page of the customers that are asked for, and how many of all those are ahead of us."""
    reach = Reach.of(opened, viewer)
    counts = _asked(opened, reach, wanted, "counts", _counted)[0]
    page = _asked(opened, reach, wanted, wanted.sort, lambda rows: _page(rows, wanted.sort, ROWS_A_PAGE).select(SHOWN))
    found = estimate(opened)
    shown = tuple(_row(row, chance_of(found, row)) for row in page)
    return Customers(shown, wanted, found, **{name: int(many or 0) for name, many in counts.items()})


def exported(opened: Reading, viewer: Viewer, wanted: Wanted) -> list[dict[str, Any]]:
    """The list that is asked for, as plain rows for a file."""
    first = replace(wanted, page=1)
    names = ("account_id", "journey_id", "name", "deal_id", "kind", "verdict", "reason", "looking_for", *JOBS)
    columns = (*names, "share_done", *LIKELY, "active_people", "last_customer_event_at", "who")
    reach, shape = Reach.of(opened, viewer), f"file {wanted.sort}"
    return _asked(opened, reach, first, shape, lambda rows: _page(rows, wanted.sort, MOST_EXPORTED).select(columns))


def _asked(
    opened: Reading, reach: Reach, wanted: Wanted, what: str, told_of: Callable[[Table], Table]
) -> list[dict[str, Any]]:
    """What is to be told of the needs of customers that the viewer may see and asks for."""
    words = wanted.q.lower().split(maxsplit=MOST_WORDS - 1)
    filters = tuple(bool(each) for each in (wanted.kind, wanted.job, wanted.mine))
    shape = ("customers", what, reach.shape, len(words), filters, wanted.moving, wanted.deal)
    values = {
        **reach.values,
        **every("word", words),
        "kind": wanted.kind,
        "job": wanted.job,
        "skipped": (wanted.page - 1) * ROWS_A_PAGE,
    }
    return opened.asked(shape, lambda: told_of(_found(opened, reach, wanted, len(words))), values)


def _found(opened: Reading, reach: Reach, wanted: Wanted, words: int) -> Table:
    """The needs of customers the viewer may see and asks for."""
    rows = seen_accounts(opened, reach, opened.table("customer_needs"))
    if wanted.mine:
        rows = rows.filter(is_own(rows, "account"))
    for word in told_each("word", words):
        rows = rows.filter(rows.name.lower().contains(word) | rows.account_refs.lower().contains(word))
    if wanted.kind:
        rows = rows.filter(rows.kind == told("kind"))
    if wanted.job:
        rows = rows.filter(rows.looking_for == told("job"))
    if wanted.moving:
        rows = rows.filter(rows.is_moving == (wanted.moving == YES))
    if wanted.deal:
        rows = rows.filter(rows.deal_id.notnull() == (wanted.deal == YES))
    return rows


def _counted(rows: Table) -> Table:
    ahead = rows.is_ahead & rows.is_moving & ~rows.is_digital
    return rows.agg(
        found=rows.count(),
        ahead=ahead.ifelse(1, 0).sum(),
        alone=(ahead & rows.deal_id.isnull()).ifelse(1, 0).sum(),
        moving=rows.is_moving.ifelse(1, 0).sum(),
    )


def _page(rows: Table, sort: str, most: int) -> Table:
    first = {
        "name": [rows.name.lower()],
        "seen": [rows.last_customer_event_at.desc(nulls_first=False)],
        "people": [rows.active_people.desc()],
        "far": [rows.share_done.desc(nulls_first=False)],
    }
    return rows.order_by([*first.get(sort, []), rows.order]).limit(most, offset=told_number("skipped"))


def _row(row: dict[str, Any], chance: Chance) -> CustomerRow:
    return CustomerRow(
        row["account_id"],
        row["name"],
        domain_of(row["account_refs"]),
        None if row["is_main"] else row["deal_name"],
        bars(row),
        row["looking_for"],
        row["active_people"],
        row["last_customer_event_at"],
        row["verdict"],
        row["is_ahead"],
        part(row["share_done"]),
        tuple((row["who"] or "").split()),
        row["deal_id"],
        chance,
    )


def domain_of(refs: str) -> str | None:
    """The first domain among an account's references."""
    return next((ref.removeprefix("domain:") for ref in refs.split() if ref.startswith("domain:")), None)
