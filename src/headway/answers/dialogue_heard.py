"""What questions stand on beside acts: what was heard, what came back, and what both sides promised (S6)."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from typing import Any

import ibis
import pyarrow as pa
from ibis.expr.types import BooleanValue, IntegerScalar, Table

from headway.sources.hearing import AGAINST, OCCASION, RIVAL, STANCES, YEAR_END
from headway.sources.reviews import review_sites

LATE_DAYS, YEAR_DAYS = 28, 365
# So long an insight may go without an answer before anybody asks about it.
ANSWER_DAYS = 7
# Where a customer's person says something in own words.
SPOKEN = ("email", "call", "meeting", "plan")
ECHOES = ("insights_unanswered", "from_reviews_28d")
SCHEMA = pa.schema(
    [
        ("deal_id", pa.string()),
        *((name, pa.int64()) for name in ("occasion_past_days", "year_ends_days", "rivals", "doubters")),
    ]
)
Row = dict[str, Any]


def dialogue_heard(dialogue_deals: pa.Table, heard: pa.Table, moment: pa.Table) -> pa.Table:
    """What people of the customer of one deal have told in talks, as it stands at the moment.

    Columns: `deal_id`, `occasion_past_days` (since the day of the occasion named last; null: none is past),
    `year_ends_days` (to the next end of their financial year; null: not told), `rivals` (other suppliers named in
    their list of demands), `doubters` (people last said to be against it, four weeks ago or more).
    """
    today = moment["moment"].to_pylist()[0].date()
    told: dict[str, list[Row]] = {}
    for row in heard.sort_by([("told_at", "ascending"), ("heard_id", "ascending")]).to_pylist():
        told.setdefault(row["deal_id"], []).append(row)
    deals = sorted(dialogue_deals["deal_id"].to_pylist())
    return pa.Table.from_pylist([{"deal_id": deal, **_heard(told.get(deal, ()), today)} for deal in deals], SCHEMA)


def _heard(rows: Sequence[Row], today: date) -> Row:
    """The signs in what was heard on one deal, told in the order in which it was heard."""
    newest = {row["what"]: row for row in rows}
    occasion, ends = newest.get(OCCASION), newest.get(YEAR_END)
    past = (today - occasion["falls_on"]).days if occasion else 0
    stands = {row["person"]: row for row in rows if row["what"] in STANCES}
    doubts = [row for row in stands.values() if row["what"] == AGAINST]
    return {
        "occasion_past_days": past if past > 0 else None,
        "year_ends_days": (_next(ends["falls_on"], today) - today).days if ends else None,
        "rivals": len({row["name"] for row in rows if row["what"] == RIVAL}),
        "doubters": sum((today - row["told_at"].date()).days >= LATE_DAYS for row in doubts),
    }


def _next(day: date, today: date) -> date:
    """The next time that a day of the year comes; the 29th of February, in most years, a day sooner."""
    years = (today.year, today.year + 1)
    days = (date(year, day.month, min(day.day, monthrange(year, day.month)[1])) for year in years)
    return next(each for each in days if each >= today)


def dialogue_echo(
    dialogue_deals: Table, dialogue_acts: Table, brought: Table, web_acts: Table, web_events: Table, moment: Table
) -> Table:
    """What came back from the customer of one deal on what it was given, and from where it came to us.

    Columns: `deal_id`, `insights_unanswered` (given a week ago or more, and no mail, talk or word on the plan of
    theirs since), `from_reviews_28d` (pages that somebody of the account came to in 28 days from a site where suppliers
    are reviewed or listed).
    """
    given = brought.filter(brought.kind == "insight").select("input_id", "deal_id", "told_at").cross_join(moment)
    given = given.filter(given.moment.date().delta(given.told_at.date(), unit="day") >= ANSWER_DAYS)
    spoken = dialogue_acts.filter(dialogue_acts.channel.isin(SPOKEN)).group_by("deal_id")
    spoken = spoken.agg(spoke_at=dialogue_acts.happened_at.max())
    given = given.left_join(spoken, "deal_id").drop("deal_id_right")
    open_ones = given.filter(given.spoke_at.isnull() | (given.spoke_at <= given.told_at))
    open_ones = open_ones.group_by("deal_id").agg(insights_unanswered=open_ones.count())
    came = web_events.filter(web_events.referrer.notnull()).select("event_id", "happened_at", "referrer")
    came = came.cross_join(moment)
    late = came.moment.date().delta(came.happened_at.date(), unit="day") < LATE_DAYS
    came = came.filter(came.happened_at <= came.moment, late).filter(_is_review(came))
    came = came.select("event_id").join(web_acts.select("event_id", "account_id"), "event_id")
    came = came.group_by("account_id").agg(from_reviews_28d=came.count())
    rows = dialogue_deals.select("deal_id", "account_id").left_join(open_ones, "deal_id").drop("deal_id_right")
    rows = rows.left_join(came, "account_id").drop("account_id_right")
    return rows.select("deal_id", **{name: rows[name].fill_null(0) for name in ECHOES})


def _is_review(came: Table) -> BooleanValue:
    """Whether somebody came from a site of `sources/reviews.txt`, or from a part of it."""
    host = ibis.literal(".") + came.referrer.lower().re_extract("^https?://([^/?#:]+)", 1)
    return ibis.or_(*(host.endswith(f".{site}") for site in review_sites())).fill_null(False)


def dialogue_balance(dialogue_deals: Table, outcomes: Table, balance: Table, promises: Table, moment: Table) -> Table:
    """What the customer of one deal has had of us before, and what both sides have promised.

    Columns: `deal_id`, `won_days` (since its account first bought; null: never), `gains_told` (that it has spoken of),
    of promises due within a year, on any deal of the account: `theirs_kept`, `theirs_late`, `ours_kept`, `ours_late`;
    `ours_open` (of ours on this deal, not yet kept).
    """
    bought = outcomes.group_by("account_id").agg(won_days=outcomes.days.max(), gains_told=outcomes.confirmed.sum())
    near = balance.cross_join(moment)
    near = near.filter(near.moment.date().delta(near.quarter, unit="day") < YEAR_DAYS)
    sides = {f"{side}s_{end}": near[f"{side}_{end}"].sum() for side in ("their", "our") for end in ("kept", "late")}
    year = near.group_by("account_id").agg(**sides)
    ours = promises.group_by("deal_id").agg(ours_open=_many(promises.status != "kept"))
    rows = dialogue_deals.select("deal_id", "account_id").left_join(ours, "deal_id").drop("deal_id_right")
    for table in (bought, year):
        rows = rows.left_join(table, "account_id").drop("account_id_right")
    counted = ("gains_told", *sides, "ours_open")
    return rows.select("deal_id", "won_days", **{name: rows[name].fill_null(0) for name in counted})


def _many(true: BooleanValue) -> IntegerScalar:
    """How many rows it is true of."""
    return true.fill_null(False).ifelse(1, 0).sum()
