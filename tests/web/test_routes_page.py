"""How customers want to buy in a browser: the shares, and the customers with whom we do otherwise."""

import html
from collections.abc import Callable

from django.test import Client

from headway.asking.routes import LISTED, routes
from headway.asking.viewer import Viewer
from headway.store.reading import Reading

SignIn = Callable[..., Client]
EVERYBODY = Viewer("demo", "operations")
NOBODY = Viewer("nobody@elsewhere.example", "seller")


def test_every_need_has_a_situation_or_is_untold(opened: Reading) -> None:
    found = routes(opened, EVERYBODY)
    assert found.placed + found.untold == opened.size("routes")
    assert sum(one.needs for one in found.situations) == found.placed


def test_lists_hold_those_who_asked_and_those_called_against_their_wish(opened: Reading) -> None:
    found = routes(opened, EVERYBODY)
    warned = [row["warning"] for row in opened.where("routes") if row["warning"]]
    assert (found.nobody_found, found.called_found) == (
        warned.count("nobody_came"),
        warned.count("called_against_wish"),
    )
    assert len(found.nobody_came) == min(LISTED, found.nobody_found)


def test_whoever_sees_no_account_sees_nobody_named(opened: Reading) -> None:
    found = routes(opened, NOBODY)
    assert (found.placed, found.untold, found.nobody_came, found.called) == (0, 0, (), ())


def test_page_says_what_is_published_and_what_is_yours(demo: Client, opened: Reading) -> None:
    page = html.unescape(demo.get("/routes/").content.decode())
    shares = opened.where("route_shares")
    assert "New and complex" in page
    found = routes(opened, EVERYBODY)
    assert f"{found.placed} purchases whose situation can be told; of {found.untold} more nobody can tell yet." in page
    if any(row["basis"] == "own" for row in shares):
        assert "your customers:" in page
    if any(row["basis"] == "published" for row in shares):
        assert "published figures, not yet yours" in page
    for row in routes(opened, EVERYBODY).nobody_came:
        assert row["name"] in page
