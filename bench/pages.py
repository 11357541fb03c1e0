"""What each page costs the server: CPU time, and reads of the app database and of the lake.

    python bench/pages.py [--accounts 2000 50000] [--within FOLDER]

A made-up company is built once, and stands in each home so often that it has so many accounts (`scaled.py`). A leader
of everybody signs in and asks for each page, warm, about several customers and deals in turn: each time as if nobody
had asked before since the build ("first"), and as somebody has ("again"). CPU milliseconds are those of the whole
process (the engine's threads included), the middle one of all; a machine with other work changes them least.
"""

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from costs import alone, cpu_seconds
from headway.connect import connectors
from headway.demo import write_company
from headway.store.builds import build
from headway.store.home import Home
from headway.store.landing import land
from headway.store.reading import Reading, reading
from scaled import scaled

BUILT_ACCOUNTS = 250
TIMES = 12
WARM = 3


def main() -> None:
    """Measure every size asked for."""
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("--accounts", type=int, nargs="+", default=[2_000, 50_000])
    told.add_argument("--built", type=int, default=BUILT_ACCOUNTS, help="accounts of the company that is really built")
    told.add_argument("--within", type=Path, help="a folder with room for about 30 kB an account")
    told.add_argument("--home", type=Path, nargs="*", help="homes that are there already, instead of made-up ones")
    asked = told.parse_args()
    for home in asked.home or ():
        say(home, alone(measured, home).made)
    if asked.home:
        return
    with tempfile.TemporaryDirectory(dir=asked.within) as folder:
        small = alone(built, Path(folder), asked.built).made
        for accounts in asked.accounts:
            home = alone(scaled, small, Path(folder) / str(accounts), accounts).made
            say(home.path, alone(measured, home.path).made)


def built(folder: Path, accounts: int) -> Home:
    """The made-up company's home."""
    write_company(folder / "exports", accounts=accounts)
    home = Home(folder / "small")
    for system in ("salesforce", "segment"):
        land(home, connectors()[system].read(folder / "exports" / system, lambda *_: None))
    build(home)
    return home


def measured(home: Path) -> dict[str, tuple[float, float, float, int, int]]:
    """CPU milliseconds (first: middle and most; again: middle), app queries and table reads (first) of each page."""
    from headway.web import serving  # noqa: PLC0415 -- Django needs to know the home first

    serving.prepared(home)
    browser, opened = _leader(), reading(Home(home))
    return {name: _page(browser, paths) for name, paths in _pages(opened).items()}


def _leader() -> Any:  # noqa: ANN401 -- Django ships no types
    from django.contrib.auth import get_user_model  # noqa: PLC0415 -- as above
    from django.test import Client  # noqa: PLC0415 -- as above

    from headway.web import members  # noqa: PLC0415 -- as above

    members.add("judith.farraday@tarnbeck.example", "leader", "", "a long enough word 42")
    browser = Client(headers={"host": "localhost"})
    browser.force_login(get_user_model().objects.get())
    return browser


def _pages(opened: Reading) -> dict[str, list[str]]:
    """The addresses of each page; those about one object for several, from all over the tables."""
    rows = opened.table("deals").filter(lambda deal: deal.status == "open").select("deal_id", "account_id")
    found = sorted(rows.to_pyarrow().to_pylist(), key=lambda row: str(row["deal_id"]))
    spread = found[:: max(1, len(found) // TIMES)][:TIMES]
    deals, own = [row["deal_id"] for row in spread], [row["account_id"] for row in spread]
    return {
        "Monday": ["/"],
        "Customers": ["/customers/", "/customers/?sort=seen", "/customers/?q=ing"],
        "one customer": [f"/customers/{each}/" for each in own],
        "its numbers": [f"/customers/{each}/numbers/" for each in own],
        "its identity": [f"/customers/{each}/identity/" for each in own],
        "Deals": ["/deals/", "/deals/?status=all&page=2"],
        "one deal": [f"/deals/{each}/" for each in deals],
        "its plan": [f"/plans/{each}/" for each in deals],
        "Matrix": ["/matrix/"],
        "Routes": ["/routes/"],
        "Coverage": ["/coverage/"],
        "Paths": ["/paths/"],
        "Dialogues": ["/dialogues/", "/dialogues/?page=2"],
        "meeting": ["/dialogues/meeting/", *(f"/dialogues/meeting/?deal={each}" for each in deals)],
        "mirror": ["/dialogues/mirror/"],
        "Insights": ["/insights/"],
        "Teams": ["/teams/", "/teams/?stuck=2&threads=3"],
        "Competencies": ["/competencies/"],
        "Coaching": ["/coaching/"],
        "Outcomes": ["/outcomes/"],
        "Bets": ["/bets/"],
        "Outlook": ["/outlook/"],
        "Evidence": ["/evidence/"],
        "Data": ["/data/"],
        "page topics": ["/data/pages/"],
        "profile": ["/profile/"],
    }


def _page(browser: Any, paths: list[str]) -> tuple[float, float, float, int, int]:  # noqa: ANN401 -- as above
    asked = [paths[each % len(paths)] for each in range(WARM + TIMES)]
    for path in asked[:WARM]:
        browser.get(path)
    with counted() as reads:
        first = [_spent(browser, path, is_first=True) for path in asked[WARM:]]
    again = [_spent(browser, path, is_first=False) for path in asked[WARM:]]
    app, lake = reads["app"] / TIMES, reads["lake"] / TIMES
    return median(first), max(first), median(again), round(app), round(lake)


def _spent(browser: Any, path: str, is_first: bool) -> float:  # noqa: ANN401 -- as above
    from headway.web.reading import _current  # noqa: PLC0415 -- as above

    if is_first:
        _current().forget()
    before = cpu_seconds()
    answer = browser.get(path)
    spent = 1000 * (cpu_seconds() - before)
    if answer.status_code != 200:  # noqa: PLR2004 -- HTTP's own
        sys.exit(f"{path} was answered with {answer.status_code}")
    return spent


@contextmanager
def counted() -> Iterator[Counter[str]]:
    """How often the app database and the lake are asked meanwhile."""
    from django.db import connection  # noqa: PLC0415 -- as above
    from ibis.backends.duckdb import Backend  # noqa: PLC0415 -- as above

    reads: Counter[str] = Counter()
    planned, straight = Backend.to_pyarrow, Reading.answer

    def noted(which: str, ask: Callable[..., Any]) -> Callable[..., Any]:
        return lambda *told, **named: (reads.update([which]), ask(*told, **named))[1]

    Backend.to_pyarrow, Reading.answer = noted("lake", planned), noted("lake", straight)
    try:
        with connection.execute_wrapper(lambda ask, *told: noted("app", ask)(*told)):
            yield reads
    finally:
        Backend.to_pyarrow, Reading.answer = planned, straight


def say(home: Path, pages: dict[str, tuple[float, float, float, int, int]]) -> None:
    """Print one home's pages."""
    accounts = reading(Home(home)).table("accounts").count().to_pyarrow().as_py()
    print(f"\n{accounts:,} accounts{'':<10}{'first':>8}{'most':>8}{'again':>8}{'app':>6}{'lake':>6}", flush=True)
    for name, (first, most, again, app, lake) in pages.items():
        print(f"{name:<22}{first:>10.0f}{most:>8.0f}{again:>8.0f}{app:>6}{lake:>6}", flush=True)


if __name__ == "__main__":
    main()
