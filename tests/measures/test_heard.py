"""What customers tell in talks: put down, and as it stands."""

import json
from pathlib import Path

import pytest

from headway.errors import SettingsError
from headway.store.home import Home
from headway.store.record import record
from tables import made, show, text


def test_heard_as_it_stands() -> None:
    found = made(
        "heard",
        inputs="""
            input_id | kind  | key    | replaces | value
            o        | heard | bridge |          | {"deal_id": "bridge", "what": "occasion", "falls_on": "2026-09-01", "name": "new line"}
            r        | heard | bridge |          | {"deal_id": "bridge", "what": "rival", "name": "Other"}
            a        | heard | bridge |          | {"deal_id": "bridge", "what": "against", "person": "Ann"}
            gone     | heard | bridge |          | {"deal_id": "bridge", "what": "for", "person": "Bo"}
            u        | undo  | gone   | gone     | {}
        """,
    )  # fmt: skip
    assert show(found, "heard_id", "deal_id", "what", "falls_on", "name", "person") == text("""
        o | bridge | occasion | 2026-09-01 | new line |
        r | bridge | rival    |            | Other    |
        a | bridge | against  |            |          | Ann
    """)


@pytest.mark.parametrize("what", ["occasion", "year_end", "rival", "against", "rumour"])
def test_what_says_nothing_is_refused(tmp_path: Path, what: str) -> None:
    with pytest.raises(SettingsError, match=what):
        record(Home(tmp_path), "heard", json.dumps({"deal_id": "bridge", "what": what}))
