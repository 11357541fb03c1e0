"""Archives of the Segment spec, whoever's server wrote them."""

from collections.abc import Callable
from functools import partial
from itertools import islice
from pathlib import Path

import msgspec

from headway.connect.archives import LINES_TRIED, Archive, Fields
from headway.connect.calls import Call
from headway.connect.files import lines
from headway.connect.records import LONGEST_LINE
from headway.connect.segment.landing import file_rows
from headway.connect.web_rows import KINDS

_ENDINGS = (".jsonl", ".ndjson", ".json", ".log")
_SURE_ENDINGS = (".jsonl", ".ndjson")  # a .json or .log may hold anything
_FIELDS = frozenset(field.encode_name for field in msgspec.structs.fields(Call)) - {"batch"}
_OFTEN_LEFT_OUT = frozenset(
    ("previousId", "groupId", "event", "name", "properties", "traits", "originalTimestamp", "request_ip")
)


def spec_archive(system: str, first: Callable[[Path], Fields | None], record: str, wanted: str) -> Archive:
    """An archive of the spec, of those files whose first call `first` finds."""
    return Archive(
        system=system,
        endings=_ENDINGS,
        sure_endings=_SURE_ENDINGS,
        first=first,
        rows=partial(file_rows, system),
        fields=_FIELDS,
        often_left_out=_OFTEN_LEFT_OUT,
        record=record,
        looked_for="lines of JSON with a type",
        wanted=wanted,
    )


def first_call(path: Path) -> Fields | None:
    """The fields of the file's first call, if one is among its first lines. Raises DamagedError."""
    for line in islice(lines(path, LONGEST_LINE), LINES_TRIED):
        try:
            fields = msgspec.json.decode(line.content.decode("utf-8-sig", errors="replace"))
        except (msgspec.DecodeError, RecursionError):
            continue
        if isinstance(fields, dict) and isinstance(batch := fields.pop("batch", None), list):
            return {**fields, **(batch[0] if batch and isinstance(batch[0], dict) else {})}
        if isinstance(fields, dict) and fields.get("type") in KINDS:
            return fields
    return None


def is_of_rudderstack(call: Fields) -> bool:
    """Whether RudderStack's tracker or server has left its mark: the spec itself says nothing of who wrote a call."""
    context = call.get("context")
    library = context.get("library") if isinstance(context, dict) else None
    name = library.get("name") if isinstance(library, dict) else None
    return bool({"rudderId", "request_ip"} & call.keys()) or (isinstance(name, str) and "rudder" in name.lower())
