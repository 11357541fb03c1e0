"""What can be set, and what holds until somebody does."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import pyarrow as pa
from ibis.expr.types import FloatingScalar, Table

SCHEMA = pa.schema([("name", pa.string()), ("value", pa.string()), ("is_default", pa.bool_())])

# Settings that are shares, and the most that makes sense.
SHARES = {"bets.near_ties": 0.5}


def defaults() -> dict[str, Any]:
    """Every setting by its dotted name, as shipped."""
    told = tomllib.loads(files("headway.sources").joinpath("settings.toml").read_text(encoding="utf-8"))
    return {f"{group}.{name}": value for group, members in told.items() for name, value in members.items()}


def settings_fault(own: Mapping[str, Any]) -> str | None:
    """What is wrong with a share that somebody has set; None: nothing."""
    for name, most in SHARES.items():
        told = own.get(name, 0.0)
        if isinstance(told, bool) or not isinstance(told, int | float) or not 0 <= told <= most:
            return f"{name} to {told!r}. It is a share from 0 to {most}, such as 0.1."
    return None


def settings_table(own: Mapping[str, Any]) -> pa.Table:
    """One setting: `name`, `value` (as text), `is_default` (nobody here has set it)."""
    rows = [
        {"name": name, "value": str(own.get(name, value)), "is_default": name not in own}
        for name, value in sorted(defaults().items())
    ]
    return pa.Table.from_pylist(rows, SCHEMA)


def number(settings: pa.Table, name: str) -> float:
    """One setting as a number."""
    return float(text(settings, name))


def text(settings: pa.Table, name: str) -> str:
    """One setting as it was written."""
    found = dict(zip(settings["name"].to_pylist(), settings["value"].to_pylist(), strict=True))
    return str(found[name])


def setting(settings: Table, name: str) -> FloatingScalar:
    """One setting as a number within an expression."""
    return settings.value.max(where=settings.name == name).cast("float64")


def words(settings: pa.Table, name: str) -> set[str]:
    """One setting as words with blanks between."""
    return set(text(settings, name).lower().split())


def is_default(settings: pa.Table, name: str) -> bool:
    """Whether nobody here has set it."""
    found = dict(zip(settings["name"].to_pylist(), settings["is_default"].to_pylist(), strict=True))
    return bool(found[name])
