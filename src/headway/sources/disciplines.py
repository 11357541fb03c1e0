"""The disciplines of sales, which kinds of sale need each, and the levels that people tell, as data."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

# From this level on somebody does it without help.
ALONE = 3


@dataclass(frozen=True)
class Discipline:
    """One discipline: what somebody does who has it, and the kinds of sale that need it."""

    name: str
    words: str
    kinds: tuple[str, ...]


@cache
def disciplines() -> dict[str, Discipline]:
    """Every discipline by name."""
    return {
        name: Discipline(name, each["words"], tuple(each["kinds"])) for name, each in _told()["disciplines"].items()
    }


@cache
def levels() -> dict[int, str]:
    """What each level says, the lowest first."""
    return {int(level): words for level, words in _told()["levels"].items()}


def needed_for(kind: str) -> tuple[str, ...]:
    """The disciplines that a kind of sale needs.

    >>> needed_for("service")
    ('easy_buying', 'sure_answers')
    """
    return tuple(name for name, each in disciplines().items() if kind in each.kinds)


def rating_fault(discipline: str, level: str) -> str | None:
    """What is wrong with a rating; None: nothing."""
    if discipline not in disciplines():
        return f"There is no discipline '{discipline}'. There are: {', '.join(disciplines())}."
    if level not in {str(each) for each in levels()}:
        said = ", ".join(f"{each} ({words})" for each, words in levels().items())
        return f"The level of a 'rating' is one of {said}, not '{level}'."
    return None


@cache
def _told() -> dict[str, Any]:
    return tomllib.loads(files("headway.sources").joinpath("disciplines.toml").read_text(encoding="utf-8"))
