"""Writes the web archive: one compressed file for each day on which calls were received, as Segment stores them raw.

Real archives are not tidy: calls come twice, come days late, come from wrong clocks and lack fields. So does this one.
"""

import gzip
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from headway.demo.browsing import Browser, Events
from headway.demo.calls import Calls
from headway.demo.devices import Devices
from headway.demo.world import World
from headway.demo.year import DAY, HOUR, MINUTE, WEEK, Moment, Moments, as_datetime, iso

_TWICE = 0.01
_LATE = 0.004
_HOLES = 0.005
# One of these is cut out of a call with a hole, where it has it.
_FIELDS = tuple(
    re.compile(rf'"{name}":"(?:[^"\\]|\\.)*",')
    for name in ("ip", "title", "sentAt", "originalTimestamp", "userAgent", "name")
)


@dataclass(frozen=True)
class Delivery:
    """When calls were sent and received; ``row`` is the call's place among the events, twice for a repeated one."""

    row: NDArray[np.int64]
    sent: Moments
    received: Moments


def write_archive(folder: Path, world: World) -> None:
    """Write ``folder/YYYY-MM-DD.jsonl.gz`` for every day of the year, week by week, so that memory stays small."""
    folder.mkdir(parents=True, exist_ok=True)
    year, visits, devices, rng = world.year, world.visits, world.devices, world.chance["archive"]
    browser, calls = Browser(world.site, devices, rng), Calls(world.site, devices)
    waiting: dict[int, list[str]] = defaultdict(list)
    for week in range(year.start, year.end, WEEK):
        rows = visits.take(slice(*np.searchsorted(visits.start, [week, week + WEEK])))
        for day, line in _lines(browser.events(rows), calls, devices, rng):
            waiting[day].append(line)
        for at in range(week, min(week + WEEK, year.end), DAY):
            _write_day(folder, at, waiting.pop(at // DAY, []))


def _write_day(folder: Path, at: Moment, lines: list[str]) -> None:
    """No file name and no time in the header: the same calls are the same bytes."""
    text = "".join(f"{line}\n" for line in lines).encode()
    (folder / f"{as_datetime(at):%Y-%m-%d}.jsonl.gz").write_bytes(gzip.compress(text, compresslevel=3, mtime=0))


def _lines(events: Events, calls: Calls, devices: Devices, rng: np.random.Generator) -> Iterator[tuple[int, str]]:
    """The calls in the order received, each with the day it goes to."""
    if not events.at.size:
        return
    delivery = _delivery(events, rng)
    lines = _written(events.take(delivery.row), delivery, calls, devices, rng)
    for n in np.flatnonzero(rng.random(len(lines)) < _HOLES).tolist():
        lines[n] = _FIELDS[n % len(_FIELDS)].sub("", lines[n], count=1)
    yield from zip((delivery.received // DAY).tolist(), lines, strict=True)


def _delivery(events: Events, rng: np.random.Generator) -> Delivery:
    """Most calls arrive within a second, some after days without a connection, some a second time."""
    size = events.at.size
    offline = np.where(rng.random(size) < _LATE, rng.exponential(6 * HOUR, size), 0)
    sent = events.at + (40 + rng.exponential(300, size) + offline).astype(np.int64)
    again = np.flatnonzero(rng.random(size) < _TWICE)
    row = np.concatenate([np.arange(size), again])
    sent = np.concatenate([sent, sent[again] + rng.integers(500, 5 * MINUTE, again.size)])
    received = sent + rng.integers(20, 400, sent.size)
    order = np.argsort(received, kind="stable")
    return Delivery(row[order], sent[order], received[order])


def _written(events: Events, delivery: Delivery, calls: Calls, devices: Devices, rng: np.random.Generator) -> list[str]:
    """The lines; a device whose clock is wrong is wrong in what it says, and Segment mends the ``timestamp``."""
    wrong = devices.clock[events.device]
    hexes = rng.bytes(16 * events.at.size).hex()
    times = zip(*(iso(column) for column in _times(events, delivery, wrong)), strict=True)
    who = [
        (devices.known if known else devices.unknown)[device]
        for device, known in zip(events.device.tolist(), events.known.tolist(), strict=True)
    ]
    texts = map(calls.text, *(c.tolist() for c in (events.kind, events.place, events.device, events.says)))
    messages = (
        f"ajs-next-{at}-{hexes[32 * row : 32 * row + 32]}"
        for at, row in zip(events.at.tolist(), delivery.row.tolist(), strict=True)
    )
    return [
        f'{{{text},{ids},"messageId":"{message}","originalTimestamp":"{original}","timestamp":"{mended}",'
        f'"sentAt":"{sent}","receivedAt":"{received}","version":2}}'
        for text, ids, message, (original, mended, sent, received) in zip(texts, who, messages, times, strict=True)
    ]


def _times(events: Events, delivery: Delivery, wrong: Moments) -> tuple[Moments, Moments, Moments, Moments]:
    """Original, mended, sent and received: the device's clock tells the first and the third."""
    mended = events.at + (delivery.received - delivery.sent)
    return events.at + wrong, mended, delivery.sent + wrong, delivery.received
