"""Visits of people to our sites, and who was present on which buying job in which week."""

import ibis
from ibis.expr.types import Table

from headway.sources.sums import exact_sum

# Silence that ends a visit: the convention of every web-analytics tool.
VISIT_ENDS_AFTER_SECONDS = 30 * 60


def visits(web_acts: Table) -> Table:
    """One visit of one visitor of an account: acts with less than half an hour between them.

    Columns: `account_id`, `visitor_id` (null: only the person is known), `visit` (from 1 on), `person_id`,
    `started_at`, `ended_at`, `acts`, `pages`.
    """
    second = web_acts.happened_at.truncate("s").epoch_seconds()
    timed = web_acts.mutate(who=ibis.coalesce(web_acts.visitor_id, web_acts.person_id), second=second)
    gap = timed.second - timed.second.lag().over(group_by=timed.who, order_by=timed.second)
    started = timed.mutate(starts=(gap.isnull() | (gap > VISIT_ENDS_AFTER_SECONDS)).ifelse(1, 0))
    # A range takes acts of one second together, so that nothing hangs on which of them comes first.
    so_far = ibis.range_window(group_by=started.who, order_by=started.second, preceding=None, following=0)
    numbered = started.mutate(visit=started.starts.sum().over(so_far))
    by_visit = numbered.group_by(["account_id", "visitor_id", "who", "visit"]).agg(
        person_id=numbered.person_id.max(),
        started_at=numbered.happened_at.min(),
        ended_at=numbered.happened_at.max(),
        acts=numbered.count(),
        pages=numbered.page.nunique(),
    )
    return by_visit.drop("who")


def presences(events: Table, moment: Table) -> Table:
    """One account's presence on one buying job in one week, for one of its buying needs.

    Columns: `account_id`, `journey_id`, `week` (its Monday), `job` (a buying job, `none`, or `unplaced`), `acts`,
    `weight` (sum of what each act says of a purchase), `presence` (0-1, how surely somebody who is about a
    purchase was there), `people` (identified), `days`, `first_at`, `last_at`.
    """
    acts = events.filter(events.channel == "web").cross_join(moment).filter(lambda t: t.happened_at <= t.moment)
    placed = acts.mutate(
        week=acts.happened_at.truncate("W").date(),
        day=acts.happened_at.date(),
        job=acts.job.fill_null("unplaced"),
        says=(acts.weight * acts.buying_share.fill_null(1.0)).fill_null(0.0),
    )
    return placed.group_by(["account_id", "journey_id", "week", "job"]).agg(
        acts=placed.count(),
        weight=exact_sum(placed.says),
        presence=placed.says.max(),
        people=placed.person_id.nunique(),
        days=placed.day.nunique(),
        first_at=placed.happened_at.min(),
        last_at=placed.happened_at.max(),
    )
