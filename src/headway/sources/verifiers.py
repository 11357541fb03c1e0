"""What a customer could do next, and what of it can be seen, as data."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Verifier:
    """One act of the customer: dated, objective, done or not done; its sign is `read` or `met`."""

    what: str
    sign: str
    topic: str | None = None
    function: str | None = None
    functions: int | None = None


@cache
def verifiers() -> dict[str, tuple[Verifier, ...]]:
    """The acts that serve each buying job, best first."""
    told = tomllib.loads(files("headway.sources").joinpath("verifiers.toml").read_text(encoding="utf-8"))
    return {job: tuple(Verifier(**entry) for entry in entries) for job, entries in told.items()}
