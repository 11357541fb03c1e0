"""Estimates as they are kept: each version with its weights, what it was learned from, and how good it has been."""

import pyarrow as pa


def model_schema() -> pa.Schema:
    """The columns of `fitted_models` and of `model_versions`, the earlier ones that a person may put back."""
    return pa.schema(
        [
            *((name, pa.string()) for name in ("ending", "version", "rule", "rung", "signal")),
            *((name, pa.int64()) for name in ("wins", "cases")),
            *((name, pa.float64()) for name in ("gain", "gain_low", "gain_high", "shift_30d", "shift_180d")),
            ("first_landmark", pa.timestamp("us")),
            ("last_landmark", pa.timestamp("us")),
            ("parameters", pa.string()),
            ("trees", pa.string()),
        ]
    )
