"""Somebody's way through the pages: what is found, told, taken back, agreed, placed and imported."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from headway.demo import story

Go = Callable[[str], Page]


def _said(page: Page, words: str) -> None:
    """The page says what happened."""
    expect(page.locator("#main [role=status] .message")).to_contain_text(words)


def _undo(page: Page) -> None:
    page.locator("#main [role=status] .message").get_by_role("button", name="Undo").click()
    _said(page, "Taken back")


def _names(page: Page) -> Locator:
    return page.locator(".line h2")


def test_customer_is_found_by_a_few_letters(go: Go) -> None:
    page = go("/customers/")
    page.get_by_label("Name or domain").press_sequentially("hartw")
    expect(page.locator("#found th.name")).to_have_count(1)
    expect(page.locator("#found th.name a")).to_have_text(story().ahead.account)
    expect(page).to_have_url(re.compile(r"q=hartw"))


def test_filters_narrow_the_list_and_its_headline(go: Go) -> None:
    page = go("/customers/")
    before = page.locator("#found th.name").count()
    page.locator("#main select[name=deal]").select_option("none is open")
    expect(page.locator("#found th.name")).not_to_have_count(before)
    expect(page).to_have_url(re.compile(r"deal=no"))
    assert 0 < page.locator("#found th.name").count() < before
    page.go_back()
    expect(page.locator("#found th.name")).to_have_count(before)


def test_list_is_taken_as_a_file(go: Go) -> None:
    page = go("/customers/?q=hartwell")
    with page.expect_download() as loaded:
        page.get_by_role("link", name="Take this list as CSV").click()
    (row,) = csv.DictReader(io.StringIO(Path(loaded.value.path()).read_text(encoding="utf-8-sig")))
    assert row["name"] == story().ahead.account


def test_line_is_taken_and_given_back(go: Go) -> None:
    page = go("/")
    line = page.locator(".line").first
    line.get_by_role("button", name="Take it").click()
    expect(page.locator(".line").first).to_contain_text("Taken by you")
    _undo(page)
    expect(page.locator(".line").first).not_to_contain_text("Taken by you")


def test_line_is_put_off_and_comes_back(go: Go) -> None:
    page = go("/")
    before = _names(page).all_inner_texts()
    page.locator(".line").first.get_by_role("button", name="Put off a week").click()
    _said(page, "Put off")
    expect(_names(page).filter(has_text=before[0])).to_have_count(0)
    _undo(page)
    expect(_names(page)).to_have_text(before)


def test_line_is_not_useful_for_a_reason(go: Go) -> None:
    page = go("/")
    before = _names(page).all_inner_texts()
    line = page.locator(".line").last
    line.get_by_text("Not now, or not useful").click()
    line.get_by_label("Not useful, because").fill("They have bought elsewhere")
    line.get_by_role("button", name="Take it off my list").click()
    _said(page, "Off your list")
    page.locator(".put-off summary").click()
    expect(page.locator(".put-off")).to_contain_text("They have bought elsewhere")
    page.locator(".put-off").get_by_role("button", name="Put it back").click()
    _said(page, "Taken back")
    expect(_names(page)).to_have_text(before)


def test_reason_opens_to_the_days_behind_it(go: Go) -> None:
    reason = go("/").locator(".why details").first
    reason.locator("summary").click()
    expect(reason.locator("time").first).to_be_visible()


def test_kind_is_overruled_by_form_and_taken_back(go: Go) -> None:
    page = go("/matrix/")
    form = page.locator("#elsewhere")
    form.get_by_label("It is").select_option("Service")
    form.get_by_label("Because").fill("One person signs")
    form.get_by_role("button", name="Say so").click()
    _said(page, "counts from the next build")
    expect(page.locator("#main")).to_contain_text("“One person signs”")
    _undo(page)
    expect(page.locator("#main")).not_to_contain_text("“One person signs”")


def test_kind_is_overruled_by_dragging(go: Go) -> None:
    page = go("/matrix/")
    deal = page.locator(".matrix-picture a[data-kind=consultancy]").last
    name, field = deal.locator("title").text_content(), page.locator(".matrix-picture .field").bounding_box()
    assert field
    deal.locator("circle").hover()
    page.mouse.down()
    page.mouse.move(field["x"] + field["width"] / 4, field["y"] + field["height"] * 3 / 4, steps=4)
    page.mouse.up()
    form = page.locator("#elsewhere")
    expect(form).to_contain_text("Say why")
    expect(form.get_by_label("It is")).to_have_value("service")
    assert form.get_by_label("Deal").evaluate("field => field.selectedOptions[0].text") == name
    expect(form.get_by_label("Because")).to_be_focused()
    page.keyboard.type("They reorder")
    page.keyboard.press("Enter")
    _said(page, "counts from the next build")
    _undo(page)


def test_click_on_a_dot_still_opens_the_deal(go: Go) -> None:
    page = go("/matrix/")
    page.locator(".matrix-picture circle").last.click()
    expect(page).to_have_url(re.compile(r"/deals/.+/"))


def test_commitment_is_put_down_moved_kept_and_shown_first(go: Go) -> None:
    page = go("/deals/?q=" + story().pushed.account)
    page.locator("#found table a").first.click()
    page.get_by_text("Put down what the customer will do").click()
    page.get_by_label("What they will do").fill("name who signs")
    page.get_by_label("Who there", exact=True).fill(story().pushed.people[0])
    page.get_by_label("By when").fill("2030-01-31")
    page.get_by_role("button", name="Put down").click()
    agreed = page.locator(".told", has_text="name who signs")
    expect(agreed).to_contain_text("31 Jan 2030")
    agreed.get_by_label("By which day now").fill("2030-02-15")
    agreed.get_by_role("button", name="Moved to").click()
    expect(agreed).to_contain_text("15 Feb 2030")
    agreed.get_by_role("button", name="They kept it").click()
    expect(agreed).to_contain_text("Kept")
    _undo(page)
    expect(agreed).to_contain_text("15 Feb 2030")


def test_role_is_told_and_taken_back(go: Go) -> None:
    page = go("/deals/?q=" + story().pushed.account)
    page.locator("#found table a").first.click()
    page.get_by_text("Somebody has another role").click()
    form = page.locator("form[action$='/role/']")
    form.get_by_label("Role").select_option("influences")
    form.get_by_label("Because").fill("Told us so")
    form.get_by_role("button", name="Say so").click()
    expect(page.locator("#main")).to_contain_text("“Told us so”")
    _undo(page)
    expect(page.locator("#main")).not_to_contain_text("“Told us so”")


def test_page_is_placed_and_taken_back(go: Go) -> None:
    page = go("/data/pages/?only=unplaced")
    row = page.locator("li.page").first
    row.get_by_role("combobox").select_option("Proof")
    row.get_by_role("button", name="Set").click()
    expect(page.locator("#main")).to_contain_text("Proof from the next build")
    _undo(page)
    expect(page.locator("#main")).not_to_contain_text("Proof from the next build")


@pytest.mark.parametrize("path", ["/customers/?q={}", "/deals/?q={}"])
def test_page_reached_from_a_list_leads_back_to_its_neighbours(go: Go, path: str) -> None:
    page = go(path.format(story().pushed.account))
    page.locator("#found table a").first.click()
    expect(page).not_to_have_url(re.compile(r"\?q="))
    neighbours = page.locator("#main :is(a[href^='/customers/'], a[href^='/deals/'])")
    expect(neighbours.first).to_be_visible()


def test_wish_for_mail_is_kept(go: Go) -> None:
    page = go("/profile/")
    wish = page.get_by_label("Send me Monday's list by mail")
    wish.uncheck()
    page.get_by_role("button", name="Keep").click()
    expect(wish).not_to_be_checked()
    _said(page, "")


def test_first_import_from_zip_to_first_list(newcomer: BrowserContext, zipped: Path) -> None:
    page = newcomer.pages[0]
    expect(page.locator("#main")).to_contain_text("export")
    page.goto(page.url + "imports/")
    page.get_by_label("Files, or a zip of them").set_input_files(zipped)
    page.get_by_role("button", name="Hand it over and look").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("exports of 2 systems")
    page.get_by_role("button", name="Import this").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.get_by_role("link", name="Read the list")).to_be_visible()
    page.get_by_role("link", name="Read the list").click()
    expect(_names(page).filter(has_text=story().ahead.account)).to_have_count(1)
