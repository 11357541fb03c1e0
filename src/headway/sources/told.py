"""The order in which people told us things, and what became of what was promised."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from headway.sources import plans

AS_TOLD = [(name, "ascending") for name in ("recorded_at", "input_id")]


def keep_and_move(promised: Mapping[str, dict[str, Any]], inputs: Iterable[Mapping[str, Any]]) -> None:
    """Put down in what was promised, by the input that told of it, that it is kept, or moved and to which day.

    `inputs` are rows of `standing_inputs` as told; those about anything else are passed over.
    """
    for row in inputs:
        if one := promised.get(_about(row)):
            if row["kind"] == "kept":
                one["is_kept"] = True
            elif row["kind"] in ("moved", plans.MOVED):
                one["due_on"] = due_on(row)
                one["moved_times"] += 1


def due_on(row: Mapping[str, Any]) -> date:
    """The day by which an input says that something will be done."""
    return date.fromisoformat(json.loads(row["value"])["by_on"])


def _about(row: Mapping[str, Any]) -> str:
    """What an input may be about; on a shared plan its step names it."""
    return str(json.loads(row["value"])["step_id"] if row["kind"] == plans.MOVED else row["key"])
