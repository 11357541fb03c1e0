"""Lots that were drawn between two bets of which either would do, as they are kept."""

import pyarrow as pa


def draw_schema() -> pa.Schema:
    """The columns of `past_draws`: one of the two bets of one earlier lot, as known when it was drawn."""
    return pa.schema(
        [
            ("week", pa.date32()),  # its Monday
            ("drawn_at", pa.timestamp("us")),  # moment of the first build of that week that people saw
            *((name, pa.string()) for name in ("account_id", "journey_id", "either")),
            ("is_made", pa.bool_()),  # it won the lot
            *((name, pa.float64()) for name in ("propensity", "worth", "chance", "size")),
        ]
    )
