"""Where each journey stands, week by week in what it touched, and how far each buying job of it is done (S5)."""

from collections.abc import Iterable
from datetime import date, timedelta

import ibis
import numpy as np
import pyarrow as pa
from ibis.expr.types import Table

from headway.learn.filter import FilterPriors, Ints, faded, progress, standings
from headway.learn.gains import came_back_to, gains
from headway.learn.weeks import ENDING, WEEKS, Panel, begun, monday_of, panel, tracked_shares
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
        ("came_back_to", pa.string()),
        ("came_back_on", pa.date32()),
        *((name, pa.float64()) for name in (*_STATE_COLUMNS, *JOBS)),
    ]
)
_JOBS_SCHEMA = pa.schema(
    [
        ("account_id", pa.string()),
        ("journey_id", pa.string()),
        ("job", pa.string()),
        ("week", pa.date32()),
        ("gained", pa.float64()),
        ("gained_unseen", pa.float64()),
        ("is_return", pa.bool_()),
    ]
)


def journey_weeks(presences: Table, needs: Table, deals: Table, deal_needs: Table, moment: Table) -> Table:
    """One week in which a journey touched one buying job, or in which it ended.

    An account's main journey ends with a deal, unless another deal of it was under way then: what its customer had done
    goes on to count for that one (decision 21). Columns: `account_id`, `journey_id`, `week`, `age` (weeks before the
    moment's), `job` (or `ending`), `weight`, `presence` (0-1, how surely somebody who is about a purchase was there).
    """
    placed = presences.filter(presences.job.isin(JOBS))
    seen = placed.select("account_id", "journey_id", "week", "job", "weight", presence=placed.presence.fill_null(1.0))
    closed = _ending_it(deals, deal_needs)
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


def _ending_it(deals: Table, deal_needs: Table) -> Table:
    """Closed deals that no other one of the account's main need outlived."""
    closed = deals.filter(deals.closed_at.notnull())
    main = deals.semi_join(deal_needs.filter(deal_needs.is_main), "deal_id")
    beside = closed.join(main.select("account_id", other_at="opened_at", other_end="closed_at"), "account_id")
    goes_on = beside.other_end.isnull() | (beside.other_end > beside.closed_at)
    outlived = beside.filter((beside.other_at < beside.closed_at) & goes_on)
    return closed.anti_join(outlived.select("deal_id").distinct(), "deal_id")


def journey_states(journey_weeks: pa.RecordBatch, tracking_weeks: pa.Table, moment: pa.Table) -> pa.RecordBatch:
    """Where one journey stands: the chance of each state, how far each job is done, and since when.

    Columns: `account_id`, `journey_id`, `begun_on` (Monday; null: nothing seen since the last ending), `weeks` since
    then, `momentum` (weight of acts, half-life four weeks), `interest` (the job with most recent weight),
    `came_back_to` (the job it returned to last, after a later one; null: none), `came_back_on` (the Monday of that
    week), the chance of each state: `at_problem_identification`, `at_solution_exploration`, `at_requirements_building`,
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
    returned = _last_return(found, first)
    recent = faded(found.seen, found.strength * found.alive[:, None], MOMENTUM_HALF_LIFE_WEEKS)
    columns = {
        "account_id": found.accounts,
        "journey_id": found.ids,
        "begun_on": _mondays(last_monday, first),
        "weeks": pa.array(weeks, pa.int64(), mask=first < 0),
        "momentum": recent.sum(axis=1),
        "interest": [JOBS[job] if recent[row, job] > 0 else None for row, job in enumerate(recent.argmax(axis=1))],
        "came_back_to": [JOBS[job] if job >= 0 else None for job, _ in returned],
        "came_back_on": _mondays(last_monday, [week for _, week in returned]),
        **{name: stood.chances[:, place + 1] for place, name in enumerate(_STATE_COLUMNS)},
        **dict(zip(JOBS, stood.done.T, strict=True)),
    }
    return pa.RecordBatch.from_pydict(columns, _STATES_SCHEMA)


def _last_return(found: Panel, first: Ints) -> list[tuple[int, int]]:
    """The job each journey came back to last, and the week; -1 where it came back to none."""
    job = came_back_to(found, first, len(STATES))
    rows = np.flatnonzero(job >= 0)
    last = np.full(found.seen.journeys, -1)
    np.maximum.at(last, found.seen.journey[rows], rows)
    return [(int(job[row]), int(found.seen.week[row])) if row >= 0 else (-1, -1) for row in last]


def _mondays(last: date, weeks: Iterable[int]) -> list[date | None]:
    """The Mondays of weeks, the last of which is the moment's; null for -1."""
    return [last - timedelta(weeks=int(WEEKS - 1 - week)) if week >= 0 else None for week in weeks]


def journey_jobs(journey_weeks: pa.RecordBatch, tracking_weeks: pa.Table, moment: pa.Table) -> pa.RecordBatch:
    """What one buying job of a journey gained in one week in which the journey was seen, or up to the moment.

    How far a job is done is 1 - exp(-x), where x is the sum of `gained` and `gained_unseen` over its weeks; nothing
    else adds to it. A journey has a row for each job and each seen week since it began, and for the moment's week.
    Columns: `account_id`, `journey_id`, `job`, `week` (its Monday), `gained` (in the week), `gained_unseen` (in the
    weeks without a visit since the row before, and before the journey showed itself; below nought where silence tells
    against it), `is_return` (most of the week's acts were about the job again, after a week about a later one).
    """
    rows = pa.Table.from_batches([journey_weeks])
    if rows.num_rows == 0:
        return pa.RecordBatch.from_pylist([], schema=_JOBS_SCHEMA)
    found, tracked = panel(rows, "journey_id", JOBS), tracked_shares(tracking_weeks, monday_of(moment))
    on_the_way = progress(found.seen, tracked, FilterPriors.of(priors()["filter"]))
    told = gains(found, begun(found, tracked), on_the_way, len(STATES))
    journey, mondays = np.repeat(told.journey, len(JOBS)), _mondays(monday_of(moment), told.week)
    columns = {
        "account_id": pa.array(found.accounts, pa.string()).take(pa.array(journey)),
        "journey_id": pa.array(found.ids, pa.string()).take(pa.array(journey)),
        "job": list(JOBS) * len(mondays),
        "week": pa.array(mondays, pa.date32()).take(pa.array(np.repeat(np.arange(len(mondays)), len(JOBS)))),
        "gained": told.gained.ravel(),
        "gained_unseen": told.unseen.ravel(),
        "is_return": told.is_return.ravel(),
    }
    return pa.RecordBatch.from_pydict(columns, _JOBS_SCHEMA)
