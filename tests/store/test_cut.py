"""A cut is compiled once in a process, so nothing of one build's moment, rows or settings may stand in it."""

from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path

from cuts import cut_of
from headway.store.home import Home
from headway.store.landing import land
from tables import example

ACCOUNTS = """
    account_ref | recorded_at | modified_at         | name      | clock
    acme        | 2026-01-10  | 2026-01-10          | Acme      | hubspot
    brandt      | 2026-01-10  | 2026-02-01 00:30:00 | Brandt    | hubspot
    late        | 2026-02-20  | 2026-02-20          | Late      | -
"""
AGAIN = """
    account_ref | recorded_at | modified_at | name       | clock
    acme        | 2026-01-10  | 2026-02-10  | Acme & Co. | hubspot
"""
PEOPLE = """
    person_ref | account_ref | recorded_at | modified_at
    ann        | acme        | 2026-01-12  | 2026-01-12
    bo         | late        | 2026-01-12  | 2026-01-12
"""
EVENTS = """
    event_id | happened_at
    early    | 2026-01-20
    late     | 2026-02-20
"""
EARLY, LATE = datetime(2026, 2, 1), datetime(2026, 3, 1)


def landed(folder: Path, **told: str) -> Path:
    """A home in which these rows have landed."""
    land(Home(folder), [(name.rstrip("_"), example(name.rstrip("_"), rows)) for name, rows in told.items()])
    return folder


def test_two_homes_at_two_moments_in_one_process_are_what_fresh_processes_say(tmp_path: Path) -> None:
    rows = {"crm_accounts": ACCOUNTS, "crm_accounts_": AGAIN, "crm_people": PEOPLE, "web_events": EVENTS}
    utc, berlin = (landed(tmp_path / name, **rows) for name in ("utc", "berlin"))
    (berlin / "headway.toml").write_text('[map.zone]\nhubspot = "Europe/Berlin"\n')
    asked = [(berlin, LATE), (utc, EARLY), (utc, LATE), (berlin, EARLY)]
    here = [cut_of(home, at) for home, at in asked]
    # To start one takes long; the last two have followed another moment, another home and another zone.
    with ProcessPoolExecutor(2, get_context("spawn"), max_tasks_per_child=1) as fresh:
        assert here[2:] == list(fresh.map(cut_of, *zip(*asked[2:], strict=True)))
    tables = ("crm_accounts", "crm_people", "crm_people_waiting", "web_events")
    assert all(len({repr(cut[name]) for cut in here}) > 1 for name in tables)
