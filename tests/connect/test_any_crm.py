"""What holds for every CRM: order, split and repeats say nothing, and no export is so broken that a row is lost unseen."""

import json
from collections import defaultdict

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connect.dialects import DIALECTS
from connect.test_one_company import company  # noqa: F401 -- a fixture
from fuzz import FIXTURES, lost
from tables import show

A_FEW = 25


@pytest.fixture(scope="session")
def told(company):  # noqa: F811 -- the fixture above
    """The rows of a part of the company, as each CRM tells them."""
    part = {name: rows[:A_FEW] for name, rows in company.items()}
    return {system: {file: json.loads(rows) for file, rows in tell(part).items()} for system, tell in DIALECTS.items()}


def landed(reading):
    """Each table's rows, each once."""
    names = {name for name, part in reading.parts if part.num_rows} - {"data_issues"}
    return {name: set(show(reading.table(name)).splitlines()) for name in names}


def shuffled(files, draw):
    """The same rows in another order, split into files of up to three folders, some of them twice."""
    split = defaultdict(list)
    for file, rows in files.items():
        for row in draw.sample(rows, len(rows)) + draw.sample(rows, len(rows) // 3):
            split[f"{draw.randrange(3)}/{file}"].append(row)
    return {file: json.dumps(rows) for file, rows in split.items()}


@pytest.mark.parametrize("system", DIALECTS)
@given(draw=st.randoms(use_true_random=False))
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_rows_in_any_order_and_split_and_again_give_the_same_tables(system, told, read, draw):
    once = {file: json.dumps(rows) for file, rows in told[system].items()}
    assert landed(read(system, shuffled(told[system], draw))) == landed(read(system, once))


@pytest.mark.parametrize("system", FIXTURES)
def test_mutated_exports_lose_no_row(system):
    assert lost(system, 2_000 // len(FIXTURES), seed=7) == {}
