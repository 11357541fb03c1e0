"""Lessons as arrays: journeys at earlier moments, their features, and what came."""

from collections.abc import Collection
from datetime import date

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from headway.learn.endings import Lessons
from headway.learn.logistic import Floats
from headway.sources.landmarks import COMPARED, FEATURES, RULES
from headway.sources.priors import signal_weights

NUMBERS = (*FEATURES, *COMPARED)


def in_order(rows: pa.Table) -> pa.Table:
    """Lessons, or what was said of them, in the one order in which sums come out the same to the last digit."""
    return rows.sort_by([(name, "ascending") for name in ("landmark", "journey_id")])


def read(rows: pa.Table, refused: Collection[str] = ()) -> Lessons:
    """The lessons as arrays; what is refused is nought everywhere, so that nothing learns from it."""
    kept = np.array([name not in refused for name in NUMBERS], float)
    return Lessons(
        numbers(rows) * kept,
        ordinals(rows["landmark"]),
        rows["won_days"].cast(pa.float64()).fill_null(np.inf).to_numpy(),
        rows["followed_days"].cast(pa.float64()).to_numpy(),
        rows["weight"].to_numpy(),
    )


def numbers(rows: pa.Table | pa.RecordBatch, names: tuple[str, ...] = NUMBERS) -> Floats:
    """Features as an array: (rows, names)."""
    if not rows.num_rows:
        return np.zeros((0, len(names)))
    return np.column_stack([rows.column(name).to_numpy(zero_copy_only=False) for name in names]).astype(float)


def ordinals(times: pa.ChunkedArray) -> NDArray[np.int64]:
    """Times as whole days since the year 1."""
    days = times.cast(pa.date32()).combine_chunks().cast(pa.int32()).to_numpy().astype(np.int64)
    return np.asarray(days + date(1970, 1, 1).toordinal())


def told_rules(past_estimates: pa.Table) -> list[str]:
    """The rules that had a word at every earlier moment."""
    return [rule for rule in RULES if past_estimates.num_rows and not past_estimates[rule].null_count]


def purchases(rows: pa.Table) -> int:
    """How many different purchases the lessons hold."""
    won = rows.filter(rows["won_days"].is_valid())
    days = ordinals(won["landmark"]) + won["won_days"].to_numpy()
    return len(set(zip(won["account_id"].to_pylist(), days.tolist(), strict=True)))


def judgement(refused: Collection[str] = ()) -> Floats:
    """What our own judgement adds for one unit of each feature; nothing for those that are refused."""
    told = signal_weights()
    return np.array([0.0 if name in refused else told.get(name, 0.0) for name in FEATURES])


def refused(feature_leaks: pa.Table) -> frozenset[str]:
    """The features that no estimate may use."""
    rows = feature_leaks.select(["column", "verdict"]).to_pylist()
    return frozenset(row["column"] for row in rows if row["verdict"] == "refused")
