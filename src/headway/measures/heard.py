"""What customers have told in talks, put down by people of ours (S6)."""

import json
from datetime import date

import pyarrow as pa

from headway.sources.hearing import HEARD
from headway.sources.told import AS_TOLD

SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("heard_id", "deal_id", "what")),
        ("falls_on", pa.date32()),
        *((name, pa.string()) for name in ("name", "person")),
        ("told_at", pa.timestamp("us")),
        ("told_by", pa.string()),
    ]
)


def heard(standing_inputs: pa.Table) -> pa.Table:
    """One thing that somebody of the customer has told about a purchase, as one of ours has put it down.

    Columns: `heard_id`, `deal_id`, `what` (occasion: that set them going; year_end: of their books; rival: another
    supplier in their list of demands; against, undecided, for: how a person there stands to it), `falls_on` (the day of
    an occasion or a year's end; null: of others), `name` (of the other supplier, or of the occasion), `person` (who
    there stands so, by name or `person_id`), `told_at`, `told_by` (mail address of ours).
    """
    rows = []
    for row in standing_inputs.sort_by(AS_TOLD).to_pylist():
        if row["kind"] == "heard" and (says := json.loads(row["value"]))["what"] in HEARD:
            told = {name: says.get(name) or None for name in ("deal_id", "what", "name", "person")}
            on = date.fromisoformat(says["falls_on"]) if says.get("falls_on") else None
            rows.append({"heard_id": row["input_id"], **told, "falls_on": on, **_by(row)})
    return pa.Table.from_pylist(rows, SCHEMA)


def _by(row: dict[str, object]) -> dict[str, object]:
    return {"told_at": row["recorded_at"], "told_by": row["who"]}
