"""A small home built from the made-up company, for tests of the store, the command line and the pages."""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from headway.cli import main
from headway.connect import connectors
from headway.demo import write_company
from headway.store.builds import build
from headway.store.home import Home
from headway.store.landing import land

# What a failed assertion in it compares is told.
pytest.register_assert_rewrite("tables")


@pytest.fixture(scope="session")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A made-up company's exports: half a year, few accounts."""
    folder = tmp_path_factory.mktemp("exports")
    write_company(folder, days=150, accounts=12)
    return folder


@pytest.fixture(scope="session")
def built_home(exports: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published home of that company, only to be read or copied."""
    home = Home(tmp_path_factory.mktemp("built") / "home")
    for system in ("salesforce", "segment"):
        land(home, connectors()[system].read(exports / system, lambda _done, _total: None))
    build(home)
    return home.path


@pytest.fixture
def own_home(built_home: Path, tmp_path: Path) -> Path:
    """A copy of the published home that the test may change."""
    return Path(shutil.copytree(built_home, tmp_path / "home"))


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run a command line in this process; exit code, what it printed, what it complained of."""

    def ran(*words: object) -> tuple[int, str, str]:
        before, sys.argv = sys.argv, ["headway", *map(str, words)]
        try:
            main()
            code = 0
        except SystemExit as end:
            code = int(end.code or 0)
        finally:
            sys.argv = before
        told = capfd.readouterr()
        return code, told.out, told.err

    return ran
