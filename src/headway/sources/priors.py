"""Published figures and our own judgements, each marked as such, until a company's own data takes over."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def priors() -> dict[str, dict[str, Any]]:
    """Every prior by name, with its value, grade, source and weight."""
    return tomllib.loads(files("headway.sources").joinpath("priors.toml").read_text(encoding="utf-8"))


def prior(name: str) -> float:
    """The value of one prior."""
    return float(priors()[name]["value"])


def signal_weights() -> dict[str, float]:
    """What each signal adds to the log-odds of buying within 90 days."""
    return {name: value for name, value in priors()["signals"].items() if isinstance(value, float)}
