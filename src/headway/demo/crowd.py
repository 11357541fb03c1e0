"""Everybody on the site who follows no buying need: customers in their portal, students, job seekers, bots."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headway.demo.people import Cast, somebody_alone
from headway.demo.site import Site
from headway.demo.visits import DEVICES_EACH, Says, Visits, visit_lengths, visits
from headway.demo.year import DAY, Moments, Year, at_work

# Heads in a year for each account of the world, so that a larger world has a larger crowd.
_STUDENTS, _JOB_SEEKERS, _PASSERS_BY, _BOTS = 0.5, 0.6, 6.0, 0.05
# Visits of one head in a year.
_LOGINS, _BOT_VISITS = 14.0, 70.0


@dataclass(frozen=True)
class Crowd:
    """The crowd of one world; ``cast`` is everybody with a name, and grows by the students and job seekers."""

    cast: Cast
    site: Site
    year: Year
    accounts: int
    rng: np.random.Generator

    def visits(self) -> Iterator[Visits]:
        """All their visits. The cast is whole, and the nameless devices numbered, once the last is taken."""
        yield self._portal()
        yield self._read("student", self._by_name(_STUDENTS), each=3)
        yield self._read("job_seeker", self._by_name(_JOB_SEEKERS), each=4)
        yield self._read("passer_by", self.passers_by, each=1.4)
        yield self._read_all(self.bots)

    @property
    def passers_by(self) -> NDArray[np.int64]:
        """Devices of people who look in once or twice: they come after all devices whose owner has a name."""
        return len(self.cast.people) * DEVICES_EACH + np.arange(self._heads(_PASSERS_BY))

    @property
    def bots(self) -> NDArray[np.int64]:
        """Devices of no people at all: they come last."""
        return len(self.cast.people) * DEVICES_EACH + self._heads(_PASSERS_BY) + np.arange(self._heads(_BOTS))

    def _heads(self, for_each_account: float) -> int:
        return max(2, round(self.accounts * for_each_account * self.year.days / 365))

    def _by_name(self, for_each_account: float) -> NDArray[np.int64]:
        """Devices of people of no company."""
        numbers = [somebody_alone(self.cast, self.rng).number for _ in range(self._heads(for_each_account))]
        return np.array(numbers) * DEVICES_EACH

    def _portal(self) -> Visits:
        """Customers who look after their orders and samples."""
        at_home = [p.number for c in self.cast.companies if c.customer for p in c.people[: c.known]]
        logins = _LOGINS * self.year.days / 365
        return self._read("portal", np.array(at_home, np.int64) * DEVICES_EACH, logins, Says.LOGIN)

    def _read(self, habit: str, devices: NDArray[np.int64], each: float, says: Says = Says.NOTHING) -> Visits:
        device = np.repeat(devices, self.rng.poisson(each, devices.size))
        lengths = visit_lengths(device.size, self.rng)
        return visits(self._any_day(device.size), device, self.site.habits[habit], lengths, says)

    def _read_all(self, devices: NDArray[np.int64]) -> Visits:
        """Many pages, at any hour of any day."""
        device = np.repeat(devices, self.rng.poisson(_BOT_VISITS * self.year.days / 365, devices.size))
        start = self.rng.integers(self.year.start, self.year.end, device.size)
        return visits(start, device, self.site.habits["bot"], self.rng.integers(5, 25, device.size))

    def _any_day(self, size: int) -> Moments:
        days = self.rng.integers(self.year.days, size=size)
        return at_work(self.year.start + days * DAY, self.rng, weekend=0.5)
