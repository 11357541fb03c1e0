"""What we have promised customers: one notion, whether it was told as a promise or put on the shared plan."""

from tables import made, show, text

INPUTS = """
    input_id | kind       | key    | replaces | recorded_at | value
    1        | promise    | bridge |          | 2026-04-01 | {"deal_id": "bridge", "what": "a trial", "by_on": "2026-05-01", "who": "Kim"}
    2        | promise    | bridge |          | 2026-04-02 | {"deal_id": "bridge", "what": "figures", "by_on": "2026-05-01", "who": "Kim"}
    3        | promise    | bridge |          | 2026-04-03 | {"deal_id": "bridge", "what": "a visit", "by_on": "2026-05-01", "who": "Kim"}
    4        | plan_step  | bridge |          | 2026-04-04 | {"deal_id": "bridge", "what": "a drawing", "by_on": "2026-05-01", "person": "Lee"}
    5        | plan_step  | bridge |          | 2026-04-05 | {"deal_id": "bridge", "what": "training", "by_on": "2026-09-01", "person": "Lee"}
    6        | commitment | bridge |          | 2026-04-05 | {"deal_id": "bridge", "what": "theirs", "by_on": "2026-05-01", "person": "Ann"}
    m        | moved      | 1      |          | 2026-05-02 | {"input_id": "1", "by_on": "2026-07-01"}
    k        | kept       | 2      |          | 2026-05-02 | {"input_id": "2"}
    d        | plan_done  | bridge |          | 2026-05-02 | {"deal_id": "bridge", "step_id": "4"}
    t        | plan_done  | bridge |          | 2026-05-02 | {"deal_id": "bridge", "step_id": "6"}
"""  # fmt: skip


def stands(inputs: str) -> str:
    found = made("promises", inputs=inputs)
    return show(found, "promise_id", "what", "who", "due_on", "status", "moved_times", "is_on_plan")


def test_promises_and_steps_of_ours_on_a_plan_are_kept_moved_and_late_alike() -> None:
    assert stands(INPUTS) == text("""
        1 | a trial   | Kim | 2026-07-01 | moved | 1 | no
        2 | figures   | Kim | 2026-05-01 | kept  | 0 | no
        3 | a visit   | Kim | 2026-05-01 | late  | 0 | no
        4 | a drawing | Lee | 2026-05-01 | kept  | 0 | yes
        5 | training  | Lee | 2026-09-01 | open  | 0 | yes
    """)


def test_a_tick_taken_back_keeps_nothing() -> None:
    undone = INPUTS + "    u | undo | d | d | 2026-05-03 | {}"
    assert "4 | a drawing | Lee | 2026-05-01 | late" in stands(undone)


def test_nothing_is_promised_where_nobody_said_so() -> None:
    assert stands("input_id | kind") == ""
