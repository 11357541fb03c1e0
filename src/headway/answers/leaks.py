"""Which columns may say something of an ending, and which only know it because they were written with it."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from ibis.expr.types import Table
from numpy.typing import NDArray

from headway.learn.endings import HORIZON_DAYS
from headway.learn.leaks import UNDATED, Writing, power, verdict
from headway.sources import SOURCES
from headway.sources.landmarks import FEATURES

SCHEMA = pa.schema(
    [
        ("source", pa.string()),
        ("column", pa.string()),
        ("power", pa.float64()),
        ("power_low", pa.float64()),
        ("cases", pa.int64()),
        ("written_after", pa.float64()),
        ("verdict", pa.string()),
        ("why", pa.string()),
    ]
)
# A currency says nothing of an ending beside its amount.
KEPT_IN_HISTORY = [
    c.name for c in SOURCES["crm_deal_changes"].columns if c.mark == "history" and c.name not in ("field", "currency")
]
KNOWN_BEFORE = "before"
# A value is told as a number only where there are more of them than yes and no.
FEWEST_NUMBERS = 3


@dataclass(frozen=True)
class Cases:
    """The rows of one source beside how each ended."""

    source: str
    rows: pa.Table
    came: NDArray[np.float64]  # 1 where it was won
    group: NDArray[Any]  # the account
    ended_at: pa.ChunkedArray  # null where nothing ended


def deal_writes(deal_changes: Table, deal_states: Table) -> Table:
    """One deal, and when its history wrote each value that it has at the moment.

    Columns: `deal_ref`, `stage_at`, `amount_at`, `probability_at`, `closes_on_at`, `is_closed_at`, `is_won_at`,
    `owner_ref_at` (of the writing after which the value never changed; null: the history never tells it).
    """
    within = ibis.window(group_by="deal_ref", order_by=[deal_changes.recorded_at, deal_changes.change_ref])
    changes = deal_changes.mutate(place=ibis.row_number().over(within))
    changes = changes.left_join(deal_states, "deal_ref", rname="last_{name}")
    is_last = {name: changes[name] == changes[f"last_{name}"] for name in KEPT_IN_HISTORY}
    changes = changes.mutate(
        **{f"other_{n}": changes.place.max(where=~same).over(group_by="deal_ref") for n, same in is_last.items()},
        **{f"same_{n}": same.fill_null(False) for n, same in is_last.items()},
    )
    written = {
        f"{name}_at": changes.recorded_at.min(
            where=changes[f"same_{name}"] & (changes.place > changes[f"other_{name}"].fill_null(-1))
        )
        for name in KEPT_IN_HISTORY
    }
    return changes.group_by("deal_ref").agg(**written)


def leaks(
    crm_accounts: pa.Table,
    crm_deals: pa.Table,
    deal_writes: pa.Table,
    deals: pa.Table,
    account_refs: pa.Table,
    overrides: pa.Table,
) -> pa.Table:
    """One column of a snapshot of the CRM, and whether it was known before deals ended.

    Of deals, the closed ones are judged: won against lost; of accounts, those with a won deal against the rest, and
    their ending is the first win. A value was written when the deal's history last changed it, or else when its row was
    last modified. Refused is a column of implausible power, and one that is written at or after the ending; one of
    which neither date nor difference can tell is unknown, and not used until a person has said that it is known before.
    Empty columns are left out. What a deal's history dates may be used as it stood at each moment.

    Columns: `source` (landed table), `column`, `power` (AUC of the column alone, out of fold: 0.5 nothing, 1 all; null:
    all cases ended alike), `power_low` (what it surely reaches), `cases` (rows judged), `written_after` (share of the
    values that were written at or after the ending; null: no date), `verdict` (used, refused, unknown), `why` (in a
    sentence, with its figures).
    """
    told = overrides.filter(pc.equal(overrides["kind"], "column"))
    confirmed = told.filter(pc.equal(told["value"], KNOWN_BEFORE))["key"].to_pylist()
    found = [*_judged(_closed_deals(crm_deals, deal_writes, deals), confirmed)]
    found += _judged(_buyers(crm_accounts, deals, account_refs), confirmed)
    return pa.Table.from_pylist(found, SCHEMA)


def feature_leaks(taught_lessons: pa.Table) -> pa.Table:
    """One feature that endings may be judged by, and whether its power is plausible.

    A feature stood as it did at a landmark before anything came, so no date can refuse it; what alone foretells more
    than anything honest can is refused all the same, and no estimate uses it. Columns: those of `leaks`; `source` is
    always `features`.
    """
    came = pc.fill_null(pc.less_equal(taught_lessons["won_days"], HORIZON_DAYS), False)
    seen = came.to_numpy(zero_copy_only=False).astype(float)
    group = np.array(taught_lessons["account_id"].to_pylist(), str)
    cases = Cases("features", taught_lessons, seen, group, taught_lessons["landmark"])
    before = Writing(0, len(seen))
    return pa.Table.from_pylist([_row(cases, name, before, False) for name in FEATURES if len(seen)], SCHEMA)


def columns_examined(rows: pa.Table, outcome: str, came: Collection[str], known: Collection[str] = ()) -> pa.Table:
    """The columns of any table of text, judged by power alone, because no date says when they were written.

    Args:
        rows: text, as a CSV file holds it.
        outcome: the column that says how each row ended.
        came: values of it that mean that the thing came.
        known: columns of which a person says that they are known before the ending.
    """
    ended = pc.is_in(rows[outcome], pa.array(sorted(came), pa.string())).to_numpy(zero_copy_only=False)
    nothing = pa.chunked_array([pa.nulls(len(rows), pa.timestamp("us"))])
    cases = Cases("file", rows.drop_columns([outcome]), ended.astype(float), np.arange(len(rows)), nothing)
    told = [_row(cases, name, UNDATED, name in known) for name in _filled(cases.rows, cases.rows.column_names)]
    return pa.Table.from_pylist(told, SCHEMA)


def _closed_deals(crm_deals: pa.Table, deal_writes: pa.Table, deals: pa.Table) -> Cases:
    ended = deals.filter(pc.is_in(deals["status"], pa.array(["won", "lost"])))
    ended = ended.select(["deal_id", "account_id", "status", "closed_at"])
    rows = crm_deals.join(ended, "deal_ref", "deal_id", "inner").join(deal_writes, "deal_ref").sort_by("deal_ref")
    came = pc.equal(rows["status"], "won").to_numpy(zero_copy_only=False).astype(float)
    return Cases("crm_deals", rows, came, np.array(rows["account_id"].to_pylist(), str), rows["closed_at"])


def _buyers(crm_accounts: pa.Table, deals: pa.Table, account_refs: pa.Table) -> Cases:
    won = deals.filter(pc.equal(deals["status"], "won")).group_by("account_id").aggregate([("closed_at", "min")])
    refs = account_refs.select(["ref", "account_id"])
    rows = crm_accounts.join(refs, "account_ref", "ref", "inner").join(won, "account_id").sort_by("account_ref")
    came = pc.is_valid(rows["closed_at_min"]).to_numpy(zero_copy_only=False).astype(float)
    return Cases("crm_accounts", rows, came, np.array(rows["account_id"].to_pylist(), str), rows["closed_at_min"])


def _judged(cases: Cases, confirmed: Collection[str]) -> Iterator[dict[str, object]]:
    """Each snapshot column of the source, by power and by when it was written."""
    for name in _filled(cases.rows, SOURCES[cases.source].latest):
        yield _row(cases, name, _writing(cases, name), f"{cases.source}.{name}" in confirmed)


def _filled(rows: pa.Table, names: Iterable[str]) -> list[str]:
    """The columns that say anything at all."""
    return [name for name in names if rows[name].null_count < len(rows)]


def _row(cases: Cases, name: str, writing: Writing, is_confirmed: bool) -> dict[str, object]:
    codes, numbers = values(cases.rows[name])
    found = power(codes, cases.came, cases.group, numbers)
    judged, why = verdict(found, writing, is_confirmed)
    return {
        "source": cases.source,
        "column": name,
        "power": None if np.isnan(found.value) else found.value,
        "power_low": None if np.isnan(found.low) else found.low,
        "cases": found.cases,
        "written_after": writing.share,
        "verdict": judged,
        "why": why,
    }


def _writing(cases: Cases, name: str) -> Writing:
    """How many values were written at or after the ending, of those that are there, ended and dated."""
    written = cases.rows["modified_at"]
    if f"{name}_at" in cases.rows.column_names:
        written = pc.coalesce(cases.rows[f"{name}_at"], written)
    late = pc.greater_equal(written, cases.ended_at).filter(pc.is_valid(cases.rows[name]))
    return Writing(pc.sum(late).as_py() or 0, len(late) - late.null_count)


def values(column: pa.ChunkedArray) -> tuple[NDArray[np.int64], NDArray[np.float64] | None]:
    """A whole number for each value, missing ones with their own, and the value itself where it is a number."""
    numbers = _numbers(column)
    text = pc.fill_null(column.cast(pa.string()), "")
    codes = text.combine_chunks().dictionary_encode().indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return codes, numbers


def _numbers(column: pa.ChunkedArray) -> NDArray[np.float64] | None:
    if pa.types.is_boolean(column.type) or pc.count_distinct(column).as_py() < FEWEST_NUMBERS:
        return None
    try:
        days = column.cast(pa.int32()) if pa.types.is_date(column.type) else column
        return np.asarray(days.cast(pa.float64()).to_numpy(zero_copy_only=False), float)
    except pa.ArrowInvalid:
        return None
