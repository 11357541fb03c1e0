"""The plan shared with a customer: who of theirs is on it, and what they did there, as acts of the customer (S11)."""

import json
from datetime import date
from typing import Any

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from headway.sources import plans
from headway.sources.told import AS_TOLD

_TEXTS = ("link_id", "deal_id", "email", "name")
LINKS = pa.schema(
    [
        *((name, pa.string()) for name in _TEXTS),
        ("until_on", pa.date32()),
        ("given_at", pa.timestamp("us")),
        ("given_by", pa.string()),
        ("invited_by", pa.string()),
    ]
)
ACTS = pa.schema(
    [
        *((name, pa.string()) for name in ("event_id", "deal_id", "email", "kind", "step_id", "what")),
        ("happened_at", pa.timestamp("us")),
    ]
)
# What an act is called, and what an event says of it.
KINDS = {
    plans.JOINED: ("joined", "came onto the shared plan"),
    plans.DONE: ("ticked", "ticked on the shared plan: {step}"),
    plans.MOVED: ("moved", "moved on the shared plan: {step}, to {by_on}"),
    plans.SAID: ("said", "wrote on the shared plan: {text}"),
    plans.GOAL: ("aimed", "named a goal on the shared plan: {goal}"),
    plans.COMMITMENT: ("added", "put a step on the shared plan: {what}"),
    plans.LINK: ("invited", "invited {person} to the shared plan"),
}


def plan_links(standing_inputs: pa.Table) -> pa.Table:
    """One person of a customer who was given a link of their own to the plan shared on a deal, ended ones too.

    Columns: `link_id`, `deal_id`, `email`, `name`, `until_on` (the last day it opens), `given_at`, `given_by` (mail
    address of ours; null: invited by another of them), `invited_by` (the link of whoever did; null: one of ours).
    """
    rows = [_link(row) for row in standing_inputs.sort_by(AS_TOLD).to_pylist() if row["kind"] == plans.LINK]
    return pa.Table.from_pylist(rows, LINKS)


def plan_acts(standing_inputs: pa.Table, plan_links: pa.Table) -> pa.Table:
    """One act of a customer's person on the plan shared with them; just looking at it is none.

    Columns: `event_id`, `deal_id`, `email`, `kind` (joined, ticked, moved, said, aimed: named a goal, added: a step,
    invited: a colleague), `step_id` (the step it is about: of theirs a commitment; null: about none), `what` (the act
    in words), `happened_at`.
    """
    whose = {row["link_id"]: row for row in plan_links.to_pylist()}
    rows = [(row, json.loads(row["value"])) for row in standing_inputs.sort_by(AS_TOLD).to_pylist()]
    steps = {row["input_id"]: says["what"] for row, says in rows if row["kind"] in (plans.COMMITMENT, plans.STEP)}
    found = [_act(row, says, whose, steps) for row, says in rows if row["kind"] in KINDS]
    return pa.Table.from_pylist([act for act in found if act], ACTS)


def plan_people(plan_links: Table, addresses: Table, deals: Table) -> Table:
    """One person of a customer who is known because somebody gave them a link to a shared plan.

    Columns: `person_id`, `email`, `name`, `account_id` (of the deal), `known_at`.
    """
    known = addresses.group_by("email").agg(persons=addresses.person_id.nunique(), known=addresses.person_id.min())
    links = plan_links.left_join(known.filter(known.persons == 1), "email").drop("email_right")
    links = links.join(deals.select("deal_id", "account_id"), "deal_id")
    links = links.mutate(person_id=ibis.coalesce(links.known, plans.MAIL + links.email))
    one = links.group_by(["person_id", "email", "account_id"]).agg(name=links.name.min(), known_at=links.given_at.min())
    return one.select("person_id", "email", "name", "account_id", "known_at")


def plan_events(plan_acts: Table, plan_people: Table, deals: Table) -> Table:
    """One act on a shared plan, tied to the account of its deal.

    Columns: those of `events` but its need; `channel` is plan.
    """
    person = plan_people.group_by("email").agg(person_id=plan_people.person_id.min())
    acts = plan_acts.join(deals.select("deal_id", "account_id"), "deal_id").left_join(person, "email")
    nothing, no_number = ibis.null("string"), ibis.null("float64")
    return acts.select(
        "event_id",
        "account_id",
        "person_id",
        "deal_id",
        user_ref=nothing,
        happened_at=acts.happened_at,
        recorded_at=acts.happened_at,
        side=ibis.literal("customer"),
        channel=ibis.literal("plan"),
        what=acts.what,
        page=nothing,
        job=nothing,
        weight=no_number,
        buying_share=no_number,
        minutes=no_number,
    )


def plan_talks(plan_events: Table, plan_acts: Table) -> Table:
    """One word that a customer's person has written to both sides on a shared plan.

    Columns: `touchpoint_id`, `account_id`, `deal_id`, `person_ids` (the one), `user_refs` (null), `happened_at`,
    `channel` (plan), `minutes` (null).
    """
    written = plan_events.semi_join(plan_acts.filter(plan_acts.kind == "said"), "event_id")
    return written.select(
        "account_id",
        "deal_id",
        "happened_at",
        "channel",
        "minutes",
        touchpoint_id=written.event_id,
        person_ids=written.person_id,
        user_refs=ibis.null("string"),
    )


def _link(row: dict[str, Any]) -> dict[str, Any]:
    says = json.loads(row["value"])
    return {
        "link_id": row["input_id"],
        "deal_id": says["deal_id"],
        "email": says["person_id"].removeprefix(plans.MAIL),
        "name": says["person"],
        "until_on": date.fromisoformat(says["until_on"]),
        "given_at": row["recorded_at"],
        "given_by": row["who"],
        "invited_by": says.get("link_id"),
    }


def _act(
    row: dict[str, Any], says: dict[str, str], whose: dict[str, dict[str, Any]], steps: dict[str, str]
) -> dict[str, Any] | None:
    """The act that an input is; none where one of ours told it, or through a link that no longer stands."""
    link = whose.get(says.get("link_id", ""))
    if link is None or link["deal_id"] != says["deal_id"]:
        return None
    kind, words = KINDS[row["kind"]]
    step = row["input_id"] if row["kind"] == plans.COMMITMENT else says.get("step_id")
    told = {**says, "step": steps.get(step or "", "a step")}
    named = {"event_id": row["input_id"], "deal_id": says["deal_id"], "email": link["email"], "step_id": step}
    return {**named, "kind": kind, "what": words.format_map(told), "happened_at": row["recorded_at"]}
