"""How a customer asks for a person, as data."""

import re
import tomllib
from functools import cache
from importlib.resources import files

from ibis.expr.types import BooleanValue, StringValue


@cache
def request_words() -> tuple[str, ...]:
    """Words of acts by which somebody asks for a person, in every language."""
    told = tomllib.loads(files("headway.sources").joinpath("requests.toml").read_text(encoding="utf-8"))
    return tuple(sorted({word for words in told.values() for word in words}))


def asks_for_a_person(act: StringValue) -> BooleanValue:
    """Whether the name of an act says that somebody asks for a person; never where it has none."""
    pattern = "|".join(re.escape(word).replace(r"\ ", "[ _-]").replace(r"\-", "-") for word in request_words())
    return act.lower().re_search(pattern).fill_null(False)
