"""What people at the customer work in, read from their titles and departments."""

import tomllib
from functools import cache
from importlib.resources import files

import ibis
from ibis.expr.types import StringValue

# Functions of which it is counted how many people are active.
COUNTED_FUNCTIONS = ("finance", "procurement", "legal", "it", "engineering", "operations", "management")
# What stands before a word: no letter, in any of the languages that are read.
BEFORE = "(^|[^a-zäöüßæøåé])"


@cache
def function_words() -> dict[str, tuple[str, ...]]:
    """The beginnings of words that tell each function, in the order in which they are asked."""
    told = tomllib.loads(files("headway.sources").joinpath("functions.toml").read_text(encoding="utf-8"))
    return {name: tuple(group["words"]) for name, group in told.items()}


def function_of(typed: StringValue) -> StringValue:
    """The first function with a word in what was typed; null where none has one."""
    text = typed.lower()
    cases = [(text.re_search(_pattern(words)), name) for name, words in function_words().items()]
    return ibis.cases(*cases, else_=ibis.null("string"))


def _pattern(words: tuple[str, ...]) -> str:
    """Words of two or three letters have to stand alone: `it` is no beginning of `item`."""
    whole = [word for word in words if len(word) <= 3]  # noqa: PLR2004 -- said in the line above
    begun = [word for word in words if word not in whole]
    alone = [f"({'|'.join(whole)})([^a-zäöüßæøåé]|$)"] if whole else []
    return f"{BEFORE}({'|'.join([*begun, *alone])})"
