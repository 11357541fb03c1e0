"""The flow of journeys as a picture: six buying jobs in a row, moves forward on one side, moves back on the other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

from headway.sources.words import JOBS

Row = Mapping[str, Any]
# A move that fewer of the journeys made is not drawn; neither is more than the eye can follow.
LEAST_SHARE, MOST_DRAWN = 0.05, 16
LARGEST, SMALLEST = 20.0, 5.0
THINNEST, THICKER = 1.2, 22.0


@dataclass(frozen=True)
class Frame:
    """Where the jobs stand: from the first on, so far apart; the row lies so deep, moves reach so far for each job."""

    name: str
    width: float
    height: float
    first: float
    apart: float
    row: float
    reach: float
    is_upright: bool = False


WIDE = Frame("wide", 720, 286, 62, 119, 138, 25)
NARROW = Frame("narrow", 360, 560, 44, 94, 180, 26, is_upright=True)


@dataclass(frozen=True)
class Job:
    """One buying job, as large as the share of journeys that saw it."""

    name: str
    x: float
    y: float
    r: float
    name_x: float
    name_y: float
    journeys: int

    @property
    def count_y(self) -> float:
        """Where the number of journeys stands: below the name."""
        return round(self.name_y + 15, 1)


@dataclass(frozen=True)
class Move:
    """One move from job to job, as thick as the share of journeys that made it."""

    before: str
    after: str
    line: str
    width: float
    is_back: bool
    journeys: int


@dataclass(frozen=True)
class FlowPicture:
    """The jobs and the moves between them, on one canvas."""

    frame: Frame
    jobs: tuple[Job, ...]
    moves: tuple[Move, ...]
    of: int


def flow_pictures(moves: Sequence[Row], touched: Mapping[str, int], journeys: int) -> tuple[FlowPicture, ...]:
    """The picture lying for wide pages and upright for narrow ones; none without journeys."""
    if not journeys:
        return ()
    drawn = [move for move in moves if move["journeys"] >= LEAST_SHARE * journeys][:MOST_DRAWN]
    return tuple(_picture(frame, drawn, touched, journeys) for frame in (WIDE, NARROW))


def _picture(frame: Frame, moves: Sequence[Row], touched: Mapping[str, int], journeys: int) -> FlowPicture:
    jobs = tuple(_job(frame, place, touched.get(name, 0), journeys) for place, name in enumerate(JOBS))
    # Thick moves first, so that thin ones stay visible.
    return FlowPicture(frame, jobs, tuple(_move(frame, row, journeys) for row in moves), journeys)


def _job(frame: Frame, place: int, seen: int, journeys: int) -> Job:
    radius = round(max(SMALLEST, LARGEST * sqrt(seen / journeys)), 1)
    x, y = _at(frame, place, 0.0)
    if frame.is_upright:
        return Job(JOBS[place], x, y, radius, x, round(y + radius + 15, 1), seen)
    return Job(JOBS[place], x, y, radius, x, round(y + LARGEST + 16, 1), seen)


def _move(frame: Frame, row: Row, journeys: int) -> Move:
    since, until = JOBS.index(row["before"]), JOBS.index(row["after"])
    is_back = until < since
    bow = (frame.reach * (abs(until - since) - 1) + 58) * (1 if is_back else -1)
    (x, y), (end_x, end_y) = _at(frame, since, 0.0), _at(frame, until, 0.0)
    (bow_x, bow_y), (back_x, back_y) = _at(frame, since, bow), _at(frame, until, bow)
    line = f"M{x} {y}C{bow_x} {bow_y} {back_x} {back_y} {end_x} {end_y}"
    width = round(THINNEST + THICKER * row["journeys"] / journeys, 1)
    return Move(row["before"], row["after"], line, width, is_back, row["journeys"])


def _at(frame: Frame, place: int, aside: float) -> tuple[float, float]:
    """A point beside a job: above or below the row; where the row stands upright, right or left of it."""
    along, across = round(frame.first + frame.apart * place, 1), round(frame.row + aside, 1)
    return (round(2 * frame.row - across, 1), along) if frame.is_upright else (along, across)
