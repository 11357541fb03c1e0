"""What to ask about each deal worth a dialogue: last time's agreement first, at most three questions, with evidence."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import ibis
from ibis.expr.types import Table

from headway.asking.asked import Asked, asked
from headway.asking.commitments import Commitment, commitments
from headway.asking.promises import promises
from headway.asking.viewer import Reach, Viewer, seen_deals
from headway.store.questions import every, told_each, told_number
from headway.store.reading import Reading

DEALS_A_PAGE = 10
TABLE = "dialogues"
# What is shown of an act behind a reason.
ACT = ("event_id", "happened_at", "what", "channel", "page")
Row = dict[str, Any]


@dataclass(frozen=True)
class Act:
    """One act of the customer that bears a reason out."""

    day: date
    what: str
    page: str | None


@dataclass(frozen=True)
class Reason:
    """One sentence, and the acts behind it."""

    text: str
    acts: tuple[Act, ...]

    @property
    def days(self) -> tuple[tuple[date, str, int], ...]:
        """What was done on which day and how often, in the acts' order."""
        times = Counter((act.day, act.what) for act in self.acts)
        return tuple((day, what, many) for (day, what), many in times.items())


@dataclass(frozen=True)
class Question:
    """One question about the customer's progress."""

    question_id: str
    asks: str
    words: str
    because: tuple[Reason, ...]
    asked: Asked | None = None


@dataclass(frozen=True)
class Dialogue:
    """What to bring to the talk about one deal; without questions it needs none, or nobody has built them yet."""

    deal_id: str
    is_built: bool
    agreed: tuple[Commitment, ...]
    stuck_job: str | None = None
    why: str | None = None
    sure: str | None = None
    questions: tuple[Question, ...] = ()
    name: str | None = None
    account_id: str | None = None
    insight_id: str | None = None
    insight: str | None = None
    could_do: tuple[Row, ...] = ()
    promised: tuple[Row, ...] = ()
    """What we have promised on it and not yet kept."""

    @property
    def is_late(self) -> bool:
        """Whether something agreed is past its day."""
        return any(each.status == "late" for each in self.agreed)


@dataclass(frozen=True)
class Dialogues:
    """One page of the deals that need a dialogue, those with something overdue first."""

    deals: tuple[Dialogue, ...]
    is_built: bool
    found: int
    late: int
    page: int

    @property
    def is_last(self) -> bool:
        """Whether no page follows."""
        return self.page * DEALS_A_PAGE >= self.found


def dialogues(opened: Reading, viewer: Viewer, page: int) -> Dialogues:
    """The deals the viewer may see that need a dialogue, and what to ask about each."""
    if TABLE not in opened.pin.versions:
        return Dialogues((), False, 0, 0, page)
    agreed = commitments(opened)
    late = sorted(deal for deal, each in agreed.items() if _is_late(each))
    reach = Reach.of(opened, viewer)
    values = {**reach.values, **every("late", late), "skipped": (page - 1) * DEALS_A_PAGE}
    shape = (reach.shape, len(late))
    (counts,) = opened.asked(("dialogues counted", *shape), lambda: _counted(_heads(opened, reach, len(late))), values)
    heads = opened.asked(("dialogues", *shape), lambda: _page(_heads(opened, reach, len(late))), values)
    shown = [row["deal_id"] for row in heads]
    rows, told = _asked(opened, shown), _Told.of(opened, shown, agreed)
    found = tuple(_dialogue(row["deal_id"], rows[row["deal_id"]], told, row["name"], {}) for row in heads)
    return Dialogues(found, True, counts["found"], counts["late"] or 0, page)


def dialogues_of(opened: Reading, deal_id: str, people: Mapping[str, str] | None = None) -> Dialogue:
    """What to bring to the talk about one deal, with the acts behind each reason; `people` are the names of theirs."""
    told = _Told.of(opened, [deal_id], commitments(opened, deal_id, people))
    if TABLE not in opened.pin.versions:
        return Dialogue(deal_id, False, told.agreed.get(deal_id, ()))
    rows = _asked(opened, [deal_id]).get(deal_id, [])
    named = [event for row in rows for reason in json.loads(row["because"]) for event in reason["event_ids"]]
    account = rows[0]["account_id"] if rows else ""
    acts = opened.where("events", *ACT, account_id=account, event_id=named) if named else []
    return _dialogue(deal_id, rows, told, None, {act["event_id"]: act for act in acts})


@dataclass(frozen=True)
class _Told:
    """What people have told about some deals: agreed by customers, promised by us, asked in dialogues."""

    agreed: Mapping[str, tuple[Commitment, ...]]
    promised: Mapping[str, tuple[Row, ...]]
    asked: Mapping[tuple[str, str], Asked]

    @classmethod
    def of(cls, opened: Reading, deal_ids: Sequence[str], agreed: Mapping[str, tuple[Commitment, ...]]) -> "_Told":
        """Of these deals, as it stands this minute."""
        promised: dict[str, tuple[Row, ...]] = {}
        for row in promises(opened):
            if row["deal_id"] in deal_ids and row["status"] != "kept":
                promised[row["deal_id"]] = (*promised.get(row["deal_id"], ()), row)
        return cls(agreed, promised, asked(opened, deal_ids))


def _heads(opened: Reading, reach: Reach, late: int) -> Table:
    """The deals that need a dialogue, and whether something is overdue."""
    rows = seen_deals(opened, reach, opened.table("listed_dialogues"))
    return rows.mutate(is_late=rows.deal_id.isin(told_each("late", late)) if late else ibis.literal(False))


def _counted(heads: Table) -> Table:
    return heads.agg(found=heads.count(), late=heads.is_late.ifelse(1, 0).sum())


def _page(heads: Table) -> Table:
    order = [heads.is_late.desc(), heads.sure == "cannot_tell", heads.place, heads.deal_id]
    return heads.order_by(order).limit(DEALS_A_PAGE, offset=told_number("skipped"))


def _asked(opened: Reading, deal_ids: Sequence[str]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in sorted(opened.where(TABLE, deal_id=deal_ids), key=lambda row: row["order"]):
        found.setdefault(row["deal_id"], []).append(row)
    return found


def _dialogue(
    deal_id: str,
    rows: Sequence[Row],
    told: _Told,
    name: str | None,
    acts: Mapping[str, Row],
) -> Dialogue:
    own, ours = told.agreed.get(deal_id, ()), told.promised.get(deal_id, ())
    if not rows:
        return Dialogue(deal_id, True, own, promised=ours)
    head = rows[0]
    said: set[str] = set()
    questions = tuple(_question(row, acts, said, told.asked) for row in rows)
    said_of = (head["stuck_job"], head["why"], head["sure"])
    offered = (head.get("insight_id"), head.get("insight"), tuple(json.loads(head.get("could_do") or "[]")))
    return Dialogue(deal_id, True, own, *said_of, questions, name, head["account_id"], *offered, promised=ours)


def _question(row: Row, acts: Mapping[str, Row], said: set[str], asked: Mapping[tuple[str, str], Asked]) -> Question:
    """One question with the reasons that no question before it has given."""
    reasons = [reason for reason in json.loads(row["because"]) if reason["text"] not in said]
    said.update(reason["text"] for reason in reasons)
    because = tuple(_reason(reason, acts) for reason in reasons)
    before = asked.get((row["deal_id"], row["question_id"]))
    return Question(row["question_id"], row["asks"], row["question"], because, before)


def _reason(told: Row, acts: Mapping[str, Row]) -> Reason:
    seen = [acts[event] for event in told["event_ids"] if event in acts]
    return Reason(told["text"], tuple(_act(act) for act in seen))


def _act(act: Row) -> Act:
    return Act(act["happened_at"].date(), str(act["what"] or act["channel"]).split(" | ")[0], act["page"])


def _is_late(agreed: Sequence[Commitment]) -> bool:
    return any(each.status == "late" for each in agreed)
