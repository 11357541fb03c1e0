"""What each event of GA4's export to BigQuery becomes; days that Google writes again change nothing."""

import io
import json

import pyarrow as pa
import pyarrow.parquet as pq

PASSED = "rows passed over: "
AT = 1713238937186000  # 2024-04-16 03:42:17.186


def params(**told):
    return [
        {"key": key, "value": {"int_value" if isinstance(value, int) else "string_value": value}}
        for key, value in told.items()
    ]


PAGE = {"page_location": "https://www.acme.com/Pricing?plan=2", "page_title": "Prices", "ga_session_id": 171323}


def event(name, **fields):
    return {
        "event_date": "20240416",
        "event_timestamp": AT,
        "event_name": name,
        "event_params": params(**PAGE),
        "event_bundle_sequence_id": 3,
        "event_server_timestamp_offset": 2_000_000,
        "user_pseudo_id": "1789.1713",
        **fields,
    }


def lines(*events):
    return "".join(json.dumps(each) + "\n" for each in events)


def as_text(told):
    """Numbers as BigQuery writes them into JSON."""
    if isinstance(told, dict):
        return {name: as_text(value) for name, value in told.items()}
    return [as_text(each) for each in told] if isinstance(told, list) else str(told)


SMALLEST = {"events_20240416.json": lines(event("page_view"))}


def test_events_are_pages_and_acts(read):
    sent = event("generate_lead", event_params=params(**PAGE, page_referrer="https://bing.com/"))
    columns = (
        "kind",
        "visitor_id",
        "happened_at",
        "recorded_at",
        "host",
        "page",
        "title",
        "name",
        "referrer",
        "system",
    )
    seen = ("1789.1713", "2024-04-16 03:42:17.186000", "2024-04-16 03:42:19.186000", "acme.com", "/pricing", "Prices")
    assert read("ga4", {"a.json": lines(event("page_view"), sent)}).rows("web_events", *columns) == [
        ("page", *seen, None, None, "ga4"),
        ("track", *seen, "generate_lead", "https://bing.com/", "ga4"),
    ]


def test_days_written_again_in_any_form_have_the_same_events(read):
    first = [event("page_view"), event("page_view", event_timestamp=AT + 1), event("page_view", batch_event_index=2)]
    again = [{**as_text(each), "collected_traffic_source": {"manual_source": "x"}} for each in first[::-1]]
    parquet = io.BytesIO()
    pq.write_table(pa.Table.from_pylist([{"batch_event_index": None} | each for each in first]), parquet)
    files = {"events_intraday_20240416.json": lines(*first), "events_20240416.json": lines(*again)}
    reading = read("ga4", {**files, "events_20240416.parquet": parquet.getvalue()})
    ids = [key for (key,) in reading.rows("web_events", "event_id")]
    assert (len(ids), len(set(ids)), reading.told()) == (9, 3, [])


def test_same_events_in_any_order_and_files_say_the_same_of_a_person(read):
    acts = [event("login", user_id="lee@buyer.example", event_timestamp=AT + n * 1_000_000) for n in range(4)]
    first = {
        min(read("ga4", files).rows("web_calls", "recorded_at", "call_id", "email"))
        for files in ({"a.json": lines(*acts)}, {"a.json": lines(*acts[::-1])}, {"a.json": lines(*acts[2:], *acts[:2])})
    }
    split = read("ga4", {f"{n}.json": lines(each) for n, each in enumerate(acts[::-1])})
    assert first == {min(split.rows("web_calls", "recorded_at", "call_id", "email"))}
    assert len(set(split.rows("web_calls", "call_id"))) == 1


def test_person_is_told_by_a_property_of_the_user_or_by_a_user_id_that_is_an_address(read):
    told = event("login", user_id="u-42", user_properties=params(email="Kim@Buyer.example"))
    named = event("login", user_id="lee@buyer.example", event_timestamp=AT + 1)
    columns = ("kind", "visitor_id", "user_id", "email")
    assert read("ga4", {"a.json": lines(told, named, event("login", user_id="u-7"))}).rows("web_calls", *columns) == [
        ("identify", "1789.1713", "u-42", "kim@buyer.example"),
        ("identify", "1789.1713", "lee@buyer.example", "lee@buyer.example"),
    ]


def test_what_google_records_by_itself_or_without_consent_is_counted(read):
    events = (event("page_view"), event("session_start"), event("scroll"), event("page_view", user_pseudo_id=None))
    reading = read("ga4", {"a.json": lines(*events)})
    assert (reading.landed(), [why for _, _, why in reading.told()]) == (
        1,
        [
            PASSED + "1 of scroll",
            PASSED + "1 of session_start",
            PASSED + "1 of visitors whom Google does not tell apart, for want of consent",
        ],
    )


def test_odd_values_cost_no_row_and_a_time_that_is_none_is_told(read):
    odd = {"event_params": "x", "user_properties": [7], "event_server_timestamp_offset": "soon", "user_id": {}}
    reading = read("ga4", {"a.json": lines(event("page_view", **odd), event("page_view", event_timestamp=10**30))})
    assert reading.rows("web_events", "page", "recorded_at") == [(None, "2024-04-16 03:42:17.186000")]
    why = "row left out: it has no server time (event_timestamp) between 1970 and 2100"
    assert reading.told() == [("a.json", 2, why)]


def test_an_event_without_consent_to_be_measured_is_counted_and_not_kept(read):
    refused = {
        "event_name": "page_view",
        "event_timestamp": "1713238937186000",
        "user_pseudo_id": "1.2",
        "user_id": "ann",
        "event_params": [],
        "privacy_info": {"analytics_storage": "No"},
    }
    found = read("ga4", {"day.json": json.dumps(refused)})
    passed = "rows passed over: 1 of visitors whom Google does not tell apart, for want of consent"
    assert (found.landed(), found.told()) == (0, [("day.json", None, passed)])
