"""The words that a company has chosen itself, how often each stands, and what it is taken or proposed to mean."""

from typing import Any

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from headway.sources.mapping import (
    COUNTS,
    LEFT_OUT,
    OUR_ROLES,
    OWN,
    THEIR_ROLES,
    is_left_out_by_name,
    key_of,
    proposed_field,
    proposed_stage,
    rate_of,
)
from headway.sources.roles import role_said

SCHEMA = pa.schema(
    [
        ("about", pa.string()),
        ("value", pa.string()),
        ("rows", pa.int64()),
        ("example", pa.string()),
        ("means", pa.string()),
        ("basis", pa.string()),
        ("proposed", pa.string()),
        ("is_placed", pa.bool_()),
        ("who", pa.string()),
        ("input_id", pa.string()),
    ]
)
# Sorts of which a mapping names the word and then what it means; the others name what they mean first.
MEANT_BY_NAME = ("stage", "role", "record_type", "pipeline", "deal_type", "zone")
Row = dict[str, Any]


def mapping_counts(
    crm_deals: Table,
    deal_states: Table,
    deal_sorts: Table,
    crm_deal_fields: Table,
    crm_roles: Table,
    crm_members: Table,
    currencies_seen: Table,
    clocks_seen: Table,
) -> Table:
    """One word of the company's own as it stands in its systems.

    Columns: `about` (stage, record_type, pipeline, deal_type, role, field, currency, zone), `value`, `rows` (deals,
    people in deals, members of deal teams, filled cells, or rows dated without a zone), `example` (the first deal, or
    of a field the first value), `numbers` (of a field: cells that hold a number), `closed`, `won` (of a stage: deals
    that the CRM says are so; null: it does not say).
    """
    now = crm_deals.left_join(deal_states, "deal_ref", rname="then_{name}")
    now = now.mutate(
        now_stage=ibis.coalesce(now.then_stage, now.stage),
        now_closed=ibis.coalesce(now.then_is_closed, now.is_closed),
        now_won=ibis.coalesce(now.then_is_won, now.is_won),
    )
    none = ibis.null("int64")
    stages = now.select(
        value=now.now_stage,
        example=now.deal_ref,
        numbers=none,
        closed=_counted(now.now_closed),
        won=_counted(now.now_won),
    )
    fields = crm_deal_fields.select(
        value=crm_deal_fields.field,
        example=crm_deal_fields.value,
        numbers=crm_deal_fields.number.notnull().ifelse(1, 0),
        closed=none,
        won=none,
    )
    held = currencies_seen.select("example", value="currency", times="deals", numbers=none, closed=none, won=none)
    dated = clocks_seen.select("example", "times", value="clock", numbers=none, closed=none, won=none)
    every = {
        "stage": _each(stages),
        **{by: _each(_said(deal_sorts, by)) for by in ("record_type", "pipeline", "deal_type")},
        "role": _each(ibis.union(_said(crm_roles, "role"), _said(crm_members, "role"))),
        "field": _each(fields),
        "currency": _each(held),
        "zone": _each(dated),
    }
    rows = ibis.union(*(each.mutate(about=ibis.literal(about)) for about, each in every.items()))
    rows = rows.filter(rows.value.notnull())
    return rows.group_by(["about", "value"]).agg(
        rows=rows.times.sum(),
        example=rows.example.min(),
        numbers=rows.numbers.sum(),
        closed=rows.closed.sum(),
        won=rows.won.sum(),
    )


def _counted(said: ibis.Value) -> ibis.Value:
    """1 for yes, 0 for no, null where nothing is said."""
    return ibis.cases((said, 1), (~said, 0), else_=ibis.null("int64"))


def _said(rows: Table, column: str) -> Table:
    none = ibis.null("int64")
    return rows.select(value=rows[column], example=rows.deal_ref, numbers=none, closed=none, won=none)


def _each(rows: Table) -> Table:
    """Rows in one shape: each counts once, unless it says how often."""
    told = rows if "times" in rows.columns else rows.mutate(times=ibis.literal(1))
    counts = {name: told[name].cast("int64") for name in ("times", "numbers", "closed", "won")}
    return told.select("value", "example", **counts)


def mapping_values(mapping_counts: pa.Table, mappings: pa.Table, rates: pa.Table) -> pa.Table:
    """One word of the company's own: what it counts as, why, and what Headway would propose.

    What nobody has said is taken as the CRM says or as roles are usually called; a proposal counts only once a person
    or headway.toml has said it. A word whose meaning is unknown, or proposed to be another, is not placed.

    Columns: `about`, `value`, `rows`, `example` (as in `mapping_counts`), `means` (what it counts as now; null: for
    nothing), `basis` (a person; settings; the CRM; its words; null: not known), `proposed` (null: nothing better than
    what it counts as), `is_placed`, `who`, `input_id` (of a person's word, to undo it).
    """
    told = {named(row): row for row in mappings.to_pylist()}
    rated = {row["currency"]: row["basis"] for row in rates.to_pylist()}
    found = []
    for row in mapping_counts.sort_by([("about", "ascending"), ("value", "ascending")]).to_pylist():
        about, said = row["about"], told.get((row["about"], key_of(row["value"])))
        read = _currency(rated.get(row["value"])) if about == "currency" else _read(row)
        found.append(_value(row, said, read))
    return pa.Table.from_pylist(found, SCHEMA)


def named(said: Row) -> tuple[str, str]:
    """The word that a mapping is about, as `mapping_counts` names it."""
    if said["about"] in ("field", "currency"):
        return said["about"], key_of(said["means"])
    if said["about"] == "rate":
        return "currency", key_of(rate_of(said["value"])[0])
    return said["about"], said["key"]


def meant(said: Row) -> str:
    """What a mapping says of its word; of a currency that there is a rate, or that it is the own one."""
    if said["about"] in MEANT_BY_NAME:
        return str(said["means"])
    return "rate" if said["about"] == "rate" else str(said["key"])


def _value(row: Row, said: Row | None, read: tuple[str | None, str | None, str | None]) -> Row:
    means, basis, proposed = read
    shown = {name: row[name] for name in ("about", "value", "rows", "example")}
    if said:
        who = {"who": said["who"], "input_id": said["input_id"]}
        return {**shown, "means": meant(said), "basis": said["told_by"], "is_placed": True, **who}
    is_known = means is not None or row["about"] == "field"
    is_placed = is_known and proposed in (None, means)
    return {**shown, "means": means, "basis": basis, "proposed": proposed, "is_placed": is_placed}


def _read(row: Row) -> tuple[str | None, str | None, str | None]:
    """What a word counts as until somebody says, why, and what is proposed."""
    if row["about"] == "stage":
        return _stage(row)
    if row["about"] == "role":
        means = role_said(row["value"], (*THEIR_ROLES, *OUR_ROLES))
        return means, "its words" if means else None, None
    if row["about"] == "field":
        return None, None, proposed_field(row["value"], are_numbers=row["numbers"] == row["rows"])
    if row["about"] == "zone":
        return None, None, None  # asked, never guessed
    out = is_left_out_by_name(row["value"])
    return COUNTS, "the CRM", LEFT_OUT if out else None


def _stage(row: Row) -> tuple[str | None, str | None, str | None]:
    """As the CRM closes most of the deals that stand there; by its name where it says nothing."""
    if row["closed"] is None:
        return None, None, proposed_stage(row["value"])
    if row["closed"] * 2 <= row["rows"]:
        return "open", "the CRM", proposed_stage(row["value"])
    return "won" if (row["won"] or 0) * 2 > row["closed"] else "lost", "the CRM", None


def _currency(basis: str | None) -> tuple[str | None, str | None, str | None]:
    return (OWN if basis == OWN else "rate" if basis else None), basis, None
