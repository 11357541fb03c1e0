"""Plays `story.toml`: the seven customers with their people, deals, activities and visits.

Only the hour of the day and the order of pages are left to chance: how often, by whom and when stands in the script.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle

import numpy as np

from headway.demo.deals import FOLLOWING, Change, Deal, Stakeholder
from headway.demo.dialogues import Activity
from headway.demo.people import Cast, Company, Person, names, spelled
from headway.demo.site import Site
from headway.demo.trade import Told, told, trade
from headway.demo.visits import DEVICES_EACH, Says, Visits, visits
from headway.demo.year import DAY, HOUR, WEEK, Year, at_work, one_at_work

_PUSHED_WEEKS = 7  # a seller of the story moves a close date by this


@dataclass(frozen=True)
class Scene:
    """One customer of the story as played."""

    company: Company
    deals: tuple[Deal, ...]
    activities: tuple[Activity, ...]
    visits: tuple[Visits, ...]


@dataclass(frozen=True)
class Play:
    """Everything a scene is played with."""

    cast: Cast
    site: Site
    year: Year
    rng: np.random.Generator

    def scenes(self) -> list[Scene]:
        """All seven, taken into the cast."""
        return [self._scene(script) for script in told("story").values()]

    def _scene(self, script: Told) -> Scene:
        company = self.cast.join(self._company(script))
        people = {person.name: person for person in company.people}
        deals = tuple(self._deal(one, company, people) for one in script["deals"])
        activities = tuple(act for one in script["acts"] for act in self._acts(one, company, deals, people))
        return Scene(company, deals, activities, tuple(self._reading(one, people) for one in script["reads"]))

    def _company(self, script: Told) -> Company:
        plain = {key: script[key] for key in ("domain", "industry", "country", "city", "employees", "customer")}
        return Company(
            **plain,
            number=len(self.cast.companies),
            name=script["account"],
            legal="",
            told=True,
            grouped=True,
            since=self.year.weeks_ago(script["weeks_known"]),
            owner=trade().staff[script["owner"]],
            people=tuple(self._person(one, script) for one in script["people"]),
            known=sum(one.get("known", False) for one in script["people"]),
        )

    def _person(self, one: Told, script: Told) -> Person:
        first, last = one["name"].split(" ", 1)
        email = f"{spelled(first)}.{spelled(last)}@{script['domain']}"
        locale = names()["countries"][script["country"]]["locale"]
        return Person(self.cast.number(), first, last, email, one["title"], one["function"], locale)

    def _deal(self, one: Told, company: Company, people: dict[str, Person]) -> Deal:
        changes = tuple(sorted(self._changes(one), key=lambda change: change.at))
        return Deal(
            company=company,
            product=one["product"],
            suffix=one.get("suffix", ""),
            kind=trade().kinds[one["kind"]],
            theme=one["theme"],
            team=(company.owner, *(trade().staff[name] for name in one.get("team", ()))),
            stakeholders=tuple(
                Stakeholder(people[name], changes[0].at + n * FOLLOWING) for n, name in enumerate(one["met"])
            ),
            changes=changes,
            ending="won" if changes[-1].stage.is_closed else None,
            fate="won",
            wanted_until=self.year.end,
            source="Web",
        )

    def _changes(self, one: Told) -> Iterator[Change]:
        """A state for each stage and for each time the close date was moved."""
        pushes = one.get("pushes", [])
        for weeks in {*one["stages"].values(), *pushes}:
            stage = [name for name, began in one["stages"].items() if began >= weeks][-1]
            still_to_come = sum(push < weeks for push in pushes)
            closes = self.year.weeks_ago(one["closes"] + still_to_come * _PUSHED_WEEKS)
            yield Change(self.year.weeks_ago(weeks) + 5 * HOUR, trade().stages[stage], one["amount"], closes)

    def _acts(
        self, one: Told, company: Company, deals: tuple[Deal, ...], people: dict[str, Person]
    ) -> Iterator[Activity]:
        """So many a week, with one person after the other."""
        who = cycle([people[name] for name in one.get("who", ())] or [None])
        by = trade().staff[one["by"]] if "by" in one else company.owner
        deal = deals[one["deal"]] if "deal" in one else None
        for week in _weeks(one):
            for _ in range(one["each"]):
                at = one_at_work(self.year.weeks_ago(week) + int(self.rng.integers(5)) * DAY, self.rng)
                yield Activity(one["kind"], at, company, deal, next(who), by, one["subject"], one.get("minutes", 0))

    def _reading(self, one: Told, people: dict[str, Person]) -> Visits:
        """Visits of some people to the same part of the site."""
        devices = [people[name].number * DEVICES_EACH for name in one["who"]]
        device, week = np.array([(d, week) for week in _weeks(one) for d in devices for _ in range(one["each"])]).T
        start = self.year.end - week * WEEK + self.rng.integers(5, size=week.size) * DAY
        says = Says.LOGIN if one.get("portal") else Says.NOTHING
        pages = self.rng.integers(4, 8, week.size)
        return visits(at_work(start, self.rng), device, self.site.deck(one["pages"]), pages, says)


def _weeks(one: Told) -> range:
    first, last = one["weeks"]
    return range(first, last - 1, -one.get("every", 1))
