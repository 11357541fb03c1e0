"""What people of ours have told Headway, as it stands: undone and replaced inputs no longer count."""

import json

import pyarrow as pa

from headway.sources.told import AS_TOLD

TOLD = ["input_id", "kind", "key", "value", "reason", "who", "recorded_at"]
SCHEMA = pa.schema([(name, pa.string()) for name in ("kind", "key", "value", "reason", "who", "input_id")])
# What an input of each kind is about, and what it says.
ABOUT = {
    "page": (("page",), "job"),
    "kind": (("deal_id",), "kind"),
    "role": (("deal_id", "person_id"), "role"),
    "column": (("column",), "known"),
    "sparring": (("deal_id", "user_ref"), "answer"),
    "model": (("ending",), "version"),
    "bet": (("journey_id",), "answer"),
    "mapping": (("about", "value"), "means"),
}


def standing_inputs(inputs: pa.Table) -> pa.Table:
    """One thing that a person has told and that still stands, in the order they were told.

    Columns: `input_id`, `kind`, `key`, `value` (JSON), `reason`, `who` (mail address of ours), `recorded_at`.
    """
    rows = inputs.sort_by(AS_TOLD)
    # An undo that is itself undone takes nothing back.
    gone: set[str] = set()
    for row in reversed(rows.to_pylist()):
        if row["replaces"] and row["input_id"] not in gone:
            gone.add(row["replaces"])
    stands = [input_id not in gone for input_id in rows["input_id"].to_pylist()]
    return rows.filter(pa.array(stands, pa.bool_())).select(TOLD)


def overrides(standing_inputs: pa.Table) -> pa.Table:
    """One thing that a person has overruled and that still stands; of several on one matter, the one told last.

    Columns: `kind` (page, kind, role, column, sparring, model, bet, mapping), `key` (the page, the deal, deal and
    person or colleague with a blank between, the column as `leaks` names it, the ending, the journey, or what a mapping
    is about and the company's own word), `value` (the job, the kind of sale, the role, `before` or `after` the ending,
    what became of asking a colleague, the version of the estimate, what becomes of the bet: pinned, dropped, or moved
    and to whom, or what the word means), `reason`, `who`, `input_id`.
    """
    standing: dict[tuple[str, str], dict[str, str]] = {}
    for row in standing_inputs.sort_by(AS_TOLD).to_pylist():
        if row["kind"] in ABOUT:
            about, says = ABOUT[row["kind"]]
            told = json.loads(row["value"])
            key = " ".join(told[name] for name in about)
            standing[row["kind"], key] = {**row, "key": key, "value": told[says]}
    kept = [{name: row[name] for name in SCHEMA.names} for _, row in sorted(standing.items())]
    return pa.Table.from_pylist(kept, SCHEMA)
