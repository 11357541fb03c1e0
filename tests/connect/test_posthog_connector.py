"""What each event of a PostHog export becomes, in every form in which it is exported."""

import csv
import gzip
import io
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

ROW, FILE, PASSED = "row left out: ", "file: ", "rows passed over: "
DEVICE = "01a20762-badc"
WEB = {"$device_id": DEVICE, "$lib": "web", "$raw_user_agent": "Mozilla/5.0", "$ip": "62.148.25.112"}
PAGE = {"$current_url": "https://www.acme.com/Pricing?plan=2", "$pathname": "/Pricing", "$host": "www.acme.com"}
PAGE |= {"title": "Prices", "$referrer": "$direct"}
STAMPS = {"timestamp": "2024-04-16T03:42:15.186Z", "created_at": "2024-04-16T03:42:17.496Z"}
COLUMNS = ("uuid", "event", "distinct_id", "person_id", "properties", "timestamp", "created_at")


def event(uuid, name, properties, distinct_id=DEVICE, **fields):
    return {"uuid": uuid, "event": name, "distinct_id": distinct_id, "properties": {**WEB, **properties}} | {
        "person_id": "p1",
        **STAMPS,
        **fields,
    }


def known(uuid, name, properties, **fields):
    signed_in = {"$user_id": "u-42", "$is_identified": True, **properties}
    return event(uuid, name, signed_in, distinct_id="u-42", **fields)


def lines(*events):
    return {"events.jsonl": "".join(json.dumps(each) + "\n" for each in events)}


VISIT = (
    event("e1", "$pageview", PAGE | {"$is_identified": False}),
    known(
        "e2", "$identify", {"$anon_distinct_id": DEVICE, "$set": {"email": "Kim@Buyer.example", "first_name": "Kim"}}
    ),
    known(
        "e3", "$groupidentify", {"$group_type": "company", "$group_key": "acc-7", "$group_set": {"name": "Buyer AS"}}
    ),
    known("e4", "calculator_used", PAGE | {"seats": 40}),
)


SMALLEST = lines(VISIT[0])


def as_table(events):
    return [
        [*(each[name] for name in COLUMNS[:4]), json.dumps(each["properties"]), *STAMPS.values()] for each in events
    ]


def as_csv(events, delimiter=",", columns=COLUMNS):
    places = [COLUMNS.index(name) for name in columns]
    written = io.StringIO()
    rows = csv.writer(written, delimiter=delimiter)
    rows.writerows([columns, *([row[place] for place in places] for row in as_table(events))])
    return written.getvalue()


def as_parquet(events):
    written = io.BytesIO()
    pq.write_table(
        pa.table(dict(zip(COLUMNS, map(pa.array, zip(*as_table(events), strict=True)), strict=True))), written
    )
    return written.getvalue()


FORMS = {
    "json lines, packed": {"a.jsonl.gz": gzip.compress(lines(*VISIT)["events.jsonl"].encode())},
    "one list": {"a.json": json.dumps(VISIT, indent=2)},
    "an answer of the API": {"a.json": json.dumps({"next": None, "results": VISIT})},
    "csv": {"a.csv": as_csv(VISIT)},
    "csv with columns shuffled": {"a.csv": as_csv(VISIT, ";", COLUMNS[::-1])},
    "parquet": {"a.parquet": as_parquet(VISIT)},
}


@pytest.mark.parametrize("files", FORMS.values(), ids=FORMS)
def test_events_are_pages_acts_and_calls_in_every_form(read, files):
    reading = read("posthog", files)
    columns = ("event_id", "kind", "visitor_id", "user_id", "host", "page", "title", "name", "referrer", "ip")
    assert reading.rows("web_events", *columns) == [
        ("e1", "page", DEVICE, None, "acme.com", "/pricing", "Prices", None, None, "62.148.25.112"),
        ("e4", "track", DEVICE, "u-42", "acme.com", "/pricing", "Prices", "calculator_used", None, "62.148.25.112"),
    ]
    columns = ("call_id", "kind", "visitor_id", "user_id", "email", "name", "group_id", "company")
    assert reading.rows("web_calls", *columns) == [
        ("e2", "identify", DEVICE, "u-42", "kim@buyer.example", "Kim", None, None),
        ("e3", "group", DEVICE, "u-42", None, None, "acc-7", "Buyer AS"),
    ]
    assert reading.told() == []


def test_times_are_the_visitor_s_and_the_server_s(read):
    assert read("posthog", lines(VISIT[0])).rows("web_events", "happened_at", "recorded_at", "system") == [
        ("2024-04-16 03:42:15.186000", "2024-04-16 03:42:17.496000", "posthog"),
    ]


def test_without_created_at_an_event_counts_from_its_own_time_and_that_is_told(read):
    bare = {name: value for name, value in VISIT[0].items() if name != "created_at"}
    reading = read("posthog", lines(bare))
    assert reading.rows("web_events", "recorded_at") == [("2024-04-16 03:42:15.186000",)]
    why = "it does not say when the server got each event of PostHog, so each counts from its own time"
    assert reading.told() == [("events.jsonl", 1, FILE + why)]


def test_company_of_an_event_is_told_once_however_often_it_is_repeated(read):
    acts = [known(f"e{n}", "$pageview", {**PAGE, "$groups": {"team": "x", "company": "acc-7"}}) for n in range(3)]
    later = {**acts[0], "created_at": "2024-04-17T00:00:00Z"}
    for order in ([*acts, later], [*acts[::-1]]):
        calls = read("posthog", lines(*order)).rows("web_calls", "kind", "user_id", "group_id", "recorded_at")
        assert calls == [("group", "u-42", "acc-7", "2024-04-16 03:42:17.496000")]


def test_address_is_read_from_an_act_that_sets_it_and_from_a_user_that_is_one(read):
    sets = known("e1", "form_sent", {"$set": {"email": "kim@buyer.example", "title": "CFO"}})
    server = {**sets, "uuid": "e2", "distinct_id": "lee@buyer.example", "properties": {"$lib": "posthog-python"}}
    assert read("posthog", lines(sets, server)).rows(
        "web_calls", "kind", "visitor_id", "user_id", "email", "title"
    ) == [
        ("identify", DEVICE, "u-42", "kim@buyer.example", "CFO"),
        ("identify", None, "lee@buyer.example", "lee@buyer.example", None),
    ]


def test_alias_tells_the_earlier_id(read):
    alias = event("e1", "$create_alias", {"alias": "u-42"}, distinct_id=DEVICE)
    merge = event("e2", "$merge_dangerously", {"alias": DEVICE}, distinct_id="u-42")
    assert read("posthog", lines(alias, merge)).rows("web_calls", "kind", "visitor_id", "user_id", "previous_id") == [
        ("alias", None, "u-42", DEVICE),
        ("alias", None, "u-42", DEVICE),
    ]


def test_what_posthog_records_by_itself_is_no_act_and_is_counted(read):
    own = [event(f"e{n}", name, {}) for n, name in enumerate(("$pageleave", "$autocapture", "$autocapture"))]
    reading = read("posthog", lines(VISIT[0], *own))
    assert (reading.landed(), reading.told()) == (
        1,
        [
            ("events.jsonl", None, PASSED + "2 of $autocapture"),
            ("events.jsonl", None, PASSED + "1 of $pageleave"),
        ],
    )


def test_event_without_id_has_one_made_of_its_content(read):
    bare = {name: value for name, value in VISIT[0].items() if name != "uuid"}
    shuffled = dict(reversed(bare.items()))
    other = {**bare, "timestamp": "2024-04-16T03:42:16Z"}
    (first,), (same,), (third,) = read("posthog", lines(bare, shuffled, other)).rows("web_events", "event_id")
    assert (first == same, first == third, len(first)) == (True, False, 24)


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (b"not json", "it is not JSON"),
        (b"[1]", "it is JSON but no object"),
        (b"{}", "it is no event of PostHog"),
        (json.dumps({**VISIT[0], "event": None}).encode(), "it has no event"),
        (
            json.dumps({**VISIT[0], "distinct_id": "", "properties": "x"}).encode(),
            "it names nobody: neither distinct_id",
        ),
        (
            json.dumps({**VISIT[0], "created_at": "0001-01-01"}).encode(),
            "it has no server time (created_at, inserted_at or timestamp) between 1970 and 2100",
        ),
        (b'{"event":' * 90_000 + b"1" + b"}" * 90_000, "it is nested too deeply to be read"),
        (json.dumps({**VISIT[0], "x": "x" * 1_500_000}).encode(), "it is longer than 1 MB"),
    ],
)
def test_one_bad_line_costs_no_other(read, bad, why):
    good, other = (json.dumps(VISIT[0]).encode(), json.dumps(VISIT[3]).encode())
    reading = read("posthog", {"a.jsonl": good + b"\n" + bad + b"\n" + other})
    assert (reading.landed(), reading.told()) == (2, [("a.jsonl", 2, ROW + why)])


@pytest.mark.parametrize("odd", [7, "x", [1], None, {"$set": 7, "$groups": [1], "$group_type": {}, "title": {"a": 1}}])
def test_odd_properties_cost_no_row(read, odd):
    reading = read("posthog", lines({**VISIT[0], "properties": odd}))
    assert (reading.landed(), reading.told()) == (1, [])


def test_one_broken_record_of_a_list_costs_no_other(read):
    good = json.dumps(VISIT[0], indent=1)
    reading = read("posthog", {"a.json": f"[\n{good},\n{good[:-3]},\n{good},\n7]"})
    assert (reading.landed(), [(line, why[:34]) for _, line, why in reading.told()]) == (
        2,
        [(22, "row left out: it breaks off within"), (61, "row left out: it is JSON but no ob")],
    )


def test_csv_and_parquet_that_are_damaged_land_what_can_be_read(read):
    written = as_csv(VISIT).encode()
    files = {"a.csv": written.replace(b"e1,", b"e\0 1,"), "b.csv": written + b'x,y\n"open', "c.csv": b""}
    files |= {"d.parquet": as_parquet(VISIT)[:-30], "e.csv.gz": gzip.compress(written)[:-20]}
    reading = read("posthog", files)
    told = {(file, why.split("(")[0]) for file, _, why in reading.told()}
    assert {file for file, _ in told} == set(files)
    assert (reading.landed() >= 4 + 3, reading.left_out()) == (True, 3)


NOT_A_NEW_LINE = st.integers(0, 255).filter(lambda byte: byte != ord("\n")).map(lambda byte: bytes([byte]))
WHOLE = lines(*VISIT)["events.jsonl"].encode()
START = WHOLE.index(b"\n") + 1


@given(place=st.integers(START, len(WHOLE) - 2), put=NOT_A_NEW_LINE)
@settings(max_examples=30, deadline=None)
def test_every_line_of_a_damaged_file_lands_is_told_or_is_counted(read, place, put):
    place -= WHOLE[place : place + 1] == b"\n"
    reading = read("posthog", {"a.jsonl": WHOLE[:place] + put + WHOLE[place + 1 :]})
    passed = [why for _, _, why in reading.told() if why.startswith(PASSED)]
    assert reading.landed() + reading.left_out() + len(passed) >= len(VISIT)
