"""What many accounts cost on one machine: where each journey stands, and learning and telling how it ends.

    python bench/scale.py [--accounts 100000] [--landmarks 24]

Two years of weeks, and every journey at each earlier moment, all made up: most accounts are quiet, some are busy, a few
buy. Each of the two chains runs in a process of its own; its peak holds what was made up, too. Seconds are CPU seconds.
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa
from scipy.special import expit

from costs import alone, cpu_seconds
from filter import journey_rows, presences
from headway.answers.ending_models import ending_models, fitted_models
from headway.answers.endings import endings, signals
from headway.answers.leaks import feature_leaks
from headway.answers.past_estimates import past_estimates, taught_lessons
from headway.answers.states import journey_jobs, journey_states
from headway.learn.filter import Floats
from headway.learn.weeks import WEEKS
from headway.sources.landmarks import COMPARED, FEATURES, LANDMARK_DAYS
from headway.sources.models import model_schema
from headway.store.batches import account_batches

NOW = datetime(2026, 6, 29)
SEEN, OPEN, BOUGHT, LOST, UNDECIDED = 0.2, 0.05, -6.0, 0.02, 0.4
AT_ONCE = 10_000


@dataclass
class Told:
    """What each part of a chain took, and how many rows it made."""

    parts: list[tuple[str, float, int]] = field(default_factory=list)

    def timed(self, name: str, make: Callable[[], pa.Table]) -> pa.Table:
        """Run one part."""
        before = cpu_seconds()
        made = make()
        self.parts.append((name, cpu_seconds() - before, made.num_rows))
        return made


def standing(accounts: int) -> Told:
    """Where each journey stands, and what each week added."""
    told, rows, tracked, moment = Told(), weeks_of(accounts), tracked_weeks(), the_moment()
    for step in (journey_states, journey_jobs):
        told.timed(step.__name__, lambda step=step: _over(rows, lambda batch: step(batch, tracked, moment)))
    return told


def learning(accounts: int, landmarks: int) -> Told:
    """What earlier moments teach, what each rule would have said then, the fit, and every journey's ending."""
    told, moment = Told(), the_moment()
    lessons = pa.concat_tables(lessons_of(accounts, place) for place in range(1, landmarks + 1))
    taught = told.timed("taught_lessons", lambda: taught_lessons(lessons))
    leaks = told.timed("feature_leaks", lambda: feature_leaks(taught))
    past = told.timed("past_estimates", lambda: past_estimates(taught, leaks, moment))
    fitted = told.timed("fitted_models", lambda: fitted_models(taught, past, leaks, moment))
    models = ending_models(fitted, model_schema().empty_table(), nobody_told())
    features = lessons_of(accounts, 0)
    for step in (endings, signals):
        told.timed(step.__name__, lambda step=step: _over(features, lambda batch: step(batch, models)))
    return told


def _over(rows: pa.Table, step: Callable[[pa.RecordBatch], pa.RecordBatch]) -> pa.Table:
    return pa.Table.from_batches([step(batch) for batch in account_batches(rows)])


def weeks_of(accounts: int) -> pa.Table:
    """Two years of weeks of so many accounts."""
    parts = [journey_rows(presences(min(AT_ONCE, accounts - begin)), begin) for begin in range(0, accounts, AT_ONCE)]
    return pa.concat_tables(parts)


def tracked_weeks() -> pa.Table:
    """All of these weeks were tracked."""
    mondays = [NOW.date() - timedelta(weeks=age) for age in range(WEEKS)]
    return pa.table({"week": pa.array(mondays, pa.date32()), "tracked_share": np.ones(WEEKS)})


def the_moment() -> pa.Table:
    """When it is."""
    return pa.table({"moment": pa.array([NOW], pa.timestamp("us"))})


def nobody_told() -> pa.Table:
    """Nothing has been overruled."""
    return pa.table({name: pa.array([], pa.string()) for name in ("kind", "key", "value")})


def lessons_of(accounts: int, place: int) -> pa.Table:
    """Every journey at one earlier moment, and what came; the older the place, the more of it is known."""
    draw, age = np.random.default_rng(place), place * LANDMARK_DAYS
    values = _features(draw, accounts)
    ids = pa.array(np.arange(accounts)).cast(pa.string())
    likely = expit(BOUGHT + 2.0 * values["stands_at_supplier_selection"] + 2.0 * values["open_deal"] + values["seen"])
    won = _days(draw, likely, age)
    lost = _days(draw, LOST * values["open_deal"] + 0.0005, age)
    no_decision = pa.array((draw.random(accounts) < UNDECIDED).astype(np.int64), mask=np.isinf(lost))
    return pa.table(
        {
            "landmark": pa.array([NOW - timedelta(days=age)] * accounts, pa.timestamp("us")),
            "journey_id": ids,
            "account_id": ids,
            "deal_id": pa.nulls(accounts, pa.string()),
            **values,
            "won_days": pa.array(np.where(np.isinf(won), 0, won).astype(np.int64), mask=np.isinf(won)),
            "lost_days": pa.array(np.where(np.isinf(lost), 0, lost).astype(np.int64), mask=np.isinf(lost)),
            "no_decision": no_decision,
            "followed_days": np.full(accounts, age),
        }
    )


def _features(draw: np.random.Generator, accounts: int) -> dict[str, Floats]:
    """Numbers of everybody's: nought for whoever is quiet."""
    seen, deal = draw.random(accounts) < SEEN, draw.random(accounts) < OPEN
    values = {name: draw.random(accounts) * seen for name in (*FEATURES, *COMPARED)}
    of_deals = ("sellers_probability", "stale_deal", "deal_age", "closes_soon", "overdue")
    return (
        values
        | {name: draw.random(accounts) * deal for name in of_deals}
        | {"seen": seen * 1.0, "open_deal": deal * 1.0}
    )


def _days(draw: np.random.Generator, likely: Floats, age: int) -> Floats:
    """Days to something that comes within 90 days so likely; infinite where it had not come by the moment."""
    days = np.ceil(draw.exponential(90.0 / -np.log1p(-likely)))
    return np.where(days <= age, days, np.inf)


def main() -> None:
    """Measure and print."""
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("--accounts", type=int, default=100_000)
    told.add_argument("--landmarks", type=int, default=24)
    asked = told.parse_args()
    for chain, told_to in ((standing, (asked.accounts,)), (learning, (asked.accounts, asked.landmarks))):
        cost = alone(chain, *told_to)
        for name, seconds, rows in cost.made.parts:
            print(f"{name:<16}{seconds:>9.1f} s{rows:>12,} rows", flush=True)
        seconds = sum(part[1] for part in cost.made.parts)
        print(f"{chain.__name__:<16}{seconds:>9.1f} s in all, peak {cost.peak_mb:,.0f} MB", flush=True)


if __name__ == "__main__":
    main()
