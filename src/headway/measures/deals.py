"""Deals as they stood at the moment, from the CRM's own history of changes."""

import ibis
from ibis.expr.types import Table

from headway.sources.mapping import meanings


def deal_states(deal_changes: Table) -> Table:
    """One deal as its history leaves it at the moment: each value is the one written last.

    Columns: `deal_ref`, `stage`, `amount` and the `currency` it is told in, `probability` (share, the seller's),
    `closes_on`, `is_closed`, `is_won`, `owner_ref`, `changed_at`, `closed_at` (first closing after the
    last open state).
    """
    within = ibis.window(group_by="deal_ref", order_by=[deal_changes.recorded_at, deal_changes.change_ref])
    changes = deal_changes.mutate(place=ibis.row_number().over(within))
    changes = changes.mutate(
        last_open=changes.place.max(where=~changes.is_closed.fill_null(True)).over(group_by=changes.deal_ref)
    )
    values = ("stage", "amount", "currency", "probability", "closes_on", "is_closed", "is_won", "owner_ref")
    return changes.group_by("deal_ref").agg(
        **{name: changes[name].argmax(changes.place, where=changes[name].notnull()) for name in values},
        changed_at=changes.recorded_at.max(),
        closed_at=changes.recorded_at.min(
            where=changes.is_closed.fill_null(False) & (changes.place > changes.last_open.fill_null(-1))
        ),
    )


def deals(
    crm_deals: Table,
    deal_states: Table,
    deal_sorts: Table,
    deal_fields: Table,
    deal_amounts: Table,
    deals_left_out: Table,
    account_refs: Table,
    mappings: Table,
) -> Table:
    """One deal at the moment; those that the company leaves out, such as renewals, are none.

    What its history never says, a deal takes from its snapshot, where that was written by the moment.
    Columns: `deal_id`, `account_id`, `name`, `opened_at`, `opened_on`, `stage`, `amount` (in the company's own
    currency; null: none told, or no rate is known), `told_amount` and its `currency` (as the deal tells them),
    `probability` (share, the seller's), `closes_on`, `status` (open, won, lost), `closed_at`, `deal_type`, `product`,
    `owner_ref`, `changed_at`.
    """
    live = crm_deals.filter(~crm_deals.is_deleted.fill_null(False)).anti_join(deals_left_out, "deal_ref")
    live = live.drop("amount", "currency", "deal_type")
    placed = live.join(account_refs.select("ref", "account_id"), live.account_ref == account_refs.ref)
    known = placed.left_join(deal_states, "deal_ref", rname="then_{name}")
    known = known.left_join(deal_sorts.select("deal_ref", "deal_type"), "deal_ref", rname="sort_{name}")
    known = known.left_join(deal_fields.select("deal_ref", "product"), "deal_ref", rname="own_{name}")
    known = known.left_join(
        deal_amounts.select("deal_ref", "own_amount", "told_amount", "told_in"), "deal_ref", rname="worth_{name}"
    )

    def value(name: str) -> ibis.Value:
        return ibis.coalesce(known[f"then_{name}"], known[name])

    known = known.mutate(now_stage=value("stage"), now_closed=value("is_closed"), now_won=value("is_won"))
    stages = meanings(mappings, "stage")
    known = known.left_join(stages, known.now_stage.strip().lower() == stages.word)
    said = known.means.notnull()
    closed = said.ifelse(known.means != "open", known.now_closed).fill_null(False)
    won = said.ifelse(known.means == "won", known.now_won).fill_null(False)
    status = ibis.cases((closed & won, "won"), (closed, "lost"), else_="open")
    return known.select(
        "account_id",
        "name",
        "opened_at",
        "deal_type",
        "product",
        "told_amount",
        deal_id=known.deal_ref,
        opened_on=known.opened_at.date(),
        stage=known.now_stage,
        amount=known.own_amount,
        currency=known.told_in,
        probability=value("probability"),
        closes_on=value("closes_on"),
        status=status,
        closed_at=closed.ifelse(ibis.coalesce(known.closed_at, known.modified_at), ibis.null("timestamp(6)")),
        owner_ref=value("owner_ref"),
        changed_at=ibis.coalesce(known.changed_at, known.modified_at),
    )
