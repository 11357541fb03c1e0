"""Raw archives that are damaged: the bad line is told, every other line lands."""

import gzip
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headway.connect import connectors
from headway.connect.processes import side_by_side
from headway.errors import DataError

GOOD = {"type": "page", "anonymousId": "v1", "receivedAt": "2024-04-16T03:42:17.496Z"}
LINES = [
    json.dumps({**GOOD, "messageId": f"m{n}", "properties": {"path": f"/{n}"}}).encode() + b"\n" for n in range(1, 7)
]
ROW, VALUE, FILE = "row left out: ", "value left out: ", "file: "
NO_TYPE = "its type is none of page, screen, track, identify, group, alias"
NO_TIME = "it has no server time (receivedAt) between 1970 and 2100"


def changed(**fields):
    return json.dumps({**GOOD, **fields}).encode()


def ids(reading):
    return [event_id for (event_id,) in reading.rows("web_events", "event_id")]


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (b"not json", "it is not JSON"),
        (b'{"type":"page"', "it is not JSON"),
        (b'{"type":"page","event":"\\ud800"}', "it is not JSON"),
        (b"[1]", "it is JSON but no object"),
        (b"7", "it is JSON but no object"),
        (b"{}", NO_TYPE),
        (changed(type="_metadata"), NO_TYPE),
        (changed(type=["page"]), NO_TYPE),
        (changed(receivedAt=None), NO_TIME),
        (changed(receivedAt="yesterday"), NO_TIME),
        (changed(receivedAt="0001-01-01T00:00:00Z"), NO_TIME),
        (changed(anonymousId=""), "it names nobody: neither anonymousId nor userId"),
        (changed(anonymousId=True, userId={}), "it names nobody: neither anonymousId nor userId"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "it is nested too deeply to be read"),
        (b'{"properties":1,"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "it is nested too deeply to be read"),
        (changed(title="x" * 10_000_000), "it is longer than 1 MB"),
    ],
)
def test_one_bad_line_costs_no_other(read, bad, why):
    reading = read("segment", {"a.jsonl": LINES[0] + bad + b"\n" + LINES[1]})
    assert (ids(reading), reading.told()) == (["m1", "m2"], [("a.jsonl", 2, ROW + why)])


@pytest.mark.parametrize(
    "odd",
    [
        {"properties": "x", "context": None, "traits": [1]},
        {"context": {"page": "x", "traits": 7, "ip": {}}, "batch": "x"},
        {"properties": {"path": {"a": 1}, "title": [1], "url": "http://[::1"}, "timestamp": 1713238937186},
        {"messageId": 10**400},
        {"userId": "a\0b", "properties": {"path": "/%00%ff"}},
    ],
)
def test_odd_fields_cost_no_row(read, odd):
    reading = read("segment", {"a.jsonl": changed(**odd)})
    assert (reading.landed(), reading.told()) == (1, [])


def test_bytes_that_are_not_utf8_are_replaced_and_told(read):
    line = changed(messageId="m1", event="Caf\xe9", type="track").replace(rb"\u00e9", b"\xe9")
    reading = read("segment", {"a.jsonl": line})
    told = [("a.jsonl", 1, VALUE + "bytes that are not UTF-8 were replaced")]
    assert (reading.rows("web_events", "name"), reading.told()) == ([("Caf\ufffd",)], told)


def test_truncated_gzip_lands_what_was_read(read):
    many = b"".join(changed(messageId=f"m{n}", event=str(n * 7919)) + b"\n" for n in range(5000))
    reading = read("segment", {"a.jsonl.gz": gzip.compress(many)[:-500]})
    last = reading.landed()
    assert 0 < last < many.count(b"\n")
    assert reading.told() == [("a.jsonl.gz", last, FILE + "it ends early after this line")]


def test_corrupt_gzip_is_told_and_other_files_land(read):
    packed = bytearray(gzip.compress(b"".join(LINES)))
    packed[12:40] = b"x" * 28
    reading = read("segment", {"a.jsonl.gz": bytes(packed), "b.jsonl": LINES[0]})
    assert ids(reading) == ["m1"]
    [(file, line, reason)] = reading.told()
    assert (file, line, reason.startswith(FILE + "it cannot be read (")) == ("a.jsonl.gz", 0, True)


def test_other_json_beside_the_archive_is_told_and_not_read(read):
    reading = read("segment", {"a.jsonl": LINES[0], "package.json": '{"name": "x"}\n', "b.txt": "x"})
    why = "none of its first 100 lines is a call of the Segment spec, so it was not read"
    assert (ids(reading), reading.told()) == (["m1"], [("package.json", 1, FILE + why)])


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({}, "no file"),
        ({"a.jsonl": "x\n"}, "a.jsonl"),
        ({f"{n}.csv": "x" for n in range(7)}, r"0.csv, .*4.csv and 2 more"),
    ],
)
def test_folder_without_calls_says_what_was_looked_for_and_found(folder_of, files, found):
    folder = folder_of(files)
    with pytest.raises(
        DataError, match=rf"looked for lines of JSON .*; found {found}. Name the folder of the raw archive"
    ):
        next(connectors()["segment"].read(folder, print))


def test_files_read_side_by_side_answer_in_order():
    assert list(side_by_side(len, ["a" * n for n in range(9)], workers=2)) == list(range(9))


NOT_A_NEW_LINE = st.integers(0, 255).filter(lambda byte: byte != ord("\n")).map(lambda byte: bytes([byte]))
WHOLE = b"".join(LINES)


@given(place=st.integers(len(LINES[0]), len(WHOLE) - 2), put=NOT_A_NEW_LINE)
@settings(max_examples=50, deadline=None)
def test_every_line_of_a_damaged_file_lands_or_is_told(read, place, put):
    place -= WHOLE[place : place + 1] == b"\n"
    reading = read("segment", {"a.jsonl": WHOLE[:place] + put + WHOLE[place + 1 :]})
    assert reading.landed() + reading.left_out() == len(LINES)


@given(length=st.integers(len(LINES[0]), len(WHOLE)))
@settings(max_examples=50, deadline=None)
def test_every_line_of_a_truncated_file_lands_or_is_told(read, length):
    reading = read("segment", {"a.jsonl": WHOLE[:length]})
    assert reading.landed() + reading.left_out() == len(WHOLE[:length].splitlines())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["page", "traits", "path", "email"]), inner)
    ),
    max_leaves=6,
)
FIELDS = st.sampled_from(
    ["type", "properties", "context", "traits", "batch", "userId", "timestamp", "name", "messageId"]
)


@given(fields=st.dictionaries(FIELDS, JSON, max_size=4))
@settings(max_examples=50, deadline=None)
def test_whatever_the_fields_hold_the_line_lands_or_is_told(read, fields):
    reading = read("segment", {"a.jsonl": LINES[0] + changed(**fields)})
    batch = fields.get("batch")
    calls = len(batch) if isinstance(batch, list) else 1
    assert reading.landed() + reading.left_out() == 1 + calls
