"""Whom to ask about a stuck deal, which deals hang on one thread, and what a part in the team has done."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ibis.expr.types import BooleanValue, Table

from headway.asking.inputs import standing_overrides, tell
from headway.asking.overruling import seen_deal
from headway.asking.viewer import Reach, Viewer, seen_deals
from headway.errors import SettingsError
from headway.store.questions import Value, told_number
from headway.store.reading import Reading

ANSWERS = ("asked", "met", "helped")
TABLE = "sparring"
TABLES = ("helped_deals", "listed_sparring", "thread_deals")
# So many deals a page of each list, the largest first.
DEALS_A_PAGE = 8
Row = dict[str, Any]


@dataclass(frozen=True)
class Colleague:
    """One of ours to ask, and why: the case, by name where the viewer may see it."""

    user_ref: str
    name: str
    part: str
    has_time: bool | None
    case: str | None
    helped_on: date
    is_same_kind: bool
    answer: str | None
    undo: str | None


@dataclass(frozen=True)
class Stuck:
    """One deal that is stuck, and whom to ask about it."""

    deal_id: str
    name: str
    stuck_job: str
    colleagues: tuple[Colleague, ...]


@dataclass(frozen=True)
class Thread:
    """One open deal that hangs on one person, or lacks a part its kind of sale is led with."""

    deal_id: str
    name: str
    is_single_ours: bool
    is_single_theirs: bool
    lacks: tuple[str, ...]


@dataclass(frozen=True)
class Teams:
    """One page of each list; `with_dialogues` is how many open deals have one logged: nothing is told from nothing."""

    is_built: bool
    stuck: tuple[Stuck, ...] = ()
    stuck_found: int = 0
    stuck_page: int = 1
    threads: tuple[Thread, ...] = ()
    threads_found: int = 0
    threads_page: int = 1
    open_deals: int = 0
    with_dialogues: int = 0
    effects: tuple[Row, ...] = ()

    @property
    def is_last_stuck(self) -> bool:
        """Whether no page of stuck deals follows."""
        return self.stuck_page * DEALS_A_PAGE >= self.stuck_found

    @property
    def is_last_thread(self) -> bool:
        """Whether no page of threads follows."""
        return self.threads_page * DEALS_A_PAGE >= self.threads_found


def teams(opened: Reading, viewer: Viewer, stuck_page: int = 1, threads_page: int = 1) -> Teams:
    """The deals the viewer may see: those where a colleague can help, and those on one thread."""
    if any(name not in opened.pin.versions for name in TABLES):
        return Teams(is_built=False)
    reach = Reach.of(opened, viewer)
    helped, stuck_found = _page_of_helped(opened, reach, stuck_page)
    asked = _asked(opened, helped)
    threads, counts = _page_of_threads(opened, reach, threads_page)
    return Teams(
        True,
        _stuck(helped, asked, _told(opened, asked), reach),
        stuck_found,
        stuck_page,
        tuple(_thread(row) for row in threads),
        counts["thin"],
        threads_page,
        counts["open_deals"],
        counts["with_dialogues"],
        tuple(sorted(opened.whole("part_effects"), key=lambda row: row["part"])),
    )


def _page_of_helped(opened: Reading, reach: Reach, page: int) -> tuple[list[Row], int]:
    """One page of the stuck deals about which somebody can be asked, and how many there are."""

    def largest() -> Table:
        rows = seen_deals(opened, reach, opened.table("helped_deals"))
        return _largest(rows.mutate(found=rows.count().over()))

    rows = opened.asked(("helped deals", reach.shape), largest, {**reach.values, **_skipped(page)})
    return rows, rows[0]["found"] if rows else 0


def _page_of_threads(opened: Reading, reach: Reach, page: int) -> tuple[list[Row], Row]:
    """One page of the deals on one thread, and how many there are, of how many open ones."""

    def open_deals() -> Table:
        return seen_deals(opened, reach, opened.table("thread_deals"))

    def largest() -> Table:
        rows = open_deals()
        return _largest(rows.filter(_is_thin(rows)))

    def counted() -> Table:
        rows = open_deals()
        return rows.agg(
            thin=rows.count(where=_is_thin(rows)), open_deals=rows.count(), with_dialogues=rows.our_met.count()
        )

    values: dict[str, Value] = {**reach.values, **_skipped(page)}
    (counts,) = opened.asked(("threads counted", reach.shape), counted, values)
    return opened.asked(("threads", reach.shape), largest, values), counts


def _is_thin(rows: Table) -> BooleanValue:
    single = rows.is_single_ours.fill_null(False) | rows.is_single_theirs.fill_null(False)
    return single | (rows.lacks.fill_null("") != "")


def _largest(rows: Table) -> Table:
    order = [rows.size_share.desc(nulls_first=False), rows.deal_id]
    return rows.order_by(order).limit(DEALS_A_PAGE, offset=told_number("skipped"))


def _skipped(page: int) -> dict[str, Value]:
    return {"skipped": (page - 1) * DEALS_A_PAGE}


def _asked(opened: Reading, helped: Sequence[Row]) -> list[Row]:
    """Whom to ask about these deals, in their order."""
    about = {name: sorted({row[name] for row in helped}) for name in ("account_id", "deal_id")}
    return sorted(opened.where("listed_sparring", **about), key=lambda row: (row["deal_id"], row["order"]))


def _told(opened: Reading, asked: Sequence[Row]) -> dict[str, Row]:
    """What the team has said of asking, as it stands this minute."""
    if not asked:
        return {}
    return {row["key"]: row for row in standing_overrides(opened, TABLE)}


def _stuck(helped: Sequence[Row], asked: Sequence[Row], told: Mapping[str, Row], reach: Reach) -> tuple[Stuck, ...]:
    by_deal: dict[str, list[Row]] = defaultdict(list)
    for row in asked:
        by_deal[row["deal_id"]].append(row)
    return tuple(
        Stuck(
            deal["deal_id"],
            deal["name"] or deal["deal_id"],
            by_deal[deal["deal_id"]][0]["stuck_job"],
            tuple(
                _colleague(row, told.get(f"{row['deal_id']} {row['user_ref']}"), reach)
                for row in by_deal[deal["deal_id"]]
            ),
        )
        for deal in helped
    )


def _colleague(row: Row, said: Row | None, reach: Reach) -> Colleague:
    return Colleague(
        row["user_ref"],
        row["name"] or row["email"],
        row["part"],
        row["has_time"],
        row["case_name"] if reach.sees(row, "deal") else None,
        row["helped_on"],
        row["is_same_kind"],
        said["value"] if said else None,
        said["input_id"] if said else None,
    )


def _thread(row: Row) -> Thread:
    single = bool(row["is_single_ours"]), bool(row["is_single_theirs"])
    return Thread(row["deal_id"], row["name"] or row["deal_id"], *single, tuple((row["lacks"] or "").split()))


def answer_sparring(opened: Reading, viewer: Viewer, deal_id: str, user_ref: str, answer: str) -> str:
    """Say that a colleague was asked, has met the customer, or has helped; returns the id by which it is undone.

    Raises:
        UnknownKey: there is no such deal that the viewer may see.
        SettingsError: no such answer, or nobody of that name works here.
    """
    seen_deal(opened, viewer, deal_id)
    if not opened.where("user_loads", user_ref=user_ref):
        raise SettingsError("Nobody of that name works here. Go back to Teams and choose somebody listed.")
    if answer not in ANSWERS:
        raise SettingsError(f"'{answer}' is no answer. It can be: {', '.join(ANSWERS)}.")
    return tell(opened, viewer, TABLE, {"deal_id": deal_id, "user_ref": user_ref, "answer": answer})
