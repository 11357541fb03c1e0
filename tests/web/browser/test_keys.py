"""The main job by keyboard alone: sign in, read the list, look at a customer, answer a line, note what was agreed."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from headway.demo import story

Go = Callable[[str], Page]


def _press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def _tab_to(page: Page, words: str) -> None:
    """Press Tab until what is focused says these words."""
    for _ in range(80):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "(element => element === document.body ? '' : `${element.innerText} ${[...element.labels ?? []].map(label => label.innerText)}`)"
            "(document.activeElement)"
        )
        if words in focused:
            return
    raise AssertionError(f"Tab never reaches '{words}'")


def test_sign_in(stranger: Page, site: Any) -> None:
    _tab_to(stranger, "Email")
    stranger.keyboard.type(site.email)
    _tab_to(stranger, "Password")
    stranger.keyboard.type(site.word)
    _press(stranger, "Enter")
    expect(stranger.locator(".line").first).to_be_visible()


def test_search_from_monday_and_open_the_customer(go: Go) -> None:
    page = go("/")
    _press(page, "/")
    page.keyboard.type("hartwell")
    _press(page, "Enter")
    expect(page.locator("#found th.name")).to_have_count(1)
    page.wait_for_load_state()  # keys are heard once the script has run
    _press(page, "j", "Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(story().ahead.account)
    page.wait_for_load_state()
    _press(page, "g", "m")
    expect(page.locator(".line").first).to_be_visible()


def test_down_and_up_the_list(go: Go) -> None:
    page = go("/")
    lines = page.locator(".line")
    _press(page, "j")
    expect(lines.nth(0).locator("h2 a")).to_be_focused()
    _press(page, "j", "j", "k")
    expect(lines.nth(1).locator("h2 a")).to_be_focused()


def test_line_is_put_off_and_brought_back(go: Go) -> None:
    page = go("/")
    names = page.locator(".line h2")
    before = names.all_inner_texts()
    _press(page, "j")
    _tab_to(page, "Put off a week")
    _press(page, "Enter")
    expect(page.locator("#main .message")).to_contain_text("Put off")
    expect(page.locator("#main .message")).to_be_focused()
    _tab_to(page, "Undo")
    _press(page, "Enter")
    expect(page.locator("#main .message")).to_contain_text("Taken back")
    expect(names).to_have_text(before)


def test_commitment_is_put_down_and_taken_back(go: Go) -> None:
    page = go("/deals/?q=" + story().pushed.account)
    _press(page, "j", "Enter")
    expect(page.get_by_role("heading", name="For the next dialogue")).to_be_visible()
    _tab_to(page, "Put down what the customer will do")
    _press(page, "Enter", "Tab")
    page.keyboard.type("send last year's figures")
    _press(page, "Tab")
    page.keyboard.type("Dieter Kranz")
    _press(page, "Tab")
    page.keyboard.type("01012030")  # the same day whichever comes first, month or day
    _press(page, "Enter")
    agreed = page.locator(".told", has_text="send last year's figures, by 1 Jan 2030")
    expect(agreed).to_have_count(1)
    _tab_to(page, "Undo")
    _press(page, "Enter")
    expect(agreed).to_have_count(0)


def test_every_place_has_its_keys(go: Go) -> None:
    page = go("/")
    for key, path in page.locator("nav a[data-key]").evaluate_all(
        "links => links.map(link => [link.dataset.key, new URL(link.href).pathname])"
    ):
        _press(page, "g", key)
        page.wait_for_url(f"**{path}")


def test_help_opens_and_closes(go: Go) -> None:
    page = go("/")
    _press(page, "?")
    expect(page.get_by_role("dialog")).to_be_visible()
    _press(page, "Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
