"""Segment: a folder of the raw archive, JSON lines by day, packed or not; also others of its spec, as Jitsu.

An archive of RudderStack is read as well, but `rudderstack` knows it better.
"""

from collections.abc import Iterator
from pathlib import Path

from headway.connect.archives import Fields
from headway.connect.seam import Landed, Progress, Recognised
from headway.connect.segment.archive import first_call, is_of_rudderstack, spec_archive

__all__ = ["NAME", "read", "recognise"]

NAME = "segment"
_RECORD, _WANTED = "call of the Segment spec", "the raw archive, such as a copy of the bucket that Segment writes to"


def recognise(folder: Path) -> Recognised:
    """Which of the folder's files hold calls, and which fields of a call are read, from the first call of each.

    Raises DataError if there is no such folder.
    """
    return spec_archive(NAME, _own_call, _RECORD, _WANTED).recognised(folder)


def read(folder: Path, progress: Progress) -> Iterator[Landed]:
    """Rows of web_events and web_calls, and `data_issues` with the line of the file.

    Raises DataError if there is no such folder or no call in it.
    """
    return spec_archive(NAME, first_call, _RECORD, _WANTED).read(folder, progress)


def _own_call(path: Path) -> Fields | None:
    found = first_call(path)
    return None if found is None or is_of_rudderstack(found) else found
