"""What the company's own words mean here: as settings and people say, and as they are read until somebody does."""

from typing import Any

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from headway.sources.mapping import LEFT_OUT, OUR_ROLES, THEIR_ROLES, key_of, meanings
from headway.sources.roles import role_of

SCHEMA = pa.schema(
    [(name, pa.string()) for name in ("about", "key", "value", "means", "told_by", "who", "input_id")],
)
# What may say that a deal is no sale of the kind that is led here.
LEFT_OUT_BY = ("record_type", "pipeline", "deal_type")


def mappings(map_rules: pa.Table, overrides: pa.Table) -> pa.Table:
    """One word of the company's own, and what somebody has said that it means; a person's word beats the settings.

    Columns: `about` (stage, role, record_type, pipeline, deal_type, field, currency, rate, zone), `key` (the word as
    it is compared), `value` (as it is written), `means`, `told_by` (a person, settings), `who`, `input_id` (null:
    settings).
    """
    standing: dict[tuple[str, str], dict[str, Any]] = {}
    for rule in map_rules.to_pylist():
        standing[rule["about"], key_of(rule["value"])] = {**rule, "told_by": "settings"}
    for told in overrides.to_pylist():
        if told["kind"] == "mapping":
            about, _, value = told["key"].partition(" ")
            said = {"about": about, "value": value, "means": told["value"], "told_by": "a person"}
            standing[about, key_of(value)] = {**said, "who": told["who"], "input_id": told["input_id"]}
    rows = [{**row, "key": key} for (_, key), row in sorted(standing.items())]
    return pa.Table.from_pylist(rows, SCHEMA)


def deal_changes(crm_deal_changes: Table, mappings: Table) -> Table:
    """One dated state of a deal from the CRM's own history; a stage that is mapped says whether the deal is closed.

    Columns: `change_ref`, `deal_ref`, `field` (the one that changed; null: not told), `stage`, `amount` and its
    `currency` (as told), `probability` (share, the seller's), `closes_on`, `is_closed`, `is_won`, `owner_ref`,
    `system`, `recorded_at`, `modified_at`.
    """
    stages = meanings(mappings, "stage")
    rows = crm_deal_changes.left_join(stages, crm_deal_changes.stage.strip().lower() == stages.word)
    said = rows.means.notnull()
    closed = said.ifelse(rows.means != "open", rows.is_closed)
    won = said.ifelse(rows.means == "won", rows.is_won)
    return rows.mutate(is_closed=closed, is_won=won).select(crm_deal_changes.columns).drop("clock")


def clocks_seen(crm_accounts: Table, crm_people: Table, crm_deals: Table) -> Table:
    """One clock by which a system tells its times without naming the zone: that of the company's account there.

    Columns: `clock` (the system), `times` (companies, people and deals so dated), `example` (the first of them).
    """
    keys = ((crm_accounts, "account_ref"), (crm_people, "person_ref"), (crm_deals, "deal_ref"))
    every = ibis.union(*(rows.select("clock", ref=rows[key]) for rows, key in keys))
    said = every.filter(every.clock.notnull())
    return said.group_by("clock").agg(times=said.count(), example=said.ref.min())


def deal_sorts(crm_deals: Table, crm_labels: Table, deal_fields: Table) -> Table:
    """What sorts one deal in the CRM, by name: its record type, its pipeline, its type.

    Columns: `deal_ref`, `record_type`, `pipeline`, `deal_type` (of the field that is mapped to kind, else the CRM's).
    """
    of_type = crm_labels.select(type_ref="label_ref", type_name="name")
    of_pipeline = crm_labels.select(pipeline_ref="label_ref", pipeline_name="name")
    rows = crm_deals.left_join(of_type, crm_deals.record_type == of_type.type_ref)
    rows = rows.left_join(of_pipeline, rows.pipeline == of_pipeline.pipeline_ref)
    rows = rows.left_join(deal_fields.select("deal_ref", "kind"), "deal_ref")
    return rows.select(
        "deal_ref",
        record_type=ibis.coalesce(rows.type_name, rows.record_type),
        pipeline=ibis.coalesce(rows.pipeline_name, rows.pipeline),
        deal_type=ibis.coalesce(rows.kind, rows.deal_type),
    )


def deal_fields(crm_deal_fields: Table, mappings: Table) -> Table:
    """What one deal holds in the company's own fields that are mapped.

    Columns: `deal_ref`, `amount` (as told), `kind`, `product`; each null where the field is empty or not mapped.
    """
    told = mappings.filter(mappings.about == "field").select(holds="key", named=mappings.means.lower())
    rows = crm_deal_fields.join(told, crm_deal_fields.field.lower() == told.named)
    return rows.group_by("deal_ref").agg(
        amount=rows.number.max(where=rows.holds == "amount"),
        kind=rows.value.max(where=rows.holds == "kind"),
        product=rows.value.max(where=rows.holds == "product"),
    )


def deals_left_out(deal_sorts: Table, mappings: Table) -> Table:
    """One deal that is no sale of the kind that is led here, such as a renewal, and what says so.

    Columns: `deal_ref`, `because` (the record type, pipeline or type that is left out).
    """
    out = mappings.filter(mappings.means == LEFT_OUT, mappings.about.isin(LEFT_OUT_BY)).select("about", word="key")
    named = [deal_sorts.select("deal_ref", about=ibis.literal(by), value=deal_sorts[by]) for by in LEFT_OUT_BY]
    every = ibis.union(*named)
    rows = every.join(out, (every.about == out.about) & (every.value.strip().lower() == out.word))
    return rows.group_by("deal_ref").agg(because=rows.value.min())


def role_meanings(buying_groups: Table, our_people: Table, mappings: Table) -> Table:
    """One role as somebody typed it, and what it is read as on each side.

    Columns: `role` (as typed), `theirs` (decides, influences; null: neither is known), `ours` (design_manager,
    implementation_manager, account_manager, executive, expert; null: none is known), `basis` (told; words; null: not
    placed).
    """
    typed = ibis.union(buying_groups.select("role"), our_people.select("role"), distinct=True)
    typed = typed.filter(typed.role.notnull())
    told = meanings(mappings, "role")
    rows = typed.left_join(told, typed.role.strip().lower() == told.word)
    said = rows.means.notnull()
    theirs = said.ifelse(_one_of(rows.means, THEIR_ROLES), role_of(rows.role, THEIR_ROLES))
    ours = said.ifelse(_one_of(rows.means, OUR_ROLES), role_of(rows.role, OUR_ROLES))
    basis = ibis.cases((said, "told"), (theirs.notnull() | ours.notnull(), "words"), else_=None)
    return rows.select("role", theirs=theirs, ours=ours, basis=basis)


def _one_of(value: ibis.Value, names: tuple[str, ...]) -> ibis.Value:
    return value.isin(names).ifelse(value, ibis.null("string"))
