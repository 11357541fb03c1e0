"""Names of companies as they are compared: the name itself, and the legal form behind it."""

import re
from functools import cache
from importlib.resources import files

from headway.sources.folding import fold

# What is written with full stops or slashes is one word: A/S, S.A.R.L., e.K.
_DOTTED = re.compile(r"(?<=\b\w)[./](?=\w\b)|(?<=\b\w)\.(?=\s|$|,)")
# A name of one short word is borne by many companies.
SHORTEST_NAME = 8
# Words of a house of companies, or of a place: the name without them may be a sister's.
_HOUSE = frozenset(
    (
        *("group", "gruppe", "gruppen", "holding", "holdings", "international", "global", "worldwide", "europe"),
        *(
            "nordic",
            "deutschland",
            "germany",
            "danmark",
            "denmark",
            "sverige",
            "sweden",
            "norge",
            "norway",
            "uk",
            "usa",
        ),
    )
)


def named(written: str) -> tuple[str, str | None]:
    """A company's name in plain words without its legal form, and the form.

    >>> named("Müller Maschinenbau GmbH & Co. KG"), named("ACME A/S"), named("Acme")
    (('mueller maschinenbau', 'gmbh & co kg'), ('acme', 'as'), ('acme', None))
    """
    words = " ".join(fold(part) or part for part in _DOTTED.sub("", written.replace(",", " ")).split())
    form = next((form for form in _forms() if words.endswith(f" {form}")), None)
    return (words.removesuffix(f" {form}") if form else words).replace(" & ", " "), form


def key_of(written: str) -> str:
    """What two spellings of one company's name share, in a list or in an address; empty where nothing is left.

    >>> key_of("Weserhof Chemie Gera GmbH & Co. KG")
    'weserhofchemiegera'
    >>> key_of("Ærtebjerg Planteskole Køge I/S") == key_of("aertebjerg-planteskole-koege")
    True
    """
    return named(written)[0].replace(" ", "")


def is_telling(name: str) -> bool:
    """Whether a plain name is long enough to be one company's alone.

    >>> is_telling("vega energy"), is_telling("mueller")
    (True, False)
    """
    return " " in name or len(name) >= SHORTEST_NAME


def house_of(name: str) -> str:
    """A plain name without words of a group or a country.

    >>> house_of("aspen paper group deutschland")
    'aspen paper'
    """
    return " ".join(word for word in name.split() if word not in _HOUSE) or name


@cache
def _forms() -> tuple[str, ...]:
    """Every legal form, the longest first."""
    text = (files("headway.sources") / "legal_forms.txt").read_text(encoding="utf-8")
    told = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return tuple(sorted(told, key=lambda form: (-len(form), form)))
