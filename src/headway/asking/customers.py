"""The customers a viewer may see: searched, filtered, in an order, a page at a time."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from ibis.expr.types import Table

from headway.asking.chances import Chance, Estimate, chance_of, estimate
from headway.asking.findings import part
from headway.asking.pictures import Bar, bars
from headway.asking.viewer import Viewer, seen_accounts
from headway.sources.words import JOBS, KINDS
from headway.store.reading import Reading

ROWS_A_PAGE = 50
# Nobody reads on; whoever exports more than this asks the lake itself.
MOST_EXPORTED = 10_000
LIKELY = ("chance_90d", "chance_low", "chance_high")
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
    rows = _found(opened, viewer, wanted)
    counts = _counts(rows)
    first = (wanted.page - 1) * ROWS_A_PAGE
    page = _complete(opened, _ordered(rows, wanted.sort).limit(ROWS_A_PAGE, offset=first), wanted.sort)
    found = estimate(opened)
    return Customers(tuple(_row(row, chance_of(found, row)) for row in page), wanted, found, **counts)


def exported(opened: Reading, viewer: Viewer, wanted: Wanted) -> list[dict[str, Any]]:
    """The list that is asked for, as plain rows for a file."""
    rows = _complete(opened, _ordered(_found(opened, viewer, wanted), wanted.sort).limit(MOST_EXPORTED), wanted.sort)
    names = ("account_id", "journey_id", "name", "deal_id", "kind", "verdict", "reason", "looking_for", *JOBS)
    more = ("share_done", *LIKELY, "active_people", "last_customer_event_at", "who")
    return [{name: row[name] for name in (*names, *more)} for row in rows]


def _found(opened: Reading, viewer: Viewer, wanted: Wanted) -> Table:
    """The needs of customers the viewer may see and asks for."""
    rows = seen_accounts(opened, viewer, opened.table("situations"))
    if wanted.mine:
        reach = opened.table("reach")
        rows = rows.semi_join(reach.filter(reach.email == viewer.email), "account_id")
    for word in wanted.q.lower().split():
        rows = rows.filter(rows.name.lower().contains(word) | rows.account_refs.lower().contains(word))
    if wanted.kind:
        rows = rows.filter(rows.kind == wanted.kind)
    if wanted.job:
        rows = rows.filter(rows.looking_for == wanted.job)
    if wanted.moving:
        rows = rows.filter(rows.is_moving == (wanted.moving == YES))
    if wanted.deal:
        rows = rows.filter(rows.deal_id.notnull() == (wanted.deal == YES))
    return rows


def _counts(rows: Table) -> dict[str, int]:
    ahead = rows.is_ahead & rows.is_moving & ~rows.is_digital
    found = rows.agg(
        found=rows.count(),
        ahead=ahead.ifelse(1, 0).sum(),
        alone=(ahead & rows.deal_id.isnull()).ifelse(1, 0).sum(),
        moving=rows.is_moving.ifelse(1, 0).sum(),
    )
    return {name: int(count or 0) for name, count in found.to_pyarrow().to_pylist()[0].items()}


def _ordered(rows: Table, sort: str) -> Table:
    first = {
        "name": [rows.name.lower()],
        "seen": [rows.last_customer_event_at.desc(nulls_first=False)],
        "people": [rows.active_people.desc()],
        "far": [rows.share_done.desc(nulls_first=False)],
    }
    return rows.order_by([*first.get(sort, []), rows.order])


def _complete(opened: Reading, rows: Table, sort: str) -> list[dict[str, Any]]:
    """The chosen rows with how far each job is done and the name of the deal, in their order."""
    far = opened.table("journeys").select("journey_id", "is_main", *LIKELY, *JOBS)
    names = opened.table("deals").select("deal_id", deal_name="name")
    both = rows.join(far, "journey_id").left_join(names, "deal_id").drop("deal_id_right")
    found: list[dict[str, Any]] = _ordered(both, sort).to_pyarrow().to_pylist()
    return found


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
