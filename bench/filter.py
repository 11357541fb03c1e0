"""What the journey filter costs beside a plain loop over every week, and that both find the same.

    python bench/filter.py [--accounts 100000] [--plain 2000]

Accounts are made up: most weeks are empty, some accounts are busy. The plain loop runs on some of them only, for its
memory grows with every week of every journey. Seconds are CPU seconds, each part in a process of its own. Exits with 1
where a belief differs by more than 1e-9.
"""

import argparse
import sys
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from costs import Cost, alone, cpu_seconds
from headway.answers.states import journey_states
from headway.learn.filter import FilterPriors, Floats, standings
from headway.learn.weeks import WEEKS
from headway.sources.priors import priors
from headway.sources.words import JOBS
from headway.store.batches import account_batches
from plain_filter import seen_weeks, standings_week_by_week

PRIORS = FilterPriors.of(priors()["filter"])


@dataclass(frozen=True)
class Made:
    """Seconds of the work alone, without the making up of what it works on; and what it found."""

    seconds: float
    found: Floats


def presences(accounts: int) -> Floats:
    """(accounts, weeks, jobs): half are seen once in a while, some nearly every week."""
    draw = np.random.default_rng(1)
    busy = draw.choice([0.005, 0.02, 0.15], accounts, p=[0.5, 0.4, 0.1])[:, None, None]
    return np.asarray((draw.random((accounts, WEEKS, len(JOBS)), dtype=np.float32) < busy).astype(float))


def plainly(accounts: int) -> Made:
    """Every week of every journey."""
    present, ended = presences(accounts), np.zeros((accounts, WEEKS), bool)
    before = cpu_seconds()
    found = standings_week_by_week(present, ended, np.ones(WEEKS), PRIORS)
    return Made(cpu_seconds() - before, np.hstack([found.chances, found.done]))


def sparsely(accounts: int) -> Made:
    """Only the weeks with something in them."""
    seen = seen_weeks(presences(accounts), np.zeros((accounts, WEEKS), bool))
    before = cpu_seconds()
    found = standings(seen, np.ones(WEEKS), PRIORS)
    return Made(cpu_seconds() - before, np.hstack([found.chances, found.done]))


def whole_step(accounts: int) -> Made:
    """The account step as the store runs it, from rows to rows."""
    at_once = 10_000
    parts = [journey_rows(presences(min(at_once, accounts - begin)), begin) for begin in range(0, accounts, at_once)]
    moment = pa.table({"moment": pa.array([0], pa.timestamp("us"))})
    tracked = pa.table({"week": pa.array([], pa.date32()), "tracked_share": pa.array([], pa.float64())})
    before, rows = cpu_seconds(), pa.concat_tables(parts)
    made = [journey_states(batch, tracked, moment).num_rows for batch in account_batches(rows)]
    return Made(cpu_seconds() - before, np.array([rows.num_rows, sum(made)], float))


def journey_rows(present: Floats, first: int) -> pa.Table:
    """The same as a table."""
    account, week, job = np.nonzero(present)
    names = pa.DictionaryArray.from_arrays(job, pa.array(JOBS)).cast(pa.string())
    ids = pa.array((account + first).astype(np.int64)).cast(pa.string())
    ones = np.ones(len(week))
    columns = {"account_id": ids, "journey_id": ids, "age": WEEKS - 1 - week, "job": names}
    return pa.table({**columns, "weight": ones, "presence": ones})


def say(name: str, cost: Cost[Made], accounts: int, plain: float) -> float:
    """One line: account-weeks a second, how many times those of the plain loop, and the most memory."""
    rate = accounts * WEEKS / cost.made.seconds
    print(
        f"{name:<16}{accounts:>9,} accounts{cost.made.seconds:>9.2f} s{rate:>13,.0f} account-weeks/s"
        f"{rate / (plain or rate):>8.1f} x{cost.peak_mb:>8,.0f} MB",
        flush=True,
    )
    return rate


def main() -> None:
    """Measure, compare, print."""
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("--accounts", type=int, default=100_000)
    told.add_argument("--plain", type=int, default=2_000)
    asked = told.parse_args()
    plain, sparse = alone(plainly, asked.plain), alone(sparsely, asked.plain)
    rate = say("plain loop", plain, asked.plain, 0.0)
    say("seen weeks only", sparse, asked.plain, rate)
    say("account step", alone(whole_step, asked.accounts), asked.accounts, rate)
    apart = float(abs(plain.made.found - sparse.made.found).max())
    print(f"largest difference of a belief: {apart:.1e}")
    sys.exit(0 if apart < 1e-9 else 1)  # noqa: PLR2004 -- what counts as the same, said above


if __name__ == "__main__":
    main()
