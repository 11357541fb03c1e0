"""The signals that a dialogue's stuck job and questions are chosen by, all from the customer's own acts (S6)."""

import ibis
from ibis.expr.types import BooleanValue, FloatingValue, IntegerValue, NumericValue, Table

from headway.sources.functions import COUNTED_FUNCTIONS
from headway.sources.questions import topics
from headway.sources.words import JOBS, STATES

NAMES = ("deal_id", "account_id", "journey_id", "kind", "last_job")
# From half on a job counts as done enough to go on; a journey this old should have begun the next one.
HALF = 0.5
SLOW_FROM_WEEKS = 12
# Validation and consensus go on beside the others, and are due once the customer knows what it needs.
BESIDE_FROM = STATES.index("requirements_building") + 1
# A customer seen on one day has no pace of its own: it is taken to be this slow.
PACE_OF_ONE_DAY = 14
RETURNED = tuple(f"returned_{state}" for state in STATES[:-1])
# Signals that are nought where nothing of the kind was seen.
COUNTED = (
    "acts",
    "acts_28d",
    "acts_90d",
    "people_90d",
    "people_met",
    "validation_repeats",
    "selection_repeats",
    "spread",
    "late",
    "moved",
    "agreed_open",
    "agreed_ever",
    *RETURNED,
    *(f"{topic}_acts" for topic in topics()),
    "case_pages",
    "product_pages_28d",
    "comparing_28d",
    "configuring_days",
    "price_days",
    "price_readers",
    "price_new_readers",
    "functions_90d",
    *(f"{name}_90d" for name in COUNTED_FUNCTIONS),
    "new_people_28d",
    "new_functions_28d",
    "gone_functions",
    "deciders_known",
    "deciders_90d",
    "interests",
    *(f"{job}_90d" for job in JOBS),
    "validation_late",
    "asks_28d",
    "falling",
    "talks_90d",
    "group_talks_90d",
    "account_acts_28d",
    "team_people",
    "team_design",
    "team_implementation",
    "won_peers",
    "bought_before",
    "rivals",
    "doubters",
    "insights_unanswered",
    "from_reviews_28d",
    "gains_told",
    *(f"{side}_{end}" for side in ("theirs", "ours") for end in ("kept", "late")),
    "ours_open",
)
# Signals that are unknown where nothing tells them.
TOLD = (
    "quiet_days",
    "usual_gap_days",
    "price_quiet_days",
    "lone",
    "begun_days",
    "new_job_days",
    "requirements_days",
    "age_share",
    "relationship_days",
    "occasion_past_days",
    "year_ends_days",
    "won_days",
)
# From so many different products in four weeks on, the options are open.
OPEN_OPTIONS = 3


def dialogue_facts(
    dialogue_deals: Table,
    dialogue_rhythm: Table,
    dialogue_interest: Table,
    dialogue_returns: Table,
    dialogue_pages: Table,
    dialogue_reads: Table,
    dialogue_circle: Table,
    dialogue_turns: Table,
    dialogue_ages: Table,
    dialogue_talks: Table,
    dialogue_team: Table,
    dialogue_heard: Table,
    dialogue_echo: Table,
    dialogue_balance: Table,
    journey_states: Table,
    buying_groups: Table,
    commitments: Table,
) -> Table:
    """One deal worth a dialogue with all that its questions are chosen by, one column a signal.

    Columns: `deal_id`, `account_id`, `journey_id`, `kind` (of sale), `last_job` (the job they were at last; null:
    no act of theirs tells), `quiet_days` (since their last act; null: none), `usual_gap_days` (between their days
    with an act; null: one day only), `price_quiet_days` (since they last looked at prices and reasons to show
    colleagues; null: never), `silent` (1: quiet for longer than their own pace explains), `lone` (1: at most two
    known of a group), `acts` (of theirs), `acts_28d` (in 28 days), `acts_90d` (in 90 days), `people_90d` (active in
    90 days), `people_met` (talked with), `people_known`, `people_about` (known and unseen, rounded),
    `validation_repeats` (people who come back to one page of proof), `selection_repeats` (people who come back to
    one page about whom to choose), `spread` (people who followed a colleague to a page), `late` (commitments past
    their day), `moved` (times a commitment was moved), `returned_problem_identification` (1: back at it),
    `returned_solution_exploration` (1: back at it), `returned_requirements_building` (1: back at it),
    `done_problem_identification` (0-1), `done_solution_exploration` (0-1), `done_requirements_building` (0-1),
    `done_supplier_selection` (0-1), `done_validation` (0-1), `done_consensus_creation` (0-1), `done_most` (the
    largest of these), `far` (furthest of the first four jobs that is half done, 1 to 4; 0: none),
    `gap_problem_identification` (0-1, what it lacks where it is due and not half done), `gap_solution_exploration`
    (likewise), `gap_requirements_building` (likewise), `gap_supplier_selection` (likewise), `gap_validation`
    (likewise), `gap_consensus_creation` (likewise), `gap` (the largest of these).

    Of commitments: `agreed_open` (not yet kept), `agreed_ever`. Acts within 90 days on pages about `risk_acts`
    (what the present way costs), `approach_acts` (ways to go about it), `product_acts`, `case_acts` (other
    customers), `comparing_acts`, `why_us_acts`, `offer_acts`, `trial_acts`, `price_acts`, `figures_acts` (what it
    brings), `financing_acts`, `colleague_acts` (to show others), `buying_acts` (purchasing), `technical_acts`,
    `specification_acts`, `configuring_acts`, `security_acts`, `guarantee_acts`, `rollout_acts`; `case_pages`
    (different), `product_pages_28d` (different, in 28 days), `comparing_28d`, `configuring_days`, `price_days`,
    `price_readers` (people), `price_new_readers` (people new to it). Of people: `functions_90d` (that those active
    in 90 days work in), `finance_90d` (such people), `procurement_90d` (likewise), `legal_90d` (likewise), `it_90d`
    (likewise), `engineering_90d` (likewise), `operations_90d` (likewise), `management_90d` (likewise),
    `new_people_28d`, `new_functions_28d`, `gone_functions`, `deciders_known`, `deciders_90d` (active in 90 days),
    `met_quiet` (1: nobody talked with was seen in 28 days, though others were), `interests` (jobs they work on
    most). Of time: `problem_identification_90d` (acts), `solution_exploration_90d` (acts),
    `requirements_building_90d` (acts), `supplier_selection_90d` (acts), `validation_90d` (acts),
    `consensus_creation_90d` (acts), `begun_days` (since their first act), `new_job_days` (since a job was touched
    first), `requirements_days` (likewise, requirements), `validation_late` (1: proof was looked for after whom to
    choose), `asks_28d` (their mails and calls), `falling` (1: half as much as the quarter before), `age_share`
    (0-1, of deals won those won sooner), `wavering` (0-5, signs of being unable to choose: a page of proof again
    and again, back at an earlier job, a day moved, a day past, three products open). Around the deal: `talks_90d`,
    `group_talks_90d`, `account_acts_28d` (on anything), `team_people`, `team_design` (1: on our team),
    `team_implementation` (1: on our team), `won_peers` (of the industry), `bought_before` (1: they have),
    `relationship_days` (before the deal). Heard in talks: `occasion_past_days` (since the occasion they named; null:
    none is past), `year_ends_days` (to the next end of their financial year; null: not told), `rivals` (other
    suppliers named in their demands), `doubters` (people last said to be against it, four weeks ago or more). Of give
    and take: `insights_unanswered` (given a week ago or more), `from_reviews_28d` (pages they came to from sites that
    review suppliers), `won_days` (since they first bought; null: never), `gains_told` (that they have spoken of),
    `theirs_kept`, `theirs_late`, `ours_kept`, `ours_late` (promises due within a year), `ours_open` (of ours on this
    deal, not yet kept).
    """
    met = buying_groups.group_by("deal_id").agg(people_met=buying_groups.met.sum())
    agreed = commitments.group_by("deal_id").agg(
        late=(commitments.status == "late").ifelse(1, 0).sum(),
        moved=commitments.moved_times.sum(),
        agreed_open=(commitments.status != "kept").ifelse(1, 0).sum(),
        agreed_ever=commitments.count(),
    )
    rows = dialogue_deals
    more = (dialogue_reads, dialogue_circle, dialogue_turns, dialogue_ages, dialogue_talks, dialogue_team)
    beside = (dialogue_heard, dialogue_echo, dialogue_balance)
    for table in (dialogue_rhythm, dialogue_interest, dialogue_returns, dialogue_pages, met, agreed, *more, *beside):
        rows = rows.left_join(table, "deal_id").drop("deal_id_right")
    rows = rows.left_join(journey_states.select("journey_id", "weeks", *JOBS), "journey_id").drop("journey_id_right")
    rows = rows.mutate(**{job: rows[job].fill_null(0.0) for job in JOBS})
    told = {name: value.cast("float64") for name, value in _measured(rows).items()}
    return rows.select(*NAMES, **told)


def dialogue_signals(dialogue_facts: Table) -> Table:
    """One signal of one deal worth a dialogue: what its stuck job and its questions stand on.

    Columns: `deal_id`, `signal` (the column of `dialogue_facts` that explains it), `value` (null: cannot tell).
    """
    names = [name for name in dialogue_facts.columns if name not in NAMES]
    return ibis.union(
        *[dialogue_facts.select("deal_id", signal=ibis.literal(name), value=dialogue_facts[name]) for name in names]
    )


def _measured(rows: Table) -> dict[str, NumericValue]:
    """Each signal's value, by its name."""
    gaps = {f"gap_{job}": _gap(rows, job) for job in JOBS}
    return {
        **{name: rows[name] for name in TOLD},
        **{name: rows[name].fill_null(0) for name in COUNTED},
        **{f"done_{job}": rows[job] for job in JOBS},
        **gaps,
        "done_most": ibis.greatest(*(rows[job] for job in JOBS)),
        "gap": ibis.greatest(*gaps.values()),
        "far": _far(rows),
        "people_known": rows.known_people,
        "people_about": (rows.known_people + rows.unseen_people.fill_null(0.0)).round(),
        "silent": _is_silent(rows).ifelse(1, 0),
        "met_quiet": _is_met_quiet(rows).ifelse(1, 0),
        "wavering": _wavering(rows),
    }


def _far(rows: Table) -> IntegerValue:
    """How many of the four jobs that follow one another lie behind, up to the furthest that is half done."""
    done = [(rows[state] >= HALF, place + 1) for place, state in enumerate(STATES)]
    return ibis.cases(*reversed(done), else_=0)


def _gap(rows: Table, job: str) -> FloatingValue:
    """What a job lacks that is due: one further on has been worked on, or the journey has stood before it for long."""
    if job in STATES:
        place = STATES.index(job)
        stands = (_far(rows) == place) & (rows.weeks >= SLOW_FROM_WEEKS).fill_null(False)
        due = (_far(rows) > place) | stands
    else:
        due = _far(rows) >= BESIDE_FROM
    return (due & (rows[job] < HALF)).ifelse(1 - rows[job], 0.0)


def _is_silent(rows: Table) -> BooleanValue:
    pace = rows.usual_gap_days.fill_null(PACE_OF_ONE_DAY)
    long = (rows.quiet_days >= rows.silent_gaps * pace) & (rows.quiet_days >= rows.silent_days)
    return long.fill_null(False)


def _is_met_quiet(rows: Table) -> BooleanValue:
    others = rows.acts_28d.fill_null(0) > 0
    return (rows.people_met.fill_null(0) > 0) & (rows.met_28d.fill_null(0) == 0) & others


def _wavering(rows: Table) -> IntegerValue:
    """How many signs there are of somebody who cannot choose."""
    back = ibis.or_(*(rows[name].fill_null(0) > 0 for name in RETURNED))
    again = rows.validation_repeats.fill_null(0) > 0
    moved, late = rows.moved.fill_null(0) > 0, rows.late.fill_null(0) > 0
    is_open = rows.product_pages_28d.fill_null(0) >= OPEN_OPTIONS
    signs = [sign.ifelse(1, 0) for sign in (again, back, moved, late, is_open)]
    return sum(signs[1:], signs[0])
