"""Which claims the data can speak to yet."""

import pyarrow.compute as pc

from tables import made, show, text

DEAL = """
    deal_ref | account_ref | opened_at
    bridge   | acme        | 2026-01-01
"""
VISIT = {
    "web_calls": "visitor_id | user_id | email\nv1 | u1 | ann@acme.com",
    "web_events": "visitor_id | page\nv1 | /pricing",
}


def claims(**told: str) -> str:
    found = made("claims", **told)
    assert len(set(found["adds_most"].to_pylist())) == 1
    return "\n".join([show(found, "claim", "noun", "answer"), f"adds most | {found['adds_most'][0]}"])


def test_claims_of_nothing() -> None:
    assert claims() == text("""
        S1 | matrix    | no
        S10 | competencies | no
        S11 | outcomes | no
        S2 | routes    | no
        S3 | journeys  | no
        S4 | paths     | no
        S5 | bets      | no
        S6 | dialogues | no
        S7 | teams     | no
        S8 | coaching  | no
        S9 | coverage  | no
        adds most | the CRM's opportunities with their history
    """)


def test_claims_of_the_crm_alone() -> None:
    crm = {
        "crm_accounts": "account_ref\nacme",
        "crm_people": "person_ref | account_ref\nann | acme",
        "crm_deals": DEAL,
        "crm_roles": "deal_ref | person_ref\nbridge | ann",
        "crm_activities": "kind | deal_ref | starts_at\nmeeting | bridge | 2026-02-01",
    }
    assert claims(**crm) == text("""
        S1 | matrix    | yes
        S10 | competencies | yes
        S11 | outcomes | yes
        S2 | routes    | partly
        S3 | journeys  | no
        S4 | paths     | no
        S5 | bets      | no
        S6 | dialogues | partly
        S7 | teams     | yes
        S8 | coaching  | partly
        S9 | coverage  | partly
        adds most | web analytics (identified visits)
    """)


def test_claims_of_the_web_alone() -> None:
    assert claims(**VISIT) == text("""
        S1 | matrix    | no
        S10 | competencies | no
        S11 | outcomes | no
        S2 | routes    | no
        S3 | journeys  | partly
        S4 | paths     | partly
        S5 | bets      | partly
        S6 | dialogues | no
        S7 | teams     | no
        S8 | coaching  | no
        S9 | coverage  | no
        adds most | the CRM's opportunities with their history
    """)


def test_claims_say_what_is_there_and_what_is_missing() -> None:
    bets = made("claims", **VISIT).filter(pc.field("noun") == "bets")
    assert show(bets, "has", "needs") == text("""
        web analytics (identified visits) | the CRM's opportunities with their history
    """)


def test_sources_seen_counts_each_kind_of_fact() -> None:
    assert show(made("sources_seen", **VISIT)) == text("""
        web       | 1
        deals     | 0
        dialogues | 0
        roles     | 0
    """)


CRM = {
    "crm_accounts": "account_ref | domain\nacme | acme.com",
    "crm_people": "person_ref | account_ref | email\nann | acme | ann@acme.com",
    "crm_deals": DEAL,
}


def test_claims_of_a_crm_that_logs_nothing_and_mail() -> None:
    mail = """
        system | kind  | starts_at  | sender       | addresses
        mail   | email | 2026-02-01 | ann@acme.com | ann@acme.com olga@ours.com
    """
    assert claims(**CRM, crm_activities=mail) == text("""
        S1 | matrix    | partly
        S10 | competencies | yes
        S11 | outcomes | yes
        S2 | routes    | partly
        S3 | journeys  | no
        S4 | paths     | no
        S5 | bets      | no
        S6 | dialogues | partly
        S7 | teams     | partly
        S8 | coaching  | partly
        S9 | coverage  | partly
        adds most | web analytics (identified visits)
    """)


def test_claims_of_a_crm_a_calendar_and_sites() -> None:
    calendar = """
        system   | kind    | starts_at  | sender        | addresses
        calendar | meeting | 2026-02-01 | olga@ours.com | ann@acme.com olga@ours.com
    """
    assert claims(**CRM, **VISIT, crm_activities=calendar) == text("""
        S1 | matrix    | partly
        S10 | competencies | yes
        S11 | outcomes | yes
        S2 | routes    | yes
        S3 | journeys  | yes
        S4 | paths     | yes
        S5 | bets      | yes
        S6 | dialogues | yes
        S7 | teams     | partly
        S8 | coaching  | yes
        S9 | coverage  | partly
        adds most | contact roles in the CRM
    """)
