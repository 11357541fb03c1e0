"""Times that a source tells by the clock of its own office, and what they are in UTC."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import pyarrow as pa
from ibis.expr.types import Table

SCHEMA = pa.schema(
    [
        ("span_clock", pa.string()),
        ("year", pa.int32()),
        ("from_at", pa.timestamp("us")),
        ("until_at", pa.timestamp("us")),
        ("ahead_minutes", pa.int64()),
    ]
)
FIRST_YEAR, LAST_YEAR = 1969, 2101
_DAY, _MINUTE = timedelta(days=1), timedelta(minutes=1)


def is_zone(name: str) -> bool:
    """Whether a time zone is called so.

    >>> is_zone("Europe/Berlin"), is_zone("Berlin"), is_zone("../etc/passwd")
    (True, False, False)
    """
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def zone_names() -> list[str]:
    """The zones that people choose from: those named after a place, and UTC."""
    return ["UTC", *sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))]


def spans(zones: Mapping[str, str]) -> pa.Table:
    """One span of a year in which a clock is as far ahead of UTC throughout; `zones` names each clock's zone.

    Spans are told by the clock itself and follow one another without a gap: of an hour that the clock shows twice in
    autumn the later one counts, so that no row counts before it was written. Columns: `span_clock`, `year`, `from_at`
    (included), `until_at` (not), `ahead_minutes`.
    """
    rows = [{"span_clock": clock, **span} for clock, zone in sorted(zones.items()) for span in _spans_of(zone)]
    return pa.Table.from_pylist(rows, SCHEMA)


def in_utc(rows: Table, spans: Table) -> Table:
    """A landed table with all its times in UTC, of rows whose clock is known; every other row stays as it is."""
    times = [name for name, kind in rows.schema().items() if kind.is_timestamp()]
    columns = rows.columns
    for name in times:
        known = rows.left_join(
            spans,
            [
                rows.clock == spans.span_clock,
                rows[name].year() == spans.year,
                rows[name] >= spans.from_at,
                rows[name] < spans.until_at,
            ],
        )
        moved = known[name] - known.ahead_minutes.fill_null(0).as_interval("m")
        rows = known.mutate(**{name: moved.cast("timestamp(6)")}).select(columns)
    return rows


@cache
def _spans_of(zone: str) -> list[dict[str, object]]:
    changes = [(datetime(FIRST_YEAR, 1, 1), _ahead(ZoneInfo(zone), datetime(FIRST_YEAR, 1, 1)))]
    changes += [(at + ahead, ahead) for at, ahead in _changes(ZoneInfo(zone))]
    ends = [at for at, _ in changes[1:]] + [datetime(LAST_YEAR, 1, 1)]
    found = []
    for (begin, ahead), end in zip(changes, ends, strict=True):
        for year in range(begin.year, end.year + 1):
            first, last = max(begin, datetime(year, 1, 1)), min(end, datetime(year + 1, 1, 1))
            if first < last:
                minutes = round(ahead / _MINUTE)
                found.append({"year": year, "from_at": first, "until_at": last, "ahead_minutes": minutes})
    return found


def _changes(zone: ZoneInfo) -> list[tuple[datetime, timedelta]]:
    """When, in UTC, the zone's clocks were or will be put on or back, and how far they are ahead from then on."""
    found, day = [], datetime(FIRST_YEAR, 1, 1)
    while day.year < LAST_YEAR:
        if _ahead(zone, day) != _ahead(zone, day + _DAY):
            at = _first_minute(zone, day)
            found.append((at, _ahead(zone, at)))
        day += _DAY
    return found


def _first_minute(zone: ZoneInfo, day: datetime) -> datetime:
    """The first minute of the day at which the clocks are no longer as they were when it began."""
    before, low, high = _ahead(zone, day), 0, _DAY // _MINUTE
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _ahead(zone, day + middle * _MINUTE) == before else (low, middle)
    return day + high * _MINUTE


def _ahead(zone: ZoneInfo, at: datetime) -> timedelta:
    """How far the zone's clocks are ahead of UTC."""
    return at.replace(tzinfo=UTC).astimezone(zone).utcoffset() or timedelta()
