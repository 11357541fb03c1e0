"""The order in which people told us things, and what became of what was promised."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import ibis
from ibis.expr.types import BooleanValue, DateValue, IntegerValue, StringValue

from headway.sources import plans

AS_TOLD = [(name, "ascending") for name in ("recorded_at", "input_id")]


def keep_and_move(
    promised: Mapping[str, dict[str, Any]], inputs: Iterable[Mapping[str, Any]], kept: Sequence[str] = ("kept",)
) -> None:
    """Put down in what was promised, by the input that told of it, that it is kept, or moved and to which day.

    `inputs` are rows of `standing_inputs` as told; those about anything else are passed over. `kept` are the kinds of
    input that say so.
    """
    for row in inputs:
        if one := promised.get(_about(row)):
            if row["kind"] in kept:
                one["is_kept"] = True
            elif row["kind"] in ("moved", plans.MOVED):
                one["due_on"] = due_on(row)
                one["moved_times"] += 1


def due_on(row: Mapping[str, Any]) -> date:
    """The day by which an input says that something will be done."""
    return date.fromisoformat(json.loads(row["value"])["by_on"])


def how_it_stands(is_kept: BooleanValue, due_on: DateValue, moved_times: IntegerValue, today: DateValue) -> StringValue:
    """How something promised stands on a day: kept, late (past its day), moved or open."""
    return ibis.cases((is_kept, "kept"), (due_on < today, "late"), (moved_times > 0, "moved"), else_="open")


def _about(row: Mapping[str, Any]) -> str:
    """What an input may be about; on a shared plan its step names it."""
    return str(json.loads(row["value"])["step_id"] if row["kind"] in plans.OF_A_STEP else row["key"])
