"""What both sides have had of what was bought: gains the customer has confirmed, promises kept, hours given (S11)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from headway.sources.sums import exact_sum

# A customer is asked when this many days have passed, and once more each year while it is one.
ASK_AFTER_DAYS, AGAIN_AFTER_DAYS = 90, 365
# A dialogue that does not say how long it took.
USUAL_MINUTES = 30.0
PROMISES = ("their_kept", "their_late", "our_kept", "our_late")
SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("deal_id", "account_id", "name")),
        ("won_on", pa.date32()),
        ("days", pa.int64()),
        ("amount", pa.float64()),
        ("confirmed", pa.int64()),
        ("got", pa.string()),
        ("value", pa.float64()),
        ("confirmed_on", pa.date32()),
        ("answer", pa.string()),
    ]
)
Row = dict[str, Any]


def outcomes(deals: pa.Table, told_outcomes: pa.Table, moment: pa.Table) -> pa.Table:
    """One won deal, and what the customer has confirmed it got of it.

    Columns: `deal_id`, `account_id`, `name`, `won_on`, `days` (since), `amount` (own currency), `confirmed` (gains the
    customer has spoken of), `got` (all, part, none: as said last; null: nobody has asked), `value` (what the gains are
    worth to the customer, own currency; null: no worth told), `confirmed_on` (last), `answer` (ask: 90 days have
    passed, or a year since it was last asked; wait: not yet; told).
    """
    today = moment["moment"].to_pylist()[0].date()
    told: dict[str, list[Row]] = {}
    for row in told_outcomes.sort_by([("confirmed_on", "ascending"), ("outcome_id", "ascending")]).to_pylist():
        if row["confirmed_on"] <= today:
            told.setdefault(row["deal_id"], []).append(row)
    won = [row for row in deals.to_pylist() if row["status"] == "won" and row["closed_at"]]
    rows = [_outcome(deal, told.get(deal["deal_id"], ()), today) for deal in won]
    return pa.Table.from_pylist(sorted(rows, key=lambda row: (row["won_on"], row["deal_id"])), SCHEMA)


def _outcome(deal: Row, told: Sequence[Row], today: date) -> Row:
    won_on = deal["closed_at"].date()
    last = told[-1] if told else None
    worth = [row["value"] for row in told if row["value"] is not None]
    asked_on, after = (last["confirmed_on"], AGAIN_AFTER_DAYS) if last else (won_on, ASK_AFTER_DAYS)
    is_due = (today - asked_on).days >= after
    return {
        **{name: deal[name] for name in ("deal_id", "account_id", "name", "amount")},
        "won_on": won_on,
        "days": (today - won_on).days,
        "confirmed": len(told),
        "got": last["got"] if last else None,
        "value": sum(worth) if worth else None,
        "confirmed_on": last["confirmed_on"] if last else None,
        "answer": "ask" if is_due else "told" if last else "wait",
    }


def balance(
    deals: Table, told_outcomes: Table, touchpoints: Table, commitments: Table, promises: Table, moment: Table
) -> Table:
    """One customer in one quarter: what it paid, what it says it got, the hours given, and promises on both sides.

    Only customers with a deal. Columns: `account_id`, `quarter` (its first day), `hours` (in dialogues, of ours),
    `amount` (of deals won, own currency; 0: none), `value` (of gains confirmed, own currency; null: no worth told),
    `their_kept`, `their_late`, `our_kept`, `our_late` (promises due in the quarter).
    """
    of_deal = deals.select("deal_id", "account_id")
    today = moment.select(today=moment.moment.date())
    spent = touchpoints.semi_join(of_deal, "account_id")
    spent = _quarterly(spent, spent.happened_at.date(), hours=spent.minutes.fill_null(USUAL_MINUTES) / 60.0)
    won = deals.filter(deals.status == "won", deals.closed_at.notnull())
    paid = _quarterly(won, won.closed_at.date(), amount=won.amount.fill_null(0.0))
    said = told_outcomes.join(of_deal, "deal_id").cross_join(today).filter(lambda t: t.confirmed_on <= t.today)
    got = _quarterly(said, said.confirmed_on, value=said.value)
    kept = [_kept("their", commitments, of_deal), _kept("our", promises, of_deal)]
    every = ibis.union(*[table.select("account_id", "quarter") for table in (spent, paid, got, *kept)], distinct=True)
    for table in (spent, paid, got, *kept):
        every = every.left_join(table, ["account_id", "quarter"]).drop("account_id_right", "quarter_right")
    nought = {name: every[name].fill_null(0) for name in PROMISES}
    return every.mutate(hours=every.hours.fill_null(0.0), amount=every.amount.fill_null(0.0), **nought)


def _quarterly(rows: Table, on: ibis.Value, **added: ibis.Value) -> Table:
    """Sums a customer and quarter."""
    ((name, values),) = added.items()
    told = rows.select("account_id", quarter=on.truncate("Q"), part=values)
    return told.group_by(["account_id", "quarter"]).agg(**{name: exact_sum(told.part)})


def _kept(side: str, promised: Table, of_deal: Table) -> Table:
    """What one side had promised that is kept, and what is past its day, by the quarter it was due in."""
    rows = promised.select("deal_id", "due_on", "status").join(of_deal, "deal_id")
    rows = rows.filter(rows.status.isin(("kept", "late"))).mutate(quarter=rows.due_on.truncate("Q"))
    counts = {name: (rows.status == name).ifelse(1, 0).sum() for name in ("kept", "late")}
    return rows.group_by(["account_id", "quarter"]).agg(**{f"{side}_{name}": count for name, count in counts.items()})
