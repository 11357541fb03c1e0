"""The seven customers whose situation is told on purpose, for docs, tests and whoever opens the demo.

They are the same for every seed, and a plain count over the written files shows each of them (`tests/demo` does).
"""

from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from functools import cache
from typing import Self

from headway.demo.trade import Told, told
from headway.demo.year import LAST_DAY


@dataclass(frozen=True)
class StoryCustomer:
    """One of the seven: what to see in one line, and why. ``deals`` are the open ones by name."""

    account: str
    domain: str
    headline: str
    why: str
    owner: str
    people: tuple[str, ...]
    deals: tuple[str, ...]

    @classmethod
    def of(cls, script: Told) -> Self:
        """The customer of a part of `story.toml`."""
        plain = {key: script[key] for key in ("account", "domain", "headline", "why", "owner")}
        still_open = [one for one in script["deals"] if "Closed Won" not in one["stages"]]
        deals = tuple(f"{script['account']} - {one['product']}{one.get('suffix', '')}" for one in still_open)
        return cls(**plain, people=tuple(person["name"] for person in script["people"]), deals=deals)


@dataclass(frozen=True)
class Story:
    """All seven.

    ahead: well ahead of us, and no deal is open. pushed: a late deal that only we push. lone: a large deal that hangs
    on one person. hours: a routine deal that eats our hours. twins: two needs at once. healthy: a large deal in good
    shape. early: just begun, not to bet on yet.
    """

    ahead: StoryCustomer
    pushed: StoryCustomer
    lone: StoryCustomer
    hours: StoryCustomer
    twins: StoryCustomer
    healthy: StoryCustomer
    early: StoryCustomer
    last_day: date = field(default=LAST_DAY, init=False)
    monday: date = field(default=LAST_DAY + timedelta(days=1), init=False)

    @property
    def customers(self) -> tuple[StoryCustomer, ...]:
        """The seven in the order above."""
        return tuple(one for f in fields(self) if isinstance(one := getattr(self, f.name), StoryCustomer))


@cache
def story() -> Story:
    """The story, read once."""
    return Story(**{key: StoryCustomer.of(script) for key, script in told("story").items()})
