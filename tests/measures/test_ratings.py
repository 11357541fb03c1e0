"""What people say somebody can do, and when single people may be looked at."""

import pytest

from tables import made, show, text

USERS = "user_ref | email | name\na | a@us.com | A\nb | b@us.com | B\nboss | boss@us.com | Boss"
BRANCHES = "leader | email\nboss@us.com | a@us.com\nboss@us.com | boss@us.com"
TOLD = """
    input_id | kind   | who         | recorded_at | value
    i1       | rating | a@us.com    | 2026-06-01  | {"user_ref": "a", "discipline": "insight", "level": "2"}
    i2       | rating | a@us.com    | 2026-06-02  | {"user_ref": "a", "discipline": "insight", "level": "3"}
    i3       | rating | boss@us.com | 2026-06-03  | {"user_ref": "a", "discipline": "insight", "level": "1"}
    i4       | rating | b@us.com    | 2026-06-04  | {"user_ref": "a", "discipline": "insight", "level": "4"}
    i5       | rating | boss@us.com | 2026-06-05  | {"user_ref": "b", "discipline": "insight", "level": "4"}
    i6       | rating | a@us.com    | 2026-06-06  | {"user_ref": "gone", "discipline": "insight", "level": "4"}
"""


def test_own_word_and_the_leader_s_stand_apart_and_nobody_else_s_counts() -> None:
    found = made("ratings", inputs=TOLD, crm_users=USERS, branches=BRANCHES)
    assert show(found, "user_ref", "discipline", "by", "level", "input_id") == text("""
        a | insight | own    | 3 | i2
        a | insight | leader | 1 | i3
    """)


def test_a_rating_taken_back_gives_way_to_the_one_before() -> None:
    undo = """
        input_id | kind   | who      | recorded_at | replaces | value
        i1       | rating | a@us.com | 2026-06-01  |          | {"user_ref": "a", "discipline": "insight", "level": "2"}
        i2       | rating | a@us.com | 2026-06-02  |          | {"user_ref": "a", "discipline": "insight", "level": "3"}
        i7       | undo   | a@us.com | 2026-06-09  | i2       | {"input_id": "i2"}
    """
    found = made("ratings", inputs=undo, crm_users=USERS, branches=BRANCHES)
    assert show(found, "by", "level") == "own | 2"


@pytest.mark.parametrize(
    ("purpose", "since", "people", "is_on"),
    [
        ("planning training", "2026-06-01", 5, "yes"),
        ("planning training", "2026-06-01", 4, "no"),
        ("planning training", "2026-07-01", 5, "no"),
        ("planning training", "", 5, "no"),
        ("planning training", "soon", 5, "no"),
        ("", "2026-06-01", 5, "no"),
        (" ", "2026-06-01", 5, "no"),
    ],
)
def test_person_views_need_purpose_day_and_five_people(purpose: str, since: str, people: int, is_on: str) -> None:
    owners = "user_ref | deals\n" + "\n".join(f"u{place} | 1" for place in range(people))
    own = {"people.competencies_for": purpose, "people.competencies_since": since}
    assert show(made("person_views", own=own, deal_owners=owners), "is_on") == is_on


def test_person_views_are_off_where_nothing_is_set() -> None:
    assert show(made("person_views"), "purpose", "since", "people", "is_on") == "- | - | 0 | no"
