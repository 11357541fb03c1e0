"""Where each journey stands, week by week in what it touched, and how far each buying job of it is done (S5)."""

from datetime import timedelta

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from headway.learn.filter import FilterPriors, faded, standings
from headway.learn.weeks import ENDING, WEEKS, begun, monday_of, panel, tracked_shares
from headway.sources.priors import priors
from headway.sources.words import JOBS, STATES

MOMENTUM_HALF_LIFE_WEEKS = 4.0

_STATE_COLUMNS = [f"at_{state}" for state in STATES]
_STATES_SCHEMA = pa.schema(
    [
        ("account_id", pa.string()),
        ("journey_id", pa.string()),
        ("begun_on", pa.date32()),
        ("weeks", pa.int64()),
        ("momentum", pa.float64()),
        ("interest", pa.string()),
        *((name, pa.float64()) for name in (*_STATE_COLUMNS, *JOBS)),
    ]
)


def journey_weeks(presences: Table, needs: Table, deals: Table, moment: Table) -> Table:
    """One week in which a journey touched one buying job, or in which a deal of the account ended.

    Columns: `account_id`, `journey_id`, `week`, `age` (weeks before the moment's), `job` (or `ending`), `weight`,
    `presence` (0-1, how surely somebody who is about a purchase was there).
    """
    placed = presences.filter(presences.job.isin(JOBS))
    seen = placed.select("account_id", "journey_id", "week", "job", "weight", presence=placed.presence.fill_null(1.0))
    closed = deals.filter(deals.closed_at.notnull())
    ended = closed.select(
        "account_id",
        journey_id="account_id",
        week=closed.closed_at.truncate("W").date(),
        job=ibis.literal(ENDING),
        weight=ibis.literal(0.0),
        presence=ibis.literal(0.0),
    ).distinct()
    # A need of its own begins after the deals that ended before it, and is not ended by those beside it.
    both = ibis.union(seen, ended.semi_join(needs, "journey_id")).cross_join(moment)
    aged = both.mutate(age=both.moment.truncate("W").date().delta(both.week, unit="day") // 7)
    recent = aged.filter(aged.age >= 0, aged.age < WEEKS)
    return recent.select("account_id", "journey_id", "week", "job", "weight", "presence", age=recent.age.cast("int64"))


def journey_states(journey_weeks: pa.RecordBatch, tracking_weeks: pa.Table, moment: pa.Table) -> pa.RecordBatch:
    """Where one journey stands: the chance of each state, how far each job is done, and since when.

    Columns: `account_id`, `journey_id`, `begun_on` (Monday; null: nothing seen since the last ending), `weeks` since
    then, `momentum` (weight of acts, half-life four weeks), `interest` (the job with most recent weight), the chance of
    each state: `at_problem_identification`, `at_solution_exploration`, `at_requirements_building`,
    `at_supplier_selection`, and how far each job is done, 0-1: `problem_identification`, `solution_exploration`,
    `requirements_building`, `supplier_selection`, `validation`, `consensus_creation`. Method: `headway.learn.filter`.
    """
    rows = pa.Table.from_batches([journey_weeks])
    if rows.num_rows == 0:
        return pa.RecordBatch.from_pylist([], schema=_STATES_SCHEMA)
    found, tracked = panel(rows, "journey_id", JOBS), tracked_shares(tracking_weeks, monday_of(moment))
    stood = standings(found.seen, tracked, FilterPriors.of(priors()["filter"]))
    first = begun(found, tracked)
    last_monday, weeks = monday_of(moment), WEEKS - 1 - first
    recent = faded(found.seen, found.strength * found.alive[:, None], MOMENTUM_HALF_LIFE_WEEKS)
    columns = {
        "account_id": found.accounts,
        "journey_id": found.ids,
        "begun_on": [last_monday - timedelta(weeks=int(age)) if age < WEEKS else None for age in weeks],
        "weeks": pa.array(weeks, pa.int64(), mask=first < 0),
        "momentum": recent.sum(axis=1),
        "interest": [JOBS[job] if recent[row, job] > 0 else None for row, job in enumerate(recent.argmax(axis=1))],
        **{name: stood.chances[:, place + 1] for place, name in enumerate(_STATE_COLUMNS)},
        **dict(zip(JOBS, stood.done.T, strict=True)),
    }
    return pa.RecordBatch.from_pydict(columns, _STATES_SCHEMA)
