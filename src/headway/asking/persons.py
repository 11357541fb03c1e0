"""Somebody of the customers' side who asks what is known of them, or to be erased."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from headway.asking.viewer import Viewer
from headway.store.erased import Erased
from headway.store.erasing import begin
from headway.store.held import held
from headway.store.home import Home
from headway.store.persons import Person, person, persons


@dataclass(frozen=True)
class Asked:
    """Who may be meant, and, where it is one person, in which tables how many rows are held of them."""

    told: str
    people: tuple[Person, ...]
    tables: tuple[tuple[str, int], ...]
    erased: int
    """How many people were erased from the home so far."""


def asked(home: Home, told: str) -> Asked:
    """What the page about one person shows."""
    people = tuple(persons(home, told)) if told.strip() else ()
    tables = tuple((name, rows.num_rows) for name, rows in held(home, people[0])) if len(people) == 1 else ()
    return Asked(told, people, tables, len(Erased.of(home).people))


def written(home: Home, who: Person) -> str:
    """Everything that is held of a person, as JSON: `person` (ids by kind), then each table with its rows."""
    known_as = {kind: sorted(values) for kind, values in who.known_as if values}
    tables = {name: rows.to_pylist() for name, rows in held(home, who)}
    return json.dumps({"person": known_as, **tables}, ensure_ascii=False, indent=1, default=_said) + "\n"


def exported(home: Home, told: str) -> str:
    """The same of the one person that is meant.

    Raises:
        UnknownKey: nobody is known by it.
        SettingsError: several people are.
    """
    return written(home, person(home, told))


def erase(home: Home, viewer: Viewer, told: str) -> None:
    """Note that the one person meant is to be erased; the next build does it. Raises as `exported` does."""
    begin(home, person(home, told), viewer.email)


def namesakes(home: Home, who: Person) -> Iterator[Person]:
    """Others who have the name, and are somebody else as far as the rows say."""
    yield from (each for name in sorted(who.names) for each in persons(home, name) if not each.is_same(who))


def _said(value: object) -> str:
    if isinstance(value, datetime):
        return value.replace(microsecond=0).isoformat() + "Z"
    return value.isoformat() if isinstance(value, date) else str(value)
