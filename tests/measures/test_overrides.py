"""What people of ours have told Headway, as it stands."""

import json

from tables import made, show, text

ONE, OTHER = (json.dumps({"page": "/pricing", "job": job}) for job in ("validation", "none"))


def standing(inputs: str) -> str:
    told = inputs.replace("ONE", ONE).replace("OTHER", OTHER)
    return show(
        made("overrides", inputs="input_id | kind | recorded_at | value | replaces\n" + told), "value", "input_id"
    )


def test_overrides_nothing_told() -> None:
    assert show(made("overrides")) == ""


def test_overrides_of_each_kind_have_their_own_key() -> None:
    inputs = """
        kind    | who        | reason   | value
        page    | kim@us.com | It is so | {"page": "/pricing", "job": "validation"}
        kind    | lee@us.com |          | {"deal_id": "bridge", "kind": "solution"}
        role    |            |          | {"deal_id": "bridge", "person_id": "ann", "role": "decides"}
        comment |            |          | {"about": "nothing we know"}
    """
    assert show(made("overrides", inputs=inputs), "kind", "key", "value", "reason", "who") == text("""
        page | /pricing   | validation | It is so | kim@us.com
        kind | bridge     | solution   | -        | lee@us.com
        role | bridge ann | decides    | -        | -
    """)


def test_overrides_the_one_told_last_counts() -> None:
    assert standing("a | page | 2026-02-01 | ONE |\nb | page | 2026-01-01 | OTHER |") == "validation | a"
    assert standing("a | page | 2026-01-01 | ONE |\nb | page | 2026-01-01 | OTHER |") == "none | b"


def test_overrides_undone_or_replaced_no_longer_count() -> None:
    assert standing("a | page | 2026-01-01 | ONE |\nb | undo | 2026-01-02 | {} | a") == ""
    assert standing("a | page | 2026-01-01 | ONE |\nb | page | 2026-01-02 | OTHER | a") == "none | b"


def test_overrides_an_undo_can_be_undone() -> None:
    told = "a | page | 2026-01-01 | ONE |\nb | undo | 2026-01-02 | {} | a\nc | undo | 2026-01-03 | {} | b"
    assert standing(told) == "validation | a"


def test_overrides_undone_uncovers_what_was_told_before() -> None:
    told = "a | page | 2026-01-01 | ONE |\nb | page | 2026-01-02 | OTHER |\nc | undo | 2026-01-03 | {} | b"
    assert standing(told) == "validation | a"
