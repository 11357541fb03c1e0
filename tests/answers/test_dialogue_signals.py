"""What the customer's own acts say about a deal: which deals are worth a dialogue, and what is measured of them."""

import pytest

from headway.sources.words import JOBS
from tables import across, made, show, text

DEALS = "deal_id | account_id | journey_id | silent_gaps | silent_days\nbridge | acme | acme | 3 | 28"


def acts(*told: str) -> str:
    header = "deal_id | event_id | days_ago | person_id | page | job | weight | happened_at"
    rows = (f"bridge | e{n} | {row} | 1 | 2026-06-01" for n, row in enumerate(told))
    return "\n".join([header, *rows])


def fact(name: str, **told: str) -> object:
    [row] = made("dialogue_facts", **{"dialogue_deals": DEALS, **told}).to_pylist()
    return row[name]


def test_dialogue_deals_are_those_worth_a_dialogue() -> None:
    places = across("""
        deal_id         | far-up   | near     | lone     | loyal        | routine | asked       | closed      | unclear
        kind            | solution | solution | solution | relationship | service | consultancy | consultancy | unknown
        status          | open     | open     | open     | open         | open    | open        | won         | open
        border_distance | 0.25     | 0.24     | 0.1      | 0.9          | 2       | 0.01        | 1           |
    """)
    sizes = across("""
        deal_id         | far-up | near | lone | loyal | routine | asked | closed | unclear
        known_people    | 3      | 3    | 2    | 3     | 1       | 3     | 3      | 0
        expected_people | 6      | 6    | 4    | 3     | 6       | 3     | 6      | 6
    """)
    needs = "deal_id | journey_id\nfar-up | a\nnear | b\nlone | c\nloyal | d\nroutine | e\nasked | f\nclosed | g\nunclear | h"
    found = made("dialogue_deals", matrix=places, group_sizes=sizes, deal_needs=needs)
    assert show(found, "deal_id", "lone") == text("far-up | 0\nlone | 1\nloyal | 0\nasked | 0")


def test_what_is_left_digital_is_worth_no_dialogue() -> None:
    found = made(
        "dialogue_deals",
        matrix="""
            deal_id | kind         | status | border_distance
            reorder | relationship | open   | 0.9
            larger  | relationship | open   | 0.9
        """,
        group_sizes="deal_id | known_people\nreorder | 3\nlarger | 3",
        deal_needs="deal_id | journey_id\nreorder | a\nlarger | b",
        standing="journey_id | deal_id | is_digital\na | reorder | yes\nb | larger | no\nc | | yes",
    )
    assert show(found, "deal_id") == text("larger")


def test_dialogue_deals_begin_where_the_company_says() -> None:
    told = {
        "matrix": "deal_id | kind | status | border_distance\nnear | solution | open | 0.2",
        "group_sizes": "deal_id | known_people\nnear | 3",
        "deal_needs": "deal_id | journey_id\nnear | acme",
    }
    assert made("dialogue_deals", **told).num_rows == 0
    assert made("dialogue_deals", own={"dialogues.upper_from_distance": 0.2}, **told).num_rows == 1


def test_dialogue_acts_are_the_customer_s_own() -> None:
    found = made(
        "dialogue_acts",
        dialogue_deals=DEALS,
        events="""
            event_id | journey_id | side     | channel | job        | person_id | happened_at
            read     | acme       | customer | web     | validation | ann       | 2026-06-28
            careers  | acme       | customer | web     | none       | ann       | 2026-06-28
            mail     | acme       | customer | email   |            | ann       | 2026-06-20
            met      | acme       | both     | meeting |            | ann       | 2026-06-19
            internal | acme       | both     | meeting |            |           | 2026-06-19
            chased   | acme       | ours     | task    |            | ann       | 2026-06-28
            planned  | acme       | both     | meeting |            | ann       | 2026-07-01
            before   | acme       | customer | email   |            | ann       | 2026-04-08
            other    | brandt     | customer | email   |            | bo        | 2026-06-28
        """,
        journey_weeks="journey_id | week | job\nacme | 2026-04-06 | ending\nacme | 2026-06-22 | validation",
    )
    assert show(found, "deal_id", "event_id", "days_ago", "job") == text("""
        bridge | read | 1  | validation
        bridge | mail | 9  |
        bridge | met  | 10 |
    """)


def test_dialogue_rhythm_is_the_customer_s_own_pace() -> None:
    told = acts("2 | ann | |", "2 | bo | |", "9 | ann | |", "10 | ann | |", "40 | | |", "200 | cy | |", "900 | cy | |")
    found = made("dialogue_rhythm", dialogue_acts=told)
    assert (
        show(found, "acts", "acts_28d", "acts_90d", "people_90d", "quiet_days", "usual_gap_days")
        == "7 | 4 | 5 | 2 | 2 | 7"
    )


def test_dialogue_rhythm_of_one_day_has_no_pace() -> None:
    found = made("dialogue_rhythm", dialogue_acts=acts("2 | ann | |", "2 | bo | |"))
    assert show(found, "quiet_days", "usual_gap_days") == "2 | -"


def test_dialogue_interest_is_where_they_were_last() -> None:
    told = acts(
        *("50 | | | validation", "50 | | | validation", "70 | | | supplier_selection", "77 | | | consensus_creation"),
        *("90 | | | supplier_selection",) * 9,
        "1 | | |",
    )
    assert show(made("dialogue_interest", dialogue_acts=told), "last_job", "price_quiet_days") == "validation | 77"


@pytest.mark.parametrize(
    ("told", "back"),
    [
        (("5 | | | solution_exploration", "40 | | | supplier_selection", "90 | | | solution_exploration"), 1),
        (("5 | | | solution_exploration", "40 | | | problem_identification", "90 | | | solution_exploration"), 0),
        (("5 | | | solution_exploration", "40 | | | supplier_selection"), 0),
        (
            (
                "5 | | | solution_exploration",
                "6 | | | supplier_selection",
                "40 | | | supplier_selection",
                "90 | | | solution_exploration",
            ),
            0,
        ),
    ],
    ids=["back", "never further", "never before", "gone on since"],
)
def test_dialogue_returns_to_an_earlier_job(told: tuple[str, ...], back: int) -> None:
    found = made("dialogue_returns", dialogue_acts=acts(*told))
    assert found["returned_solution_exploration"].to_pylist() == [back]


def test_dialogue_pages_come_back_to_and_passed_on() -> None:
    told = acts(
        *(f"{day} | ann | /references | validation" for day in (3, 10, 17)),
        *(f"{day} | bo | /references | validation" for day in (12, 12, 30)),
        *("40 | cy | /pricing | supplier_selection", "33 | bo | /pricing | supplier_selection"),
        *(f"{day} | cy | /old | supplier_selection" for day in (91, 92, 93)),
    )
    found = made("dialogue_pages", dialogue_acts=told)
    assert show(found, "validation_repeats", "selection_repeats", "spread") == "1 | 0 | 1"


@pytest.mark.parametrize(
    ("quiet", "usual", "silent"), [(30, "10", 1), (29, "10", 0), (27, "2", 0), (28, "2", 1), (42, "", 1), (41, "", 0)]
)
def test_dialogue_facts_silence_is_measured_by_their_own_pace(quiet: int, usual: str, silent: int) -> None:
    rhythm = f"deal_id | acts | quiet_days | usual_gap_days\nbridge | 9 | {quiet} | {usual}"
    assert fact("silent", dialogue_rhythm=rhythm) == silent


def gaps(*done: float, weeks: int = 4) -> list[str]:
    states = "journey_id | weeks | " + " | ".join(JOBS) + f"\nacme | {weeks} | " + " | ".join(map(str, done))
    return [job for job in JOBS if fact(f"gap_{job}", journey_states=states)]


def test_dialogue_facts_a_job_is_due_once_the_customer_has_gone_further() -> None:
    assert gaps(0, 0, 0, 0, 0, 0) == []
    assert gaps(0.9, 0, 0, 0, 0, 0) == []
    assert gaps(0.2, 0.9, 0.4, 0, 0, 0) == ["problem_identification"]
    assert gaps(0.9, 0.9, 0.5, 0, 0.5, 0.1) == ["consensus_creation"]


def test_dialogue_facts_the_next_job_is_due_after_a_quarter_before_it() -> None:
    assert gaps(0.9, 0.3, 0, 0, 0, 0, weeks=12) == ["solution_exploration"]
    assert gaps(0.9, 0.3, 0, 0, 0, 0, weeks=11) == []


def test_dialogue_facts_of_a_customer_never_seen() -> None:
    [row] = made("dialogue_facts", dialogue_deals=DEALS).to_pylist()
    assert (row["acts"], row["quiet_days"], row["last_job"], row["silent"], row["far"]) == (0, None, None, 0, 0)


def test_dialogue_facts_count_commitments() -> None:
    told = "deal_id | status | moved_times\nbridge | late | 2\nbridge | open | 1\narch | late | 5"
    assert (fact("late", commitments=told), fact("moved", commitments=told)) == (1, 3)


def test_dialogue_signals_are_the_facts_one_by_one() -> None:
    [facts] = made("dialogue_facts", dialogue_deals=DEALS).to_pylist()
    signals = made("dialogue_signals", dialogue_deals=DEALS).to_pylist()
    assert {row["signal"]: row["value"] for row in signals}.items() <= facts.items()
    assert len(signals) == len(facts) - 5


def test_dialogue_evidence_is_ten_of_each_job() -> None:
    told = acts(*["1 | ann | /references | validation"] * 12, *["1 | ann | |"] * 3)
    assert show(made("dialogue_evidence", dialogue_acts=told), "job").split("\n") == ["-"] * 3 + ["validation"] * 10
