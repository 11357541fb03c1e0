"""Who people of ours have said to be the same, or not: of accounts and of persons."""

import json
from typing import Any

import pyarrow as pa

SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("about", "ref", "other", "who", "reason", "input_id")),
        ("told_at", pa.timestamp("us")),
    ]
)
# The kinds of input, and what each is about; one that names no other stands alone from then on.
SAME = {"same_account": "account", "same_person": "person"}
APART = {"own_account": "account", "own_person": "person"}


def told_identities(standing_inputs: pa.Table) -> pa.Table:
    """One thing that a person has said of who is who, and that still counts.

    A row that is taken out of an account or a person forgets what was said before of where it belongs.

    Columns: `about` (account, person), `ref` (a reference of it), `other` (the reference it is the same as; null: it
    stands alone), `who` (mail address of ours), `reason`, `input_id`, `told_at`.
    """
    kept: list[dict[str, Any]] = []
    for row in standing_inputs.sort_by([("recorded_at", "ascending"), ("input_id", "ascending")]).to_pylist():
        about = SAME.get(row["kind"]) or APART.get(row["kind"])
        if not about:
            continue
        told = json.loads(row["value"])
        said = {"about": about, "ref": told["ref"], "other": told.get("other"), "told_at": row["recorded_at"]}
        if row["kind"] in APART:
            kept = [each for each in kept if each["about"] != about or told["ref"] not in (each["ref"], each["other"])]
        kept.append({**said, **{name: row[name] for name in ("who", "reason", "input_id")}})
    return pa.Table.from_pylist(kept, SCHEMA)


def told_persons(told_identities: pa.Table) -> pa.Table:
    """One name of a person that people of ours have moved, and the person it is of since.

    Columns: `ref` (a contact, or a person's id), `person_id`.
    """
    stays: dict[str, str] = {}
    for row in told_identities.to_pylist():
        if row["about"] == "person":
            stays[row["ref"]] = row["other"] or row["ref"]
    rows = [{"ref": ref, "person_id": _last(ref, stays)} for ref in sorted(stays)]
    return pa.Table.from_pylist(rows, pa.schema([("ref", pa.string()), ("person_id", pa.string())]))


def _last(ref: str, stays: dict[str, str]) -> str:
    """The end of a chain; of a circle, its first name."""
    seen = [ref]
    while stays.get(ref, ref) not in seen:
        ref = stays[ref]
        seen.append(ref)
    return ref if stays.get(ref, ref) == ref else min(seen)
