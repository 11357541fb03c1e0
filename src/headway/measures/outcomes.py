"""What customers have confirmed they got (S11)."""

import json
from datetime import date
from typing import Any

import pyarrow as pa

from headway.sources.outcomes import GOT
from headway.sources.told import AS_TOLD

OUTCOMES = pa.schema(
    [
        *((name, pa.string()) for name in ("outcome_id", "deal_id", "what", "got")),
        ("value", pa.float64()),
        ("person", pa.string()),
        ("confirmed_on", pa.date32()),
        ("told_by", pa.string()),
        ("is_imported", pa.bool_()),
    ]
)
Row = dict[str, Any]


def told_outcomes(standing_inputs: pa.Table, customer_outcomes: pa.Table) -> pa.Table:
    """One gain that somebody at the customer has confirmed, or has said did not come.

    Columns: `outcome_id`, `deal_id`, `what` (the gain, in their words), `got` (all, part, none), `value` (what it is
    worth to them, in the company's own currency; null: not said), `person` (who there said so), `confirmed_on`,
    `told_by` (mail address of ours), `is_imported` (from a table of the company's own).
    """
    rows = [row for row in standing_inputs.sort_by(AS_TOLD).to_pylist() if row["kind"] == "outcome"]
    imported = [row for row in customer_outcomes.sort_by("outcome_ref").to_pylist() if row["what"]]
    return pa.Table.from_pylist([*map(_outcome, rows), *map(_imported, imported)], OUTCOMES)


def _imported(row: Row) -> Row:
    told = {name: row[name] for name in ("what", "got", "value", "person", "confirmed_on")}
    return {"outcome_id": row["outcome_ref"], "deal_id": row["deal_ref"], **told, "is_imported": True}


def _outcome(row: Row) -> Row:
    says = json.loads(row["value"])
    return {
        "outcome_id": row["input_id"],
        **{name: says[name] for name in ("deal_id", "what", "person")},
        "got": says["got"] if says["got"] in GOT else None,
        "value": float(says["value"]) if says.get("value") else None,
        "confirmed_on": date.fromisoformat(says["confirmed_on"]),
        "told_by": row["who"],
        "is_imported": False,
    }
