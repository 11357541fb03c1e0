"""Amounts of several currencies: compared by the company's own dated rates, and never without one."""

from tables import made, show, text

ACME = "account_ref\nacme"
DEALS = """
    deal_ref | account_ref | opened_at  | modified_at | amount | currency | is_closed | is_won
    a        | acme        | 2024-01-01 | 2024-05-01  | 100    | EUR      | no        | no
    b        | acme        | 2024-01-01 | 2024-05-01  | 746    | DKK      | no        | no
    c        | acme        | 2024-01-01 | 2024-05-01  | 730    | DKK      | yes       | yes
    d        | acme        | 2024-01-01 | 2024-05-01  | 5      | SEK      | no        | no
    e        | acme        | 2024-01-01 | 2024-05-01  | 7      |          | no        | no
    f        | acme        | 2024-01-01 | 2024-05-01  | 200    | eur      | no        | no
    g        | acme        | 2024-01-01 | 2024-05-01  | 300    | EUR      | no        | no
"""
CRM_RATES = """
    rate_ref | currency | starts_on  | rate | is_own
    r1       | EUR      |            | 1    | yes
    r2       | DKK      |            | 7    | no
    r3       | DKK      | 2024-03-01 | 7.3  |
    r4       | DKK      | 2025-01-01 | 7.46 |
"""


def worth(**told: object) -> str:
    found = made("deals", crm_accounts=ACME, crm_deals=DEALS, **told)
    return show(found, "deal_id", "amount", "told_amount", "currency")


def test_amounts_without_a_rate_are_unknown() -> None:
    assert worth() == text("""
        a | 100 | 100 | EUR
        b | -   | 746 | DKK
        c | -   | 730 | DKK
        d | -   | 5   | SEK
        e | -   | 7   | -
        f | 200 | 200 | EUR
        g | 300 | 300 | EUR
    """)


def test_amounts_by_the_crm_s_rates_of_their_closing_day() -> None:
    assert worth(crm_rates=CRM_RATES) == text("""
        a | 100 | 100 | EUR
        b | 100 | 746 | DKK
        c | 100 | 730 | DKK
        d | -   | 5   | SEK
        e | -   | 7   | -
        f | 200 | 200 | EUR
        g | 300 | 300 | EUR
    """)


def test_amounts_of_one_currency_need_no_rate_even_where_some_name_none() -> None:
    deals = """
        deal_ref | account_ref | opened_at  | amount | currency
        a        | acme        | 2024-01-01 | 100    | EUR
        b        | acme        | 2024-01-01 | 50     |
    """
    found = made("deals", crm_accounts=ACME, crm_deals=deals)
    assert show(found, "deal_id", "amount", "currency") == text("""
        a | 100 | EUR
        b | 50  | -
    """)
    nameless = made("deals", crm_accounts=ACME, crm_deals=deals.replace("EUR", ""))
    assert show(nameless, "deal_id", "amount") == text("a | 100\nb | 50")


def test_amounts_in_the_currency_that_history_tells() -> None:
    changes = "deal_ref | recorded_at | amount | currency\na | 2024-02-01 | 40 | SEK"
    found = made("deals", crm_accounts=ACME, crm_deals=DEALS, crm_deal_changes=changes, own={"map.rate.SEK": 10})
    assert "a | 4 | 40 | SEK" in show(found, "deal_id", "amount", "told_amount", "currency").splitlines()


def rates(**told: object) -> str:
    return show(made("rates", crm_deals=DEALS, **told), "currency", "from_on", "until_on", "rate", "basis")


def test_rates_count_from_their_day_to_the_next() -> None:
    assert rates(crm_rates=CRM_RATES) == text("""
        DKK | 1900-01-01 | 2024-02-29 | 7    | CRM
        DKK | 2024-03-01 | 2024-12-31 | 7.3  | CRM
        DKK | 2025-01-01 | 9999-12-31 | 7.46 | CRM
        EUR | 1900-01-01 | 9999-12-31 | 1    | own
    """)


def test_rates_that_somebody_tells_beat_those_of_the_crm() -> None:
    own = {"map.rate.DKK": 8, "map.rate.DKK 2025-01-01": 8.5}
    assert rates(crm_rates=CRM_RATES, own=own) == text("""
        DKK | 1900-01-01 | 2024-02-29 | 8   | settings
        DKK | 2024-03-01 | 2024-12-31 | 7.3 | CRM
        DKK | 2025-01-01 | 9999-12-31 | 8.5 | settings
        EUR | 1900-01-01 | 9999-12-31 | 1   | own
    """)


def test_rates_of_the_crm_s_currency_are_not_those_of_another() -> None:
    assert rates(crm_rates=CRM_RATES, own={"map.currency.own": "SEK"}) == text("""
        SEK | 1900-01-01 | 9999-12-31 | 1 | own
    """)


def test_rates_nothing_known() -> None:
    assert show(made("rates"), "currency", "rate", "basis") == text("| 1 | own").replace("-", "")
