"""How many purchases an account is about: one need each, and one more for each open deal with people of its own."""

import ibis
from ibis.expr.types import Table


def deal_people(crm_roles: Table, crm_deals: Table, contact_people: Table, deals: Table) -> Table:
    """One person declared in one deal.

    Columns: `deal_id`, `account_id`, `person_id`, `role` (as typed, null: none given), `known_at`.
    """
    live = crm_roles.filter(~crm_roles.is_deleted.fill_null(False))
    first = crm_deals.filter(crm_deals.contact_ref.notnull())
    named = ibis.union(
        live.select("deal_ref", "person_ref", "role", "recorded_at"),
        first.select("deal_ref", person_ref="contact_ref", role=ibis.null("string"), recorded_at="recorded_at").select(
            "deal_ref", "person_ref", "role", "recorded_at"
        ),
    )
    persons = named.join(contact_people.select("person_ref", "person_id"), "person_ref")
    placed = persons.join(deals.select("deal_id", "account_id"), persons.deal_ref == deals.deal_id)
    return placed.group_by(["deal_id", "account_id", "person_id"]).agg(
        role=placed.role.min(), known_at=placed.recorded_at.min()
    )


def deal_needs(deals: Table, deal_people: Table) -> Table:
    """One deal and the buying need it serves.

    An open deal is a need of its own where it names people, an earlier open deal of the account names people too, and
    none of them are the same. Columns: `deal_id`, `account_id`, `journey_id`, `is_main` (the account's main need),
    `is_open`, `opened_at`.
    """
    alone = _alone(deals, deal_people).select(own_id="deal_id")
    rows = deals.left_join(alone, deals.deal_id == alone.own_id)
    is_main = rows.own_id.isnull()
    return rows.select(
        "deal_id",
        "account_id",
        "opened_at",
        journey_id=is_main.ifelse(rows.account_id, rows.account_id + "/" + rows.deal_id),
        is_main=is_main,
        is_open=rows.status == "open",
    )


def needs(accounts: Table, deal_needs: Table) -> Table:
    """One buying need of one account, and the open deals that serve it.

    Columns: `journey_id`, `account_id`, `is_main`, `deal_ids` (blank between), `deal_id` (the open deal opened last).
    """
    served = deal_needs.filter(deal_needs.is_open)
    newest = ibis.window(group_by=served.journey_id, order_by=[served.opened_at.desc(), served.deal_id])
    served = served.mutate(place=ibis.row_number().over(newest))
    by_need = served.group_by("journey_id").agg(
        deal_ids=served.deal_id.collect(distinct=True).sort().join(" "),
        deal_id=served.deal_id.min(where=served.place == 0),
    )
    mains = accounts.select("account_id", journey_id="account_id", is_main=ibis.literal(True))
    others = deal_needs.filter(~deal_needs.is_main).select("account_id", "journey_id", "is_main")
    return ibis.union(mains, others).left_join(by_need, "journey_id").drop("journey_id_right")


def need_people(deal_needs: Table, deal_people: Table) -> Table:
    """One person whose acts belong to a need beside the account's main one.

    Columns: `account_id`, `person_id`, `journey_id`.
    """
    beside = deal_needs.filter(~deal_needs.is_main)
    named = deal_people.join(beside.select("journey_id", "deal_id"), "deal_id")
    return named.group_by(["account_id", "person_id"]).agg(journey_id=named.journey_id.min())


def _alone(deals: Table, deal_people: Table) -> Table:
    """Open deals whose people are in no earlier open deal of the account that names people."""
    still = deals.filter(deals.status == "open").select("deal_id", "account_id", "opened_at")
    named = still.join(deal_people.select("deal_id", "person_id"), "deal_id")
    staffed = named.select("deal_id", "account_id", "opened_at").distinct()
    earlier = named.select("account_id", other_id="deal_id", other_at="opened_at", other_person="person_id")
    pairs = named.join(earlier, "account_id").filter(
        lambda t: (t.other_at < t.opened_at) | ((t.other_at == t.opened_at) & (t.other_id < t.deal_id))
    )
    shared = pairs.filter(pairs.person_id == pairs.other_person).select("deal_id").distinct()
    preceded = pairs.select("deal_id").distinct()
    return staffed.semi_join(preceded, "deal_id").anti_join(shared, "deal_id").select("deal_id")
