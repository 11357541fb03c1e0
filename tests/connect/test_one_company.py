"""One company told in every CRM gives the same tables, up to what the guide says that each CRM cannot say."""

import re
from pathlib import Path

import pytest

from connect.dialects import DIALECTS, alike, by_key, numbered
from headway.connect import connectors
from headway.demo import write_company

GUIDE = Path(__file__).resolve().parents[2] / "docs/guide/connectors.md"
_ROW = re.compile(r"^\| `(\w+)` \| `crm_(\w+)` \| (.+?) \|$", re.MULTILINE)


@pytest.fixture(scope="session")
def company(tmp_path_factory):
    """The made-up company as its Salesforce tells it, with a number for each record."""
    folder = tmp_path_factory.mktemp("told")
    write_company(folder, seed=7, days=140, accounts=12, events_per_day=1)
    told = numbered(connectors()["salesforce"].read(folder / "salesforce", lambda *_: None))
    return {**told, "activities": told["activities"][:300]}


def unsaid(system):
    """What the guide says that a system cannot say: tables, and of each the columns, or its rows."""
    listed = _ROW.findall(GUIDE.read_text(encoding="utf-8"))
    return {table: set(re.findall(r"\w+", columns)) for told, table, columns in listed if told == system}


def differing(told, heard):
    """Where two tellings of a table differ: columns, and `rows` where one has others."""
    found = {"rows"} if told.keys() != heard.keys() else set()
    for key in told.keys() & heard.keys():
        found |= {column for column in told[key] if told[key][column] != heard[key].get(column)}
    return found


@pytest.mark.parametrize("system", DIALECTS)
def test_what_a_crm_tells_otherwise_is_what_the_guide_says_it_cannot_say(system, company, read):
    told, heard = by_key(company), alike(read(system, DIALECTS[system](company)).parts)
    found = {table: differing(told[table], heard[table]) for table in told}
    assert {table: columns for table, columns in found.items() if columns} == unsaid(system)
