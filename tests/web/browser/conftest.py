"""A real browser before a real server: one server for all of these tests, one browser for each file of them."""

import re
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect, sync_playwright
from served import HEADWAY, PATIENCE_SECONDS, free_port

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
WHO = "owen.tregarth@tarnbeck.example"
PATIENCE_MS = 1_000 * PATIENCE_SECONDS


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without chromium exactly these tests are skipped."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents and not CHROMIUM:
            item.add_marker(pytest.mark.skip(reason="needs chromium"))


@dataclass(frozen=True)
class Site:
    """A home as it is served, and who may sign in there."""

    address: str
    email: str
    word: str

    def page(self, path: str) -> str:
        """The whole address of a page."""
        return self.address + path


@dataclass
class Told:
    """What a browser complained of, and where it asked."""

    complaints: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)

    def listen(self, page: Page) -> None:
        """Write down what this page says from now on."""
        page.on("console", self._console)
        page.on("pageerror", lambda fault: self.complaints.append(str(fault)))
        page.on("request", self._request)

    def _console(self, said: ConsoleMessage) -> None:
        if said.type in ("error", "warning"):
            self.complaints.append(said.text)

    def _request(self, request: Request) -> None:
        if not request.url.startswith(("data:", "blob:")):
            self.hosts.add(request.url.split("/")[2])


@contextmanager
def _served(home: Path, role: str) -> Iterator[Site]:
    """Serve a home in which one person may sign in."""
    words = ["user", "add", WHO, "--role", role, "--home", str(home)]
    told = subprocess.run([*HEADWAY, *words], capture_output=True, text=True, check=True, stdin=subprocess.DEVNULL)
    word = re.search(r"shown this once: (\S+)", told.stdout)
    assert word
    port = free_port()
    server = subprocess.Popen([*HEADWAY, "serve", "--home", str(home), "--port", str(port)], stdout=subprocess.DEVNULL)
    try:
        site = Site(f"http://127.0.0.1:{port}", WHO, word[1])
        _await(site, server)
        yield site
    finally:
        server.terminate()
        server.wait(timeout=PATIENCE_SECONDS)


def _await(site: Site, server: subprocess.Popen[bytes]) -> None:
    """Return once the server answers."""
    while server.poll() is None:
        try:
            urllib.request.urlopen(site.page("/sign/login/"), timeout=PATIENCE_SECONDS).close()  # noqa: S310 -- our own server
        except OSError as fault:
            if not isinstance(getattr(fault, "reason", fault), ConnectionError):
                raise
            time.sleep(0.1)  # leaves the processor to the server
        else:
            return
    raise AssertionError("the server ended before it answered")


@pytest.fixture(scope="session")
def site(built_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The made-up company's home, served; its leader may do everything there."""
    home = tmp_path_factory.mktemp("served") / "home"
    shutil.copytree(built_home, home)
    with _served(home, "operations") as served:
        yield served


@pytest.fixture(scope="module")
def empty_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A home in which nothing has landed, served."""
    with _served(tmp_path_factory.mktemp("empty"), "operations") as served:
        yield served


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for a file; it has ended before tests go on that use Django themselves."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield opened
        opened.close()


def signed_in(context: BrowserContext, site: Site) -> Page:
    """A page of somebody who has just signed in."""
    page = context.new_page()
    page.goto(site.page("/sign/login/"))
    page.get_by_label("Email").fill(site.email)
    page.get_by_label("Password").fill(site.word)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(site.page("/"))
    return page


@pytest.fixture(scope="module")
def visit(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    """The browser of somebody who has signed in to the made-up company."""
    context = browser.new_context(locale="en-GB", viewport={"width": 1400, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    signed_in(context, site).close()
    yield context
    context.close()


@pytest.fixture
def newcomer(browser: Browser, empty_site: Site, told: Told) -> Iterator[BrowserContext]:
    """The browser of somebody who has just signed in to a home in which nothing has landed."""
    context = browser.new_context(locale="en-GB")
    context.set_default_timeout(PATIENCE_MS)
    told.listen(signed_in(context, empty_site))
    yield context
    context.close()
    assert told.complaints == []


@pytest.fixture
def own_visit(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    """The browser of somebody who has signed in on a phone, and may sign out there without shutting others out."""
    context = browser.new_context(locale="en-GB", viewport={"width": 390, "height": 800})
    context.set_default_timeout(PATIENCE_MS)
    signed_in(context, site).close()
    yield context
    context.close()


@pytest.fixture
def stranger(browser: Browser, site: Site) -> Iterator[Page]:
    """A tab in which nobody has signed in yet."""
    context = browser.new_context(locale="en-GB")
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto(site.page("/"))
    yield page
    context.close()


@pytest.fixture
def told() -> Told:
    """What the browser complains of during the test."""
    return Told()


@pytest.fixture
def page(visit: BrowserContext, site: Site, told: Told) -> Iterator[Page]:
    """A tab of that browser; whatever it shows, nothing may go wrong in it and nothing may come from elsewhere."""
    tab = visit.new_page()
    told.listen(tab)
    yield tab
    tab.close()
    assert told.complaints == []
    assert told.hosts <= {site.address.removeprefix("http://")}


@pytest.fixture
def go(page: Page, site: Site) -> Callable[[str], Page]:
    """Go to a page by its path."""

    def gone(path: str) -> Page:
        page.goto(site.page(path))
        return page

    return gone


@pytest.fixture(scope="session")
def zipped(exports: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up company's exports as one zip."""
    path = tmp_path_factory.mktemp("zip") / "export.zip"
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for file in sorted(path for path in exports.rglob("*") if path.is_file()):
            archive.write(file, file.relative_to(exports).as_posix())
    return path
