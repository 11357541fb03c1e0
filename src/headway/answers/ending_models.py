"""By what endings are estimated now: which rule, how far its word goes, and every weight (S5)."""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa

from headway.learn.boosting import trees
from headway.learn.endings import (
    HORIZON_DAYS,
    JUDGEMENT_WINS,
    LANDMARK_SHARE,
    LONG_DAYS,
    SHORT_DAYS,
    Estimate,
    Lessons,
    Taught,
    correction,
    learned_model,
    shift,
)
from headway.learn.judging import Figure, Redraws, difference, log_loss
from headway.learn.ladder import QUARTERS, replaces, rung, signal
from headway.learn.lessons import in_order, judgement, ordinals, purchases, read, refused
from headway.learn.logistic import Floats, Prior, fit, recentred, spread
from headway.sources.landmarks import FEATURES, START
from headway.sources.models import model_schema
from headway.sources.priors import prior, priors, signal_weights

REDRAWS = 200
LANDMARKS_IN_A_QUARTER = 3
# So many are the same on every engine and machine; the version is a mark of them.
DIGITS = 9
# The columns of the lessons that estimates are made of; behind them stand those of the rules they are compared with.
OURS = slice(0, len(FEATURES))
FEATURES_AT = {name: place for place, name in enumerate(FEATURES)}
Row = dict[str, Any]
WEIGHTS = pa.schema(
    [
        *((name, pa.string()) for name in ("ending", "feature")),
        *((name, pa.float64()) for name in ("weight", "judged", "error")),
    ]
)


def fitted_models(
    taught_lessons: pa.Table, past_estimates: pa.Table, feature_leaks: pa.Table, moment: pa.Table
) -> pa.Table:
    """One ending and the estimate of it that the lessons give.

    Endings: `won` (bought within 90 days), `closed` (of open deals not won by then: closed), `no_decision` (of those
    closed: the customer bought from nobody). Columns: `ending`, `version` (day of the last lesson, and a mark of the
    weights), `rule` (judgement: ours alone; learned; boosted), `rung` (what may be shown: order, range, chance),
    `signal` (whether the base rate is beaten: yes, cannot_tell, none), `wins` (purchases learned from), `cases`
    (lessons), `gain` (log loss below the base rate's at earlier moments), `gain_low` and `gain_high` (95 %),
    `shift_30d`, `shift_180d` (log-odds of those horizons beside 90 days), `first_landmark`, `last_landmark`,
    `parameters` (JSON: `start`, `weights` by feature, `covariance`), `trees` (where boosted).
    """
    now = int(ordinals(moment["moment"])[0])
    gone = refused(feature_leaks)
    taught = in_order(taught_lessons)
    lessons, span = read(taught, gone), _span(taught)
    won = _won(lessons, in_order(past_estimates), now, purchases(taught), judgement(gone))
    rows = [won | span, _closed(lessons, taught, now) | span, _no_decision(taught) | span]
    return pa.Table.from_pylist([_versioned(row) for row in rows], model_schema())


def _won(lessons: Lessons, past: pa.Table, now: int, wins: int, effects: Floats) -> Row:
    step = rung(wins)
    taught = lessons.taught(now).shown(OURS)
    rule = "judgement" if step == "order" else _champion(past, wins)
    gain = Figure(np.nan, np.nan, np.nan) if step == "order" else _gain(past, rule)
    estimate = _judged(taught, effects) if rule == "judgement" else Estimate.of(learned_model(taught, effects))
    if rule != "judgement" and past.num_rows:
        estimate = estimate.stretched(*_correction(past))
    said = estimate.start + estimate.contributions(lessons.values[:, OURS]).sum(axis=1)
    return {
        "ending": "won",
        "rule": rule,
        "rung": step,
        "signal": signal(gain.low, gain.high),
        "wins": wins,
        "cases": len(taught.won),
        **_told(gain),
        "shift_30d": shift(lessons, said, now, SHORT_DAYS),
        "shift_180d": shift(lessons, said, now, LONG_DAYS),
        "parameters": _parameters(estimate),
        "trees": trees(taught) if rule == "boosted" else None,
    }


def _told(gain: Figure) -> dict[str, float | None]:
    told = {"gain": gain.value, "gain_low": gain.low, "gain_high": gain.high}
    return {name: None if np.isnan(value) else value for name, value in told.items()}


def _judged(taught: Taught, effects: Floats) -> Estimate:
    """Our own judgement, about as firm as twenty purchases would be; its level made right where any came."""
    size = len(FEATURES) + 1
    start = signal_weights()["start"]
    if taught.won.any():
        start = float(recentred(taught.values @ effects, taught.won, 0.0, taught.weights).intercept[0])
    return Estimate(start, effects, np.eye(size) / JUDGEMENT_WINS)


def _champion(past: pa.Table, wins: int) -> str:
    """Who has said it best at earlier moments; the simpler one stays until it is beaten."""
    if not past.num_rows:
        return "learned"
    if _loss(past, "learned") > _loss(past, "judgement"):
        return "judgement"
    if past["boosted"].null_count:
        return "learned"
    quarters = _quarters(past)
    ours, theirs = ([_loss(part, name) for part in quarters] for name in ("learned", "boosted"))
    surely_by = _ahead(past, "boosted", "learned").low if len(quarters) < QUARTERS else 0.0
    return "boosted" if replaces(wins, ours, theirs, surely_by) else "learned"


def _quarters(past: pa.Table) -> list[pa.Table]:
    """Earlier moments in quarters, the last one whole."""
    days = ordinals(past["landmark"])
    place = (len(np.unique(days)) - 1 - np.unique(days, return_inverse=True)[1]) // LANDMARKS_IN_A_QUARTER
    return [past.filter(pa.array(place == each)) for each in sorted(set(place.tolist()), reverse=True)]


def _loss(past: pa.Table, rule: str) -> float:
    return float(log_loss(past[rule].to_numpy(), past["won"].to_numpy(), past["weight"].to_numpy()))


def _gain(past: pa.Table, rule: str) -> Figure:
    """How far the rule's log loss lies below the base rate's."""
    return _ahead(past, rule, "base_rate")


def _ahead(past: pa.Table, rule: str, other: str) -> Figure:
    """How far one rule's log loss lies below another's, with its interval over accounts."""
    names = past["account_id"].to_numpy(zero_copy_only=False).astype(str)
    ours, theirs, won = (past[name].to_numpy() for name in (rule, other, "won"))
    return difference(log_loss, ours, theirs, won, Redraws(names, REDRAWS, each=past["weight"].to_numpy()))


def _correction(past: pa.Table) -> tuple[float, float]:
    """What would have made right what the learned estimate said at earlier moments."""
    said, won, weight = (past[name].to_numpy() for name in ("learned_plain", "won", "weight"))
    return correction(said, won, weight * LANDMARK_SHARE)


def _closed(lessons: Lessons, rows: pa.Table, now: int) -> Row:
    """Of open deals that are not won within 90 days: which are closed."""
    days = rows["lost_days"].cast(pa.float64()).fill_null(np.inf).to_numpy()
    is_open = lessons.values[:, FEATURES_AT["open_deal"]] > 0
    asked = is_open & (lessons.won_days > HORIZON_DAYS) & (lessons.day + HORIZON_DAYS <= now)
    values, came = lessons.values[asked, OURS], (days[asked] <= HORIZON_DAYS).astype(float)
    wide = spread(values)
    strict = np.where(wide > 0, JUDGEMENT_WINS * wide**2, JUDGEMENT_WINS)
    fitted = fit(values, came, Prior(np.zeros(len(FEATURES)), strict), weights=np.full(len(came), LANDMARK_SHARE))
    return {
        "ending": "closed",
        "rule": "learned",
        "rung": rung(int(came.sum())),
        "wins": int(came.sum()),
        "cases": len(came),
        "parameters": _parameters(Estimate.of(fitted)),
    }


def _no_decision(rows: pa.Table) -> Row:
    """Of lost deals: the share in which the customer bought from nobody, the published one until ours takes over."""
    told = rows.filter(rows["no_decision"].is_valid())
    last = {row["deal_id"]: row["no_decision"] for row in told.select(["deal_id", "no_decision"]).to_pylist()}
    published = priors()["no_decision_share_of_lost"]
    share = (sum(last.values()) + published["value"] * published["weight"]) / (len(last) + published["weight"])
    parameters = {"share": round(share, DIGITS), "indecision": prior("indecision_share_of_no_decision")}
    return {
        "ending": "no_decision",
        "rule": "learned" if len(last) >= published["weight"] else "judgement",
        "wins": int(sum(last.values())),
        "cases": len(last),
        "parameters": json.dumps(parameters),
    }


def _parameters(estimate: Estimate) -> str:
    told = {
        "start": round(estimate.start, DIGITS),
        "weights": {name: round(float(w), DIGITS) for name, w in zip(FEATURES, estimate.weights, strict=True)},
        "covariance": np.round(estimate.covariance, DIGITS).tolist(),
    }
    return json.dumps(told)


def _span(rows: pa.Table) -> dict[str, datetime | None]:
    if not rows.num_rows:
        return {"first_landmark": None, "last_landmark": None}
    days = rows["landmark"].to_pylist()
    return {"first_landmark": min(days), "last_landmark": max(days)}


def _versioned(row: Row) -> Row:
    mark = hashlib.sha256((row["parameters"] + (row.get("trees") or "")).encode()).hexdigest()[:8]
    day = row["last_landmark"]
    return {**row, "version": f"{day:%Y-%m-%d}-{mark}" if day else mark}


def ending_models(fitted_models: pa.Table, model_versions: pa.Table, overrides: pa.Table) -> pa.Table:
    """One ending and the estimate in force: the one just made, or an earlier one that a person has put back.

    Columns: those of `fitted_models`, and `is_pinned`.
    """
    pinned = {row["key"]: row["value"] for row in overrides.to_pylist() if row["kind"] == "model"}
    earlier = {(row["ending"], row["version"]): row for row in model_versions.to_pylist()}
    rows = [
        {**earlier.get((row["ending"], pinned.get(row["ending"])), row), "is_pinned": row["ending"] in pinned}
        for row in fitted_models.to_pylist()
    ]
    return pa.Table.from_pylist(rows, model_schema().append(pa.field("is_pinned", pa.bool_())))


def ending_weights(ending_models: pa.Table) -> pa.Table:
    """One weight of an estimate in force: what one unit of a feature adds to the log-odds of an ending.

    Columns: `ending` (won, closed), `feature` (`start`: what all begin with), `weight` (of the additive estimate, also
    where trees have taken over), `judged` (our own judgement, which it began with), `error` (standard deviation).
    """
    rows = [row for model in ending_models.to_pylist() for row in _weights(model["ending"], model["parameters"])]
    return pa.Table.from_pylist(rows, WEIGHTS)


def _weights(ending: str, parameters: str) -> Iterator[Row]:
    told = json.loads(parameters)
    if "weights" not in told:
        return
    errors = np.sqrt(np.diag(np.array(told["covariance"])))
    weights = {START: told["start"], **told["weights"]}
    begun = signal_weights() if ending == "won" else {}
    for (name, weight), error in zip(weights.items(), errors, strict=True):
        yield {
            "ending": ending,
            "feature": name,
            "weight": weight,
            "judged": begun.get(name, 0.0),
            "error": float(error),
        }
