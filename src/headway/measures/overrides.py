"""What people of ours have told Headway, as it stands: undone and replaced inputs no longer count."""

import json

import pyarrow as pa

SCHEMA = pa.schema([(name, pa.string()) for name in ("kind", "key", "value", "reason", "who", "input_id")])
# What an input of each kind is about, and what it says.
ABOUT = {
    "page": (("page",), "job"),
    "kind": (("deal_id",), "kind"),
    "role": (("deal_id", "person_id"), "role"),
}


def overrides(inputs: pa.Table) -> pa.Table:
    """One thing that a person has overruled and that still stands; of several on one matter, the one told last.

    Columns: `kind` (page, kind, role), `key` (the page, the deal, or deal and person with a blank between), `value`
    (the job, the kind of sale, the role), `reason`, `who`, `input_id`.
    """
    order = [(name, "ascending") for name in ("recorded_at", "input_id")]
    rows = inputs.sort_by(order).to_pylist()
    gone = {row["replaces"] for row in rows if row["replaces"]}
    standing: dict[tuple[str, str], dict[str, str]] = {}
    for row in rows:
        if row["kind"] in ABOUT and row["input_id"] not in gone:
            about, says = ABOUT[row["kind"]]
            told = json.loads(row["value"])
            key = " ".join(told[name] for name in about)
            standing[row["kind"], key] = {**row, "key": key, "value": told[says]}
    kept = [{name: row[name] for name in SCHEMA.names} for _, row in sorted(standing.items())]
    return pa.Table.from_pylist(kept, SCHEMA)
