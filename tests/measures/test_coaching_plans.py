"""What leaders plan with people and teams, when coaching begins, and what is told of talks."""

import pytest

from tables import made, show, text

BRANCHES = "leader | email\nboss@us | boss@us\nboss@us | a@us\nboss@us | b@us\nboss@us | c@us\ntwo@us | c@us"
USERS = "user_ref | email\na | a@us\nb | b@us\nc | c@us\nboss | boss@us"


def step(scope: str, whom: str) -> str:
    return f'{{"scope": "{scope}", "whom": "{whom}", "act": "teach", "what": "read it", "by_on": "2026-06-10"}}'


INPUTS = f"""
    input_id | kind          | key | replaces | who     | recorded_at | value
    one      | coaching_step | x   |          | boss@us | 2026-05-01  | {step("person", "a@us")}
    team     | coaching_step | x   |          | boss@us | 2026-05-02  | {step("team", "boss@us")}
    all      | coaching_step | x   |          | two@us  | 2026-05-03  | {step("team", "everybody")}
    foreign  | coaching_step | x   |          | two@us  | 2026-05-04  | {step("person", "a@us")}
    theirs   | coaching_step | x   |          | a@us    | 2026-05-05  | {step("team", "boss@us")}
    self     | coaching_step | x   |          | boss@us | 2026-05-05  | {step("person", "boss@us")}
    d1       | coaching_done | one |          | boss@us | 2026-05-06  | {{}}
    d2       | coaching_done | team |         | boss@us | 2026-05-20  | {{}}
    d3       | coaching_done | all |          | two@us  | 2026-05-21  | {{}}
    u        | undo          | d3  | d3       | two@us  | 2026-05-22  | {{}}
"""


def is_on(said: str) -> str:
    return f"people | is_on\n6 | {said}"


def test_steps_are_those_of_who_leads_the_person_or_the_team() -> None:
    found = made("coaching_plans", inputs=INPUTS, branches=BRANCHES, coaching_views=is_on("yes"))
    assert show(found, "step_id", "scope", "whom", "by_on", "done_id") == text("""
        one  | person | a@us      | 2026-06-10 | d1
        team | team   | boss@us   | 2026-06-10 | d2
        all  | team   | everybody | 2026-06-10 |
    """)


def test_steps_for_single_people_are_kept_back_until_they_are_switched_on() -> None:
    found = made("coaching_plans", inputs=INPUTS, branches=BRANCHES, coaching_views=is_on("no"))
    assert show(found, "step_id") == text("all\nteam")


def test_steps_are_ticked_in_whatever_order_rows_lie() -> None:
    rows = f"""
        input_id | kind          | key | who     | recorded_at | value
        a        | coaching_done | b   | two@us  | 2026-05-21  | {{}}
        b        | coaching_step | x   | two@us  | 2026-05-03  | {step("team", "everybody")}
    """
    found = made("coaching_plans", standing_inputs=rows, branches=BRANCHES, coaching_views=is_on("no"))
    assert show(found, "step_id", "done_id") == text("b | a")


def test_coaching_begins_with_the_first_step_that_is_done() -> None:
    told = {"inputs": INPUTS, "branches": BRANCHES, "crm_users": USERS}
    assert show(made("coaching_starts", coaching_views=is_on("yes"), **told)) == text("""
        a@us | 2026-05-06
        b@us | 2026-05-20
        c@us | 2026-05-20
    """)


def pulse(*who: str) -> str:
    rows = [
        f'p{place:02} | pulse | boss@us | {name} | 2026-05-{place + 1:02} | {{"adaptability": "{min(place + 1, 5)}", "involvement": "3", "rapport": "5"}}'
        for place, name in enumerate(who)
    ]
    return "input_id | kind | key | who | recorded_at | value\n" + "\n".join(rows)


@pytest.mark.parametrize(
    ("who", "shown"),
    [
        (("a@us", "b@us", "c@us", "a@us"), ""),
        (("a@us", "b@us", "c@us", "a@us", "b@us"), "boss@us | 5 | 3 | 3 | 5"),
        (("a@us", "b@us", "c@us", "a@us", "b@us", "c@us"), "boss@us | 5 | 3 | 3 | 5"),
        (("a@us", "a@us", "a@us", "a@us", "b@us"), ""),
        (("boss@us", "stranger@us", "a@us", "b@us", "c@us"), ""),
    ],
)
def test_answers_are_told_in_fives_of_three_people_or_not_at_all(who: tuple[str, ...], shown: str) -> None:
    assert show(made("coaching_pulse", inputs=pulse(*who), branches=BRANCHES)) == shown


def test_coaching_views_are_apart_from_those_of_competence() -> None:
    owners = "user_ref | deals\n" + "\n".join(f"u{place} | 1" for place in range(5))
    own = {"people.coaching_for": "stuck deals", "people.coaching_since": "2026-06-01"}
    assert show(made("coaching_views", own=own, deal_owners=owners)) == "stuck deals | 2026-06-01 | 5 | yes"
    assert show(made("person_views", own=own, deal_owners=owners), "is_on") == "no"


def test_of_nothing_there_is_nothing() -> None:
    assert [made(name).num_rows for name in ("coaching_plans", "coaching_starts", "coaching_pulse")] == [0, 0, 0]
