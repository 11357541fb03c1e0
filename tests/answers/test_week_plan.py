"""The week's plan under the limits people have."""

import pytest

from tables import made, show, text

STAFF = """
    user_ref | email  | name  | role                   | serves          | left_hours
    kim      | kim@us | Kim   | account_manager        |                 | 6
    lee      | lee@us | Lee   | account_manager        |                 | 3
    dan      | dan@us | Dan   | design_manager         | Denmark, Sweden | 2
"""
CANDIDATES = """
    journey_id | account_id | kind         | worth | is_worth | country | seller_ref | told | input_id
    acme       | acme       | consultancy  | 0.5   | yes      | denmark | kim        |      |
    brandt     | brandt     | relationship | 0.4   | yes      | Norway  | kim        |      |
    copper     | copper     | relationship | 0.3   | yes      | Denmark | kim        |      |
    dunlin     | dunlin     | solution     | 0.2   | yes      | Norway  | lee        |      |
    eider      | eider      | unknown      | 0.1   | yes      |         |            |      |
"""


def plan(candidates: str = CANDIDATES, staff: str = STAFF) -> str:
    found = made("week_plan", bet_candidates=candidates, bet_people="journey_id | user_ref", staff=staff)
    return show(found, "journey_id", "role", "email", "hours", "is_pinned")


def limits(limit: str, candidates: str = CANDIDATES, staff: str = STAFF) -> list[str]:
    found = made("plan_limits", bet_candidates=candidates, bet_people="journey_id | user_ref", staff=staff)
    return [row["text"] for row in found.to_pylist() if row["limit"] == limit]


def told(journey: str, answer: str) -> str:
    """The candidates, with what a leader said of one of them."""
    rows = [row.split("|") for row in CANDIDATES.splitlines() if row.strip()]
    said = [[*row[:-2], answer, "one"] if row[0].strip() == journey else row for row in rows]
    return "\n".join("|".join(row) for row in said)


def test_nothing_to_plan() -> None:
    assert made("week_plan").num_rows == made("plan_limits").num_rows == 0


def test_each_bet_goes_to_its_seller_and_whoever_serves_the_country() -> None:
    assert plan() == text("""
        acme   | account_manager | kim@us | 3 | no
        acme   | design_manager  | dan@us | 2 | no
        brandt | account_manager | kim@us | 3 | no
        eider  | account_manager | lee@us | 3 | no
    """)


def test_a_role_that_nobody_of_ours_has_is_not_asked_for() -> None:
    sellers = "\n".join(STAFF.splitlines()[:-1])
    assert "dunlin | account_manager | lee@us | 3 | no" in plan(staff=sellers)


def test_a_company_whose_crm_names_no_seller_has_one() -> None:
    assert plan(staff="user_ref | left_hours") == text("""
        acme   | account_manager | - | 3 | no
        brandt | account_manager | - | 3 | no
        copper | account_manager | - | 3 | no
    """)


def test_what_nobody_can_do_is_named() -> None:
    assert limits("nobody") == ["No design manager serves Norway: one bet cannot be made."]


def test_one_more_hour_of_each_role() -> None:
    assert limits("hour") == [
        "One more hour of an account manager is worth 0.10 of a typical purchase: 2 bets wait.",
        "One more hour of a design manager is worth 0.05 of a typical purchase: one bet waits.",
    ]


@pytest.mark.parametrize(
    ("journey", "answer", "cost"),
    [
        ("copper", "pinned", "Pinned: it costs 0.10 of a typical purchase, and one other bet would be made instead."),
        ("brandt", "dropped", "Dropped: it costs 0.10 of a typical purchase."),
        ("brandt", "moved lee", "Moved: it costs nothing this week."),
    ],
)
def test_what_a_leader_says_is_done_and_costs(journey: str, answer: str, cost: str) -> None:
    candidates = told(journey, answer)
    (said,) = limits("told", candidates)
    assert said == cost
    assert (f"{journey} |" in plan(candidates)) == (answer != "dropped")


def test_pinned_beyond_the_hours_says_whose_are_missing() -> None:
    short = STAFF.replace("| 3\n", "| 1\n")
    assert limits("missing", told("eider", "moved lee"), short) == [
        "Lee has one hour left, and what is pinned needs 2 hours more."
    ]


NEAR = """
    journey_id | account_id | kind    | worth | is_worth | seller_ref | told   | input_id
    acme       | acme       | service | 0.50  | yes      | lee        |        |
    brandt     | brandt     | service | 0.49  | yes      | lee        |        |
    copper     | copper     | service | 0.30  | yes      | lee        |        |
"""


def drawn(seed: str, moment: str = "2026-06-28", share: float = 0.1, candidates: str = NEAR) -> str:
    own = {"bets.near_ties": share, "bets.draw_seed": seed}
    told = {"bet_candidates": candidates, "bet_people": "journey_id | user_ref", "staff": STAFF}
    return show(made("week_plan", own=own, moment=moment, **told), "journey_id", "hours", "either")


def test_of_two_of_which_either_would_do_a_lot_decides() -> None:
    won = [drawn(seed) for seed in "abcdefgh"]
    assert set(won) == {text("acme | 3 | brandt"), text("brandt | 3 | acme")}
    weeks = {drawn("a", f"2026-06-{day:02}") for day in (1, 8, 15, 22, 29)}
    assert weeks == set(won)
    # Within a week it stays as it fell.
    assert len({drawn("a", f"2026-06-{day:02}") for day in range(1, 8)}) == 1


def test_no_lot_unless_the_company_asks_for_it_and_never_on_what_somebody_has_said() -> None:
    assert {drawn(seed, share=0.0) for seed in "abcdefgh"} == {text("acme | 3 | -")}
    pinned = NEAR.replace("| lee        |        |", "| lee | pinned | one", 1)
    assert {drawn(seed, candidates=pinned) for seed in "abcdefgh"} == {text("acme | 3 | -")}
