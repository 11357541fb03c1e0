"""The records of a file, whatever its form: JSON lines, one large piece of JSON, CSV with a header, or Parquet."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple, TypeVar

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from headway.connect.calls import NO_OBJECT, NOT_JSON, TOO_DEEP
from headway.connect.files import DamagedError, Line, beginning, lines
from headway.connect.issues import EXPORT_AGAIN, Issues, until_damage
from headway.connect.rows import LONGEST_LINE as LONGEST_CSV_LINE
from headway.connect.rows import CsvRows
from headway.connect.usable import header_of, is_usable, tell_foreign
from headway.connect.values import UnreadableError

JSON_ENDINGS, CSV_ENDINGS, PARQUET = (".jsonl", ".ndjson", ".json", ".log"), (".csv", ".tsv"), ".parquet"
ENDINGS = (*JSON_ENDINGS, *CSV_ENDINGS, PARQUET)
LONGEST_LINE = 1_000_000  # bytes; Segment itself allows 32 KB for a call and 500 KB for a batch, PostHog 1 MB
LARGEST_PIECE = 256_000_000  # bytes of one piece of JSON, which lies in memory while it is read
TOO_LONG = f"it is longer than {LONGEST_LINE // 1_000_000} MB"
_TOO_LARGE = f"it is one piece of JSON of more than {LARGEST_PIECE // 1_000_000} MB, of which the beginning was read"
_CUT_OFF = "it breaks off within this record, or cannot be read there; what follows on the same line is lost with it"
_USED = "Nothing to mend if the texts read well; else let the tracker send UTF-8."
_ROWS_AT_ONCE = 2_000
_AROUND = ("records", "results", "result", "rows", "value", "data")  # what APIs call the list of their records
_HEAD = re.compile(rf'\s*\{{[^\[\]]*"(?:{"|".join(_AROUND)})"\s*:\s*\['.encode())
_BETWEEN = re.compile(r"[\s,\[\]}]*")
_PIECES = json.JSONDecoder(strict=False)

_Decoded = TypeVar("_Decoded")
Fields = Mapping[str, object]


class Record(NamedTuple):
    """One record, and where in its file it stands: on which line, or as which row of Parquet or a one-line list."""

    line: int
    fields: Fields
    bytes_done: int


def ending_of(path: Path) -> str:
    """How the file's name ends, `.gz` aside: in which form it holds its records."""
    return Path(path.name.lower().removesuffix(".gz")).suffix


def records(path: Path, issues: Issues) -> Iterator[Record]:
    """The file's records; what is none is told of. Names of columns are in lower case."""
    ending = ending_of(path)
    if ending == PARQUET:
        return _parquet(path, issues)
    if ending in CSV_ENDINGS:
        return _csv(path, issues)
    return _piece(path, issues) if _is_piece(path) else _json_lines(path, issues)


def decoded(content: bytes, line: int, issues: Issues, decode: Callable[[bytes], _Decoded]) -> _Decoded:
    """What the line holds; bytes that are not UTF-8 are replaced and told of. Raises UnreadableError."""
    try:
        return decode(content)
    except UnicodeDecodeError:
        read = decode(content.decode(errors="replace").encode())
        issues.value(line, "bytes that are not UTF-8 were replaced", _USED, shown_of(content))
        return read


def shown_of(content: bytes) -> str:
    """The beginning of a line, to show people where it stands."""
    return content[:1000].decode(errors="replace")


def fields_of(value: object) -> Fields:
    """An object within a record, also one that a column holds as JSON; whatever is none has no fields."""
    if isinstance(value, str) and value.lstrip().startswith("{"):
        try:
            value = msgspec.json.decode(value)
        except (msgspec.DecodeError, RecursionError):
            return {}
    return value if isinstance(value, dict) else {}


def list_of(value: object) -> list[object]:
    """A list within a record, also one that a column holds as JSON; whatever is none is empty."""
    if isinstance(value, str) and value.lstrip().startswith("["):
        try:
            value = msgspec.json.decode(value)
        except (msgspec.DecodeError, RecursionError):
            return []
    return value if isinstance(value, list) else []


def _json_lines(path: Path, issues: Issues) -> Iterator[Record]:
    for line in until_damage(lines(path, LONGEST_LINE), issues):
        content = line.content.removeprefix(b"\xef\xbb\xbf").strip()
        try:
            if found := _record(content, line, issues):
                yield found
        except UnreadableError as why:
            issues.row(line.number, str(why), EXPORT_AGAIN, shown_of(content))


def _record(content: bytes, line: Line, issues: Issues) -> Record | None:
    if line.is_cut:
        raise UnreadableError(TOO_LONG)
    return Record(line.number, decoded(content, line.number, issues, _object), line.bytes_done) if content else None


def _object(content: bytes) -> Fields:
    try:
        found = msgspec.json.decode(content)
    except msgspec.DecodeError:
        raise UnreadableError(NOT_JSON) from None
    except RecursionError:
        raise UnreadableError(TOO_DEEP) from None
    if not isinstance(found, dict):
        raise UnreadableError(NO_OBJECT)
    return found


def _is_piece(path: Path) -> bool:
    """Whether the file is one list of records, or an object around it, and not a record a line."""
    try:
        start = next(lines(path, LONGEST_LINE), None)
    except DamagedError:
        return False
    first = start.content.removeprefix(b"\xef\xbb\xbf").strip() if start else b""
    return first.startswith(b"[") or first == b"{" or _HEAD.match(first) is not None


def _piece(path: Path, issues: Issues) -> Iterator[Record]:
    content, damage = beginning(path, LARGEST_PIECE)
    if damage:
        issues.whole_file(damage.last_line, f"it {damage} after this line", EXPORT_AGAIN)
    if len(content) == LARGEST_PIECE:
        issues.whole_file(content.count(b"\n"), _TOO_LARGE, "Export fewer days into one file.")
    head = _HEAD.match(content)
    text = _as_text(content[head.end() :] if head else content, issues)
    line = 1 + (content.count(b"\n", 0, head.end()) if head else 0)
    size = path.stat().st_size
    is_one_line, row = "\n" not in text.strip(), 0  # then a line would name no record, so its place among them does
    for at, found in _values(text, is_answer=head is not None):
        for each in _within(found) if isinstance(found, dict) else (found,):
            row += 1
            where = row if is_one_line else line + at[0]
            if isinstance(each, dict):
                yield Record(where, each, size * at[1] // max(len(text), 1))
            else:
                issues.row(where, _CUT_OFF if each is None else NO_OBJECT, EXPORT_AGAIN, text[at[1] :][:1000])


def _within(found: Fields) -> Iterator[Fields]:
    """The records of an answer that tells more before them; a record that is no answer, itself."""
    for told in (found.get(name) for name in _AROUND):
        if isinstance(told, list) and all(isinstance(each, dict) for each in told):
            yield from told
            return
    yield found


def _as_text(content: bytes, issues: Issues) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        where = content.count(b"\n", 0, error.start) + 1
        issues.value(where, "bytes that are not UTF-8 were replaced", _USED, shown_of(content[error.start :]))
        return content.decode("utf-8-sig", errors="replace")


def _values(text: str, *, is_answer: bool) -> Iterator[tuple[tuple[int, int], object]]:
    """Each value of a list: the lines before it and where it starts; None where it cannot be read.

    After one that cannot be read it goes on where a line begins as that one's did. What an API's answer tells behind
    its list is no value.
    """
    place = line = counted = 0
    while (start := _end_of(_BETWEEN, text, place)) < len(text):
        if is_answer and "]" in text[place:start]:
            place, is_answer = _end_of_answer(text, text.index("]", place) + 1), False
            continue
        place = start
        line, counted = line + text.count("\n", counted, place), place
        at = (line, place)
        try:
            found, place = _value(text, place)
        except (ValueError, RecursionError):
            yield at, None
            place = _next_like(text, place)
        else:
            yield at, "null" if found is None else found


def _end_of_answer(text: str, place: int) -> int:
    """Where an answer ends, of which the list has ended; where the list was not at its end, the same place."""
    around = '{"":[]'
    try:
        return place + _PIECES.raw_decode(around + text[place:])[1] - len(around)
    except (ValueError, RecursionError):
        return place


def _value(text: str, place: int) -> tuple[object, int]:
    """The value that starts there, and where it ends. Raises ValueError."""
    found, end = _PIECES.raw_decode(text, place)
    # Half a character, such as \ud800 alone, is JSON to Python, but can be written nowhere.
    return (msgspec.json.decode(text[place:end]) if "\\ud" in text[place:end].lower() else found), end


def _end_of(pattern: re.Pattern[str], text: str, place: int) -> int:
    found = pattern.match(text, place)
    return found.end() if found else place


def _next_like(text: str, place: int) -> int:
    indent = text[text.rfind("\n", 0, place) + 1 : place]
    blank = re.escape(indent) if not indent.strip() else r"\s*"
    found = re.compile(rf"\n{blank}(?=\{{)").search(text, place)
    return found.end() if found else len(text)


def _csv(path: Path, issues: Issues) -> Iterator[Record]:
    csv_rows = CsvRows(lines(path, LONGEST_CSV_LINE))
    rows = until_damage(iter(csv_rows), issues)
    if header := header_of(next(rows, None), issues):
        places = {name.strip().lower(): place for place, name in reversed(list(enumerate(header.names)))}
        for row in rows:
            if is_usable(row, len(header.names), issues):
                yield Record(row.line, {name: row.cells[place] for name, place in places.items()}, row.bytes_done)
    tell_foreign(csv_rows, issues)


def _parquet(path: Path, issues: Issues) -> Iterator[Record]:
    size, done = path.stat().st_size, 0
    try:
        file = pq.ParquetFile(path)
        for batch in file.iter_batches(_ROWS_AT_ONCE):
            for fields in _rows_of(batch):
                done += 1
                if fields is None:
                    issues.row(done, "a value of it is out of every range", EXPORT_AGAIN, "")
                else:
                    yield Record(done, fields, size * done // file.metadata.num_rows)
    except (pa.ArrowException, OSError) as error:
        issues.whole_file(done, f"it cannot be read on after this row ({error})", EXPORT_AGAIN)


def _rows_of(batch: pa.RecordBatch) -> Iterator[Fields | None]:
    """The batch's rows; None for one that holds what no value of Python can be, such as a day in the year 99999."""
    named = batch.rename_columns([name.lower() for name in batch.schema.names])
    try:
        yield from named.to_pylist()
    except (ValueError, OverflowError):
        yield from (_row_of(named.slice(place, 1)) for place in range(named.num_rows))


def _row_of(row: pa.RecordBatch) -> Fields | None:
    try:
        return dict(row.to_pylist()[0])
    except (ValueError, OverflowError):
        return None
