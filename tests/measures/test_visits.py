"""Visits, and who was present on which buying job in which week."""

from tables import made, show, text


def test_visits_end_after_half_an_hour_of_silence() -> None:
    web_acts = """
        event_id | account_id | visitor_id | person_id | happened_at         | page
        e1       | acme       | v1         |           | 2026-06-01 10:00    | /a
        e2       | acme       | v1         | ann       | 2026-06-01 10:30    | /b
        e3       | acme       | v1         |           | 2026-06-01 11:00:01 | /b
        e4       | acme       | v2         | bo        | 2026-06-01 10:01    | /a
    """
    found = made("visits", web_acts=web_acts)
    assert show(found, "visitor_id", "visit", "person_id", "started_at", "ended_at", "acts", "pages") == text("""
        v1 | 1 | ann | 2026-06-01 10:00    | 2026-06-01 10:30    | 2 | 2
        v1 | 2 | -   | 2026-06-01 11:00:01 | 2026-06-01 11:00:01 | 1 | 1
        v2 | 1 | bo  | 2026-06-01 10:01    | 2026-06-01 10:01    | 1 | 1
    """)


def test_visits_without_a_device_are_each_person_s_own() -> None:
    web_acts = """
        event_id | account_id | visitor_id | person_id | happened_at
        e1       | acme       |            | ann       | 2026-06-01 10:00
        e2       | acme       |            | bo        | 2026-06-01 10:01
        e3       | acme       |            | ann       | 2026-06-01 10:02
    """
    assert show(made("visits", web_acts=web_acts), "visitor_id", "person_id", "acts") == text("""
        - | ann | 2
        - | bo  | 1
    """)


def test_visits_nobody_came() -> None:
    assert show(made("visits")) == ""


def presences(events: str) -> str:
    found = made("presences", events=events)
    return show(found, "journey_id", "week", "job", "acts", "weight", "people", "days")


def test_presences_by_need_week_and_job() -> None:
    assert presences("""
        journey_id | channel | person_id | job        | weight | happened_at
        acme       | web     | ann       | validation | 0.5    | 2026-06-01
        acme       | web     | ann       | validation | 0.5    | 2026-06-07 23:59
        acme       | web     | bo        | validation | 1      | 2026-06-07
        acme       | web     |           | validation | 1      | 2026-06-08
        acme       | web     | ann       | none       | 0      | 2026-06-08
        acme       | web     | ann       |            |        | 2026-06-08
        brandt     | web     | cy        | validation | 1      | 2026-06-08
    """) == text("""
        acme   | 2026-06-01 | validation | 3 | 2 | 2 | 2
        acme   | 2026-06-08 | validation | 1 | 1 | 0 | 1
        acme   | 2026-06-08 | none       | 1 | 0 | 1 | 1
        acme   | 2026-06-08 | unplaced   | 1 | 0 | 1 | 1
        brandt | 2026-06-08 | validation | 1 | 1 | 1 | 1
    """)


def test_presences_neither_meetings_nor_a_wrong_clock_s_future() -> None:
    assert (
        presences("""
        journey_id | channel | job        | weight | happened_at
        acme       | meeting | validation | 1      | 2026-06-01
        acme       | web     | validation | 1      | 2026-06-30
    """)
        == ""
    )
