"""Whom to ask (S7): for a deal that is stuck, the colleagues who have helped another customer through the same job.

Who comes first is decided by the likeness of the case and by time, never by how many cases somebody has: this is no
league table.
"""

import ibis
from ibis.expr.types import Table

# Talking with a customer so many days around its weeks on a job counts as having helped it through.
AROUND_DAYS = 14
# So many colleagues are named for a deal.
NAMED = 2


def help_given(path_steps: Table, paths: Table, deal_dialogues: Table) -> Table:
    """One of ours who talked with a customer while it got through one buying job, on a journey that was won.

    Got through: another job followed, or the purchase. Columns: `user_ref`, `job`, `kind` (of sale; unknown),
    `account_id`, `deal_id`, `helped_on` (day of the last such dialogue), `dialogues`.
    """
    won = paths.filter(paths.ending == "won").select("case_id", "account_id", "kind")
    through = path_steps.join(won, "case_id").select(
        "job", "kind", "account_id", "begun_at", "ended_at", deal_id="case_id"
    )
    talks = deal_dialogues.filter(deal_dialogues.user_refs.fill_null("") != "")
    talks = talks.mutate(user_ref=talks.user_refs.split(" ")).unnest("user_ref")
    talks = talks.select("deal_id", "user_ref", "happened_at", "touchpoint_id")
    around = ibis.interval(days=AROUND_DAYS)
    near = through.join(talks, "deal_id").filter(
        lambda t: (t.happened_at >= t.begun_at - around) & (t.happened_at <= t.ended_at + around)
    )
    return near.group_by(["user_ref", "job", "kind", "account_id", "deal_id"]).agg(
        helped_on=near.happened_at.max().date(), dialogues=near.touchpoint_id.nunique()
    )


def sparring(
    dialogues: Table, matrix: Table, help_given: Table, team_members: Table, user_loads: Table, overrides: Table
) -> Table:
    """One colleague to ask about one deal that is stuck, with the case that shows why; at most two a deal.

    Nobody who is on the deal already, and nobody whose logged hours leave no time. First come cases of the same kind of
    sale, then the latest. Columns: `deal_id`, `deal_refs`, `account_id`, `order` (1, 2), `stuck_job`, `user_ref`,
    `user_refs`, `email`, `name`, `part` (they play most often), `case_deal_id` (the case), `case_account_id`,
    `helped_on` (the last dialogue there), `is_same_kind`, `has_time` (null: cannot tell), `answer` (asked, met, helped:
    what the team has said of it; null: nothing).
    """
    stuck = dialogues.filter(dialogues.order == 1, dialogues.stuck_job.notnull())
    stuck = stuck.select("deal_id", "account_id", "stuck_job").join(matrix.select("deal_id", "kind"), "deal_id")
    cases = help_given.select(
        "user_ref", "job", "helped_on", case_kind="kind", case_deal_id="deal_id", case_account_id="account_id"
    )
    found = stuck.join(cases, stuck.stuck_job == cases.job).filter(lambda t: t.account_id != t.case_account_id)
    found = found.anti_join(team_members, ["deal_id", "user_ref"])
    users = user_loads.select("user_ref", "email", "name", "part", "has_time")
    found = found.join(users, "user_ref").filter(lambda t: t.has_time.fill_null(True))
    found = found.mutate(is_same_kind=(found.kind == found.case_kind) & (found.kind != "unknown"))
    nearest = [found.is_same_kind.desc(), found.helped_on.desc(), found.case_deal_id, found.user_ref]
    best = found.mutate(
        place=ibis.row_number().over(ibis.window(group_by=[found.deal_id, found.user_ref], order_by=nearest))
    )
    best = best.filter(best.place == 0)
    order = [best.is_same_kind.desc(), best.helped_on.desc(), best.case_deal_id, best.user_ref]
    ranked = best.mutate(order=ibis.row_number().over(ibis.window(group_by=best.deal_id, order_by=order)) + 1)
    told = overrides.filter(overrides.kind == "sparring").select("key", answer="value")
    ranked = ranked.filter(ranked.order <= NAMED)
    ranked = ranked.left_join(told, (ranked.deal_id + " " + ranked.user_ref) == told.key)
    return ranked.select(
        "deal_id",
        "account_id",
        "stuck_job",
        "user_ref",
        "email",
        "name",
        "part",
        "case_deal_id",
        "case_account_id",
        "helped_on",
        "is_same_kind",
        "has_time",
        "answer",
        deal_refs=ranked.deal_id,
        user_refs=ranked.user_ref,
        order=ranked.order.cast("int64"),
    )
