"""Pages of a real home, with a real SQLite beside it, and people who are signed in."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.db import connections
from django.test import Client, override_settings

from headway.store.home import Home
from headway.store.reading import Reading, reading
from headway.web import members

WORD = "a long enough word 42"

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
def shown(own_home: Path, settings: object) -> Home:
    """The home that the pages show; the test may change it."""
    settings.HEADWAY_HOME = own_home
    return Home(own_home)


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
