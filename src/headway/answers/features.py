"""What an ending may be judged by: everything known of a journey, as numbers (S5)."""

import ibis
from ibis.expr.types import FloatingScalar, FloatingValue, Table

from headway.sources.landmarks import COMPARED, FEATURES
from headway.sources.sums import doublings, exact_sum
from headway.sources.words import JOBS, STATES

STALE_DAYS, SOON_DAYS, LATELY_DAYS = 90, 90, 182
SEEN_WEEKS, VIEWS_WEEKS, CHOOSING_WEEKS = 12, 4, 13
SHORT_WEEKS, LONG_WEEKS = 2.0, 8.0
# Points are each company's own to give; one and five are the usual beginning.
POINTS_FOR_CHOOSING = 5
LN_2 = 0.6931471805599453
# The jobs of the end of a journey, and those before.
CHOOSING = (STATES[-1], *JOBS[len(STATES) :])
EXPLORING = STATES[:-1]


def journey_interest(presences: Table, moment: Table) -> Table:
    """What one journey read, the older the less.

    Columns: `journey_id`, `choosing_lately` (weight of acts on choosing, proof and agreement, half-life two weeks),
    `choosing` (the same, half-life eight weeks), `exploring` (weight on the jobs before, half-life eight weeks), `seen`
    (1: any of them within twelve weeks), `page_views_30d` (acts on any page, four weeks), `choosing_views_90d` (acts on
    whom to choose, and on prices, thirteen weeks), `points` (one for each act ever, five for those on such pages).
    """
    told = presences.cross_join(moment)
    rows = told.mutate(age=told.moment.truncate("W").date().delta(told.week, unit="day") / 7.0)
    late, early = rows.job.isin(CHOOSING), rows.job.isin(EXPLORING)
    priced = rows.job.isin((STATES[-1], "consensus_creation"))
    served = (late | early) & (rows.weight > 0) & (rows.age < SEEN_WEEKS)
    return rows.group_by("journey_id").agg(
        choosing_lately=_faded(rows, late, SHORT_WEEKS),
        choosing=_faded(rows, late, LONG_WEEKS),
        exploring=_faded(rows, early, LONG_WEEKS),
        seen=served.ifelse(1.0, 0.0).max(),
        page_views_30d=(rows.age < VIEWS_WEEKS).ifelse(rows.acts, 0).sum(),
        choosing_views_90d=(priced & (rows.age < CHOOSING_WEEKS)).ifelse(rows.acts, 0).sum(),
        points=(rows.acts * priced.ifelse(POINTS_FOR_CHOOSING, 1)).sum(),
    )


def purchases(deals: Table) -> Table:
    """What one account has bought.

    Columns: `account_id`, `won_deals`, `last_won_at`.
    """
    won = deals.filter(deals.status == "won")
    return won.group_by("account_id").agg(won_deals=won.deal_id.nunique(), last_won_at=won.closed_at.max())


def features(
    needs: Table,
    accounts: Table,
    journey_states: Table,
    journey_interest: Table,
    active_people: Table,
    account_history: Table,
    purchases: Table,
    deals: Table,
    moment: Table,
) -> Table:
    """One buying need of one account, with every number that its ending may be judged by.

    Columns: `journey_id`, `account_id`, `deal_id` (the open deal opened last), `is_main`, the features (each with its
    unit in `headway.sources.landmarks`: FEATURES) and the numbers of rules that estimates are compared with (COMPARED);
    none of them is ever null.
    """
    rows = needs.join(accounts.select("account_id", "employees"), "account_id")
    for table in (journey_states.drop("account_id"), journey_interest, active_people):
        rows = rows.left_join(table, "journey_id").drop("journey_id_right")
    for table in (account_history.drop("won_deals"), purchases):
        rows = rows.left_join(table, "account_id").drop("account_id_right")
    served = deals.select("deal_id", "probability", "changed_at", "opened_at", "closes_on")
    rows = rows.left_join(served, "deal_id").drop("deal_id_right").cross_join(moment)
    numbers = {**_of_the_customer(rows), **_of_the_deal(rows), **_of_the_past(rows)}
    names = ("journey_id", "account_id", "deal_id", "is_main")
    return rows.select(
        *names, **{name: numbers[name].fill_null(0.0).cast("float64").round(9) for name in (*FEATURES, *COMPARED)}
    )


def _of_the_customer(rows: Table) -> dict[str, FloatingValue]:
    told = ("momentum", "choosing_lately", "choosing", "exploring")
    return {
        **{f"stands_at_{state}": rows[f"at_{state}"] for state in STATES},
        **{job: rows[job] for job in JOBS[len(STATES) :]},
        **{name: doublings(rows[name]) for name in told},
        "people": doublings(rows.active_people),
        "seen": rows.seen,
        **{name: rows[name] for name in COMPARED},
    }


def _of_the_deal(rows: Table) -> dict[str, FloatingValue]:
    day = rows.moment.date()
    stale = rows.changed_at < rows.moment - ibis.interval(days=STALE_DAYS)
    soon = (rows.closes_on >= day) & (rows.closes_on <= (rows.moment + ibis.interval(days=SOON_DAYS)).date())
    weeks = day.delta(rows.opened_at.date(), unit="day") / 7.0
    return {
        "open_deal": rows.deal_id.notnull().ifelse(1.0, 0.0),
        "sellers_probability": rows.probability,
        "stale_deal": stale.ifelse(1.0, 0.0),
        "deal_age": doublings(ibis.greatest(weeks, 0.0)),
        "closes_soon": soon.ifelse(1.0, 0.0),
        "overdue": (rows.closes_on < day).ifelse(1.0, 0.0),
    }


def _of_the_past(rows: Table) -> dict[str, FloatingValue]:
    lately = rows.last_won_at >= rows.moment - ibis.interval(days=LATELY_DAYS)
    return {
        # Who logs in or reads help works with what was bought, also where no purchase is on record.
        "customer": (rows.won_deals.notnull() | (rows.users > 0)).ifelse(1.0, 0.0),
        "purchases": doublings(rows.won_deals),
        "bought_lately": lately.ifelse(1.0, 0.0),
        "dialogue": doublings(rows.recent_dialogues),
        "size": doublings(ibis.greatest(rows.employees, 100) / 100.0 - 1.0),
    }


def _faded(rows: Table, chosen: ibis.expr.types.BooleanValue, half_life_weeks: float) -> FloatingScalar:
    fade = (rows.age * (-LN_2 / half_life_weeks)).exp()
    return exact_sum(chosen.ifelse(rows.weight * fade, 0.0))
