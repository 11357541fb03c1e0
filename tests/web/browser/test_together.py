"""Somebody's way through what is agreed and developed: coaching, outcomes, a shared plan, a question that helped."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from headway.demo import story

Go = Callable[[str], Page]


def _tab_to(page: Page, words: str) -> None:
    """Press Tab until what is focused says these words."""
    focused = page.locator(":focus")
    for _ in range(120):
        page.keyboard.press("Tab")
        if words in (focused.inner_text() or focused.get_attribute("aria-label") or ""):
            return
    raise AssertionError(f"Tab never reaches '{words}'")


def _planned_for(page: Page) -> Locator:
    """The folded card of whom somebody of operations plans for: everybody."""
    return page.locator("#main details.card", has=page.get_by_text("Plan a step"))


def test_coaching_step_is_planned_ticked_and_taken_out(go: Go) -> None:
    page, what = go("/coaching/"), "Look at two proofs together"
    card = _planned_for(page)
    card.locator("> summary").click()
    line = card.locator("li", has=page.get_by_text("Plan a step")).first
    line.get_by_text("Plan a step").click()
    line.get_by_label("The step").fill(what)
    line.get_by_role("button", name="Put into the plan").click()
    page.get_by_role("button", name=f"Done: {what}", exact=True).click()
    page.get_by_role("button", name=f"Not done after all: {what}").click()
    expect(page.get_by_role("button", name=f"Done: {what}", exact=True)).to_be_visible()
    page.get_by_role("button", name=f"Take out: {what}").click()
    expect(page.locator("#main li", has_text=what)).to_have_count(0)


def test_coaching_step_is_planned_and_undone_by_keyboard(go: Go) -> None:
    page = go("/coaching/")
    _planned_for(page).locator("> summary").focus()
    page.keyboard.press("Enter")
    _tab_to(page, "Plan a step")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+a")
    page.keyboard.type("Ask Rolf what he waits for")
    page.keyboard.press("Enter")
    planned = page.locator("#main li", has_text="Ask Rolf what he waits for")
    expect(planned).to_have_count(1)
    _tab_to(page, "Undo")
    page.keyboard.press("Enter")
    expect(planned).to_have_count(0)


def test_outcome_is_put_down_and_undone(go: Go) -> None:
    page, what = go("/outcomes/"), "fewer stops at night"
    card = page.locator("#main section.card", has=page.get_by_text("Put down what they say")).first
    card.get_by_text("Put down what they say").click()
    card.get_by_label("What they gained").fill(what)
    card.get_by_label("Who there says so").fill("Ann Lee")
    card.get_by_label("On which day").fill("2026-06-20")
    card.locator("form[action$='/got/']").get_by_role("button", name="Put down").click()
    told = page.locator("#main li", has_text=what)
    expect(told).to_have_count(1)
    told.get_by_role("button", name="Undo").click()
    expect(told).to_have_count(0)


def test_promise_is_put_down_and_kept_by_keyboard(go: Go) -> None:
    page = go("/outcomes/")
    _tab_to(page, "Put down what we promise them")
    page.keyboard.press("Enter")
    for words in ("train the night shift", "Kim", "01012030"):  # the same day whichever comes first, month or day
        page.keyboard.press("Tab")
        page.keyboard.type(words)
    page.keyboard.press("Enter")
    promised = page.locator("#main li", has_text="train the night shift")
    expect(promised).to_have_count(1)
    _tab_to(page, "We have kept it")
    page.keyboard.press("Enter")
    expect(promised.get_by_role("button", name="Kept: ")).to_have_count(0)
    promised.get_by_role("button", name="Undo").click()
    expect(promised).to_have_count(0)


def test_plan_is_shared_and_a_step_of_ours_ticked_by_them_is_a_promise_kept(go: Go) -> None:
    page = go(f"/deals/?q={story().pushed.account}")
    page.locator("#found th.name a").first.click()
    page.get_by_role("link", name="Share a plan with them").click()
    page.get_by_label("What the customer reads above it").fill("Cleaner water by spring")
    page.get_by_role("button", name="Begin the plan").click()
    page.get_by_label("What", exact=True).fill("draw the line")
    page.get_by_label("Who does it").fill("Kim")
    page.get_by_label("By when").fill("2030-01-31")
    page.locator("form[action$='/step/']").get_by_role("button", name="Put it on the plan").click()
    expect(page.locator("ol.steps li", has_text="draw the line")).to_have_count(1)
    page.get_by_label("Who there").fill("Ada Lovelace")
    page.get_by_label("Mail address").fill("ada@acme.example")
    page.get_by_role("button", name="Make a link").click()
    link = page.locator(".message code").inner_text()
    guest = page.context.browser.new_context(locale="en-GB").new_page()
    guest.goto(link)
    guest.get_by_role("button", name="Agree, and open the plan").click()
    guest.get_by_role("button", name="Done: draw the line").click()
    expect(guest.locator("ol.steps li.done", has_text="draw the line")).to_have_count(1)
    guest.context.close()
    promised = go("/outcomes/").locator("#main li", has_text="draw the line")
    expect(promised).to_contain_text("kept")


def test_question_that_helped_is_put_down_and_undone(go: Go) -> None:
    page = go(f"/deals/?q={story().pushed.account}")
    page.locator("#found th.name a").first.click()
    page.get_by_role("button", name="Asked, and it helped").first.click()
    told = page.locator("#main .questions", has_text="and it helped (")
    expect(told).to_have_count(1)
    told.get_by_role("button", name="Undo").click()
    expect(told).to_have_count(0)
