"""What titles, typed roles and reading say of the part somebody plays in a purchase, as data."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

import ibis
from ibis.expr.types import StringValue

UNKNOWN = "unknown"
# What a title is never about: these tables say something else.
_NO_FUNCTIONS = ("parts", "reads", "acts", "declared", "meanings", "needed", "counterparts")


@cache
def parts_told() -> dict[str, Any]:
    """What `parts.toml` says."""
    return tomllib.loads(files("headway.sources").joinpath("parts.toml").read_text(encoding="utf-8"))


def parts() -> tuple[str, ...]:
    """The parts that people play in a purchase."""
    return tuple(parts_told()["parts"])


def functions() -> tuple[str, ...]:
    """The functions that a title can name, in the order in which they are looked for."""
    return tuple(name for name in parts_told() if name not in (*_NO_FUNCTIONS, UNKNOWN))


def function_of(title: StringValue) -> StringValue:
    """The first function with a word inside a title; unknown where there is none."""
    text = title.lower()
    cases = [(text.re_search(_pattern(parts_told()[name]["words"])), name) for name in functions()]
    return ibis.cases(*cases, else_=UNKNOWN)


def declared_part(role: StringValue) -> StringValue:
    """The part that a typed role names; null where it names none."""
    text, told = role.lower(), parts_told()["declared"]
    return ibis.cases(
        *((text.re_search(_pattern(each["words"])), name) for name, each in told.items()), else_=ibis.null("string")
    )


def _pattern(words: list[str]) -> str:
    """One regular expression; a word between < and > stands by itself. No engine needs word boundaries for it."""
    return "|".join(
        f"(^|[^a-z]){re.escape(word[1:-1])}([^a-z]|$)" if word.startswith("<") else re.escape(word).replace(r"\ ", " ")
        for word in words
    ).replace(r"\-", "-")
