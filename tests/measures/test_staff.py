"""Which of our people can be sent to customers this week."""

from tables import made, show, text

USERS = "user_ref | email | is_active\nkim | kim@us |\nlee | lee@us | yes\nold | old@us | no\noffice | office@us |"
ROLES = "user_ref | role\nkim | account_manager\nlee | design_manager\nold | account_manager"


def test_staff_none() -> None:
    assert made("staff").num_rows == 0


def test_staff_with_what_is_told_and_promised() -> None:
    found = made(
        "staff",
        crm_users=USERS,
        staff_roles=ROLES,
        promised_hours="user_ref | hours\nkim | 3\nlee | 17",
        standing_inputs="""
            kind  | value
            staff | {"user_ref": "kim", "hours": "8", "serves": "Denmark"}
            staff | {"user_ref": "kim", "hours": "5"}
        """,
    )
    assert show(found, "user_ref", "role", "serves", "hours", "promised_hours", "left_hours", "is_default") == text("""
        kim | account_manager | Denmark | 5  | 3  | 5 | no
        lee | design_manager  |         | 10 | 17 | 3 | yes
    """)


def test_staff_roles_are_those_they_mostly_have() -> None:
    found = made(
        "staff_roles",
        our_people="""
            deal_id | user_ref | role
            one     | kim      | Owner
            two     | kim      | Solution architect
            three   | kim      | Solution architect
            one     | lee      | Onboarding lead
            one     | max      |
            one     | ida      | Kundeforankring
        """,
        role_meanings="""
            role               | ours
            Solution architect | design_manager
            Onboarding lead    | implementation_manager
            Kundeforankring    | implementation_manager
        """,
        account_sellers="account_id | user_ref\nacme | ann\nbrandt | ann\nacme | lee",
    )
    assert show(found, "user_ref", "role") == text("""
        ann | account_manager
        ida | implementation_manager
        kim | design_manager
        lee | implementation_manager
        max | account_manager
    """)


def test_promised_hours_of_the_coming_seven_days() -> None:
    found = made(
        "promised_hours",
        crm_activities="""
            kind    | user_ref | starts_at           | minutes | is_all_day | is_deleted
            meeting | kim      | 2026-06-30 09:00:00 | 90      |            |
            meeting | kim      | 2026-07-02 09:00:00 |         | no         | no
            meeting | kim      | 2026-07-07 09:00:00 | 60      |            |
            meeting | kim      | 2026-06-28 09:00:00 | 60      |            |
            meeting | kim      | 2026-07-01 09:00:00 | 60      | yes        |
            meeting | kim      | 2026-07-01 09:00:00 | 60      |            | yes
            call    | lee      | 2026-07-01 09:00:00 | 60      |            |
        """,
    )
    assert show(found) == text("kim | 2.5")
