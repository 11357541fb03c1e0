"""How the reasons that sellers give for a lost deal are read."""

import re
import tomllib
from functools import cache
from importlib.resources import files

from ibis.expr.types import BooleanValue, StringValue


@cache
def no_decision_phrases() -> tuple[str, ...]:
    """Phrases that say the customer bought from nobody, in every language."""
    return _phrases("no_decision")


@cache
def price_phrases() -> tuple[str, ...]:
    """Phrases that say the price decided, in every language."""
    return _phrases("price")


def is_no_decision(typed: StringValue) -> BooleanValue:
    """Whether a reason says that the customer bought from nobody; never where no reason was given."""
    pattern = "|".join(_read(phrase) for phrase in no_decision_phrases())
    return typed.lower().re_search(pattern).fill_null(False)


def is_price(typed: StringValue) -> BooleanValue:
    """Whether a reason says that the price decided; never where no reason was given."""
    pattern = "|".join(_read(phrase) for phrase in price_phrases())
    return typed.lower().re_search(pattern).fill_null(False)


def _phrases(reason: str) -> tuple[str, ...]:
    told = tomllib.loads(files("headway.sources").joinpath("loss_reasons.toml").read_text(encoding="utf-8"))
    return tuple(phrase for language in told[reason].values() for phrase in language)


def _read(phrase: str) -> str:
    """A phrase as a pattern: only its ends may be marked."""
    start, end = phrase.startswith("^"), phrase.endswith("$")
    return "^" * start + re.escape(phrase.strip("^$")).replace(r"\ ", " ").replace(r"\-", "-") + "$" * end
