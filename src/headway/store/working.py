"""Whether a process still works on something: a lock that the system itself lets go when the process dies.

A note in a database outlives a worker that was killed; this lock does not, so nobody waits for the dead.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, LOCK_SH, flock
from pathlib import Path

from headway.store.home import Home


@contextmanager
def working(home: Home, name: str) -> Iterator[None]:
    """Hold the lock of one piece of work while it is done."""
    path = _lock(home, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as lock:
        flock(lock, LOCK_EX)
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


def is_working(home: Home, name: str) -> bool:
    """Whether some process works on it now."""
    try:
        with _lock(home, name).open() as lock:
            flock(lock, LOCK_SH | LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def _lock(home: Home, name: str) -> Path:
    return home.path / "working" / name
