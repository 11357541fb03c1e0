"""How good every estimate has been on this company's own past, beside the rules people use without it."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from headway.learn.judging import (
    Figure,
    Measure,
    Redraws,
    auc,
    brier,
    calibration_table,
    difference,
    figure,
    log_loss,
    named,
    observed_over_expected,
    precision,
)
from headway.learn.lessons import in_order, ordinals, told_rules
from headway.learn.recalibration import calibration_intercept, calibration_slope
from headway.sources.landmarks import NAMED

Row = dict[str, Any]
Floats = NDArray[np.float64]
# The team judges by the last so many moments.
MOMENTS = 8
REDRAWS, SEED = 200, 1
# A segment with fewer purchases than this says nothing.
WINS_TO_JUDGE = 10
# A month is odd where its purchases lie outside what chance allows, so many deviations off.
ODD_DEVIATIONS = 2.5
BASE = "base_rate"
EVIDENCE = pa.schema(
    [
        *((name, pa.string()) for name in ("rule", "segment", "measure")),
        *((name, pa.float64()) for name in ("value", "low", "high", "ahead", "ahead_low", "ahead_high")),
        *((name, pa.int64()) for name in ("cases", "wins")),
    ]
)
TRACK_RECORD = pa.schema(
    [
        ("rule", pa.string()),
        *((name, pa.int64()) for name in ("moments", "named_each")),
        *((name, pa.float64()) for name in ("named", "bought", "share", "low", "high")),
        ("first_landmark", pa.timestamp("us")),
        ("last_landmark", pa.timestamp("us")),
    ]
)
CALIBRATION = pa.schema([("rule", pa.string()), ("said", pa.float64()), ("seen", pa.float64()), ("cases", pa.int64())])
DRIFT = pa.schema(
    [
        ("landmark", pa.timestamp("us")),
        *((name, pa.int64()) for name in ("cases", "wins")),
        *((name, pa.float64()) for name in ("expected_wins", "log_loss", "base_log_loss")),
        ("is_odd", pa.bool_()),
    ]
)


def evidence(past_estimates: pa.Table) -> pa.Table:
    """One measure of how good one rule has been, over one part of the journeys at earlier moments.

    Columns: `rule`, `segment` (all, open_deal, without_deal, seen: on our sites within twelve weeks), `measure`
    (log_loss, brier, auc, slope and intercept of calibration, top_2pct and top_10pct: share of those named first that
    bought, held_2pct and held_10pct: purchases seen for each expected there), `value` with its 95 % interval `low` and
    `high` (over accounts), `ahead` (how much better than that is the rule `learned`; null: not compared), `ahead_low`,
    `ahead_high` (95 %), `cases`, `wins` (journeys with a purchase within 90 days). Methods: `headway.learn.judging`.
    """
    rows = [row for segment in _segments(in_order(past_estimates)) for row in _judged(*segment)]
    return pa.Table.from_pylist(rows, EVIDENCE)


def track_record(past_estimates: pa.Table) -> pa.Table:
    """Of the journeys a rule named first at each of the last moments, how many bought within 90 days.

    Columns: `rule`, `moments`, `named_each` (journeys a moment), `named`, `bought` (a part where equals stand at the
    border), `share` with its 95 % interval `low` and `high`, `first_landmark`, `last_landmark`.
    """
    if not past_estimates.num_rows:
        return TRACK_RECORD.empty_table()
    past = in_order(past_estimates)
    last = np.unique(ordinals(past["landmark"]))[-MOMENTS:]
    rows = past.filter(pa.array(np.isin(ordinals(past["landmark"]), last)))
    days = ordinals(rows["landmark"])
    span = {"moments": len(last), "named_each": NAMED, **_span(rows)}
    return pa.Table.from_pylist([_named(rows, rule, days) | span for rule in told_rules(rows)], TRACK_RECORD)


def calibration(past_estimates: pa.Table) -> pa.Table:
    """Ten groups of journeys by the chance that was said, and how many of each bought.

    Columns: `rule` (of ours), `said` (mean chance), `seen` (share that bought within 90 days), `cases`.
    """
    past = in_order(past_estimates)
    rules = [rule for rule in told_rules(past) if rule in ("learned", "boosted")]
    won, each = (_floats(past, name) for name in ("won", "weight"))
    rows = [
        {"rule": rule, "said": part.said, "seen": part.seen, "cases": part.cases}
        for rule in rules
        for part in calibration_table(_floats(past, rule), won, each=each)
    ]
    return pa.Table.from_pylist(rows, CALIBRATION)


def drift(past_estimates: pa.Table) -> pa.Table:
    """One earlier moment: what was expected of its next 90 days, and what came.

    Columns: `landmark`, `cases`, `wins`, `expected_wins`, `log_loss`, `base_log_loss` (of the base rate), `is_odd`
    (more or fewer purchases than chance allows, or worse than the base rate: the estimate has to be looked at).
    """
    past = in_order(past_estimates)
    days = ordinals(past["landmark"])
    rows = [_month(past.filter(pa.array(days == day))) for day in np.unique(days)]
    return pa.Table.from_pylist(rows, DRIFT)


def _segments(rows: pa.Table) -> Iterator[tuple[str, pa.Table]]:
    if not rows.num_rows:
        return
    is_open, seen = (rows[name].to_numpy() for name in ("open_deal", "seen"))
    everybody = np.ones(rows.num_rows, bool)
    chosen = {"all": everybody, "open_deal": is_open, "without_deal": ~is_open, "seen": seen}
    for name, part in chosen.items():
        if _floats(rows, "won")[part].sum() >= WINS_TO_JUDGE:
            yield name, rows.filter(pa.array(part))


def _judged(segment: str, rows: pa.Table) -> Iterator[Row]:
    won, each, redraws = _floats(rows, "won"), _floats(rows, "weight"), _redraws(rows)
    learned = _floats(rows, "learned")
    counts = {"cases": round(each.sum()), "wins": round((won * each).sum())}
    for rule in told_rules(rows):
        said = _floats(rows, rule)
        for measure, of in _measures(ordinals(rows["landmark"]), each).items():
            compared = rule != "learned" and measure in COMPARED
            ahead = difference(of, said, learned, won, redraws) if compared else None
            found = figure(of, said, won, redraws)
            yield {"rule": rule, "segment": segment, "measure": measure, **_told_figure(found, ahead), **counts}


COMPARED = ("log_loss", "auc", "top_2pct")


def _measures(days: NDArray[np.int64], each: Floats) -> Mapping[str, Measure]:
    found: dict[str, Callable[..., Floats]] = {
        "log_loss": log_loss,
        "brier": brier,
        "auc": auc,
        "slope": calibration_slope,
        "intercept": calibration_intercept,
    }
    for share in (0.02, 0.10):
        first: dict[str, Any] = {"share": share, "within": days, "each": each}
        found[f"top_{share * 100:.0f}pct"] = partial(precision, **first)
        found[f"held_{share * 100:.0f}pct"] = partial(observed_over_expected, **first)
    return found


def _told_figure(found: Figure, ahead: Figure | None) -> dict[str, float | None]:
    own = {"value": found.value, "low": found.low, "high": found.high}
    other = {"ahead": ahead.value, "ahead_low": ahead.low, "ahead_high": ahead.high} if ahead else {}
    return {name: None if np.isnan(value) else value for name, value in {**own, **other}.items()}


def _named(rows: pa.Table, rule: str, days: NDArray[np.int64]) -> Row:
    said, won, each = (_floats(rows, name) for name in (rule, "won", "weight"))
    first: dict[str, Any] = {"count": NAMED, "within": days, "each": each}
    found = figure(partial(precision, **first), said, won, _redraws(rows))
    among = named(said, **first) * each
    return {
        "rule": rule,
        "named": float(among.sum()),
        "bought": float((among * won).sum()),
        **{name: value for name, value in _told_figure(found, None).items() if name in ("low", "high")},
        "share": found.value,
    }


def _month(rows: pa.Table) -> Row:
    won, said, usual, each = (_floats(rows, name) for name in ("won", "learned", BASE, "weight"))
    came, expected = float((won * each).sum()), float((said * each).sum())
    spread = float(np.sqrt((said * (1 - said) * each).sum()))
    ours, base = float(log_loss(said, won, each)), float(log_loss(usual, won, each))
    return {
        "landmark": rows["landmark"][0].as_py(),
        "cases": round(each.sum()),
        "wins": round(came),
        "expected_wins": expected,
        "log_loss": ours,
        "base_log_loss": base,
        "is_odd": bool(abs(came - expected) > ODD_DEVIATIONS * max(spread, 1.0) or ours > base),
    }


def _redraws(rows: pa.Table) -> Redraws:
    accounts = rows["account_id"].to_numpy(zero_copy_only=False).astype(str)
    return Redraws(accounts, REDRAWS, SEED, _floats(rows, "weight"))


def _floats(rows: pa.Table, name: str) -> Floats:
    return np.asarray(rows[name].cast(pa.float64()).to_numpy(zero_copy_only=False), float)


def _span(rows: pa.Table) -> Row:
    days = rows["landmark"].to_pylist()
    return {"first_landmark": min(days), "last_landmark": max(days)}
