"""The ways customers really went (S4): each journey's steps in the customer's buying jobs, case by case.

A step is one week's job: the one that the week's acts say most about. Weeks in a row on one job, with nothing but
silence between them, are one step. No CRM stage and no act of ours is a step.
"""

import ibis
from ibis.expr.types import Table

from headway.sources.sums import exact_sum
from headway.sources.words import JOBS

UNDER_WAY = "under_way"
WEEK_DAYS, DAY_SECONDS = 7, 86_400
# After a quarter of a year without an act the next one begins another journey, as in `journeys`.
SILENCE_DAYS = 13 * WEEK_DAYS
# The second at which a journey under way ends.
NEVER = 2**62


def closings(deal_endings: Table, deal_needs: Table) -> Table:
    """One ending of a buying need: a deal that closed; deals that closed in the same second count as one.

    Columns: `deal_id` (of several, the first by name), `account_id`, `journey_id`, `ending` (won, lost, no_decision:
    the reason given, as known at the moment, says that the customer bought from nobody), `closed_at`, `previous_at`
    (the need's ending before; null: none).
    """
    rows = deal_endings.join(deal_needs.select("deal_id", "journey_id"), "deal_id")
    rows = rows.mutate(closed_at=rows.closed_at.truncate("s"))
    first = ibis.window(group_by=[rows.journey_id, rows.closed_at], order_by=rows.deal_id)
    rows = rows.mutate(place=ibis.row_number().over(first))
    rows = rows.filter(rows.place == 0)
    previous = rows.closed_at.lag().over(group_by=rows.journey_id, order_by=rows.closed_at)
    return rows.select("deal_id", "account_id", "journey_id", "ending", "closed_at", previous_at=previous)


def path_weeks(events: Table, closings: Table, moment: Table) -> Table:
    """One week of one person (or of those unknown) on one buying job, within one journey.

    An act belongs to the ending that comes next in its need, or to the journey under way; what lies before a silence of
    13 weeks belongs to no journey. Columns: `case_id` (the deal that ended it; else the need), `account_id`,
    `journey_id`, `week` (its Monday), `job`, `person_id` (null: unknown), `weight` (sum of what each act says),
    `first_at`, `last_at`.
    """
    acts = events.filter(events.channel == "web", events.job.isin(JOBS)).cross_join(moment)
    acts = acts.filter(acts.happened_at <= acts.moment)
    columns = ("journey_id", "account_id", "person_id", "job", "weight", "happened_at")
    nobody, nothing = ibis.null("string"), ibis.null("float64")
    # Engines tell the fineness of a cut time differently; a union asks for the same on both sides.
    acts = acts.mutate(happened_at=acts.happened_at.cast("timestamp(6)"))
    closed_at = closings.closed_at.cast("timestamp(6)")
    ended = closings.select(
        "journey_id", "account_id", person_id=nobody, job=nobody, weight=nothing, happened_at=closed_at
    )
    both = ibis.union(acts.select(*columns, is_end=ibis.literal(0)), ended.select(*columns, is_end=ibis.literal(1)))
    both = both.mutate(second=both.happened_at.truncate("s").epoch_seconds())
    # A range takes acts of one second together, so that nothing hangs on which of them comes first.
    ahead = ibis.range_window(group_by=both.journey_id, order_by=both.second, preceding=0, following=None)
    closed = (both.is_end == 1).ifelse(both.second, ibis.null("int64"))
    tied = both.mutate(closed_second=closed.min().over(ahead).fill_null(NEVER))
    alive = _since_silence(tied.filter(tied.is_end == 0))
    ends = closings.select("journey_id", "deal_id", closed_second=closings.closed_at.epoch_seconds())
    alive = alive.left_join(ends, ["journey_id", "closed_second"], rname="end_{name}")
    alive = alive.mutate(
        case_id=ibis.coalesce(alive.deal_id, alive.journey_id), week=alive.happened_at.truncate("W").date()
    )
    return alive.group_by(["case_id", "account_id", "journey_id", "week", "job", "person_id"]).agg(
        weight=exact_sum(alive.weight.fill_null(0.0)),
        first_at=alive.happened_at.min(),
        last_at=alive.happened_at.max(),
    )


def _since_silence(acts: Table) -> Table:
    """The acts of each journey since its last long silence."""
    case = [acts.journey_id, acts.closed_second]
    gap = acts.second - acts.second.lag().over(group_by=case, order_by=acts.second)
    timed = acts.mutate(begins=(gap >= SILENCE_DAYS * DAY_SECONDS).fill_null(False).ifelse(acts.second, 0))
    timed = timed.mutate(begins=timed.begins.max().over(group_by=[timed.journey_id, timed.closed_second]))
    return timed.filter(timed.second >= timed.begins)


def paths(path_weeks: Table, closings: Table, needs: Table, matrix: Table, web_events: Table, moment: Table) -> Table:
    """One buying journey that we saw something of: it ended with a deal, or it is under way.

    Under way is what has moved within 13 weeks or has an open deal. Columns: `case_id` (the deal that ended it; else
    the need), `account_id`, `journey_id`, `deal_id` (the one that ended it, or the open one; null: none), `kind` (of
    sale; unknown), `ending` (won, lost, no_decision, under_way), `begun_at` and `last_at` (the customer's first and
    last act on a buying job), `closed_at` (null: under way), `days` (from the first act to the ending or the moment),
    `weeks` (in which the customer was active), `second_person_at` and `third_person_at` (when so many people had been
    seen; null: not yet), `is_whole` (no: it may have begun before tracking did).
    """
    seen = path_weeks.group_by(["case_id", "account_id", "journey_id"]).agg(
        begun_at=path_weeks.first_at.min(), last_at=path_weeks.last_at.max(), weeks=path_weeks.week.nunique()
    )
    rows = seen.left_join(_joined(path_weeks), "case_id").drop("case_id_right")
    ends = closings.select("deal_id", "ending", "closed_at", "previous_at")
    rows = rows.left_join(ends, rows.case_id == ends.deal_id)
    latest = closings.group_by("journey_id").agg(latest_at=closings.closed_at.max())
    rows = rows.left_join(latest, "journey_id").drop("journey_id_right")
    still = needs.select("journey_id", open_id="deal_id")
    rows = rows.left_join(still, "journey_id").drop("journey_id_right")
    rows = rows.mutate(deal_id=ibis.coalesce(rows.deal_id, rows.open_id))
    rows = rows.left_join(matrix.select("deal_id", "kind"), "deal_id").drop("deal_id_right")
    tracked = web_events.agg(tracked_at=web_events.recorded_at.min())
    rows = rows.cross_join(tracked).cross_join(moment)
    silence = ibis.interval(days=SILENCE_DAYS)
    ended = rows.closed_at.notnull()
    rows = rows.filter(ended | rows.open_id.notnull() | (rows.last_at > rows.moment - silence))
    before = ended.ifelse(rows.previous_at, rows.latest_at)
    until = ibis.coalesce(rows.closed_at, rows.moment)
    return rows.select(
        "case_id",
        "account_id",
        "journey_id",
        "deal_id",
        "begun_at",
        "last_at",
        "closed_at",
        "weeks",
        "second_person_at",
        "third_person_at",
        kind=rows.kind.fill_null("unknown"),
        ending=rows.ending.fill_null(UNDER_WAY),
        days=until.date().delta(rows.begun_at.date(), unit="day"),
        is_whole=(rows.begun_at >= rows.tracked_at + silence) | (before >= rows.tracked_at).fill_null(False),
    )


def _joined(path_weeks: Table) -> Table:
    """When the second and the third identified person of each journey were first seen."""
    known = path_weeks.filter(path_weeks.person_id.notnull())
    first = known.group_by(["case_id", "person_id"]).agg(first_at=known.first_at.min())
    order = ibis.window(group_by=first.case_id, order_by=[first.first_at, first.person_id])
    placed = first.mutate(place=ibis.row_number().over(order))
    return placed.group_by("case_id").agg(
        second_person_at=placed.first_at.min(where=placed.place == 1),
        third_person_at=placed.first_at.min(where=placed.place == 2),  # noqa: PLR2004 -- the third, counted from 0
    )


def path_steps(path_weeks: Table, paths: Table) -> Table:
    """One step of one journey: weeks in a row that were mostly about one buying job.

    Silent weeks between do not end a step. Columns: `case_id`, `step` (from 1 on), `job`, `begun_at` and `ended_at`
    (the first and the last act on the job in those weeks), `weeks` (in which the customer was active).
    """
    return _steps(path_weeks.semi_join(paths, "case_id"), "job")


def topic_steps(events: Table, pages: Table, path_weeks: Table, paths: Table) -> Table:
    """One step of one journey, told by what the pages read are about: weeks in a row that were mostly about one topic.

    A topic is the rule whose word has placed the page on a buying job (`sources/pages`); what readers or the company
    alone have placed has none. Weeks without a topic do not end a step. Columns: `case_id`, `step` (from 1 on), `topic`
    (such as pricing, cases, integrations), `begun_at` and `ended_at` (the first and the last act on the topic in those
    weeks), `weeks` (in which the customer was active on it).
    """
    spans = path_weeks.semi_join(paths, "case_id").group_by(["case_id", "journey_id"])
    spans = spans.agg(since=path_weeks.first_at.min(), until=path_weeks.last_at.max())
    rule = pages.basis.split(":")[0]
    about = pages.filter(pages.job.isin(JOBS), pages.basis.contains(":"), rule != "readers")
    about = about.select("page", topic=about.basis.split(":")[0])
    acts = events.filter(events.channel == "web", events.job.isin(JOBS)).select(
        "journey_id", "page", "weight", happened_at=events.happened_at.cast("timestamp(6)")
    )
    acts = acts.join(about, "page").join(spans, "journey_id")
    acts = acts.filter(acts.happened_at >= acts.since, acts.happened_at <= acts.until)
    return _steps(
        acts.select(
            "case_id",
            "topic",
            week=acts.happened_at.truncate("W").date(),
            weight=acts.weight.fill_null(0.0),
            first_at=acts.happened_at,
            last_at=acts.happened_at,
        ),
        "topic",
    )


def _steps(seen: Table, about: str) -> Table:
    """The steps of each journey in what its weeks were mostly about, a column of theirs."""
    weekly = seen.group_by(["case_id", "week", about])
    weekly = weekly.agg(weight=exact_sum(seen.weight), first_at=seen.first_at.min(), last_at=seen.last_at.max())
    most = ibis.window(
        group_by=[weekly.case_id, weekly.week], order_by=[weekly.weight.desc(), weekly.first_at, weekly[about]]
    )
    led = weekly.mutate(place=ibis.row_number().over(most))
    led = led.filter(led.place == 0)
    before = led[about].lag().over(group_by=led.case_id, order_by=led.week)
    led = led.mutate(starts=(before.isnull() | (before != led[about])).ifelse(1, 0))
    so_far = ibis.cumulative_window(group_by=led.case_id, order_by=led.week)
    numbered = led.mutate(step=led.starts.sum().over(so_far))
    return numbered.group_by(["case_id", "step", about]).agg(
        begun_at=numbered.first_at.min(), ended_at=numbered.last_at.max(), weeks=numbered.count()
    )
