"""What a piece of work costs: CPU time, and the most memory it ever held."""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from typing import Generic, TypeVar

Made = TypeVar("Made")


@dataclass(frozen=True)
class Cost(Generic[Made]):
    """What was made, in how many CPU seconds, with how many megabytes at the most."""

    made: Made
    seconds: float
    peak_mb: float


def cpu_seconds() -> float:
    """User and system time of this process and of the children it has waited for."""
    used = [getrusage(who) for who in (RUSAGE_SELF, RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def alone(work: Callable[..., Made], *told: object) -> Cost[Made]:
    """Run the work in a process of its own, so that its memory is its own; starting it and imports do not count."""
    with ProcessPoolExecutor(1, get_context("spawn")) as process:
        return process.submit(_counted, work, *told).result()


def _counted(work: Callable[..., Made], *told: object) -> Cost[Made]:
    before = cpu_seconds()
    made = work(*told)
    seconds = cpu_seconds() - before
    return Cost(made, seconds, max(getrusage(who).ru_maxrss for who in (RUSAGE_SELF, RUSAGE_CHILDREN)) / 1000)
