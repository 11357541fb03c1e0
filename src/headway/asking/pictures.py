"""The geometry of the pictures: numbers in, places on a canvas out; templates draw them, no script does."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import sqrt
from typing import Any

from headway.asking.findings import part
from headway.sources.words import JOBS, LANES, OURS

Row = Mapping[str, Any]
WEEK = timedelta(weeks=1)
# A picture goes back so far; what lies before is said in words. And it never shows less than a quarter of a year.
MOST_WEEKS, LEAST_WEEKS = 78, 26
BEFORE = timedelta(weeks=4)
MIDWEEK = timedelta(days=3)
MOST_DEALS = 4
BESIDE = JOBS[4:]


@dataclass(frozen=True)
class Bar:
    """How far one buying job is done: the bar's place and height; no height where nothing was seen."""

    job: str
    share: float | None
    x: float
    y: float
    height: float
    is_beside: bool

    @property
    def said(self) -> str:
        """How far, as a part of the whole."""
        return part(self.share)

    @property
    def percent(self) -> float:
        """How far, of a hundred."""
        return round(100 * (self.share or 0.0), 1)


def bars(row: Row, height: float = 22.0, step: float = 11.0) -> tuple[Bar, ...]:
    """Six bars, one a buying job; validation and consensus stand beside the other four."""
    drawn = []
    for place, job in enumerate(JOBS):
        share = row[job]
        tall = max(1.0, round((share or 0.0) * height, 1))
        is_beside = job in BESIDE
        drawn.append(Bar(job, share, place * step + 4.0 * is_beside, round(height - tall, 1), tall, is_beside))
    return tuple(drawn)


@dataclass(frozen=True)
class Canvas:
    """How wide a picture is, how much room lane names take beside the lanes, how far lanes stand apart."""

    name: str
    width: float
    gutter: float
    lane: float
    weeks: int

    @property
    def names_above(self) -> bool:
        """Whether lane names stand above their lanes."""
        return self.gutter == 0


WIDE = Canvas("wide", 1000.0, 150.0, 27.0, MOST_WEEKS)
NARROW = Canvas("narrow", 350.0, 0.0, 40.0, 26)


@dataclass(frozen=True)
class Dot:
    """What one side did in one week in one lane."""

    x: float
    y: float
    r: float
    lane: str
    week: date
    acts: int

    @property
    def side(self) -> float:
        """How wide a square of the same weight is."""
        return round(1.7 * self.r, 1)

    @property
    def left(self) -> float:
        """Where that square begins."""
        return round(self.x - self.side / 2, 1)

    @property
    def top(self) -> float:
        """Where that square begins from above."""
        return round(self.y - self.side / 2, 1)


@dataclass(frozen=True)
class Lane:
    """One line of the picture, and where its name stands."""

    name: str
    y: float
    name_y: float

    @property
    def is_job(self) -> bool:
        """Whether it is one of the six buying jobs."""
        return self.name in JOBS


@dataclass(frozen=True)
class Mark:
    """A moment across all lanes, or the name of a month below them; `is_late` ones are written to the left."""

    x: float
    day: date
    is_late: bool = False
    is_year: bool = False


@dataclass(frozen=True)
class Span:
    """One deal from its opening to its closing, or to the moment where it is open."""

    x: float
    width: float
    y: float
    deal_id: str
    name: str
    status: str
    opened_on: date
    closed_on: date | None
    is_late: bool

    @property
    def end(self) -> float:
        """Where it ends."""
        return round(self.x + self.width, 1)

    @property
    def name_y(self) -> float:
        """Where its name stands."""
        return self.y - 9


@dataclass(frozen=True)
class JourneyPicture:
    """What the customer did above, what we did below, over time, on one canvas."""

    canvas: Canvas
    height: float
    bottom: float
    since: date
    lanes: tuple[Lane, ...]
    dots: tuple[Dot, ...]
    months: tuple[Mark, ...]
    first_dialogue: Mark | None
    deals: tuple[Span, ...]

    @property
    def month_y(self) -> float:
        """Where the names of months stand."""
        return self.bottom + 18

    @property
    def year_y(self) -> float:
        """Where years stand."""
        return self.bottom + 33


@dataclass(frozen=True)
class Journey:
    """What is drawn of one journey: acts by week and lane, deals in the order they are shown, and its moments."""

    cells: Mapping[tuple[date, str], int]
    deals: Sequence[Row]
    begun_on: date | None
    first_dialogue: datetime | None
    moment: datetime


def journey_picture(journey: Journey, canvas: Canvas) -> JourneyPicture:
    """Draw one journey on one canvas."""
    last = monday(journey.moment.date()) + WEEK
    since = _since(journey, last, canvas.weeks)
    time = Time(since, last, canvas.gutter + 12, canvas.width - 12)
    lanes = tuple(_lane(place, name, canvas) for place, name in enumerate(LANES))
    bottom = lanes[-1].y + 16
    spans = _spans(journey.deals, time, bottom + 22, journey.moment.date())
    below = bottom + 30 * len(spans)
    met = journey.first_dialogue.date() if journey.first_dialogue else None
    return JourneyPicture(
        canvas,
        below + 38,
        below,
        since,
        lanes,
        _dots(journey.cells, time, {lane.name: lane.y for lane in lanes}),
        months(time),
        time.mark(met) if met and since <= met <= last else None,
        spans,
    )


@dataclass(frozen=True)
class Time:
    """Days on a line."""

    since: date
    until: date
    left: float
    right: float

    def x(self, day: date) -> float:
        """Where a day stands; what lies outside, at the edge."""
        share = (day - self.since).days / max(1, (self.until - self.since).days)
        return round(self.left + min(1.0, max(0.0, share)) * (self.right - self.left), 1)

    def mark(self, day: date, is_year: bool = False) -> Mark:
        """A mark at a day."""
        x = self.x(day)
        return Mark(x, day, x > self.left + 0.6 * (self.right - self.left), is_year)


def months(time: Time) -> tuple[Mark, ...]:
    """The first days of months that have room for their names; January, and the first of all, with its year."""
    firsts = [day for day in _days(time.since, time.until) if day.day == 1]
    step = 1 + len(firsts) * 46 // max(1, int(time.right - time.left))
    shown = firsts[::step]
    return tuple(
        time.mark(day, is_year=place == 0 or day.year != shown[place - 1].year) for place, day in enumerate(shown)
    )


def _days(since: date, until: date) -> Iterable[date]:
    return (since + timedelta(days=day) for day in range((until - since).days))


def monday(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def _since(journey: Journey, last: date, weeks: int) -> date:
    """Where the picture begins: a little before the journey or its open deals, whichever is older, if it has room."""
    opened = [deal["opened_on"] for deal in journey.deals if deal["status"] == "open"]
    seen = [journey.begun_on] if journey.begun_on else [week for week, _ in journey.cells]
    first = min(opened + seen, default=last) - BEFORE
    return monday(min(max(first, last - weeks * WEEK), last - min(weeks, LEAST_WEEKS) * WEEK))


def _lane(place: int, name: str, canvas: Canvas) -> Lane:
    apart = 8.0 if name == OURS else 0.0
    y = 38 + canvas.lane * place + apart
    return Lane(name, y, y - 13 if canvas.names_above else y + 4)


def _dots(cells: Mapping[tuple[date, str], int], time: Time, lanes: Mapping[str, float]) -> tuple[Dot, ...]:
    """One dot a week and lane; its area grows with the acts, up to what the lane has room for."""
    return tuple(
        Dot(time.x(week + MIDWEEK), lanes[lane], _radius(acts), lane, week, acts)
        for (week, lane), acts in sorted(cells.items())
        if lane in lanes and time.since <= week < time.until
    )


def _radius(acts: int) -> float:
    return round(min(10.0, 2.0 + 1.4 * sqrt(acts)), 1)


def _spans(deals: Sequence[Row], time: Time, top: float, today: date) -> tuple[Span, ...]:
    near = [deal for deal in deals if not deal["closed_at"] or deal["closed_at"].date() >= time.since]
    return tuple(_span(deal, time, top + 30 * place, today) for place, deal in enumerate(near[:MOST_DEALS]))


def _span(deal: Row, time: Time, y: float, today: date) -> Span:
    closed = deal["closed_at"].date() if deal["closed_at"] else None
    opening, right = time.mark(deal["opened_on"]), time.x(closed or today)
    return Span(
        opening.x,
        round(max(3.0, right - opening.x), 1),
        y,
        deal["deal_id"],
        deal["name"],
        deal["status"],
        deal["opened_on"],
        closed,
        opening.is_late,
    )
