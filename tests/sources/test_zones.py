"""Times told by the clock of an office, put into UTC."""

from datetime import datetime

import ibis
import pytest

from headway.sources.zones import in_utc, is_zone, spans, zone_names
from tables import example, show, text

DEALS = """
    deal_ref | opened_at           | recorded_at         | modified_at         | clock
    winter   | 2024-01-10 12:00:00 | 2024-01-10 12:00:00 | 2024-07-10 12:00:00 | hubspot
    evening  | 2024-03-31 01:59:00 | 2024-03-31 01:59:00 | 2024-03-31 03:00:00 | hubspot
    skipped  | 2024-03-31 02:30:00 | 2024-03-31 02:30:00 | -                   | hubspot
    summer   | 2024-10-27 01:59:00 | 2024-10-27 01:59:00 | 2024-10-27 03:00:00 | hubspot
    twice    | 2024-10-27 02:30:00 | 2024-10-27 02:30:00 | 2024-12-31 23:59:00 | hubspot
    new year | 2024-01-01 00:30:00 | 2024-01-01 00:30:00 | 2024-01-01 00:30:00 | hubspot
    other    | 2024-07-01 12:00:00 | 2024-07-01 12:00:00 | 2024-07-01 12:00:00 | pipedrive
    utc      | 2024-07-01 12:00:00 | 2024-07-01 12:00:00 | 2024-07-01 12:00:00 | -
"""


def moved(zone: str) -> str:
    rows = in_utc(ibis.memtable(example("crm_deals", DEALS)), ibis.memtable(spans({"hubspot": zone})))
    return show(rows.to_pyarrow(), "deal_ref", "opened_at", "recorded_at", "modified_at")


def test_the_hour_that_an_autumn_night_has_twice_counts_as_the_later_one() -> None:
    assert moved("Europe/Berlin") == text("""
        winter   | 2024-01-10 11:00 | 2024-01-10 11:00 | 2024-07-10 10:00
        evening  | 2024-03-31 00:59 | 2024-03-31 00:59 | 2024-03-31 01:00
        skipped  | 2024-03-31 01:30 | 2024-03-31 01:30 | -
        summer   | 2024-10-26 23:59 | 2024-10-26 23:59 | 2024-10-27 02:00
        twice    | 2024-10-27 01:30 | 2024-10-27 01:30 | 2024-12-31 22:59
        new year | 2023-12-31 23:30 | 2023-12-31 23:30 | 2023-12-31 23:30
        other    | 2024-07-01 12:00 | 2024-07-01 12:00 | 2024-07-01 12:00
        utc      | 2024-07-01 12:00 | 2024-07-01 12:00 | 2024-07-01 12:00
    """)


def test_a_zone_behind_utc_moves_times_on() -> None:
    assert "winter | 2024-01-10 17:00" in moved("America/New_York")


def test_utc_moves_nothing() -> None:
    assert moved("UTC") == show(example("crm_deals", DEALS), "deal_ref", "opened_at", "recorded_at", "modified_at")


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/Sao_Paulo", "Africa/Casablanca", "Australia/Lord_Howe"])
def test_spans_follow_one_another_without_a_gap(zone: str) -> None:
    rows = spans({"hubspot": zone}).to_pylist()
    assert [row["from_at"] for row in rows[1:]] == [row["until_at"] for row in rows[:-1]]
    assert (rows[0]["from_at"].year, rows[-1]["until_at"]) == (1969, datetime(2101, 1, 1))


def test_zones_are_known_by_their_names() -> None:
    assert [is_zone(name) for name in ("Europe/Copenhagen", "CET+9", "", "Europe", "../x")] == [True, *[False] * 4]
    assert all(map(is_zone, zone_names()))
