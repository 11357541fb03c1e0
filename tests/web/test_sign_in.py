"""Who gets in: nobody without a login, the demo from this machine only, nobody by adding or renaming oneself."""

import re
from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from headway.errors import SettingsError, UnknownKey
from headway.store.home import Home
from headway.web import members

SignIn = Callable[..., Client]
EMAIL, WORD = "ada@tarnbeck.example", "a long enough word 42"


@pytest.fixture(autouse=True)
def no_limits_left() -> None:
    """Rate limits count anew in each test."""
    cache.clear()


def _routes(resolver: URLResolver, before: str = "") -> Iterator[str]:
    """Every address of ours; what signs people in is allauth's."""
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield "/" + re.sub(r"<[^>]+>", "1", re.sub(r"<uuid:[^>]+>", str(UUID(int=1)), route))
        elif not route.startswith("sign/"):
            yield from _routes(pattern, route)


# A customer comes to a plan by a link, without a login (test_plan_links.py).
ROUTES = [route for route in _routes(get_resolver()) if not route.startswith(("/sign/", "/plan/"))]


@pytest.mark.parametrize("route", ROUTES)
def test_page_asks_to_sign_in(shown: Home, db: None, route: str) -> None:
    answered = Client().get(route)
    assert answered.status_code in (302, 405)
    if answered.status_code == 302:
        assert answered.headers["Location"].startswith("/sign/login/")


def test_member_signs_in_with_a_password(shown: Home, db: None) -> None:
    members.add(EMAIL, "leader", "", WORD)
    client = Client()
    assert client.post("/sign/login/", {"login": EMAIL, "password": WORD}).headers["Location"] == "/"
    assert client.get("/").status_code == 200


def test_wrong_password_gets_nobody_in(shown: Home, db: None) -> None:
    members.add(EMAIL, "leader", "", WORD)
    answered = Client().post("/sign/login/", {"login": EMAIL, "password": "another"})
    assert "errorlist" in answered.content.decode()


def test_guessing_is_stopped(shown: Home, db: None) -> None:
    members.add(EMAIL, "leader", "", WORD)
    client = Client()
    for _ in range(6):
        client.post("/sign/login/", {"login": EMAIL, "password": "another"})
    answered = client.post("/sign/login/", {"login": EMAIL, "password": WORD})
    assert answered.status_code != 302


def test_second_step_is_asked_for_and_taken(shown: Home, db: None) -> None:
    members.add(EMAIL, "leader", "", WORD)
    secret = generate_totp_secret()
    TOTP.activate(get_user_model().objects.get(email=EMAIL), secret)
    client = Client()
    assert (
        client.post("/sign/login/", {"login": EMAIL, "password": WORD}).headers["Location"] == "/sign/2fa/authenticate/"
    )
    assert client.get("/").status_code == 302
    assert "<h1>" in client.get("/sign/2fa/authenticate/").content.decode()


@pytest.mark.parametrize("route", ["/sign/signup/", "/sign/email/"])
def test_nobody_adds_or_renames_oneself(sign_in: SignIn, route: str) -> None:
    for client in (Client(), sign_in("seller")):
        assert (client.get(route).status_code, client.post(route, {"email": "boss@x.example"}).status_code) == (
            404,
            404,
        )


def test_somebody_without_a_role_sees_nothing(shown: Home, db: None) -> None:
    user = get_user_model().objects.create_user("lost", "lost@x.example", WORD)
    client = Client()
    client.force_login(user)
    assert client.get("/").status_code == 302


@pytest.mark.parametrize(("near", "status"), [("127.0.0.1", 200), ("::1", 200), ("10.0.0.9", 302), ("", 302)])
def test_demo_is_open_on_this_machine_only(demo: Client, near: str, status: int) -> None:
    assert demo.get("/", REMOTE_ADDR=near).status_code == status


@pytest.mark.parametrize(
    "route", ["/sign/login/", "/sign/logout/", "/sign/password/change/", "/sign/2fa/", "/sign/2fa/totp/activate/"]
)
def test_page_of_signing_in_is_ours_and_keeps_to_the_policy(sign_in: SignIn, route: str) -> None:
    client = Client() if route == "/sign/login/" else sign_in("leader")
    page = client.get(route, follow=True).content.decode()
    assert 'href="/static/headway/headway.css"' in page
    assert re.findall(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son\w+=", page) == []


def test_profile_shows_the_role_and_switches_the_mail_off(sign_in: SignIn) -> None:
    client = sign_in("seller")
    assert "Seller: sees the own deals" in client.get("/profile/").content.decode()
    client.post("/profile/mail/", {"next": "/profile/"})
    assert [member.wants_mail for member in members.members()] == [False]


def test_members_are_added_changed_and_removed(db: None) -> None:
    members.add(EMAIL, "seller", "a.lovelace@crm.example", WORD)
    members.add(EMAIL, "leader", "", WORD)
    assert [(member.user.email, member.role, member.address) for member in members.members()] == [
        (EMAIL, "leader", EMAIL)
    ]
    members.remove(EMAIL)
    assert members.members() == []


@pytest.mark.parametrize(
    ("role", "email", "word"), [("king", EMAIL, WORD), ("leader", "ada", WORD), ("leader", EMAIL, "1")]
)
def test_member_that_will_not_do_is_refused(db: None, role: str, email: str, word: str) -> None:
    with pytest.raises(SettingsError):
        members.add(email, role, "", word)


def test_nobody_can_be_removed_who_is_not_there(db: None) -> None:
    with pytest.raises(UnknownKey):
        members.remove(EMAIL)
