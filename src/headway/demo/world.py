"""The made-up world put together: who there is, what they need, what they read, and what passes between us and them."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headway.demo.crowd import Crowd
from headway.demo.deals import Deal, deal
from headway.demo.devices import Devices
from headway.demo.journeys import Journey, journeys
from headway.demo.people import Cast, made_up
from headway.demo.script import Play, Scene
from headway.demo.site import Site
from headway.demo.visits import DEVICES_EACH, Says, Visits, made_known, of_journey, resized, together, within
from headway.demo.year import Year

# Chance comes in separate streams, so that drawing more in one part of the world disturbs no other.
_STREAMS = ("story", "people", "journeys", "visits", "crowd", "deals", "devices", "archive", "export")
_NEVER_KNOWN, _SECOND_NEVER_KNOWN, _ALONE_NEVER_KNOWN = 0.3, 0.5, 0.75
_CALLS_A_PAGE = 1.12  # a page seen, and the acts and introductions that come with it


@dataclass(frozen=True)
class World:
    """Everything before it is written."""

    year: Year
    cast: Cast
    site: Site
    scenes: list[Scene]
    deals: dict[int, list[Deal]]  # of a company's number, in the order they were opened
    visits: Visits
    devices: Devices
    chance: dict[str, np.random.Generator]

    @property
    def told_people(self) -> int:
        """How many people the story has: they are the first in the cast."""
        return sum(len(scene.company.people) for scene in self.scenes)


def made_world(year: Year, seed: int, accounts: int, events_per_day: float | None) -> World:
    """Make the world of a seed."""
    chance = {name: np.random.default_rng([seed, n]) for n, name in enumerate(_STREAMS)}
    cast, site = Cast(), Site()
    played = Play(cast, site, year, chance["story"]).scenes()
    made_up(cast, accounts, year, chance["people"])
    needs = [need for company in cast.companies[len(played) :] for need in journeys(company, year, chance["journeys"])]
    crowd = Crowd(cast, site, year, accounts, chance["crowd"])
    told = within(together(part for scene in played for part in scene.visits), year)
    others = within(together([*(of_journey(need, site, chance["visits"]) for need in needs), *crowd.visits()]), year)
    others = _as_many(others, told, events_per_day, year, chance["visits"])
    devices = Devices(cast, crowd.passers_by.size, crowd.bots.size, chance["devices"])
    story_people = sum(len(scene.company.people) for scene in played)
    visits = made_known(together([told, others]), *_introduced(cast, story_people, devices.size, chance["devices"]))
    return World(year, cast, site, played, _deals(played, needs, year, chance["deals"]), visits, devices, chance)


def _as_many(others: Visits, told: Visits, a_day: float | None, year: Year, rng: np.random.Generator) -> Visits:
    """The crowd made as large as asked for; the story is never thinned."""
    if a_day is None:
        return others
    wanted = a_day * year.days / _CALLS_A_PAGE - int(told.pages.sum())
    return resized(others, max(wanted, 0) / max(int(others.pages.sum()), 1), year, rng)


def _introduced(
    cast: Cast, story_people: int, devices: int, rng: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int8]]:
    """By device the visit in which its owner becomes known (-1 for never), and how; see `made_known`."""
    owned = len(cast.people) * DEVICES_EACH
    introduced = np.full(devices, -1)
    introduced[:owned] = rng.geometric(0.35, owned) - 1
    never = np.tile([_NEVER_KNOWN, _SECOND_NEVER_KNOWN], len(cast.people))
    never[[p.number * DEVICES_EACH for p in cast.people if p.number not in cast.employer]] = _ALONE_NEVER_KNOWN
    introduced[:owned][rng.random(owned) < never] = -1
    introduced[: story_people * DEVICES_EACH] = 0
    way = rng.choice([Says.FORM, Says.MAIL], size=devices).astype(np.int8)
    way[: story_people * DEVICES_EACH] = Says.FORM
    return introduced, way


def _deals(played: list[Scene], needs: list[Journey], year: Year, rng: np.random.Generator) -> dict[int, list[Deal]]:
    deals: dict[int, list[Deal]] = {}
    for one in sorted([*_told(played), *_of_needs(needs, year, rng)], key=lambda one: one.opened):
        deals.setdefault(one.company.number, []).append(one)
    return deals


def _told(played: list[Scene]) -> Iterator[Deal]:
    return (one for scene in played for one in scene.deals)


def _of_needs(needs: list[Journey], year: Year, rng: np.random.Generator) -> Iterator[Deal]:
    return (one for need in needs if (one := deal(need, year, rng)) is not None)
