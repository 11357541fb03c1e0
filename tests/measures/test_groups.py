"""Who is on each side of a deal."""

from tables import made, show, text

BRIDGE = """
    deal_id | account_id | opened_at  | closed_at  | status
    bridge  | acme       | 2026-03-02 |            | open
    ended   | acme       | 2025-03-02 | 2025-06-02 | won
"""
MAIN = """
    deal_id | journey_id
    bridge  | acme
    ended   | acme
"""


def readers(events: str, deals: str = BRIDGE, deal_needs: str = MAIN) -> str:
    return show(made("deal_readers", events=events, deals=deals, deal_needs=deal_needs), "deal_id", "person_id")


def test_buying_groups_declared_met_and_seen() -> None:
    found = made(
        "buying_groups",
        deals="deal_id\nbridge",
        deal_people="""
            deal_id | person_id | role
            bridge  | ann       | Decision Maker
            bridge  | bo        |
            deleted | cy        |
        """,
        touchpoints="""
            deal_id | person_ids
            bridge  | ann cy
            bridge  | cy
            bridge  |
                    | dee
        """,
        deal_readers="""
            deal_id | person_id
            bridge  | cy
            bridge  | eve
        """,
    )
    assert show(found, "deal_id", "person_id", "role", "declared", "met", "seen") == text("""
        bridge | ann | Decision Maker | 1 | 1 | 0
        bridge | bo  | -              | 1 | 0 | 0
        bridge | cy  | -              | 0 | 1 | 1
        bridge | eve | -              | 0 | 0 | 1
    """)


def test_buying_groups_nobody_known() -> None:
    assert show(made("buying_groups", deals="deal_id\nbridge")) == ""


def test_deal_readers_around_the_deal_s_time() -> None:
    assert readers("""
        journey_id | channel | person_id | weight | happened_at
        acme       | web     | early     | 1      | 2025-12-01
        acme       | web     | just      | 1      | 2025-12-02
        acme       | web     | during    | 0.5    | 2026-06-01
        acme       | web     | before    | 1      | 2025-01-01
        acme       | web     | last-day  | 1      | 2025-06-02 23:00
        acme       | web     | too-late  | 1      | 2025-06-03
    """) == text("""
        bridge | just
        bridge | during
        ended  | before
        ended  | last-day
    """)


def test_deal_readers_neither_nameless_nor_idle_nor_elsewhere() -> None:
    assert (
        readers("""
        journey_id  | channel | person_id | weight | happened_at
        acme        | web     |           | 1      | 2026-06-01
        acme        | web     | careers   | 0      | 2026-06-01
        acme        | web     | unplaced  |        | 2026-06-01
        acme        | meeting | met       |        | 2026-06-01
        acme/tunnel | web     | beside    | 1      | 2026-06-01
        acme        | web     | tomorrow  | 1      | 2026-06-30
    """)
        == ""
    )


def test_our_people_are_the_owner_and_the_team() -> None:
    crm_members = """
        deal_ref | user_ref | role               | is_deleted
        bridge   | kim      | Account Manager    | no
        bridge   | lee      | Solution Architect |
        bridge   | lee      |                    |
        bridge   | gone     | Account Manager    | yes
        tunnel   | kim      | Solution Architect | no
        tunnel   | stranger |                    | no
    """
    deals = """
        deal_id | owner_ref
        bridge  | max
        tunnel  | kim
        bare    |
    """
    crm_users = """
        user_ref | email
        kim      | kim@us.com
        lee      | lee@us.com
        max      |
    """
    found = made("our_people", crm_members=crm_members, deals=deals, crm_users=crm_users)
    assert show(found, "deal_id", "user_ref", "role", "email") == text("""
        bridge | kim      | Account Manager    | kim@us.com
        bridge | lee      | Solution Architect | lee@us.com
        bridge | max      | Owner              | -
        tunnel | kim      | Solution Architect | kim@us.com
        tunnel | stranger | -                  | -
    """)


USERS = """
    user_ref | email
    kim      | kim@us.com
    lee      | lee@us.com
    max      |
"""


def sellers(**told: str) -> str:
    found = made("account_sellers", crm_users=USERS, **told)
    return show(found, "account_id", "user_ref", "email", "basis")


def test_account_sellers_owner_before_whoever_was_in_touch() -> None:
    accounts = """
        account_id | owner_ref
        acme       | kim
        brandt     | max
        copper     |
        dunlin     |
    """
    crm_acts = """
        account_id | user_ref | happened_at
        acme       | lee      | 2026-06-01
        brandt     | kim      | 2026-05-01
        brandt     | lee      | 2026-06-01
        copper     | lee      | 2026-07-01
        copper     | kim      | 2026-05-01
    """
    assert sellers(accounts=accounts, crm_acts=crm_acts) == text("""
        acme   | kim | kim@us.com | owner
        brandt | lee | lee@us.com | last in touch
        copper | kim | kim@us.com | last in touch
    """)


def test_account_sellers_by_deal_and_in_a_tie_by_name() -> None:
    deals = """
        deal_id | account_id | owner_ref | changed_at
        bridge  | acme       | lee       | 2026-05-01
        tunnel  | acme       | kim       | 2026-05-01
        arch    | brandt     | lee       | 2026-05-01
        dome    | brandt     | kim       |
    """
    assert sellers(deals=deals) == text("""
        acme   | kim | kim@us.com | last in touch
        brandt | lee | lee@us.com | last in touch
    """)


def test_account_sellers_nobody_known() -> None:
    assert sellers(accounts="account_id\nacme") == ""


REACH = """
    account_id | deal_id | email
    acme       | bridge  | bo@we.example
    acme       | bridge  | al@we.example
    acme       | -       | al@we.example
    dam        | -       | cy@we.example
"""
BRANCHES = """
    leader          | email
    lea@we.example  | al@we.example
    lea@we.example  | bo@we.example
    dora@we.example | bo@we.example
"""


def test_an_account_is_seen_by_who_works_with_it_and_by_the_leaders_above_them() -> None:
    found = made("account_sights", reach=REACH, branches=BRANCHES).to_pylist()
    assert {row["account_id"]: (row["with_account"], row["above_account"]) for row in found} == {
        "acme": (" al@we.example bo@we.example ", " dora@we.example lea@we.example "),
        "dam": (" cy@we.example ", ""),
    }


def test_a_deal_is_seen_by_who_works_on_it_only() -> None:
    (found,) = made("deal_sights", reach=REACH, branches=BRANCHES).to_pylist()
    assert found["deal_id"] == "bridge"
    assert found["with_deal"] == " al@we.example bo@we.example "
    assert made("deal_sights").to_pylist() == []
