"""Every page in four looks: nothing sticks out sideways, nothing is hard to read or to reach, nothing goes wrong."""

from collections.abc import Callable
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from headway.demo import story

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
LOOKS = [(width, scheme) for width in (1400, 390) for scheme in ("light", "dark")]
PAGES = (
    "/", "/customers/", "/customers/?q=nobody-of-that-name", "/deals/", "/paths/", "/matrix/", "/matrix/?closed=yes", "/routes/", "/coverage/", "/dialogues/", "/dialogues/mirror/", "/dialogues/meeting/", "/dialogues/meeting/close/", "/outlook/", "/bets/",
    "/insights/", "/outcomes/", "/teams/", "/competencies/", "/coaching/", "/evidence/", "/data/", "/data/pages/", "/data/mapping/", "/imports/", "/profile/", "/sign/password/change/", "/sign/2fa/",
)  # fmt: skip
FOLLOWED = {
    "customer": ("/customers/?q={ahead}", "table a", ""),
    "customer with two needs": ("/customers/?q={twins}", "table a", ""),
    "numbers": ("/customers/?q={ahead}", "table a", "numbers/"),
    "identity": ("/customers/?q={ahead}", "table a", "identity/"),
    "deal": ("/deals/?q={pushed}", "table a", ""),
    "closed deal": ("/deals/?status=won", "table a", ""),
}


def _violations(page: Page) -> list[str]:
    found: dict[str, Any] = page.evaluate("rules => axe.run(document, rules)", RULES)
    return [f"{each['id']}: {node['html'][:160]}" for each in found["violations"] for node in each["nodes"]]


def _overhang(page: Page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def _faults(page: Page) -> list[str]:
    """What is wrong with the page as it is, in each look."""
    page.wait_for_load_state()
    page.evaluate(AXE)
    faults = []
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        sticks_out = [f"sticks out by {_overhang(page)}"] if _overhang(page) > 0 else []
        faults += [f"{width} {scheme}: {fault}" for fault in sticks_out + _violations(page)]
    return faults


@pytest.mark.parametrize("path", PAGES)
def test_page_in_four_looks(go: Callable[[str], Page], path: str) -> None:
    assert _faults(go(path)) == []


@pytest.mark.parametrize("name", FOLLOWED)
def test_page_that_others_lead_to_in_four_looks(go: Callable[[str], Page], name: str) -> None:
    start, link, rest = FOLLOWED[name]
    names = {who: getattr(story(), who).account for who in ("ahead", "twins", "pushed")}
    there = go(start.format(**names)).locator(f"#found {link}").first.get_attribute("href")
    assert there
    assert _faults(go(there + rest)) == []


def test_kinds_of_sale_stand_a_line_each_on_a_phone(go: Callable[[str], Page]) -> None:
    page = go("/matrix/")
    page.set_viewport_size({"width": 390, "height": 900})
    tall = page.locator("table.by-kind").first.locator("tr").evaluate_all("rows => rows.map(row => row.offsetHeight)")
    assert max(tall) < 60


def test_opened_parts_in_four_looks(go: Callable[[str], Page]) -> None:
    there = go("/deals/?q=" + story().pushed.account).locator("#found table a").first.get_attribute("href")
    assert there
    page = go(there)
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
    assert _faults(page) == []


def test_opened_moves_in_four_looks(go: Callable[[str], Page]) -> None:
    page = go("/")
    page.evaluate("document.querySelectorAll('.line details').forEach(part => { part.open = true })")
    assert _faults(page) == []


def test_shared_plan_of_both_sides_in_four_looks(go: Callable[[str], Page], browser: Browser) -> None:
    deal = go("/deals/?q=" + story().pushed.account).locator("#found table a").first.get_attribute("href")
    assert deal
    page = go(deal.replace("/deals/", "/plans/", 1))
    assert _faults(page) == []
    page.get_by_label("What the customer reads above it").fill("Less water lost")
    page.get_by_role("button", name="Begin the plan").click()
    for whose in ("ours", "theirs"):
        form = page.locator("form", has_text="Whose step")
        form.get_by_label("Whose step").select_option(whose)
        form.get_by_label("What", exact=True).fill(f"a step of {whose}")
        form.get_by_label("Who does it").fill("Ada Lee")
        form.get_by_label("By when").fill("2030-01-31")
        form.get_by_role("button", name="Put it on the plan").click()
        page.get_by_text(f"a step of {whose}").first.wait_for()
    page.get_by_label("Who there").fill("Ada Lee")
    page.get_by_label("Mail address").fill("ada@buyer.example")
    page.get_by_role("button", name="Make a link").click()
    link = page.locator(".message code").text_content()
    assert _faults(page) == []
    assert link
    context = browser.new_context(locale="en-GB")
    guest = context.new_page()
    guest.goto(link)
    assert _faults(guest) == []
    guest.get_by_role("button", name="Agree, and open the plan").click()
    guest.get_by_role("button", name="Done: a step of theirs").click()
    guest.locator(".message", has_text="Ticked").wait_for()
    guest.wait_for_load_state()
    guest.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
    assert _faults(guest) == []
    assert context.cookies() == []
    guest.goto(link.rstrip("/") + "x/")
    assert _faults(guest) == []
    context.close()
