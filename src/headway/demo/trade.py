"""How the made-up vendor sells: its people, the kinds of sale, the stages its sellers believe in."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

Told = dict[str, Any]  # a table of a TOML file


@dataclass(frozen=True)
class Colleague:
    """One of the vendor's own people. ``logs`` is the share of the work that reaches the CRM."""

    name: str
    title: str
    place: str
    leader: str = ""
    strong: str = ""
    logs: float = 0.8
    left: bool = False

    @property
    def email(self) -> str:
        """First name, dot, last name, at the vendor's domain."""
        return f"{self.name.lower().replace(' ', '.')}@{trade().domain}"

    @property
    def manager(self) -> str:
        """The leader whose region this is: a leader's own region is its own."""
        return self.name if self.title.startswith("Sales Manager") else self.leader


@dataclass(frozen=True)
class Kind:
    """A kind of sale: how many decide, how long it takes, what it is worth and how we work on it."""

    name: str
    type: str
    people: tuple[int, int]
    weeks: tuple[int, int]
    amount: tuple[int, int]
    opens: tuple[float, float]
    patience: tuple[int, int]
    wins: float
    team: tuple[str, ...]
    weekly: dict[str, float]
    products: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Stage:
    """A stage of the vendor's CRM and what Salesforce makes of it."""

    name: str
    probability: int
    forecast: str
    shown: str

    @property
    def is_closed(self) -> bool:
        """Whether a deal at this stage is over."""
        return self.forecast in {"Closed", "Omitted"}


@dataclass(frozen=True)
class Trade:
    """Everything `trade.toml` says."""

    company: str
    domain: str
    currency: str
    staff: dict[str, Colleague]
    places: dict[str, str]
    kinds: dict[str, Kind]
    stages: dict[str, Stage]
    reasons: dict[str, list[str]]
    subjects: dict[str, list[str]]
    campaigns: list[Told]

    def sellers(self, manager: str) -> list[Colleague]:
        """The account managers who still work for a leader."""
        return [c for c in self._of("Account Manager") if c.leader == manager and not c.left]

    def specialist(self, title: str, manager: str) -> Colleague:
        """The design or implementation manager of a leader's region."""
        return next(c for c in self._of(title) if c.leader == manager)

    def _of(self, title: str) -> Iterator[Colleague]:
        return (c for c in self.staff.values() if c.title == title)


def told(name: str) -> Told:
    """A data file of this package."""
    return tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))


@cache
def trade() -> Trade:
    """How the vendor sells, read once."""
    text = told("trade")
    return Trade(
        **{key: text[key] for key in ("company", "domain", "currency", "places", "reasons", "subjects", "campaigns")},
        staff={one["name"]: Colleague(**one) for one in text["staff"]},
        kinds={one["name"]: _kind(one) for one in text["kinds"]},
        stages={one["name"]: Stage(**one) for one in text["stages"]},
    )


def _kind(text: Told) -> Kind:
    pairs = ("people", "weeks", "amount", "opens", "patience", "team")
    products = tuple((name, theme) for name, theme in text["products"])
    return Kind(**(text | {key: tuple(text[key]) for key in pairs} | {"products": products}))
