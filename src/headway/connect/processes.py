"""Files read side by side by several processes, with the answers in the files' order."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from typing import TypeVar

_Task = TypeVar("_Task")
_Answer = TypeVar("_Answer")


def side_by_side(work: Callable[[_Task], _Answer], tasks: Iterable[_Task], workers: int) -> Iterator[_Answer]:
    """What `work` makes of each task, in order; only a few answers wait at a time.

    The processes are started anew, not forked: the caller may hold threads of DuckDB or Arrow, whose locks a fork
    would copy. A script that comes here therefore needs the usual `if __name__ == "__main__"`.
    """
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        ahead: deque[Future[_Answer]] = deque()
        for task in tasks:
            ahead.append(pool.submit(work, task))
            if len(ahead) > 2 * workers:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()
