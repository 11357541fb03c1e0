"""Where the limited hours go this week, and where not yet."""

import pytest

from tables import made, show, text

ROOM_FOR_TWO = {"capacity.hours_per_person": 6.5, "capacity.hours_per_bet": 3}


def bets(standing: str, *columns: str, **told: str) -> str:
    found = made("bets", standing=standing, own=ROOM_FOR_TWO, **told)
    return show(found, "order", "journey_id", *columns)


def test_bets_none() -> None:
    assert show(made("bets")) == ""


def test_bets_of_a_customer_never_seen_wait() -> None:
    found = made("bets", crm_accounts="account_ref\nacme")
    assert show(found, "order", "journey_id", "account_refs", "verdict", "hours", "reason") == text("""
        1 | acme | acme | wait | 0 | Nothing seen lately.
    """)


def test_bets_each_verdict_has_its_reason() -> None:
    assert bets(
        """
        journey_id | deal_id | weight | is_ahead | is_seen | is_moving | is_digital
        digital    | bridge  | 9      | yes      | yes     | yes       | yes
        strike     |         | 8      | yes      | yes     | yes       | no
        with-deal  | tunnel  | 7      | yes      | yes     | yes       | no
        no-room    |         | 6      | yes      | yes     | yes       | no
        early      |         | 5      | no       | yes     | yes       | no
        gone-quiet |         | 4      | yes      | no      | no        | no
        not-begun  |         | 3      | no       | yes     | no        | no
        unseen     |         | 2      | no       | no      | no        | no
        """,
        *("deal_id", "verdict", "hours", "reason"),
    ) == text("""
        1 | digital    | bridge | leave_digital | 0 | A routine purchase; it needs no person.
        2 | strike     | -      | strike        | 3 | Well ahead, moving, and no deal is open.
        3 | with-deal  | tunnel | strike        | 3 | Well ahead and moving.
        4 | no-room    | -      | wait          | 0 | Well ahead and moving, but this week's hours are spent on others.
        5 | early      | -      | wait          | 0 | Moving, but not far yet; a visit now is usually wasted.
        6 | gone-quiet | -      | wait          | 0 | Was well ahead, but has not moved for four weeks.
        7 | not-begun  | -      | wait          | 0 | Seen lately, but not yet at anything that begins a purchase.
        8 | unseen     | -      | wait          | 0 | Nothing seen lately.
    """)


def test_bets_order_is_unique_in_a_tie() -> None:
    tie = """
        journey_id | weight | is_ahead | is_moving | is_digital
        copper     | 1      | yes      | yes       | no
        acme       | 1      | yes      | yes       | no
        brandt     | 1      | yes      | yes       | no
    """
    assert bets(tie, "verdict") == text("1 | acme | strike\n2 | brandt | strike\n3 | copper | wait")


def test_bets_have_room_for_each_seller_s_hours() -> None:
    many = "journey_id | account_id | weight | is_ahead | is_moving | is_digital\n"
    many += "".join(f"j{n} | {'acme' if n % 2 else 'brandt'} | {n + 1} | yes | yes | no\n" for n in range(6))
    sellers = "account_id | user_ref\nacme | kim\nbrandt | lee"
    verdicts = bets(many, "verdict", account_sellers=sellers, crm_users="user_ref\nkim\nlee").splitlines()
    assert [row.rpartition(" | ")[2] for row in verdicts] == ["strike"] * 4 + ["wait"] * 2


def test_bets_say_which_sign_to_wait_for() -> None:
    assert bets(
        """
        journey_id | weight | is_ahead | is_moving | is_digital
        strike     | 9      | yes      | yes       | no
        strike-too | 8      | yes      | yes       | no
        no-room    | 6      | yes      | yes       | no
        early      | 5      | no       | yes       | no
        gone-quiet | 4      | yes      | no        | no
        unseen     | 3      | no       | no        | no
        digital    | 2      | no       | no        | yes
        """,
        "wait_for",
    ) == text("""
        1 | strike     | -
        2 | strike-too | -
        3 | no-room    | An hour of ours that becomes free.
        4 | early      | A second person of another function joins, or they begin to compare suppliers.
        5 | gone-quiet | An act of their own: a visit, a mail, an accepted meeting.
        6 | unseen     | Somebody there is seen on our sites, or answers us.
        7 | digital    | -
    """)


def test_bets_that_a_leader_pinned_or_dropped() -> None:
    told = (
        "inputs",
        """
        input_id | kind | key  | value                                      | recorded_at
        one      | bet  | late | {"journey_id": "late", "answer": "pinned"}  | 2026-06-28
        two      | bet  | best | {"journey_id": "best", "answer": "dropped"} | 2026-06-28
    """,
    )
    standing = """
        journey_id | weight | is_ahead | is_moving | is_digital
        best       | 9      | yes      | yes       | no
        next       | 2      | yes      | yes       | no
        late       | 1      | no       | no        | no
    """
    assert bets(standing, "verdict", "reason", **dict([told])) == text("""
        1 | best | wait   | Dropped by one of us.
        2 | next | strike | Well ahead, moving, and no deal is open.
        3 | late | strike | Pinned by one of us.
    """)


def test_pressure_of_eight_weeks() -> None:
    found = made(
        "pressure",
        events="""
            journey_id | side     | happened_at | minutes | user_ref
            acme       | customer | 2026-06-28  |         |
            acme       | customer | 2026-06-01  |         |
            acme       | customer | 2026-05-04  |         |
            acme       | customer | 2026-07-01  |         |
            acme       | ours     | 2026-06-20  |         | kim
            acme       | both     | 2026-06-20  | 60      | kim
            acme       | both     | 2026-06-21  | 30      | kim
            brandt     | ours     | 2026-06-20  | 6       | lee
        """,
    )
    columns = ("journey_id", "their_acts", "their_recent_acts", "our_acts", "our_hours", "met_by")
    assert show(found, *columns) == text("acme | 2 | 1 | 3 | 1.75 | 1\nbrandt | 0 | 0 | 1 | 0.1 | 0")


def test_value_bands_of_the_deal_else_of_the_industry_s_purchases() -> None:
    found = made(
        "value_bands",
        needs="""
            journey_id | account_id | deal_id
            acme       | acme       | bridge
            brandt     | brandt     |
            copper     | copper     |
            unsized    | acme       | tunnel
        """,
        accounts="account_id | industry\nacme | steel\nbrandt | steel\ncopper |",
        deals="""
            deal_id | account_id | status
            bridge  | acme       | open
            tunnel  | acme       | open
            small   | acme       | won
            large   | acme       | won
            lost    | brandt     | lost
        """,
        deal_values="""
            deal_id | band | is_repeat
            bridge  | 2    | yes
            tunnel  |      | no
            small   | 1    | no
            large   | 3    | no
            lost    | 3    | no
        """,
    )
    assert show(found, "journey_id", "band", "is_repeat", "small_purchases") == text("""
        acme    | 2 | yes | 0.5
        brandt  | 2 | no  | -
        copper  | - | no  | -
        unsized | - | no  | 0.5
    """)


def standing(value_bands: str, kind: str = "-", deal: str = "-", people: int = 0) -> str:
    found = made(
        "standing",
        journeys=f"journey_id | account_id | active_people\nacme | acme | {people}",
        needs=f"journey_id | deal_id\nacme | {deal}",
        matrix=f"deal_id | kind\n{deal} | {kind}",
        value_bands="journey_id | band | is_repeat | small_purchases\nacme | " + value_bands,
    )
    return show(found, "kind", "is_digital")


@pytest.mark.parametrize(
    ("deal", "expected"),
    [
        ("service      | 1 | no  | - | 0", "service | yes"),
        ("service      | - | no  | - | 0", "service | yes"),
        ("service      | 3 | no  | - | 0", "service | no"),
        ("relationship | 1 | yes | - | 0", "relationship | yes"),
        ("relationship | 1 | no  | - | 0", "relationship | no"),
        ("relationship | - | yes | - | 0", "relationship | no"),
        ("solution     | 1 | yes | 1 | 0", "solution | no"),
        ("unknown      | - | no  | - | 0", "unknown | no"),
    ],
)
def test_standing_open_deal_is_digital_by_kind_and_size(deal: str, expected: str) -> None:
    kind, band, is_repeat, small, people = (cell.strip() for cell in deal.split("|"))
    assert standing(f"{band} | {is_repeat} | {small}", kind, "bridge", int(people)) == text(expected)


@pytest.mark.parametrize(
    ("small", "people", "digital"), [("0.6", 2, "yes"), ("0.5", 2, "no"), ("0.6", 3, "no"), ("-", 0, "no")]
)
def test_standing_without_a_deal_is_digital_by_habit_and_alone(small: str, people: int, digital: str) -> None:
    assert standing(f"- | no | {small}", people=people) == text(f"unknown | {digital}")


def test_standing_is_ahead_by_state_or_share_and_moves_by_acts_of_four_weeks() -> None:
    found = made(
        "standing",
        journeys="""
            journey_id | account_id | share_done
            by-state   | acme       |
            by-share   | acme       | 0.4
            neither    | acme       | 0.3
            unknown    | acme       |
        """,
        needs="journey_id\nby-state\nby-share\nneither\nunknown",
        journey_states="""
            journey_id | begun_on   | at_requirements_building | at_supplier_selection
            by-state   | 2026-06-01 | 0.2                      | 0.2
            by-share   | 2026-06-01 | 0                        | 0
            neither    |            | 0                        | 0.3
        """,
        pressure="journey_id | their_recent_acts\nby-state | 1\nby-share | 0\nneither | 5",
    )
    assert show(found, "journey_id", "is_ahead", "is_moving") == text("""
        by-state | yes | yes
        by-share | yes | no
        neither  | no  | no
        unknown  | no  | no
    """)


def weights(scores: str, states: str = "", deals: str = "", sizes: str = "") -> dict[str, float]:
    found = made(
        "standing",
        journeys="journey_id\n" + "\n".join(line.partition(" ")[0] for line in scores.splitlines()),
        needs="journey_id | deal_id\n"
        + (deals or "\n".join(f"{line.partition(' ')[0]} |" for line in scores.splitlines())),
        scores="journey_id | score\n" + scores,
        journey_states="journey_id | at_solution_exploration | at_supplier_selection\n" + states,
        deal_sizes="deal_id | size | status\n" + sizes,
    )
    return dict(zip(found["journey_id"].to_pylist(), found["weight"].to_pylist(), strict=True))


def test_standing_weight_grows_with_the_purchase_and_takes_an_unknown_one_for_an_open_deal() -> None:
    sizes = "x | 2 | open\ny | 0.5 | open\nz | 9 | won"
    found = weights("a | 0\nb | 0\nc | 0", deals="a | x\nb | y\nc |", sizes=sizes)
    assert found == pytest.approx({"a": 0.06, "b": 0.015, "c": 0.0625})


def test_standing_weight_is_the_chance_that_a_purchase_is_under_way() -> None:
    """Seen at a job, or likely to buy soon; one does not take from the other."""
    found = weights("seen | -50\nlikely | 0\nboth | 0\nneither | -50", "seen | 0.3 | 0.2\nboth | 0.3 | 0.2")
    assert found == pytest.approx({"seen": 0.05, "likely": 0.05, "both": 0.075, "neither": 0.0})


def test_deal_sizes_beside_what_was_won_in_the_same_currency() -> None:
    found = made(
        "deal_sizes",
        deals="""
            deal_id | status | amount  | told_amount | currency
            one     | won    | 100     | 100         | EUR
            two     | won    | 300     | 330         | USD
            krone   | won    |         | 2000        | DKK
            open    | open   | 100     | 100         | EUR
            pound   | open   |         | 400         | GBP
            unknown | open   |         |             | EUR
            typo    | open   | 1000000 | 1000000     | EUR
        """,
        rates="currency | rate | basis\nEUR | 1 | own\nUSD | 1.1 | CRM",
    )
    assert show(found, "deal_id", "currency", "worth", "size") == text("""
        one     | EUR | 100   | 0.5
        two     | EUR | 300   | 1.5
        krone   | DKK | 2000  | 1
        open    | EUR | 100   | 0.5
        pound   | GBP | 400   | -
        unknown | EUR | -     | -
        typo    | EUR | 1e+06 | 20
    """)


def test_bets_of_a_lot_say_so_and_with_which_chance() -> None:
    found = made(
        "bets",
        standing="""
        journey_id | deal_id | weight | is_ahead | is_moving | is_digital
        lost       |         | 8      | yes      | yes       | no
        won        |         | 7      | yes      | yes       | no
        sure       |         | 6      | yes      | yes       | no
        early      |         | 5      | no       | yes       | no
        """,
        week_plan="journey_id | hours | either\nwon | 3 | lost\nwon | 2 | lost\nsure | 3 |",
    )
    assert show(found, "journey_id", "verdict", "hours", "either", "propensity", "reason") == text("""
        lost  | wait   | 0 | won  | 0.5 | Well ahead and moving. Another would do as well, and the lot fell on that one.
        won   | strike | 5 | lost | 0.5 | Well ahead and moving. Another would do as well, and the lot fell on this one.
        sure  | strike | 3 | -    | 1   | Well ahead, moving, and no deal is open.
        early | wait   | 0 | -    | 0   | Moving, but not far yet; a visit now is usually wasted.
    """)
