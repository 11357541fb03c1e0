"""What this week's hours may go to, and who of ours is on it (S5)."""

import ibis
from ibis.expr.types import Table

# More than these are never planned: the next in order would wait anyway.
MOST_CANDIDATES = 2_000


def bet_candidates(standing: Table, accounts: Table, account_sellers: Table, overrides: Table) -> Table:
    """One journey that this week's hours may go to: well ahead, moving and no routine; or pinned by one of us.

    Columns: `journey_id`, `account_id`, `deal_id`, `kind`, `worth` (what a visit can change times size: see
    `standing`), `is_worth` (it would be planned were nothing told), `country`, `seller_ref` (of ours, nearest to the
    account), `told` (pinned, dropped, moved and to whom; null: nothing), `input_id` (by which it was told).
    """
    told = overrides.filter(overrides.kind == "bet").select(journey_id="key", told="value", input_id="input_id")
    rows = standing.left_join(told, "journey_id").drop("journey_id_right")
    sellers = account_sellers.select("account_id", seller_ref="user_ref")
    for table in (accounts.select("account_id", "country"), sellers):
        rows = rows.left_join(table, "account_id").drop("account_id_right")
    rows = rows.mutate(is_worth=rows.is_ahead & rows.is_moving & ~rows.is_digital)
    rows = rows.filter(rows.is_worth | rows.told.notnull())
    first = ibis.window(order_by=[rows.told.isnull(), rows.weight.round(9).desc(), rows.journey_id])
    rows = rows.mutate(place=ibis.row_number().over(first))
    return rows.filter(rows.place < MOST_CANDIDATES).select(
        "journey_id",
        "account_id",
        "deal_id",
        "kind",
        "is_worth",
        "country",
        "seller_ref",
        "told",
        "input_id",
        worth=rows.weight,
    )


def bet_people(bet_candidates: Table, our_people: Table, staff: Table) -> Table:
    """One of ours who is on the deal of a journey that this week's hours may go to.

    Columns: `journey_id`, `user_ref`, `role` (mostly theirs: see `staff_roles`).
    """
    own = bet_candidates.filter(bet_candidates.deal_id.notnull()).select("journey_id", "deal_id")
    on_deal = own.join(our_people.select("deal_id", "user_ref"), "deal_id").drop("deal_id")
    return on_deal.join(staff.select("user_ref", "role"), "user_ref").distinct()
