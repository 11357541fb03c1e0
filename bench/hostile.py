"""Memory and speed of the readers of mailboxes and calendars: a file of so many megabytes, read once, in one process.

    python bench/hostile.py 2000

Prints for each reader the megabytes a second and the most memory held, beside what the process held before.
"""

import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from headway.connect import connectors

BODY = "Words that nobody reads, again and again.\n" * 2_000
EVENT = (
    "BEGIN:VEVENT\r\nUID:{n}\r\nCREATED:20260101T000000Z\r\nDTSTART:20260326T100000Z\r\n"
    "ORGANIZER:mailto:olga@ours.com\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:p{n}@acme.com\r\nATTACH:"
    + "x" * 60_000
    + "\r\nEND:VEVENT\r\n"
)


def letters(megabytes: int, path: Path) -> None:
    """Write an mbox."""
    with path.open("w") as file:
        number = 0
        while file.tell() < megabytes * 1_000_000:
            number += 1
            file.write(
                f"From x@y.z Mon Feb  2 10:00:00 2026\nMessage-ID: <{number}@acme.com>\nDate: Mon, 2 Feb 2026 10:00:00 "
                f"+0000\nFrom: p{number}@acme.com\nTo: olga@ours.com\n\n{BODY}\n"
            )


def meetings(megabytes: int, path: Path) -> None:
    """Write a calendar."""
    with path.open("w") as file:
        file.write("BEGIN:VCALENDAR\r\n")
        number = 0
        while file.tell() < megabytes * 1_000_000:
            number += 1
            file.write(EVENT.format(n=number))
        file.write("END:VCALENDAR\r\n")


WRITERS = {"mail": ("box.mbox", letters), "calendar": ("all.ics", meetings)}


def held() -> float:
    """The most memory this process has held, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def measure(name: str, megabytes: int) -> None:
    """Write, read and tell."""
    file, write = WRITERS[name]
    with TemporaryDirectory() as folder:
        write(megabytes, Path(folder) / file)
        before, began = held(), time.perf_counter()
        rows = sum(part.num_rows for _, part in connectors()[name].read(Path(folder), lambda *_: None))
        took = time.perf_counter() - began
    print(f"{name}: {rows:,} rows, {megabytes / took:.0f} MB/s, {held():.0f} MB held ({before:.0f} before)")


if __name__ == "__main__":
    if len(sys.argv) > 2:  # noqa: PLR2004 -- a reader's name too
        measure(sys.argv[2], int(sys.argv[1]))
    else:
        for each in WRITERS:
            subprocess.run([sys.executable, __file__, sys.argv[1], each], check=True)
