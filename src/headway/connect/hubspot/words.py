"""The names that HubSpot's columns and own stages bear in its languages, its replicas and its API."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from headway.connect.sheets import plain


@cache
def words_of(name: str) -> Mapping[str, str]:
    """Every other name of an object's columns, in plain letters, and the column of the English export behind it."""
    told = _told()
    every = dict(told["every"]) if name == "every" else {**told["every"], **told[name]}
    every["Record ID"] = (
        [*told["every"]["Record ID"], *told[name]["Record ID"]] if name == "deal" else every["Record ID"]
    )
    return {
        plain(written): column
        for column, others in every.items()
        for other in (column, *others)
        for written in (other, f"property_{other}", f"properties_{other}")
    }


def is_export_id(name: str) -> bool:
    """Whether a column is the record id of an export, in any language."""
    return words_of("every").get(plain(name)) == "Record ID" and plain(name) != "id"


@cache
def entered() -> tuple[str, ...]:
    """Patterns of the columns that tell when a deal came to a stage: words, then `"stage (pipeline)"`."""
    return tuple(f'{words} "*' for words in _told()["entered"]["words"])


@cache
def own_stages() -> Mapping[str, tuple[bool, bool]]:
    """HubSpot's own stages, in plain letters: whether a deal there is closed, and whether it is won."""
    kinds = {"won": (True, True), "lost": (True, False), "open": (False, False)}
    return {plain(name): flags for kind, flags in kinds.items() for name in _told()["stages"][kind]}


@cache
def _told() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files("headway.connect.hubspot").joinpath("words.toml").read_text(encoding="utf-8"))
