"""What each visit of a Matomo log becomes: a row for each act, and who it was."""

import json

import pytest

ROW, PASSED = "row left out: ", "rows passed over: "
AT = 1713238937  # 2024-04-16 03:42:17
SITE = "https://www.acme.com"


def act(kind, seconds, url, **told):
    return {"type": kind, "timestamp": AT + seconds, "url": SITE + url, "pageId": str(seconds), **told}


def visit(*acts, **told):
    return {
        "idSite": "1",
        "idVisit": "570",
        "visitorId": "e08ab3f4f4e5a1b2",
        "userId": None,
        "visitIp": "62.148.0.0",
        "referrerUrl": "https://bing.com/",
        "lastActionTimestamp": AT + 60,
        "actionDetails": list(acts),
        **told,
    }


READING = visit(
    act("action", 0, "/Pricing?plan=2", pageTitle="Prices"),
    act("event", 20, "/pricing", eventCategory="calculator", eventAction="used"),
    act("download", 60, "/files/terms.pdf"),
    userId="kim@buyer.example",
)
SMALLEST = {"day.json": json.dumps([visit(act("action", 0, "/"))])}
FORMS = {
    "one list": json.dumps([READING]),
    "one list, indented": json.dumps([READING], indent=2),
    "a visit a line": json.dumps(READING) + "\n",
}


@pytest.mark.parametrize("content", FORMS.values(), ids=FORMS)
def test_acts_of_a_visit_are_pages_and_acts_of_the_visitor(read, content):
    reading = read("matomo", {"day.json": content})
    columns = (
        "kind",
        "visitor_id",
        "user_id",
        "recorded_at",
        "host",
        "page",
        "title",
        "name",
        "referrer",
        "ip",
        "system",
    )
    who, rest = ("e08ab3f4f4e5a1b2", None), ("62.148.0.0", "matomo")
    assert reading.rows("web_events", *columns) == [
        ("page", *who, "2024-04-16 03:42:17", "acme.com", "/pricing", "Prices", None, "https://bing.com/", *rest),
        ("track", *who, "2024-04-16 03:42:37", "acme.com", "/pricing", None, "calculator used", None, *rest),
        ("track", *who, "2024-04-16 03:43:17", "acme.com", "/files/terms.pdf", None, "Download", None, *rest),
    ]
    assert reading.told() == []


def test_who_signs_in_is_known_from_the_visit_s_last_act(read):
    columns = ("kind", "visitor_id", "user_id", "email", "recorded_at")
    assert read("matomo", {"a.json": json.dumps([READING])}).rows("web_calls", *columns) == [
        ("identify", "e08ab3f4f4e5a1b2", "kim@buyer.example", "kim@buyer.example", "2024-04-16 03:43:17"),
    ]


def test_acts_keep_their_ids_when_the_visit_goes_on(read):
    longer = {**READING, "actionDetails": [*READING["actionDetails"], act("action", 90, "/contact")]}
    files = {"a.json": json.dumps([READING]), "b.json": json.dumps([longer])}
    ids = read("matomo", files).rows("web_events", "event_id")
    assert (len(ids), len(set(ids))) == (7, 4)


def test_every_act_lands_is_told_or_is_counted(read):
    timeless = {**act("action", 0, "/"), "timestamp": "soon"}
    acts = ({}, 7, timeless, act("ecommerceAbandonedCart", 1, "/"), act("goal", 2, "/", goalName="Lead"))
    reading = read("matomo", {"a.json": json.dumps([visit(*acts), visit(idVisit="571"), {"idVisit": "572"}])})
    assert reading.rows("web_events", "kind", "name") == [("track", "Lead")]
    assert sorted(reading.told(), key=str) == [
        ("a.json", 1, ROW + "it has no server time (timestamp) between 1970 and 2100"),
        ("a.json", 1, ROW + "it is an act without a type"),
        ("a.json", 1, ROW + "it is an act without a type"),
        ("a.json", 3, ROW + "it is no visit of Matomo"),
        ("a.json", None, PASSED + "1 of ecommerceAbandonedCart"),
        ("a.json", None, PASSED + "1 of visit without acts"),
    ]


def test_list_that_breaks_off_lands_its_whole_visits(read):
    content = json.dumps([READING, visit(act("action", 0, "/"), idVisit="571")])[:-40]
    reading = read("matomo", {"a.json": content})
    assert (reading.landed(), reading.left_out()) == (4, 1)
