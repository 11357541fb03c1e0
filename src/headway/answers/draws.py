"""What came of the lots between bets of which either would do, and what that says of hours and of orders (S5)."""

from collections.abc import Iterator
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
from ibis.expr.types import Table

from headway.learn.draws import Told, brought, needed, would_bring
from headway.learn.plans import Floats
from headway.sources.sums import exact_sum

# What came of a bet is what its customer bought within so many days; a lot counts once they are over.
OVER_AFTER_DAYS = 180
# A purchase whose amount nobody knows is as large as most.
TYPICAL = 1.0
# Of fewer lots that fell as a rule says nothing is said of it.
FEWEST_EFFECTIVE = 30
# Orders that could have decided instead: what a visit can change, the chance to buy, chance times amount.
RULES = ("worth", "chance", "amount")
HOURS = "hours"
_RECORD = pa.schema(
    [
        ("what", pa.string()),
        ("draws", pa.int64()),
        ("running", pa.int64()),
        *((name, pa.float64()) for name in ("effective", "estimate", "low", "high")),
        ("draws_needed", pa.int64()),
        ("verdict", pa.string()),
    ]
)
Row = dict[str, Any]


def draw_outcomes(past_draws: Table, accounts: Table, deals: Table, deal_sizes: Table, moment: Table) -> Table:
    """One lot that was drawn, and what came of the two customers it was between.

    Of those whose accounts are still told apart. Columns: `week` (its Monday), `account_id`, `journey_id` (which won
    the lot), `other_account_id`, `other_journey_id` (which lost it), `propensity` (the chance of that), `is_over` (half
    a year has gone by), `came`, `other_came` (what they bought in it, in typical purchases; null: not over); as known
    when it was drawn `worth`, `other_worth` (what a visit can change, as `standing.weight`), `chance`, `other_chance`
    (to buy within a quarter; null: none was shown), `size`, `other_size` (of the purchase, in typical ones).
    """
    rows = past_draws.semi_join(accounts, "account_id").cross_join(moment)
    rows = rows.mutate(over_at=rows.drawn_at + ibis.interval(days=OVER_AFTER_DAYS))
    rows = rows.mutate(is_over=rows.over_at <= rows.moment)
    rows = rows.left_join(_bought(rows, deals, deal_sizes), ["week", "journey_id"], rname="{name}_right")
    came = rows.is_over.ifelse(rows.bought.fill_null(0.0), ibis.null("float64"))
    rows = rows.mutate(came=came)
    facts = ("account_id", "journey_id", "came", "worth", "chance", "size")
    won = rows.filter(rows.is_made).select("week", "propensity", "is_over", "either", *facts)
    lost = rows.filter(~rows.is_made).select(lost_week="week", **{f"other_{name}": rows[name] for name in facts})
    both = won.join(lost, [won.week == lost.lost_week, won.either == lost.other_journey_id])
    both = both.filter(both.account_id != both.other_account_id)
    return both.drop("lost_week", "either")


def _bought(drawn: Table, deals: Table, deal_sizes: Table) -> Table:
    """What the customer of each drawn bet bought until its lot was over, in typical purchases."""
    won = deals.filter(deals.status == "won").select("deal_id", "account_id", "closed_at")
    won = won.join(deal_sizes.select("deal_id", "size"), "deal_id")
    rows = drawn.select("week", "journey_id", "account_id", "drawn_at", "over_at").join(won, "account_id")
    rows = rows.filter(rows.closed_at > rows.drawn_at, rows.closed_at <= rows.over_at)
    rows = rows.mutate(bought=rows["size"].fill_null(TYPICAL))
    return rows.group_by(["week", "journey_id"]).agg(bought=exact_sum(rows.bought))


def draw_record(draw_outcomes: pa.Table) -> pa.Table:
    """What all lots together say: of hours, and of one other order of bets; one row each.

    Columns: `what` (hours: how much more came of those that won a lot than of those that lost it; worth, chance,
    amount: how much more would have come of a lot's two, had what a visit can change, the chance to buy, or chance
    times amount decided), `draws` (lots that are over), `running` (that are not), `effective` (how many of the draws
    the estimate is worth: those that fell as the rule says), `estimate` (in typical purchases a lot; null: too few
    draws), `low`, `high` (four times in five it lies within), `draws_needed` (lots in all before it can be told whether
    hours bring as much as Headway thinks; null: cannot tell either), `verdict` (more, less: sure to 19 in 20;
    cannot_tell). Method: `headway.learn.draws`.
    """
    drawn = draw_outcomes.sort_by([("week", "ascending"), ("journey_id", "ascending")])
    if not drawn.num_rows:
        return _RECORD.empty_table()
    over = drawn.filter(drawn["is_over"])
    counts = {"draws": over.num_rows, "running": drawn.num_rows - over.num_rows}
    rows = [{**counts, **row} for row in (_of_hours(over), *_of_rules(over))]
    return pa.Table.from_pylist(rows, _RECORD)


def _of_hours(over: pa.Table) -> Row:
    came, other = _numbers(over, "came"), _numbers(over, "other_came")
    thought = np.concatenate([_numbers(over, "worth"), _numbers(over, "other_worth")])
    more = needed(came, other, float(thought.mean()) if len(thought) else 0.0)
    return {"what": HOURS, "draws_needed": more, **_said(brought(came, other))}


def _of_rules(over: pa.Table) -> Iterator[Row]:
    """Each rule on those lots in which it prefers one of the two."""
    came = _numbers(over, "came") + _numbers(over, "other_came")
    says, other = _rules(over, ""), _rules(over, "other_")
    for rule in RULES:
        tells = says[rule] != other[rule]
        agrees = says[rule] > other[rule]
        found = would_bring(came[tells], agrees[tells], _numbers(over, "propensity")[tells])
        yield {"what": rule, **_said(found)}


def _rules(over: pa.Table, of: str) -> dict[str, Floats]:
    chance, size = _numbers(over, f"{of}chance"), _numbers(over, f"{of}size")
    return {"worth": _numbers(over, f"{of}worth"), "chance": chance, "amount": chance * size}


def _said(told: Told | None) -> Row:
    if told is None:
        return {"effective": 0.0, "verdict": "cannot_tell"}
    is_told = told.is_sure and told.effective >= FEWEST_EFFECTIVE
    verdict = ("more" if told.value > 0 else "less") if is_told else "cannot_tell"
    ranged = {"estimate": told.value, "low": told.low, "high": told.high}
    return {"effective": told.effective, "verdict": verdict, **ranged}


def _numbers(rows: pa.Table, name: str) -> Floats:
    """A column; where nothing was known, 0."""
    return np.array(rows[name].fill_null(0.0).to_pylist(), float)
