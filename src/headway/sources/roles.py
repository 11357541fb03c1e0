"""How the roles that companies type are read."""

import tomllib
from functools import cache
from importlib.resources import files

import ibis
from ibis.expr.types import StringValue


@cache
def role_words() -> dict[str, list[str]]:
    """The words of each role."""
    told = tomllib.loads(files("headway.sources").joinpath("roles.toml").read_text(encoding="utf-8"))
    return {name: group["words"] for name, group in told.items()}


def role_said(typed: str, names: tuple[str, ...]) -> str | None:
    """As `role_of`, of one role.

    >>> role_said("Economic Buyer", ("influences", "decides")), role_said("Chef", ("decides",))
    ('decides', None)
    """
    return next((name for name in names if any(word in typed.lower() for word in role_words()[name])), None)


def role_of(typed: StringValue, names: tuple[str, ...]) -> StringValue:
    """The first of the named roles whose words stand in what was typed; null where none does."""
    text = typed.lower()
    cases = [(text.re_search("|".join(role_words()[name])), name) for name in names]
    return ibis.cases(*cases, else_=ibis.null("string"))
