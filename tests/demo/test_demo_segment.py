"""The Segment archive: a file for each day received, calls as the trackers send them, and the dirt of real ones."""

from collections import Counter
from datetime import datetime, timedelta

from written_company import WrittenCompany

IDS = {"type", "anonymousId", "userId", "messageId", "context", "version"}
TIMES = ("originalTimestamp", "timestamp", "sentAt", "receivedAt")


def test_every_day_has_its_file(company: WrittenCompany) -> None:
    first = company.story.last_day - timedelta(days=299)
    assert list(company.days) == [str(first + timedelta(days=n)) for n in range(300)]


def test_calls_lie_in_the_file_of_the_day_received(company: WrittenCompany) -> None:
    assert all(call["receivedAt"][:10] == day for day, calls in company.days.items() for call in calls)


def test_all_kinds_of_calls_come(company: WrittenCompany) -> None:
    kinds = Counter(call["type"] for call in company.calls)
    assert set(kinds) >= {"page", "track", "identify", "group", "alias"}
    assert kinds["page"] > len(company.calls) / 2


def test_calls_carry_what_their_kind_needs(company: WrittenCompany) -> None:
    needs = {
        "page": {"name", "properties"}, "screen": {"name", "properties"}, "track": {"event", "properties"},
        "identify": {"traits"}, "group": {"groupId", "traits"}, "alias": {"previousId"},
    }  # fmt: skip
    whole = [call for call in company.calls if all(time in call for time in TIMES)]
    missing = [call for call in whole if not call.keys() >= IDS | needs[call["type"]]]
    assert len(missing) < 0.01 * len(company.calls)


def test_about_one_in_a_hundred_comes_twice(company: WrittenCompany) -> None:
    sent = sum(map(len, company.days.values()))
    assert 0.005 < 1 - len(company.calls) / sent < 0.015


def test_some_clocks_are_wrong_and_segment_mends_them(company: WrittenCompany) -> None:
    whole = [call for call in company.calls if "originalTimestamp" in call]
    gaps = [abs(_at(call, "timestamp") - _at(call, "originalTimestamp")) for call in whole]
    assert any(gap > timedelta(hours=1) for gap in gaps)
    assert all(_at(call, "timestamp") <= _at(call, "receivedAt") for call in company.calls)


def test_visitors_are_strangers_until_they_make_themselves_known(company: WrittenCompany) -> None:
    told = {call["userId"] for call in company.calls if call["type"] == "identify"}
    pages = [call for call in company.calls if call["type"] == "page"]
    known = [call for call in pages if call["userId"]]
    assert {call["userId"] for call in known} <= told
    assert 0.2 < len(known) / len(pages) < 0.8


def test_addresses_belong_to_no_one(company: WrittenCompany) -> None:
    networks = {".".join(call["context"]["ip"].split(".")[:2]) for call in company.calls if "ip" in call["context"]}
    assert networks == {"198.18", "198.19"}


def _at(call: dict, time: str) -> datetime:
    return datetime.fromisoformat(call[time])
