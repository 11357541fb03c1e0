"""Teams in a browser: whom to ask, single threads, and what the team says of it."""

import html
import re
from dataclasses import replace
from datetime import date

import pytest
from django.template.loader import render_to_string
from django.test import Client

from headway.asking.teams import ANSWERS, DEALS_A_PAGE, Colleague, Stuck, Teams, Thread, answer_sparring, teams
from headway.asking.viewer import Viewer
from headway.errors import SettingsError, UnknownKey
from headway.store.reading import Reading

EVERYBODY = Viewer("olga@tarnbeck.example", "operations")
SELLER = Viewer("callum.reeve@tarnbeck.example", "seller")
NOTHING = Teams(is_built=True)
LEE = Colleague("lee", "Lee", "design_manager", True, "Old Bridge", date(2026, 2, 10), True, None, None)
STUCK = Stuck("bridge", "New Bridge", "validation", (LEE,))
THIN = Thread("dam", "Dam", True, False, ("design_manager",))


def shown(found: Teams) -> str:
    page = render_to_string("teams/teams.html", {"teams": found, "answers": ANSWERS, "viewer": None})
    return " ".join(re.sub(r"<[^>]+>", " ", html.unescape(page[page.index("<main") :])).split())


def test_the_headline_is_the_finding() -> None:
    told = {"open_deals": 9, "with_dialogues": 4}
    stuck = replace(NOTHING, stuck=(STUCK,), stuck_found=1, **told)
    assert "One deal is stuck where a colleague has helped a customer before" in shown(stuck)
    assert "One deal hangs on one person, or lacks somebody" in shown(
        replace(NOTHING, threads=(THIN,), threads_found=1, **told)
    )
    assert "No deal hangs on one thread" in shown(replace(NOTHING, **told))
    assert "Cannot tell yet who has met whom" in shown(replace(NOTHING, open_deals=9))


def test_a_colleague_is_named_with_the_case_and_the_time() -> None:
    page = shown(replace(NOTHING, stuck=(STUCK,), stuck_found=1, open_deals=9, with_dialogues=4))
    assert "was with Old Bridge when they got through it, last on 10 Feb 2026." in page
    hidden = replace(STUCK, colleagues=(replace(LEE, case=None, has_time=None),))
    page = shown(replace(NOTHING, stuck=(hidden,), stuck_found=1, open_deals=9, with_dialogues=4))
    assert "was with another customer when they got through it" in page
    assert "Whether there is time, nothing logged tells." in page


def test_a_thread_says_who_is_lacking() -> None:
    page = shown(replace(NOTHING, threads=(THIN,), threads_found=1, open_deals=9, with_dialogues=4))
    assert "Only one of ours has talked with them. No design manager is on it." in page


def test_an_empty_home_says_what_would_fill_the_page() -> None:
    assert "Bring the CRM's deals, deal teams and users." in shown(NOTHING)
    assert "Build it again" in shown(replace(NOTHING, is_built=False))


def test_a_seller_s_page_names_no_deal_of_others(opened: Reading) -> None:
    own = {row["deal_id"] for row in opened.where("reach", email=SELLER.email)}
    seen, all_of_them = teams(opened, SELLER), teams(opened, EVERYBODY)
    assert {each.deal_id for each in (*seen.stuck, *seen.threads)} <= own
    assert all_of_them.open_deals > seen.open_deals
    names = {row["name"] for row in opened.where("deals", deal_id=sorted(each for each in own if each))}
    assert {one.case for each in seen.stuck for one in each.colleagues} <= names | {None}


def test_each_list_comes_a_page_at_a_time(opened: Reading) -> None:
    first = teams(opened, EVERYBODY)
    pages = -(-first.threads_found // DEALS_A_PAGE)
    every = [teams(opened, EVERYBODY, threads_page=page + 1) for page in range(pages)]
    assert pages > 1
    assert len({deal.deal_id for page in every for deal in page.threads}) == first.threads_found
    assert [page.is_last_thread for page in every] == [False] * (pages - 1) + [True]
    assert {page.stuck for page in every} == {first.stuck}
    beyond = teams(opened, EVERYBODY, stuck_page=9_999)
    assert (beyond.stuck, beyond.is_last_stuck) == ((), True)


@pytest.mark.usefixtures("db")
def test_what_became_of_it_is_noted_and_taken_back(demo: Client, opened: Reading) -> None:
    row = opened.where("sparring")[0]
    told = {"deal_id": row["deal_id"], "user_ref": row["user_ref"], "became": "helped", "next": "/teams/"}
    page = demo.post("/teams/answer/", told, follow=True).content.decode()
    assert "Noted." in page
    assert 'aria-pressed="true"' in page
    undo = re.search(r'name="input_id" value="([^"]+)"', page)
    assert undo
    page = demo.post("/undo/", {"input_id": undo[1], "next": "/teams/"}, follow=True).content.decode()
    assert 'aria-pressed="true"' not in page


def test_an_answer_needs_a_deal_a_colleague_and_a_word(opened: Reading) -> None:
    row = opened.where("sparring")[0]
    with pytest.raises(UnknownKey):
        answer_sparring(opened, EVERYBODY, "none", row["user_ref"], "helped")
    with pytest.raises(SettingsError, match="Nobody of that name works here"):
        answer_sparring(opened, EVERYBODY, row["deal_id"], "none", "helped")
    with pytest.raises(SettingsError, match="asked, met, helped"):
        answer_sparring(opened, EVERYBODY, row["deal_id"], row["user_ref"], "sold")
