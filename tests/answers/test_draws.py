"""What came of lots between two bets."""

from tables import made, show, text

DRAWS = """
    week       | drawn_at   | account_id | journey_id | either | is_made | propensity | worth | chance | size
    2025-09-01 | 2025-09-02 | acme       | acme       | brandt | yes     | 0.5        | 0.06  | 0.2    | 1
    2025-09-01 | 2025-09-02 | brandt     | brandt     | acme   | no      | 0.5        | 0.05  | 0.3    | 2
    2026-05-04 | 2026-05-04 | copper     | copper     | acme   | yes     | 0.5        | 0.04  |        |
    2026-05-04 | 2026-05-04 | acme       | acme       | copper | no      | 0.5        | 0.05  | 0.1    | 1
    2025-09-08 | 2025-09-08 | acme       | acme       | gone   | yes     | 0.5        | 0.06  | 0.2    | 1
    2025-09-08 | 2025-09-08 | gone       | gone       | acme   | no      | 0.5        | 0.06  | 0.2    | 1
    2025-09-15 | 2025-09-15 | acme       | acme       | acme/1 | yes     | 0.5        | 0.06  | 0.2    | 1
    2025-09-15 | 2025-09-15 | acme       | acme/1     | acme   | no      | 0.5        | 0.06  | 0.2    | 1
"""
ACCOUNTS = "account_id\nacme\nbrandt\ncopper"
DEALS = """
    deal_id  | account_id | status | closed_at
    before   | acme       | won    | 2025-09-01
    small    | acme       | won    | 2025-10-01
    unsized  | acme       | won    | 2026-02-28
    too-late | acme       | won    | 2026-03-02
    not-won  | brandt     | lost   | 2025-10-01
"""
SIZES = "deal_id | size\nbefore | 9\nsmall | 0.5\nunsized |\ntoo-late | 9\nnot-won | 9"


def outcomes(draws: str = DRAWS) -> str:
    found = made("draw_outcomes", past_draws=draws, accounts=ACCOUNTS, deals=DEALS, deal_sizes=SIZES)
    return show(
        found, "week", "journey_id", "other_journey_id", "is_over", "came", "other_came", "worth", "other_worth"
    )


def many(lots: int, came: float, other: float) -> str:
    """Lots that are over, half of which a chance to buy would have decided likewise."""
    head = (
        "week | account_id | journey_id | other_account_id | other_journey_id | propensity | is_over | came | other_came"
        " | worth | other_worth | chance | other_chance | size | other_size"
    )
    rows = [
        f"2025-01-06 | a | j{lot:03} | b | k{lot:03} | 0.5 | yes | {came * (lot % 4 > 0)} | {other * (lot % 3 > 1)}"
        f" | 0.5 | 0.4 | {0.3 if lot % 2 else 0.1} | 0.2 | 1 | 1"
        for lot in range(lots)
    ]
    return "\n".join([head, *rows])


def record(outcomes: str) -> str:
    found = made("draw_record", draw_outcomes=outcomes)
    return show(found, "what", "draws", "running", "effective", "estimate", "draws_needed", "verdict")


def test_no_lots() -> None:
    assert made("draw_outcomes").num_rows == made("draw_record").num_rows == 0


def test_what_came_of_a_lot_is_what_both_bought_in_half_a_year() -> None:
    """Not what was bought before, nor later; a purchase without an amount is a typical one."""
    assert outcomes() == text("""
        2025-09-01 | acme   | brandt | yes | 1.5 | 0 | 0.06 | 0.05
        2026-05-04 | copper | acme   | no  | -   | - | 0.04 | 0.05
    """)


def test_what_lots_say_names_how_many_it_takes() -> None:
    assert record(many(12, 1.0, 1.0)) == text("""
        amount | 12 | 0 | 6  | 0.25   | -  | cannot_tell
        chance | 12 | 0 | 6  | 0.25   | -  | cannot_tell
        hours  | 12 | 0 | 12 | 0.4167 | 21 | cannot_tell
        worth  | 12 | 0 | 12 | 0      | -  | cannot_tell
    """)


def test_from_enough_lots_it_is_told() -> None:
    assert record(many(80, 1.0, 1.0)).splitlines()[2] == "hours | 80 | 0 | 80 | 0.425 | 16 | more"


def test_lots_that_are_not_over_are_counted() -> None:
    running = many(3, 1.0, 1.0).replace("| yes |", "| no |")
    assert record(running).splitlines()[2] == "hours | 0 | 3 | 0 | - | - | cannot_tell"
