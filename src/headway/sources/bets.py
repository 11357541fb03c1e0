"""Which roles of ours a bet needs, and for how many hours."""

import tomllib
from functools import cache
from importlib.resources import files

ACCOUNT, DESIGN, IMPLEMENTATION = "account_manager", "design_manager", "implementation_manager"
ROLES = (ACCOUNT, DESIGN, IMPLEMENTATION)
# What a leader may say of a bet; of one that is moved, to whom stands behind a blank.
PINNED, DROPPED, MOVED = "pinned", "dropped", "moved"

# Of two bets of which either would do, each has the same chance.
EVEN = 0.5


@cache
def others_needed() -> dict[str, dict[str, float]]:
    """By kind of sale: the roles a bet on it needs beside the account manager, and the hours each gives it."""
    told = tomllib.loads(files("headway.sources").joinpath("bets.toml").read_text(encoding="utf-8"))
    return {kind: {role: float(hours) for role, hours in roles.items()} for kind, roles in told.items()}
