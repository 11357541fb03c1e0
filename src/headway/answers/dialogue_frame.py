"""What surrounds a deal worth a dialogue: its age beside those won, talks held, what was agreed, who is on it (S6)."""

import ibis
from ibis.expr.types import BooleanValue, IntegerScalar, Table

LATE_DAYS, QUARTER_DAYS = 28, 90
# Fewer purchases say nothing of how long one takes.
LEAST_WON = 10


def dialogue_ages(dialogue_deals: Table, deals: Table, accounts: Table, matrix: Table, moment: Table) -> Table:
    """How old one deal is beside those the company has won, and what else is behind its account.

    Columns: `deal_id`, `age_share` (0-1, of the deals won those that were won sooner; null: fewer than ten were won),
    `won_peers` (accounts of the same industry that have bought), `bought_before` (1: this one has), `relationship_days`
    (the account knew us before the deal; null: cannot tell).
    """
    won = deals.filter(deals.status == "won")
    taken = won.select(took=won.closed_at.date().delta(won.opened_on, unit="day").cast("int64"))
    own = deals.select("deal_id", "opened_on").join(dialogue_deals.select("deal_id", "account_id"), "deal_id")
    own = own.cross_join(moment)
    own = own.select("deal_id", "account_id", age=own.moment.date().delta(own.opened_on, unit="day").cast("int64"))
    beside = own.cross_join(taken)
    shares = beside.group_by("deal_id").agg(won=beside.count(), sooner=_many(beside.took < beside.age))
    enough = shares.won >= LEAST_WON
    shares = shares.select("deal_id", age_share=enough.ifelse(shares.sooner / shares.won, ibis.null("float64")))
    buyers = won.select("account_id").distinct()
    trades = accounts.filter(accounts.industry.notnull()).select("account_id", "industry")
    peers = buyers.join(trades, "account_id").group_by("industry").agg(won_peers=lambda t: t.count())
    known = own.left_join(shares, "deal_id").drop("deal_id_right")
    known = known.left_join(trades, "account_id").drop("account_id_right")
    known = known.left_join(peers, "industry").drop("industry_right")
    known = known.left_join(buyers.mutate(bought=1), "account_id").drop("account_id_right")
    known = known.left_join(matrix.select("deal_id", "relationship_days"), "deal_id").drop("deal_id_right")
    return known.select(
        "deal_id",
        "age_share",
        "relationship_days",
        won_peers=known.won_peers.fill_null(0),
        bought_before=known.bought.fill_null(0),
    )


def dialogue_talks(dialogue_deals: Table, touchpoints: Table, events: Table, moment: Table) -> Table:
    """Talks held with the customer of one deal within 90 days, and what else its account does with us.

    Columns: `deal_id`, `talks_90d` (meetings and calls on the deal), `group_talks_90d` (with two people or more),
    `account_acts_28d` (acts of anybody there on anything, in 28 days, mails and pages we can place nowhere included).
    """
    held = touchpoints.filter(touchpoints.channel.isin(("meeting", "call"))).cross_join(moment)
    ago = held.moment.date().delta(held.happened_at.date(), unit="day")
    held = held.filter(held.deal_id.notnull(), ago < QUARTER_DAYS)
    several = held.person_ids.contains(" ").fill_null(False)
    talks = held.group_by("deal_id").agg(talks_90d=held.count(), group_talks_90d=_many(several))
    acts = events.filter(events.side == "customer").select("account_id", "happened_at").cross_join(moment)
    late = acts.moment.date().delta(acts.happened_at.date(), unit="day") < LATE_DAYS
    acts = acts.filter(acts.happened_at <= acts.moment, late)
    acts = acts.group_by("account_id").agg(account_acts_28d=acts.count())
    rows = dialogue_deals.select("deal_id", "account_id").left_join(talks, "deal_id").drop("deal_id_right")
    rows = rows.left_join(acts, "account_id").drop("account_id_right")
    counted = ("talks_90d", "group_talks_90d", "account_acts_28d")
    return rows.select("deal_id", **{name: rows[name].fill_null(0) for name in counted})


def dialogue_team(dialogue_deals: Table, our_people: Table, role_meanings: Table) -> Table:
    """Who of ours could lend the customer of one deal what it needs; what they did is not asked.

    Columns: `deal_id`, `team_people` (of ours on the deal), `team_design` (1: somebody who designs solutions is),
    `team_implementation` (1: somebody who puts them to work is).
    """
    ours = our_people.left_join(role_meanings.select("role", part="ours"), "role")
    counted = ours.group_by("deal_id").agg(
        team_people=ours.user_ref.nunique(),
        team_design=(ours.part == "design_manager").fill_null(False).ifelse(1, 0).max(),
        team_implementation=(ours.part == "implementation_manager").fill_null(False).ifelse(1, 0).max(),
    )
    rows = dialogue_deals.select("deal_id").left_join(counted, "deal_id").drop("deal_id_right")
    names = ("team_people", "team_design", "team_implementation")
    return rows.select("deal_id", **{name: rows[name].fill_null(0) for name in names})


def _many(true: BooleanValue) -> IntegerScalar:
    """How many rows it is true of."""
    return true.fill_null(False).ifelse(1, 0).sum()
