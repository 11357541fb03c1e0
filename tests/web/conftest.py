"""Pages of a real home, with a real SQLite beside it, and people who are signed in."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connections
from django.test import Client, override_settings

from headway.store.home import Home
from headway.store.lake import Lake
from headway.store.reading import Reading, reading
from headway.web import members

WORD = "a long enough word 42"

WRITES = ("append", "overwrite", "overwrite_buckets", "overwrite_days", "drop_days", "drop", "keep_newest", "forget")

SignIn = Callable[..., Client]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A file as in a home, not a database in memory."""
    connections["default"].settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("app") / "app.sqlite3")


@pytest.fixture(scope="session", autouse=True)
def _quickly_hashed() -> Iterator[None]:
    """Passwords are hashed slowly on purpose; nobody guesses at those of tests, who sign in hundreds of times."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture
def shown(built_home: Path, tmp_path: Path, settings: object, monkeypatch: pytest.MonkeyPatch) -> Home:
    """The home that the pages show; the test may change it.

    To copy its thousand files takes longer than most tests, and few of them write any: a table of the lake is copied
    when it is written first, and only then. What runs in a process of its own takes `own_home`.
    """
    for name in WRITES:
        monkeypatch.setattr(Lake, name, _on_a_copy(getattr(Lake, name)))
    home = settings.HEADWAY_HOME = tmp_path / "home"
    shutil.copytree(built_home, home, ignore=_of_tables, symlinks=True)
    for table in (built_home / "lake").glob("*/*/_delta_log"):
        beside = home / table.parent.relative_to(built_home)
        beside.parent.mkdir(exist_ok=True)
        beside.symlink_to(table.parent)
    return Home(home)


def _of_tables(folder: str, names: list[str]) -> list[str]:
    """What a copy of a home leaves out: the tables that have landed or were built."""
    return names if folder.endswith(("/lake/landed", "/lake/built")) else []


def _on_a_copy(write: Callable[..., Any]) -> Callable[..., Any]:
    """A way to write a table of a lake, in a copy of it where it is another home's."""

    def written(lake: Lake, name: str, *told: Any, **also: Any) -> Any:
        table = lake.root / name
        if table.is_symlink():
            theirs = table.resolve()
            table.unlink()
            shutil.copytree(theirs, table, copy_function=os.link)
        return write(lake, name, *told, **also)

    return written


@pytest.fixture
def opened(shown: Home) -> Reading:
    """The build that the pages show."""
    return reading(shown)


@pytest.fixture
def sign_in(shown: Home, db: None) -> SignIn:
    """Sign somebody in: `sign_in("seller", "ada@tarnbeck.example")` gives the browser."""

    def signed_in(role: str, email: str = "ada@tarnbeck.example") -> Client:
        members.add(email, role, "", WORD)
        client = Client()
        client.force_login(get_user_model().objects.get(email=email))
        return client

    return signed_in


@pytest.fixture
def demo(shown: Home, db: None, settings: object) -> Client:
    """The browser of somebody who looks at the demo."""
    settings.HEADWAY_DEMO = True
    return Client()
