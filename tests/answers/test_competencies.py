"""Strength by kind of sale for the deals given, who fits which deal, and what is worth learning."""

import pytest

from tables import example, made, show, text

ON = {"people.competencies_for": "planning training", "people.competencies_since": "2026-06-01"}
USERS = "user_ref | email | name\n" + "\n".join(f"{who} | {who}@us.com | {who.title()}" for who in "abcdef")
BRANCHES = "leader | email\nboss@us.com | a@us.com\nboss@us.com | b@us.com\nboss@us.com | boss@us.com"
THREE = BRANCHES + "\nboss@us.com | c@us.com\ntwo@us.com | a@us.com\ntwo@us.com | b@us.com"


def cases(**told: tuple[int, int]) -> str:
    """Closed solutions of each person, all alike: how many, and how many of them won."""
    rows = [
        f"{who}{place} | {who} | {who}@us.com | solution | 2 | {int(place < won)}"
        for who, (many, won) in told.items()
        for place in range(many)
    ]
    return "deal_id | user_ref | email | kind | stratum | won\n" + "\n".join(rows)


def is_on(said: str = "yes") -> str:
    return f"people | is_on\n6 | {said}"


SIX = {"a": (60, 45), "b": (60, 15), "c": (60, 14), "d": (60, 16), "e": (60, 15), "f": (8, 8)}


def test_strength_is_told_with_its_range_and_few_deals_cannot_tell() -> None:
    found = made("competencies", competence_cases=cases(**SIX), crm_users=USERS, person_views=is_on())
    assert show(found, "user_ref", "kind", "closed", "won", "verdict") == text("""
        a | solution | 60 | 45 | more
        b | solution | 60 | 15 | cannot_tell
        c | solution | 60 | 14 | cannot_tell
        d | solution | 60 | 16 | cannot_tell
        e | solution | 60 | 15 | cannot_tell
        f | solution | 8  | 8  | cannot_tell
    """)
    by_person = {row["user_ref"]: row for row in found.to_pylist()}
    assert 0.1 < by_person["a"]["low"] < by_person["a"]["difference"] < by_person["a"]["high"] < 0.5
    assert by_person["f"]["difference"] is None
    assert by_person["f"]["deals_needed"] > 100


def test_what_was_to_be_expected_is_the_sum_of_usual_shares() -> None:
    told = cases(**SIX)
    (usual,) = made("usual_shares", competence_cases=told).to_pylist()
    rows = made("competencies", competence_cases=told, crm_users=USERS, person_views=is_on()).to_pylist()
    assert [row["expected"] for row in rows] == pytest.approx(
        [row["closed"] * usual["share"] for row in rows], abs=1e-4
    )
    assert (usual["closed"], usual["won"], usual["is_repeat"], usual["band"]) == (308, 113, False, 2)


def test_fewer_than_five_people_with_a_kind_of_sale_are_not_told_apart() -> None:
    four = {who: SIX[who] for who in "abcd"}
    found = made("competencies", competence_cases=cases(**four), crm_users=USERS, person_views=is_on())
    assert set(found["verdict"].to_pylist()) == {"cannot_tell"}
    assert set(found["difference"].to_pylist()) == {None}


@pytest.mark.parametrize("name", ["competencies", "deal_fits", "training_needs"])
def test_nothing_of_single_people_is_made_until_it_is_switched_on(name: str) -> None:
    told = {"competencies": {"competence_cases": cases(**SIX), "crm_users": USERS}}.get(
        name, {"open_parts": PARTS, "ratings": RATINGS}
    )
    assert made(name, person_views=is_on("no"), **told).num_rows == 0
    assert made(name, person_views=is_on(), **told).num_rows > 0


def test_teams_are_told_beside_what_was_to_be_expected() -> None:
    found = made("team_competencies", competence_cases=cases(**SIX), crm_users=USERS, branches=THREE)
    assert show(found, "team", "kind", "people", "closed", "won") == text("""
        -           | solution | 6 | 308 | 113
        boss@us.com | solution | 3 | 180 | 74
    """)
    by_team = {row["team"]: row for row in found.to_pylist()}
    assert by_team["boss@us.com"]["low"] < 0 < by_team["boss@us.com"]["high"]


def test_a_team_of_everybody_is_told_once() -> None:
    everybody = {row["email"] for row in example("crm_users", USERS).to_pylist()}
    whole = "leader | email\n" + "\n".join(f"boss@us.com | {email}" for email in sorted(everybody))
    found = made("team_competencies", competence_cases=cases(**SIX), crm_users=USERS, branches=whole)
    assert {row["team"] for row in found.to_pylist()} == {None}


def test_of_nothing_there_is_nothing() -> None:
    for name in ("competencies", "team_competencies", "usual_shares", "deal_fits", "training_needs", "ratings"):
        assert made(name, own=ON).num_rows == 0


PARTS = """
    deal_id | account_id | user_ref | email    | name | kind
    bridge  | acme       | a        | a@us.com | A    | service
    tunnel  | acme       | a        | a@us.com | A    | solution
    dam     | volt       | b        | b@us.com | B    | service
    mill    | volt       | c        | c@us.com | C    | service
    port    | volt       | d        | d@us.com | D    | service
"""
RATINGS = """
    user_ref | email    | name | discipline   | by     | level
    a        | a@us.com | A    | easy_buying  | own    | 3
    a        | a@us.com | A    | sure_answers | own    | 4
    b        | b@us.com | B    | easy_buying  | own    | 3
    b        | b@us.com | B    | easy_buying  | leader | 2
    b        | b@us.com | B    | sure_answers | own    | 4
    c        | c@us.com | C    | easy_buying  | own    | 1
    c        | c@us.com | C    | easy_buying  | leader | 3
"""


def test_who_fits_a_deal_and_what_is_lacking() -> None:
    won = "user_ref | kind | verdict\nd | service | more"
    found = made("deal_fits", open_parts=PARTS, ratings=RATINGS, competencies=won, person_views=is_on())
    assert show(found, "deal_id", "user_ref", "fit", "to_learn") == text("""
        bridge | a | able        | -
        tunnel | a | cannot_tell | -
        dam    | b | to_learn    | easy_buying
        mill   | c | to_learn    | easy_buying
        port   | d | shown       | -
    """)


def test_training_is_needed_where_deals_ask_for_it() -> None:
    found = made("training_needs", open_parts=PARTS, ratings=RATINGS, person_views=is_on())
    service = [row for row in found.to_pylist() if row["discipline"] == "easy_buying"]
    assert [(row["user_ref"], row["own_level"], row["leader_level"], row["need"]) for row in service] == [
        ("a", 3, None, "none"),
        ("b", 3, 2, "learn"),
        ("c", 1, 3, "talk"),
        ("d", None, None, "cannot_tell"),
    ]


def test_a_team_s_need_is_counted_from_three_people_on() -> None:
    found = made("team_training_needs", open_parts=PARTS, ratings=RATINGS, branches=BRANCHES)
    shown = [row for row in found.to_pylist() if row["discipline"] in ("easy_buying", "sure_answers")]
    assert [tuple(row[name] for name in ("team", "people", "rated", "to_learn", "open_deals")) for row in shown] == [
        (None, 4, 3, 2, 4),
        (None, 4, 2, None, 4),
        ("boss@us.com", 2, 2, None, 2),
        ("boss@us.com", 2, 2, None, 2),
    ]


def test_open_parts_are_those_named_on_deals_of_a_known_kind() -> None:
    members = """
        deal_id | user_ref | email    | basis
        bridge  | a        | a@us.com | owner
        bridge  | b        | b@us.com | met
        tunnel  | a        | a@us.com | role
        old     | a        | a@us.com | role
    """
    kinds = "deal_id | account_id | status | kind\nbridge | acme | open | service\ntunnel | acme | open | unknown\nold | acme | won | service"
    assert show(made("open_parts", team_members=members, matrix=kinds), "deal_id", "user_ref") == "bridge | a"


def test_competence_cases_are_closed_deals_of_a_known_kind_and_owner() -> None:
    found = made(
        "competence_cases",
        deals="""
            deal_id | status | owner_ref
            d1      | won    | a
            d2      | lost   | a
            d3      | open   | a
            d4      | won    | -
            d5      | won    | gone
            d6      | won    | a
        """,
        matrix="deal_id | kind\nd1 | service\nd2 | solution\nd3 | service\nd4 | service\nd5 | service\nd6 | unknown",
        deal_values="deal_id | is_repeat | band\nd1 | yes | 3\nd2 | no |\nd3 | no |\nd4 | no |\nd5 | no |\nd6 | no |",
        crm_users=USERS,
    )
    assert show(found, "deal_id", "user_ref", "kind", "stratum", "won") == text("""
        d1 | a | service  | 7 | 1
        d2 | a | solution | 0 | 0
    """)
