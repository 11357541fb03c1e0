"""The team's library of insights for customers: what it holds, what fits which deal, and what came of it (S6)."""

import json
from collections import Counter
from datetime import date
from typing import Any

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from headway.learn.shares import pooled_shares
from headway.sources.words import JOBS

# How many pages a job is seeded with, and how long before a purchase reading still belongs to it.
SEEDS, BEFORE_DAYS = 3, 365
SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("insight_id", "claim", "evidence", "job", "function", "kind", "owner")),
        ("review_on", pa.date32()),
        ("told_at", pa.timestamp("us")),
    ]
)
OFFERS = pa.schema([(name, pa.string()) for name in ("deal_id", "job", "insight_id", "claim")])
RECORDS = pa.schema(
    [
        ("insight_id", pa.string()),
        *((name, pa.int64()) for name in ("given", "over", "followed")),
        *((f"followed_{name}", pa.float64()) for name in ("share", "low", "high")),
    ]
)
Row = dict[str, Any]


def insights(standing_inputs: pa.Table) -> pa.Table:
    """One claim about the customer's business that the team can bring to a whole buying group.

    Columns: `insight_id`, `claim`, `evidence`, `job` (buying job it serves), `function` (of the customer that it is
    most about; null: all), `kind` (of sale; null: all), `owner` (mail address of ours), `review_on` (day on which
    somebody looks whether it is still true), `told_at`.
    """
    rows = [_insight(row) for row in standing_inputs.to_pylist() if row["kind"] == "insight"]
    return pa.Table.from_pylist(sorted(rows, key=lambda row: (row["told_at"], row["insight_id"])), SCHEMA)


def insight_records(insights: pa.Table, brought: pa.Table, brought_steps: pa.Table) -> pa.Table:
    """One insight, how often it was given, and how often the customer made a step in the four weeks after it.

    Columns: `insight_id`, `given` (times), `over` (times that four weeks have passed since), `followed` (of these, with
    a step of the customer), `followed_share` (0-1, drawn toward all insights together, the more the less it was given),
    `followed_low`, `followed_high` (four times in five it lies within). Method: `headway.learn.shares`.
    """
    names = insights["insight_id"].to_pylist()
    given = Counter(row["thing_id"] for row in brought.to_pylist() if row["kind"] == "insight")
    past = [row for row in brought_steps.to_pylist() if row["kind"] == "insight" and row["is_over"]]
    over = Counter(row["thing_id"] for row in past)
    followed = Counter(row["thing_id"] for row in past if row["steps"] > 0)
    shares = pooled_shares([(followed[name], over[name]) for name in names])
    rows = [
        dict(zip(RECORDS.names, (name, given[name], over[name], followed[name], *share), strict=True))
        for name, share in zip(names, shares, strict=True)
    ]
    return pa.Table.from_pylist(rows, RECORDS)


def insight_offers(
    dialogue_facts: pa.Table, insights: pa.Table, brought: pa.Table, insight_records: pa.Table
) -> pa.Table:
    """The insight that fits one deal and job best, and that its buying group has not been given.

    It is for the whole group: one about a function fits where people of that function take part. The one told for this
    kind and for a function goes before one for all, then the one that customers followed more often.
    Columns: `deal_id`, `job`, `insight_id`, `claim`.
    """
    deals, library = dialogue_facts.to_pylist(), insights.to_pylist()
    journeys = {deal["deal_id"]: deal["journey_id"] for deal in deals}
    given = {(journeys.get(row["deal_id"]), row["thing_id"]) for row in brought.to_pylist() if row["kind"] == "insight"}
    share = {row["insight_id"]: row["followed_share"] for row in insight_records.to_pylist()}
    rows = []
    for deal in sorted(deals, key=lambda deal: deal["deal_id"]):
        fitting = [
            each for each in library if _fits(each, deal) and (deal["journey_id"], each["insight_id"]) not in given
        ]
        for job in JOBS:
            own = [each for each in fitting if each["job"] == job]
            if own:
                best = min(
                    own, key=lambda each: (-_closeness(each), -share.get(each["insight_id"], 0.0), each["insight_id"])
                )
                told = {"deal_id": deal["deal_id"], "job": job}
                rows.append({**told, "insight_id": best["insight_id"], "claim": best["claim"]})
    return pa.Table.from_pylist(rows, OFFERS)


def insight_seeds(closings: Table, events: Table, pages: Table) -> Table:
    """One page that customers read before they bought: what an insight for its job could be made of, three a job.

    Columns: `job`, `page`, `title`, `place` (1 first), `won_customers` (accounts that read it in the year before they
    bought), `won_all` (accounts that bought).
    """
    won = closings.filter(closings.ending == "won").select("account_id", "closed_at")
    read = events.filter(events.channel == "web", events.job.isin(JOBS), events.page.notnull())
    read = read.select("account_id", "page", "happened_at").join(won, "account_id")
    days = read.closed_at.date().delta(read.happened_at.date(), unit="day")
    read = read.filter(read.happened_at <= read.closed_at, days <= BEFORE_DAYS)
    by_page = read.group_by("page").agg(won_customers=read.account_id.nunique())
    named = by_page.join(pages.select("page", "title", "job"), "page")
    most = ibis.window(group_by=named.job, order_by=[named.won_customers.desc(), named.page])
    ranked = named.mutate(place=(ibis.row_number().over(most) + 1).cast("int64"))
    every = won.agg(won_all=won.account_id.nunique())
    ranked = ranked.filter(ranked.place <= SEEDS, ranked.job.isin(JOBS)).cross_join(every)
    return ranked.select("job", "page", "title", "place", "won_customers", "won_all")


def _insight(row: Row) -> Row:
    says = json.loads(row["value"])
    return {
        "insight_id": row["input_id"],
        **{name: says[name] for name in ("claim", "evidence", "job")},
        **{name: says.get(name) or None for name in ("function", "kind")},
        "owner": row["who"],
        "review_on": date.fromisoformat(says["review_on"]),
        "told_at": row["recorded_at"],
    }


def _fits(insight: Row, deal: Row) -> bool:
    """Whether an insight is for deals of this kind, and people of its function take part."""
    there = insight["function"] is None or (deal.get(f"{insight['function']}_90d") or 0) > 0
    return there and insight["kind"] in (None, deal["kind"])


def _closeness(insight: Row) -> int:
    return (insight["kind"] is not None) + (insight["function"] is not None)
