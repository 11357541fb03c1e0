"""The sites on which buyers read what others say of suppliers, as data."""

from functools import cache
from importlib.resources import files


@cache
def review_sites() -> tuple[str, ...]:
    """Their domains."""
    lines = files("headway.sources").joinpath("reviews.txt").read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))
