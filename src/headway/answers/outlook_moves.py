"""What has changed in the outlook since a week ago, customer by customer, and what the customers did (S5)."""

import ibis
import numpy as np
import pyarrow as pa
from ibis.expr.types import Table

from headway.learn.logistic import Floats
from headway.learn.taken_apart import NAMES, added_up, adds_of, begun, chances, fitted
from headway.sources.landmarks import FEATURES, WEEK_AGO_DAYS

BEFORE = "before_"
_WHY = ("reason", "reason_adds", "second", "second_adds")
_MOVED = (
    *("journey_id", "account_id", "deal_id", "currency", "amount", "email", "what", "chance_before", "chance_now"),
    *_WHY,
    "counts_now",
)
_CHANGES = pa.schema(
    [
        *((name, pa.string()) for name in ("account_id", "journey_id")),
        *((name, pa.float64()) for name in ("chance_before", "chance_now")),
        ("reason", pa.string()),
        ("reason_adds", pa.float64()),
        ("second", pa.string()),
        ("second_adds", pa.float64()),
    ]
)


def stood_and_stands(features: Table, week_ago: Table) -> Table:
    """One journey as it stood a week ago and as it stands now.

    Columns: `account_id`, `journey_id`, `is_there`, `was_there` (1: it was known then), the features (FEATURES), and
    each again as `before_...` (all 0 where it was not known).
    """
    now = features.select("account_id", "journey_id", *FEATURES, is_there=1)
    then = week_ago.select(
        "landmark", was_account="account_id", was_journey="journey_id", **{BEFORE + name: name for name in FEATURES}
    ).mutate(was_there=1)
    rows = now.outer_join(then, now.journey_id == then.was_journey)
    numbers = (*FEATURES, *(BEFORE + name for name in FEATURES))
    return rows.select(
        account_id=ibis.coalesce(rows.account_id, rows.was_account),
        journey_id=ibis.coalesce(rows.journey_id, rows.was_journey),
        is_there=rows.is_there.fill_null(0),
        was_there=rows.was_there.fill_null(0),
        **{name: rows[name].fill_null(0.0) for name in numbers},
    )


def chance_changes(stood_and_stands: pa.RecordBatch, ending_models: pa.Table) -> pa.RecordBatch:
    """How likely one journey ended in a purchase within 90 days as it stood a week ago, and as it stands now.

    Both by today's estimate, so that nothing but the customer, the deal and the days between make the difference.
    Columns: `account_id`, `journey_id`, `chance_before`, `chance_now` (null: it was not known then, is known no longer,
    or cannot be told), `reason`, `second` (the features that moved it most in the direction it went; null: none),
    `reason_adds`, `second_adds` (log-odds).
    """
    model = fitted(ending_models, "won")
    now = adds_of(model, begun(stood_and_stands))
    then = adds_of(model, begun(stood_and_stands, [BEFORE + name for name in FEATURES]))
    there = {name: np.asarray(stood_and_stands[name]) > 0 for name in ("is_there", "was_there")}
    told = {
        "chance_before": np.where(there["was_there"], chances(model, added_up(then)), np.nan),
        "chance_now": np.where(there["is_there"], chances(model, added_up(now)), np.nan),
    }
    both = there["is_there"] & there["was_there"]
    columns = {
        **{name: stood_and_stands[name] for name in ("account_id", "journey_id")},
        **{name: pa.array(found, from_pandas=True) for name, found in told.items()},
        **_reasons(now - then, both),
    }
    return pa.RecordBatch.from_pydict(columns, _CHANGES)


def _reasons(moved: Floats, both: np.ndarray) -> dict[str, pa.Array]:
    """The two names that moved a journey most the way it went; those that pull back are left out."""
    way = np.sign(added_up(moved))[:, None]
    along = np.where(both[:, None] & (moved * way > 0), moved * way, 0.0)
    order = np.argsort(-along, axis=1, kind="stable")
    columns: dict[str, pa.Array] = {}
    for place, name in enumerate(("reason", "second")):
        chosen = order[:, place : place + 1] if len(order) else np.zeros((0, 1), int)
        size = np.take_along_axis(along, chosen, axis=1)[:, 0]
        adds = np.take_along_axis(moved, chosen, axis=1)[:, 0]
        said = [NAMES[at] if much > 0 else None for at, much in zip(chosen[:, 0], size, strict=True)]
        columns |= {name: pa.array(said, pa.string()), f"{name}_adds": pa.array(adds, mask=~(size > 0))}
    return columns


def outlook_moves(
    chance_changes: Table,
    possible_purchases: Table,
    week_ago: Table,
    deals: Table,
    deal_sizes: Table,
    usual_amounts: Table,
    crm_users: Table,
    account_sellers: Table,
    moment: Table,
) -> Table:
    """One purchase that is likelier or less likely than a week ago, or has come to its end since.

    All changes of a currency add up to what is expected of the next 90 days now, and what was won in the week, less
    what was expected a week ago. Columns: `journey_id` (null: a deal that was opened and won within the week),
    `account_id`, `deal_id` (null: none is open), `currency`, `amount` (as it is known now, on both sides), `email` (of
    ours), `what` (won, lost, gone: nobody would buy any more; new: was not known then; moved), `chance_before`,
    `chance_now`, `change` (amount times what its chance moved; of a purchase that has come: what was not expected of it
    yet), `reason`, `reason_adds`, `second`, `second_adds` (of `chance_changes`; of what moved alone).
    """
    known = chance_changes.drop("account_id")
    ended = _ended(week_ago, deals, deal_sizes, crm_users, moment)
    rows = ibis.union(
        _still(possible_purchases, known, ended),
        _closed(ended, known),
        _gone(week_ago, known, ended, deal_sizes, usual_amounts, account_sellers),
    )
    change = rows.amount * (rows.counts_now - rows.chance_before.fill_null(0.0))
    return rows.mutate(change=change.round(6)).drop("counts_now").filter(lambda row: row.change != 0)


def _ended(week_ago: Table, deals: Table, deal_sizes: Table, crm_users: Table, moment: Table) -> Table:
    """Each deal that was closed within the week, and the journey it was the deal of."""
    closed = deals.cross_join(moment)
    closed = closed.filter(closed.closed_at > closed.moment - ibis.interval(days=WEEK_AGO_DAYS))
    rows = closed.select("deal_id", "account_id", "owner_ref", what="status")
    rows = rows.join(deal_sizes.select("deal_id", "currency", amount="worth"), "deal_id")
    rows = rows.left_join(crm_users.select("user_ref", "email"), rows.owner_ref == crm_users.user_ref)
    then = week_ago.select("journey_id", then_deal="deal_id")
    return rows.left_join(then, rows.deal_id == then.then_deal).drop("then_deal", "owner_ref", "user_ref")


def _still(possible_purchases: Table, known: Table, ended: Table) -> Table:
    """What may be bought still; a journey that goes on after its deal was closed begins anew."""
    closed = ended.filter(ended.journey_id.notnull()).select(closed_journey="journey_id").distinct()
    rows = possible_purchases.join(known, "journey_id")
    rows = rows.left_join(closed, rows.journey_id == closed.closed_journey)
    rows = rows.mutate(chance_before=rows.closed_journey.isnull().ifelse(rows.chance_before, ibis.null("float64")))
    was = rows.chance_before.notnull()
    why = {name: was.ifelse(rows[name], ibis.null(rows[name].type())) for name in _WHY}
    return rows.mutate(**why, what=was.ifelse("moved", "new"), counts_now=rows.chance_now).select(*_MOVED)


def _closed(ended: Table, known: Table) -> Table:
    """What came to its end: all of its amount has come, or nothing more will."""
    rows = ended.left_join(known.select("journey_id", "chance_before"), "journey_id").drop("journey_id_right")
    return rows.mutate(**_no_more(), counts_now=(rows.what == "won").ifelse(1.0, 0.0)).select(*_MOVED)


def _gone(
    week_ago: Table, known: Table, ended: Table, deal_sizes: Table, usual_amounts: Table, account_sellers: Table
) -> Table:
    """What might have been bought a week ago, and is known of no longer, without a deal of it having been closed."""
    over = known.filter(known.chance_now.isnull(), known.chance_before.notnull()).select("journey_id", "chance_before")
    rows = week_ago.select("journey_id", "account_id", "deal_id").join(over, "journey_id")
    rows = rows.anti_join(ended, "journey_id")
    rows = rows.left_join(deal_sizes.select("deal_id", "currency", "worth"), "deal_id").drop("deal_id_right")
    rows = rows.left_join(account_sellers.select("account_id", "email"), "account_id").drop("account_id_right")
    usual = usual_amounts.filter(usual_amounts.is_commonest).select(common="currency", usual="usual")
    rows = rows.cross_join(usual)
    alone = rows.deal_id.isnull()
    named = rows.mutate(currency=alone.ifelse(rows.common, rows.currency), amount=alone.ifelse(rows.usual, rows.worth))
    return named.mutate(**_no_more(), what=ibis.literal("gone"), counts_now=ibis.literal(0.0)).select(*_MOVED)


def _no_more() -> dict[str, ibis.Value]:
    """There is no chance now, and no reason but its end."""
    return {
        "chance_now": ibis.null("float64"),
        **{name: ibis.null("float64" if name.endswith("adds") else "string") for name in _WHY},
    }


def week_acts(events: Table, moment: Table) -> Table:
    """One kind of act by which a customer moved within the last week.

    Columns: `account_id`, `journey_id`, `channel` (web, meeting, call, email, ...), `job` (it serves; null: none),
    `times`, `people` (of the customer who are known and took part), `last_on`.
    """
    rows = events.cross_join(moment)
    since = rows.moment - ibis.interval(days=WEEK_AGO_DAYS)
    rows = rows.filter(rows.side != "ours", rows.happened_at > since, rows.happened_at <= rows.moment)
    return rows.group_by(["account_id", "journey_id", "channel", "job"]).agg(
        times=rows.count(), people=rows.person_id.nunique(), last_on=rows.happened_at.max().date()
    )
