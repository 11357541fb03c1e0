"""The questions a leader can bring to a dialogue, as data."""

import tomllib
from functools import cache
from importlib.resources import files


@cache
def questions() -> dict[str, str]:
    """One question about the customer's progress for each buying job."""
    told = tomllib.loads(files("headway.sources").joinpath("questions.toml").read_text(encoding="utf-8"))
    return {job: entry["question"] for job, entry in told.items()}
