"""How good the outlook would have been."""

from math import log

from headway.sources.priors import prior
from tables import made, show, text


def test_nothing_to_judge() -> None:
    assert made("outlook_record").num_rows == made("outlook_errors").num_rows == 0


def test_deals_as_they_stood_then() -> None:
    """What was told later, and deals that were closed or not yet opened, do not count."""
    found = made(
        "deals_then",
        past_estimates="landmark | journey_id\n2026-01-05 | acme\n2026-01-05 | brandt",
        deals="""
            deal_id | opened_at  | closed_at
            bridge  | 2025-12-01 |
            tunnel  | 2025-12-01 | 2026-02-01
            closed  | 2025-11-01 | 2025-12-31
            later   | 2026-01-06 |
        """,
        deal_sizes="deal_id | currency\nbridge | EUR\ntunnel | DKK",
        crm_deal_changes="""
            change_ref | deal_ref | recorded_at | amount | probability | closes_on
            one        | bridge   | 2025-12-01  | 10     | 0.1         | 2026-03-01
            two        | bridge   | 2026-01-02  | 20     |             |
            three      | bridge   | 2026-01-09  | 99     | 0.9         |
        """,
    )
    assert show(found, "deal_id", "currency", "amount", "probability", "closes_on") == text("""
        bridge | EUR | 20 | 0.1 | 2026-03-01
        tunnel | DKK | -  | -   | -
    """)


def test_every_rule_beside_what_came() -> None:
    found = made(
        "outlook_record",
        purchases_then="""
            landmark   | journey_id | chance | weight | currency | amount
            2026-01-05 | acme       | 1      | 1      | EUR      | 40
            2026-01-05 | brandt     | 1      | 3      |          |
            2026-01-05 | copper     | 0      | 1      | DKK      | 7
        """,
        deals_then="""
            landmark   | deal_id | currency | amount | probability | closes_on
            2026-01-05 | bridge  | EUR      | 40     | 0.8         | 2026-02-01
            2026-01-05 | tunnel  | EUR      | 10     | 0.5         | 2026-02-01
            2026-01-05 | arch    | EUR      | 90     | 0.9         | 2026-12-01
        """,
        won_amounts="""
            deal_id | currency | amount | won_on
            first   | EUR      | 5      | 2025-01-02
            year    | EUR      | 15     | 2025-02-01
            came    | EUR      | 60     | 2026-02-01
            too-far | EUR      | 80     | 2026-05-01
        """,
    )
    assert show(found, "currency", "rule", "said", "told", "told_low", "told_high", "came") == text("""
        EUR | ours      | 70 | 70 | 70 | 70 | 60
        EUR | by_stage  | 37 | -  | -  | -  | 60
        EUR | by_commit | 40 | -  | -  | -  | 60
        EUR | last_year | 15 | -  | -  | -  | 60
    """)


def record(*months: int, came: int) -> str:
    """Ours at the first of these months, with a hundred said and luck of a tenth."""
    rows = [f"20{25 + month // 12}-{month % 12 + 1:02d}-01 | EUR | ours | 100 | 90 | 110 | {came}" for month in months]
    return "\n".join(["landmark | currency | rule | told | told_low | told_high | came", *rows])


def test_nothing_is_learned_of_no_moment_and_little_of_few() -> None:
    assert made("outlook_doubt").num_rows == 0
    found = made("outlook_doubt", outlook_record=record(0, 1, came=100))
    assert show(found, "currency", "moments", "needed", "shift") == text("EUR | 2 | 4 | 0")


def test_the_level_moves_only_where_that_would_have_helped_later() -> None:
    """Half of what came, for two years: moments are as many as their 90 days hold, and each is drawn to none."""
    (short,) = made("outlook_doubt", outlook_record=record(*range(6), came=200)).to_pylist()
    (long,) = made("outlook_doubt", outlook_record=record(*range(24), came=200)).to_pylist()
    assert short["shift"] == 0 < long["shift"] < log(2)
    assert long["spread"] < short["spread"]


def test_what_was_off_together_widens_what_is_said() -> None:
    """What luck explains is left out; our own judgement stands until the record has spoken."""
    spreads = [
        made("outlook_doubt", outlook_record=record(*range(4), came=came)).to_pylist()[0]["spread"]
        for came in (100, 160)
    ]
    assert spreads[0] < prior("outlook_is_off_by") < spreads[1]


def test_errors_as_a_share_of_what_came() -> None:
    found = made(
        "outlook_errors",
        outlook_record="""
            landmark   | currency | rule     | said | low | high | came
            2026-01-05 | EUR      | ours     | 70   | 50  | 90   | 60
            2026-02-02 | EUR      | ours     | 20   | 10  | 30   | 40
            2026-01-05 | EUR      | by_stage | 160  |     |      | 60
        """,
    )
    assert show(found) == text("EUR | ours | 2 | 0.3 | 0.5\nEUR | by_stage | 1 | 1.667 | -")
