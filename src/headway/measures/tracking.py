"""Whether tracking worked: how much of the usual traffic reached us in which week."""

from datetime import date, timedelta

import numpy as np
import pyarrow as pa
from ibis.expr.types import Table
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# What is usual in a week is told from so many weeks around it in which anything came at all.
WEEKS_AROUND = 13
# Below so many acts a week, chance alone can leave one empty: nobody can tell an outage from a quiet week.
LEAST_USUAL_ACTS = 20.0
LEAST_USUAL_ACTS_A_DAY = 10.0
# A day below this part of its weekday's usual may be lost ...
LOST_BELOW = 0.2
# ... and is, where it falls below half of even the quietest weekday: a holiday looks like a Sunday, an outage does not.
QUIETER_THAN_A_SUNDAY = 0.5

_SCHEMA = pa.schema(
    [
        ("week", pa.date32()),
        ("acts", pa.int64()),
        ("usual_acts", pa.float64()),
        ("tracked_share", pa.float64()),
        ("is_tracked", pa.bool_()),
        ("days_lost", pa.int64()),
    ]
)


def traffic_days(web_events: Table, moment: Table) -> Table:
    """One day and how much reached us from our sites, from people and programs alike: programs keep no holidays.

    Columns: `day`, `acts`.
    """
    by_now = web_events.cross_join(moment).filter(lambda t: t.happened_at <= t.moment)
    dated = by_now.mutate(day=by_now.happened_at.date())
    return dated.group_by("day").agg(acts=dated.count())


def tracking_weeks(traffic_days: pa.Table, moment: pa.Table) -> pa.Table:
    """One week since tracking began, and whether tracking worked in it.

    An absence in a week in which a third of the usual traffic reached us says a third of what it says elsewhere. Weeks
    before the first row are unknown. Columns: `week` (its Monday), `acts`, `usual_acts` (median of the weeks around,
    the running one left out; null: only the running week is known), `tracked_share` (`acts` of `usual_acts`, 0-1; the
    running week counts as far as it has gone; 1 where too little comes to tell), `is_tracked` (at least a fifth),
    `days_lost` (days with next to nothing, holidays told apart; null: too little comes to tell).
    """
    if traffic_days.num_rows == 0:
        return _SCHEMA.empty_table()
    now = moment["moment"][0].as_py().date()
    first, days = _calendar(traffic_days, now)
    weeks = range(len(days))
    running = len(days) - 1
    around = [_around(days, week, running) for week in weeks]
    usual = np.array([np.median(days[near].sum(axis=1)) if len(near) else np.nan for near in around])
    began = int(np.flatnonzero(days.sum(axis=1))[0])
    acts = days.sum(axis=1)
    share = np.where(usual >= LEAST_USUAL_ACTS, np.minimum(1.0, acts / np.maximum(usual, 1.0)), 1.0)
    lost = [_lost(days, near, week, first, now) for week, near in zip(weeks, around, strict=True)]
    columns = {
        "week": [first + timedelta(weeks=week) for week in weeks],
        "acts": acts.astype(np.int64),
        "usual_acts": pa.array(usual, mask=np.isnan(usual)),
        "tracked_share": share,
        "is_tracked": share >= LOST_BELOW,
        "days_lost": pa.array(lost, pa.int64()),
    }
    return pa.Table.from_pydict(columns, _SCHEMA).slice(began)


def _calendar(traffic_days: pa.Table, now: date) -> tuple[date, Floats]:
    """The first Monday, and acts by week and weekday up to the running week."""
    known = traffic_days.to_pydict()
    first = _monday(min(known["day"]))
    weeks = (_monday(now) - first).days // 7 + 1
    days = np.zeros((weeks, 7))
    for day, acts in zip(known["day"], known["acts"], strict=True):
        days[divmod((day - first).days, 7)] += acts
    return first, days


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _around(days: Floats, week: int, running: int) -> NDArray[np.int64]:
    """The whole weeks nearest to one in which anything came, so that no outage is ever usual."""
    whole = np.flatnonzero(days[:running].sum(axis=1))
    return whole[np.argsort(abs(whole - week), kind="stable")[:WEEKS_AROUND]]


def _lost(days: Floats, near: NDArray[np.int64], week: int, first: date, now: date) -> int | None:
    """Days of a week, gone by, that brought next to nothing."""
    usual = np.median(days[near], axis=0) if len(near) else np.zeros(7)
    if usual.min() < LEAST_USUAL_ACTS_A_DAY:
        return None
    quiet = np.minimum(usual * LOST_BELOW, usual.min() * QUIETER_THAN_A_SUNDAY)
    gone_by = np.array([first + timedelta(days=7 * week + day) < now for day in range(7)])
    return int((gone_by & (days[week] < quiet)).sum())
