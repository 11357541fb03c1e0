"""Where each customer is on its way to a purchase (S3, S5), from what the customer does."""

from datetime import date, timedelta

import ibis
import numpy as np
import pyarrow as pa
from ibis.expr.types import Table

from headway.learn.filter import FilterPriors, Floats, momentum, progress, standings
from headway.sources.priors import priors, signal_weights
from headway.sources.sums import exact_sum
from headway.sources.words import JOBS, STATES

ENDING = "ending"
WEEKS = 104
# A need that was silent for a quarter of a year is another need when it comes back.
SILENCE_ENDS_AFTER_WEEKS = 13
JUST_BEGUN_WEEKS = 4
MOMENTUM_HALF_LIFE_WEEKS = 4.0
RECENT_DAYS = 56
STALE_DAYS = 90

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

    Columns: `account_id`, `journey_id`, `week`, `age` (weeks before the moment's), `job` (or `ending`), `weight`.
    """
    seen = presences.filter(presences.job.isin(JOBS)).select("account_id", "journey_id", "week", "job", "weight")
    closed = deals.filter(deals.closed_at.notnull())
    ended = closed.select(
        "account_id",
        journey_id="account_id",
        week=closed.closed_at.truncate("W").date(),
        job=ibis.literal(ENDING),
        weight=ibis.literal(0.0),
    ).distinct()
    # A need of its own begins after the deals that ended before it, and is not ended by those beside it.
    both = ibis.union(seen, ended.semi_join(needs, "journey_id")).cross_join(moment)
    aged = both.mutate(age=both.moment.truncate("W").date().delta(both.week, unit="day") // 7)
    recent = aged.filter(aged.age >= 0, aged.age < WEEKS)
    return recent.select("account_id", "journey_id", "week", "job", "weight", age=recent.age.cast("int64"))


def journey_states(journey_weeks: pa.RecordBatch, moment: pa.Table) -> pa.RecordBatch:
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
    ids, accounts, place = _journeys(rows)
    strength, ended = _panel(rows, place, len(ids))
    told = priors()
    chances = standings(strength > 0, ended, FilterPriors.of(told["filter"]))
    acts = np.array(told["jobs"]["acts"])
    done = progress(strength, ended, acts, told["filter"]["half_life_weeks"])
    alive = strength * _since(ended)[:, :, None]
    begun = _begun(alive.sum(axis=2) > 0)
    columns = {
        "account_id": accounts,
        "journey_id": ids,
        "begun_on": _mondays(begun, moment),
        "weeks": pa.array(begun, pa.int64(), mask=begun < 0),
        "momentum": momentum(alive, MOMENTUM_HALF_LIFE_WEEKS),
        "interest": _interest(alive),
        **{name: chances[:, place + 1] for place, name in enumerate(_STATE_COLUMNS)},
        **{job: done[:, place] for place, job in enumerate(JOBS)},
    }
    return pa.RecordBatch.from_pydict(columns, _STATES_SCHEMA)


def journey_acts(events: Table, needs: Table, journey_states: Table, touchpoints: Table) -> Table:
    """What one journey did: who was active, when last, and how much of it before our first dialogue.

    Columns: `journey_id`, `last_customer_event_at`, `first_dialogue_at`, `acts`, `acts_before` (the first dialogue).
    """
    theirs = events.filter(events.side == "customer").select("journey_id", "happened_at")
    begun = needs.left_join(journey_states.select("journey_id", "begun_on"), "journey_id").drop("journey_id_right")
    talks = touchpoints.select("account_id", "deal_id", talked_at="happened_at")
    met = begun.join(talks, "account_id", rname="talk_{name}")
    ours = met.filter(met.is_main | (met.talk_deal_id == met.deal_id))
    ours = ours.filter(ours.begun_on.notnull(), ours.talked_at >= ours.begun_on.cast("timestamp(6)"))
    first = ours.group_by("journey_id").agg(first_dialogue_at=ours.talked_at.min())
    dated = theirs.join(begun.select("journey_id", "begun_on"), "journey_id").left_join(first, "journey_id")
    live = dated.begun_on.notnull() & (dated.happened_at >= dated.begun_on.cast("timestamp(6)"))
    return dated.group_by("journey_id").agg(
        last_customer_event_at=dated.happened_at.max(),
        first_dialogue_at=dated.first_dialogue_at.max(),
        acts=live.ifelse(1, 0).sum(),
        acts_before=(live & (dated.happened_at < dated.first_dialogue_at)).fill_null(False).ifelse(1, 0).sum(),
    )


def active_people(events: Table, moment: Table) -> Table:
    """Identified people of a journey who did something in the last eight weeks.

    Columns: `journey_id`, `active_people`.
    """
    recent = events.filter(events.side != "ours", events.person_id.notnull()).cross_join(moment)
    recent = recent.filter(
        lambda t: (t.happened_at <= t.moment) & (t.happened_at > t.moment - ibis.interval(days=RECENT_DAYS))
    )
    return recent.group_by("journey_id").agg(active_people=recent.person_id.nunique())


def account_history(deals: Table, touchpoints: Table, accounts: Table, moment: Table) -> Table:
    """What an account has behind it: purchases, and dialogues in the last eight weeks.

    Columns: `account_id`, `won_deals`, `recent_dialogues`.
    """
    won = deals.filter(deals.status == "won").group_by("account_id").agg(won_deals=deals.deal_id.nunique())
    recent = touchpoints.cross_join(moment).filter(lambda t: t.happened_at > t.moment - ibis.interval(days=RECENT_DAYS))
    talked = recent.group_by("account_id").agg(recent_dialogues=recent.touchpoint_id.nunique())
    known = accounts.select("account_id").left_join(won, "account_id").drop("account_id_right")
    known = known.left_join(talked, "account_id").drop("account_id_right")
    return known.mutate(won_deals=known.won_deals.fill_null(0), recent_dialogues=known.recent_dialogues.fill_null(0))


def signals(
    needs: Table, journey_states: Table, active_people: Table, account_history: Table, deals: Table, moment: Table
) -> Table:
    """One reason for a journey's place in the order: what was measured, its weight, and what it adds.

    Columns: `journey_id`, `signal`, `value`, `weight` (log-odds for one of `value`), `adds` (their product). Weights
    are our own judgement (`sources/priors.toml`), learned from no closed deal.
    """
    measured = _measured(needs, journey_states, active_people, account_history, deals, moment)
    weights = signal_weights()
    parts = [
        measured.select(
            "journey_id",
            signal=ibis.literal(name),
            value=measured[name].cast("float64"),
            weight=ibis.literal(weight),
            adds=measured[name].cast("float64") * weight,
        )
        for name, weight in weights.items()
    ]
    return ibis.union(*parts)


def scores(signals: Table) -> Table:
    """The log-odds that a journey ends in a purchase within 90 days, by our own judgement; only their order is shown.

    Columns: `journey_id`, `score` (the sum of what its signals add, to the millionth).
    """
    return signals.group_by("journey_id").agg(score=exact_sum(signals.adds))


def journeys(
    needs: Table,
    accounts: Table,
    scores: Table,
    journey_states: Table,
    journey_acts: Table,
    active_people: Table,
    moment: Table,
) -> Table:
    """One buying need of one account: how far it is, what it looks for, and its place among all of them.

    Columns: `journey_id`, `account_id`, `account_refs`, `deal_ids` (blank between), `is_main`, `moment`, `rank` (1:
    most likely to buy), `chance_90d` (share; null: cannot tell), `chance_low`, `chance_high` (80 % range), how far each
    job is done, 0-1, null where nothing is seen: `problem_identification`, `solution_exploration`,
    `requirements_building`, `supplier_selection`, `validation`, `consensus_creation`, `share_done` (0-1; null: nothing
    seen, or just begun), `looking_for` (a job), `active_people` (eight weeks), `last_customer_event_at`,
    `first_dialogue_at`, `share_before_dialogue` (of the customer's acts, a lower bound; null: no dialogue yet), `basis`
    (prior: no closed deal used).
    """
    rows = needs.join(accounts.select("account_id", "account_refs"), "account_id")
    for table in (scores, journey_states.drop("account_id"), journey_acts, active_people):
        rows = rows.left_join(table, "journey_id").drop("journey_id_right")
    rows = rows.cross_join(moment)
    order = ibis.window(
        order_by=[rows.score.desc(), rows.last_customer_event_at.desc(nulls_first=False), rows.journey_id]
    )
    unknown = ibis.null("float64")
    told = rows.begun_on.notnull()
    share = sum(
        (rows[job] * part for job, part in zip(JOBS, priors()["jobs"]["share"], strict=True)), ibis.literal(0.0)
    )
    return rows.select(
        "journey_id",
        "account_id",
        "account_refs",
        "deal_ids",
        "is_main",
        "moment",
        rank=ibis.row_number().over(order) + 1,
        chance_90d=unknown,
        chance_low=unknown,
        chance_high=unknown,
        **{job: told.ifelse(rows[job], unknown) for job in JOBS},
        share_done=(told & (rows.weeks >= JUST_BEGUN_WEEKS)).ifelse(share, unknown),
        looking_for=told.ifelse(rows.interest, ibis.null("string")),
        active_people=rows.active_people.fill_null(0),
        last_customer_event_at=rows.last_customer_event_at,
        first_dialogue_at=rows.first_dialogue_at,
        share_before_dialogue=(rows.first_dialogue_at.notnull() & (rows.acts > 0)).ifelse(
            rows.acts_before / rows.acts.nullif(0), unknown
        ),
        basis=ibis.literal("prior"),
    )


def _measured(
    needs: Table, journey_states: Table, active_people: Table, account_history: Table, deals: Table, moment: Table
) -> Table:
    """Each signal's value, one column a signal."""
    rows = needs.left_join(journey_states.drop("account_id"), "journey_id").drop("journey_id_right")
    rows = rows.left_join(active_people, "journey_id").drop("journey_id_right")
    rows = rows.left_join(account_history, "account_id").drop("account_id_right")
    served = deals.select("deal_id", "probability", "changed_at")
    rows = rows.left_join(served, "deal_id").drop("deal_id_right").cross_join(moment)
    is_open = rows.deal_ids.notnull().ifelse(1.0, 0.0)
    stale = (rows.changed_at < rows.moment - ibis.interval(days=STALE_DAYS)).fill_null(False)
    return rows.select(
        "journey_id",
        start=ibis.literal(1.0),
        **{f"stands_{name}": rows[name].fill_null(0.0) for name in _STATE_COLUMNS},
        momentum=(rows.momentum.fill_null(0.0) + 1).log2(),
        people=(rows.active_people.fill_null(0) + 1).log2(),
        open_deal=is_open,
        sellers_probability=rows.probability.fill_null(0.0),
        stale_deal=stale.ifelse(1.0, 0.0),
        customer=(rows.won_deals.fill_null(0) > 0).ifelse(1.0, 0.0),
        dialogue=(rows.recent_dialogues.fill_null(0) + 1).log2(),
    )


def _journeys(rows: pa.Table) -> tuple[list[str], list[str], np.ndarray]:
    """The journeys of a batch in order of their id, their accounts, and each row's place among them."""
    coded = rows["journey_id"].combine_chunks().dictionary_encode()
    names = np.array(coded.dictionary.to_pylist(), dtype=object)
    order = np.argsort(names)
    rank = np.empty(len(order), int)
    rank[order] = np.arange(len(order))
    place = rank[coded.indices.to_numpy()]
    first = np.full(len(names), -1)
    first[place[::-1]] = np.arange(len(place))[::-1]
    accounts = rows["account_id"].combine_chunks().take(pa.array(first)).to_pylist()
    return names[order].tolist(), accounts, place


def _panel(rows: pa.Table, place: np.ndarray, journeys: int) -> tuple[Floats, np.ndarray]:
    """Weight of each job and endings, by journey and week; the last week is the moment's."""
    week = WEEKS - 1 - rows["age"].to_numpy()
    job = np.array(
        [
            (*JOBS, ENDING).index(name)
            for name in rows["job"].combine_chunks().dictionary_encode().dictionary.to_pylist()
        ]
    )
    job = job[rows["job"].combine_chunks().dictionary_encode().indices.to_numpy()]
    ending = job == len(JOBS)
    strength = np.zeros((journeys, WEEKS, len(JOBS)))
    np.add.at(strength, (place[~ending], week[~ending], job[~ending]), rows["weight"].to_numpy()[~ending])
    ended = np.zeros((journeys, WEEKS), bool)
    ended[place[ending], week[ending]] = True
    return strength, ended


def _since(ended: np.ndarray) -> np.ndarray:
    """True for the weeks after the last ending."""
    later = np.cumsum(ended[:, ::-1], axis=1)[:, ::-1]
    return np.asarray(later == 0)


def _begun(seen: np.ndarray) -> np.ndarray:
    """Weeks since the journey began: its first week after the last long silence; -1 where nothing is seen."""
    begun = np.full(seen.shape[0], -1)
    silent = np.full(seen.shape[0], SILENCE_ENDS_AFTER_WEEKS)
    for week in range(seen.shape[1]):
        here = seen[:, week]
        fresh = here & (silent >= SILENCE_ENDS_AFTER_WEEKS)
        begun[fresh] = seen.shape[1] - 1 - week
        silent = np.where(here, 0, silent + 1)
    begun[silent >= SILENCE_ENDS_AFTER_WEEKS] = -1
    return begun


def _mondays(begun: np.ndarray, moment: pa.Table) -> list[date | None]:
    day = moment["moment"][0].as_py().date()
    monday = day - timedelta(days=day.weekday())
    return [monday - timedelta(weeks=int(weeks)) if weeks >= 0 else None for weeks in begun]


def _interest(strength: Floats) -> list[str | None]:
    """The job with most weight of late, the older the less."""
    age = np.arange(strength.shape[1])[::-1]
    recent = np.einsum("nwj,w->nj", strength, 0.5 ** (age / MOMENTUM_HALF_LIFE_WEEKS))
    best = recent.argmax(axis=1)
    return [JOBS[job] if recent[row, job] > 0 else None for row, job in enumerate(best)]
