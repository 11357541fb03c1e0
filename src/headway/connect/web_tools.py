"""Web tools whose records are told as calls of the Segment spec: what each tool differs in, as data."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import msgspec
from msgspec import structs

from headway.connect.archives import LINES_TRIED, Archive
from headway.connect.call_rows import NO_TRAITS
from headway.connect.calls import Call, Traits, content_id, said
from headway.connect.issues import Issues
from headway.connect.records import ENDINGS, Fields, Record, records
from headway.connect.seam import Landed
from headway.connect.tables import ROWS_AT_ONCE
from headway.connect.values import UnreadableError
from headway.connect.web_rows import WebRows


class Told(NamedTuple):
    """What one record says: an act or a call, and what it says besides that others of the visitor say as well."""

    call: Call
    besides: Sequence[Call] = ()
    """Calls whose id is made of what they say: of one id counts what the server got first."""


@dataclass(frozen=True)
class Tool:
    """One web tool."""

    name: str
    record: str
    """One record, in words."""
    is_one: Callable[[Fields], bool]
    parts: Callable[[Fields], Sequence[Fields]]
    """The records within a record, each a row: the acts of a visit."""
    told: Callable[[Fields], Told | str]
    """What a record says; as text, of which kind it is if it is nobody's act. Raises UnreadableError."""
    fields: frozenset[str]
    often_left_out: frozenset[str]
    time: str
    """The tool's name of the time at which its server got a record."""
    who: str
    """The tool's names of visitor and user, with "nor" between them."""
    wanted: str
    server_times: frozenset[str] = frozenset()
    """Fields that say when the server got a record, of a tool whose files may lack them all; that is told."""
    read: Callable[[Path, Issues], Iterator[Record]] = records
    endings: tuple[str, ...] = ENDINGS

    def archive(self) -> Archive:
        """How a folder of its files is read."""
        return Archive(
            system=self.name,
            endings=self.endings,
            sure_endings=(),
            first=partial(_first, self),
            rows=partial(_file_rows, self),
            fields=self.fields,
            often_left_out=self.often_left_out,
            record=self.record,
            looked_for=f"records with {' and '.join(sorted(self.fields - self.often_left_out))}",
            wanted=self.wanted,
        )


def itself(fields: Fields) -> Sequence[Fields]:
    """A record that is one row."""
    return (fields,)


def id_of(*values: object) -> str:
    """An id made of what a record says, where the tool gives none; in whatever order its fields stand."""
    return content_id(msgspec.json.encode(values, order="sorted"))


def traits_of(told: Fields) -> Traits:
    """What is said of a person or a company, whichever way its properties are spelled."""
    plain = {name.lower().replace("_", ""): value for name, value in told.items()}
    return Traits(**{field: plain.get(field.replace("_", "")) for field in Traits.__struct_fields__})


def person_besides(tool: str, call: Call, person: Traits = NO_TRAITS) -> Iterator[Call]:
    """Who somebody is, where an act gives an address or the user's id is one."""
    user = said(call.user_id)
    if address := said(person.email) or (user if user and "@" in user else None):
        key = id_of(tool, "identify", call.anonymous_id, user, address)
        yield _besides(call, "identify", key, traits=structs.replace(person, email=address))


def company_besides(tool: str, call: Call, group: str | None) -> Iterator[Call]:
    """Which company somebody acts for, as each act repeats it."""
    if group:
        yield _besides(call, "group", id_of(tool, "group", call.anonymous_id, call.user_id, group), group=group)


def _besides(call: Call, kind: str, key: str, traits: Traits | None = None, group: str | None = None) -> Call:
    return Call(
        type=kind,
        message_id=key,
        anonymous_id=call.anonymous_id,
        user_id=call.user_id,
        group_id=group,
        timestamp=call.timestamp,
        received_at=call.received_at,
        traits=traits,
    )


def _first(tool: Tool, path: Path) -> Fields | None:
    found = islice(tool.read(path, Issues(tool.name, path.name)), LINES_TRIED)
    return next((record.fields for record in found if tool.is_one(record.fields)), None)


def _file_rows(tool: Tool, path: Path, file: str) -> Iterator[tuple[Landed, int]]:
    rows = WebRows(tool.name, file, tool.time, tool.who)
    passed_over: Counter[str] = Counter()
    bytes_done = 0
    for record in tool.read(path, rows.issues):
        if not bytes_done:
            _tell_lack_of_times(tool, record, rows.issues)
        bytes_done = record.bytes_done
        for part in _parts(tool, record, rows):
            passed_over.update(_landed(tool, record, part, rows))
        if len(rows) >= ROWS_AT_ONCE:
            yield from ((landed, bytes_done) for landed in rows.tables())
    for kind, count in sorted(passed_over.items()):
        rows.issues.passed_over(count, kind)
    yield from ((landed, bytes_done) for landed in rows.tables())


def _tell_lack_of_times(tool: Tool, first: Record, issues: Issues) -> None:
    if tool.server_times and tool.server_times.isdisjoint(first.fields):
        why = f"it does not say when the server got each {tool.record}, so each counts from its own time"
        issues.whole_file(first.line, why, f"Export it with {' or '.join(sorted(tool.server_times))}.")


def _parts(tool: Tool, record: Record, rows: WebRows) -> Sequence[Fields]:
    if tool.is_one(record.fields):
        return tool.parts(record.fields)
    rows.leave_out(f"it is no {tool.record}", record.line, _shown(record.fields))
    return ()


def _landed(tool: Tool, record: Record, part: Fields, rows: WebRows) -> list[str]:
    """Land what the part says; its kind where it is passed over."""
    try:
        told = tool.told(part)
        if isinstance(told, str):
            return [told]
        rows.land(told.call, b"")
        for call in told.besides:
            rows.land_again(call)
    except UnreadableError as why:
        rows.leave_out(str(why), record.line, _shown(part))
    return []


def _shown(fields: Fields) -> str:
    return str({name: value for name, value in fields.items() if value not in (None, "")})[:1000]
