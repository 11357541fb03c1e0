"""What our side brought into dialogues, and what the customers did in the four weeks after it (S6)."""

import json

import ibis
import pyarrow as pa
from ibis.expr.types import Table

# How long a customer has for a step, and how long nobody may have been at a job for it to be taken up anew.
STEP_WITHIN_DAYS, AWAY_DAYS = 28, 56
# What is brought, by the kind of input that says so, and where that input names it.
BROUGHT = {"asked": ("question", "question_id"), "insight_given": ("insight", "insight_id")}
SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("input_id", "deal_id", "kind", "thing_id")),
        ("is_useful", pa.bool_()),
        ("told_at", pa.timestamp("us")),
        ("told_by", pa.string()),
    ]
)


def brought(standing_inputs: pa.Table) -> pa.Table:
    """One question that was asked in a dialogue, or one insight given to a buying group.

    Columns: `input_id`, `deal_id`, `kind` (question, insight), `thing_id` (of the question or the insight), `is_useful`
    (as who asked it says; null: not said), `told_at`, `told_by` (mail address of ours).
    """
    rows = [row for row in standing_inputs.to_pylist() if row["kind"] in BROUGHT]
    found = []
    for row in sorted(rows, key=lambda row: (row["recorded_at"], row["input_id"])):
        says = json.loads(row["value"])
        kind, named = BROUGHT[row["kind"]]
        useful = {"yes": True, "no": False}.get(says.get("useful", ""))
        told = {"kind": kind, "thing_id": says[named], "is_useful": useful, "told_at": row["recorded_at"]}
        found.append({**told, "input_id": row["input_id"], "deal_id": says["deal_id"], "told_by": row["who"]})
    return pa.Table.from_pylist(found, SCHEMA)


def brought_steps(brought: Table, deal_needs: Table, events: Table, moment: Table) -> Table:
    """One thing brought into a dialogue, and the steps of the customer in the four weeks after it.

    A step is an act of the customer that is new to its need: by a person never seen before, or on a buying job that
    nobody had been at for eight weeks. Columns: `input_id`, `deal_id`, `kind` (question, insight), `thing_id`,
    `told_at`, `steps`, `event_id` (the first of them; null: none), `is_over` (the four weeks have passed).
    """
    needs = deal_needs.select("deal_id", "journey_id")
    told = brought.select("input_id", "deal_id", "kind", "thing_id", "told_at").join(needs, "deal_id")
    theirs = (events.side == "customer") | ((events.side == "both") & events.person_id.notnull())
    acts = events.filter(theirs, events.person_id.notnull() | events.job.notnull())
    acts = acts.select("journey_id", "event_id", "happened_at", "person_id", "job")
    after = told.join(acts, "journey_id").cross_join(moment)
    after = after.filter(after.happened_at <= after.moment)
    by_person = ibis.window(group_by=[after.input_id, after.person_id])
    after = after.mutate(
        days=after.happened_at.date().delta(after.told_at.date(), unit="day").cast("int64"),
        person_since=after.happened_at.min().over(by_person),
    )
    by_job = ibis.window(group_by=[after.input_id, after.job], order_by=[after.happened_at, after.event_id])
    since = after.days - after.days.lag().over(by_job)
    new_person = after.person_id.notnull() & (after.happened_at == after.person_since)
    new_job = after.job.notnull() & (after.job != "none") & (since.isnull() | (since >= AWAY_DAYS))
    within = (after.happened_at > after.told_at) & (after.days <= STEP_WITHIN_DAYS)
    steps = after.mutate(is_new=new_person | new_job, is_within=within)
    steps = steps.filter(steps.is_new, steps.is_within)
    first = ibis.window(group_by=steps.input_id, order_by=[steps.happened_at, steps.event_id])
    steps = steps.mutate(place=ibis.row_number().over(first))
    counted = steps.group_by("input_id").agg(
        steps=steps.event_id.nunique(), event_id=steps.event_id.min(where=steps.place == 0)
    )
    rows = told.left_join(counted, "input_id").drop("input_id_right").cross_join(moment)
    passed = rows.moment.date().delta(rows.told_at.date(), unit="day") > STEP_WITHIN_DAYS
    named = ("input_id", "deal_id", "kind", "thing_id", "told_at", "event_id")
    return rows.select(*named, steps=rows.steps.fill_null(0), is_over=passed)
