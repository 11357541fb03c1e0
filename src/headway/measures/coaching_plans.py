"""What leaders plan and do with people and teams, and what people say after a talk (S8)."""

import json
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

import pyarrow as pa

from headway.sources.coaching import EVERYBODY, PERSON, PULSE, TEAM
from headway.sources.told import AS_TOLD

# Answers are shown in whole fives, so that nobody reads one off the difference, and of three people or more.
FIVE, FEWEST_PEOPLE = 5, 3
Row = dict[str, Any]

_PLANS = pa.schema(
    [
        *((name, pa.string()) for name in ("step_id", "scope", "whom", "act", "what")),
        ("by_on", pa.date32()),
        ("told_by", pa.string()),
        ("told_at", pa.timestamp("us")),
        ("done_id", pa.string()),
        ("done_at", pa.timestamp("us")),
    ]
)
_PULSE = pa.schema(
    [("leader", pa.string()), ("answers", pa.int64()), *((name, pa.float64()) for name in PULSE)],
)
_STARTS = pa.schema([("email", pa.string()), ("begun_on", pa.date32())])


def coaching_plans(standing_inputs: pa.Table, branches: pa.Table, coaching_views: pa.Table) -> pa.Table:
    """One step that a leader has planned for one person, or for a team.

    What somebody plans for people outside the own branch does not count. Steps for single people are there only once
    views of them are switched on (`coaching_views`). Columns: `step_id`, `scope` (person, team), `whom` (mail address
    of the person, or of the leader whose team it is; everybody: the whole company), `act` (teach, tailor,
    take_control), `what`, `by_on` (null: no day told), `told_by` (mail address of ours), `told_at`, `done_id` (what
    ticked it, null: open), `done_at`.
    """
    above = {(row["leader"], row["email"]) for row in branches.to_pylist()}
    is_on = coaching_views["is_on"][0].as_py()
    steps: dict[str, Row] = {}
    for row in standing_inputs.sort_by(AS_TOLD).to_pylist():
        if row["kind"] == "coaching_step" and (step := _step(row, above, is_on=is_on)):
            steps[row["input_id"]] = step
        elif row["kind"] == "coaching_done" and row["key"] in steps:
            steps[row["key"]] |= {"done_id": row["input_id"], "done_at": row["recorded_at"]}
    return pa.Table.from_pylist(list(steps.values()), _PLANS)


def coaching_starts(coaching_plans: pa.Table, crm_users: pa.Table, branches: pa.Table) -> pa.Table:
    """One of our people, and when coaching began: the first step for that person, or a team it is in, was done.

    Columns: `email`, `begun_on`.
    """
    teams: dict[str, set[str]] = defaultdict(set)
    teams[EVERYBODY] = {row["email"] for row in crm_users.to_pylist() if row["email"]}
    for row in branches.to_pylist():
        if row["email"] != row["leader"]:
            teams[row["leader"]].add(row["email"])
    first: dict[str, date] = {}
    for step in coaching_plans.to_pylist():
        if step["done_at"] is None:
            continue
        for email in teams[step["whom"]] if step["scope"] == TEAM else {step["whom"]}:
            first[email] = min(first.get(email, date.max), step["done_at"].date())
    rows = [{"email": email, "begun_on": day} for email, day in sorted(first.items())]
    return pa.Table.from_pylist(rows, _STARTS)


def coaching_pulse(standing_inputs: pa.Table, branches: pa.Table) -> pa.Table:
    """What people of one leader's branch say after talks with that leader, never fewer than five answers together.

    It is told in whole fives, the oldest first, and of three people or more; the leader's own answers do not count.
    Columns: `leader` (mail address), `answers`, `adaptability` (it was about what they need), `involvement` (the next
    step is their own), `rapport` (they could say what does not go well): each the mean of answers from 1 to 5.
    """
    below = {(row["leader"], row["email"]) for row in branches.to_pylist() if row["leader"] != row["email"]}
    told: dict[str, list[Row]] = defaultdict(list)
    for row in standing_inputs.sort_by(AS_TOLD).to_pylist():
        if row["kind"] == "pulse" and (row["key"], row["who"]) in below:
            told[row["key"]].append(row)
    rows = []
    for leader, answers in sorted(told.items()):
        shown = answers[: len(answers) // FIVE * FIVE]
        if shown and len({row["who"] for row in shown}) >= FEWEST_PEOPLE:
            said = [json.loads(row["value"]) for row in shown]
            means = {name: round(sum(int(each[name]) for each in said) / len(said), 2) for name in PULSE}
            rows.append({"leader": leader, "answers": len(said), **means})
    return pa.Table.from_pylist(rows, _PULSE)


def _step(row: Mapping[str, Any], above: set[tuple[str, str]], *, is_on: bool) -> Row | None:
    """A step as told; None: it is not for the one who told it to plan."""
    told = json.loads(row["value"])
    scope, whom, who = told["scope"], told["whom"], row["who"]
    if scope == PERSON and not (is_on and (who, whom) in above and who != whom):
        return None
    if scope == TEAM and whom != EVERYBODY and not (who == whom and (who, whom) in above):
        return None
    return {
        "step_id": row["input_id"],
        **{name: told[name] for name in ("scope", "whom", "act", "what")},
        "by_on": date.fromisoformat(told["by_on"]) if told.get("by_on") else None,
        "told_by": who,
        "told_at": row["recorded_at"],
    }
