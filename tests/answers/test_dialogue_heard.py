"""What questions stand on beside acts: what was heard, what came back, and what both sides have promised."""

import pytest

from tables import made, show, text

DEALS = "deal_id | account_id\nbridge | acme"


@pytest.mark.parametrize(
    ("falls_on", "days"),
    [("2026-06-28", 1), ("2026-06-29", None), ("2026-09-01", None)],
    ids=["past", "today", "ahead"],
)
def test_an_occasion_is_past_from_the_day_after(falls_on: str, days: int | None) -> None:
    told = f"deal_id | what | falls_on | told_at\nbridge | occasion | {falls_on} | 2026-05-01"
    [row] = made("dialogue_heard", dialogue_deals=DEALS, heard=told).to_pylist()
    assert row["occasion_past_days"] == days


@pytest.mark.parametrize(
    ("ends", "days"), [("2025-09-30", 93), ("2026-06-29", 0), ("2026-06-28", 364), ("2024-02-29", 244)]
)
def test_a_financial_year_ends_every_year(ends: str, days: int) -> None:
    told = f"deal_id | what | falls_on | told_at\nbridge | year_end | {ends} | 2026-05-01"
    [row] = made("dialogue_heard", dialogue_deals=DEALS, heard=told).to_pylist()
    assert row["year_ends_days"] == days


def test_who_is_against_counts_after_four_weeks_until_heard_otherwise() -> None:
    told = """
        heard_id | deal_id | what      | person | told_at    | name
        1        | bridge  | against   | Ann    | 2026-06-01 |
        2        | bridge  | against   | Bo     | 2026-06-02 |
        3        | bridge  | against   | Cy     | 2026-05-02 |
        4        | bridge  | undecided | Cy     | 2026-06-20 |
        5        | bridge  | rival     |        | 2026-06-20 | Other
        6        | bridge  | rival     |        | 2026-06-21 | Other
        7        | tunnel  | rival     |        | 2026-06-21 | Other
    """
    found = made("dialogue_heard", dialogue_deals=DEALS, heard=told)
    assert show(found) == text("bridge | | | 1 | 1")


def test_nothing_heard_is_not_told() -> None:
    assert show(made("dialogue_heard", dialogue_deals=DEALS)) == text("bridge | | | 0 | 0")


@pytest.mark.parametrize(
    ("spoke", "open_ones"),
    [("2026-06-19 | email", 1), ("2026-06-21 | web", 1), ("2026-06-21 | email", 0), ("2026-06-21 | meeting", 0)],
)
def test_an_insight_waits_for_a_word_of_theirs(spoke: str, open_ones: int) -> None:
    given = "input_id | deal_id | kind | told_at\ni | bridge | insight | 2026-06-20\nq | bridge | question | 2026-06-01"
    acts = f"deal_id | happened_at | channel\nbridge | {spoke}"
    [row] = made("dialogue_echo", dialogue_deals=DEALS, dialogue_acts=acts, brought=given).to_pylist()
    assert row["insights_unanswered"] == open_ones


def test_an_insight_of_this_week_is_left_time() -> None:
    given = "input_id | deal_id | kind | told_at\ni | bridge | insight | 2026-06-23"
    [row] = made("dialogue_echo", dialogue_deals=DEALS, brought=given).to_pylist()
    assert row["insights_unanswered"] == 0


def test_only_sites_that_review_suppliers_count() -> None:
    events = """
        event_id | happened_at | referrer
        1        | 2026-06-20  | https://www.G2.com/products/x?from=mail
        2        | 2026-06-20  | https://g2.com
        3        | 2026-06-20  | https://notg2.com/
        4        | 2026-06-20  | https://search.example/?q=g2.com
        5        | 2026-05-20  | https://www.g2.com/
        6        | 2026-06-20  | https://www.g2.com/
    """
    acts = "event_id | account_id\n" + "\n".join(f"{n} | acme" for n in range(1, 6)) + "\n6 | brandt"
    [row] = made("dialogue_echo", dialogue_deals=DEALS, web_acts=acts, web_events=events).to_pylist()
    assert row["from_reviews_28d"] == 2


def test_the_balance_is_the_customer_s_and_of_a_year() -> None:
    found = made(
        "dialogue_balance",
        dialogue_deals=DEALS,
        outcomes="account_id | days | confirmed\nacme | 400 | 0\nacme | 90 | 1\nbrandt | 900 | 3",
        balance="""
            account_id | quarter    | their_kept | their_late | our_kept | our_late
            acme       | 2026-04-01 | 1          | 0          | 2        | 1
            acme       | 2025-07-01 | 1          | 1          | 0        | 1
            acme       | 2025-04-01 | 9          | 9          | 9        | 9
        """,
        promises="promise_id | deal_id | status\n1 | bridge | late\n2 | bridge | kept\n3 | tunnel | open",
    )
    told = ("won_days", "gains_told", "theirs_kept", "theirs_late", "ours_kept", "ours_late", "ours_open")
    assert show(found, *told) == text("400 | 1 | 2 | 1 | 2 | 2 | 1")
