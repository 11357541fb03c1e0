"""What customers have said they will do: by when, and who there does it (S6, S11)."""

import json
from typing import Any

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from headway.sources.told import AS_TOLD, due_on, how_it_stands, keep_and_move

SCHEMA = pa.schema(
    [
        ("commitment_id", pa.string()),
        ("deal_id", pa.string()),
        ("what", pa.string()),
        ("told_person", pa.string()),
        ("due_on", pa.date32()),
        ("is_kept", pa.bool_()),
        ("moved_times", pa.int64()),
        ("sign", pa.string()),
        ("topic", pa.string()),
        ("function", pa.string()),
        ("functions", pa.int64()),
        ("is_refused", pa.bool_()),
        ("told_at", pa.timestamp("us")),
        ("told_by", pa.string()),
    ]
)


def told_commitments(standing_inputs: pa.Table, inputs: pa.Table) -> pa.Table:
    """One thing a customer's person will do, as told and as kept or moved since.

    Columns: `commitment_id`, `deal_id`, `what`, `told_person` (name or `person_id`, as told), `due_on` (the day told
    last), `is_kept`, `moved_times`, `sign` (by which their act is seen: read, met; null: nobody can see it), `topic`
    (of the page that is read), `function` (whose act; null: anybody's), `functions` (so many in one talk), `is_refused`
    (somebody of ours has said that an act seen is none: for good, also where that is taken back), `told_at`, `told_by`
    (mail address of ours; null: told by the customer, on a shared plan).
    """
    refused = {row["key"] for row in inputs.to_pylist() if row["kind"] == "not_kept"}
    rows = standing_inputs.sort_by(AS_TOLD).to_pylist()
    told = {row["input_id"]: _told(row, refused) for row in rows if row["kind"] == "commitment"}
    keep_and_move(told, rows)
    return pa.Table.from_pylist(list(told.values()), SCHEMA)


def commitments(told_commitments: Table, commitment_proofs: Table, people: Table, moment: Table) -> Table:
    """One thing that somebody at the customer has agreed to do by a day, and what became of it by the moment.

    Columns: `commitment_id`, `deal_id`, `what`, `person` (who there does it: the name), `person_id` (null: told by
    name), `due_on`, `status` (open; moved: open, by a later day; late: past its day; kept), `moved_times`, `told_at`,
    `told_by` (mail address of ours; null: told by the customer), `kept_by` (told: somebody of ours said so; seen: their
    own act shows it; null: not kept), `event_id` (the act that shows it; null: none).
    """
    known = people.select("person_id", "name")
    rows = told_commitments.left_join(known, told_commitments.told_person == known.person_id)
    rows = rows.left_join(commitment_proofs.select("commitment_id", "event_id"), "commitment_id")
    rows = rows.drop("commitment_id_right").cross_join(moment)
    is_seen = rows.event_id.notnull()
    status = how_it_stands(rows.is_kept | is_seen, rows.due_on, rows.moved_times, rows.moment.date())
    return rows.select(
        "commitment_id",
        "deal_id",
        "what",
        "person_id",
        "due_on",
        "moved_times",
        "told_at",
        "told_by",
        "event_id",
        kept_by=ibis.cases((rows.is_kept, "told"), (is_seen, "seen"), else_=ibis.null("string")),
        person=ibis.coalesce(rows.name, rows.told_person),
        status=status,
    )


def _told(row: dict[str, Any], refused: set[str]) -> dict[str, Any]:
    says = json.loads(row["value"])
    return {
        "commitment_id": row["input_id"],
        "deal_id": says["deal_id"],
        "what": says["what"],
        "told_person": says["person"],
        "due_on": due_on(row),
        "is_kept": False,
        "moved_times": 0,
        **{name: says.get(name) or None for name in ("sign", "topic", "function")},
        "functions": int(says["functions"]) if says.get("functions") else None,
        "is_refused": row["input_id"] in refused,
        "told_at": row["recorded_at"],
        "told_by": row["who"],
    }
