"""A world of which only so many closed deals are known: for learning curves.

    python -m worlds.thinned WORLD --closed 30 --before 2024-09-01 --out DIR

Of the deals closed before the day, so many are kept, drawn by the seed, the smaller sets within the larger ones; the
others are taken out of the CRM's export with all that hangs on them, as if that company had only begun to keep them.
Deals open on the day or closed later stay, and so do the web archive and the truth, by a link.
"""

import argparse
import csv
import shutil
from collections.abc import Iterable
from pathlib import Path

import numpy as np

_HANGS_ON = ("OpportunityHistory", "OpportunityContactRole", "OpportunityTeamMember", "OpportunityFieldHistory")
_TOUCHES = ("Task", "Event")

Row = dict[str, str]


def thin(world: Path, out: Path, closed: int, before: str, seed: int = 1) -> int:
    """Write the thinned world and return how many of the closed deals it keeps."""
    deals = _rows(world / "salesforce" / "Opportunity.csv")
    ended = _closed_before(world, deals, before)
    order = np.random.default_rng(seed).permutation(len(ended))
    dropped = {ended[n] for n in order[closed:].tolist()}
    (out / "salesforce").mkdir(parents=True)
    for file in sorted((world / "salesforce").glob("*.csv")):
        _copy(file, out / "salesforce" / file.name, dropped)
    for part in ("segment", "truth"):
        (out / part).symlink_to((world / part).resolve())
    return len(ended) - len(dropped)


def _closed_before(world: Path, deals: list[Row], before: str) -> list[str]:
    """Ids of the deals whose last change, an ending, was entered before the day."""
    last: dict[str, str] = {}
    for change in _rows(world / "salesforce" / "OpportunityHistory.csv"):
        last[change["OpportunityId"]] = max(last.get(change["OpportunityId"], ""), change["CreatedDate"])
    return sorted(one["Id"] for one in deals if one["IsClosed"] == "true" and last[one["Id"]] < before)


def _copy(file: Path, to: Path, dropped: set[str]) -> None:
    if file.stem == "Opportunity":
        _write(to, file, (row for row in _rows(file) if row["Id"] not in dropped))
    elif file.stem in _HANGS_ON:
        _write(to, file, (row for row in _rows(file) if row["OpportunityId"] not in dropped))
    elif file.stem in _TOUCHES:
        _write(
            to, file, (row | {"WhatId": row["AccountId"]} if row["WhatId"] in dropped else row for row in _rows(file))
        )
    else:
        shutil.copyfile(file, to)


def _rows(file: Path) -> list[Row]:
    with file.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def _write(to: Path, like: Path, rows: Iterable[Row]) -> None:
    with like.open(encoding="utf-8", newline="") as text:
        columns = next(csv.reader(text))
    with to.open("w", encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, columns, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main() -> None:
    """Thin a world and say how many closed deals are left."""
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("world", type=Path)
    told.add_argument("--out", type=Path, required=True)
    told.add_argument("--closed", type=int, required=True)
    told.add_argument("--before", required=True)
    told.add_argument("--seed", type=int, default=1)
    given = told.parse_args()
    print(thin(given.world, given.out, given.closed, given.before, given.seed))


if __name__ == "__main__":
    main()
