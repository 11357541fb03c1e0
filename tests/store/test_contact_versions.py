"""Versions of a contact that have landed, as far as their source had written them by a moment."""

from datetime import datetime
from pathlib import Path

from headway.store.cut import contact_versions
from headway.store.engines import duckdb
from headway.store.home import Home
from headway.store.landing import land, landed_table
from tables import example, show, text

FIRST = """
    person_ref | account_ref | email        | recorded_at | modified_at
    ann        | acme        | ann@acme.com | 2024-01-01  | 2024-02-01
    bo         | acme        | bo@acme.com  | 2024-01-01  | 2024-02-01
"""
SECOND = """
    person_ref | account_ref | email         | recorded_at | modified_at
    ann        | brandt      | ann@brandt.de | 2024-01-01  | 2026-03-01
    bo         | acme        | bo@acme.com   | 2024-01-01  | 2024-02-01
"""


def test_versions_are_those_written_by_the_moment_and_a_row_that_never_changed_has_none(tmp_path: Path) -> None:
    home = Home(tmp_path)
    for rows in (FIRST, SECOND):
        land(home, [("crm_people", example("crm_people", rows))])
    landed = landed_table(home, duckdb(home.path), "crm_people")
    now = contact_versions(landed, datetime(2026, 6, 1)).to_pyarrow()
    assert show(now) == text("""
        ann | acme   | ann@acme.com  | 2024-02-01
        ann | brandt | ann@brandt.de | 2026-03-01
    """)
    then = contact_versions(landed, datetime(2026, 2, 28)).to_pyarrow()
    assert show(then) == ""
