"""Which of four kinds each sale is (S1): complexity by the length of the relationship."""

import ibis
from ibis.expr.types import FloatingValue, Table

from headway.sources.priors import prior
from headway.sources.sums import larger, rounded
from headway.sources.words import KINDS

# A purchase so many times as large as the largest before it is still the same one again: prices rise.
AS_BEFORE = 1.25
# Thirds of the won amounts.
SMALL, MIDDLE, LARGE = 1, 2, 3
# What is said of how a deal is led.
LED = ("led_as", "our_people", "channel", "rhythm_days")


def deal_values(deals: Table) -> Table:
    """How large one deal is beside the company's others, and whether the account has bought before.

    Columns: `deal_id`, `size_share` (share of the other deals with a smaller amount, equal ones counted half; null: no
    amount, or no other), `is_repeat`, `is_reorder` (a repeat that is hardly larger than the account's largest purchase
    before it), `band` (third of the won amounts it falls into, 1 to 3; null: no amount, or nothing won yet).
    """
    sized = deals.filter(deals.amount.notnull())
    smaller, equal = ibis.rank().over(order_by=sized.amount), sized.count().over(group_by=sized.amount) - 1
    others = (sized.count().over() - 1).nullif(0)
    sized = sized.select("deal_id", size_share=(smaller + equal / 2) / others)
    won = deals.filter(deals.status == "won", deals.amount.notnull())
    thirds = won.mutate(third=ibis.ntile(3).over(order_by=[won.amount, won.deal_id]) + 1)
    cuts = thirds.agg(
        small=thirds.amount.max(where=thirds.third == SMALL), middle=thirds.amount.max(where=thirds.third == MIDDLE)
    )
    earlier = deals.filter(deals.status == "won").group_by("account_id").agg(first_won_at=deals.closed_at.min())
    rows = deals.left_join(sized, "deal_id").drop("deal_id_right")
    rows = rows.left_join(earlier, "account_id").drop("account_id_right").cross_join(cuts)
    rows = rows.left_join(_largest_before(deals, won), "deal_id").drop("deal_id_right")
    band = ibis.cases(
        (rows.amount.isnull() | rows.small.isnull(), ibis.null("int64")),
        (rows.amount <= rows.small, SMALL),
        (rows.amount <= rows.middle, MIDDLE),
        else_=LARGE,
    )
    repeat = (rows.first_won_at < rows.opened_at).fill_null(False)
    reorder = repeat & (rows.amount <= rows.largest_before * AS_BEFORE).fill_null(False)
    return rows.select("deal_id", "size_share", is_repeat=repeat, is_reorder=reorder, band=band.cast("int64"))


def _largest_before(deals: Table, won: Table) -> Table:
    """The largest amount that the account had bought for when each deal opened."""
    before = won.select("account_id", "closed_at", won_amount="amount")
    pairs = deals.select("deal_id", "account_id", "opened_at").join(before, "account_id")
    pairs = pairs.filter(pairs.closed_at < pairs.opened_at)
    return pairs.group_by("deal_id").agg(largest_before=pairs.won_amount.max())


def matrix(
    deals: Table,
    group_sizes: Table,
    relationships: Table,
    place_odds: Table,
    places: Table,
    led_as: Table,
    overrides: Table,
) -> Table:
    """One deal's place: how many people it is about, how long the account knew us when it opened, and so its kind.

    Columns: `deal_id`, `deal_refs`, `account_id`, `status`, `kind` (service, solution, relationship, consultancy,
    unknown), `chance_service`, `chance_solution`, `chance_relationship`, `chance_consultancy` (shares; of a kind that a
    person told, 1; null: unknown), `people` (who decide) and `influencers` (both as estimated at the moment, unseen
    ones too), `relationship_days` and `touchpoints` (both at its opening), `length` (how long the relationship is, in
    borders; null: cannot tell), `border_distance` (to the nearer border: 0 on it, 1 where nothing is surer; null: kind
    unknown, or told), `led_as` (the kind its team and dialogues look like; unknown: nothing logged), `our_people`,
    `channel` and `rhythm_days` (of `led_as`), `told_by` and `told_because` (who overruled the kind, and why; null:
    nobody).
    """
    rows = deals.select("deal_id", "account_id", "status").join(group_sizes, "deal_id").join(relationships, "deal_id")
    told = overrides.filter(overrides.kind == "kind")
    told = told.select(deal_id="key", told_kind="value", told_by="who", told_because="reason")
    for table in (
        place_odds.select("deal_id", "length"),
        places.drop("told_deals"),
        led_as.select("deal_id", *LED),
        told,
    ):
        rows = rows.left_join(table, "deal_id").drop("deal_id_right")
    total = rows.about_people
    decide = larger(total * prior("share_of_people_who_decide"), rows.deciders.cast("float64"))
    nearer = larger(-_sureness(rows.chance_complex), -_sureness(rows.chance_long))
    is_told = rows.told_kind.notnull()
    return rows.select(
        "deal_id",
        "account_id",
        "status",
        "relationship_days",
        "touchpoints",
        "length",
        "channel",
        "rhythm_days",
        "told_by",
        "told_because",
        our_people=rows.our_people.fill_null(0),
        deal_refs=rows.deal_id,
        kind=ibis.coalesce(rows.told_kind, rows.kind, "unknown"),
        people=rounded(decide, 1),
        influencers=rounded(total - decide, 1),
        border_distance=rounded(is_told.ifelse(ibis.null("float64"), -nearer), 4),
        led_as=rows.led_as.fill_null("unknown"),
        **{
            f"chance_{kind}": rounded(
                is_told.ifelse((rows.told_kind == kind).ifelse(1.0, 0.0), rows[f"chance_{kind}"]), 4
            )
            for kind in KINDS
        },
    )


def _sureness(chance: FloatingValue) -> FloatingValue:
    """How far a chance is from as likely as not: 0 there, 1 at either end."""
    return (chance * 2 - 1).abs()
