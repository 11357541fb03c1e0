"""What earlier moments teach: each journey as it stood then, and what came of it."""

import ibis
from ibis.expr.types import Table

from headway.sources.landmarks import COMPARED, FEATURES
from headway.sources.loss_reasons import is_no_decision


def deal_endings(deals: Table, crm_deals: Table) -> Table:
    """One closed deal and how it ended.

    Columns: `deal_id`, `account_id`, `closed_at`, `ending` (won, lost: to another supplier or for a reason not told,
    no_decision: the customer bought from nobody, as the seller's reason says), `has_reason` (a reason was given).
    """
    closed = deals.filter(deals.closed_at.notnull())
    rows = closed.left_join(crm_deals.select("deal_ref", "loss_reason"), closed.deal_id == crm_deals.deal_ref)
    undecided = (rows.status == "lost") & is_no_decision(rows.loss_reason)
    return rows.select(
        "deal_id",
        "account_id",
        "closed_at",
        ending=undecided.ifelse("no_decision", rows.status),
        has_reason=rows.loss_reason.fill_null("") != "",
    )


def lessons(landmarks: Table, deal_endings: Table, account_refs: Table, moment: Table) -> Table:
    """One journey at an earlier moment, with its features as they were known then, and what came of it since.

    A purchase is any that its account made (a need beside the main one: its own deal's). Columns: `landmark` (the
    Monday it stood so), `journey_id`, `account_id` (as the account is called now), those of `features`,
    `won_days` (days to the next purchase; null: none by the moment), `lost_days` (days until a deal was closed that was
    not won; null: none), `no_decision` (of the deal closed so: 1 where the customer bought from nobody, else 0; null:
    no reason was given), `followed_days` (days from the landmark to the moment).
    """
    known = account_refs.select("ref", now_account="account_id")
    stood = landmarks.left_join(known, landmarks.account_id == known.ref).drop("ref").cross_join(moment)
    stood = stood.mutate(account_id=ibis.coalesce(stood.now_account, stood.account_id)).drop("now_account")
    came = _came(stood, deal_endings)
    rows = stood.left_join(came, ["landmark", "journey_id"], rname="came_{name}")
    return rows.select(
        "landmark",
        "journey_id",
        "account_id",
        "deal_id",
        *FEATURES,
        *COMPARED,
        "won_days",
        "lost_days",
        "no_decision",
        followed_days=_days(rows.landmark, rows.moment),
    )


def _came(stood: Table, deal_endings: Table) -> Table:
    """What was closed after each landmark, by landmark and journey."""
    own = stood.filter(~stood.is_main, stood.deal_id.notnull()).select("landmark", own_deal="deal_id")
    ended = deal_endings.select("account_id", "closed_at", "ending", "has_reason", ended_deal="deal_id")
    pairs = stood.select("landmark", "journey_id", "account_id", "deal_id", "is_main").join(ended, "account_id")
    pairs = pairs.filter(pairs.closed_at > pairs.landmark)
    beside = pairs.left_join(
        own, [pairs.landmark == own.landmark, pairs.ended_deal == own.own_deal], rname="own_{name}"
    )
    served = beside.filter(beside.is_main.ifelse(beside.own_deal.isnull(), beside.ended_deal == beside.deal_id))
    days = _days(served.landmark, served.closed_at)
    lost = served.ending != "won"
    return served.group_by(["landmark", "journey_id"]).agg(
        won_days=days.min(where=~lost),
        lost_days=days.min(where=lost),
        no_decision=(served.ending == "no_decision").ifelse(1, 0).min(where=lost & served.has_reason),
    )


def _days(begin: ibis.expr.types.TimestampValue, end: ibis.expr.types.TimestampValue) -> ibis.expr.types.IntegerValue:
    """Days from the day of one time to that of another."""
    return end.date().delta(begin.date(), unit="day")
