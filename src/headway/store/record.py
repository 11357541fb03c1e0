"""Writes down what a person of ours tells Headway: append-only, as-of, undoable."""

import json
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime

import pyarrow as pa

from headway.errors import SettingsError
from headway.sources import arrow_schema, plans
from headway.sources.bets import DROPPED, MOVED, PINNED
from headway.sources.coaching import PULSE, pulse_fault, step_fault
from headway.sources.disciplines import rating_fault
from headway.sources.hearing import heard_fault
from headway.sources.mapping import mapping_fault
from headway.sources.outcomes import outcome_fault
from headway.store.engines import duckdb, rows_in
from headway.store.home import Home
from headway.store.landing import land, landed_table

# What can be told, and what its JSON must say.
KINDS: dict[str, tuple[str, ...]] = {
    "page": ("page", "job"),
    "kind": ("deal_id", "kind"),
    "role": ("deal_id", "person_id", "role"),
    "column": ("column", "known"),
    "model": ("ending", "version"),
    "sparring": ("deal_id", "user_ref", "answer"),
    "mapping": ("about", "value", "means"),
    "same_account": ("ref", "other"),
    "own_account": ("ref",),
    "same_person": ("ref", "other"),
    "own_person": ("ref",),
    "line": ("journey_id", "act", "answer"),
    "commitment": ("deal_id", "what", "by_on", "person"),
    "kept": ("input_id",),
    "moved": ("input_id", "by_on"),
    "not_kept": ("input_id",),
    "asked": ("deal_id", "question_id", "useful"),
    "bet": ("journey_id", "answer"),
    "staff": ("user_ref",),
    "insight": ("claim", "evidence", "job", "review_on"),
    "insight_given": ("deal_id", "insight_id"),
    "mirror": ("progress", "compliance", "unclear"),
    "rating": ("user_ref", "discipline", "level"),
    "coaching_step": ("scope", "whom", "act", "what"),
    "coaching_done": ("input_id",),
    "pulse": ("leader", *PULSE),
    "meeting_note": ("deal_id", "draft_id", "text"),
    "meeting_sent": ("whom", "of"),
    **plans.NEEDS,
    "outcome": ("deal_id", "what", "got", "person", "confirmed_on"),
    "promise": ("deal_id", "what", "by_on", "who"),
    "heard": ("deal_id", "what"),
    "undo": ("input_id",),
}
# What becomes of something names the input that told of it: of which kind, and the table it stands in.
_PROMISED = {"commitment": "commitments", "promise": "promises"}
OF_WHAT: dict[str, dict[str, str]] = {
    "kept": _PROMISED,
    "moved": _PROMISED,
    "not_kept": {"commitment": "commitments"},
    "coaching_done": {"coaching_step": "coaching_plans"},
}
HOURS_OF_A_WEEK = 80.0
# What is wrong with what is told, by what its kind needs.
FAULTS: dict[str, Callable[[Mapping[str, str]], str | None]] = {
    "mapping": lambda told: mapping_fault(told["about"], told["value"], told["means"]),
    "rating": lambda told: rating_fault(told["discipline"], told["level"]),
    "coaching_step": lambda told: step_fault(told["scope"], told["act"], told["what"]),
    "pulse": lambda told: pulse_fault(*(told[item] for item in PULSE)),
    "outcome": lambda told: outcome_fault(told["got"], told.get("value", "")),
    "heard": heard_fault,
    "bet": lambda told: _bet_fault(told["answer"]),
    "staff": lambda told: _hours_fault(told["hours"]) if "hours" in told else None,
}
DAYS = ("by_on", "review_on", "until_on", "confirmed_on", "falls_on")


def record(home: Home, kind: str, told: str, who: str = "", now: datetime | None = None) -> str:
    """Land one input and return its id; an `undo` names the input it takes back.

    Raises:
        SettingsError: the kind is unknown, the JSON lacks what the kind needs, a day is none, or what becomes of
            a commitment or a step of coaching names none.
    """
    value = _checked(kind, told)
    if kind in OF_WHAT:
        _check_there(home, kind, value["input_id"])
    at = (now or datetime.now(UTC)).astimezone(UTC).replace(tzinfo=None)
    key = str(value[KINDS[kind][0]])
    row = {
        "input_id": str(uuid.uuid4()),
        "kind": kind,
        "key": key,
        "value": json.dumps(value, sort_keys=True, ensure_ascii=False),
        "reason": value.get("reason"),
        "who": who or None,
        "replaces": key if kind == "undo" else value.get("replaces"),
        "system": "headway",
        "recorded_at": at,
        "modified_at": at,
    }
    # A person who tells something never waits for a build: an append to the lake is whole by itself.
    with home.telling():
        land(home, [("inputs", pa.Table.from_pylist([row], arrow_schema("inputs")))])
    return str(row["input_id"])


def _checked(kind: str, told: str) -> dict[str, str]:
    if kind not in KINDS:
        raise SettingsError(f"'{kind}' cannot be recorded. It can be: {', '.join(sorted(KINDS))}.")
    try:
        value = json.loads(told)
    except json.JSONDecodeError as fault:
        raise SettingsError(f"The value is no JSON: {fault}. Write an object such as {_example(kind)}.") from fault
    missing = [name for name in KINDS[kind] if not isinstance(value, dict) or not value.get(name)]
    if missing:
        raise SettingsError(f"A '{kind}' needs {', '.join(missing)}. Write an object such as {_example(kind)}.")
    says = {str(name): str(each) for name, each in value.items()}
    for name in DAYS:
        if says.get(name):
            _check_day(kind, name, says[name])
    if kind in FAULTS and (wrong := FAULTS[kind](says)):
        raise SettingsError(wrong)
    return says


def _check_day(kind: str, name: str, told: str) -> None:
    try:
        date.fromisoformat(told)
    except ValueError as fault:
        raise SettingsError(f"{name} of a '{kind}' is a day such as 2026-09-30, not '{told}'.") from fault


def _bet_fault(told: str) -> str | None:
    what, _, whom = told.partition(" ")
    if told in (PINNED, DROPPED) or (what == MOVED and whom):
        return None
    return f"The answer of a 'bet' is {PINNED}, {DROPPED}, or '{MOVED} USER_REF', not '{told}'."


def _hours_fault(told: str) -> str | None:
    try:
        hours = float(told)
    except ValueError:
        hours = -1.0
    if 0 <= hours <= HOURS_OF_A_WEEK:
        return None
    return f"The hours of a 'staff' are those of one week, such as 12.5, not '{told}'."


def _check_there(home: Home, kind: str, input_id: str) -> None:
    """What is kept, moved or done has to be there."""
    inputs, what = landed_table(home, duckdb(home.path), "inputs"), OF_WHAT[kind]
    if not rows_in(inputs.filter(inputs.input_id == input_id, inputs.kind.isin(list(what)))):
        raise SettingsError(
            f"There is no {' or '.join(what)} '{input_id}', so it cannot be {kind}. "
            f"See: headway table {' or '.join(what.values())} --home H"
        )


def _example(kind: str) -> str:
    return json.dumps(dict.fromkeys(KINDS[kind], "..."))
