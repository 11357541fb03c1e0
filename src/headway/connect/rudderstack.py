"""RudderStack: a folder of the calls its server writes to a bucket, JSON lines, packed or not; Segment's spec."""

from collections.abc import Iterator
from pathlib import Path

from headway.connect.archives import Archive, Fields
from headway.connect.files import DamagedError
from headway.connect.seam import Landed, Progress, Recognised
from headway.connect.segment.archive import first_call, is_of_rudderstack, spec_archive

NAME = "rudderstack"


def recognise(folder: Path) -> Recognised:
    """Which of the folder's files hold calls that bear RudderStack's marks, and which fields of a call are read.

    Raises DataError if there is no such folder.
    """
    return _archive().recognised(folder)


def read(folder: Path, progress: Progress) -> Iterator[Landed]:
    """Rows of web_events and web_calls, and `data_issues` with the line of the file.

    Raises DataError if there is no such folder or no call of RudderStack in it.
    """
    return _archive().read(folder, progress)


def _archive() -> Archive:
    return spec_archive(
        NAME,
        _own_call,
        "call of RudderStack",
        "the raw archive, such as a copy of the bucket that RudderStack writes to",
    )


def _own_call(path: Path) -> Fields | None:
    try:
        found = first_call(path)
    except DamagedError:  # nothing of it says whose it is
        return None
    return found if found is not None and is_of_rudderstack(found) else None
