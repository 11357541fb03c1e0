"""Deals as they stood at the moment, from the CRM's own history of changes."""

import ibis
from ibis.expr.types import Table


def deal_states(crm_deal_changes: Table) -> Table:
    """One deal as its history leaves it at the moment: each value is the one written last.

    Columns: `deal_ref`, `stage`, `amount` (in the deal's currency), `probability` (share, the seller's), `closes_on`,
    `is_closed`, `is_won`, `owner_ref`, `changed_at`, `closed_at` (first closing after the last open state).
    """
    within = ibis.window(group_by="deal_ref", order_by=[crm_deal_changes.recorded_at, crm_deal_changes.change_ref])
    changes = crm_deal_changes.mutate(place=ibis.row_number().over(within))
    changes = changes.mutate(
        last_open=changes.place.max(where=~changes.is_closed.fill_null(True)).over(group_by=changes.deal_ref)
    )
    values = ("stage", "amount", "probability", "closes_on", "is_closed", "is_won", "owner_ref")
    return changes.group_by("deal_ref").agg(
        **{name: changes[name].argmax(changes.place, where=changes[name].notnull()) for name in values},
        changed_at=changes.recorded_at.max(),
        closed_at=changes.recorded_at.min(
            where=changes.is_closed.fill_null(False) & (changes.place > changes.last_open.fill_null(-1))
        ),
    )


def deals(crm_deals: Table, deal_states: Table, account_refs: Table) -> Table:
    """One deal at the moment.

    What its history never says, a deal takes from its snapshot, where that was written by the moment.
    Columns: `deal_id`, `account_id`, `name`, `opened_at`, `opened_on`, `stage`, `amount` (in the deal's currency),
    `currency` (its three letters; null: not known), `probability` (share, the seller's), `closes_on`, `status` (open,
    won, lost), `closed_at`, `deal_type`, `owner_ref`, `changed_at`.
    """
    live = crm_deals.filter(~crm_deals.is_deleted.fill_null(False))
    placed = live.join(account_refs.select("ref", "account_id"), live.account_ref == account_refs.ref)
    known = placed.left_join(deal_states, "deal_ref", rname="then_{name}")

    def value(name: str) -> ibis.Value:
        return ibis.coalesce(known[f"then_{name}"], known[name])

    closed = value("is_closed").fill_null(False)
    status = ibis.cases((closed & value("is_won").fill_null(False), "won"), (closed, "lost"), else_="open")
    return known.select(
        "account_id",
        "name",
        "opened_at",
        "deal_type",
        "currency",
        deal_id=known.deal_ref,
        opened_on=known.opened_at.date(),
        stage=value("stage"),
        amount=value("amount"),
        probability=value("probability"),
        closes_on=value("closes_on"),
        status=status,
        closed_at=closed.ifelse(ibis.coalesce(known.closed_at, known.modified_at), ibis.null("timestamp(6)")),
        owner_ref=value("owner_ref"),
        changed_at=ibis.coalesce(known.changed_at, known.modified_at),
    )
