"""A small home built from the made-up company, for tests of the store, the command line and the pages."""

import os
import shutil
import sys
from collections.abc import Callable
from fcntl import LOCK_EX, flock
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from headway.cli import main
from headway.connect import connectors
from headway.demo import write_company
from headway.store.builds import build
from headway.store.home import Home
from headway.store.landing import land

# What a failed assertion in it compares is told.
pytest.register_assert_rewrite("tables")

# What an example takes says something of the machine alone, which may be busy.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


# Files whose tests take minutes: begun last, one process would work on them while the others have nothing left to do.
LONGEST = (
    *("test_spark.py", "test_dialogue_signals.py", "test_evidence_page.py", "test_moment.py", "test_plan_links.py"),
    *("test_rights.py", "test_bench.py", "test_builds.py", "test_erasing.py", "test_data.py", "test_worlds.py"),
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files come first; all others keep their order."""
    place = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path.name, len(place)))


def made_once(name: str, make: Callable[[Path], object], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that the first of the test processes makes, and all of them read."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / name
    with folder.with_suffix(".lock").open("w") as lock:
        flock(lock, LOCK_EX)
        if not folder.exists():
            beside = folder.with_suffix(".making")
            beside.mkdir(exist_ok=True)
            make(beside)
            beside.rename(folder)
    return folder


@pytest.fixture(scope="session")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A made-up company's exports: half a year, few accounts; only to be read."""
    return made_once("exports", lambda folder: write_company(folder, days=150, accounts=12), tmp_path_factory)


@pytest.fixture(scope="session")
def built_home(exports: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published home of that company, only to be read or copied."""
    return made_once("built", partial(_published, exports, ("salesforce", "segment")), tmp_path_factory)


@pytest.fixture(scope="session")
def one_source_home(exports: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A published home of one of that company's systems alone, only to be read."""
    return lambda system: made_once(f"only-{system}", partial(_published, exports, (system,)), tmp_path_factory)


def _published(exports: Path, systems: tuple[str, ...], folder: Path) -> None:
    for system in systems:
        land(Home(folder), connectors()[system].read(exports / system, lambda _done, _total: None))
    build(Home(folder))


@pytest.fixture
def own_home(built_home: Path, tmp_path: Path) -> Path:
    """A copy of the published home that the test may change."""
    return Path(shutil.copytree(built_home, tmp_path / "home", copy_function=_shared))


def _shared(file: str, copy: str) -> None:
    """What lies in a lake is never written again, only put beside or deleted: a copy of it may be the same file."""
    (os.link if "/lake/" in file else shutil.copy2)(file, copy)


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
