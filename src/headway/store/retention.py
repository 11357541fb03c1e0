"""Keeps what visitors did for as long as the company has set, and no longer: `[privacy] keep_days`.

Days that are too old are deleted with each published build, whole, with their files and what the log says of them; what
is too old lands no more. Who somebody is stays. Builds that were made before hold those days until they are let go.
"""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq

from headway.sources.settings import defaults
from headway.store.home import Home

KEPT_FOR_A_TIME = "web_events"


def first_day(home: Home, now: datetime | None = None) -> date | None:
    """The first day that is kept; None: every day."""
    days = int({**defaults(), **home.settings()}["privacy.keep_days"])
    return ((now or datetime.now(UTC)) - timedelta(days=days)).date() if days > 0 else None


def drop_old_days(home: Home, now: datetime | None = None) -> bool:
    """Delete days that are too old; whether there were any."""
    first, where = first_day(home, now), f"landed/{KEPT_FOR_A_TIME}"
    return first is not None and home.lake.has(where) and home.lake.drop_days(where, first.isoformat())


def leave_out_old(home: Home, staged: Path, now: datetime | None = None) -> int:
    """Take rows that are too old out of those that lie staged; returns how many."""
    first, gone = first_day(home, now), 0
    if first is None:
        return 0
    for path in sorted((staged / KEPT_FOR_A_TIME).glob("*.parquet")):
        rows = pq.read_table(path)
        kept = rows.filter(pc.greater_equal(rows["recorded_at"], datetime(first.year, first.month, first.day)))
        if kept.num_rows < rows.num_rows:
            pq.write_table(kept, path)
        gone += rows.num_rows - kept.num_rows
    return gone
