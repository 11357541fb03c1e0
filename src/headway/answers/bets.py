"""Where the limited hours go this week, and where not yet (S5)."""

import ibis
from ibis.expr.types import BooleanValue, FloatingValue, StringValue, Table

from headway.sources.bets import DROPPED, EVEN
from headway.sources.mapping import OWN
from headway.sources.priors import prior
from headway.sources.sums import exact_sum
from headway.sources.words import STATES

RECENT_DAYS = 28
LONG_DAYS = 56
# A customer stands well ahead when it is this likely to be past exploring.
AHEAD_SHARE = 0.4
# An account without an open deal buys by habit where most of its purchases were small and few people look.
MOSTLY, FEW_PEOPLE = 0.5, 2
# Thirds of the won amounts.
SMALL, LARGE = 1, 3
# An amount so many times the usual one is likelier mistyped than meant.
MOST_TYPICAL = 20.0


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


def deal_sizes(deals: Table, rates: Table) -> Table:
    """How large one deal is, in typical purchases: its amount beside the mean of those won in the same currency.

    Amounts of different currencies are never added: where a rate is known an amount is in the company's own currency,
    else it stays beside those told in the same one. Columns: `deal_id`, `status`, `currency` (empty: nobody says),
    `worth` (the amount in it; null: none), `size` (1: as large as a typical purchase; null: no amount, or nothing won
    in it).
    """
    names = (rates.basis == OWN) & (rates.currency != "")
    rows = deals.select("deal_id", "status", "amount", "told_amount", told_in="currency")
    rows = rows.cross_join(rates.agg(own=rates.currency.max(where=names)))
    rows = rows.mutate(
        worth=ibis.coalesce(rows.amount, rows.told_amount),
        currency=rows.amount.notnull().ifelse(rows.own, rows.told_in).fill_null(""),
    )
    won = rows.filter(rows.status == "won", rows.worth > 0)
    typical = won.group_by("currency").agg(typical=exact_sum(won.worth) / won.count())
    rows = rows.left_join(typical, "currency")
    size = rows.worth / rows.typical
    likely = (size > MOST_TYPICAL).ifelse(MOST_TYPICAL, size)
    size = (rows.worth > 0).ifelse(likely, ibis.null("float64"))
    return rows.select("deal_id", "status", "currency", "worth", size=size)


def standing(
    journeys: Table,
    needs: Table,
    scores: Table,
    journey_states: Table,
    pressure: Table,
    matrix: Table,
    value_bands: Table,
    deal_sizes: Table,
) -> Table:
    """One journey with what a bet on it is weighed by.

    Columns: `journey_id`, `account_id`, `account_refs`, `deal_id`, `rank`, `kind`, `band` (third of won amounts, 1 to
    3; null: unknown), `is_ahead`, `is_seen` (somebody there acted within four weeks), `is_moving` (and a purchase has
    begun), `is_digital`, `under_way` (chance that a purchase is under way), `size`
    (of the purchase, in typical ones; where nobody knows, as the open deals are on average), `weight` (what a visit can
    change, in typical purchases: `under_way` times what a visit adds, our own judgement, times `size`).
    """
    rows = journeys.select("journey_id", "account_id", "account_refs", "rank", "share_done", "active_people")
    rows = rows.join(needs.select("journey_id", "deal_id"), "journey_id")
    far = journey_states.select("journey_id", "begun_on", *(f"at_{state}" for state in STATES))
    for table in (scores, far, pressure, value_bands):
        rows = rows.left_join(table, "journey_id").drop("journey_id_right")
    for table in (matrix.select("deal_id", "kind"), deal_sizes.select("deal_id", "size")):
        rows = rows.left_join(table, "deal_id").drop("deal_id_right")
    still = deal_sizes.filter(deal_sizes.status == "open", deal_sizes["size"].notnull())
    rows = rows.cross_join(still.agg(usual_size=exact_sum(still["size"]) / still.count().nullif(0)))
    ahead = (rows.at_requirements_building + rows.at_supplier_selection).fill_null(0.0) >= AHEAD_SHARE
    is_seen = rows.their_recent_acts.fill_null(0) > 0
    size, under_way = ibis.coalesce(rows["size"], rows.usual_size, ibis.literal(1.0)), _under_way(rows)
    adds = rows.deal_id.isnull().ifelse(prior("what_a_first_visit_adds"), prior("what_a_visit_adds"))
    return rows.select(
        "journey_id",
        "account_id",
        "account_refs",
        "deal_id",
        "rank",
        "band",
        kind=rows.kind.fill_null("unknown"),
        is_ahead=ahead | (rows.share_done.fill_null(0.0) >= AHEAD_SHARE),
        is_seen=is_seen,
        is_moving=rows.begun_on.notnull() & is_seen,
        is_digital=_is_digital(rows),
        under_way=under_way,
        size=size,
        weight=under_way * adds * size,
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


def _under_way(rows: Table) -> FloatingValue:
    """The chance that a purchase is under way: the customer stands at one of the jobs, or buys within a quarter.

    A visit changes something only where one is. On simulated companies this order caught more value than what it took
    the place of, P(1 - P): `docs/develop/decisions/004-order-of-bets.md`.
    """
    at_a_job = sum((rows[f"at_{state}"].fill_null(0.0) for state in STATES), ibis.literal(0.0))
    chance = 1 / (1 + (-rows.score).exp())
    return 1 - (1 - ibis.least(at_a_job, 1.0)) * (1 - chance.fill_null(0.0))


def bets(standing: Table, week_plan: Table, bet_candidates: Table) -> Table:
    """One journey and the verdict on it for this week: strike, wait, or leave it digital.

    Struck is what the week's plan holds (`week_plan`): of the moving customers who are well ahead, those worth most of
    all that the hours allow. Columns: `order` (by what a visit can change times size; 1 first, unique), `journey_id`,
    `account_id`, `account_refs`, `deal_id`, `hours` (of all of ours), `reason`, `verdict`, `wait_for` (the sign that
    would change the verdict; null: none is waited for), `either` (the journey that would do as well, where a lot
    decided between the two), `propensity` (the chance this one had to be struck: with a lot a half, without one 1 or
    0).
    """
    first = ibis.window(order_by=[standing.weight.round(9).desc(), standing.journey_id])
    rows = standing.mutate(order=ibis.row_number().over(first) + 1)
    planned = week_plan.group_by("journey_id").agg(hours=exact_sum(week_plan.hours), against=week_plan.either.max())
    lost = planned.filter(planned.against.notnull()).select(journey_id="against", lost_to="journey_id")
    told = bet_candidates.select("journey_id", "told")
    for table in (planned, lost, told):
        rows = rows.left_join(table, "journey_id").drop("journey_id_right")
    struck, either = rows.hours.notnull(), ibis.coalesce(rows.against, rows.lost_to)
    worth = rows.is_ahead & rows.is_moving & ~rows.is_digital
    dropped = (rows.told == DROPPED).fill_null(False)
    return rows.select(
        "order",
        "journey_id",
        "account_id",
        "account_refs",
        "deal_id",
        hours=rows.hours.fill_null(0.0),
        reason=_reason(rows, struck, worth, dropped),
        verdict=ibis.cases((struck, "strike"), (rows.is_digital, "leave_digital"), else_="wait"),
        wait_for=ibis.cases(
            (struck | rows.is_digital | dropped, ibis.null("string")),
            (worth, "An hour of ours that becomes free."),
            (rows.is_moving, "A second person of another function joins, or they begin to compare suppliers."),
            (rows.is_seen, "They look into a need, or compare suppliers."),
            (rows.is_ahead, "An act of their own: a visit, a mail, an accepted meeting."),
            else_="Somebody there is seen on our sites, or answers us.",
        ),
        either=either,
        propensity=ibis.cases((either.notnull(), EVEN), (struck, 1.0), else_=0.0),
    )


def _reason(rows: Table, struck: BooleanValue, worth: BooleanValue, dropped: BooleanValue) -> StringValue:
    return ibis.cases(
        (struck & rows.told.notnull(), "Pinned by one of us."),
        (rows.against.notnull(), "Well ahead and moving. Another would do as well, and the lot fell on this one."),
        (rows.lost_to.notnull(), "Well ahead and moving. Another would do as well, and the lot fell on that one."),
        (struck & rows.deal_id.isnull(), "Well ahead, moving, and no deal is open."),
        (struck, "Well ahead and moving."),
        (dropped, "Dropped by one of us."),
        (rows.is_digital, "A routine purchase; it needs no person."),
        (worth, "Well ahead and moving, but this week's hours are spent on others."),
        (rows.is_moving, "Moving, but not far yet; a visit now is usually wasted."),
        (rows.is_seen, "Seen lately, but not yet at anything that begins a purchase."),
        (rows.is_ahead, "Was well ahead, but has not moved for four weeks."),
        else_="Nothing seen lately.",
    )
