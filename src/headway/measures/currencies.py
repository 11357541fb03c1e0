"""Amounts in one currency: by the company's own dated rates, and never without one."""

from datetime import date
from typing import Any, NamedTuple

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from headway.sources.mapping import OWN, rate_of

SCHEMA = pa.schema(
    [
        ("currency", pa.string()),
        ("from_on", pa.date32()),
        ("until_on", pa.date32()),
        ("rate", pa.float64()),
        ("basis", pa.string()),
    ]
)
# An amount without a currency is in the company's own, where all amounts that have one are.
UNSAID = ""
FIRST, LAST = date(1900, 1, 1), date(9999, 12, 31)


def told_amounts(crm_deals: Table, deal_states: Table, deal_fields: Table, mappings: Table) -> Table:
    """What one deal says that it is worth: of the field that is mapped to the amount, else the CRM's own.

    Columns: `deal_ref`, `amount` (as told; null: none, or the mapped field is empty), `currency` (null: not said),
    `closed_at` (null: open).
    """
    is_mapped = mappings.agg(
        is_mapped=((mappings.about == "field") & (mappings.key == "amount")).ifelse(1, 0).max().fill_null(0)
    )
    rows = crm_deals.left_join(deal_states, "deal_ref", rname="then_{name}")
    rows = rows.left_join(deal_fields.select("deal_ref", own_amount="amount"), "deal_ref", rname="own_{name}")
    rows = rows.cross_join(is_mapped)
    told = ibis.coalesce(rows.then_amount, rows.amount)
    ended = rows.is_closed.fill_null(False).ifelse(rows.modified_at, ibis.null("timestamp(6)"))
    return rows.select(
        "deal_ref",
        closed_at=ibis.coalesce(rows.closed_at, ended),
        amount=(rows.is_mapped == 1).ifelse(rows.own_amount, told),
        currency=ibis.coalesce(rows.then_currency, rows.currency).strip().upper().nullif(""),
    )


def currencies_seen(told_amounts: Table) -> Table:
    """One currency that deals are told in.

    Columns: `currency`, `deals`, `example` (the first of them).
    """
    said = told_amounts.filter(told_amounts.currency.notnull(), told_amounts.amount.notnull())
    return said.group_by("currency").agg(deals=said.count(), example=said.deal_ref.min())


def rates(currencies_seen: pa.Table, crm_rates: pa.Table, mappings: pa.Table) -> pa.Table:
    """One rate of a currency and the days on which it counts; the company's own currency has the rate 1.

    The own currency is what somebody says, else what the CRM says, else the one that most deals are told in. Rates of
    the CRM are of the CRM's own currency, so they count only where that is ours too. A dated rate counts from its day
    to the next one's, one without a day where no dated one does. Of one day, what a person says beats the settings,
    and both beat the CRM.

    Columns: `currency` (empty: amounts that name none, where no more than one currency is named), `from_on`,
    `until_on` (both included), `rate` (how many of it are one of the own currency), `basis` (own; a person; settings;
    CRM).
    """
    seen = {row["currency"]: row["deals"] for row in currencies_seen.to_pylist()}
    of_crm = next((row["currency"] for row in _sorted(crm_rates) if row["is_own"]), None)
    own = _told_own(mappings) or of_crm or max(sorted(seen), key=lambda currency: seen[currency], default=None)
    known = [_Rate(own, None, 1.0, OWN)] if own else []
    if set(seen) <= {own}:
        known.append(_Rate(UNSAID, None, 1.0, OWN))
    told = [_rate(row) for row in mappings.to_pylist() if row["about"] == "rate"]
    if of_crm == own:
        told += [_Rate(row["currency"], row["starts_on"], row["rate"], "CRM") for row in _sorted(crm_rates)]
    found: dict[tuple[str, date | None], _Rate] = {}
    for rate in [*known, *(each for each in told if each.currency != own and each.rate)]:
        found.setdefault((rate.currency, rate.starts_on), rate)
    return pa.Table.from_pylist(_intervals(list(found.values())), SCHEMA)


class _Rate(NamedTuple):
    """How many of a currency are one of the own, from a day on."""

    currency: str
    starts_on: date | None
    rate: float
    basis: str


def _rate(row: dict[str, Any]) -> _Rate:
    currency, starts_on = rate_of(row["value"])
    return _Rate(currency, starts_on, float(row["means"]), row["told_by"])


def _told_own(mappings: pa.Table) -> str | None:
    return next((row["means"] for row in mappings.to_pylist() if row["about"] == "currency"), None)


def _sorted(crm_rates: pa.Table) -> list[dict[str, Any]]:
    """The CRM's rates that say something, in an order that no import changes."""
    return [row for row in crm_rates.sort_by("rate_ref").to_pylist() if row["currency"]]


def _intervals(told: list[_Rate]) -> list[dict[str, Any]]:
    """Each rate from its day to the day before the next one's; one without a day begins before all others."""
    found = []
    for currency in sorted({rate.currency for rate in told}):
        rates = [(rate.starts_on or FIRST, rate) for rate in told if rate.currency == currency]
        rates.sort(key=lambda each: each[0])
        ends = [*(date.fromordinal(start.toordinal() - 1) for start, _ in rates[1:]), LAST]
        found += [_row(rate, start, end) for (start, rate), end in zip(rates, ends, strict=True)]
    return found


def _row(rate: _Rate, from_on: date, until_on: date) -> dict[str, Any]:
    return {
        "currency": rate.currency,
        "from_on": from_on,
        "until_on": until_on,
        "rate": rate.rate,
        "basis": rate.basis,
    }


def deal_amounts(told_amounts: Table, rates: Table, moment: Table) -> Table:
    """What one deal is worth in the company's own currency, by the rate of its closing day, or of now while it is open.

    Columns: `deal_ref`, `own_amount` (null: no amount, or no rate of its currency is known for that day),
    `told_amount`, `told_in` (currency; null: not said), `rate`, `rate_basis`.
    """
    rows = told_amounts.cross_join(moment)
    rows = rows.mutate(
        said=rows.currency.fill_null(UNSAID), priced_on=ibis.coalesce(rows.closed_at, rows.moment).date()
    )
    held = rates.select(rated="currency", from_on="from_on", until_on="until_on", rate="rate", rate_basis="basis")
    days = (rows.priced_on >= held.from_on) & (rows.priced_on <= held.until_on)
    known = rows.left_join(held, (rows.said == held.rated) & days)
    return known.select(
        "deal_ref",
        "rate",
        "rate_basis",
        own_amount=known.amount / known.rate,
        told_amount=known.amount,
        told_in=known.currency,
    )
