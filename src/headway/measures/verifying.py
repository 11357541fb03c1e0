"""Which commitments of customers their own acts have kept, and which act proves it (S6, S11)."""

import ibis
from ibis.expr.types import Table

from headway.sources.questions import topics


def commitment_proofs(
    told_commitments: Table,
    deal_needs: Table,
    events: Table,
    pages: Table,
    touchpoints: Table,
    person_functions: Table,
    people: Table,
    plan_acts: Table,
    plan_events: Table,
    moment: Table,
) -> Table:
    """One commitment that an act of the customer itself has kept: the first act that shows it, after it was made.

    A commitment with the sign `read` is kept when somebody (of its function, where one is named) opens a page about its
    topic; with the sign `met`, when people of so many functions are in one talk; any, when they tick it on the plan
    shared with them. What people of ours have overruled is never marked again. Columns: `commitment_id`, `deal_id`,
    `event_id`, `happened_at`, `what`, `person_id` (null: a talk), `confidence` (0-1, that the person is of this
    customer; null: a talk).
    """
    waiting = told_commitments.filter(~told_commitments.is_refused).cross_join(moment)
    proofs = ibis.union(
        _read(waiting, deal_needs, events, pages, person_functions, people),
        _met(waiting, touchpoints, person_functions),
        _ticked(waiting, plan_acts, plan_events),
    )
    first = ibis.window(group_by=proofs.commitment_id, order_by=[proofs.happened_at, proofs.event_id])
    return proofs.mutate(place=ibis.row_number().over(first)).filter(lambda t: t.place == 0).drop("place")


def _read(
    waiting: Table, deal_needs: Table, events: Table, pages: Table, person_functions: Table, people: Table
) -> Table:
    """Acts of reading that keep a commitment."""
    asked = (
        waiting.filter(waiting.sign == "read").drop("what").join(deal_needs.select("deal_id", "journey_id"), "deal_id")
    )
    rule = pages.basis.split(":")[0]
    topic = ibis.cases(*[(rule.isin(rules), topic) for topic, rules in topics().items()], else_=ibis.null("string"))
    about = pages.select("page", topic=topic)
    acts = events.filter(events.channel == "web", events.person_id.notnull(), events.page.notnull())
    acts = acts.select("event_id", "journey_id", "person_id", "happened_at", "what", "page").join(about, "page")
    acts = acts.left_join(person_functions.select("person_id", works_in="function"), "person_id").drop(
        "person_id_right"
    )
    acts = acts.join(people.select("person_id", "confidence"), "person_id")
    found = asked.join(acts, ["journey_id", "topic"])
    of_them = found.function.isnull() | (found.function == found.works_in).fill_null(False)
    found = found.filter(found.happened_at > found.told_at, found.happened_at <= found.moment, of_them)
    return found.select("commitment_id", "deal_id", "event_id", "happened_at", "what", "person_id", "confidence")


def _met(waiting: Table, touchpoints: Table, person_functions: Table) -> Table:
    """Talks that keep a commitment."""
    asked = waiting.filter(waiting.sign == "met")
    held = touchpoints.filter(touchpoints.person_ids.notnull(), touchpoints.deal_id.notnull())
    who = held.select("touchpoint_id", "deal_id", "happened_at", person_id=held.person_ids.split(" ")).unnest(
        "person_id"
    )
    who = who.join(person_functions.select("person_id", "function"), "person_id")
    there = who.group_by(["touchpoint_id", "deal_id", "happened_at"]).agg(came=who.function.nunique())
    found = asked.join(there, "deal_id")
    after = (found.happened_at > found.told_at) & (found.happened_at <= found.moment)
    found = found.filter(after, found.came >= found.functions)
    return found.select(
        "commitment_id",
        "deal_id",
        "happened_at",
        event_id=found.touchpoint_id,
        what=ibis.literal("they met"),
        person_id=ibis.null("string"),
        confidence=ibis.null("float64"),
    ).select("commitment_id", "deal_id", "event_id", "happened_at", "what", "person_id", "confidence")


def _ticked(waiting: Table, plan_acts: Table, plan_events: Table) -> Table:
    """Ticks on a shared plan that keep a commitment: whoever ticks has a link of their own."""
    ticks = plan_acts.filter(plan_acts.kind == "ticked").select("event_id", "step_id", "happened_at")
    ticks = ticks.join(plan_events.select("event_id", "person_id"), "event_id")
    found = waiting.join(ticks, waiting.commitment_id == ticks.step_id)
    found = found.filter(found.happened_at <= found.moment)
    return found.select(
        "commitment_id",
        "deal_id",
        "event_id",
        "happened_at",
        what=ibis.literal("ticked on the shared plan"),
        person_id=found.person_id,
        confidence=ibis.literal(1.0),
    )
