"""On which days the customer of a deal made progress by itself: what coaching is judged by (S8)."""

import ibis
from ibis.expr.types import Table

# Nobody was at a job for so long: it is taken up anew, as `brought_steps` has it.
AWAY_DAYS = 56


def progress_days(events: Table, deal_needs: Table, deals: Table) -> Table:
    """One day on which the customer of one open deal did something new, by its own act.

    New is an act by a person never seen before in the need, or on a buying job that nobody had been at for eight weeks.
    Only what the customer does alone counts, so that no call or meeting of ours makes progress. Columns: `deal_id`,
    `happened_on`.
    """
    acts = events.filter(events.side == "customer", events.journey_id.notnull())
    acts = acts.semi_join(deal_needs, "journey_id")
    acts = acts.mutate(happened_on=acts.happened_at.date())
    people = acts.filter(acts.person_id.notnull()).group_by(["journey_id", "person_id"])
    joined = people.agg(happened_on=lambda t: t.happened_on.min()).select("journey_id", "happened_on")
    jobs = acts.filter(acts.job.notnull(), acts.job != "none").select("journey_id", "job", "happened_on").distinct()
    by_job = ibis.window(group_by=[jobs.journey_id, jobs.job], order_by=jobs.happened_on)
    jobs = jobs.mutate(before=jobs.happened_on.lag().over(by_job))
    away = jobs.happened_on.delta(jobs.before, unit="day") >= AWAY_DAYS
    anew = jobs.filter(jobs.before.isnull() | away).select("journey_id", "happened_on")
    days = ibis.union(joined, anew, distinct=True)
    spans = deals.select("deal_id", "opened_on", closed_on=deals.closed_at.date())
    rows = days.join(deal_needs.select("deal_id", "journey_id"), "journey_id").join(spans, "deal_id")
    still = (rows.closed_on.isnull() | (rows.happened_on <= rows.closed_on)).fill_null(True)
    return rows.filter(rows.happened_on >= rows.opened_on, still).select("deal_id", "happened_on").distinct()
