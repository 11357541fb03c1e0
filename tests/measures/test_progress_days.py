"""The days on which customers made progress by themselves."""

from tables import made, show, text


def test_progress_is_a_new_person_or_a_job_taken_up_anew_while_the_deal_is_open() -> None:
    events = """
        event_id | journey_id | side     | person_id | job        | happened_at
        early    | acme       | customer | ann       | validation | 2026-01-01
        again    | acme       | customer | ann       | validation | 2026-02-25
        joins    | acme       | customer | bo        | validation | 2026-03-02
        same_day | acme       | customer | cy        |            | 2026-03-02
        no_job   | acme       | customer | ann       | none       | 2026-03-03
        anew     | acme       | customer | ann       | validation | 2026-05-08
        ours     | acme       | ours     | dee       |            | 2026-05-11
        met      | acme       | both     | eve       |            | 2026-05-12
        closed   | acme       | customer | fay       |            | 2026-06-20
        loose    | brandt     | customer | gus       |            | 2026-05-12
    """
    needs = "deal_id | journey_id\nbridge | acme\narch | acme"
    deals = """
        deal_id | opened_on  | closed_at
        bridge  | 2026-02-01 | 2026-06-01
        arch    | 2026-05-01 |
    """
    found = made("progress_days", events=events, deal_needs=needs, deals=deals)
    assert show(found) == text("""
        arch   | 2026-05-08
        arch   | 2026-06-20
        bridge | 2026-03-02
        bridge | 2026-05-08
    """)


def test_of_nothing_there_is_nothing() -> None:
    assert made("progress_days").num_rows == 0
