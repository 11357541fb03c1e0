"""What each call of the Segment spec becomes."""

import gzip
import json

import pytest

SMALLEST = {"day.jsonl": '{"type":"page","anonymousId":"v1","receivedAt":"2024-04-16T03:42:17Z"}\n'}
SENT = {"originalTimestamp": "2024-04-16T03:42:00Z", "sentAt": "2024-04-16T03:42:05Z"}
STAMPS = {"timestamp": "2024-04-16T03:42:17.186Z", "receivedAt": "2024-04-16T03:42:17.496Z"}
WHO = {"messageId": "m1", "anonymousId": "v1"}
CONTEXT = {
    "page": {"path": "/docs", "url": "https://www.acme.com/docs?a=1", "referrer": "https://bing.com/", "title": "Docs"},
    "ip": "62.148.25.112",
    "userAgent": "Mozilla/5.0",
}


def archive(*calls):
    return {"2024-04-16.jsonl": "".join(json.dumps({**WHO, **STAMPS, **call}) + "\n" for call in calls)}


def test_page_lands_with_its_own_page(read):
    own = {"path": "/Pricing/", "url": "https://www.acme.com/Pricing/?plan=2", "title": "Plans", "referrer": "/docs"}
    call = {"type": "page", "userId": 42, "name": "Pricing", "properties": own, "context": CONTEXT}
    columns = "event_id kind visitor_id user_id happened_at host page title name referrer ip agent"
    stamps = ("system", "recorded_at", "modified_at")
    assert read("segment", archive(call)).rows("web_events", *columns.split(), *stamps) == [
        (
            *("m1", "page", "v1", "42", "2024-04-16 03:42:17.186000", "acme.com", "/pricing", "Plans", None, "/docs"),
            *("62.148.25.112", "Mozilla/5.0", "segment", "2024-04-16 03:42:17.496000", "2024-04-16 03:42:17.496000"),
        ),
    ]


def test_track_lands_with_the_page_around_it(read):
    call = {"type": "track", "event": "Calculator Used", "properties": {"title": "x", "url": "/x"}, "context": CONTEXT}
    assert read("segment", archive(call)).rows("web_events", "kind", "host", "page", "title", "name", "referrer") == [
        ("track", "acme.com", "/docs", "Docs", "Calculator Used", "https://bing.com/"),
    ]


def test_screen_lands_with_its_name_as_title(read):
    call = {"type": "screen", "name": "Home"}
    assert read("segment", archive(call)).rows("web_events", "kind", "host", "page", "title", "name") == [
        ("screen", None, None, "Home", "Home"),
    ]


@pytest.mark.parametrize(
    ("properties", "page", "host"),
    [
        ({"path": "/a/index.html"}, "/a", "site.com"),
        ({"path": "/A%20b/?q=1#top"}, "/a b", "site.com"),
        ({"path": "/", "url": "http://Shop.com:8080"}, "/", "shop.com"),
        ({"url": "https://acme.com/Case/7/"}, "/case/7", "acme.com"),
        ({"url": "https://acme.com?x=/y"}, "/", "acme.com"),
        ({"path": "", "url": None}, "/around", "site.com"),
        ({"path": 7, "url": ["x"]}, "/7", "site.com"),
    ],
)
def test_page_is_a_path_without_query_and_end(read, properties, page, host):
    around = {"page": {"path": "/around", "url": "https://site.com/around"}}
    call = {"type": "page", "properties": properties, "context": around}
    assert read("segment", archive(call)).rows("web_events", "page", "host") == [(page, host)]


@pytest.mark.parametrize(
    ("stamps", "happened"),
    [
        ({"timestamp": "2024-04-16T03:40:00+00:00"}, "2024-04-16 03:40:00"),
        ({"timestamp": "2024-04-16T05:40:00+02:00"}, "2024-04-16 03:40:00"),
        ({"timestamp": None, **SENT}, "2024-04-16 03:42:12.496000"),
        ({"timestamp": "yesterday"}, "2024-04-16 03:42:17.496000"),
        ({"timestamp": "2024-04-16T04:00:00Z"}, "2024-04-16 03:42:17.496000"),
        ({"timestamp": "2024-04-10T03:42:17Z"}, "2024-04-10 03:42:17"),
        ({"timestamp": "2024-04-08T00:00:00Z"}, "2024-04-16 03:42:17.496000"),
    ],
)
def test_moment_is_the_device_s_where_its_clock_can_be_right(read, stamps, happened):
    assert read("segment", archive({"type": "page", **stamps})).rows("web_events", "happened_at") == [(happened,)]


WHO_SAYS = ("kind", "visitor_id", "user_id", "email", "name", "title", "company")


def test_identify_tells_the_person(read):
    own = {
        "email": "Kim@Buyer.example ",
        "firstName": "Kim",
        "lastName": "Berg",
        "title": "CFO",
        "company": {"name": "Buyer"},
    }
    calls = (
        {"type": "identify", "userId": "u1", "traits": own},
        {
            "type": "identify",
            "userId": "Kim@Buyer.example",
            "anonymousId": None,
            "traits": {"email": "none", "name": "Kim"},
        },
        {"type": "identify", "userId": "u1", "anonymousId": "", "context": {"traits": {"email": "kim@buyer.example"}}},
    )
    assert read("segment", archive(*calls)).rows("web_calls", *WHO_SAYS) == [
        ("identify", "v1", "u1", "kim@buyer.example", "Kim Berg", "CFO", "Buyer"),
        ("identify", None, "Kim@Buyer.example", "kim@buyer.example", "Kim", None, None),
        ("identify", None, "u1", "kim@buyer.example", None, None, None),
    ]


def test_group_tells_the_company(read):
    calls = (
        {"type": "group", "groupId": "acc-7", "traits": {"name": "Buyer", "domain": "https://www.Buyer.example/x"}},
        {
            "type": "group",
            "groupId": "buyer.example",
            "userId": "u1",
            "context": {"traits": {"email": "kim@buyer.example"}},
        },
        {"type": "group", "groupId": 7},
    )
    assert read("segment", archive(*calls)).rows("web_calls", "group_id", "company", "domain", "email", "name") == [
        ("acc-7", "Buyer", "buyer.example", None, None),
        ("buyer.example", None, "buyer.example", "kim@buyer.example", None),
        ("7", None, None, None, None),
    ]


def test_alias_tells_the_earlier_id(read):
    call = {"type": "alias", "userId": "u1", "previousId": "v0", "anonymousId": None}
    assert read("segment", archive(call)).rows(
        "web_calls", "call_id", "kind", "visitor_id", "user_id", "previous_id"
    ) == [
        ("m1", "alias", None, "u1", "v0"),
    ]


def test_batch_is_unfolded_and_hands_down_its_times(read):
    page = {"type": "page", "messageId": "p", "anonymousId": "v1", "originalTimestamp": "2024-04-16T03:42:00Z"}
    batch = {"batch": [page, {**page, "type": "odd"}, 7], "sentAt": SENT["sentAt"], "receivedAt": STAMPS["receivedAt"]}
    reading = read("segment", {"day.json": json.dumps(batch)})
    assert reading.rows("web_events", "event_id", "happened_at") == [("p", "2024-04-16 03:42:12.496000")]
    (odd, shown), seven = reading.rows("data_issues", "reason", "excerpt")
    assert odd == "row left out: its type is none of page, screen, track, identify, group, alias"
    assert shown.startswith('call 2 of the batch: {"type":"odd","messageId":"p"')
    assert seven == ("row left out: it is JSON but no object", "call 3 of the batch: 7")


def test_call_without_message_id_has_one_made_of_its_content(read):
    line = json.dumps({"type": "page", "anonymousId": "v1", **STAMPS})
    ids = read("segment", {"a.jsonl": line + "\n" + line + " \n" + line[:-1] + ', "x": 1}'}).rows(
        "web_events", "event_id"
    )
    assert (ids[0] == ids[1], ids[0] == ids[2], len(ids[0][0])) == (True, False, 24)


def test_archive_is_read_packed_nested_and_from_any_ending(read):
    line = json.dumps({"type": "page", **WHO, **STAMPS}).encode()
    twice = gzip.compress(line + b"\n") + gzip.compress(line)
    files = {"2024/04/a.jsonl.gz": twice, "b.json": b"\xef\xbb\xbf" + line, "c.log.gz": line, "d.jsonl": b"\n\n"}
    reading = read("segment", files)
    assert (reading.landed(), reading.told()) == (4, [])


def test_page_of_every_tracker_s_shape_is_read(read):
    rudder = {
        "type": "page",
        "channel": "web",
        "userId": "",
        "context": {"page": {"path": "/", "tab_url": "x"}},
        **SENT,
    }
    python = {
        "type": "track",
        "anonymousId": None,
        "userId": "u1",
        "event": "Proposal Opened",
        "properties": {"seats": 40},
    }
    assert read("segment", archive(rudder, python)).rows("web_events", "visitor_id", "user_id", "page", "name") == [
        ("v1", None, "/", None),
        (None, "u1", None, "Proposal Opened"),
    ]


@pytest.mark.parametrize(
    ("context", "landed"),
    [
        ({}, 1),
        ({"consent": {"categoryPreferences": {"Advertising": False, "Analytics": True}}}, 1),
        ({"consent": {"categoryPreferences": {"Advertising": True, "Analytics": False}}}, 0),
        ({"consent": {"categoryPreferences": {"C0001": True, "C0002": False}}}, 0),
        ({"consent": {"categoryPreferences": {"Functional": False, "Advertising": False}}}, 0),
        ({"consent": {"categoryPreferences": {}}}, 1),
        ({"consent": "yes"}, 1),
        ({"consentManagement": {"allowedConsentIds": ["Statistik"], "deniedConsentIds": ["Ads"]}}, 1),
        ({"consentManagement": {"deniedConsentIds": ["Statistik"]}}, 0),
        ({"doNotTrack": True}, 0),
        ({"dnt": "1"}, 0),
        ({"dnt": "0"}, 1),
        ({"gpc": True}, 0),
    ],
)
def test_who_has_not_agreed_to_be_measured_is_counted_and_not_kept(read, context, landed):
    call = {"type": "page", "anonymousId": "v1", "receivedAt": "2024-04-16T03:42:17Z", "context": context}
    found = read("segment", {"a.jsonl": json.dumps(call)})
    refused = "rows passed over: 1 of calls of visitors who have not agreed to be measured"
    assert (found.landed(), found.told()) == (landed, [] if landed else [("a.jsonl", None, refused)])
