"""What a company's own words mean: its stages, roles, record types, pipelines, fields, currencies and clocks."""

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files

import pyarrow as pa
from ibis.expr.types import Table

from headway.sources.folding import fold
from headway.sources.zones import is_zone

MAP = "map."
SCHEMA = pa.schema([("about", pa.string()), ("value", pa.string()), ("means", pa.string())])
LEFT_OUT, COUNTS = "left out", "counts"
THEIR_ROLES = ("decides", "influences")
OUR_ROLES = ("design_manager", "implementation_manager", "account_manager", "executive", "expert")
NEITHER = "neither"
# What a word of each sort may mean; None: whatever `mapping_fault` lets pass.
MEANINGS: dict[str, tuple[str, ...] | None] = {
    "stage": ("open", "won", "lost"),
    "role": (*THEIR_ROLES, *OUR_ROLES, NEITHER),
    "record_type": (COUNTS, LEFT_OUT),
    "pipeline": (COUNTS, LEFT_OUT),
    "deal_type": (COUNTS, LEFT_OUT),
    "field": None,  # amount, kind or product; means the company's own field
    "currency": None,  # own; means the currency that amounts are compared in
    "zone": None,  # a system whose exports tell times without one; means the zone of its account
    "rate": None,  # a currency, perhaps with a blank and a day; means how many of it are one of the own currency
}
FIELDS = ("amount", "kind", "product")
OWN = "own"
_CODE = re.compile(r"^[A-Z]{3}$")
_NAMED = {
    **dict.fromkeys(MEANINGS, "a mapping names the company's own word"),
    "field": f"a field is told as {' or '.join(FIELDS)} = its own name",
    "currency": 'the company\'s own currency is told as own = "EUR"',
    "zone": 'a zone is told as hubspot = "Europe/Berlin", by its name of the tz database',
    "rate": 'a rate is told as "DKK" = 7.46, or "DKK 2026-01-01" = 7.46',
}


def map_rules(own: Mapping[str, str]) -> pa.Table:
    """One line of `[map]` in headway.toml: what it is `about`, the company's own `value`, and what it `means`.

    >>> map_rules({"map.stage.Verbal yes": "won"}).to_pylist()
    [{'about': 'stage', 'value': 'Verbal yes', 'means': 'won'}]
    """
    told = sorted((*name.removeprefix(MAP).partition("."), means) for name, means in own.items())
    rows = [{"about": about, "value": value, "means": means} for about, _, value, means in told]
    return pa.Table.from_pylist(rows, SCHEMA)


def mapping_fault(about: str, value: str, means: str) -> str | None:
    """Why a mapping cannot be, in a sentence; None where it can."""
    if about not in MEANINGS:
        return f"'{about}' cannot be mapped. It can be: {', '.join(sorted(MEANINGS))}."
    allowed = MEANINGS[about]
    if allowed and means not in allowed:
        return f"the {about} '{value}' cannot mean '{means}'. It can be: {', '.join(allowed)}."
    wrong = {
        "field": value not in FIELDS,
        "currency": value != OWN or not _CODE.match(means),
        "zone": not is_zone(means),
        "rate": not _is_rate(value, means),
    }
    return f"{_NAMED[about]}, not {value} = '{means}'." if wrong.get(about) or not value.strip() else None


def rate_of(value: str) -> tuple[str, date | None]:
    """The currency and the first day of a rate, as a mapping names it.

    >>> rate_of("DKK 2026-01-01"), rate_of("DKK")
    (('DKK', datetime.date(2026, 1, 1)), ('DKK', None))
    """
    currency, _, day = value.strip().partition(" ")
    return currency, date.fromisoformat(day) if day else None


def _is_rate(value: str, means: str) -> bool:
    try:
        currency, _ = rate_of(value)
        return bool(_CODE.match(currency)) and 0 < float(means) < float("inf")
    except ValueError:
        return False


def key_of(value: str) -> str:
    """A company's own word as it is compared: without capitals, and without blanks around it.

    >>> key_of(" Verbal Yes ")
    'verbal yes'
    """
    return value.strip().lower()


def meanings(mappings: Table, about: str) -> Table:
    """What words of one sort mean: `word` (as `key_of` gives it), `means`."""
    told = mappings.filter(mappings.about == about)
    return told.select("means", word=told.key)


def proposed_stage(name: str) -> str | None:
    """What a stage seems to mean by its name: won or lost; None where it does not say.

    >>> proposed_stage("6 - Gewonnen"), proposed_stage("Verbal yes")
    ('won', None)
    """
    return next((means for means, words in _words()["stage"].items() if _holds(name, words)), None)


def is_left_out_by_name(name: str) -> bool:
    """Whether a record type, pipeline or type seems to be no sale of the kind that is led here.

    >>> is_left_out_by_name("Partner Pipeline"), is_left_out_by_name("New business")
    (True, False)
    """
    return _holds(name, _words()["left_out"]["words"])


def proposed_field(name: str, are_numbers: bool) -> str | None:
    """What a field of the company's own seems to hold: amount, product or kind; None where it does not say.

    >>> proposed_field("ARR__c", True), proposed_field("Product_Line__c", False), proposed_field("ARR__c", False)
    ('amount', 'product', None)
    """
    found = next((means for means, words in _words()["field"].items() if _holds(_spaced(name), words)), None)
    return None if (found == "amount") is not are_numbers else found


def may_be_field(name: str) -> bool:
    """Whether a field's name says that it may hold an amount, a product or a kind."""
    return bool(proposed_field(name, are_numbers=True) or proposed_field(name, are_numbers=False))


def field_patterns() -> tuple[str, ...]:
    """Patterns of the names that `may_be_field` is asked about."""
    return tuple(sorted({f"*{word}*" for words in _words()["field"].values() for word in words}))


def _spaced(name: str) -> str:
    """The words of a field's name: `ProductLine__c` is product line."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", re.sub(r"_+c$", "", name, flags=re.IGNORECASE)).replace("_", " ")


def _holds(name: str, words: list[str]) -> bool:
    plain = f" {fold(name)} "
    return any(f" {word} " in plain for word in words)


@cache
def _words() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files("headway.sources").joinpath("mapping.toml").read_text(encoding="utf-8"))
