"""Where the limited hours go this week, and where not yet (S5)."""

import ibis
from ibis.expr.types import Table

RECENT_DAYS = 28
LONG_DAYS = 56
# A customer stands well ahead when it is this likely to be past exploring.
AHEAD_SHARE = 0.4
# An account without an open deal buys routinely where most of its purchases were small service deals.
MOSTLY, SMALL_BAND = 0.5, 1.5


def pressure(events: Table, moment: Table) -> Table:
    """Who moved in one journey in the last eight weeks: acts of the customer, and acts and hours of ours.

    Columns: `journey_id`, `their_acts`, `their_recent_acts` (four weeks), `our_acts`, `our_hours`, `met_by` (users of
    ours).
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
        our_hours=acts.hours.sum(),
        met_by=acts.user_ref.nunique(where=acts.side == "both"),
    )


def standing(
    journeys: Table,
    needs: Table,
    signals: Table,
    journey_states: Table,
    pressure: Table,
    matrix: Table,
    deal_values: Table,
) -> Table:
    """One journey with what a bet on it is weighed by.

    Columns: `journey_id`, `account_id`, `account_refs`, `deal_id`, `rank`, `kind`, `band` (third of won amounts, 1 to
    3; of the open deal, else the usual one of the account; null: unknown), `is_ahead`, `is_moving`, `is_digital`,
    `weight` (likelihood times value band; for the order only).
    """
    usual = matrix.select("deal_id", "account_id", "kind", "status").join(
        deal_values.select("deal_id", "band"), "deal_id"
    )
    won = usual.filter(usual.status == "won")
    habit = won.group_by("account_id").agg(
        usual_band=won.band.mean(), purchases=won.count(), service=(won.kind == "service").ifelse(1.0, 0.0).mean()
    )
    rows = journeys.select("journey_id", "account_id", "account_refs", "rank", "share_done")
    rows = rows.join(needs.select("journey_id", "deal_id"), "journey_id")
    score = signals.group_by("journey_id").agg(score=signals.adds.sum())
    far = journey_states.select("journey_id", "at_requirements_building", "at_supplier_selection", "begun_on")
    for table in (score, far, pressure):
        rows = rows.left_join(table, "journey_id").drop("journey_id_right")
    rows = rows.left_join(matrix.select("deal_id", "kind"), "deal_id").drop("deal_id_right")
    rows = rows.left_join(deal_values.select("deal_id", "band"), "deal_id").drop("deal_id_right")
    rows = rows.left_join(habit, "account_id").drop("account_id_right")
    band = ibis.coalesce(rows.band.cast("float64"), rows.usual_band)
    ahead = (rows.at_requirements_building + rows.at_supplier_selection).fill_null(0.0) >= AHEAD_SHARE
    no_deal = rows.deal_id.isnull()
    routine = no_deal & (rows.service.fill_null(0.0) > MOSTLY) & (rows.usual_band.fill_null(3.0) < SMALL_BAND)
    return rows.select(
        "journey_id",
        "account_id",
        "account_refs",
        "deal_id",
        "rank",
        kind=rows.kind.fill_null("unknown"),
        band=band,
        is_ahead=ahead | (rows.share_done.fill_null(0.0) >= AHEAD_SHARE),
        is_moving=rows.begun_on.notnull() & (rows.their_recent_acts.fill_null(0) > 0),
        is_digital=(rows.kind == "service").fill_null(False) | routine,
        weight=rows.score.exp() * (band.fill_null(2.0) * 0.6931471805599453).exp(),
    )


def bets(standing: Table, account_sellers: Table, settings: Table) -> Table:
    """One journey and the verdict on it for this week: strike, wait, or leave it digital.

    The order is likelihood times value band; as many moving customers who are well ahead are struck as there are hours
    for. Columns: `order` (1 first, unique), `journey_id`, `account_id`, `account_refs`, `deal_id`, `hours`, `reason`,
    `verdict`.
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
