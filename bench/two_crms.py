"""One company told by two of its CRMs: what Headway makes of each alone, side by side.

    python bench/two_crms.py WORLD

WORLD holds `salesforce/` and `hubspot/` exports of the same company. Of each CRM alone the tables below are built; rows
are matched by what both systems write themselves (a company's name, a person's address, a deal's name and day), never
by their ids. For each column: on how many matched rows both say the same, how many say something else, and on how many
only one says anything. Rows whose match is not one to one are counted and not compared.
"""

import argparse
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from headway.connect import connectors
from headway.store.home import Home
from headway.store.landing import land
from links import tables

SYSTEMS = ("salesforce", "hubspot")
Row = dict[str, Any]


@dataclass(frozen=True)
class Compared:
    """One table: what names a row in both systems, and the columns that should say the same."""

    table: str
    key: tuple[str, ...]
    columns: tuple[str, ...]


TABLES = (
    Compared("accounts", ("name",), ("industry", "country", "employees", "owner")),
    Compared("people", ("email",), ("name", "title", "company")),
    Compared(
        "deals", ("name", "opened_on"), ("company", "status", "amount", "closed_on", "stage", "deal_type", "owner")
    ),
)


def told(world: Path, system: str, scratch: Path) -> dict[str, list[Row]]:
    """The compared tables of one CRM alone, with names in place of its ids."""
    home = Home(scratch / system)
    land(home, connectors()[system].read(world / system, lambda *_: None))
    made = tables(home, (*(each.table for each in TABLES), "crm_users"))
    companies = {row["account_id"]: row["name"] for row in made["accounts"]}
    users = {row["user_ref"]: row["name"] for row in made["crm_users"]}
    for row in (row for each in TABLES for row in made[each.table]):
        row |= {"company": companies.get(row["account_id"]), "owner": users.get(row.get("owner_ref"))}
        row["closed_on"] = row["closed_at"].date() if row.get("closed_at") else None
        # HubSpot writes its own industries in capitals with underscores.
        row["industry"] = (row.get("industry") or "").lower().replace("_", " ") or None
    return made


def by_key(rows: Iterable[Row], key: tuple[str, ...]) -> dict[tuple[Any, ...], list[Row]]:
    """Rows by what names them in both systems; those that lack it are left out."""
    found = defaultdict(list)
    for row in rows:
        if all(row[name] is not None for name in key):
            found[tuple(row[name] for name in key)].append(row)
    return found


def compare(what: Compared, here: list[Row], there: list[Row]) -> None:
    """Print how a table of one system agrees with the other's."""
    one, two = by_key(here, what.key), by_key(there, what.key)
    both = one.keys() & two.keys()
    pairs = [(one[key][0], two[key][0]) for key in both if len(one[key]) == len(two[key]) == 1]
    print(f"{what.table}: {len(here)} in {SYSTEMS[0]}, {len(there)} in {SYSTEMS[1]}, by {' and '.join(what.key)}:")
    print(f"  {len(pairs)} one to one, {len(both) - len(pairs)} names of several rows, ", end="")
    print(f"{len(one.keys() - both)} only in {SYSTEMS[0]}, {len(two.keys() - both)} only in {SYSTEMS[1]}")
    for column in what.columns:
        said = [(left[column], right[column]) for left, right in pairs]
        same = sum(left == right for left, right in said if left is not None)
        apart = sum(left != right for left, right in said if left is not None and right is not None)
        alone = [sum(left is not None and right is None for left, right in said)]
        alone.append(sum(left is None and right is not None for left, right in said))
        only = "  ".join(f"only {system} {count:>4}" for system, count in zip(SYSTEMS, alone, strict=True))
        print(f"  {column:<12} same {same:>5}  other {apart:>5}  {only}")


def main() -> None:
    """Build both and print."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("world", type=Path)
    world = asked.parse_args().world
    with tempfile.TemporaryDirectory() as scratch:
        here, there = (told(world, system, Path(scratch)) for system in SYSTEMS)
        for each in TABLES:
            compare(each, here[each.table], there[each.table])


if __name__ == "__main__":
    main()
