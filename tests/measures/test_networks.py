"""Whose office an address block is, and who is in it."""

import pytest

from tables import made, show, tables, text

OFFICES = """
    account_ref | domain
    acme        | acme.com
    brandt      | brandt.de
"""
CALLS = """
    visitor_id | user_id | email           | recorded_at
    ann        | u1      | ann@acme.com    | 2026-05-01
    bo         | u2      | bo@acme.com     | 2026-05-20
    cy         | u3      | cy@brandt.de    | 2026-05-01
    dee        | u4      | dee@brandt.de   | 2026-05-01
"""


def offices(web_events: str, *, web_calls: str = CALLS, **own: object) -> str:
    found = made("networks", crm_accounts=OFFICES, web_calls=web_calls, web_events=web_events, own=own)
    return show(found, "block", "account_id", "people", "visitors", "confidence", "known_at")


def anonymous(web_events: str) -> str:
    found = made("visitors", crm_accounts=OFFICES, web_calls=CALLS, web_events=web_events)
    told = [row for row in found.to_pylist() if row["visitor_id"] not in {"ann", "bo", "cy", "dee"}]
    return text(
        "\n".join(
            " | ".join(map(str, (r["visitor_id"], r["account_id"], r["basis"], r["confidence"], r["known_at"])))
            for r in told
        )
    )


def test_two_people_of_one_account_make_an_office_from_when_the_second_is_known() -> None:
    assert offices("""
        visitor_id | ip           | recorded_at
        ann        | 81.2.69.17   | 2026-05-02
        bo         | 81.2.69.30   | 2026-05-03
        x          | 81.2.69.200  | 2026-04-01
        y          | 81.2.69.18   | 2026-06-01
    """) == text("""
        81.2.69.0/24  | acme | 2 | 4 | 0.85 | 2026-05-20
        81.2.69.16/28 | acme | 2 | 3 | 0.85 | 2026-05-20
    """)


def test_its_anonymous_visitors_belong_to_the_account_and_to_no_person() -> None:
    assert anonymous("""
        visitor_id | ip           | recorded_at
        ann        | 81.2.69.17   | 2026-05-02
        bo         | 81.2.69.30   | 2026-05-03
        x          | 81.2.69.200  | 2026-04-01
        y          | 81.2.69.18   | 2026-06-01
        z          | 90.1.1.1     | 2026-06-01
    """) == text("""
        x | acme | office network | 0.85 | 2026-05-20 00:00:00
        y | acme | office network | 0.85 | 2026-06-01 00:00:00
    """)


def test_one_person_at_home_makes_no_office() -> None:
    assert (
        offices("""
        visitor_id | ip
        ann        | 81.2.69.17
        x          | 81.2.69.17
    """)
        == ""
    )


def test_neighbours_of_two_accounts_are_told_apart_by_the_smaller_block() -> None:
    assert anonymous("""
        visitor_id | ip           | recorded_at
        ann        | 81.2.69.17   | 2026-05-21
        bo         | 81.2.69.18   | 2026-05-21
        cy         | 81.2.69.33   | 2026-05-21
        dee        | 81.2.69.34   | 2026-05-21
        x          | 81.2.69.19   | 2026-05-21
        y          | 81.2.69.35   | 2026-05-21
        z          | 81.2.69.99   | 2026-05-21
    """) == text("""
        x | acme   | office network | 0.85 | 2026-05-21 00:00:00
        y | brandt | office network | 0.85 | 2026-05-21 00:00:00
    """)


def test_an_address_shared_by_two_accounts_is_nobody_s_office() -> None:
    assert (
        offices("""
        visitor_id | ip
        ann        | 81.2.69.17
        bo         | 81.2.69.17
        cy         | 81.2.69.17
        x          | 81.2.69.17
    """)
        == ""
    )


def test_a_crowd_around_two_people_is_a_provider_s() -> None:
    crowd = [f"x{number} | 81.2.69.17" for number in range(60)]
    assert offices("\n".join(["visitor_id | ip", "ann | 81.2.69.17", "bo | 81.2.69.17", *crowd])) == ""


def test_who_is_seen_in_two_accounts_offices_belongs_to_neither() -> None:
    assert (
        anonymous("""
        visitor_id | ip
        ann        | 81.2.69.17
        bo         | 81.2.69.17
        cy         | 90.1.1.1
        dee        | 90.1.1.1
        x          | 81.2.69.17
        x          | 90.1.1.1
    """)
        == ""
    )


def test_a_visitor_tied_by_a_group_call_counts_as_one_of_its_people() -> None:
    web_calls = """
        kind     | visitor_id | user_id | email        | group_id | domain
        identify | ann        | u1      | ann@acme.com |          |
        group    | g          |         |              | g1       | acme.com
    """
    web_events = """
        visitor_id | ip         | recorded_at
        ann        | 81.2.69.17 | 2026-05-01
        g          | 81.2.69.17 | 2026-05-01
    """
    assert "81.2.69.17 | acme | 2 | 2" in offices(web_events, web_calls=web_calls)


def test_addresses_of_the_newer_kind_by_48_and_56_bits() -> None:
    assert offices("""
        visitor_id | ip                     | recorded_at
        ann        | 2A00:1450:4001:80b::1  | 2026-05-21
        bo         | 2a00:1450:4001:8ff::2  | 2026-05-21
        x          | 2a00:1450:4001::3      | 2026-05-21
    """) == text("""
        2a00:1450:4001::/48      | acme | 2 | 3 | 0.85 | 2026-05-21
        2a00:1450:4001:0800::/56 | acme | 2 | 2 | 0.85 | 2026-05-21
    """)


@pytest.mark.parametrize("ip", ["", "10.0.0.7", "192.168.1.2", "0.1.2.3", "100.64.1.1", "unknown", "999.x.1.2", "::1"])
def test_addresses_that_stand_for_nobody(ip: str) -> None:
    assert (
        offices(f"""
        visitor_id | ip
        ann        | {ip}
        bo         | {ip}
    """)
        == ""
    )


def test_a_company_may_switch_it_off() -> None:
    web_events = """
        visitor_id | ip
        ann        | 81.2.69.17
        bo         | 81.2.69.17
        x          | 81.2.69.17
    """
    own = {"web.networks": False}
    found = tables(
        ["networks", "network_visits"], crm_accounts=OFFICES, web_calls=CALLS, web_events=web_events, own=own
    )
    assert [table.num_rows for table in found.values()] == [0, 0]
