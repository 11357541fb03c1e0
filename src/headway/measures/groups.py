"""Who is on each side of a deal: the customers' people declared, met or seen, and our own."""

import ibis
from ibis.expr.types import StringColumn, StringValue, Table

# People who read on our sites this long before a deal opened, or while it was open, count to it.
SEEN_BEFORE_DAYS = 90
OWNER = "Owner"


def buying_groups(
    deals: Table, deal_people: Table, touchpoints: Table, deal_readers: Table, plan_events: Table
) -> Table:
    """One person of the customer in one deal, and how we know: also those who came onto the plan shared on it.

    Columns: `deal_id`, `person_id`, `role` (as typed; null: none given), `declared`, `met`, `seen` (0 or 1 each).
    """
    met = touchpoints.filter(touchpoints.deal_id.notnull(), touchpoints.person_ids.notnull())
    met = met.select("deal_id", person_id=met.person_ids.split(" ")).unnest("person_id")
    one, zero, no_role = ibis.literal(1), ibis.literal(0), ibis.null("string")
    planned = plan_events.filter(plan_events.person_id.notnull()).select("deal_id", "person_id").distinct()
    every = ibis.union(
        deal_people.select("deal_id", "person_id", "role", declared=one, met=zero, seen=zero),
        planned.select("deal_id", "person_id", role=no_role, declared=zero, met=zero, seen=one),
        met.select("deal_id", "person_id", role=no_role, declared=zero, met=one, seen=zero),
        deal_readers.select("deal_id", "person_id", role=no_role, declared=zero, met=zero, seen=one),
    ).semi_join(deals, "deal_id")
    return every.group_by(["deal_id", "person_id"]).agg(
        role=every.role.min(), declared=every.declared.max(), met=every.met.max(), seen=every.seen.max()
    )


def deal_readers(deals: Table, deal_needs: Table, events: Table, moment: Table) -> Table:
    """One identified person who read pages of a buying job around one deal's time.

    A need beside the main one has only its own people. Columns: `deal_id`, `person_id`.
    """
    read = events.filter(events.channel == "web", events.person_id.notnull(), events.weight > 0)
    read = read.select("person_id", "journey_id", read_on=read.happened_at.date()).distinct()
    spans = deals.select("deal_id", "opened_at", "closed_at").join(
        deal_needs.select("deal_id", "journey_id"), "deal_id"
    )
    near = spans.join(read, "journey_id").cross_join(moment)
    since = (near.opened_at - ibis.interval(days=SEEN_BEFORE_DAYS)).date()
    until = ibis.coalesce(near.closed_at, near.moment).date()
    near = near.filter(near.read_on >= since, near.read_on <= until)
    return near.select("deal_id", "person_id").distinct()


def our_people(deals: Table, crm_members: Table, crm_users: Table) -> Table:
    """One of our users on one deal: its owner, or a member of its team.

    Columns: `deal_id`, `user_ref`, `role` (as typed, else `Owner`; null: none given), `email`.
    """
    live = crm_members.filter(~crm_members.is_deleted.fill_null(False))
    members = live.select("user_ref", deal_id="deal_ref", role=live.role)
    owners = deals.filter(deals.owner_ref.notnull()).select(
        user_ref="owner_ref", deal_id="deal_id", role=ibis.literal(OWNER)
    )
    every = ibis.union(members.select("deal_id", "user_ref", "role"), owners.select("deal_id", "user_ref", "role"))
    named = every.left_join(crm_users.select("user_ref", "email"), "user_ref").drop("user_ref_right")
    return named.group_by(["deal_id", "user_ref"]).agg(
        role=ibis.coalesce(named.role.min(where=named.role != OWNER), named.role.min()), email=named.email.min()
    )


def account_sellers(
    accounts: Table, deals: Table, our_people: Table, crm_acts: Table, crm_users: Table, moment: Table
) -> Table:
    """The one of ours who is nearest to an account: owner in the CRM, else whoever was last in touch.

    Columns: `account_id`, `user_ref`, `email`, `basis` (owner, last in touch).
    """
    owner = accounts.filter(accounts.owner_ref.notnull()).select(
        "account_id", user_ref="owner_ref", place=ibis.literal(0), at=accounts.known_at
    )
    touched = (
        crm_acts.filter(crm_acts.user_ref.notnull()).cross_join(moment).filter(lambda t: t.happened_at <= t.moment)
    )
    touched = touched.group_by(["account_id", "user_ref"]).agg(at=touched.happened_at.max())
    on_deals = our_people.join(deals.select("deal_id", "account_id", "changed_at"), "deal_id")
    on_deals = on_deals.group_by(["account_id", "user_ref"]).agg(at=on_deals.changed_at.max())
    near = ibis.union(touched, on_deals)
    claims = ibis.union(owner, near.select("account_id", "user_ref", place=ibis.literal(1), at=near.at))
    users = crm_users.select("user_ref", "email")
    named = claims.join(users, "user_ref").filter(users.email.notnull())
    first = ibis.window(
        group_by=named.account_id, order_by=[named.place, named.at.desc(nulls_first=False), named.user_ref]
    )
    ranked = named.mutate(nearest=ibis.row_number().over(first))
    basis = (ranked.place == 0).ifelse("owner", "last in touch")
    return ranked.filter(ranked.nearest == 0).select("account_id", "user_ref", "email", basis=basis)


def reach(deals: Table, our_people: Table, account_sellers: Table) -> Table:
    """One account that one of our users works with, and the deal it is through, if it is through one.

    It decides who sees what: a seller the own deals and their accounts, a leader those of the branch.
    Columns: `account_id`, `deal_id` (null: nearest to the account, without a deal), `email`, `role` (on the deal; of
    who is nearest to the account: owner, or last in touch).
    """
    on_deals = our_people.join(deals.select("deal_id", "account_id"), "deal_id")
    named = on_deals.filter(on_deals.email.notnull()).select("account_id", "deal_id", "email", "role")
    near = account_sellers.select("account_id", "email", deal_id=ibis.null("string"), role="basis")
    near = near.select("account_id", "deal_id", "email", "role")
    return ibis.union(named, near).distinct()


def account_sights(reach: Table, branches: Table) -> Table:
    """Who may see one account: those of ours who work with it, and the leaders above them.

    A list is cut to what its viewer may see by this alone, without going through `reach`. Columns: `account_id`,
    `with_account`, `above_account` (mail addresses; a blank before, between and after).
    """
    return _sights(reach, branches, "account_id", "account")


def deal_sights(reach: Table, branches: Table) -> Table:
    """Who may see one deal: those of ours who work on it, and the leaders above them.

    Columns: `deal_id`, `with_deal`, `above_deal` (mail addresses; a blank before, between and after).
    """
    return _sights(reach, branches, "deal_id", "deal")


def _sights(reach: Table, branches: Table, key: str, noun: str) -> Table:
    own = reach.filter(reach[key].notnull()).select(key, "email").distinct()
    over = own.join(branches, "email").select(key, "leader")
    above = over.group_by(key).agg(above=_between_blanks(over.leader))
    rows = own.group_by(key).agg(near=_between_blanks(own.email)).left_join(above, key)
    return rows.select(key, **{f"with_{noun}": rows.near, f"above_{noun}": rows.above.fill_null("")})


def _between_blanks(addresses: StringColumn) -> StringValue:
    """So that an address is found whole: no address holds a blank."""
    return ibis.literal(" ") + addresses.collect(distinct=True).sort().join(" ") + " "
