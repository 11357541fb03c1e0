"""What was brought into dialogues, and the steps of customers after it."""

from tables import made, show, text

INPUTS = """
    input_id | kind  | key    | value                                                                | recorded_at
    i1       | asked | bridge | {"deal_id": "bridge", "question_id": "L1", "useful": "yes"}           | 2026-05-01 10:00
    i2       | asked | arch   | {"deal_id": "arch", "question_id": "L1", "useful": "no"}              | 2026-06-20 10:00
    i3       | insight_given | bridge | {"deal_id": "bridge", "insight_id": "x7"}                    | 2026-05-20 10:00
    i4       | kind  | bridge | {"deal_id": "bridge", "kind": "service"}                              | 2026-05-20 10:00
"""
NEEDS = "deal_id | journey_id\nbridge | acme\narch | brandt"


def test_brought_questions_and_insights() -> None:
    found = made("brought", inputs=INPUTS)
    assert show(found, "input_id", "deal_id", "kind", "thing_id", "is_useful") == text("""
        i1 | bridge | question | L1 | yes
        i2 | arch   | question | L1 | no
        i3 | bridge | insight  | x7 |
    """)


def test_steps_are_what_is_new_within_four_weeks() -> None:
    events = """
        event_id | journey_id | side     | person_id | job        | happened_at
        old      | acme       | customer | ann       | validation | 2026-04-20
        again    | acme       | customer | ann       | validation | 2026-05-05
        joins    | acme       | customer | bo        | validation | 2026-05-08
        anew     | acme       | customer | ann       | consensus_creation | 2026-05-10
        ours     | acme       | ours     | cy        |            | 2026-05-11
        none     | acme       | customer | ann       | none       | 2026-05-12
        late     | acme       | customer | dee       |            | 2026-06-25
        planned  | brandt     | both     | eve       |            | 2026-07-02
    """
    found = made("brought_steps", inputs=INPUTS, deal_needs=NEEDS, events=events)
    assert show(found, "input_id", "steps", "event_id", "is_over") == text("""
        i1 | 2 | joins | yes
        i2 | 0 |       | no
        i3 | 0 |       | yes
    """)


def test_a_job_left_for_eight_weeks_is_taken_up_anew() -> None:
    events = """
        event_id | journey_id | side     | person_id | job        | happened_at
        before   | acme       | customer | ann       | validation | 2026-03-12
        back     | acme       | customer | ann       | validation | 2026-05-08
        on       | acme       | customer | ann       | validation | 2026-05-09
    """
    found = made("brought_steps", inputs=INPUTS, deal_needs=NEEDS, events=events)
    assert [row["steps"] for row in found.to_pylist() if row["input_id"] == "i1"] == [1]
