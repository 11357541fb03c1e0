"""Homes that know little: only the CRM, only the web, or nothing yet. No page breaks, each says what is missing."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from headway.asking.claims import Claims
from headway.asking.monday import Monday
from headway.store.home import Home
from headway.store.reading import Reading, reading

LISTS = (
    *("/", "/customers/", "/customers/export.json", "/customers/export.csv", "/deals/", "/deals/?status=all&led=yes"),
    *(
        "/matrix/",
        "/routes/",
        "/coverage/",
        "/matrix/?closed=yes",
        "/dialogues/",
        "/evidence/",
        "/data/",
        "/data/pages/",
        "/data/issues.csv",
        "/profile/",
    ),
    *("/imports/", "/customers/?q=x&kind=service&job=validation&moving=yes&deal=yes&mine=yes&sort=far"),
)


def pages(opened: Reading) -> Iterator[str]:
    """Every page, and those of every customer and deal."""
    yield from LISTS
    for row in opened.where("accounts"):
        yield reverse("customer", args=[row["account_id"]])
        yield reverse("customer_numbers", args=[row["account_id"]])
    yield from (reverse("deal", args=[row["deal_id"]]) for row in opened.where("deals"))


@pytest.mark.parametrize(
    ("system", "adds_most"), [("salesforce", "web analytics"), ("segment", "the CRM&#x27;s opportunities")]
)
@pytest.mark.django_db
def test_home_of_one_source_shows_every_page_and_monday_says_what_would_add_most(
    system: str, adds_most: str, one_source_home: Callable[[str], Path], settings: object
) -> None:
    home = one_source_home(system)
    settings.HEADWAY_HOME, settings.HEADWAY_DEMO = home, True
    browser, opened = Client(raise_request_exception=False), reading(Home(home))
    answered = {path: browser.get(path).status_code for path in pages(opened)}
    assert len(answered) > len(LISTS)
    assert {path: status for path, status in answered.items() if status != 200} == {}
    assert f"What would add most: {adds_most}" in browser.get("/").content.decode()


@pytest.mark.django_db
def test_home_in_which_nothing_is_built_says_so_on_every_page(tmp_path: Path, settings: object) -> None:
    settings.HEADWAY_HOME, settings.HEADWAY_DEMO = tmp_path, True
    browser = Client(raise_request_exception=False)
    about = (reverse(name, args=["x"]) for name in ("customer", "customer_numbers", "deal"))
    answered = {path: browser.get(path) for path in (*LISTS, *about)}
    assert {path: told.status_code for path, told in answered.items() if told.status_code not in (503, 200)} == {}
    assert [path for path, told in answered.items() if told.status_code == 200] == ["/imports/"]
    assert all("Nothing to show yet" in told.content.decode() for told in answered.values() if told.status_code == 503)


@pytest.mark.parametrize(
    ("bets", "headline"),
    [("no", "Whom to see this week cannot be told yet"), ("partly", "Nothing needs you this week")],
)
def test_empty_list_says_that_nobody_needs_a_step_only_where_customers_are_seen(bets: str, headline: str) -> None:
    told = {"yes": (), "partly": (), "no": (), bets: ({"noun": "bets"},)}
    monday = Monday(datetime(2026, 6, 28), (), (), Claims(**told, adds_most="web analytics"))
    assert render_to_string("monday/headline.html", {"monday": monday}) == headline
