"""Calls gathered as rows of web_events and web_calls, whichever web tool they are told by."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import pyarrow as pa

from headway.connect.call_rows import (
    CALL_COLUMNS,
    CALL_KINDS,
    EVENT_COLUMNS,
    EVENT_KINDS,
    call_row,
    event_row,
    recorded_at,
)
from headway.connect.calls import Call, said
from headway.connect.consent import REFUSED, is_refused
from headway.connect.issues import Issues
from headway.connect.records import TOO_LONG
from headway.connect.seam import Landed
from headway.connect.tables import landed_table
from headway.connect.values import TOO_LATE, UnreadableError, Value

KINDS = EVENT_KINDS + CALL_KINDS
_NO_TYPE = f"its type is none of {', '.join(KINDS)}"
_COPY_AGAIN = "The line is damaged or no call: copy the file again from the archive."


class WebRows:
    """The rows of one file, until they are taken as tables."""

    def __init__(self, system: str, file: str, time: str = "receivedAt", who: str = "anonymousId nor userId") -> None:
        """Remember what the tool calls the time at which its server got a call, and those who made it."""
        self.issues = Issues(system, file)
        self._no_time = f"it has no server time ({time}) between 1970 and 2100"
        self._nobody = f"it names nobody: neither {who}"
        self._remedies = {
            TOO_LONG: "No tracker sends calls of this size: find what wrote the line.",
            _NO_TYPE: "Nothing to mend where the line is not from a tracker; else let the tracker send a type.",
            self._no_time: f"Hand over the raw archive as the server wrote it, with {time}.",
            self._nobody: f"Let the tracker send {who.replace(' nor ', ' or ')} with every call.",
        }
        self._events: list[tuple[Value, ...]] = []
        self._calls: list[tuple[Value, ...]] = []
        self._first_told: dict[str, datetime] = {}
        self.refused = 0

    def __len__(self) -> int:
        """Rows that wait to be taken."""
        return len(self._events) + len(self._calls)

    def land(self, call: Call, content: bytes) -> None:
        """Add the call as a row. Raises UnreadableError, whose message says why it cannot be used."""
        kind, recorded = said(call.type), recorded_at(call)
        if kind not in KINDS:
            raise UnreadableError(_NO_TYPE)
        if not recorded:
            raise UnreadableError(self._no_time)
        if not said(call.anonymous_id, call.user_id):
            raise UnreadableError(self._nobody)
        if call.context and is_refused(call.context):
            self.refused += 1
        elif kind in EVENT_KINDS:
            self._events.append(event_row(call, kind, recorded, content))
        else:
            self._calls.append(call_row(call, kind, recorded, content))

    def land_again(self, call: Call) -> None:
        """Add a call that says what others of its id have said, unless an earlier one of this file stands already.

        Of one id counts what the server got first, so what is left out here changes nothing. Raises UnreadableError.
        """
        key, recorded = said(call.message_id) or "", recorded_at(call)
        if recorded and recorded < self._first_told.get(key, TOO_LATE):
            self._first_told[key] = recorded
            self.land(call, b"")

    def leave_out(self, why: str, line: int, shown: str) -> None:
        """Tell that a row did not land."""
        self.issues.row(line, why, self._remedies.get(why, _COPY_AGAIN), shown)

    def last_tables(self) -> Iterator[Landed]:
        """What was added since the last call, and what was passed over in the whole file."""
        if self.refused:
            self.issues.passed_over(self.refused, REFUSED)
        return self.tables()

    def tables(self) -> Iterator[Landed]:
        """What was added since the last call."""
        system = self.issues.system
        yield "web_events", _table("web_events", system, EVENT_COLUMNS, self._events)
        yield "web_calls", _table("web_calls", system, CALL_COLUMNS, self._calls)
        yield "data_issues", self.issues.table()
        self._events, self._calls = [], []


def _table(name: str, system: str, names: Sequence[str], rows: list[tuple[Value, ...]]) -> pa.Table:
    columns = dict(zip(names, zip(*rows, strict=True), strict=False))
    same = {"system": [system] * len(rows), "modified_at": columns.get("recorded_at", ())}
    return landed_table(name, len(rows), {**columns, **same})
