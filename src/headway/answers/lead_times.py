"""How long before our first dialogue each rule would have named those who bought."""

from typing import Any

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from ibis.expr.types import Table
from numpy.typing import NDArray

from headway.learn.judging import Redraws, figure, named, precision
from headway.learn.lessons import ordinals, told_rules
from headway.sources.landmarks import NAMED

Floats = NDArray[np.float64]
# What was said earlier than this before a deal opened was about another need.
LOOK_BACK_DAYS = 182
REDRAWS, SEED = 200, 1
_SCHEMA = pa.schema(
    [
        ("rule", pa.string()),
        ("purchases", pa.int64()),
        *((name, pa.float64()) for name in ("named_before", "share", "low", "high", "days_ahead")),
    ]
)


def first_dialogues(deals: Table, touchpoints: Table) -> Table:
    """One purchase that we talked about, and when first.

    Dialogues that the CRM ties to no deal count where they lie at most half a year before the opening and after the
    account's ending before. Columns: `deal_id`, `account_id`, `since` (when its time begins: half a year before its
    opening, or the ending before, whichever is later), `first_dialogue_at`.
    """
    won = deals.filter(deals.status == "won", deals.opened_at.notnull())
    earlier = deals.select("account_id", other_id="deal_id", ended_at="closed_at").filter(deals.closed_at.notnull())
    both = won.left_join(earlier, "account_id").drop("account_id_right")
    is_before = (both.ended_at < both.opened_at) & (both.other_id != both.deal_id)
    begun = both.group_by(["deal_id", "account_id", "opened_at", "closed_at"]).agg(
        ended_at=both.ended_at.max(where=is_before)
    )
    opening = begun.opened_at - ibis.interval(days=LOOK_BACK_DAYS)
    begun = begun.mutate(since=ibis.greatest(opening, begun.ended_at.fill_null(opening)))
    talks = touchpoints.select("account_id", "happened_at", on_deal="deal_id")
    met = begun.join(talks, "account_id")
    met = met.filter(
        met.on_deal.fill_null(met.deal_id) == met.deal_id, met.happened_at > met.since, met.happened_at <= met.closed_at
    )
    return met.group_by(["deal_id", "account_id", "since"]).agg(first_dialogue_at=met.happened_at.min())


def lead_times(past_estimates: pa.Table, first_dialogues: pa.Table) -> pa.Table:
    """How many purchases a rule named among the first before we first talked about them, and how long before.

    Named are the first of those without an open deal: deals that are under way need nobody to find them. Only purchases
    with a judged moment between the beginning of their time and that dialogue count. Columns: `rule`, `purchases`,
    `named_before` (a part where equals stand at the border), `share` with its 95 % interval `low` and `high` (over
    accounts), `days_ahead` (from the moment a purchase was first named to the dialogue: the middle one of those named;
    null: none was).
    """
    if not past_estimates.num_rows or not first_dialogues.num_rows:
        return _SCHEMA.empty_table()
    bought = first_dialogues.sort_by("deal_id")
    moments, found = _named_at(past_estimates.filter(pc.invert(past_estimates["open_deal"])))
    since, talked = (ordinals(bought[name]) for name in ("since", "first_dialogue_at"))
    is_between = (moments[None] >= since[:, None]) & (moments[None] < talked[:, None])
    counted = is_between.any(axis=1)
    if not counted.any():
        return _SCHEMA.empty_table()
    ahead, between = (talked[:, None] - moments[None])[counted], is_between[counted]
    accounts = np.array(bought["account_id"].to_pylist())[counted]
    nobody = np.zeros(len(moments))
    rows = [
        _row(rule, np.array([by.get(name, nobody) for name in accounts]) * between, ahead, accounts)
        for rule, by in found.items()
    ]
    return pa.Table.from_pylist(rows, _SCHEMA)


def _named_at(past: pa.Table) -> tuple[NDArray[np.int64], dict[str, dict[str, Floats]]]:
    """The moments; and by rule and account how far it was among those named first at each of them."""
    days = ordinals(past["landmark"])
    moments, place = np.unique(days, return_inverse=True)
    names, account = np.unique(np.array(past["account_id"].to_pylist()), return_inverse=True)
    each = past["weight"].to_numpy()
    found = {}
    for rule in told_rules(past):
        member = np.zeros((len(names), len(moments)))
        said = past[rule].to_numpy()
        np.maximum.at(member, (account, place), named(said, count=NAMED, within=days, each=each))
        found[rule] = dict(zip(names.tolist(), member, strict=True))
    return moments, found


def _row(rule: str, member: Floats, ahead: NDArray[np.int64], accounts: NDArray[Any]) -> dict[str, Any]:
    """One rule; `member` is (purchases, moments): how far each was named at each moment that counts."""
    not_yet = np.cumprod(np.column_stack([np.ones(len(member)), 1 - member]), axis=1)
    first, before = not_yet[:, :-1] * member, 1 - not_yet[:, -1]
    share = figure(precision, np.zeros(len(before)), before, Redraws(accounts, REDRAWS, SEED))
    return {
        "rule": rule,
        "purchases": len(before),
        "named_before": float(before.sum()),
        "share": share.value,
        "low": share.low,
        "high": share.high,
        "days_ahead": _middle(ahead.ravel(), first.ravel()),
    }


def _middle(values: NDArray[np.int64], parts: Floats) -> float | None:
    """The value at which half of the parts are reached; none where there is none."""
    if not parts.sum() > 0:
        return None
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(parts[order])
    return float(values[order][np.searchsorted(reached, reached[-1] / 2)])
