"""Where each customer is on its way to a purchase."""

import pytest

from headway.sources.priors import priors
from headway.sources.words import JOBS
from tables import made, show, tables, text

NEED = """
    journey_id | account_id | is_main
    acme       | acme       | yes
"""


def test_journey_acts_before_our_first_dialogue() -> None:
    events = """
        journey_id | side     | happened_at
        acme       | customer | 2026-04-06
        acme       | customer | 2026-05-06
        acme       | customer | 2026-05-13
        acme       | customer | 2026-05-27
        acme       | ours     | 2026-06-03
    """
    touchpoints = """
        account_id | happened_at
        acme       | 2026-04-20
        acme       | 2026-05-20
        acme       | 2026-06-20
    """
    begun = "journey_id | begun_on\nacme | 2026-05-04"
    found = made("journey_acts", events=events, touchpoints=touchpoints, needs=NEED, journey_states=begun)
    assert show(found) == text("acme | 2026-05-27 | 2026-05-20 | 3 | 2")


def test_journey_acts_a_need_beside_has_only_its_own_dialogues() -> None:
    needs = """
        journey_id  | account_id | is_main | deal_id
        acme        | acme       | yes     | bridge
        acme/tunnel | acme       | no      | tunnel
    """
    begun = "journey_id | begun_on\nacme | 2026-05-04\nacme/tunnel | 2026-05-04"
    events = """
        journey_id  | side     | happened_at
        acme        | customer | 2026-05-04
        acme/tunnel | customer | 2026-05-04
    """
    touchpoints = "account_id | deal_id | happened_at\nacme | bridge | 2026-05-20\nacme | | 2026-05-10"
    found = made("journey_acts", events=events, touchpoints=touchpoints, needs=needs, journey_states=begun)
    assert show(found, "journey_id", "first_dialogue_at") == text("acme | 2026-05-10\nacme/tunnel | -")


def test_active_people_of_eight_weeks() -> None:
    found = made(
        "active_people",
        events="""
            journey_id | person_id | side     | happened_at
            acme       | ann       | customer | 2026-06-28
            acme       | ann       | customer | 2026-06-27
            acme       | bo        | both     | 2026-05-05
            acme       | cy        | customer | 2026-05-04
            acme       | dee       | ours     | 2026-06-28
            acme       | eve       | customer | 2026-06-30
            acme       |           | customer | 2026-06-28
        """,
    )
    assert show(found) == text("acme | 2")


def test_account_history_of_purchases_and_dialogues() -> None:
    found = made(
        "account_history",
        accounts="account_id\nacme\nbrandt",
        deals="""
            deal_id | account_id | status
            bridge  | acme       | won
            tunnel  | acme       | lost
            arch    | acme       | open
        """,
        touchpoints="""
            touchpoint_id | account_id | happened_at
            t1            | acme       | 2026-06-01
            t2            | acme       | 2026-05-04
        """,
        readers="""
            reader_id | account_id | service_views | buying_share
            ann       | acme       | 9             | 0.01
            bo        | acme       | 1             | 0.9
            cy        | acme       | 0             | 0.4
        """,
    )
    assert show(found, "account_id", "won_deals", "users", "recent_dialogues") == text(
        "acme | 1 | 1 | 1\nbrandt | 0 | 0 | 0"
    )


KNOWN = {
    "crm_accounts": "account_ref | domain\nacme | acme.com\nbrandt | brandt.de",
    "web_calls": "visitor_id | user_id | email\nv1 | u1 | ann@acme.com",
}


def test_journeys_from_the_web_to_the_answer() -> None:
    found = made(
        "journeys",
        **KNOWN,
        web_events="""
            visitor_id | page     | happened_at
            v1         | /pricing | 2026-05-04 10:00
            v1         | /pricing | 2026-05-11 10:00
            v1         | /pricing | 2026-06-22 10:00
        """,
        crm_activities="kind | account_ref | starts_at\nmeeting | acme | 2026-05-12",
    )
    assert show(
        found, "rank", "journey_id", "account_refs", "is_main", "looking_for", "active_people", "basis"
    ) == text("""
        1 | acme   | acme domain:acme.com    | yes | consensus_creation | 1 | judgement
        2 | brandt | brandt domain:brandt.de | yes | -                  | 0 | judgement
    """)
    dated = ("last_customer_event_at", "first_dialogue_at", "share_before_dialogue")
    assert show(found, "rank", *dated) == text("1 | 2026-06-22 10:00 | 2026-05-12 | 0.6667\n2 | - | - | -")
    acme = found.to_pylist()[found["journey_id"].to_pylist().index("acme")]
    parts = zip(JOBS, priors()["jobs"]["share"], strict=True)
    assert acme["share_done"] == pytest.approx(sum(acme[job] * part for job, part in parts))


def test_journeys_nothing_seen_is_unknown_not_low() -> None:
    found = made("journeys", crm_accounts="account_ref\nacme")
    told = ("share_done", "looking_for", "share_before_dialogue", "chance_90d", "chance_low", "chance_high", *JOBS)
    assert show(found, "journey_id", "rank", *told) == text("acme | 1" + " | -" * len(told))


def test_journeys_no_accounts() -> None:
    assert show(made("journeys")) == ""


def test_journeys_just_begun_tell_no_share_yet() -> None:
    begun_on_monday = "visitor_id | page | happened_at\nv1 | /pricing | {}"
    three = made("journeys", **KNOWN, web_events=begun_on_monday.format("2026-06-08"))
    four = made("journeys", **KNOWN, web_events=begun_on_monday.format("2026-06-01"))
    assert show(three, "account_id", "share_done") == text("acme | -\nbrandt | -")
    assert [share is None for share in sorted(four["share_done"].to_pylist(), key=str)] == [False, True]


def test_journeys_rank_is_unique_and_ties_go_to_whom_was_seen_last() -> None:
    found = made(
        "journeys",
        needs="journey_id | account_id\nacme | acme\nbrandt | brandt\ncopper | copper\ndunlin | dunlin",
        accounts="account_id\nacme\nbrandt\ncopper\ndunlin",
        endings="journey_id | log_odds\nacme | 1\nbrandt | 1\ncopper | 1\ndunlin | 2",
        journey_acts="journey_id | last_customer_event_at\nbrandt | 2026-06-01",
    )
    assert show(found, "rank", "journey_id") == text("1 | dunlin\n2 | brandt\n3 | acme\n4 | copper")


def test_journeys_more_activity_ranks_higher() -> None:
    built = tables(
        ["journeys", "scores"],
        crm_accounts="account_ref | domain\nacme | acme.com\nbrandt | brandt.de\ncopper | copper.dk",
        web_calls="visitor_id | user_id | email\nv1 | u1 | ann@acme.com\nv2 | u2 | bo@brandt.de",
        web_events="visitor_id | page | happened_at\n"
        + "".join(f"v1 | /pricing | 2026-06-{day}\n" for day in range(10, 26))
        + "v2 | /pricing | 2026-06-10",
    )
    assert show(built["journeys"], "rank", "account_id") == text("1 | acme\n2 | brandt\n3 | copper")
    assert len(set(built["scores"]["score"].to_pylist())) == 3
