"""Where each customer is on its way to a purchase (S3, S5), from what the customer does."""

import ibis
from ibis.expr.types import Table

from headway.sources.priors import priors
from headway.sources.words import JOBS

JUST_BEGUN_WEEKS = 4
RECENT_DAYS = 56
# Whoever is less likely than this to be about a purchase works with what was bought.
AT_WORK_BELOW = 0.5


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


def account_history(deals: Table, touchpoints: Table, readers: Table, accounts: Table, moment: Table) -> Table:
    """What an account has behind it: purchases, people who work with what it bought, dialogues of the last eight weeks.

    Columns: `account_id`, `won_deals`, `users` (readers who log in or read help more likely than they buy),
    `recent_dialogues`.
    """
    won = deals.filter(deals.status == "won").group_by("account_id").agg(won_deals=deals.deal_id.nunique())
    recent = touchpoints.cross_join(moment).filter(lambda t: t.happened_at > t.moment - ibis.interval(days=RECENT_DAYS))
    talked = recent.group_by("account_id").agg(recent_dialogues=recent.touchpoint_id.nunique())
    known = accounts.select("account_id").left_join(won, "account_id").drop("account_id_right")
    known = known.left_join(talked, "account_id").drop("account_id_right")
    at_work = readers.filter(readers.service_views > 0, readers.buying_share < AT_WORK_BELOW)
    users = at_work.group_by("account_id").agg(users=at_work.count())
    known = known.left_join(users, "account_id").drop("account_id_right")
    return known.mutate(**{name: known[name].fill_null(0) for name in ("won_deals", "users", "recent_dialogues")})


def journeys(
    needs: Table,
    accounts: Table,
    endings: Table,
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
    for table in (endings.drop("account_id"), journey_states.drop("account_id"), journey_acts, active_people):
        rows = rows.left_join(table, "journey_id").drop("journey_id_right")
    rows = rows.cross_join(moment)
    order = ibis.window(
        order_by=[rows.log_odds.round(9).desc(), rows.last_customer_event_at.desc(nulls_first=False), rows.journey_id]
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
        chance_90d=rows.chance_90d,
        chance_low=rows.chance_low,
        chance_high=rows.chance_high,
        **{job: told.ifelse(rows[job], unknown) for job in JOBS},
        share_done=(told & (rows.weeks >= JUST_BEGUN_WEEKS)).ifelse(share, unknown),
        looking_for=told.ifelse(rows.interest, ibis.null("string")),
        active_people=rows.active_people.fill_null(0),
        last_customer_event_at=rows.last_customer_event_at,
        first_dialogue_at=rows.first_dialogue_at,
        share_before_dialogue=(rows.first_dialogue_at.notnull() & (rows.acts > 0)).ifelse(
            rows.acts_before / rows.acts.nullif(0), unknown
        ),
        basis=rows.basis,
    )
