"""Which of four kinds each sale is (S1): complexity by the length of the relationship."""

import ibis
from ibis.expr.types import FloatingValue, StringValue, Table

from headway.sources.priors import prior

# Thirds of the won amounts.
SMALL, MIDDLE, LARGE = 1, 2, 3


def deal_values(deals: Table) -> Table:
    """How large one deal is beside the company's others, and whether the account has bought before.

    Columns: `deal_id`, `size_share` (share of the other deals with a smaller amount, equal ones counted half; null: no
    amount, or no other), `is_repeat`, `band` (third of the won amounts it falls into, 1 to 3; null: no amount, or
    nothing won yet).
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
    band = ibis.cases(
        (rows.amount.isnull() | rows.small.isnull(), ibis.null("int64")),
        (rows.amount <= rows.small, SMALL),
        (rows.amount <= rows.middle, MIDDLE),
        else_=LARGE,
    )
    repeat = (rows.first_won_at < rows.opened_at).fill_null(False)
    return rows.select("deal_id", "size_share", is_repeat=repeat, band=band.cast("int64"))


def matrix(
    deals: Table,
    group_sizes: Table,
    relationships: Table,
    our_people: Table,
    touchpoints: Table,
    settings: Table,
    overrides: Table,
    role_meanings: Table,
) -> Table:
    """One deal's place: how many people it is about, how long the account knew us when it opened, and so its kind.

    Columns: `deal_id`, `deal_refs`, `account_id`, `status`, `kind` (service, solution, relationship, consultancy,
    unknown), `people` (who decide) and `influencers` (both as estimated at the moment, unseen ones too),
    `relationship_days` and `touchpoints` (both at its opening), `border_distance` (to the nearer border, in cut points;
    null: kind unknown), `led_as` (the kind its team and dialogues look like; unknown: nothing logged).
    """
    rows = deals.select("deal_id", "account_id", "status").join(group_sizes, "deal_id").join(relationships, "deal_id")
    led = _led(deals, our_people.left_join(role_meanings.select("role", "ours"), "role"), touchpoints)
    told = overrides.filter(overrides.kind == "kind").select(deal_id="key", overruled_as="value")
    rows = rows.left_join(led, "deal_id").drop("deal_id_right").left_join(told, "deal_id").drop("deal_id_right")
    rows = rows.cross_join(_cuts(settings))
    total = rows.known_people + rows.unseen_people
    complexity = total / rows.complex_from
    by_days, by_touches = rows.relationship_days / rows.long_days, rows.touchpoints / rows.long_touches
    # Days alone tell that a relation is long, never that it is short.
    length = ibis.coalesce(larger(by_days, by_touches), (by_days >= 1).ifelse(by_days, ibis.null("float64")))
    kind = ibis.coalesce(rows.overruled_as, _kind(complexity, length))
    decide = larger(total * prior("share_of_people_who_decide"), rows.deciders.cast("float64"))
    to_complex, to_long = (complexity - 1).abs(), (length - 1).abs()
    return rows.select(
        "deal_id",
        "account_id",
        "status",
        "relationship_days",
        "touchpoints",
        deal_refs=rows.deal_id,
        kind=kind,
        people=decide.round(1),
        influencers=(total - decide).round(1),
        border_distance=(to_complex <= to_long).ifelse(to_complex, to_long).round(4),
        led_as=rows.led_as.fill_null("unknown"),
    )


def larger(one: FloatingValue, other: FloatingValue) -> FloatingValue:
    """The larger of two; null where either is unknown, which engines' own `greatest` does not agree on."""
    return (other > one).ifelse(other, one + other * 0)


def _kind(complexity: FloatingValue, length: FloatingValue) -> StringValue:
    return ibis.cases(
        (complexity.isnull() | length.isnull(), "unknown"),
        ((complexity >= 1) & (length >= 1), "consultancy"),
        (complexity >= 1, "solution"),
        (length >= 1, "relationship"),
        else_="service",
    )


def _cuts(settings: Table) -> Table:
    names = {
        "complex_from": "matrix.complex_from_people",
        "long_days": "matrix.long_from_days",
        "long_touches": "matrix.long_from_touchpoints",
    }
    return settings.agg(
        **{column: settings.value.max(where=settings.name == name).cast("float64") for column, name in names.items()}
    )


# A deal of one seller with at least this many dialogues is led by the relationship, not by the flow.
RELATIONSHIP_FROM_DIALOGUES = 6


def _led(deals: Table, our_people: Table, touchpoints: Table) -> Table:
    """The kind that each deal's team and dialogues look like, where anything is logged."""
    part = our_people.ours
    team = our_people.group_by("deal_id").agg(
        design=(part == "design_manager").fill_null(False).ifelse(1, 0).max(),
        implementation=(part == "implementation_manager").fill_null(False).ifelse(1, 0).max(),
    )
    on_deal = touchpoints.filter(touchpoints.deal_id.notnull())
    talks = on_deal.group_by("deal_id").agg(dialogues=on_deal.count())
    rows = deals.select("deal_id").left_join(team, "deal_id").drop("deal_id_right")
    rows = rows.left_join(talks, "deal_id").drop("deal_id_right")
    often = rows.dialogues.fill_null(0) >= RELATIONSHIP_FROM_DIALOGUES
    wide = rows.design.fill_null(0) + rows.implementation.fill_null(0)
    led = ibis.cases(
        (rows.design.isnull() | rows.dialogues.isnull(), "unknown"),
        ((wide >= 1) & often, "consultancy"),
        (wide >= 1, "solution"),
        (often, "relationship"),
        else_="service",
    )
    return rows.select("deal_id", led_as=led)
