"""What to ask about the deals of the made-up company's story."""

import json
from pathlib import Path

import pytest

from headway.demo import StoryCustomer, story
from headway.store.home import Home
from headway.store.reading import Reading, reading

Row = dict[str, str]


@pytest.fixture
def demo(built_home: Path) -> Reading:
    """The small made-up company, built."""
    return reading(Home(built_home))


def firsts(demo: Reading, customer: StoryCustomer) -> list[Row]:
    """The first row of each of the customer's dialogues."""
    accounts, dialogues = demo.table("accounts"), demo.table("dialogues")
    own = dialogues.semi_join(accounts.filter(accounts.name == customer.account), "account_id")
    rows: list[Row] = own.filter(own.order == 1).order_by("deal_id").to_pyarrow().to_pylist()
    return rows


def test_lone_contact_is_asked_who_is_missing(demo: Reading) -> None:
    [row] = firsts(demo, story().lone)
    assert (row["stuck_job"], row["theme"], row["sure"]) == ("consensus_creation", "missing people", "fair")
    assert "about 6 people have a say in a deal like this, and we have seen one person" in row["why"]


def test_deal_that_only_we_push_has_lost_momentum(demo: Reading) -> None:
    [row] = firsts(demo, story().pushed)
    assert (row["stuck_job"], row["theme"], row["sure"]) == ("requirements_building", "momentum", "high")
    assert "nothing on this matter has come from them for 86 days; before, something came every 4 days" in row["why"]


def test_healthy_deal_is_asked_what_is_still_to_be_proved(demo: Reading) -> None:
    [row] = firsts(demo, story().healthy)
    assert (row["stuck_job"], row["theme"], row["sure"]) == ("validation", "validation", "high")


def test_twins_are_asked_of_their_own_people_s_acts(demo: Reading) -> None:
    rows, events = firsts(demo, story().twins), demo.table("events")
    assert [row["theme"] for row in rows] == ["consensus", "choice"]
    assert len({row["journey_id"] for row in rows}) == 2
    for row in rows:
        named = [event for line in json.loads(row["because"]) for event in line["event_ids"]]
        acts = events.filter(events.event_id.isin(named)).to_pyarrow()
        assert set(acts["journey_id"].to_pylist()) == {row["journey_id"]}


def test_routine_reorder_is_not_asked_about(demo: Reading) -> None:
    assert firsts(demo, story().hours) == []


def test_dialogues_of_every_deal_are_at_most_three_and_never_of_service(demo: Reading) -> None:
    kinds = {row["deal_id"]: row["kind"] for row in demo.table("matrix").to_pyarrow().to_pylist()}
    asks: dict[str, list[str]] = {}
    for row in demo.sorted("dialogues").to_pyarrow().to_pylist():
        asks.setdefault(row["deal_id"], []).append(row["asks"])
    assert {kinds[deal] for deal in asks} <= {"consultancy", "solution", "relationship"}
    assert all(len(told) == len(set(told)) <= 3 for told in asks.values())
