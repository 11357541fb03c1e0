"""What more the acts of a deal's customer tell: what they read about, who they are, and when they came to what (S6)."""

import ibis
from ibis.expr.types import BooleanValue, IntegerScalar, IntegerValue, Table

from headway.sources.functions import COUNTED_FUNCTIONS
from headway.sources.questions import topics
from headway.sources.words import JOBS

# Windows in days: of late, a quarter, when somebody counts as gone, and how old a matter is that somebody is new in.
LATE_DAYS, QUARTER_DAYS, GONE_DAYS, OLD_DAYS = 28, 90, 60, 56
# What is looked at when somebody weighs what it takes.
PRICED = ("price", "offer")
# So many acts in a quarter are enough to say of the next one that it is less.
ENOUGH_ACTS = 10


def dialogue_reads(dialogue_acts: Table) -> Table:
    """What the customer of one deal read about within 90 days, one column a topic.

    Columns: `deal_id`; acts on pages about each topic of `sources/questions.toml`: `risk_acts`, `approach_acts`,
    `product_acts`, `case_acts`, `comparing_acts`, `why_us_acts`, `offer_acts`, `trial_acts`, `price_acts`,
    `figures_acts`, `financing_acts`, `colleague_acts`, `buying_acts`, `technical_acts`, `specification_acts`,
    `configuring_acts`, `security_acts`, `guarantee_acts`, `rollout_acts`; `case_pages`
    (different pages on other customers), `product_pages_28d` (different products looked at in 28 days), `comparing_28d`
    (acts of comparing in 28 days), `configuring_days` (days on which something was put together), `price_days` (days
    with a look at price or offer), `price_readers` (people who looked at price or offer), `price_new_readers` (of
    these, people who first did within 28 days, after another had).
    """
    near = dialogue_acts.filter(dialogue_acts.days_ago < QUARTER_DAYS, dialogue_acts.topic.notnull())
    late, priced = near.days_ago < LATE_DAYS, near.topic.isin(PRICED)
    much = near.group_by("deal_id").agg(
        **{f"{topic}_acts": _many(near.topic == topic) for topic in topics()},
        case_pages=near.page.nunique(where=near.topic == "case"),
        product_pages_28d=near.page.nunique(where=late & (near.topic == "product")),
        comparing_28d=_many(late & (near.topic == "comparing")),
        configuring_days=near.days_ago.nunique(where=near.topic == "configuring"),
        price_days=near.days_ago.nunique(where=priced),
        price_readers=near.person_id.nunique(where=priced),
    )
    read = near.filter(priced, near.person_id.notnull())
    readers = read.group_by(["deal_id", "person_id"]).agg(first_ago=read.days_ago.max())
    readers = readers.mutate(before=readers.first_ago.max().over(group_by=readers.deal_id))
    new = (readers.first_ago < LATE_DAYS) & (readers.before > readers.first_ago)
    fresh = readers.group_by("deal_id").agg(price_new_readers=_many(new))
    return much.left_join(fresh, "deal_id").drop("deal_id_right")


def dialogue_circle(dialogue_acts: Table, person_functions: Table, coverage: Table, buying_groups: Table) -> Table:
    """Who of the customer of one deal is at it: what they work in, who is new, who is gone, who decides.

    Columns: `deal_id`, `functions_90d` (that people active in 90 days work in), such people of seven functions:
    `finance_90d`, `procurement_90d`, `legal_90d`, `it_90d`, `engineering_90d`, `operations_90d`, `management_90d`;
    `new_people_28d` (first seen in 28 days, on a matter older than eight weeks), `new_functions_28d` (likewise),
    `gone_functions` (not seen for 60 days, and others came since), `deciders_known` (people said to decide),
    `deciders_90d` (of these, active in 90 days), `met_28d` (people talked with, active in 28 days), `interests`
    (jobs that people work on most, each person's one counted).
    """
    named = dialogue_acts.filter(dialogue_acts.person_id.notnull())
    who = _people(named, coverage, buying_groups)
    who = who.left_join(person_functions.select("person_id", "function"), "person_id").drop("person_id_right")
    who = who.mutate(begun=who.first_ago.max().over(group_by=who.deal_id))
    near, decides = (who.last_ago < QUARTER_DAYS).fill_null(False), who.decides == 1
    counted = who.group_by("deal_id").agg(
        functions_90d=who.function.nunique(where=near),
        **{f"{name}_90d": _many(near & (who.function == name)) for name in COUNTED_FUNCTIONS},
        new_people_28d=_many((who.first_ago < LATE_DAYS) & (who.begun >= OLD_DAYS)),
        deciders_known=_many(decides),
        deciders_90d=_many(decides & near),
        met_28d=_many((who.met == 1) & (who.last_ago < LATE_DAYS)),
    )
    counted = counted.left_join(_functions(who), "deal_id").drop("deal_id_right")
    return counted.left_join(_interests(named), "deal_id").drop("deal_id_right")


def _people(named: Table, coverage: Table, buying_groups: Table) -> Table:
    """Each person of each deal: first and last act, and whether it is said to decide, or was met."""
    none, zero = ibis.null("int64"), ibis.literal(0)
    acts = named.select(
        "deal_id", "person_id", first_ago=named.days_ago, last_ago=named.days_ago, decides=zero, met=zero
    )
    roles = coverage.filter(coverage.person_id.notnull(), coverage.role == "decides")
    met = buying_groups.filter(buying_groups.met == 1)
    every = ibis.union(
        acts,
        roles.select("deal_id", "person_id", first_ago=none, last_ago=none, decides=ibis.literal(1), met=zero),
        met.select("deal_id", "person_id", first_ago=none, last_ago=none, decides=zero, met=ibis.literal(1)),
    )
    return every.group_by(["deal_id", "person_id"]).agg(
        first_ago=every.first_ago.max(),
        last_ago=every.last_ago.min(),
        decides=every.decides.max(),
        met=every.met.max(),
    )


def _functions(who: Table) -> Table:
    """How many functions of each deal are new, and how many have gone while others came."""
    told = who.filter(who.function.notnull())
    each = told.group_by(["deal_id", "function"]).agg(first_ago=told.first_ago.max(), last_ago=told.last_ago.min())
    deal = ibis.window(group_by=each.deal_id)
    each = each.mutate(begun=each.first_ago.max().over(deal), newest=each.first_ago.min().over(deal))
    new = (each.first_ago < LATE_DAYS) & (each.begun >= OLD_DAYS)
    gone = (each.last_ago >= GONE_DAYS) & (each.newest < each.last_ago)
    return each.group_by("deal_id").agg(new_functions_28d=_many(new), gone_functions=_many(gone))


def _interests(named: Table) -> Table:
    """On how many different jobs the people of each deal work most, within 90 days."""
    read = named.filter(named.job.notnull(), named.days_ago < QUARTER_DAYS)
    much = read.group_by(["deal_id", "person_id", "job"]).agg(acts=read.count())
    most = ibis.window(group_by=[much.deal_id, much.person_id], order_by=[much.acts.desc(), much.job])
    first = much.mutate(place=ibis.row_number().over(most)).filter(lambda t: t.place == 0)
    return first.group_by("deal_id").agg(interests=first.job.nunique())


def dialogue_turns(dialogue_acts: Table) -> Table:
    """When the customer of one deal came to each job, and how much it did of each within 90 days.

    Columns: `deal_id`; acts on each buying job: `problem_identification_90d`, `solution_exploration_90d`,
    `requirements_building_90d`, `supplier_selection_90d`, `validation_90d`, `consensus_creation_90d`; `begun_days`
    (since the first act), `new_job_days` (since a job was touched for the first time; null: none was),
    `requirements_days` (since requirements were first looked at; null: never), `validation_late` (1: proof was
    first looked for after whom to choose), `asks_28d` (mails and calls of theirs in 28 days), `falling` (1: at most
    half as much as in the quarter before, which had ten acts).
    """
    first = dialogue_acts.group_by(["deal_id", "job"]).agg(first_ago=dialogue_acts.days_ago.max())
    came = first.group_by("deal_id").agg(
        new_job_days=first.first_ago.min(where=first.job.notnull()),
        requirements_days=first.first_ago.max(where=first.job == "requirements_building"),
        selection_days=first.first_ago.max(where=first.job == "supplier_selection"),
        validation_days=first.first_ago.max(where=first.job == "validation"),
    )
    ago = dialogue_acts.days_ago
    quarter, before = ago < QUARTER_DAYS, (ago >= QUARTER_DAYS) & (ago < 2 * QUARTER_DAYS)
    asked = dialogue_acts.channel.isin(("email", "call")) & (ago < LATE_DAYS)
    much = dialogue_acts.group_by("deal_id").agg(
        **{f"{job}_90d": _many(quarter & (dialogue_acts.job == job)) for job in JOBS},
        begun_days=ago.max(),
        asks_28d=_many(asked),
        lately=_many(quarter),
        before=_many(before),
    )
    rows = much.left_join(came, "deal_id").drop("deal_id_right")
    return rows.select(
        "deal_id",
        *(f"{job}_90d" for job in JOBS),
        "begun_days",
        "new_job_days",
        "requirements_days",
        "asks_28d",
        validation_late=_one(rows.validation_days < rows.selection_days),
        falling=_one((rows.before >= ENOUGH_ACTS) & (2 * rows.lately <= rows.before)),
    )


def _many(true: BooleanValue) -> IntegerScalar:
    """How many rows it is true of."""
    return true.fill_null(False).ifelse(1, 0).sum()


def _one(true: BooleanValue) -> IntegerValue:
    """1 where it is true, else 0."""
    return true.fill_null(False).ifelse(1, 0)
