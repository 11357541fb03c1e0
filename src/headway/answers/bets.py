"""Where the limited hours go this week, and where not yet (S5)."""

import ibis
from ibis.expr.types import BooleanValue, FloatingValue, Table

from headway.sources.sums import exact_sum

RECENT_DAYS = 28
LONG_DAYS = 56
# A customer stands well ahead when it is this likely to be past exploring.
AHEAD_SHARE = 0.4
# An account without an open deal buys by habit where most of its purchases were small and few people look.
MOSTLY, FEW_PEOPLE = 0.5, 2
# Thirds of the won amounts; a need of unknown value counts as middling, and each third doubles the value.
SMALL, MIDDLE, LARGE = 1, 2.0, 3
LN_2 = 0.6931471805599453
TYPICAL_PROBABILITY = 0.5


def pressure(events: Table, moment: Table) -> Table:
    """Who moved in one journey in the last eight weeks: acts of the customer, and acts and hours of ours.

    Columns: `journey_id`, `their_acts`, `their_recent_acts` (four weeks), `our_acts`, `our_hours`, `met_by` (users of
    ours), `met_people` (of theirs, where the meeting names them).
    """
    recent = events.cross_join(moment).filter(
        lambda t: (t.happened_at <= t.moment) & (t.happened_at > t.moment - ibis.interval(days=LONG_DAYS))
    )
    theirs = recent.side == "customer"
    acts = recent.mutate(
        theirs=theirs.ifelse(1, 0),
        theirs_recent=(theirs & (recent.happened_at > recent.moment - ibis.interval(days=RECENT_DAYS))).ifelse(1, 0),
        ours=(~theirs).ifelse(1, 0),
        hours=(~theirs).ifelse(recent.minutes.fill_null(15.0) / 60.0, 0.0),
    )
    return acts.group_by("journey_id").agg(
        their_acts=acts.theirs.sum(),
        their_recent_acts=acts.theirs_recent.sum(),
        our_acts=acts.ours.sum(),
        our_hours=exact_sum(acts.hours),
        met_by=acts.user_ref.nunique(where=acts.side == "both"),
        met_people=acts.person_id.nunique(where=acts.side == "both"),
    )


def value_bands(needs: Table, accounts: Table, deals: Table, deal_values: Table) -> Table:
    """Which third of the won amounts one need is likely to fall into.

    Columns: `journey_id`, `band` (1 to 3; of the open deal, else the mean of what accounts of the same industry bought;
    null: unknown), `is_repeat` (the open deal is not the first purchase), `small_purchases` (share of the account's
    purchases in the lowest third; null: none).
    """
    won = deals.filter(deals.status == "won").select("deal_id", "account_id")
    won = won.join(deal_values.select("deal_id", "band"), "deal_id")
    own = won.group_by("account_id").agg(small_purchases=(won.band == SMALL).ifelse(1.0, 0.0).mean())
    placed = won.join(accounts.select("account_id", "industry"), "account_id").filter(lambda t: t.industry.notnull())
    alike = placed.group_by("industry").agg(usual_band=placed.band.mean())
    rows = needs.select("journey_id", "account_id", "deal_id").join(
        accounts.select("account_id", "industry"), "account_id"
    )
    rows = rows.left_join(deal_values.select("deal_id", "band", "is_repeat"), "deal_id").drop("deal_id_right")
    rows = rows.left_join(own, "account_id").drop("account_id_right")
    rows = rows.left_join(alike, "industry").drop("industry_right")
    usual = rows.deal_id.isnull().ifelse(rows.usual_band, ibis.null("float64"))
    return rows.select(
        "journey_id",
        "small_purchases",
        band=ibis.coalesce(rows.band.cast("float64"), usual),
        is_repeat=rows.is_repeat.fill_null(False),
    )


def standing(
    journeys: Table,
    needs: Table,
    scores: Table,
    ending_weights: Table,
    journey_states: Table,
    pressure: Table,
    matrix: Table,
    value_bands: Table,
) -> Table:
    """One journey with what a bet on it is weighed by.

    Columns: `journey_id`, `account_id`, `account_refs`, `deal_id`, `rank`, `kind`, `band` (third of won amounts, 1 to
    3; null: unknown), `is_ahead`, `is_moving`, `is_digital`, `weight` (what a visit can change times value band; for
    the order only).
    """
    rows = journeys.select("journey_id", "account_id", "account_refs", "rank", "share_done", "active_people")
    rows = rows.join(needs.select("journey_id", "deal_id"), "journey_id")
    far = journey_states.select("journey_id", "at_requirements_building", "at_supplier_selection", "begun_on")
    for table in (scores, far, pressure, value_bands):
        rows = rows.left_join(table, "journey_id").drop("journey_id_right")
    rows = rows.left_join(matrix.select("deal_id", "kind"), "deal_id").drop("deal_id_right")
    rows = rows.cross_join(_opening(ending_weights))
    ahead = (rows.at_requirements_building + rows.at_supplier_selection).fill_null(0.0) >= AHEAD_SHARE
    no_deal = rows.deal_id.isnull()
    return rows.select(
        "journey_id",
        "account_id",
        "account_refs",
        "deal_id",
        "rank",
        "band",
        kind=rows.kind.fill_null("unknown"),
        is_ahead=ahead | (rows.share_done.fill_null(0.0) >= AHEAD_SHARE),
        is_moving=rows.begun_on.notnull() & (rows.their_recent_acts.fill_null(0) > 0),
        is_digital=_is_digital(rows),
        weight=_uplift(rows.score, no_deal, rows.opening) * (rows.band.fill_null(MIDDLE) * LN_2).exp(),
    )


def _is_digital(rows: Table) -> BooleanValue:
    """Purchases that need no person: service deals, small reorders of any length of relation, and the habit of them.

    Nothing of the highest third, or of unknown value and kind, is called routine.
    """
    small = (rows.band < LARGE).fill_null(False)
    service = (rows.kind == "service").fill_null(False) & (small | rows.band.isnull())
    reorder = rows.is_repeat & small & (rows.kind == "relationship").fill_null(False)
    alone = rows.deal_id.isnull() & (rows.active_people <= FEW_PEOPLE)
    habit = alone & (rows.small_purchases > MOSTLY).fill_null(False)
    return service | reorder | habit


def _uplift(score: FloatingValue, no_deal: BooleanValue, opening: FloatingValue) -> FloatingValue:
    """What a visit can change: of an open deal P(1 - P); without one, the chance that the customer buys at all.

    A customer without a deal is judged as if one were open, for opening it is what the visit is for. Measured on
    simulated companies, this order caught more value than the chance of winning alone.
    """
    chance = 1 / (1 + (-(score + no_deal.ifelse(opening, 0.0))).exp())
    return chance * no_deal.ifelse(1.0, 1 - chance)


def _opening(ending_weights: Table) -> Table:
    """What it adds to the log-odds that a deal is open, with a typical word of the seller: one row."""
    told = ending_weights.filter(ending_weights.ending == "won")
    one = told.agg(
        open_deal=told.weight.max(where=told.feature == "open_deal"),
        said=told.weight.max(where=told.feature == "sellers_probability"),
    )
    return one.select(opening=one.open_deal + TYPICAL_PROBABILITY * one.said)


def bets(standing: Table, account_sellers: Table, settings: Table) -> Table:
    """One journey and the verdict on it for this week: strike, wait, or leave it digital.

    The order is what a visit can change times value band; as many moving customers who are well ahead are struck as
    there are hours for. Columns: `order` (1 first, unique), `journey_id`, `account_id`, `account_refs`, `deal_id`,
    `hours`, `reason`, `verdict`.
    """
    first = ibis.window(order_by=[standing.weight.round(9).desc(), standing.journey_id])
    rows = standing.mutate(order=ibis.row_number().over(first) + 1)
    worth = rows.is_ahead & rows.is_moving & ~rows.is_digital
    among = ibis.window(group_by=worth, order_by=rows.order)
    rows = rows.mutate(worth=worth, place=ibis.row_number().over(among)).cross_join(_room(account_sellers, settings))
    struck = rows.worth & (rows.place < rows.strikes)
    verdict = ibis.cases((struck, "strike"), (rows.is_digital, "leave_digital"), else_="wait")
    reason = ibis.cases(
        (struck & rows.deal_id.isnull(), "Well ahead, moving, and no deal is open."),
        (struck, "Well ahead and moving."),
        (rows.is_digital, "A routine purchase; it needs no person."),
        (rows.worth, "Well ahead and moving, but this week's hours are spent on others."),
        (rows.is_moving, "Moving, but not far yet; a visit now is usually wasted."),
        (rows.is_ahead, "Was well ahead, but has not moved for four weeks."),
        else_="Nothing seen lately.",
    )
    return rows.select(
        "order",
        "journey_id",
        "account_id",
        "account_refs",
        "deal_id",
        hours=struck.ifelse(rows.hours_per_bet, 0.0),
        reason=reason,
        verdict=verdict,
    )


def _room(account_sellers: Table, settings: Table) -> Table:
    """How many strikes this week's hours allow: one row."""
    people = account_sellers.agg(sellers=account_sellers.user_ref.nunique())
    told = settings.agg(
        hours=settings.value.max(where=settings.name == "capacity.hours_per_person").cast("float64"),
        hours_per_bet=settings.value.max(where=settings.name == "capacity.hours_per_bet").cast("float64"),
    )
    both = people.cross_join(told)
    # A company whose CRM names no seller has at least one.
    room = (both.sellers > 0).ifelse(both.sellers, 1) * both.hours / both.hours_per_bet
    return both.select("hours_per_bet", strikes=room.floor().cast("int64"))
