"""How often a page asks the app database and the lake: counted, so that it cannot creep up unseen."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test import Client
from ibis.backends.duckdb import Backend
from test_rights import rules

from headway.demo import story
from headway.store.reading import Reading
from headway.web.reading import _current

SignIn = Callable[..., Client]
LEADER = "judith.farraday@tarnbeck.example"
# The most that each page may ask in all: of the app database (who is it, and may she?), and of the lake.
MOST = 8
# Pages that may ask more often, and why.
MORE = {
    "customer_identity": 14,  # what ties it, the house, its people and what has been said; opened to mend, not to read
    "customer_numbers": 9,  # every number down to what made it: signals, weeks, gains, events and references
}


# Work in progress, files of what is wrong, one person who asks, a script: no page that somebody opens again and again.
NOT_COUNTED = {"data_person", "data_person_export", "imports", "import", "data_issues", "meeting_worker"}


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter[str]]:
    """How often each is asked meanwhile."""
    reads: Counter[str] = Counter()
    planned, straight = Backend.to_pyarrow, Reading.answer
    with monkeypatch.context() as patched, connection.execute_wrapper(lambda ask, *told: _noted(reads, ask, *told)):
        patched.setattr(Backend, "to_pyarrow", lambda *a, **k: reads.update(["lake"]) or planned(*a, **k))
        patched.setattr(Reading, "answer", lambda *a, **k: reads.update(["lake"]) or straight(*a, **k))
        yield reads


def _noted(reads: Counter[str], ask: Callable[..., object], *told: object) -> object:
    reads.update(["app"])
    return ask(*told)


def test_no_page_asks_more_often_than_it_may(opened: Reading, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    browser, paths = sign_in("leader", LEADER), _paths(opened)
    asked = {}
    for name, path in paths.items():
        browser.get(path)  # what is worked out once for a build is worked out
        _current()._answers.clear()  # and everything else is asked anew
        with counted(monkeypatch) as reads:
            assert browser.get(path).status_code == 200
        asked[name] = (reads["app"], reads["lake"])
    assert set(asked) == {rule.address for rule in rules() if rule.method == "GET"} - NOT_COUNTED
    assert {name: each for name, each in asked.items() if sum(each) > MORE.get(name, MOST)} == {}


def _paths(opened: Reading) -> dict[str, str]:
    """One address of each page, about what has most to show."""
    twins = next(row for row in opened.where("accounts") if row["name"] == story().twins.account)["account_id"]
    pushed = next(row for row in opened.where("deals") if row["name"] == story().pushed.deals[0])["deal_id"]
    lists = {
        name: f"/{name}/"
        for name in (
            "customers",
            "deals",
            "matrix",
            "routes",
            "coverage",
            "paths",
            "dialogues",
            "outlook",
            "bets",
            "insights",
            "outcomes",
            "teams",
            "competencies",
            "coaching",
            "evidence",
            "data",
            "profile",
        )
    }
    more = {
        "monday": "/",
        "data_pages": "/data/pages/",
        "data_mapping": "/data/mapping/",
        "mirror": "/dialogues/mirror/",
        "meeting": "/dialogues/meeting/",
        "meeting_close": "/dialogues/meeting/close/",
        "customers_export": "/customers/export.json",
        "paths_export": "/paths/export.csv",
    }
    return {
        **lists,
        **more,
        "customer": f"/customers/{twins}/",
        "customer_numbers": f"/customers/{twins}/numbers/",
        "customer_identity": f"/customers/{twins}/identity/",
        "deal": f"/deals/{pushed}/",
        "plan": f"/plans/{pushed}/",
    }
