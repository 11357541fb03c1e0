"""Odoo's history of deals: tracked values, or where they may not be read, what messages and durations tell."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from headway.connect.exports import Fact, FactSheet
from headway.connect.known import Known, fact_sheet
from headway.connect.odoo.cells import (
    LEAD,
    USER,
    day,
    first_moment,
    id_of,
    label,
    number,
    ref_to,
    seconds_in_stages,
    share,
    text,
    told,
)
from headway.connect.odoo.facts import MESSAGE, TRACKING, deal_of
from headway.connect.sheets import Beside, Sheet, Take, take
from headway.connect.values import Value, whole

_CLOCK_SECONDS = 2  # Odoo tells whole seconds, and those of two clocks
_MOVED = {"Stage Changed", "Opportunity Won"}
_LOST = "Opportunity Lost"
# The fields that are read, as Odoo calls them to people in English: for where their own names are not told.
_CALLED = {
    "Stage": "stage_id",
    "Salesperson": "user_id",
    "Active": "active",
    "Lost Reason": "lost_reason_id",
    "Expected Revenue": "expected_revenue",
    "Probability": "probability",
    "Expected Closing": "date_deadline",
}
_WHAT = ("field_id", "field_info", "new_value_integer", "new_value_char")


class _Change(NamedTuple):
    """What one tracked value says: the field, and its new value as an id and as people read it."""

    field: str | None
    key: str | None
    shown: str | None


def tracked(known: Known) -> Sheet:
    """One field of a deal as it changed."""

    def of(read: Callable[[_Change], Value], *more: str) -> Take:
        return take(lambda *cells: read(_change(known, *cells[:4])), *_WHAT, *more)

    def new(field: str, read: Callable[[str], Value], column: str) -> Take:
        def value(*cells: str) -> Value:
            return read(cells[-1]) if _change(known, *cells[:4]).field == field else None

        return take(value, *_WHAT, column)

    columns = {
        "change_ref": take(lambda cell: f"odoo:{TRACKING}/{whole(cell) or 0:012}", "id"),
        "deal_ref": take(lambda cell: _deal(known, cell), "mail_message_id"),
        "recorded_at": take(first_moment, "create_date"),
        "modified_at": take(first_moment, "create_date"),
        "field": of(lambda change: change.field),
        "stage": of(lambda change: change.shown if change.field == "stage_id" else None),
        "is_closed": of(lambda change: _ending(known, change)[0]),
        "is_won": of(lambda change: _ending(known, change)[1]),
        "owner_ref": of(lambda change: ref_to(USER, change.key) if change.field == "user_id" else None),
        "amount": new("expected_revenue", number, "new_value_float"),
        "probability": new("probability", share, "new_value_float"),
        "closes_on": new("date_deadline", day, "new_value_datetime"),
    }

    def other(cell: str) -> str | None:
        is_known = bool(known.one(MESSAGE, id_of(cell)))
        return "tracked values of other documents" if is_known and not _deal(known, cell) else None

    needs = ("deal_ref", "recorded_at", "field")
    return Sheet(TRACKING, "crm_deal_changes", columns, needs, other=take(other, "mail_message_id"))


def _note_move(known: Known, fact: Fact) -> None:
    """A deal's change of stage, for the stage in which it began."""
    message = known.one(MESSAGE, fact["message"])
    field = _field(known, str(fact["field"] or ""), str(fact["info"] or ""))
    known.note("tracked", {"is": "there"})
    if message.get("model") == LEAD and field == "stage_id":
        known.note("move", {"deal": message["record"], **fact})


def _is_no_move(kind: str, model: str) -> str | None:
    return None if label(kind) in {*_MOVED, _LOST} and model == LEAD else ""


HISTORY_FACTS: tuple[FactSheet[Known], ...] = (
    FactSheet(
        Sheet(
            TRACKING,
            "crm_deal_changes",
            {
                "message": take(id_of, "mail_message_id"),
                "at": take(first_moment, "create_date"),
                "id": take(whole, "id"),
                "field": take(text, "field_id"),
                "info": take(text, "field_info"),
                "stage": take(text, "old_value_char"),
                "stage_id": take(id_of, "old_value_integer"),
            },
            ("message",),
        ),
        _note_move,
    ),
    fact_sheet(
        MESSAGE,
        "crm_deal_changes",
        about="moved",
        other=take(_is_no_move, "subtype_id", "model"),
        deal=take(id_of, "res_id"),
        at=take(first_moment, "create_date", "date"),
        kind=take(label, "subtype_id"),
    ),
)


def began(known: Known) -> Beside:
    """The stage in which a deal began; without tracked values also each later one, as far as it can be told."""
    columns = ("id", "create_date", "date_conversion", "stage_id", "active", "duration_tracking")

    def rows(cells: Mapping[str, str]) -> Iterator[Mapping[str, Value]]:
        lead, stage = id_of(cells["id"]), cells.get("stage_id", "")
        opened = first_moment(cells.get("date_conversion", ""), cells.get("create_date", ""))
        if opened and known.knows("tracked"):
            first = min(known.every("move", lead), key=_when, default=None)
            now = (id_of(stage), label(stage))
            yield _state(known, lead, opened, *((str(first["stage_id"]), first["stage"]) if first else now))
        elif opened:
            yield from _guessed(known, lead, opened, stage, seconds_in_stages(cells.get("duration_tracking", "")))

    return Beside("crm_deal_changes", columns, rows)


def _guessed(
    known: Known, lead: str | None, opened: datetime, stage: str, seconds: Mapping[str, float]
) -> Iterator[Mapping[str, Value]]:
    """When a deal moved, as messages tell; and where to, if how long it stayed fits one stage alone."""
    told = [(fact["at"], fact["kind"]) for fact in known.every("moved", lead)]
    moves = sorted({at for at, kind in told if kind in _MOVED and isinstance(at, datetime) and at > opened})
    stays = [(end - start).total_seconds() for start, end in pairwise([opened, *moves])]
    for at, found in zip([opened, *moves], [*_fitting(stays, seconds, id_of(stage)), id_of(stage)], strict=True):
        if found or at != opened:
            yield _state(known, lead, at, found, _stage_name(known, found, stage))
    for lost_at, kind in told:
        if kind == _LOST and isinstance(lost_at, datetime):
            ending: Mapping[str, Value] = {"field": "active", "is_closed": True, "is_won": False}
            yield {**_dated(lead, f"lost/{lost_at.isoformat()}", lost_at), **ending}


def _fitting(stays: Sequence[float], seconds: Mapping[str, float], now: str | None) -> list[str | None]:
    """The stage of each stay, if its length fits one of the stages left, and no other stay fits that."""
    left = {stage: told for stage, told in seconds.items() if stage != now}
    fits = [[stage for stage, told in left.items() if abs(told - stay) <= _CLOCK_SECONDS] for stay in stays]
    sole = [each[0] if len(each) == 1 else None for each in fits]
    claimed = [stage for each in fits for stage in each]
    return [stage if stage and claimed.count(stage) == 1 else None for stage in sole]


def _state(known: Known, lead: str | None, at: datetime, stage: str | None, name: Value) -> Mapping[str, Value]:
    is_won = bool(known.one("crm_stage", stage).get("is_won")) if stage else None
    states = {"field": "stage_id", "stage": name, "is_closed": is_won, "is_won": is_won}
    return {**_dated(lead, f"began/{at.isoformat()}", at), **states}


def _dated(lead: str | None, what: str, at: datetime) -> Mapping[str, Value]:
    ref = ref_to(LEAD, lead)
    return {"change_ref": f"{ref}/{what}", "deal_ref": ref, "recorded_at": at, "modified_at": at}


def _stage_name(known: Known, stage: str | None, now: str) -> Value:
    return label(now) if stage and stage == id_of(now) else known.one("crm_stage", stage).get("name")


def _when(fact: Fact) -> tuple[str, int]:
    return str(fact["at"]), int(str(fact["id"] or 0))


def _deal(known: Known, message: str) -> str | None:
    found = known.one(MESSAGE, id_of(message))
    return deal_of(known, str(found.get("model")), found.get("record"))


def _change(known: Known, field: str, info: str, key: str, shown: str) -> _Change:
    return _Change(_field(known, field, info), id_of(key), text(shown))


def _ending(known: Known, change: _Change) -> tuple[bool | None, bool | None]:
    """Whether the deal is closed and won by the change; an archived deal is lost, one taken back is open."""
    if change.field == "active":
        return change.key is None, False
    if change.field != "stage_id":
        return None, None
    is_won = bool(known.one("crm_stage", change.key).get("is_won"))
    return is_won, is_won


def _field(known: Known, field: str, info: str) -> str | None:
    """The field's own name; where only people's name for it is told, the field that Odoo calls so in English."""
    own = known.one("ir_model_fields", id_of(field)).get("name") or _removed(info)
    called = (label(field) or "").partition(" (")[0]
    return text(str(own)) if own else _CALLED.get(called, text(called))


def _removed(info: str) -> str | None:
    """The name of a field that is no more, from what Odoo kept of it."""
    try:
        kept = json.loads(info) if told(info) else {}
    except (ValueError, RecursionError):
        return None
    return str(kept.get("name") or "") or None if isinstance(kept, dict) else None
