"""The four kinds of sale, and how each is led, as data."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Kind:
    """One kind of sale: where it lies in the matrix, how to lead it in a few words, and in a sentence."""

    name: str
    where: str
    lead: str
    how: str


@cache
def kinds() -> dict[str, Kind]:
    """Every kind by name."""
    told = tomllib.loads(files("headway.sources").joinpath("kinds.toml").read_text(encoding="utf-8"))
    return {name: Kind(name, **words) for name, words in told.items()}
