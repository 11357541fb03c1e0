"""What each enriched event of Snowplow becomes, as lines without a header and as rows of a warehouse."""

import gzip
import json

import pytest

ROW, PASSED = "row left out: ", "rows passed over: "
PLACES = {
    "collector_tstamp": 3,
    "event": 5,
    "event_id": 6,
    "user_id": 12,
    "user_ipaddress": 13,
    "domain_userid": 15,
    "network_userid": 17,
    "page_url": 29,
    "page_title": 30,
    "page_referrer": 31,
    "contexts": 52,
    "se_category": 53,
    "se_action": 54,
    "useragent": 77,
    "derived_tstamp": 124,
    "event_name": 126,
}
SEEN = {
    "collector_tstamp": "2024-04-16 03:42:17.496",
    "derived_tstamp": "2024-04-16 03:42:15.186",
    "user_ipaddress": "62.148.25.112",
    "domain_userid": "19889d04-c9b4",
    "network_userid": "7f11",
    "page_url": "https://www.acme.com/Pricing?plan=2",
    "page_title": "Prices",
    "useragent": "Mozilla/5.0",
}
USER = {"schema": "iglu:com.acme/user/jsonschema/1-0-0", "data": {"email": "Kim@Buyer.example", "company": "Buyer AS"}}
PAGE = {**SEEN, "event": "page_view", "event_name": "page_view", "event_id": "e1"}
ACT = {**SEEN, "event": "struct", "event_name": "event", "event_id": "e2", "se_category": "calc", "se_action": "used"}
ACT |= {"user_id": "u-42", "contexts": json.dumps({"schema": "x", "data": [{"schema": "iglu:x", "data": {}}, USER]})}
OWN = {**SEEN, "event": "unstruct", "event_name": "proposal_opened", "event_id": "e3"}


def enriched(*events):
    cells = [{PLACES[name]: value for name, value in event.items()} for event in events]
    return "".join("\t".join(each.get(place, "") for place in range(131)) + "\n" for each in cells)


def as_csv(*events):
    names = sorted(PLACES, reverse=True)
    quoted = [['"' + event.get(name, "").replace('"', '""') + '"' for name in names] for event in events]
    return "\n".join(",".join(row) for row in [[name.upper() for name in names], *quoted])


def as_rows(*events):
    """Rows of a warehouse, where each entity has a column of its own."""
    plain = ({**event, "contexts_com_acme_user_1": [USER["data"]] if "contexts" in event else None} for event in events)
    return "".join(
        json.dumps({name: value for name, value in row.items() if name != "contexts"}) + "\n" for row in plain
    )


SMALLEST = {"part-00000": enriched(PAGE)}
FORMS = {
    "enriched": {"run/part-00000": enriched(PAGE, ACT, OWN)},
    "enriched, packed": {"run/part-00000.tsv.gz": gzip.compress(enriched(PAGE, ACT, OWN).encode())},
    "csv of a warehouse, capitals, columns shuffled": {"events.csv": as_csv(PAGE, ACT, OWN)},
    "json of a warehouse": {"events.jsonl": as_rows(PAGE, ACT, OWN)},
}


@pytest.mark.parametrize("files", FORMS.values(), ids=FORMS)
def test_events_are_pages_acts_and_who_it_was_in_every_form(read, files):
    reading = read("snowplow", files)
    columns = ("event_id", "kind", "visitor_id", "user_id", "happened_at", "page", "title", "name", "ip")
    when = ("2024-04-16 03:42:15.186000", "/pricing", "Prices")
    assert reading.rows("web_events", *columns) == [
        ("e1", "page", "19889d04-c9b4", None, *when, None, "62.148.25.112"),
        ("e2", "track", "19889d04-c9b4", "u-42", *when, "calc used", "62.148.25.112"),
        ("e3", "track", "19889d04-c9b4", None, *when, "proposal_opened", "62.148.25.112"),
    ]
    assert reading.rows("web_calls", "kind", "visitor_id", "user_id", "email", "company", "recorded_at") == [
        ("identify", "19889d04-c9b4", "u-42", "kim@buyer.example", "Buyer AS", "2024-04-16 03:42:17.496000"),
    ]
    assert reading.told() == []


def test_pings_and_visitors_who_are_not_told_apart_are_counted(read):
    ping = {**PAGE, "event": "page_ping", "event_name": "page_ping"}
    hidden = {**PAGE, "domain_userid": "", "network_userid": "00000000-0000-0000-0000-000000000000"}
    reading = read("snowplow", {"a.tsv": enriched(PAGE, ping, ping, hidden)})
    assert (reading.landed(), [why for _, _, why in reading.told()]) == (
        1,
        [PASSED + "2 of page_ping", PASSED + "1 of visitors who are not told apart (anonymous tracking)"],
    )


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ("x\ty", ROW + "it is no line of 131 cells"),
        (enriched({**PAGE, "collector_tstamp": "soon"}).strip("\n"), "it has no server time (collector_tstamp)"),
        (enriched({**PAGE, "event": "", "event_name": ""}).strip("\n"), ROW + "it has no event"),
        ("x" * 2_000_000, ROW + "it is longer than 1 MB"),
    ],
)
def test_one_bad_line_costs_no_other(read, bad, why):
    reading = read("snowplow", {"a.tsv": enriched(PAGE) + bad + "\n" + enriched(OWN)})
    [(file, line, told)] = reading.told()
    assert (reading.landed(), file, line, why in told) == (2, "a.tsv", 2, True)


def test_texts_with_nul_or_in_another_encoding_land(read):
    nul = enriched({**PAGE, "page_title": "Pri\0ces"}).encode()
    foreign = enriched({**OWN, "page_title": "Caf\xe9"}).encode("latin-1")
    reading = read("snowplow", {"a.tsv": nul + foreign})
    assert reading.rows("web_events", "title") == [("Prices",), ("Caf\ufffd",)]
    assert reading.told() == [("a.tsv", 2, "value left out: bytes that are not UTF-8 were replaced")]


def test_truncated_file_lands_what_was_read(read):
    many = enriched(*({**PAGE, "event_id": f"e{n * 7919}"} for n in range(3000)))
    reading = read("snowplow", {"a.tsv.gz": gzip.compress(many.encode())[:-300]})
    [(file, last, why)] = reading.told()
    assert (file, why) == ("a.tsv.gz", "file: it ends early after this line")
    assert 0 < reading.landed() == last < 3000
