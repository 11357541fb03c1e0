"""From a file of the raw archive to rows of web_events and web_calls; what cannot be used is told."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from headway.connect.calls import Call, call_from, call_of, unfolded
from headway.connect.files import Line, lines
from headway.connect.issues import until_damage
from headway.connect.records import LONGEST_LINE, TOO_LONG, decoded, shown_of
from headway.connect.seam import Landed
from headway.connect.tables import ROWS_AT_ONCE
from headway.connect.values import UnreadableError
from headway.connect.web_rows import WebRows


def file_rows(system: str, path: Path, file: str) -> Iterator[tuple[Landed, int]]:
    """The file's rows as parts of the landed tables, each with the bytes read so far."""
    rows = WebRows(system, file)
    bytes_done = 0
    for line in until_damage(lines(path, LONGEST_LINE), rows.issues):
        bytes_done = line.bytes_done
        _land_line(line, rows)
        if len(rows) >= ROWS_AT_ONCE:
            yield from ((landed, bytes_done) for landed in rows.tables())
    yield from ((landed, bytes_done) for landed in rows.last_tables())


def _land_line(line: Line, rows: WebRows) -> None:
    content = line.content.removeprefix(b"\xef\xbb\xbf").strip()
    if not content:
        return
    try:
        call = _call(line, content, rows)
        if call.batch is None:
            rows.land(call, content)
        else:
            _land_batch(call, line, rows)
    except UnreadableError as why:
        rows.leave_out(str(why), line.number, shown_of(content))


def _call(line: Line, content: bytes, rows: WebRows) -> Call:
    if line.is_cut:
        raise UnreadableError(TOO_LONG)
    return decoded(content, line.number, rows.issues, call_of)


def _land_batch(envelope: Call, line: Line, rows: WebRows) -> None:
    """Land each call of the batch; one that cannot be used costs no other."""
    for place, fields in enumerate(unfolded(envelope), start=1):
        content = msgspec.json.encode(fields)
        try:
            rows.land(call_from(fields), content)
        except UnreadableError as why:
            rows.leave_out(str(why), line.number, f"call {place} of the batch: {shown_of(content)}")
