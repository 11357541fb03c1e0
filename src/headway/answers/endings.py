"""How each journey is likely to end, when, and every number that says so (S5)."""

from typing import Any

import numpy as np
import pyarrow as pa
from ibis.expr.types import Table
from scipy.special import expit

from headway.learn.endings import HORIZON_DAYS, Estimate
from headway.learn.logistic import Floats
from headway.learn.taken_apart import NAMES, added_up, adds_of, begun, chances, fitted, weights
from headway.sources.landmarks import FEATURES

# Four of five cases lie in the range that is shown.
RANGE_DEVIATIONS = 1.2816
# Nobody can see further than this.
FURTHEST_DAYS = 720.0
_SIGNALS = pa.schema(
    [
        *((name, pa.string()) for name in ("account_id", "journey_id", "signal")),
        *((name, pa.float64()) for name in ("value", "weight", "adds")),
    ]
)
_CHANCES = ("chance_30d", "chance_90d", "chance_180d", "chance_low", "chance_high")
_ENDINGS = pa.schema(
    [
        *((name, pa.string()) for name in ("account_id", "journey_id")),
        ("log_odds", pa.float64()),
        *((name, pa.float64()) for name in (*_CHANCES, "lost_90d", "status_quo_90d", "indecision_90d", "days_left")),
        *((name, pa.string()) for name in ("basis", "version")),
    ]
)


def signals(features: pa.RecordBatch, ending_models: pa.Table) -> pa.RecordBatch:
    """One reason for a journey's place in the order: what was measured, its weight, and what it adds.

    Columns: `account_id`, `journey_id`, `signal` (a feature; `start`: what all begin with), `value`, `weight` (log-odds
    for one of `value`; null: trees have none), `adds` (log-odds; they add up to that of `endings`). Weights are our own
    judgement (`sources/priors.toml`) until the company's own endings have taken over.
    """
    model = fitted(ending_models, "won")
    values = begun(features)
    adds = adds_of(model, values)
    many = len(NAMES)
    columns = {
        "account_id": np.repeat(features["account_id"].to_numpy(zero_copy_only=False), many),
        "journey_id": np.repeat(features["journey_id"].to_numpy(zero_copy_only=False), many),
        "signal": list(NAMES) * len(values),
        "value": values.ravel(),
        "weight": pa.array(np.tile(weights(model), len(values)), pa.float64(), from_pandas=True),
        "adds": adds.ravel(),
    }
    return pa.RecordBatch.from_pydict(columns, _SIGNALS)


def endings(features: pa.RecordBatch, ending_models: pa.Table) -> pa.RecordBatch:
    """How one journey is likely to end: bought, lost, or nothing decided; and when.

    Columns: `account_id`, `journey_id`, `log_odds` (of a purchase within 90 days; below thirty purchases only its order
    says something), `chance_30d`, `chance_90d`, `chance_180d` (of a purchase; null: cannot tell yet), `chance_low`,
    `chance_high` (of 90 days: four of five cases lie within; null likewise), of an open deal within 90 days:
    `lost_90d`, `status_quo_90d` (they stay as they are), `indecision_90d` (they cannot make up their mind), and
    `days_left` (until half of such deals have ended, at this pace); `basis` (judgement, learned, boosted), `version`
    (of the estimate).
    """
    won = fitted(ending_models, "won")
    values = begun(features)
    log_odds = added_up(adds_of(won, values))
    shown = _shown(won, log_odds, values[:, 1:])
    others = _others(ending_models, expit(log_odds), values[:, 1:])
    known = shown["chance_low"] if len(values) else np.zeros(0)
    hidden = np.isnan(known)
    columns = {
        "account_id": features["account_id"],
        "journey_id": features["journey_id"],
        "log_odds": log_odds,
        **{name: pa.array(found, from_pandas=True) for name, found in shown.items()},
        **{name: pa.array(np.where(hidden, np.nan, found), from_pandas=True) for name, found in others.items()},
        "basis": [won["rule"]] * len(values),
        "version": [won["version"]] * len(values),
    }
    return pa.RecordBatch.from_pydict(columns, _ENDINGS)


def scores(endings: Table) -> Table:
    """The log-odds that a journey ends in a purchase within 90 days, which the order goes by.

    Columns: `journey_id`, `score`.
    """
    return endings.select("journey_id", score=endings.log_odds.round(9))


def _shown(model: dict[str, Any], log_odds: Floats, values: Floats) -> dict[str, Floats]:
    """The chances, as far as the rung and the record let them be shown."""
    silent = np.full(len(log_odds), np.nan)
    if model["rung"] == "order" or model["signal"] != "yes":
        return dict.fromkeys(_CHANCES, silent)
    weights = np.array([model["weights"][name] for name in FEATURES])
    estimate = Estimate(model["start"], weights, np.array(model["covariance"]))
    wide = RANGE_DEVIATIONS * estimate.uncertainty(values)
    point = model["rung"] == "chance"
    return {
        "chance_30d": expit(log_odds + model["shift_30d"]) if point else silent,
        "chance_90d": chances(model, log_odds),
        "chance_180d": expit(log_odds + model["shift_180d"]) if point else silent,
        "chance_low": expit(log_odds - wide),
        "chance_high": expit(log_odds + wide),
    }


def _others(ending_models: pa.Table, won: Floats, values: Floats) -> dict[str, Floats]:
    """The other endings of an open deal; a journey without one has none to lose."""
    closed, undecided = fitted(ending_models, "closed"), fitted(ending_models, "no_decision")
    weights = np.array([closed["weights"][name] for name in FEATURES])
    is_open = values[:, list(FEATURES).index("open_deal")] > 0
    ends = np.where(is_open, (1 - won) * expit(closed["start"] + values @ weights), np.nan)
    none = ends * undecided["share"]
    all_ends = np.clip(won + ends, 1e-9, 1 - 1e-9)
    return {
        "lost_90d": ends - none,
        "status_quo_90d": none * (1 - undecided["indecision"]),
        "indecision_90d": none * undecided["indecision"],
        "days_left": np.minimum(HORIZON_DAYS * np.log(0.5) / np.log1p(-all_ends), FURTHEST_DAYS),
    }
