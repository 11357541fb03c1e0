"""A surname by itself, in what was written about the company of whoever is erased."""

from datetime import datetime
from pathlib import Path

import pytest

from headway.store.engines import duckdb
from headway.store.erased import Erased
from headway.store.forgetting import forgotten
from headway.store.home import Home
from headway.store.landing import land, landed_table
from headway.store.persons import Person, person
from tables import example, show, text

ACCOUNTS = """
    account_ref | name
    crm:acme    | Acme
    crm:bolt    | Bolt
    crm:firm    | Thorvaldsen A/S
"""
PEOPLE = """
    person_ref | account_ref | name             | email
    crm:ann    | crm:acme    | Ann Thorvaldsen  | ann@acme.com
    crm:ann-2  | crm:firm    | Ann Thorvaldsen  | ann@acme.com
    crm:bo     | crm:acme    | Bo Berg          | bo@acme.com
    crm:cy     | crm:bolt    | Cy Thorvaldsen   | cy@bolt.com
    crm:di     | crm:acme    | Di Berg          | di@acme.com
    crm:ed     | crm:acme    | Ed Lee           | ed@acme.com
"""
ACTS = """
    activity_ref | account_ref | subject
    own          | crm:acme    | Lunch with Thorvaldsen, THORVALDSEN asks; thorvaldsen-like
    longer       | crm:acme    | Thorvaldsensgade 7
    other        | crm:bolt    | Call Thorvaldsen
    nobody's     |             | Call Thorvaldsen
    firm         | crm:firm    | Offer for Thorvaldsen
    short        | crm:acme    | Lee and Berg
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path)
    land(home, [("crm_accounts", example("crm_accounts", ACCOUNTS)), ("crm_people", example("crm_people", PEOPLE))])
    return home


def without(whom: Person) -> str:
    """The acts without the person."""
    asked = Erased(Path(), b"asked")
    knower = asked.knower([{"hashes": [asked.hash(mark) for mark in whom.marks()]}])
    return show(forgotten("crm_activities", example("crm_activities", ACTS), knower).rows, "activity_ref", "subject")


def test_surname_goes_where_it_means_one_person_and_stays_everywhere_else(home: Home) -> None:
    assert without(person(home, "ann@acme.com")) == text("""
        own      | Lunch with [erased], [erased] asks; thorvaldsen-like
        longer   | Thorvaldsensgade 7
        other    | Call Thorvaldsen
        nobody's | Call Thorvaldsen
        firm     | Offer for Thorvaldsen
        short    | Lee and Berg
    """)


@pytest.mark.parametrize("whom", ["bo@acme.com", "ed@acme.com"], ids=["borne by two", "too short to mean somebody"])
def test_surname_that_may_mean_others_stays(home: Home, whom: str) -> None:
    assert person(home, whom).surnames == set()
    assert "short | Lee and Berg" in without(person(home, whom))


def test_an_export_that_comes_later_says_no_surname_either(home: Home) -> None:
    Erased.of(home).add(person(home, "ann@acme.com").marks(), datetime(2026, 1, 1), "")
    land(home, [("crm_activities", example("crm_activities", ACTS))])
    landed = landed_table(home, duckdb(home.path), "crm_activities").to_pyarrow()
    assert "own | Lunch with [erased], [erased] asks; thorvaldsen-like" in show(landed, "activity_ref", "subject")
