"""What happened, on either side."""

from tables import made, show, text

TWO_ACCOUNTS = """
    account_ref | domain
    acme        | acme.com
    brandt      | brandt.de
"""
ANN = """
    person_ref | account_ref | email
    ann        | acme        | ann@acme.com
"""
BRIDGE = """
    deal_ref | account_ref | opened_at
    bridge   | acme        | 2026-01-05
"""
KNOWN = {"crm_accounts": TWO_ACCOUNTS, "crm_people": ANN, "crm_deals": BRIDGE}


def web(web_events: str, web_calls: str) -> str:
    found = made("web_acts", crm_accounts=TWO_ACCOUNTS, web_events=web_events, web_calls=web_calls)
    return show(found, "event_id", "account_id", "person_id")


def logged(crm_activities: str) -> str:
    found = made("crm_acts", **KNOWN, crm_activities=crm_activities)
    return show(found, "event_id", "account_id", "person_id", "deal_id", "side", "channel")


def dialogues(crm_activities: str) -> str:
    found = made("touchpoints", **KNOWN, crm_activities=crm_activities)
    return show(found, "touchpoint_id", "account_id", "deal_id", "person_ids", "user_refs", "channel", "minutes")


def test_web_acts_before_the_sign_in_count_too() -> None:
    web_events = """
        event_id | visitor_id | happened_at
        before   | v1         | 2026-01-05
        after    | v1         | 2026-03-05
        stranger | v2         | 2026-03-05
    """
    web_calls = """
        visitor_id | user_id | email        | recorded_at
        v1         | u1      | ann@acme.com | 2026-02-01
    """
    assert web(web_events, web_calls) == text("""
        after  | acme | email:ann@acme.com
        before | acme | email:ann@acme.com
    """)


def test_web_acts_signed_in_user_counts_before_the_device() -> None:
    web_events = """
        event_id | visitor_id | user_id
        hers     | v1         | u1
        his      | v1         | u2
        whose    | v1         |
    """
    web_calls = """
        visitor_id | user_id | email
        v1         | u1      | ann@acme.com
        v1         | u2      | bo@brandt.de
    """
    assert web(web_events, web_calls) == text("""
        hers | acme   | email:ann@acme.com
        his  | brandt | email:bo@brandt.de
    """)


def test_web_acts_of_programs_do_not_count() -> None:
    web_events = """
        event_id | visitor_id | user_id | agent
        person   | v1         | u1      | Mozilla/5.0 Firefox/140.0
        program  | v2         | u1      | Googlebot/2.1
        disguise | v2         | u1      | Mozilla/5.0 Firefox/140.0
    """
    web_calls = """
        visitor_id | user_id | email
        v1         | u1      | ann@acme.com
    """
    assert web(web_events, web_calls) == text("person | acme | email:ann@acme.com")


def test_crm_acts_find_their_account_by_deal_then_account_then_person() -> None:
    assert logged("""
        activity_ref | kind    | deal_ref | account_ref | person_ref | direction | starts_at
        on-deal      | meeting | bridge   | brandt      |            |           | 2026-02-02
        on-account   | email   |          | brandt      | ann        | in        | 2026-02-03
        on-person    | call    |          |             | ann        | out       | 2026-02-04
        on-nothing   | task    |          |             |            |           | 2026-02-05
    """) == text("""
        on-deal    | acme   | -                  | bridge | both     | meeting
        on-account | brandt | email:ann@acme.com | -      | customer | email
        on-person  | acme   | email:ann@acme.com | -      | ours     | call
    """)


def test_act_people_are_named_or_addressed() -> None:
    crm_people = """
        person_ref | account_ref | email         | merged_into
        ann        | acme        | ann@acme.com  |
        ann-again  | acme        | ann@old.com   | ann
        bo         | brandt      | bo@brandt.de  |
    """
    crm_activities = """
        activity_ref | kind  | person_ref | starts_at  | addresses
        mail         | email |            | 2026-02-02 | ann@old.com bo@brandt.de kim@us.com
        both         | email | ann        | 2026-02-02 | ann@acme.com
        nobody       | email |            | 2026-02-02 | kim@us.com
    """
    found = made("act_people", crm_accounts=TWO_ACCOUNTS, crm_people=crm_people, crm_activities=crm_activities)
    assert show(found, "activity_ref", "person_id", "account_id") == text("""
        mail | email:ann@acme.com | acme
        mail | email:bo@brandt.de | brandt
        both | email:ann@acme.com | acme
    """)


def test_crm_acts_to_people_of_two_accounts_belong_to_none() -> None:
    crm_people = """
        person_ref | account_ref | email
        ann        | acme        | ann@acme.com
        bo         | brandt      | bo@brandt.de
    """
    crm_activities = """
        activity_ref | kind  | starts_at  | addresses
        both         | email | 2026-02-02 | ann@acme.com bo@brandt.de
        one          | email | 2026-02-02 | ann@acme.com
    """
    found = made("crm_acts", crm_accounts=TWO_ACCOUNTS, crm_people=crm_people, crm_activities=crm_activities)
    assert show(found, "event_id", "account_id") == text("one | acme")


def test_crm_acts_a_mail_kept_twice_counts_once() -> None:
    assert logged("""
        activity_ref | kind  | deal_ref | starts_at  | direction | logged_as
        task         | email | bridge   | 2026-02-02 |           |
        mail         | email | bridge   | 2026-02-02 | in        | task
    """) == text("mail | acme | - | bridge | customer | email")


def test_crm_acts_deleted_undated_or_still_to_do_have_not_happened() -> None:
    assert logged("""
        activity_ref | kind | deal_ref | starts_at  | is_deleted | is_done
        deleted      | task | bridge   | 2026-02-02 | yes        | yes
        undated      | task | bridge   |            | no         | yes
        to-do        | task | bridge   | 2026-02-02 | no         | no
        done         | task | bridge   | 2026-02-02 | no         | yes
        not-said     | task | bridge   | 2026-02-02 |            |
    """) == text("""
        done     | acme | - | bridge | ours | task
        not-said | acme | - | bridge | ours | task
    """)


def test_crm_acts_an_answer_to_a_campaign_is_the_customer_s() -> None:
    crm_responses = """
        response_ref | person_ref | has_responded | responded_on | status
        answered     | ann        | yes           | 2026-02-02   | Registered
        only-sent    | ann        | no            | 2026-02-02   | Sent
        undated      | ann        | yes           |              | Registered
    """
    found = made("crm_acts", crm_accounts=TWO_ACCOUNTS, crm_people=ANN, crm_responses=crm_responses)
    assert show(found, "event_id", "account_id", "person_id", "side", "channel", "what", "happened_at") == text("""
        answered | acme | email:ann@acme.com | customer | campaign | Registered | 2026-02-02
    """)


def test_touchpoints_are_two_way() -> None:
    assert dialogues("""
        activity_ref | kind    | deal_ref | direction | minutes | starts_at
        meeting      | meeting | bridge   |           |         | 2026-02-02
        long-call    | call    | bridge   | out       | 5       | 2026-02-03
        voicemail    | call    | bridge   | out       | 1       | 2026-02-04
        they-called  | call    | bridge   | in        | 1       | 2026-02-05
        their-mail   | email   | bridge   | in        |         | 2026-02-06
        our-mail     | email   | bridge   | out       |         | 2026-02-07
        our-task     | task    | bridge   |           | 60      | 2026-02-08
    """) == text("""
        meeting     | acme | bridge | - | - | meeting | -
        long-call   | acme | bridge | - | - | call    | 5
        they-called | acme | bridge | - | - | call    | 1
        their-mail  | acme | bridge | - | - | email   | -
    """)


def test_touchpoints_a_meeting_with_several_rows_is_one() -> None:
    assert dialogues("""
        activity_ref | kind    | deal_ref | person_ref | user_ref | minutes | starts_at
        m1           | meeting | bridge   | ann        | kim      | 30      | 2026-02-02 09:00
        m2           | meeting |          | ann        | lee      | 60      | 2026-02-02 09:00
        m3           | meeting | bridge   |            | kim      |         | 2026-02-02 11:00
    """) == text("""
        m1 | acme | bridge | email:ann@acme.com | kim lee | meeting | 60
        m3 | acme | bridge | -                  | kim     | meeting | -
    """)


def test_touchpoints_planned_ones_have_not_happened() -> None:
    assert dialogues("""
        activity_ref | kind    | deal_ref | starts_at
        next-week    | meeting | bridge   | 2026-07-06
        right-now    | meeting | bridge   | 2026-06-29
    """) == text("right-now | acme | bridge | - | - | meeting | -")


def test_touchpoints_nothing_logged() -> None:
    assert show(made("touchpoints")) == ""


def test_seller_activity_counts_ours_and_what_it_took() -> None:
    crm_activities = """
        kind    | deal_ref | direction | minutes | starts_at
        meeting | bridge   |           | 60      | 2026-02-02
        email   | bridge   | out       |         | 2026-02-08
        email   | bridge   | in        |         | 2026-02-03
        task    | bridge   |           |         | 2026-07-06
    """
    found = made("seller_activity", **KNOWN, crm_activities=crm_activities)
    assert show(found) == text("acme | bridge | 2026-02-02 | 2 | 1.25")


def relationship(**told: str) -> str:
    return show(made("relationships", crm_accounts=TWO_ACCOUNTS, **told), "deal_id", "touchpoints", "relationship_days")


def test_relationships_count_dialogues_before_the_deal_and_not_its_own() -> None:
    crm_activities = """
        kind    | deal_ref | account_ref | starts_at
        meeting |          | acme        | 2025-01-05
        meeting |          | acme        | 2025-06-05
        meeting | bridge   | acme        | 2025-12-05
        meeting |          | acme        | 2026-01-05
        meeting |          | acme        | 2026-02-05
        meeting |          | brandt      | 2020-02-05
    """
    assert relationship(crm_deals=BRIDGE, crm_activities=crm_activities) == text("bridge | 2 | 365")


def test_relationships_an_earlier_deal_is_a_contact_but_no_dialogue() -> None:
    crm_deals = """
        deal_ref | account_ref | opened_at
        first    | acme        | 2025-01-05
        second   | acme        | 2026-01-05
        twin     | acme        | 2026-01-05
    """
    meeting = """
        kind    | account_ref | starts_at
        meeting | brandt      | 2025-12-05
    """
    assert relationship(crm_deals=crm_deals, crm_activities=meeting) == text("""
        first  | 0 | 0
        second | 0 | 365
        twin   | 0 | 365
    """)


def test_relationships_nothing_ever_logged_cannot_be_told() -> None:
    crm_deals = """
        deal_ref | account_ref | opened_at
        first    | acme        | 2025-01-05
        second   | acme        | 2026-01-05
    """
    assert relationship(crm_deals=crm_deals) == text("""
        first  | - | -
        second | - | 365
    """)


def test_relationships_merged_accounts_share_theirs() -> None:
    merged = """
        account_ref | merged_into
        acme        |
        acme-again  | acme
    """
    meeting = """
        kind    | account_ref | starts_at
        meeting | acme-again  | 2025-01-05
    """
    found = made("relationships", crm_accounts=merged, crm_deals=BRIDGE, crm_activities=meeting)
    assert show(found, "deal_id", "touchpoints", "relationship_days") == text("bridge | 1 | 365")


def test_events_say_the_act_the_title_or_the_page() -> None:
    web_events = """
        event_id | kind  | visitor_id | page     | title         | name         | happened_at
        read     | page  | v1         | /pricing | Pricing       |              | 2026-06-01 10:00
        asked    | track | v1         | /pricing | Pricing       | Quote asked  | 2026-06-01 10:05
        untitled | page  | v1         | /xyzzy   |               |              | 2026-06-01 10:10
    """
    web_calls = """
        visitor_id | user_id | email
        v1         | u1      | ann@acme.com
    """
    found = made("events", crm_accounts=TWO_ACCOUNTS, web_events=web_events, web_calls=web_calls)
    assert show(found, "event_id", "account_id", "journey_id", "side", "channel", "what", "job") == text("""
        read     | acme | acme | customer | web | Pricing     | consensus_creation
        asked    | acme | acme | customer | web | Quote asked | consensus_creation
        untitled | acme | acme | customer | web | /xyzzy      | -
    """)


def test_events_go_to_the_need_of_their_deal_or_of_their_person() -> None:
    deal_needs = """
        deal_id | account_id | journey_id  | is_main
        bridge  | acme       | acme        | yes
        tunnel  | acme       | acme/tunnel | no
    """
    need_people = """
        account_id | person_id | journey_id
        acme       | bo        | acme/tunnel
    """
    crm_acts = """
        event_id  | account_id | person_id | deal_id
        of-deal   | acme       | ann       | tunnel
        of-person | acme       | bo        |
        of-main   | acme       | ann       | bridge
        of-nobody | acme       |           |
    """
    found = made("events", crm_acts=crm_acts, deal_needs=deal_needs, need_people=need_people)
    assert show(found, "event_id", "journey_id") == text("""
        of-deal   | acme/tunnel
        of-person | acme/tunnel
        of-main   | acme
        of-nobody | acme
    """)


FROM_MAILBOXES = {
    "crm_accounts": "account_ref\nacme\nother",
    "crm_users": "user_ref | email\nolga | Olga@ours.com\nomar | omar@ours.com",
    "crm_people": """
        person_ref | account_ref | email
        ann        | acme        | ann@acme.com
        bo         | acme        | bo@acme.com
        cy         | other       | cy@other.com
    """,
}


def test_a_mail_of_a_mailbox_is_the_customers_where_one_of_theirs_wrote_it() -> None:
    acts = """
        activity_ref | system | kind  | starts_at           | sender        | addresses
        in           | mail   | email | 2026-02-03 10:00:00 | ann@acme.com  | ann@acme.com olga@ours.com
        out          | mail   | email | 2026-02-03 11:00:00 | olga@ours.com | ann@acme.com olga@ours.com
        strange      | mail   | email | 2026-02-03 12:00:00 | x@nobody.com  | olga@ours.com x@nobody.com
    """
    found = made("crm_acts", **FROM_MAILBOXES, crm_activities=acts)
    assert show(found, "event_id", "account_id", "user_ref", "side") == text("""
        in  | acme | olga | customer
        out | acme | olga | ours
    """)


def test_a_meeting_of_a_calendar_tells_who_met_whom_where_the_crm_is_silent() -> None:
    acts = """
        activity_ref | system     | kind    | account_ref | starts_at           | addresses
        logged       | salesforce | meeting | acme        | 2026-02-03 10:00:00 |
        invited      | calendar   | meeting |             | 2026-02-03 10:00:00 | ann@acme.com bo@acme.com olga@ours.com omar@ours.com
        elsewhere    | calendar   | meeting |             | 2026-02-03 10:00:00 | cy@other.com omar@ours.com
    """
    known = {**FROM_MAILBOXES, "crm_activities": acts}
    assert show(made("crm_acts", **known), "event_id", "account_id") == text("""
        logged    | acme
        elsewhere | other
    """)
    assert show(made("touchpoints", **known), "account_id", "person_ids", "user_refs") == text("""
        acme  | email:ann@acme.com email:bo@acme.com | olga omar
        other | email:cy@other.com                   | omar
    """)


def test_a_mail_that_the_crm_logged_too_counts_once_as_the_crm_has_it() -> None:
    acts = """
        activity_ref | system  | kind  | person_ref | deal_ref | direction | starts_at           | sender       | addresses
        logged       | hubspot | email | ann        |          | in        | 2026-02-03 10:00:12 |              |
        boxed        | mail    | email |            |          |           | 2026-02-03 10:00:40 | ann@acme.com | ann@acme.com olga@ours.com
        another      | mail    | email |            |          |           | 2026-02-03 10:01:40 | ann@acme.com | ann@acme.com olga@ours.com
    """
    found = made("same_acts", crm_people=FROM_MAILBOXES["crm_people"], crm_activities=acts)
    assert show(found, "activity_ref", "same_as") == "boxed | logged"
