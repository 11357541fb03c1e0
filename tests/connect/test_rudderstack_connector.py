"""RudderStack's archive: Segment's spec with marks of its own."""

import json

import pytest

from headway.connect import connectors, recognise_any
from headway.errors import DataError

LIBRARY = {"name": "RudderLabs JavaScript SDK", "version": "3.34.1"}
PAGE_SEEN = {
    "path": "/pricing",
    "url": "https://www.acme.com/pricing",
    "tab_url": "https://www.acme.com/pricing",
    "referrer": "$direct",
    "title": "Prices",
}
STAMPS = {
    "originalTimestamp": "2024-04-16T03:42:00.344Z",
    "sentAt": "2024-04-16T03:42:00.347Z",
    "receivedAt": "2024-04-16T03:42:17.496Z",
    "request_ip": "62.148.25.112",
    "rudderId": "a2b1",
}
CONTEXT = {"library": LIBRARY, "userAgent": "Mozilla/5.0", "page": PAGE_SEEN}
PAGE = {"type": "page", "channel": "web", "messageId": "m1", "anonymousId": "v1", "userId": "", "context": CONTEXT}
PAGE |= {"name": "Pricing", "properties": {"name": "Pricing", **PAGE_SEEN}, **STAMPS}
KNOWN = {"context": {"library": LIBRARY, "traits": {"email": "kim@buyer.example"}}, "userId": "u-42"}
IDENTIFY = {**PAGE, **KNOWN, "type": "identify", "messageId": "m2"}
GROUP = {**PAGE, **KNOWN, "type": "group", "messageId": "m3", "groupId": "acc-7", "traits": {"name": "Buyer AS"}}


def archive(*calls):
    return {"rudder-logs/day.json": "".join(json.dumps(call) + "\n" for call in calls)}


SMALLEST = archive(PAGE)


def test_page_has_the_address_its_server_saw_and_no_referrer_where_there_is_none(read):
    columns = ("event_id", "visitor_id", "user_id", "happened_at", "host", "page", "title", "referrer", "ip", "system")
    assert read("rudderstack", archive(PAGE)).rows("web_events", *columns) == [
        (
            *("m1", "v1", None, "2024-04-16 03:42:17.493000", "acme.com", "/pricing", "Prices", None),
            *("62.148.25.112", "rudderstack"),
        ),
    ]


def test_who_somebody_is_stands_in_the_context(read):
    calls = read("rudderstack", archive(PAGE, IDENTIFY, GROUP))
    assert calls.rows("web_calls", "call_id", "kind", "user_id", "email", "group_id", "company") == [
        ("m2", "identify", "u-42", "kim@buyer.example", None, None),
        ("m3", "group", "u-42", "kim@buyer.example", "acc-7", "Buyer AS"),
    ]


def test_lines_that_cannot_be_read_cost_no_other(read):
    files = archive(PAGE, IDENTIFY)
    files["rudder-logs/day.json"] += "not json\n" + json.dumps({**PAGE, "receivedAt": None})
    reading = read("rudderstack", files)
    assert (reading.landed(), reading.told()) == (
        2,
        [
            ("rudder-logs/day.json", 3, "row left out: it is not JSON"),
            ("rudder-logs/day.json", 4, "row left out: it has no server time (receivedAt) between 1970 and 2100"),
        ],
    )


def test_archive_is_recognised_as_rudderstack_s_and_not_as_segment_s(folder_of):
    plain = {name: value for name, value in PAGE.items() if name not in {"context", "request_ip", "rudderId"}}
    folder = folder_of({**archive(PAGE), "segment/day.jsonl": json.dumps(plain)})
    assert [(found.system, found.files[0].file) for found in recognise_any(folder)] == [
        ("rudderstack", "rudder-logs/day.json"),
        ("segment", "segment/day.jsonl"),
    ]


def test_folder_without_its_marks_is_refused(folder_of):
    folder = folder_of({"a.jsonl": '{"type": "page", "anonymousId": "v1"}'})
    with pytest.raises(DataError, match=r"holds no call of RudderStack: .* found a\.jsonl\. .* RudderStack writes to"):
        next(connectors()["rudderstack"].read(folder, print))
