"""Where we are (S1): the whole business by kind of sale and team, and the hours that could move."""

import ibis
from ibis.expr.types import IntegerScalar, Table

from headway.sources.loss_reasons import is_price
from headway.sources.sums import exact_sum, rounded

# A quarter of a year, and the eight weeks over which hours are counted.
QUARTER_DAYS, QUARTERS, LATELY_DAYS = 91, 4, 56
WEEKS = LATELY_DAYS / 7
# Acts without a length took so long.
USUAL_MINUTES = 15.0


def deal_teams(deals: Table, our_people: Table, branches: Table) -> Table:
    """One deal and one team it belongs to: a leader's branch with somebody on it, or the whole company.

    Columns: `deal_id`, `leader` (mail address; null: the whole company).
    """
    on = our_people.filter(our_people.email.notnull()).select("deal_id", "email")
    led = on.join(branches, "email").select("deal_id", "leader").distinct()
    every = deals.select("deal_id", leader=ibis.null("string"))
    return ibis.union(every, led.semi_join(deals, "deal_id"))


def team_hours(events: Table, crm_users: Table, branches: Table, moment: Table) -> Table:
    """Hours that one team spent on one buying need in the last eight weeks.

    Columns: `leader` (mail address; null: the whole company), `journey_id`, `hours` (logged, else a quarter of an hour
    for each act).
    """
    recent = events.cross_join(moment).filter(
        lambda t: (t.happened_at <= t.moment) & (t.happened_at > t.moment - ibis.interval(days=LATELY_DAYS))
    )
    ours = recent.filter(recent.side != "customer")
    ours = ours.mutate(hours=ours.minutes.fill_null(USUAL_MINUTES) / 60.0)
    named = ours.join(crm_users.select("user_ref", "email"), "user_ref").join(branches, "email")
    columns = ("leader", "journey_id", "hours")
    every = ours.mutate(leader=ibis.null("string")).select(*columns)
    both = ibis.union(every, named.select(*columns))
    return both.group_by(["leader", "journey_id"]).agg(hours=exact_sum(both.hours))


def matrix_quarters(deals: Table, matrix: Table, deal_teams: Table, moment: Table) -> Table:
    """One kind of sale of one team in one quarter of a year, counted back from the moment.

    Columns: `leader` (mail address; null: the whole company), `kind` (or unknown), `quarter` (1 the latest, to 4),
    `opened` (deals), `share` (of the team's deals opened in that quarter).
    """
    rows = deals.select("deal_id", "opened_at").join(matrix.select("deal_id", "kind"), "deal_id")
    rows = rows.join(deal_teams, "deal_id").cross_join(moment)
    days = rows.moment.date().delta(rows.opened_at.date(), unit="day")
    rows = rows.mutate(quarter=((days / QUARTER_DAYS).floor() + 1).cast("int64"))
    rows = rows.filter((rows.quarter >= 1) & (rows.quarter <= QUARTERS))
    counted = rows.group_by(["leader", "kind", "quarter"]).agg(opened=rows.count())
    every = counted.opened.sum().over(group_by=[counted.leader, counted.quarter])
    return counted.mutate(share=rounded(counted.opened / every, 4))


def matrix_summary(
    deals: Table,
    crm_deals: Table,
    matrix: Table,
    deal_teams: Table,
    deal_approaches: Table,
    our_people: Table,
    team_hours: Table,
    needs: Table,
    matrix_quarters: Table,
    moment: Table,
) -> Table:
    """One kind of sale of one team: where we are.

    Columns: `leader` (mail address; null: the whole company), `kind` (or unknown), `open_deals`, `open_value` (in the
    company's own currency; amounts without a known rate are not in it), of the deals closed in four quarters
    `closed_deals`, `won_deals`, `won_value`, `won_share` (null: none closed), `bought_alone` (won without us: entered
    only when bought), `lost_on_price` (by the reason given); `hours` (ours, eight weeks, on needs with an open deal),
    `people` (ours on open deals), `share_now` and `share_before` (of the team's deals opened in the latest quarter and
    in that three before it; null: none opened).
    """
    rows = deals.select("deal_id", "status", "amount", "closed_at")
    rows = rows.join(matrix.select("deal_id", "kind"), "deal_id").join(deal_teams, "deal_id").cross_join(moment)
    lost = crm_deals.select(deal_id="deal_ref", on_price=is_price(crm_deals.loss_reason))
    rows = rows.left_join(lost, "deal_id").drop("deal_id_right")
    rows = rows.left_join(deal_approaches.select("deal_id", "act"), "deal_id").drop("deal_id_right")
    since = rows.moment - ibis.interval(days=QUARTER_DAYS * QUARTERS)
    rows = rows.mutate(
        is_open=rows.status == "open", is_closed=(rows.status != "open") & (rows.closed_at > since).fill_null(False)
    )
    rows = rows.mutate(
        is_won=rows.is_closed & (rows.status == "won"),
        alone=(rows.act == "alone").fill_null(False),
        on_price=rows.on_price.fill_null(False),
    )
    found = rows.group_by(["leader", "kind"]).agg(
        open_deals=_count(rows.is_open),
        open_value=exact_sum(rows.is_open.ifelse(rows.amount, 0.0).fill_null(0.0)),
        closed_deals=_count(rows.is_closed),
        won_deals=_count(rows.is_won),
        won_value=exact_sum(rows.is_won.ifelse(rows.amount, 0.0).fill_null(0.0)),
        bought_alone=_count(rows.is_won & rows.alone),
        lost_on_price=_count(rows.is_closed & ~rows.is_won & rows.on_price),
    )
    keys = ["leader", "kind"]
    # Nulls never join, and the whole company has no leader.
    found = found.mutate(team=found.leader.fill_null(""))
    for table in (_hours(team_hours, needs, matrix), _people(rows, our_people), _change(matrix_quarters)):
        found = found.left_join(table, ["team", "kind"]).drop("team_right", "kind_right")
    return found.select(
        *keys,
        *("open_deals", "open_value", "closed_deals", "won_deals", "won_value"),
        won_share=rounded(found.won_deals / found.closed_deals.nullif(0), 4),
        bought_alone=found.bought_alone,
        lost_on_price=found.lost_on_price,
        hours=found.hours.fill_null(0.0),
        people=found.people.fill_null(0),
        share_now=found.share_now,
        share_before=found.share_before,
    )


def matrix_hours(team_hours: Table, needs: Table, matrix: Table, routes: Table) -> Table:
    """The hours of one team in eight weeks, and those that could move: one row a team.

    They could move where the purchase is one of service, or routine, and its buyer did not ask for a person. Columns:
    `leader` (mail address; null: the whole company), `hours`, `routine_hours`, `routine_share` (of the hours; null: no
    hours, or nobody can tell of which kind any purchase is), `hours_a_week_to_move`, `untold_hours` (on purchases of
    which nobody can tell the kind and situation).
    """
    placed = needs.select("journey_id", "deal_id").left_join(matrix.select("deal_id", "kind"), "deal_id")
    placed = placed.drop("deal_id_right").join(routes.select("journey_id", "situation", "requests"), "journey_id")
    rows = team_hours.join(placed, "journey_id")
    rows = rows.mutate(kind=rows.kind.fill_null("unknown"))
    routine = ((rows.kind == "service") | (rows.situation == "routine")) & (rows.requests == 0)
    untold = (rows.kind == "unknown") & (rows.situation == "unknown")
    found = rows.group_by("leader").agg(
        hours=exact_sum(rows.hours),
        routine_hours=exact_sum(routine.ifelse(rows.hours, 0.0)),
        untold_hours=exact_sum(untold.ifelse(rows.hours, 0.0)),
    )
    share = rounded(found.routine_hours / found.hours.nullif(0.0), 4)
    can_tell = found.untold_hours < found.hours
    return found.select(
        *("leader", "hours", "routine_hours", "untold_hours"),
        routine_share=can_tell.ifelse(share, ibis.null("float64")),
        hours_a_week_to_move=can_tell.ifelse(rounded(found.routine_hours / WEEKS, 1), ibis.null("float64")),
    )


def _count(holds: ibis.expr.types.BooleanValue) -> IntegerScalar:
    return holds.ifelse(1, 0).sum()


def _hours(team_hours: Table, needs: Table, matrix: Table) -> Table:
    served = needs.filter(needs.deal_id.notnull()).select("journey_id", "deal_id")
    rows = team_hours.join(served, "journey_id").join(matrix.select("deal_id", "kind"), "deal_id")
    rows = rows.mutate(team=rows.leader.fill_null(""))
    return rows.group_by(["team", "kind"]).agg(hours=exact_sum(rows.hours))


def _people(rows: Table, our_people: Table) -> Table:
    still = rows.filter(rows.is_open).select("deal_id", "kind", team=rows.leader.fill_null(""))
    on = still.join(our_people.select("deal_id", "user_ref"), "deal_id")
    return on.group_by(["team", "kind"]).agg(people=on.user_ref.nunique())


def _change(matrix_quarters: Table) -> Table:
    rows = matrix_quarters.mutate(team=matrix_quarters.leader.fill_null(""))
    return rows.group_by(["team", "kind"]).agg(
        share_now=rows.share.max(where=rows.quarter == 1), share_before=rows.share.max(where=rows.quarter == QUARTERS)
    )
