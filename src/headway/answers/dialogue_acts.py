"""What the customer of a deal worth a dialogue did, counted: the acts, their pace, what they were about (S6)."""

import ibis
from ibis.expr.types import BooleanValue, IntegerScalar, IntegerValue, Table

from headway.sources.questions import topics
from headway.sources.sums import exact_sum
from headway.sources.words import JOBS, STATES

ASKED_OF = ("consultancy", "solution", "relationship")
LONE_UP_TO = 2
ENDING = "ending"  # as `journey_weeks` calls the week in which a journey ended
# Windows in days: what counts as of late, how long somebody is away before a return, a quarter, and a year.
LATE_DAYS, AWAY_DAYS, QUARTER_DAYS, YEAR_DAYS = 28, 84, 90, 365
PASSED_ON_WITHIN_DAYS = 7
REPEATED_ON_DAYS = 3
EVIDENCE_ACTS = 10


def dialogue_deals(matrix: Table, deal_needs: Table, group_sizes: Table, standing: Table, settings: Table) -> Table:
    """One open deal worth a dialogue: consultancy, and the upper part of solution and relationship; never service.

    Nor is one that this week's verdict leaves digital, as a small reorder. A deal of whom hardly anybody is known,
    though a whole group is expected, counts too: it lies near the border only because the others are still unseen.
    Columns: `deal_id`, `account_id`, `journey_id`, `kind`, `border_distance` (in
    cut points; null: kind told, not measured), `known_people`, `expected_people` (published figures), `unseen_people`,
    `lone` (1: at most two known of a group; else 0), and from the settings `silent_gaps` (times the usual gap) and
    `silent_days`.
    """
    digital = standing.filter(standing.is_digital, standing.deal_id.notnull()).select("deal_id")
    still = matrix.filter(matrix.status == "open", matrix.kind.isin(ASKED_OF)).anti_join(digital, "deal_id")
    rows = still.select("deal_id", "account_id", "kind", "border_distance")
    rows = rows.join(deal_needs.select("deal_id", "journey_id"), "deal_id")
    sizes = group_sizes.select("deal_id", "known_people", "expected_people", "unseen_people")
    rows = rows.join(sizes, "deal_id").cross_join(_told(settings))
    lone = (rows.known_people <= LONE_UP_TO) & (rows.expected_people >= rows.group_from)
    rows = rows.mutate(lone=lone.fill_null(False).ifelse(1, 0))
    upper = (rows.border_distance >= rows.upper_from).fill_null(False) | (rows.lone == 1)
    return rows.filter((rows.kind == "consultancy") | upper).drop("upper_from", "group_from")


def dialogue_acts(dialogue_deals: Table, events: Table, pages: Table, journey_weeks: Table, moment: Table) -> Table:
    """One act of the customer in the need of one deal worth a dialogue: on our sites, written, or talked in person.

    A meeting counts where somebody of the customer is named in it; what came before the need's last ending does not.
    Columns: `deal_id`, `event_id`, `happened_at`, `days_ago`, `person_id`, `channel`, `what`, `page`, `job` (null:
    none), `topic` (what the page is about, as `sources/questions.toml` groups the rules of pages; null: none of these),
    `weight` (0-1, how much it says).
    """
    theirs = (events.side == "customer") | ((events.side == "both") & events.person_id.notnull())
    acts = events.filter(theirs, events.job.isin(JOBS) | (events.channel != "web")).drop("deal_id")
    acts = acts.join(dialogue_deals.select("deal_id", "journey_id"), "journey_id").cross_join(moment)
    endings = journey_weeks.filter(journey_weeks.job == ENDING).group_by("journey_id")
    endings = endings.agg(ended=journey_weeks.week.max())
    acts = acts.left_join(endings, "journey_id").drop("journey_id_right")
    of_this_need = acts.ended.isnull() | (acts.happened_at.truncate("W").date() > acts.ended)
    acts = acts.filter(acts.happened_at <= acts.moment, of_this_need)
    acts = acts.left_join(_page_topics(pages), "page").drop("page_right")
    return acts.select(
        "deal_id",
        "event_id",
        "happened_at",
        "person_id",
        "channel",
        "what",
        "page",
        "topic",
        "weight",
        days_ago=acts.moment.date().delta(acts.happened_at.date(), unit="day").cast("int64"),
        job=acts.job.isin(JOBS).ifelse(acts.job, ibis.null("string")),
    )


def dialogue_rhythm(dialogue_acts: Table) -> Table:
    """How the customer of one deal moves: how much, how many people, how long ago, and at which pace.

    Columns: `deal_id`, `acts`, `acts_28d`, `acts_90d`, `people_90d` (identified), `quiet_days` (since the last act),
    `usual_gap_days` (the middle one of the gaps between its days with an act, in the last year; null: one day only).
    """
    days = dialogue_acts.filter(dialogue_acts.days_ago < YEAR_DAYS).select("deal_id", "days_ago").distinct()
    older = ibis.window(group_by=days.deal_id, order_by=days.days_ago)
    gaps = days.mutate(gap=days.days_ago.lead().over(older) - days.days_ago)
    gaps = gaps.filter(gaps.gap.notnull())
    ranked = gaps.mutate(
        place=ibis.row_number().over(group_by=gaps.deal_id, order_by=[gaps.gap, gaps.days_ago]),
        gaps=gaps.count().over(group_by=gaps.deal_id),
    )
    middle = ranked.filter(ranked.place == (ranked.gaps - 1) // 2).select("deal_id", usual_gap_days="gap")
    quarter = dialogue_acts.days_ago < QUARTER_DAYS
    much = dialogue_acts.group_by("deal_id").agg(
        acts=dialogue_acts.count(),
        acts_28d=_many(dialogue_acts.days_ago < LATE_DAYS),
        acts_90d=_many(quarter),
        people_90d=dialogue_acts.person_id.nunique(where=quarter),
        quiet_days=dialogue_acts.days_ago.min(),
    )
    return much.left_join(middle, "deal_id").drop("deal_id_right")


def dialogue_interest(dialogue_acts: Table) -> Table:
    """The buying job the customer of one deal was at last: the one with most weight in its last four weeks.

    Columns: `deal_id`, `last_job`, `price_quiet_days` (since the last act on prices and reasons to show colleagues;
    null: none).
    """
    placed = dialogue_acts.filter(dialogue_acts.job.notnull())
    placed = placed.mutate(newest=placed.days_ago.min().over(group_by=placed.deal_id))
    price = placed.group_by("deal_id").agg(
        price_quiet_days=placed.days_ago.min(where=placed.job == "consensus_creation")
    )
    late = placed.filter(placed.days_ago < placed.newest + LATE_DAYS)
    weights = late.group_by(["deal_id", "job"]).agg(weight=exact_sum(late.weight.fill_null(0.0)))
    most = ibis.window(group_by=weights.deal_id, order_by=[weights.weight.desc(), weights.job])
    ranked = weights.mutate(place=ibis.row_number().over(most))
    return price.left_join(ranked.filter(ranked.place == 0).select("deal_id", last_job="job"), "deal_id").drop(
        "deal_id_right"
    )


def dialogue_returns(dialogue_acts: Table) -> Table:
    """Whether the customer of one deal is back at an earlier job: away for eight weeks, further then, and not since.

    Columns: `deal_id`, `returned_problem_identification`, `returned_solution_exploration`,
    `returned_requirements_building` (1: back at it; else 0).
    """
    age, job = dialogue_acts.days_ago, dialogue_acts.job
    spans = {
        "now": age < LATE_DAYS,
        "between": (age >= LATE_DAYS) & (age < AWAY_DAYS),
        "before": age >= AWAY_DAYS,
    }
    there = dialogue_acts.group_by("deal_id").agg(
        **{f"{state}_{span}": _many((job == state) & during) for state in STATES for span, during in spans.items()}
    )

    def back(place: int) -> IntegerValue:
        came = {span: there[f"{STATES[place]}_{span}"] > 0 for span in spans}
        further = {
            span: sum((there[f"{later}_{span}"] for later in STATES[place + 1 :]), ibis.literal(0)) > 0
            for span in spans
        }
        away = ~came["between"] & further["between"]
        return (came["before"] & away & came["now"] & ~further["now"]).ifelse(1, 0)

    return there.select("deal_id", **{f"returned_{state}": back(place) for place, state in enumerate(STATES[:-1])})


def dialogue_pages(dialogue_acts: Table) -> Table:
    """What people of one deal do with our pages in 90 days: come back to proof, or pass a page on.

    Columns: `deal_id`, `validation_repeats` and `selection_repeats` (people who opened one page about proof, or about
    whom to choose, on three days or more), `spread` (people who came to a page within a week of a colleague).
    """
    read = dialogue_acts.filter(
        dialogue_acts.page.notnull(), dialogue_acts.person_id.notnull(), dialogue_acts.days_ago < QUARTER_DAYS
    )
    readers = read.group_by(["deal_id", "person_id", "page", "job"]).agg(
        days=read.days_ago.nunique(), first_ago=read.days_ago.max()
    )
    by_page = ibis.window(
        group_by=[readers.deal_id, readers.page], order_by=[readers.first_ago.desc(), readers.person_id]
    )
    readers = readers.mutate(after=readers.first_ago.lag().over(by_page) - readers.first_ago)
    often = readers.days >= REPEATED_ON_DAYS
    return readers.group_by("deal_id").agg(
        validation_repeats=readers.person_id.nunique(where=often & (readers.job == "validation")),
        selection_repeats=readers.person_id.nunique(where=often & (readers.job == "supplier_selection")),
        spread=readers.person_id.nunique(where=readers.after <= PASSED_ON_WITHIN_DAYS),
    )


def dialogue_evidence(dialogue_acts: Table) -> Table:
    """One recent act of the customer of one deal: what the reasons of a dialogue point to, ten a job and topic.

    Columns: `deal_id`, `event_id`, `happened_at`, `what`, `job` (null: none), `topic` (null: none), `person_id`.
    """
    newest = ibis.window(
        group_by=[dialogue_acts.deal_id, dialogue_acts.job, dialogue_acts.topic],
        order_by=[dialogue_acts.happened_at.desc(), dialogue_acts.event_id],
    )
    rows = dialogue_acts.mutate(place=ibis.row_number().over(newest))
    return rows.filter(rows.place < EVIDENCE_ACTS).select(
        "deal_id", "event_id", "happened_at", "what", "job", "topic", "person_id"
    )


def _page_topics(pages: Table) -> Table:
    """What each page is about, where a rule on its words tells."""
    rule = pages.basis.split(":")[0]
    topic = ibis.cases(*[(rule.isin(rules), topic) for topic, rules in topics().items()], else_=ibis.null("string"))
    return pages.select("page", topic=topic)


def _many(true: BooleanValue) -> IntegerScalar:
    """How many rows it is true of."""
    return true.fill_null(False).ifelse(1, 0).sum()


def _told(settings: Table) -> Table:
    names = {
        "upper_from": "dialogues.upper_from_distance",
        "silent_gaps": "dialogues.silent_from_gaps",
        "silent_days": "dialogues.silent_from_days",
        "group_from": "matrix.complex_from_people",
    }
    return settings.agg(
        **{column: settings.value.max(where=settings.name == name).cast("float64") for column, name in names.items()}
    )
