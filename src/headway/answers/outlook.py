"""What is likely to be won, by month and quarter: from how journeys are likely to end, not from stages (S5)."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
from ibis.expr.types import Table

from headway.learn.outlook import DEVIATIONS, KNOWN_DAYS, Doubt, come_by, doubted, total
from headway.sources.priors import prior
from headway.sources.sums import exact_sum

MONTHS_OF_A_QUARTER, MONTHS = 3, 12
PARTS = {"all": (True, False), "open_deal": (True,), "without_deal": (False,)}
Row = dict[str, Any]
Period = tuple[str, date, date]
_SCHEMA = pa.schema(
    [
        ("period", pa.string()),
        ("begins_on", pa.date32()),
        ("ends_on", pa.date32()),
        *((name, pa.string()) for name in ("team", "currency", "part")),
        ("journeys", pa.int64()),
        *(
            (name, pa.float64())
            for name in ("won_already", "expected", "low", "high", "by_stage", "by_commit", "last_year")
        ),
    ]
)
# A seller who says so is as good as sure.
COMMITTED = 0.75
TINY = 1e-9


def usual_amounts(deal_sizes: Table) -> Table:
    """What a purchase in one currency usually is.

    Columns: `currency`, `won` (deals), `usual` (mean of their amounts), `is_commonest` (most deals are won in it).
    """
    won = deal_sizes.filter(deal_sizes.status == "won", deal_sizes.worth > 0)
    rows = won.group_by("currency").agg(won=won.count(), usual=exact_sum(won.worth) / won.count())
    place = ibis.row_number().over(order_by=[rows.won.desc(), rows.currency])
    return rows.mutate(is_commonest=place == 0)


def possible_purchases(
    endings: Table,
    needs: Table,
    deals: Table,
    deal_sizes: Table,
    usual_amounts: Table,
    account_sellers: Table,
    crm_users: Table,
) -> Table:
    """One purchase that may come: an open deal, or a customer without one.

    Columns: `journey_id`, `account_id`, `deal_id` (null: none is open), `currency`, `amount` (the deal's; without one,
    what a purchase in the commonest currency usually is), `email` (of ours: the deal's owner, else nearest to the
    account), `probability` and `closes_on` (the seller's), and of `endings` `chance_30d`, `chance_90d`, `chance_180d`,
    `chance_low`, `chance_high`.
    """
    rows = endings.join(needs.select("journey_id", "deal_id"), "journey_id")
    told = deals.select("deal_id", "probability", "closes_on", "owner_ref")
    for table in (told, deal_sizes.select("deal_id", "currency", "worth")):
        rows = rows.left_join(table, "deal_id").drop("deal_id_right")
    owners = crm_users.select(owner_ref="user_ref", owner="email")
    rows = rows.left_join(owners, "owner_ref").drop("owner_ref_right")
    rows = rows.left_join(account_sellers.select("account_id", "email"), "account_id").drop("account_id_right")
    common = usual_amounts.agg(
        usual=usual_amounts.usual.max(where=usual_amounts.is_commonest),
        common=usual_amounts.currency.max(where=usual_amounts.is_commonest),
    )
    rows = rows.cross_join(common)
    alone = rows.deal_id.isnull()
    return rows.select(
        "journey_id",
        "account_id",
        "deal_id",
        "probability",
        "closes_on",
        *(f"chance_{days:.0f}d" for days in KNOWN_DAYS[1:]),
        "chance_low",
        "chance_high",
        currency=alone.ifelse(rows.common, rows.currency),
        amount=alone.ifelse(rows.usual, rows.worth),
        email=ibis.coalesce(rows.owner, rows.email),
    )


def won_amounts(deals: Table, deal_sizes: Table, crm_users: Table) -> Table:
    """One deal that was won, with its amount.

    Columns: `deal_id`, `currency`, `amount`, `won_on`, `email` (of its owner).
    """
    worth = deal_sizes.filter(deal_sizes.status == "won", deal_sizes.worth.notnull())
    worth = worth.select("deal_id", "currency", amount="worth")
    rows = deals.select("deal_id", "closed_at", "owner_ref").join(worth, "deal_id")
    rows = rows.left_join(crm_users.select("user_ref", "email"), rows.owner_ref == crm_users.user_ref)
    return rows.select("deal_id", "currency", "amount", "email", won_on=rows.closed_at.date())


def outlook(
    possible_purchases: pa.Table, won_amounts: pa.Table, branches: pa.Table, moment: pa.Table, outlook_doubt: pa.Table
) -> pa.Table:
    """What is likely to be won in one period by one team, in one currency, with what people go by instead.

    A period is a month or quarter of the calendar that begins within 180 days and ends by then; that of the moment
    counts what is won already. Amounts of different currencies are never added. Columns: `period` (month, quarter),
    `begins_on`, `ends_on` (its last day), `team` (its leader's mail address; null: everybody), `currency`, `part` (all,
    open_deal, without_deal), `journeys` (that may add to it), `won_already`, `expected` (won already, and the rest by
    its chances; null: no chance can be told yet), `low`, `high` (in four of five cases, by
    luck and by how far off such a sum has been: `outlook_doubt`), and beside them `by_stage`
    (amounts closing in the period by the seller's probability), `by_commit` (those of 75 % and more, whole),
    `last_year` (won in the same period a year before; null: nothing was won by then).
    """
    now = moment["moment"][0].as_py().date()
    # In one order, so that sums come out the same to the last digit.
    possible = possible_purchases.sort_by("journey_id").to_pylist()
    won = won_amounts.sort_by("deal_id").to_pylist()
    currencies = sorted({row["currency"] for row in [*possible, *won] if row["currency"] is not None})
    doubts = {row["currency"]: Doubt(row["moments"], row["shift"], row["spread"]) for row in outlook_doubt.to_pylist()}
    # Of a currency nothing was ever said in, our own judgement alone.
    judged = Doubt(0, 0.0, prior("outlook_is_off_by"))
    rows = [
        row
        for team, emails in _teams(branches)
        for currency in currencies
        for row in _of_team(
            _theirs(possible, currency, emails),
            _theirs(won, currency, emails),
            now,
            {"team": team, "currency": currency},
            doubts.get(currency, judged),
        )
    ]
    return pa.Table.from_pylist(rows, _SCHEMA)


def periods(now: date) -> Iterator[Period]:
    """The months and quarters that end within the days that chances reach to."""
    furthest = now + timedelta(days=KNOWN_DAYS[-1])
    for name, months in (("month", 1), ("quarter", MONTHS_OF_A_QUARTER)):
        begins = date(now.year, (now.month - 1) // months * months + 1, 1)
        while (ends := _later(begins, months) - timedelta(days=1)) <= furthest:
            yield name, begins, ends
            begins = _later(begins, months)


def _later(begins: date, months: int) -> date:
    place = begins.year * MONTHS + begins.month - 1 + months
    return date(place // MONTHS, place % MONTHS + 1, 1)


def _teams(branches: pa.Table) -> list[tuple[str | None, set[str]]]:
    found: dict[str, set[str]] = {}
    for row in branches.to_pylist():
        found.setdefault(row["leader"], set()).add(row["email"])
    return [(None, set()), *sorted(found.items())]


def _theirs(rows: list[Row], currency: str, emails: set[str]) -> list[Row]:
    return [row for row in rows if row["currency"] == currency and (not emails or row["email"] in emails)]


def _of_team(possible: list[Row], won: list[Row], now: date, named: Row, doubt: Doubt) -> Iterator[Row]:
    if not possible and not won:
        return
    for name, begins, ends in periods(now):
        for part, kinds in PARTS.items():
            own = [row for row in possible if (row["deal_id"] is not None) in kinds]
            already = _won_in(won, begins, min(ends, now)) if True in kinds else 0.0
            yield {
                "period": name,
                "begins_on": begins,
                "ends_on": ends,
                **named,
                "part": part,
                "journeys": len(own),
                "won_already": already,
                **_expected(own, now, (begins, ends), already, doubt),
                **(_naive(own, won, begins, ends, already) if part == "all" else {}),
            }


def _expected(rows: list[Row], now: date, period: tuple[date, date], already: float, doubt: Doubt) -> Row:
    begins, ends = period
    known = [row for row in rows if row["chance_90d"] is not None and row["amount"]]
    if not known:
        told = None if rows else already
        return dict.fromkeys(("expected", "low", "high"), told)
    chances = np.array([[row[f"chance_{days:.0f}d"] for days in KNOWN_DAYS[1:]] for row in known], float)
    wide = np.array([row["chance_high"] - row["chance_low"] for row in known], float) / (2 * DEVIATIONS)
    within = come_by((ends - now).days, chances) - come_by(max(0, (begins - now).days - 1), chances)
    # As unsure as the chance of 90 days is, for its part of the period.
    unsure = wide * within / np.maximum(np.maximum(chances[:, 1], within), TINY)
    found = doubted(total(within, np.array([row["amount"] for row in known], float), unsure), doubt)
    return {"expected": already + found.expected, "low": already + found.low, "high": already + found.high}


def _naive(rows: list[Row], won: list[Row], begins: date, ends: date, already: float) -> Row:
    closing = [row for row in rows if row["closes_on"] and begins <= row["closes_on"] <= ends and row["amount"]]
    told = [(row["probability"] or 0.0, row["amount"]) for row in closing]
    earlier = [row for row in won if row["won_on"] < begins.replace(year=begins.year - 1)]
    before = _won_in(won, *(_year_before(day) for day in (begins, ends)))
    return {
        "by_stage": already + sum(chance * amount for chance, amount in told),
        "by_commit": already + sum(amount for chance, amount in told if chance >= COMMITTED),
        "last_year": before if before or earlier else None,
    }


def _year_before(day: date) -> date:
    # The last day of February may be its 29th.
    return date(day.year - 1, day.month, min(day.day, 28)) if day.month == 2 else day.replace(year=day.year - 1)  # noqa: PLR2004 -- as above


def _won_in(won: list[Row], begins: date, ends: date) -> float:
    return float(sum(row["amount"] for row in won if begins <= row["won_on"] <= ends))
