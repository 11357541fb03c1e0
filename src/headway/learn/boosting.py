"""Small boosted trees (LightGBM): the challenger of the additive estimate.

Seven leaves, few and slow trees, many rows in each leaf: default settings are below ridge up to a thousand closed deals
and far too sure of themselves (research, measured on simulated companies).
"""

from functools import cache
from typing import Any

import numpy as np

from headway.learn.endings import Rule, Says, Taught
from headway.learn.logistic import Floats

SMALL = {
    "objective": "binary",
    "num_leaves": 7,
    "learning_rate": 0.03,
    "min_data_in_leaf": 40,
    "lambda_l2": 10.0,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "seed": 1,
    "verbosity": -1,
}
TREES = 150


@cache
def lightgbm() -> Any:  # noqa: ANN401 -- a module without types; None where the machine lacks what it needs
    """The library, or None where it cannot be loaded: then nobody challenges."""
    try:
        import lightgbm as found  # noqa: PLC0415 -- it needs libgomp, which a bare machine may lack
    except (ImportError, OSError):
        return None
    return found


def trees(taught: Taught) -> str:
    """Trees taught, as text."""
    library = lightgbm()
    rows = library.Dataset(taught.values, taught.won, weight=taught.weights)
    return str(library.train(SMALL, rows, TREES).model_to_string())


def contributions(text: str, values: Floats) -> Floats:
    """What each feature adds to the log-odds, and last what all begin with: (rows, features + 1).

    They add up to the log-odds exactly (Lundberg et al. 2018, "Consistent individualized feature attribution").
    """
    booster = lightgbm().Booster(model_str=text)
    return np.asarray(booster.predict(values, pred_contrib=True), float)


def boosted() -> Rule:
    """Trees taught anew, as a rule."""

    def teach(taught: Taught) -> Says:
        booster = lightgbm().Booster(model_str=trees(taught))
        return lambda values: np.asarray(booster.predict(values, raw_score=True), float)

    return teach
