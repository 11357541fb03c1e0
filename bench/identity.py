"""How many of the buyers' page views are placed on their account, on a company whose truth is known.

    python bench/identity.py WORLD --home HOME

HOME holds a build of the world; `truth/visitors.csv.gz`, for measuring only, says who each visitor is. A view is placed
within a week where its visitor's account was known at most seven days after it. Printed with and without what office
networks add, over all buyers' views and over those of accounts that the build knows.
"""

import argparse
import csv
import gzip
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from headway.store.home import Home
from headway.store.landing import landed_table
from headway.store.reading import Reading, reading

WEEK = timedelta(days=7)
OFFICE = "office network"


class Tie(NamedTuple):
    """What the build says of one visitor."""

    account_id: str
    basis: str
    known_at: datetime


def accounts(world: Path, opened: Reading) -> dict[str, str]:
    """The account of the build behind each one of the truth, where the build knows it."""
    of_ref = {
        ref: row["account_id"]
        for row in opened.table("accounts").to_pyarrow().to_pylist()
        for ref in row["account_refs"].split()
    }
    with (world / "truth" / "accounts.csv").open(encoding="utf-8", newline="") as file:
        named = [(row["account"], row["salesforce_id"], row["domain"]) for row in csv.DictReader(file)]
    found = {key: of_ref.get(f"salesforce:{ref}") or of_ref.get(f"domain:{domain}") for key, ref, domain in named}
    return {key: account for key, account in found.items() if account}


def buyers(world: Path) -> dict[str, str]:
    """The true account of each visitor who buys."""
    with gzip.open(world / "truth" / "visitors.csv.gz", "rt", encoding="utf-8") as file:
        return {row["anonymousId"]: row["account"] for row in csv.DictReader(file) if row["type"] == "buyer"}


def ties(opened: Reading) -> dict[str, Tie]:
    """Visitors whose account the build says."""
    rows = opened.table("visitors").to_pyarrow().to_pylist()
    return {
        row["visitor_id"]: Tie(row["account_id"], row["basis"], row["known_at"]) for row in rows if row["account_id"]
    }


def views(opened: Reading) -> Iterator[tuple[str, datetime]]:
    """Who saw a page, and when."""
    events = landed_table(opened.home, opened.con, "web_events")
    seen = events.filter(events.kind == "page", ~events.is_again).select("visitor_id", "happened_at")
    for batch in seen.to_pyarrow_batches():
        yield from zip(batch["visitor_id"].to_pylist(), batch["happened_at"].to_pylist(), strict=True)


def shares(opened: Reading, world: Path, said: dict[str, Tie], known_only: bool) -> list[float]:
    """Of the buyers' page views: on the right account by the end, within a week, and on a wrong one."""
    right, true = accounts(world, opened), buyers(world)
    total = by_end = in_time = wrong = 0
    for visitor, at in views(opened):
        if visitor in true and (true[visitor] in right or not known_only):
            total += 1
            tie = said.get(visitor)
            if tie and tie.account_id == right.get(true[visitor]):
                by_end += 1
                in_time += tie.known_at <= at + WEEK
            elif tie:
                wrong += 1
    return [count / total for count in (by_end, in_time, wrong)]


def main() -> None:
    """Count and print."""
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("world", type=Path)
    told.add_argument("--home", type=Path, required=True)
    given = told.parse_args()
    opened = reading(Home(given.home))
    every = ties(opened)
    without = {visitor: tie for visitor, tie in every.items() if tie.basis != OFFICE}
    print(f"{'buyers page views':<44}{'by the end':>12}{'in a week':>12}{'wrong':>9}")
    for whose, known_only in (("of all accounts", False), ("of accounts known", True)):
        for name, said in (("without office networks", without), ("with them", every)):
            found = shares(opened, given.world, said, known_only)
            print(f"{whose + ', ' + name:<44}{found[0]:>12.3f}{found[1]:>12.3f}{found[2]:>9.4f}")


if __name__ == "__main__":
    main()
