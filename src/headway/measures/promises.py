"""What we have promised customers, told as such or put on a shared plan: by when, and kept or late (S11)."""

import json
from typing import Any

import pyarrow as pa
from ibis.expr.types import Table

from headway.sources import plans
from headway.sources.told import AS_TOLD, due_on, how_it_stands, keep_and_move

SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("promise_id", "deal_id", "what", "who")),
        ("due_on", pa.date32()),
        ("is_kept", pa.bool_()),
        ("moved_times", pa.int64()),
        ("is_on_plan", pa.bool_()),
        ("told_at", pa.timestamp("us")),
        ("told_by", pa.string()),
    ]
)
# What promises something, and how its input names who of ours does it.
PROMISES = {"promise": "who", plans.STEP: "person"}
# What an input of these kinds keeps: a step of a shared plan is ticked there, by either side.
KEPT = ("kept", plans.DONE)
# The kinds of input that promises are made of.
KINDS = (*PROMISES, *KEPT, "moved")


def told_promises(standing_inputs: pa.Table) -> pa.Table:
    """One thing that we have promised a customer, as told and as kept or moved since; a step of ours on a plan is one.

    Columns: `promise_id`, `deal_id`, `what`, `who` (of ours), `due_on` (the day told last), `is_kept`, `moved_times`,
    `is_on_plan` (it is a step of the plan shared with the customer), `told_at`, `told_by` (mail address of ours).
    """
    rows = standing_inputs.sort_by(AS_TOLD).to_pylist()
    told = {row["input_id"]: _promise(row) for row in rows if row["kind"] in PROMISES}
    keep_and_move(told, rows, KEPT)
    return pa.Table.from_pylist(list(told.values()), SCHEMA)


def promises(told_promises: Table, moment: Table) -> Table:
    """One thing that we have promised a customer to do by a day, and what became of it by the moment.

    Columns: `promise_id`, `deal_id`, `what`, `who` (of ours), `due_on`, `status` (open; moved: open, by a later day;
    late: past its day; kept), `moved_times`, `is_on_plan`, `told_at`, `told_by` (mail address of ours).
    """
    rows = told_promises.cross_join(moment)
    status = how_it_stands(rows.is_kept, rows.due_on, rows.moved_times, rows.moment.date())
    return rows.mutate(status=status).drop("is_kept", "moment")


def _promise(row: dict[str, Any]) -> dict[str, Any]:
    says = json.loads(row["value"])
    return {
        "promise_id": row["input_id"],
        "deal_id": says["deal_id"],
        "what": says["what"],
        "who": says[PROMISES[row["kind"]]],
        "due_on": due_on(row),
        "is_kept": False,
        "moved_times": 0,
        "is_on_plan": row["kind"] == plans.STEP,
        "told_at": row["recorded_at"],
        "told_by": row["who"],
    }
