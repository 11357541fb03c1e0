"""Whom to ask about a stuck deal, which deals hang on one thread, and what a part in the team has done."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ibis.expr.types import Table

from headway.asking.inputs import standing_overrides, tell
from headway.asking.overruling import seen_deal
from headway.asking.viewer import Reach, Viewer, seen_deals
from headway.errors import SettingsError
from headway.store.questions import every, told_each
from headway.store.reading import Reading

ANSWERS = ("asked", "met", "helped")
TABLE = "sparring"
# So many deals are listed of each, the largest first, and so many where all are asked for.
LISTED, MOST = 8, 60
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
    """The page; `dialogues` is how many open deals have one logged, so that nothing is told from nothing."""

    is_built: bool
    stuck: tuple[Stuck, ...]
    stuck_found: int
    threads: tuple[Thread, ...]
    threads_found: int
    open_deals: int
    with_dialogues: int
    effects: tuple[Row, ...]


def teams(opened: Reading, viewer: Viewer, is_whole: bool = False) -> Teams:
    """The deals the viewer may see: those where a colleague can help, and those on one thread."""
    if TABLE not in opened.pin.versions:
        return Teams(False, (), 0, (), 0, 0, 0, ())
    reach = Reach.of(opened, viewer)
    asked, threads = (_of_deals(opened, reach, name) for name in (TABLE, "threads"))
    told = _told(opened, asked)
    stuck = _stuck(asked, told, _cases(opened, reach, asked))
    thin = [_thread(row) for row in threads if row["is_single_ours"] or row["is_single_theirs"] or row["lacks"]]
    known = sum(row["our_met"] is not None for row in threads)
    effects = tuple(sorted(opened.whole("part_effects"), key=lambda row: row["part"]))
    most = MOST if is_whole else LISTED
    return Teams(True, stuck[:most], len(stuck), tuple(thin[:most]), len(thin), len(threads), known, effects)


def _of_deals(opened: Reading, reach: Reach, name: str) -> list[Row]:
    """Rows about deals the viewer may see, with each deal's name; the largest deals first."""

    def named() -> Table:
        rows = seen_deals(opened, reach, opened.table(name))
        rows = rows.join(opened.table("deals").select("deal_id", deal_name="name"), "deal_id")
        rows = rows.join(opened.table("deal_values").select("deal_id", "size_share"), "deal_id")
        largest = rows.size_share.desc(nulls_first=False)
        return rows.order_by([largest, rows.deal_id, *([rows.order] if "order" in rows.columns else [])])

    return opened.asked(("of deals", name, reach.shape), named, reach.values)


def _cases(opened: Reading, reach: Reach, asked: Sequence[Row]) -> dict[str, str]:
    """The names of those cases that the viewer may open."""
    wanted = sorted({row["case_deal_id"] for row in asked})
    if not wanted:
        return {}

    def seen() -> Table:
        deals = opened.table("deals")
        named = deals.filter(deals.deal_id.isin(told_each("case", len(wanted))))
        return seen_deals(opened, reach, named.select("deal_id", "name"))

    rows = opened.asked(("cases", len(wanted), reach.shape), seen, {**reach.values, **every("case", wanted)})
    return {row["deal_id"]: row["name"] for row in rows}


def _told(opened: Reading, asked: Sequence[Row]) -> dict[str, Row]:
    """What the team has said of asking, as it stands this minute."""
    if not asked:
        return {}
    return {row["key"]: row for row in standing_overrides(opened, TABLE)}


def _stuck(asked: Sequence[Row], told: Mapping[str, Row], cases: Mapping[str, str]) -> tuple[Stuck, ...]:
    by_deal: dict[str, list[Row]] = defaultdict(list)
    for row in asked:
        by_deal[row["deal_id"]].append(row)
    return tuple(
        Stuck(
            deal_id,
            rows[0]["deal_name"] or deal_id,
            rows[0]["stuck_job"],
            tuple(_colleague(row, told.get(f"{deal_id} {row['user_ref']}"), cases) for row in rows),
        )
        for deal_id, rows in by_deal.items()
    )


def _colleague(row: Row, said: Row | None, cases: Mapping[str, str]) -> Colleague:
    return Colleague(
        row["user_ref"],
        row["name"] or row["email"],
        row["part"],
        row["has_time"],
        cases.get(row["case_deal_id"]),
        row["helped_on"],
        row["is_same_kind"],
        said["value"] if said else None,
        said["input_id"] if said else None,
    )


def _thread(row: Row) -> Thread:
    single = bool(row["is_single_ours"]), bool(row["is_single_theirs"])
    return Thread(row["deal_id"], row["deal_name"] or row["deal_id"], *single, tuple((row["lacks"] or "").split()))


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
