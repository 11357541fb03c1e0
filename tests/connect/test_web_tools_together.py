"""Several sites and tools at once: one visitor, whom each tool knows by mail address, is one person."""

import json

from connect.test_matomo_connector import READING
from connect.test_posthog_connector import VISIT, lines
from headway.connect import connectors
from headway.store.builds import build
from headway.store.home import Home
from headway.store.landing import land
from headway.store.reading import Reading


def test_visitor_of_two_tools_is_one_person_of_one_account(folder_of, tmp_path):
    folder = folder_of({**lines(*VISIT), "matomo/day.json": json.dumps([READING])})
    home = Home(tmp_path / "home")
    for system in ("posthog", "matomo"):
        land(home, connectors()[system].read(folder, lambda *_: None))
    opened = Reading(home, build(home))
    columns = ("visitor_id", "person_id", "account_id")
    known = opened.table("visitors").select(columns).order_by("visitor_id").to_pyarrow().to_pylist()
    person, [account] = "email:kim@buyer.example", {row["account_id"] for row in known}
    assert [tuple(row.values())[:2] for row in known] == [("01a20762-badc", person), ("e08ab3f4f4e5a1b2", person)]
    assert account is not None
    acts = opened.table("web_acts").group_by(["account_id", "person_id"]).count().to_pyarrow().to_pylist()
    assert [tuple(row.values()) for row in acts] == [(account, person, 5)]
