"""The ways customers really went: journeys, their steps, and what ended them."""

import pytest

from tables import made, show, tables, text

# Mondays: 2 and 9 March, 6 April 2026.
EVENTS = "journey_id | account_id | happened_at | job | channel | weight | person_id\n"


def acts(*told: str) -> str:
    """Acts of one need: `moment job [person] [weight]`."""
    rows = []
    for each in told:
        at, job, person, weight = (
            [*each.split(), *["-", "1"]][:4] if len(each.split()) == 2 else [*each.split(), "1"][:4]
        )
        rows.append(f"acme | acme | {at} | {job} | web | {weight} | {person}")
    return EVENTS + "\n".join(rows)


DEALS = """
    deal_id | account_id | status | opened_at  | closed_at
    bridge  | acme       | won    | 2026-02-01 | 2026-04-10
"""
NEEDS = "deal_id | account_id | journey_id | is_main\nbridge | acme | acme | yes"
TRACKED = "page | happened_at | visitor_id\n/ | 2025-01-01 | v"


def steps(events: str, deals: str = DEALS, deal_needs: str = NEEDS, **told: str) -> str:
    found = made("path_steps", events=events, deals=deals, deal_needs=deal_needs, web_events=TRACKED, **told)
    return show(found, "case_id", "step", "job", "begun_at", "ended_at", "weeks")


def test_a_step_is_the_job_that_a_week_says_most_about() -> None:
    assert steps(
        acts(
            "2026-03-02 validation - 0.3",
            "2026-03-03 requirements_building - 0.5",
            "2026-03-04 validation - 0.3",
            "2026-03-09 requirements_building",
        )
    ) == text("""
        bridge | 1 | validation            | 2026-03-02 | 2026-03-04 | 1
        bridge | 2 | requirements_building | 2026-03-09 | 2026-03-09 | 1
    """)


def test_weeks_on_one_job_are_one_step_and_a_return_is_another() -> None:
    assert steps(
        acts(
            "2026-03-02 validation",
            "2026-03-16 validation",
            "2026-03-23 requirements_building",
            "2026-04-06 validation",
        )
    ) == text("""
        bridge | 1 | validation            | 2026-03-02 | 2026-03-16 | 2
        bridge | 2 | requirements_building | 2026-03-23 | 2026-03-23 | 1
        bridge | 3 | validation            | 2026-04-06 | 2026-04-06 | 1
    """)


def test_no_act_of_ours_no_page_without_a_job_and_nothing_later_is_a_step() -> None:
    others = """
        acme | acme | 2026-03-02 | none       | web     | 0.9 |
        acme | acme | 2026-03-02 | validation | meeting |     |
        acme | acme | 2026-12-01 | validation | web     | 1   |
    """
    assert steps(EVENTS + others) == ""


TWO_DEALS = """
    deal_id | account_id | status | opened_at  | closed_at
    arch    | acme       | lost   | 2026-02-01 | 2026-03-05
    bridge  | acme       | won    | 2026-02-01 | 2026-04-10
"""
TWO_NEEDS = "deal_id | account_id | journey_id | is_main\narch | acme | acme | yes\nbridge | acme | acme | yes"


def journeys(events: str, deals: str = DEALS, deal_needs: str = NEEDS, **told: str) -> str:
    tracked = told.pop("web_events", TRACKED)
    found = made("paths", events=events, deals=deals, deal_needs=deal_needs, web_events=tracked, **told)
    return show(found, "case_id", "deal_id", "ending", "begun_at", "last_at", "days", "is_whole")


def test_an_act_belongs_to_the_ending_that_comes_next() -> None:
    found = journeys(
        acts(
            "2026-03-02 validation",
            "2026-03-05 validation",
            "2026-03-05T00:00:01 requirements_building",
            "2026-06-01 validation",
        ),
        TWO_DEALS,
        TWO_NEEDS,
        needs="journey_id | account_id\nacme | acme",
    )
    assert found == text("""
        arch   | arch   | lost      | 2026-03-02          | 2026-03-05          |  3 | yes
        bridge | bridge | won       | 2026-03-05 00:00:01 | 2026-03-05 00:00:01 | 36 | yes
        acme   | -      | under_way | 2026-06-01          | 2026-06-01          | 28 | yes
    """)


def test_what_lies_before_a_long_silence_is_another_journey() -> None:
    silent = acts("2025-11-01 validation", "2026-02-28 validation", "2026-03-02 validation")
    assert journeys(silent) == text("bridge | bridge | won | 2026-02-28 | 2026-03-02 | 41 | yes")


def test_a_journey_that_fell_silent_is_under_way_only_with_an_open_deal() -> None:
    silent, nothing = acts("2026-01-01 validation"), {"deals": "deal_id\n", "deal_needs": "deal_id\n"}
    none, some = "journey_id | deal_id\nacme |", "journey_id | deal_id\nacme | tunnel"
    assert journeys(silent, needs=none, **nothing) == ""
    assert journeys(silent, needs=some, **nothing) == text(
        "acme | tunnel | under_way | 2026-01-01 | 2026-01-01 | 179 | yes"
    )


def test_a_journey_may_have_begun_before_tracking_did() -> None:
    late = "page | happened_at | visitor_id\n/ | 2026-02-01 | v"
    assert journeys(acts("2026-03-02 validation"), web_events=late).endswith("no")
    after_another = acts("2026-03-02 validation", "2026-03-09 validation")
    found = journeys(after_another, TWO_DEALS, TWO_NEEDS, web_events=late)
    assert [row.rpartition(" ")[2] for row in found.splitlines()] == ["no", "yes"]


def test_when_the_second_and_third_person_came() -> None:
    found = made(
        "paths",
        deals=DEALS,
        deal_needs=NEEDS,
        web_events=TRACKED,
        events=acts(
            "2026-03-02 validation ann",
            "2026-03-03 validation -",
            "2026-03-04 requirements_building bo",
            "2026-03-09 requirements_building ann",
        ),
    )
    assert show(found, "weeks", "second_person_at", "third_person_at") == text("2 | 2026-03-04 | -")


@pytest.mark.parametrize(
    ("status", "reason", "ending"),
    [
        ("won", "No decision", "won"),
        ("lost", "Price", "lost"),
        ("lost", "", "lost"),
        ("lost", "Kein Budget", "no_decision"),
    ],
)
def test_closings_tell_no_decision_by_the_reason(status: str, reason: str, ending: str) -> None:
    found = made(
        "closings",
        deals=f"deal_id | status | closed_at\nbridge | {status} | 2026-04-10",
        deal_needs=NEEDS,
        crm_deals=f"deal_ref | opened_at | loss_reason\nbridge | 2026-01-01 | {reason}",
    )
    assert show(found, "deal_id", "ending") == f"bridge | {ending}"


def test_closings_of_one_second_count_as_one_and_know_the_one_before() -> None:
    deals = """
        deal_id | status | closed_at
        arch    | lost   | 2026-03-05
        bridge  | won    | 2026-04-10T12:00:00
        copper  | lost   | 2026-04-10T12:00:00
        tunnel  | open   |
    """
    needs = "deal_id | journey_id\narch | acme\nbridge | acme\ncopper | acme\ntunnel | acme"
    found = made("closings", deals=deals, deal_needs=needs)
    assert show(found, "deal_id", "ending", "previous_at") == text("""
        arch   | lost | -
        bridge | won  | 2026-03-05
    """)


def test_nothing_known_is_no_path() -> None:
    names = ["closings", "path_weeks", "paths", "path_steps", "path_flows", "path_ways", "path_counts"]
    found = tables([*names, "path_differences", "path_next"])
    assert {name: rows.num_rows for name, rows in found.items() if rows.num_rows} == {}


TOPICS = """
    page   | job                | basis
    /price | supplier_selection | pricing: "price" in path
    /cases | validation         | cases: "cases" in path
    /p/7   | validation         | readers: read together with /cases
    /own   | validation         | company
    /jobs  | none               | careers: "jobs" in path
"""


def topic_steps(*read: str) -> str:
    """Steps by topic of acts told as `moment page job`."""
    rows = [f"acme | acme | {at} | {page} | {job} | web | 1" for at, page, job in (each.split() for each in read)]
    head = "journey_id | account_id | happened_at | page | job | channel | weight\n"
    told = {"deals": DEALS, "deal_needs": NEEDS, "web_events": TRACKED, "pages": TOPICS}
    found = made("topic_steps", events=head + "\n".join(rows), **told)
    return show(found, "case_id", "step", "topic", "begun_at", "ended_at", "weeks")


def test_a_topic_is_the_rule_whose_word_placed_the_page() -> None:
    assert topic_steps(
        "2026-03-02 /cases validation",
        "2026-03-03 /p/7 validation",
        "2026-03-09 /own validation",
        "2026-03-16 /jobs none",
        "2026-03-23 /cases validation",
        "2026-03-30 /price supplier_selection",
        "2026-04-06 /cases validation",
    ) == text("""
        bridge | 1 | cases   | 2026-03-02 | 2026-03-23 | 2
        bridge | 2 | pricing | 2026-03-30 | 2026-03-30 | 1
        bridge | 3 | cases   | 2026-04-06 | 2026-04-06 | 1
    """)


def test_topics_belong_to_the_journey_that_their_acts_belong_to() -> None:
    """What lies before a long silence, or after the ending, is no step of the journey that ended."""
    assert topic_steps(
        "2025-10-01 /price supplier_selection", "2026-03-02 /cases validation", "2026-05-05 /price supplier_selection"
    ) == text("""
        acme   | 1 | pricing | 2026-05-05 | 2026-05-05 | 1
        bridge | 1 | cases   | 2026-03-02 | 2026-03-02 | 1
    """)


def test_nobody_read_of_a_topic() -> None:
    assert topic_steps("2026-03-02 /own validation") == ""
