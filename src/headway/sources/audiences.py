"""Who reads our sites beside those who may buy: kinds, and what each reads, as data."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

# Kinds told by what they read; whoever is none of them is told by name: a program, or one of us.
READERS = ("buyer", "customer", "job_seeker", "student", "rival")
KINDS = (*READERS, "own", "program", "unknown")


@cache
def audiences_told() -> dict[str, Any]:
    """What `audiences.toml` says."""
    return tomllib.loads(files("headway.sources").joinpath("audiences.toml").read_text(encoding="utf-8"))


def study_words() -> str:
    """A regular expression that finds, in lower case, a word that speaks to students."""
    words = sorted({word for words in audiences_told()["study"].values() for word in words})
    return "(^|[^a-z])(" + "|".join(words) + ")([^a-z]|$)"


def study_mail() -> str:
    """A regular expression that finds an address of somebody who studies or teaches."""
    return "|".join(audiences_told()["study_mail"]["patterns"])
