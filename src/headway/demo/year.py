"""The stretch of time that is told, and the moments in it at which people work.

A moment is a whole number of milliseconds since 1970 in UTC, so that many of them fit into one array.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from headway.errors import SettingsError

Moment = int
Moments = NDArray[np.int64]

# A Sunday: the Monday after it is the one on which the docs and screenshots open Headway. Never the clock's day.
LAST_DAY = date(2026, 6, 28)
SECOND = 1000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
WEEK = 7 * DAY

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# The story's silence, and the reading before it, need this long to be seen.
_SHORTEST_DAYS = 140
_THURSDAY, _FRIDAY = 3, 4  # of a week that begins with Monday; 1970 began on a Thursday
_HOURS = (11.5, 2.8)  # the middle of a working day, and how far people stray from it
_EARLIEST, _LATEST = 5.5, 21.5


def moment(day: date) -> Moment:
    """Midnight at the beginning of a day."""
    return round((datetime(day.year, day.month, day.day, tzinfo=UTC) - _EPOCH).total_seconds()) * SECOND


_END = moment(LAST_DAY) + DAY


@dataclass(frozen=True)
class Year:
    """The days told: the web archive covers them all, the CRM also remembers earlier ones."""

    days: int

    def __post_init__(self) -> None:
        """Refuse a time too short for the story."""
        if self.days < _SHORTEST_DAYS:
            message = f"{self.days} days are too short for the story. Suggestion: at least {_SHORTEST_DAYS}."
            raise SettingsError(message)

    @property
    def end(self) -> Moment:
        """Midnight after the last day."""
        return _END

    @property
    def start(self) -> Moment:
        """Midnight before the first day."""
        return self.end - self.days * DAY

    def weeks_ago(self, weeks: float) -> Moment:
        """The moment so many weeks before the end."""
        return self.end - round(weeks * WEEK)


def as_datetime(at: Moment) -> datetime:
    """The moment as Python's own type."""
    return _EPOCH + timedelta(milliseconds=at)


def at_work(moments: Moments, rng: np.random.Generator, weekend: float = 0.15) -> Moments:
    """The same days in working hours; most of what falls on a weekend is done on the Friday before it."""
    days = moments // DAY
    weekday = (days + _THURSDAY) % 7
    works = rng.random(days.size) < weekend
    days = days - np.where(works, 0, np.maximum(weekday - _FRIDAY, 0))
    hours = np.clip(rng.normal(*_HOURS, days.size), _EARLIEST, _LATEST)
    return days * DAY + (hours * HOUR).astype(np.int64)


def one_at_work(at: Moment, rng: np.random.Generator) -> Moment:
    """One such moment, never on a weekend."""
    day = at // DAY
    day -= max((day + _THURSDAY) % 7 - _FRIDAY, 0)
    return day * DAY + int(min(max(rng.normal(*_HOURS), _EARLIEST), _LATEST) * HOUR)


def iso(moments: Moments) -> list[str]:
    """Moments as Segment writes them, ``2026-06-28T09:30:00.000Z``."""
    return [f"{text}Z" for text in np.datetime_as_string(moments.astype("M8[ms]")).tolist()]
