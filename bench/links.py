"""How right each kind of link between names is, at the confidence it shows, on a company whose truth is known.

    python bench/links.py WORLD --home HOME

HOME holds what the world's systems say, landed; `truth/` (accounts, members, visitors), for measuring only, says who is
who. Only the part of the graph that links stand on is built, beside HOME's own builds. For each kind of link: how many
there are, how many of those whose two ends the truth knows are right, beside the confidence shown. Then what is found
of all there is: second entries of a company in one CRM, a company in two CRMs, people, buyers' devices.
"""

import argparse
import csv
import gzip
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from headway import graph
from headway.sources import SOURCES
from headway.store.builds import newest_moment
from headway.store.cut import cut_sources
from headway.store.engines import DuckDBEngine, duckdb
from headway.store.given import given
from headway.store.home import Home
from headway.store.landing import landed_table
from headway.store.steps import STEPS

WANTED = ("account_links", "account_refs", "name_links", "person_claims", "people", "visitors")
Rows = list[dict[str, Any]]


class Truth(NamedTuple):
    """The true account behind each reference, address and visitor."""

    of_ref: dict[str, str]
    of_address: dict[str, str]
    of_visitor: dict[str, str]
    twice: list[tuple[str, str]]
    """Two rows of one CRM that are one company."""
    in_two: list[tuple[str, str]]
    """A company's rows in two CRMs."""


class Link(NamedTuple):
    """One link: its kind, the confidence it shows, and whether it is right (None: the truth does not know its ends)."""

    kind: str
    confidence: float
    is_right: bool | None


def tables(home: Home, wanted: tuple[str, ...] = WANTED) -> dict[str, Rows]:
    """Some tables and what they stand on, as known when the newest row was written; others are not built."""
    engine = DuckDBEngine(duckdb(home.path))
    landed = {name: landed_table(home, engine.con, name) for name in SOURCES}
    told = given(engine.put, home, newest_moment(landed))
    cut = cut_sources(engine, landed, told["moment"], all_inputs=True)
    made = graph.build(graph.needed(STEPS, wanted), {**cut.tables, **told}, engine)
    made = {**cut.tables, **made}
    return {name: made[name].to_pyarrow().to_pylist() for name in wanted}


def truth(world: Path) -> Truth:
    """Who is who."""
    of_ref, twice, in_two = {}, [], []
    for row in _told(world / "truth" / "accounts.csv"):
        first, hubspot = f"salesforce:{row['salesforce_id']}", f"hubspot:0-2/{row['hubspot_id']}"
        others = [
            f"salesforce:{row[name]}" for name in ("salesforce_duplicate_id", "salesforce_merged_id") if row[name]
        ]
        of_ref |= dict.fromkeys((first, hubspot, f"domain:{row['domain']}", *others), row["account"])
        twice += [(first, other) for other in others]
        in_two += [(first, hubspot)] if row["salesforce_id"] and row["hubspot_id"] else []
    members = {row["email"].lower(): row["account"] for row in _told(world / "truth" / "members.csv") if row["email"]}
    visitors = {
        row["anonymousId"]: row["account"]
        for row in _told(world / "truth" / "visitors.csv.gz")
        if row["type"] == "buyer"
    }
    return Truth(of_ref, members, visitors, twice, in_two)


def _told(path: Path) -> Iterator[dict[str, str]]:
    text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    yield from csv.DictReader(text.decode().splitlines())


def _true_of(rows: Rows, known: Truth) -> dict[str, str]:
    """The true account of each account that is built, where all that the truth knows of its references agrees."""
    found = defaultdict(set)
    for row in rows:
        if row["ref"] in known.of_ref:
            found[row["account_id"]].add(known.of_ref[row["ref"]])
    return {account: min(true) for account, true in found.items() if len(true) == 1}


def judged(made: dict[str, Rows], known: Truth) -> Iterator[Link]:
    """Every link, and whether it is right."""
    of_account = _true_of(made["account_refs"], known)
    for row in made["account_links"]:
        if row["other"]:
            yield _pair(f"account: {row['basis']}", row, known.of_ref.get(row["ref"]), known.of_ref.get(row["other"]))
    for row in made["name_links"]:
        if not row["is_applied"]:
            ends = known.of_ref.get(row["account_ref"]), known.of_ref.get(row["other"])
            yield _pair("asked, not tied: a name alike", row, *ends)
    for row in made["person_claims"]:
        true = known.of_address.get(row["person_id"].removeprefix("email:"))
        yield _pair(f"person: {row['basis']}", row, true, of_account.get(row["account_id"]))
    for row in made["visitors"]:
        if row["account_id"]:
            true = known.of_visitor.get(row["visitor_id"])
            yield _pair(f"device: {row['basis']}", row, true, of_account.get(row["account_id"]))


def _pair(kind: str, row: dict[str, Any], one: str | None, other: str | None) -> Link:
    return Link(kind, row["confidence"], None if one is None or other is None else one == other)


def found(made: dict[str, Rows], known: Truth) -> dict[str, tuple[int, int]]:
    """How many of what there is are tied, of how many that the systems hold."""
    account = {row["ref"]: row["account_id"] for row in made["account_refs"]}
    of_account = _true_of(made["account_refs"], known)
    people = {row["email"]: of_account.get(row["account_id"]) for row in made["people"] if row["email"]}
    devices = {row["visitor_id"]: of_account.get(row["account_id"]) for row in made["visitors"]}
    members = [(address, true) for address, true in known.of_address.items() if address in people]
    return {
        "second entries in one CRM": _tied(known.twice, account),
        "companies in two CRMs": _tied(known.in_two, account),
        "people of deals whose address is known": (sum(people[a] == true for a, true in members), len(members)),
        "buyers' devices": (
            sum(devices.get(v) == true for v, true in known.of_visitor.items()),
            len(known.of_visitor),
        ),
    }


def _tied(pairs: Iterable[tuple[str, str]], account: dict[str, str]) -> tuple[int, int]:
    there = [(account[one], account[other]) for one, other in pairs if one in account and other in account]
    return sum(one == other for one, other in there), len(there)


def main() -> None:
    """Count and print."""
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("world", type=Path)
    told.add_argument("--home", type=Path, required=True)
    asked = told.parse_args()
    made, known = tables(Home(asked.home)), truth(asked.world)
    kinds: dict[str, list[Link]] = defaultdict(list)
    for link in judged(made, known):
        kinds[link.kind].append(link)
    print(f"{'kind of link':<44}{'links':>8}{'judged':>8}{'right':>8}{'shown':>8}")
    for kind, links in sorted(kinds.items()):
        right = [link.is_right for link in links if link.is_right is not None]
        share = f"{sum(right) / len(right):.3f}" if right else "-"
        shown = sum(link.confidence for link in links) / len(links)
        print(f"{kind:<44}{len(links):>8}{len(right):>8}{share:>8}{shown:>8.2f}")
    print(f"\n{'what there is':<44}{'tied':>8}{'of':>8}{'share':>8}")
    for name, (tied, of) in found(made, known).items():
        print(f"{name:<44}{tied:>8}{of:>8}{tied / of if of else 0:>8.3f}")


if __name__ == "__main__":
    main()
