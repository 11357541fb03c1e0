"""The order in which people told us things."""

AS_TOLD = [(name, "ascending") for name in ("recorded_at", "input_id")]
