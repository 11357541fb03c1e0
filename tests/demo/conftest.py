"""Small made-up companies, written once for all tests."""

import pytest
from written_company import WrittenCompany

from headway.demo import write_company


@pytest.fixture(scope="session", params=[7, 11, 23], ids="seed {}".format)
def company(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> WrittenCompany:
    """A company of each of three seeds."""
    folder = tmp_path_factory.mktemp("company")
    return WrittenCompany(folder, write_company(folder, seed=request.param, days=300, accounts=30))
