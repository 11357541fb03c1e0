"""What one trade is like: its site, its people, its deals and its habits, as `trades/*.toml` tell them."""

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from headway.demo.people import spelled
from headway.demo.year import DAY, WEEK, Moment, moment
from headway.sources.words import JOBS

Told = dict[str, Any]

TRADES = Path(__file__).with_name("trades")
KINDS = ("service", "solution", "relationship", "consultancy")
SITUATIONS = ("routine", "modified", "new_complex")
WISHES = ("digital", "hybrid", "personal")
START = date(2024, 1, 8)  # a Monday
BURN_WEEKS = 60  # told by the CRM alone, before the web archive begins
_FORM_ACTS = {"contact": "Quote Requested"}


@dataclass(frozen=True)
class Page:
    """One page on either side of the relaunch; ``jobs`` is how much a reader busy with each job wants it."""

    topic: str
    before: str
    after: str
    title_before: str
    title_after: str
    act: str
    jobs: np.ndarray

    @property
    def main_job(self) -> str:
        """The job it serves most, or none."""
        return JOBS[int(self.jobs.argmax())] if self.jobs.max() >= 0.3 else "none"


@dataclass(frozen=True)
class Time:
    """The stretch told: ``weeks`` of burn-in, then the days of the archive."""

    days: int

    @property
    def start(self) -> Moment:
        """The first moment of the archive."""
        return moment(START)

    @property
    def end(self) -> Moment:
        """The moment after it."""
        return self.start + self.days * DAY

    @property
    def weeks(self) -> int:
        """Weeks simulated, burn-in and all."""
        return BURN_WEEKS + -(-self.days // 7)

    def week(self, number: int) -> Moment:
        """The Monday on which a simulated week begins."""
        return self.start + (number - BURN_WEEKS) * WEEK


@dataclass(frozen=True)
class Trade:
    """A trade's file, with its pages laid out."""

    name: str
    told: Told
    pages: list[Page]

    def __getitem__(self, part: str) -> Any:  # noqa: ANN401 - a part of a TOML file is what it is
        """A part of the file."""
        return self.told[part]

    def by_kind(self, key: str) -> np.ndarray:
        """One number of every kind of sale, in the order of `KINDS`."""
        return np.array([self.told["kinds"][kind][key] for kind in KINDS], float)

    def topic(self, *topics: str) -> list[int]:
        """The numbers of the pages of some topics."""
        return [n for n, page in enumerate(self.pages) if page.topic in topics]


def trades() -> list[str]:
    """The trades there are."""
    return sorted(path.stem for path in TRADES.glob("*.toml"))


@cache
def trade(name: str) -> Trade:
    """Read a trade."""
    told = tomllib.loads((TRADES / f"{name}.toml").read_text(encoding="utf-8"))
    return Trade(name, told, _pages(told))


def _pages(told: Told) -> list[Page]:
    chance = np.random.default_rng(len(told["company"]))
    numbers = iter(chance.permutation(np.arange(1000, 9000)).tolist())
    return [_page(part, name, told, numbers, chance) for part in told["pages"] for name in part["names"]]


def _page(part: Told, name: str, told: Told, numbers: Any, chance: np.random.Generator) -> Page:  # noqa: ANN401 - an iterator
    """A page's want is jittered, its title sometimes rewritten at the relaunch, some paths say nothing."""
    first, second = next(numbers), next(numbers)
    before, after = (
        part[when].format(slug=spelled(name), number=n) for when, n in (("before", first), ("after", second))
    )
    if part["topic"] not in {"home", "login"} and "{slug}" in part["before"] and chance.random() < told["opaque"]:
        before, after = f"/p/{first}", f"/s/{second}"
    title = part["title"].format(name=name)
    rewritten = (
        re.sub(r"^", f"{name}: ", title) if "{name}" not in part["title"] else f"{title} \N{EN DASH} {told['brand']}"
    )
    again = rewritten if chance.random() < 0.3 and part["topic"] != "home" else title
    jobs = np.array(part["jobs"], float) * chance.lognormal(0, 0.35, len(JOBS))
    act = _FORM_ACTS.get(part["topic"], "Document Downloaded") if part.get("form") else ""
    return Page(part["topic"], before, after, title, again, act, jobs)
