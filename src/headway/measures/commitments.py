"""What customers have said they will do: by when, and who there does it (S6, S11)."""

import json
from datetime import date
from typing import Any

import ibis
import pyarrow as pa
from ibis.expr.types import Table

ORDER = [(name, "ascending") for name in ("recorded_at", "input_id")]
SCHEMA = pa.schema(
    [
        ("commitment_id", pa.string()),
        ("deal_id", pa.string()),
        ("what", pa.string()),
        ("told_person", pa.string()),
        ("due_on", pa.date32()),
        ("is_kept", pa.bool_()),
        ("moved_times", pa.int64()),
        ("told_at", pa.timestamp("us")),
        ("told_by", pa.string()),
    ]
)


def told_commitments(standing_inputs: pa.Table) -> pa.Table:
    """One thing a customer's person will do, as told and as kept or moved since.

    Columns: `commitment_id`, `deal_id`, `what`, `told_person` (name or `person_id`, as told), `due_on` (the day told
    last), `is_kept`, `moved_times`, `told_at`, `told_by` (mail address of ours).
    """
    rows = standing_inputs.sort_by(ORDER).to_pylist()
    told = {row["input_id"]: _told(row) for row in rows if row["kind"] == "commitment"}
    for row in rows:
        if row["key"] in told:
            commitment = told[row["key"]]
            if row["kind"] == "kept":
                commitment["is_kept"] = True
            elif row["kind"] == "moved":
                commitment["due_on"] = _day(row)
                commitment["moved_times"] += 1
    return pa.Table.from_pylist(list(told.values()), SCHEMA)


def commitments(told_commitments: Table, people: Table, moment: Table) -> Table:
    """One thing that somebody at the customer has agreed to do by a day, and what became of it by the moment.

    Columns: `commitment_id`, `deal_id`, `what`, `person` (who there does it: the name), `person_id` (null: told by
    name), `due_on`, `status` (open; moved: open, by a later day; late: past its day; kept), `moved_times`, `told_at`,
    `told_by` (mail address of ours).
    """
    known = people.select("person_id", "name")
    rows = told_commitments.left_join(known, told_commitments.told_person == known.person_id).cross_join(moment)
    status = ibis.cases(
        (rows.is_kept, "kept"),
        (rows.due_on < rows.moment.date(), "late"),
        (rows.moved_times > 0, "moved"),
        else_="open",
    )
    return rows.select(
        "commitment_id",
        "deal_id",
        "what",
        "person_id",
        "due_on",
        "moved_times",
        "told_at",
        "told_by",
        person=ibis.coalesce(rows.name, rows.told_person),
        status=status,
    )


def _told(row: dict[str, Any]) -> dict[str, Any]:
    says = json.loads(row["value"])
    return {
        "commitment_id": row["input_id"],
        "deal_id": says["deal_id"],
        "what": says["what"],
        "told_person": says["person"],
        "due_on": _day(row),
        "is_kept": False,
        "moved_times": 0,
        "told_at": row["recorded_at"],
        "told_by": row["who"],
    }


def _day(row: dict[str, Any]) -> date:
    return date.fromisoformat(json.loads(row["value"])["by_on"])
