"""From a file of the raw archive to rows of web_events and web_calls; what cannot be used is told."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import pyarrow as pa

from headway.connect.files import Line, lines
from headway.connect.issues import Issues, until_damage
from headway.connect.seam import Landed
from headway.connect.segment_calls import Call, call_from, call_of, said, unfolded
from headway.connect.segment_rows import (
    CALL_COLUMNS,
    CALL_KINDS,
    EVENT_COLUMNS,
    EVENT_KINDS,
    call_row,
    event_row,
    recorded_at,
)
from headway.connect.tables import ROWS_AT_ONCE, landed_table
from headway.connect.values import UnreadableError, Value

NAME = "segment"
KINDS = EVENT_KINDS + CALL_KINDS
LONGEST_LINE = 1_000_000  # bytes; Segment itself allows 32 KB for a call and 500 KB for a batch
_TOO_LONG = f"it is longer than {LONGEST_LINE // 1_000_000} MB"
_NO_TYPE = f"its type is none of {', '.join(KINDS)}"
_NO_TIME = "it has no server time (receivedAt) between 1970 and 2100"
_NOBODY = "it names nobody: neither anonymousId nor userId"
_REMEDIES = {
    _TOO_LONG: "No tracker sends calls of this size: find what wrote the line.",
    _NO_TYPE: "Nothing to mend where the line is not from a tracker; else let the tracker send a type.",
    _NO_TIME: "Hand over the raw archive as the server wrote it, with receivedAt.",
    _NOBODY: "Let the tracker send anonymousId or userId with every call.",
}
_COPY_AGAIN = "The line is damaged or no call: copy the file again from the archive."
_USED = "Nothing to mend if the texts read well; else let the tracker send UTF-8."


class _FileRows:
    """The rows of one file, until they are taken as tables."""

    def __init__(self, file: str) -> None:
        self.issues = Issues(NAME, file)
        self._events: list[tuple[Value, ...]] = []
        self._calls: list[tuple[Value, ...]] = []

    def __len__(self) -> int:
        return len(self._events) + len(self._calls)

    def land(self, call: Call, content: bytes) -> None:
        """Add the call as a row. Raises UnreadableError, whose message says why it cannot be used."""
        kind, recorded = said(call.type), recorded_at(call)
        if kind not in KINDS:
            raise UnreadableError(_NO_TYPE)
        if not recorded:
            raise UnreadableError(_NO_TIME)
        if not said(call.anonymous_id, call.user_id):
            raise UnreadableError(_NOBODY)
        if kind in EVENT_KINDS:
            self._events.append(event_row(call, kind, recorded, content))
        else:
            self._calls.append(call_row(call, kind, recorded, content))

    def tables(self) -> Iterator[Landed]:
        """What was added since the last call."""
        yield "web_events", _table("web_events", EVENT_COLUMNS, self._events)
        yield "web_calls", _table("web_calls", CALL_COLUMNS, self._calls)
        yield "data_issues", self.issues.table()
        self._events, self._calls = [], []


def file_rows(path: Path, file: str) -> Iterator[tuple[Landed, int]]:
    """The file's rows as parts of the landed tables, each with the bytes read so far."""
    rows = _FileRows(file)
    bytes_done = 0
    for line in until_damage(lines(path, LONGEST_LINE), rows.issues):
        bytes_done = line.bytes_done
        _land_line(line, rows)
        if len(rows) >= ROWS_AT_ONCE:
            yield from ((landed, bytes_done) for landed in rows.tables())
    yield from ((landed, bytes_done) for landed in rows.tables())


def _land_line(line: Line, rows: _FileRows) -> None:
    content = line.content.removeprefix(b"\xef\xbb\xbf").strip()
    if not content:
        return
    try:
        call = _call(line, content, rows.issues)
        if call.batch is None:
            rows.land(call, content)
        else:
            _land_batch(call, line, rows)
    except UnreadableError as why:
        _leave_out(str(why), line, _shown(content), rows.issues)


def _call(line: Line, content: bytes, issues: Issues) -> Call:
    if line.is_cut:
        raise UnreadableError(_TOO_LONG)
    try:
        return call_of(content)
    except UnicodeDecodeError:
        call = call_of(content.decode(errors="replace").encode())
        issues.value(line.number, "bytes that are not UTF-8 were replaced", _USED, _shown(content))
        return call


def _land_batch(envelope: Call, line: Line, rows: _FileRows) -> None:
    """Land each call of the batch; one that cannot be used costs no other."""
    for place, fields in enumerate(unfolded(envelope), start=1):
        content = msgspec.json.encode(fields)
        try:
            rows.land(call_from(fields), content)
        except UnreadableError as why:
            _leave_out(str(why), line, f"call {place} of the batch: {_shown(content)}", rows.issues)


def _leave_out(why: str, line: Line, shown: str, issues: Issues) -> None:
    issues.row(line.number, why, _REMEDIES.get(why, _COPY_AGAIN), shown)


def _shown(content: bytes) -> str:
    return content[:1000].decode(errors="replace")


def _table(name: str, names: Sequence[str], rows: list[tuple[Value, ...]]) -> pa.Table:
    columns = dict(zip(names, zip(*rows, strict=True), strict=False))
    same = {"system": [NAME] * len(rows), "modified_at": columns.get("recorded_at", ())}
    return landed_table(name, len(rows), {**columns, **same})
