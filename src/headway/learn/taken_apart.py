"""A fitted estimate taken apart: what each feature of a journey adds to its log-odds, and the chance they come to."""

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from scipy.special import expit

from headway.learn.boosting import contributions
from headway.learn.lessons import numbers
from headway.learn.logistic import Floats
from headway.sources.landmarks import FEATURES, START

NAMES = (START, *FEATURES)


def fitted(ending_models: pa.Table, ending: str) -> dict[str, Any]:
    """The estimate of one ending: its row of `ending_models`, with its parameters read."""
    row = next(row for row in ending_models.to_pylist() if row["ending"] == ending)
    return {**row, **json.loads(row["parameters"])}


def begun(features: pa.RecordBatch, columns: Sequence[str] = tuple(FEATURES)) -> Floats:
    """A one for the start, and the features: (rows, names)."""
    told = numbers(features, tuple(columns))
    return np.column_stack([np.ones(len(told)), told])


def weights(model: dict[str, Any]) -> Floats:
    """The log-odds for one of each feature's value; unknown where trees decide."""
    if model["trees"]:
        return np.full(len(NAMES), np.nan)
    return np.array([model["start"], *(model["weights"][name] for name in FEATURES)])


def adds_of(model: dict[str, Any], values: Floats) -> Floats:
    """What each name adds to the log-odds: (rows, names)."""
    if not model["trees"] or not len(values):
        return np.asarray(values * weights({**model, "trees": None}))
    told = contributions(model["trees"], values[:, 1:])
    return np.asarray(np.column_stack([told[:, -1], told[:, :-1]]))


def added_up(adds: Floats) -> Floats:
    """The log-odds of each row; row by row, so that they are the same in any batch."""
    return np.array([float(np.sum(row)) for row in adds])


def chances(model: dict[str, Any], log_odds: Floats) -> Floats:
    """The chance of the ending within 90 days; unknown as long as it may not be told as one number."""
    may_tell = model["rung"] == "chance" and model["signal"] == "yes"
    return np.asarray(expit(log_odds)) if may_tell else np.full(len(log_odds), np.nan)
