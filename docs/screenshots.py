"""Takes pictures of the made-up company's pages: `make screenshots`.

With a home and a folder, every page at two widths, light and dark, to be looked at; with a home alone, those few that
the docs show, written anew into `docs/images`.
"""  # noqa: INP001 -- a script

import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from headway.demo import story

HEADWAY = [sys.executable, "-c", "from headway.cli import main; main()"]
QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
IMAGES = Path(__file__).parent / "images"
WIDTHS, SCHEMES = (1400, 390), ("light", "dark")
# By name: the page, and where it is reached from another one, the link that leads there.
PAGES = {
    "monday": ("/", ""),
    "customers": ("/customers/", ""),
    "nothing-found": ("/customers/?q=nobody-of-that-name", ""),
    **{f"customer-{who}": (f"/customers/?q={getattr(story(), who).account}", "#found th a") for who in
       ("ahead", "pushed", "lone", "hours", "twins", "healthy", "early")},
    "deals": ("/deals/", ""),
    **{f"deal-{who}": (f"/deals/?q={getattr(story(), who).account}", "#found th a") for who in
       ("pushed", "lone", "hours", "twins", "healthy")},
    "paths": ("/paths/", ""),
    "matrix": ("/matrix/", ""),
    "routes": ("/routes/", ""),
    "coverage": ("/coverage/", ""),
    "dialogues": ("/dialogues/", ""),
    "mirror": ("/dialogues/mirror/", ""),
    "insights": ("/insights/", ""),
    "outlook": ("/outlook/", ""),
    "bets": ("/bets/", ""),
    "teams": ("/teams/", ""),
    "competencies": ("/competencies/", ""),
    "coaching": ("/coaching/", ""),
    "evidence": ("/evidence/", ""),
    "data": ("/data/", ""),
    "pages": ("/data/pages/", ""),
    "mapping": ("/data/mapping/", ""),
    "import": ("/imports/", ""),
    "profile": ("/profile/", ""),
}  # fmt: skip


@dataclass(frozen=True)
class Shot:
    """One picture of the docs: the page, its look, and how much of it is shown."""

    page: str
    width: int
    height: int
    scheme: str = "light"


SHOWN = (
    Shot("monday", 1280, 900),
    Shot("customer-ahead", 1280, 1010),
    Shot("customer-pushed", 390, 1100, "dark"),
    Shot("deal-pushed", 1280, 900),
    Shot("customers", 1280, 720),
    Shot("matrix", 1280, 800),
    Shot("dialogues", 1280, 720, "dark"),
    Shot("data", 1280, 760),
)


@contextmanager
def served(home: Path) -> Iterator[str]:
    """The address at which the made-up company is shown while the pictures are taken."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [*HEADWAY, "demo-web", "--home", str(home), "--port", str(port)]
    server = subprocess.Popen(words, stdout=subprocess.DEVNULL)  # noqa: S603 -- our own words only
    try:
        yield _awaited(f"http://127.0.0.1:{port}", server)
    finally:
        server.terminate()
        server.wait()


def _awaited(address: str, server: subprocess.Popen[bytes]) -> str:
    while server.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=60).close()  # noqa: S310 -- our own server
        except OSError:
            time.sleep(0.2)
        else:
            return address
    sys.exit("The demo could not be shown. Make it first: make demo")


def go(page: Page, address: str, name: str) -> None:
    """Go to a page by its name."""
    path, link = PAGES[name]
    page.goto(address + path)
    if link:
        page.goto(address + str(page.locator(link).first.get_attribute("href")))


def all_of_them(browser: Browser, address: str, folder: Path) -> None:
    """Take every page whole, in every look."""
    for width in WIDTHS:
        page = browser.new_page(viewport={"width": width, "height": 900}, locale="en-GB")
        for name in PAGES:
            go(page, address, name)
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme)
                page.screenshot(path=folder / f"{name}-{width}-{scheme}.png", full_page=True)
        page.close()


def those_of_the_docs(browser: Browser, address: str) -> None:
    """Take what the docs show, each cut where it has said enough."""
    for shot in SHOWN:
        size = {"width": shot.width, "height": shot.height}
        page = browser.new_page(viewport=size, color_scheme=shot.scheme, locale="en-GB")
        go(page, address, shot.page)
        page.screenshot(path=IMAGES / f"{shot.page}.png")
        page.close()


def main() -> None:
    """Take the pictures that are asked for."""
    home, *folder = map(Path, sys.argv[1:])
    chromium = shutil.which("chromium") or sys.exit("This needs chromium.")
    for each in (*folder, IMAGES):
        each.mkdir(parents=True, exist_ok=True)
    with served(home) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        all_of_them(browser, address, folder[0]) if folder else those_of_the_docs(browser, address)
        browser.close()


if __name__ == "__main__":
    main()
