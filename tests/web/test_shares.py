"""How much was behind customers when we first talked: on Paths, on a deal, on a customer."""

import html
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

from django.template.loader import render_to_string
from django.test import Client

from headway.asking.shares import ShareBefore, SharesBefore, share_before_of, shares_before
from headway.asking.viewer import Viewer
from headway.store.home import Home
from headway.store.reading import reading

SignIn = Callable[..., Client]
NOTHING = SharesBefore((), (), {}, 0, "third", "two_thirds", ("a study",))
FIGURE = {"measure": "progress_share", "part": "half", "deals": 24}


def said(template: str, **context: object) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", render_to_string(template, context))))


def test_shares_of_no_deal_cannot_be_told_and_published_ones_are_marked() -> None:
    told = said("paths/shares.html", shares=NOTHING)
    assert "cannot be told yet" in told
    assert "Published, not yours: from about a third to about two thirds." in told


def test_shares_are_the_least_and_say_what_cannot_be_told() -> None:
    quarter = {"quarter": date(2026, 1, 1), "part": "half", "deals": 12}
    found = SharesBefore(
        (FIGURE,), (quarter,), {"won_less_lost": "more", "per_quarter": "cannot_tell"}, 2, "third", "most", ()
    )
    told = said("paths/shares.html", shares=found)
    assert "About half of the way was behind them when we first talked, at least" in told
    assert "Where we won, more was behind them" in told
    assert "Whether it changes over the quarters, cannot be told yet." in told
    assert "2 more may have begun before we could see them" in told


def test_share_of_one_deal() -> None:
    told = said("deals/share.html", share=ShareBefore("began_before_tracking", "unknown", "third", "half"))
    assert "about half of the way was behind them, and about a third of what they have read: at least." in told
    assert "It may have begun before we could see it." in told
    assert "By time" not in told
    assert "No dialogue" in said("deals/share.html", share=ShareBefore("no_dialogue", *["unknown"] * 3))
    assert not said("deals/share.html", share=ShareBefore("nothing_seen", *["unknown"] * 3)).strip()


def test_shares_of_the_built_company(built_home: Path) -> None:
    opened = reading(Home(built_home))
    found = shares_before(opened, Viewer("demo", "operations"))
    assert (found.published_low, found.published_high) == ("third", "two_thirds")
    told = opened.where("share_before")[0]
    (deal,) = opened.where("customer_deals", deal_id=told["deal_id"])
    shown = share_before_of(deal)
    assert shown is not None
    assert shown.why == told["why"]
    assert share_before_of({**deal, "why": None}) is None


def test_paths_page_shows_the_shares(sign_in: SignIn) -> None:
    page = sign_in("operations").get("/paths/").content.decode()
    assert "when we first talk" in page
