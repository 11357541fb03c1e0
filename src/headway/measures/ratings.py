"""What people say somebody can do (S10): of themselves, and as the leader."""

import json

import pyarrow as pa

SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("user_ref", "email", "name", "discipline", "by", "who", "input_id")),
        ("level", pa.int64()),
        ("told_at", pa.timestamp("us")),
    ]
)


def ratings(standing_inputs: pa.Table, crm_users: pa.Table, branches: pa.Table) -> pa.Table:
    """What one of our people can do in one discipline, as told last by that person or by a leader above.

    What anybody else says does not count. Columns: `user_ref`, `email`, `name`, `discipline` (as in
    `sources/disciplines.toml`), `by` (own, leader), `who` (mail address), `input_id`, `level` (1 new to it, 2 with
    help, 3 alone, 4 shows others), `told_at`.
    """
    users = {user["user_ref"]: user for user in crm_users.to_pylist()}
    above = {(row["leader"], row["email"]) for row in branches.to_pylist()}
    last: dict[tuple[str, str, str], dict[str, object]] = {}
    for row in standing_inputs.to_pylist():
        told = json.loads(row["value"]) if row["kind"] == "rating" else {}
        if told.get("user_ref") not in users:
            continue
        user = users[told["user_ref"]]
        by = "own" if row["who"] == user["email"] else "leader" if (row["who"], user["email"]) in above else None
        if by and user["email"]:
            last[user["user_ref"], told["discipline"], by] = {
                **{name: user[name] for name in ("user_ref", "email", "name")},
                **{name: row[name] for name in ("who", "input_id")},
                "discipline": told["discipline"],
                "by": by,
                "level": int(told["level"]),
                "told_at": row["recorded_at"],
            }
    return pa.Table.from_pylist([row for _, row in sorted(last.items())], SCHEMA)
