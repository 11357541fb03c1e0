"""How good the outlook would have been at earlier moments, beside what people go by without it (S5)."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
from ibis.expr.types import Table

from headway.learn.endings import HORIZON_DAYS
from headway.learn.outlook import NEEDED, Doubt, Said, Sum, doubt, doubted, over_by, total
from headway.sources.priors import priors
from headway.sources.sums import exact_sum

YEAR_DAYS = 365
COMMITTED = 0.75
Row = dict[str, Any]
_SCHEMA = pa.schema(
    [
        ("landmark", pa.timestamp("us")),
        ("currency", pa.string()),
        ("rule", pa.string()),
        *((name, pa.float64()) for name in ("said", "low", "high", "came")),
        *((name, pa.float64()) for name in ("told", "told_low", "told_high")),
    ]
)
_DOUBT = pa.schema(
    [
        ("currency", pa.string()),
        ("moments", pa.int64()),
        ("needed", pa.int64()),
        ("shift", pa.float64()),
        ("spread", pa.float64()),
    ]
)


def deals_then(
    past_estimates: Table, deals: Table, deal_sizes: Table, deal_amounts: Table, crm_deal_changes: Table
) -> Table:
    """One deal that was open at an earlier moment, as its history says it stood then.

    Columns: `landmark`, `deal_id`, `currency`, `amount`, `probability` (the seller's), `closes_on`; null: not told
    by then.
    """
    moments = past_estimates.select("landmark").distinct()
    told = deals.select("deal_id", "opened_at", "closed_at").cross_join(moments)
    still = told.filter(
        told.opened_at <= told.landmark, told.closed_at.isnull() | (told.closed_at > told.landmark)
    ).select("landmark", "deal_id")
    changes = crm_deal_changes.select(
        "recorded_at", "change_ref", "amount", "probability", "closes_on", changed_id="deal_ref"
    )
    known = still.join(changes, still.deal_id == changes.changed_id).filter(lambda t: t.recorded_at <= t.landmark)
    within = ibis.window(group_by=[known.landmark, known.deal_id], order_by=[known.recorded_at, known.change_ref])
    known = known.mutate(place=ibis.row_number().over(within))
    last = known.group_by(["landmark", "deal_id"]).agg(
        **{
            name: known[name].argmax(known.place, where=known[name].notnull())
            for name in ("amount", "probability", "closes_on")
        }
    )
    rows = still.left_join(last, ["landmark", "deal_id"]).drop("landmark_right", "deal_id_right")
    rows = rows.left_join(deal_sizes.select("deal_id", "currency"), "deal_id").drop("deal_id_right")
    # The history tells amounts in the deal's currency; where its rate is known, all of them are in ours.
    rated = deal_amounts.select("rate", rated_id="deal_ref")
    rows = rows.left_join(rated, rows.deal_id == rated.rated_id)
    amount = rows.amount / rows.rate.fill_null(1.0)
    return rows.select("landmark", "deal_id", "currency", "probability", "closes_on", amount=amount)


def purchases_then(past_estimates: Table, lessons: Table, deals_then: Table) -> Table:
    """One purchase that might have come at an earlier moment, and the chance it was given then.

    Columns: `landmark`, `journey_id`, `chance` (within 90 days, learned from what was known by then), `weight` (how
    many it stands for), `currency`, `amount` (of the open deal; null: none was open, or nothing was told of it).
    """
    served = lessons.select("landmark", "journey_id", "deal_id")
    rows = past_estimates.select("landmark", "journey_id", "weight", chance="learned").left_join(
        served, ["landmark", "journey_id"]
    )
    rows = rows.drop("landmark_right", "journey_id_right")
    rows = rows.left_join(deals_then.select("landmark", "deal_id", "currency", "amount"), ["landmark", "deal_id"])
    return rows.select("landmark", "journey_id", "chance", "weight", "currency", "amount")


def outlook_record(purchases_then: pa.Table, deals_then: pa.Table, won_amounts: pa.Table) -> pa.Table:
    """What one rule said at an earlier moment of the 90 days after it, in one currency, and what came.

    Columns: `landmark`, `currency`, `rule` (ours; by_stage: amounts closing within 90 days by the seller's probability;
    by_commit: those of 75 % and more, whole; last_year: won in the same days a year before), `said`, `low`, `high`
    (ours alone: in four of five cases, by luck and by how far off it had been until then), `came` (won in those days),
    `told`, `told_low`, `told_high` (ours alone: before anything was learned from how far off it had been).
    """
    won = [row for row in won_amounts.sort_by("deal_id").to_pylist() if row["currency"] is not None]
    still = _by(deals_then, "deal_id")
    rows = [
        {"landmark": landmark, "currency": currency, **told}
        for landmark, purchases in _by(purchases_then, "journey_id").items()
        for currency in sorted({row["currency"] for row in won})
        for told in _said(
            purchases,
            [row for row in still.get(landmark, []) if row["currency"] == currency],
            won,
            landmark.date(),
            currency,
        )
    ]
    return pa.Table.from_pylist(list(_doubted(rows)), _SCHEMA)


def outlook_doubt(outlook_record: pa.Table) -> pa.Table:
    """How far off what we say of one currency is, all of it together, as learned from its moments that are over.

    Columns: `currency`, `moments` (learned from), `needed` (below so many our own judgement stands, marked as such),
    `shift` (logarithm by which what is expected is moved; 0 unless the record says so at moments it was not learned
    from), `spread` (one deviation of the logarithm of what came beside what is said, luck left out).
    """
    said: dict[str, list[Said]] = {}
    for row in outlook_record.to_pylist():
        if row["rule"] == "ours":
            said.setdefault(row["currency"], []).append(_told(row))
    rows = [{"currency": name, "needed": NEEDED, **vars(_learned(moments))} for name, moments in sorted(said.items())]
    return pa.Table.from_pylist(rows, _DOUBT)


def _learned(said: list[Said]) -> Doubt:
    judged = priors()["outlook_is_off_by"]
    return doubt(sorted(said, key=lambda each: each.at), float(judged["value"]), float(judged["weight"]))


def _doubted(rows: list[Row]) -> Iterator[Row]:
    """Every row; ours as it would have been said with what had been learned by then."""
    told: dict[str, list[Said]] = {}
    for row in rows:
        if row["rule"] != "ours":
            yield row
            continue
        own = told.setdefault(row["currency"], [])
        raw = _told({**row, "told": row["said"], "told_low": row["low"], "told_high": row["high"]})
        own.append(raw)
        found = doubted(raw.told, _learned(over_by(own, raw.at)))
        yield {
            **row,
            "said": found.expected,
            "low": found.low,
            "high": found.high,
            "told": raw.told.expected,
            "told_low": raw.told.low,
            "told_high": raw.told.high,
        }


def _told(row: Row) -> Said:
    return Said(row["landmark"].date(), Sum(row["told"], row["told_low"], row["told_high"]), row["came"])


def outlook_errors(outlook_record: Table) -> Table:
    """How far one rule was from what came, in one currency.

    Columns: `currency`, `rule`, `moments`, `error_share` (of what came, the mean distance), `within_share` (of the
    moments, how often what came lay in the range; null: the rule gives none).
    """
    rows = outlook_record.mutate(away=(outlook_record.said - outlook_record.came).abs())
    inside = ibis.cases(
        (rows.low.isnull(), ibis.null("float64")), ((rows.came >= rows.low) & (rows.came <= rows.high), 1.0), else_=0.0
    )
    found = rows.mutate(inside=inside).group_by(["currency", "rule"])
    return found.agg(
        moments=lambda t: t.count(),
        error_share=lambda t: exact_sum(t.away) / exact_sum(t.came).nullif(0),
        within_share=lambda t: t.inside.mean(),
    )


def _by(table: pa.Table, name: str) -> dict[Any, list[Row]]:
    """The rows of each landmark, in the one order in which sums come out the same to the last digit."""
    found: dict[Any, list[Row]] = {}
    for row in table.sort_by([("landmark", "ascending"), (name, "ascending")]).to_pylist():
        found.setdefault(row["landmark"], []).append(row)
    return found


def _said(purchases: list[Row], open_deals: list[Row], won: list[Row], then: date, currency: str) -> Iterator[Row]:
    until = then + timedelta(days=HORIZON_DAYS)
    own = [row for row in won if row["currency"] == currency]
    came = _won_after(own, then)
    before = [row["amount"] for row in own if row["won_on"] <= then]
    usual = float(np.mean(before)) if before else 0.0
    # A customer without a deal buys in the currency in which most had been bought.
    common = _commonest([row for row in won if row["won_on"] <= then])
    counted = [row for row in purchases if (row["currency"] or common) == currency]
    chances = np.array([row["chance"] for row in counted], float)
    amounts = np.array([usual if row["amount"] is None else row["amount"] for row in counted], float)
    many = np.array([row["weight"] for row in counted], float)
    # Those that stand for several add up as so many.
    found = total(np.repeat(chances, many.astype(int)), np.repeat(amounts, many.astype(int)), np.zeros(int(many.sum())))
    yield {"rule": "ours", "said": found.expected, "low": found.low, "high": found.high, "came": came}
    closing = [row for row in open_deals if row["closes_on"] and row["closes_on"] <= until and row["amount"]]
    told = [(row["probability"] or 0.0, row["amount"]) for row in closing]
    yield {"rule": "by_stage", "said": float(sum(chance * amount for chance, amount in told)), "came": came}
    sure = float(sum(amount for chance, amount in told if chance >= COMMITTED))
    yield {"rule": "by_commit", "said": sure, "came": came}
    if any(row["won_on"] <= then - timedelta(days=YEAR_DAYS) for row in own):
        yield {"rule": "last_year", "said": _won_after(own, then - timedelta(days=YEAR_DAYS)), "came": came}


def _won_after(won: list[Row], then: date) -> float:
    return float(sum(row["amount"] for row in won if then < row["won_on"] <= then + timedelta(days=HORIZON_DAYS)))


def _commonest(won: list[Row]) -> str | None:
    names = [row["currency"] for row in won]
    return max(sorted(set(names)), key=names.count) if names else None
