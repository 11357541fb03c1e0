"""What a leader could teach, tailor, and take control of."""

import json

import pytest

from tables import made, show, text

BRANCHES = (
    "leader | email\nboss@us | boss@us\nboss@us | a@us\nboss@us | b@us\nboss@us | c@us\nduo@us | a@us\nduo@us | b@us"
)
HEAD = "deal_id | email | name | kind | led_as | stuck_job | cause | sure | has_lost_momentum | is_drifting"
DEALS = f"""
    {HEAD}
    d1 | a@us | Ann | consultancy | consultancy | validation | validation | high | no | no
    d2 | a@us | Ann | consultancy | service     | validation | validation | high | no | no
    d3 | b@us | Bo  | consultancy | service     | validation | validation | high | no | no
    d4 | b@us | Bo  | solution    | unknown     | supplier_selection | momentum lost | high | yes | no
    d5 | c@us | Cy  | unknown     | unknown     |            |            | cannot_tell | no | no
    d6 | c@us | Cy  | consultancy | solution    |            |            |      | no | yes
"""
SEEDS = "job | page | title | place | won_customers | won_all\nvalidation | /proof | Proof | 1 | 12 | 40"
PATHS = """
    kind | ending | by_days | fact    | job        | won_with | won | others_with | others | corrected | is_told
    all  | lost   | 90      | touched | validation | 30       | 40  | 20          | 60     | .01       | yes
    all  | lost   | 30      | touched | validation | 20       | 40  | 20          | 60     | .2        | no
"""


def is_on(said: str = "yes") -> str:
    return f"people | is_on\n6 | {said}"


def coached(
    on: str = "yes", columns: tuple[str, ...] = ("whom", "order", "act", "about", "deals", "sure"), **told: str
):
    given = {"coaching_deals": DEALS, "branches": BRANCHES, "coaching_views": is_on(on), **told}
    return show(made("coaching", **given), *columns)


def test_of_teams_of_three_people_what_is_missing_recurs_or_is_lost() -> None:
    assert coached("no", insight_seeds=SEEDS, path_differences=PATHS) == text("""
        everybody | 1 | teach        | validation  | 3 | high
        everybody | 2 | tailor       | consultancy | 3 | fair
        everybody | 3 | take_control |             | 2 | high
        boss@us   | 1 | teach        | validation  | 3 | high
        boss@us   | 2 | tailor       | consultancy | 3 | fair
        boss@us   | 3 | take_control |             | 2 | high
    """)


def test_of_single_people_once_it_is_switched_on() -> None:
    people = [line for line in coached().splitlines() if not line.startswith(("everybody", "boss"))]
    assert (
        people
        == text("""
        a@us | 1 | teach        | validation | 2 | fair
        b@us | 1 | take_control |            | 1 | fair
        c@us | 1 | take_control |            | 1 | high
    """).splitlines()
    )
    assert coached("yes", ("scope", "whom", "deals", "of_deals", "unknown_deals")).splitlines()[-1] == (
        "team | everybody | 3 | 6 | 1"
    )


def test_an_insight_that_is_there_leaves_the_job_to_be_worked_on() -> None:
    held = "insight_id | claim | job | kind\ni | Cleaning takes a shift | validation | consultancy"
    found = [line for line in coached("no", insights=held).splitlines() if "validation" in line]
    assert found == ["boss@us | 1 | tailor | validation | 3 | high", "everybody | 1 | tailor | validation | 3 | high"]


def test_why_is_said_with_what_those_who_bought_had_done() -> None:
    told = {"coaching_deals": DEALS, "branches": BRANCHES, "coaching_views": is_on("no")}
    found = made("coaching", insight_seeds=SEEDS, path_differences=PATHS, **told).to_pylist()
    teach = next(row for row in found if row["act"] == "teach")
    assert teach["why"] == "3 of 6 deals wait at proof that it will work, and there is no insight to bring."
    assert [each["text"] for each in json.loads(teach["because"])] == [
        "By day 90, 30 of 40 won journeys had been at it, and 20 of 60 lost ones.",
        "12 of 40 customers who bought had read 'Proof' in the year before.",
    ]
    assert teach["deal_refs"] == "d1 d2 d3"


def test_what_is_to_be_learned_comes_from_what_was_told() -> None:
    team = "team | discipline | rated | to_learn | open_deals\n- | insight | 4 | 2 | 5\nboss@us | insight | 4 | - | 5"
    person = "email | discipline | open_deals | need\na@us | figures | 2 | learn\nb@us | figures | 2 | talk"
    found = coached("yes", ("whom", "about", "why"), team_training_needs=team, training_needs=person).splitlines()
    assert [line.split(" | ")[:2] for line in found if "not done alone" in line] == [
        ["a@us", "figures"],
        ["everybody", "insight"],
    ]


@pytest.mark.parametrize(("people", "shown"), [(9, {None}), (10, {True, False})])
def test_the_middle_of_the_field_comes_first_where_there_is_a_field(people: int, shown: set[bool | None]) -> None:
    deals = HEAD + "".join(f"\nd{each} | p{each}@us | P | unknown | unknown | | | | no | yes" for each in range(people))
    cases = "email | span | age | deal_weeks | progress_days" + "".join(
        f"\np{each}@us | 2026-06-01 | 1 | 20 | {each}" for each in range(people)
    )
    found = made("coaching", coaching_deals=deals, coaching_cases=cases, coaching_views=is_on())
    rows = [row for row in found.to_pylist() if row["scope"] == "person"]
    assert {row["comes_first"] for row in rows} == shown
    later = {row["whom"] for row in rows if row["comes_first"] is False}
    assert later == ({"p0@us", "p1@us", "p8@us", "p9@us"} if people > 9 else set())


def test_deals_are_those_open_with_an_owner_and_what_holds_them_up() -> None:
    found = made(
        "coaching_deals",
        deals="deal_id | status | owner_ref\nd1 | open | a\nd2 | open | a\nd3 | won | a\nd4 | open | -",
        crm_users="user_ref | email | name\na | a@us | Ann",
        matrix="deal_id | kind | led_as\nd1 | consultancy | service",
        deal_needs="deal_id | journey_id\nd1 | acme\nd2 | brandt\nd3 | acme\nd4 | acme",
        dialogues="deal_id | order | stuck_job | cause | sure\nd1 | 1 | validation | momentum lost | fair\nd1 | 2 | validation | x | fair",
        pressure="journey_id | our_hours | their_recent_acts\nacme | 2.5 | 0\nbrandt | 4 | 0",
    )
    columns = ("deal_id", "name", "kind", "led_as", "stuck_job", "has_lost_momentum", "is_drifting")
    assert show(found, *columns) == text("""
        d1 | Ann | consultancy | service | validation | yes | no
        d2 | Ann | unknown     | unknown |            | no  | yes
    """)


def test_of_nothing_there_is_nothing() -> None:
    assert [made(name).num_rows for name in ("coaching_deals", "coaching")] == [0, 0]
