"""Tells a leader's questions apart: about the customer's progress, or checking what a seller did; rules as data."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

Class = Literal["progress", "compliance", "unclear"]
CLASSES: tuple[Class, ...] = ("progress", "compliance", "unclear")


@dataclass(frozen=True)
class Mirrored:
    """One question, what it is about, and what could be asked instead of a check."""

    words: str
    is_about: Class
    rewrite: str | None = None


def mirrored(words: str) -> Mirrored:
    """What a question is about; nobody can tell of one that names neither side.

    >>> mirrored("Have you sent the offer?").rewrite
    'What does the customer still need in order to decide, and who there needs it?'
    >>> mirrored("What do you think the customer still doubts?").is_about
    'progress'
    """
    plain = _told()["opinions"].sub(" ", words.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))
    if _told()["ours"].search(plain) or _told()["process"].search(plain):
        return Mirrored(words, "compliance", _rewrite(plain))
    return Mirrored(words, "progress" if _told()["theirs"].search(plain) else "unclear")


def _rewrite(plain: str) -> str:
    """What to ask instead: the first whose words are found; the last stands for all others."""
    rewrites: list[tuple[re.Pattern[str], str]] = _told()["rewrites"]
    return next(words for found, words in rewrites if found.search(plain))


@cache
def _told() -> dict[str, Any]:
    """The rules, each ready to be looked for."""
    told = tomllib.loads(files("headway.sources").joinpath("mirror.toml").read_text(encoding="utf-8"))
    return {
        "opinions": re.compile("|".join(told["opinions"])),
        # Who does it stands soon behind the asking word, and nobody of theirs before: "has the customer sent you ...".
        "ours": re.compile(rf"{told['asks']} (?:(?!{told['theirs']})[\w']+ ){{0,4}}{told['ours']}\b(?! of\b)"),
        "process": re.compile(told["process"]),
        "theirs": re.compile(told["theirs"]),
        "rewrites": [(re.compile(each["found"]), each["words"]) for each in told["rewrite"]],
    }
