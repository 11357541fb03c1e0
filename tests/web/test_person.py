"""The page about one person: what is held, the file of it, and the end of it."""

import json
import shutil
from collections.abc import Callable

import pytest
from django.test import Client

from headway.store.erased import Erased
from headway.store.home import Home
from headway.store.reading import Reading
from headway.web.models import Job

SignIn = Callable[..., Client]


@pytest.fixture
def somebody(opened: Reading) -> dict[str, str]:
    """A person with an address, whose name nobody else has."""
    people = [row for row in opened.where("people") if row["email"] and row["name"]]
    names = [row["name"] for row in people]
    return min((row for row in people if names.count(row["name"]) == 1), key=lambda row: row["person_id"])


def test_what_is_held_of_a_person_is_shown_and_given_as_a_file(somebody: dict[str, str], sign_in: SignIn) -> None:
    keeper = sign_in("operations")
    page = keeper.get("/data/person/", {"who": somebody["email"]}).content.decode()
    assert somebody["name"] in page
    assert "made: people" in page
    told = keeper.get("/data/person/export/", {"who": somebody["email"]})
    assert told["Content-Disposition"] == 'attachment; filename="person.json"'
    assert json.loads(told.content)["made: people"][0]["email"] == somebody["email"]


def test_a_word_that_nobody_is_known_by_is_told(shown: Home, sign_in: SignIn) -> None:
    keeper = sign_in("operations")
    assert "Nobody is known by that" in keeper.get("/data/person/", {"who": "<b>x"}).content.decode()
    assert keeper.post("/data/person/erase/", {"who": "<b>x"}).status_code == 404
    assert not Erased.of(shown)


def test_erasing_is_noted_at_once_and_handed_to_the_worker(
    somebody: dict[str, str], shown: Home, sign_in: SignIn
) -> None:
    answer = sign_in("operations").post("/data/person/erase/", {"who": somebody["email"]})
    assert answer["Location"] == f"/imports/{Job.objects.get(work=Job.Work.REBUILD).pk}/"
    assert [each["who"] for each in Erased.of(shown).unfinished] == ["ada@tarnbeck.example"]


def test_a_page_whose_build_is_let_go_while_it_is_read_is_asked_anew(
    shown: Home, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    leader = sign_in("leader")

    def let_go(opened: Reading, *_: object) -> None:
        shutil.rmtree(shown.path / "lake" / "built")
        shown.unpin([opened.pin])
        opened.table("accounts").count().to_pyarrow()

    monkeypatch.setattr("headway.web.data.views.asked_data", let_go)
    answer = leader.get("/data/?a=1")
    assert (answer.status_code, answer["Location"]) == (302, "/data/?a=1")
