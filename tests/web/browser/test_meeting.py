"""The meeting on a phone: the network is cut midway, the browser is closed, somebody else writes; no note is lost."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Error, Page, expect

Open = Callable[[], Page]


@pytest.fixture
def phone(visit: BrowserContext, site: object) -> Iterator[Open]:
    """Opens the meeting on a phone; some requests fail there, as is meant."""
    pages: list[Page] = []

    def opened() -> Page:
        page = visit.new_page()
        page.set_viewport_size({"width": 390, "height": 800})
        page.goto(site.page("/dialogues/meeting/"))
        pages.append(page)
        return page

    yield opened
    visit.set_offline(False)
    for page in pages:
        page.close()


def _note(page: Page) -> object:
    return page.locator(".meeting-deal:visible textarea")


def _said(page: Page) -> object:
    return page.locator(".meeting-deal:visible form[data-draft=note] [role=status]")


def test_no_note_is_lost_where_the_network_is_cut_midway(phone: Open, visit: BrowserContext) -> None:
    page = phone()
    _note(page).press_sequentially("Rolf asks the ")
    visit.set_offline(True)
    _note(page).press_sequentially("board in May")
    page.get_by_role("button", name="Keep").locator("visible=true").click()
    expect(_said(page)).to_contain_text("Kept in this browser")
    page.get_by_role("button", name="Next deal").click()
    _note(page).fill("Zoe has not seen the figures")
    _note(page).blur()
    expect(_said(page)).to_contain_text("Kept in this browser")
    visit.set_offline(False)
    expect(_said(page)).to_have_text("Kept.")
    again = phone()
    notes = again.locator(".meeting-deal details li")
    expect(notes.filter(has_text="Rolf asks the board in May")).to_have_count(1)
    expect(notes.filter(has_text="Zoe has not seen the figures")).to_have_count(1)


def test_a_draft_outlives_the_page_and_is_sent_by_the_next(phone: Open, visit: BrowserContext) -> None:
    page = phone()
    visit.set_offline(True)
    _note(page).press_sequentially("a draft of Monday")
    page.close()
    visit.set_offline(False)
    later = phone()
    expect(_note(later)).to_have_value("a draft of Monday")
    expect(_said(later)).to_have_text("Kept.")


def test_two_who_write_at_once_are_both_kept(phone: Open) -> None:
    one = phone()
    one.evaluate("document.querySelector('[data-meeting]').dataset.meeting = 'another.person@us.example'")
    two = phone()
    _note(one).fill("one of two")
    _note(two).fill("two of two")
    for page in (one, two):
        page.get_by_role("button", name="Keep").locator("visible=true").click()
        expect(_said(page)).to_have_text("Kept.")
    notes = phone().locator(".meeting-deal details li")
    expect(notes.filter(has_text=re.compile("(one|two) of two"))).to_have_count(2)


def test_keys_lead_from_deal_to_deal(phone: Open) -> None:
    page = phone()
    first = page.locator(".meeting-deal:visible h2").inner_text()
    page.keyboard.press("n")
    assert page.locator(".meeting-deal:visible h2").inner_text() != first
    page.keyboard.press("p")
    assert page.locator(".meeting-deal:visible h2").inner_text() == first
    page.keyboard.press("w")
    expect(_note(page)).to_be_focused()


def test_what_was_agreed_stands_at_the_close(phone: Open) -> None:
    page = phone()
    form = page.locator(".meeting-deal:visible form[data-draft=agree]")
    form.get_by_label("What the customer will do").fill("name who signs")
    form.get_by_label("Who there").fill("Rolf")
    form.get_by_label("By when").fill("2030-01-31")
    form.get_by_role("button", name="Put down").click()
    expect(form.locator("[role=status]")).to_have_text("Kept.")
    page.get_by_role("link", name="Close the meeting").click()
    expect(page.locator("main")).to_contain_text("Rolf: name who signs")


def _kept(page: Page) -> None:
    """Wait until the page has kept itself for a time without network."""
    expect(page.locator("[data-meeting][data-kept]")).to_be_attached()


def test_the_meeting_opens_again_without_network(phone: Open, visit: BrowserContext) -> None:
    page = phone()
    _kept(page)
    expect(page.locator("[data-offline]")).to_be_hidden()
    _note(page).fill("")
    _note(page).press_sequentially("written in the")
    visit.set_offline(True)
    _note(page).press_sequentially(" tunnel")
    page.reload()
    expect(page.locator("[data-offline]")).to_be_visible()
    expect(_note(page)).to_have_value("written in the tunnel")
    visit.set_offline(False)
    expect(_said(page)).to_have_text("Kept.")
    expect(phone().locator(".meeting-deal details li").filter(has_text="written in the tunnel")).to_have_count(1)


def test_no_other_page_opens_without_network(phone: Open, visit: BrowserContext, site: object) -> None:
    page = phone()
    _kept(page)
    kept = page.evaluate(
        "caches.open('headway-meeting').then((c) => c.keys()).then((k) => k.map((r) => new URL(r.url).pathname))"
    )
    assert [path for path in kept if not path.startswith("/static/")] == ["/dialogues/meeting/"]
    visit.set_offline(True)
    for path in ("/", "/dialogues/", "/dialogues/meeting/close/", "/dialogues/meeting/?deal=none"):
        with pytest.raises(Error, match="ERR_"):
            page.goto(site.page(path))


def test_who_signs_out_leaves_nothing_of_the_meeting(own_visit: BrowserContext, site: object) -> None:
    page = own_visit.new_page()
    page.goto(site.page("/dialogues/meeting/"))
    _kept(page)
    page.goto(site.page("/sign/logout/"))
    page.locator("main").get_by_role("button").click()
    page.wait_for_url("**/sign/login/**")
    page.wait_for_function("caches.keys().then((names) => names.length === 0)")
    page.wait_for_function("navigator.serviceWorker.getRegistrations().then((found) => found.length === 0)")
