"""How well readers of our sites are told apart, on a company whose truth is known.

    python bench/audiences.py WORLD --home HOME

HOME holds a build of the world; `truth/visitors.csv.gz`, for measuring only, says what each visitor is. Printed for
each kind told: how many readers, how sure it was said to be, and what they are in truth, as shares of page views.
"""

import argparse
import csv
import gzip
from collections import Counter, defaultdict
from pathlib import Path

from headway.store.home import Home
from headway.store.reading import Reading, reading


def truth(world: Path) -> dict[str, str]:
    """What each visitor is."""
    with gzip.open(world / "truth" / "visitors.csv.gz", "rt", encoding="utf-8") as file:
        return {row["anonymousId"]: row["type"] for row in csv.DictReader(file)}


def readers(opened: Reading, true: dict[str, str]) -> dict[str, str]:
    """What each reader is: the device itself, or any device of the person."""
    people = {row["visitor_id"]: row["person_id"] for row in opened.table("visitors").to_pyarrow().to_pylist()}
    return {people.get(visitor) or visitor: kind for visitor, kind in true.items()}


def main() -> None:
    """Count and print."""
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("world", type=Path)
    told.add_argument("--home", type=Path, required=True)
    given = told.parse_args()
    opened = reading(Home(given.home))
    true = readers(opened, truth(given.world))
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    sure, count = Counter[str](), Counter[str]()
    buying = Counter[str]()
    for row in opened.table("audiences").to_pyarrow().to_pylist():
        kind = true.get(row["reader_id"], "?")
        seen[row["kind"]][kind] += row["views"]
        sure[row["kind"]] += row["confidence"] * row["views"]
        count[row["kind"]] += 1
        buying[kind] += row["buying_share"] * row["views"]
    for kind, views in sorted(seen.items()):
        whole = views.total()
        shares = ", ".join(f"{name} {many / whole:.2f}" for name, many in views.most_common(4))
        print(
            f"{kind:<12}{count[kind]:>8,} readers{whole:>9,} views  said {sure[kind] / whole:.2f}   in truth: {shares}"
        )
    every = sum(seen.values(), Counter())
    print("about a purchase, mean over views:", ", ".join(f"{k} {buying[k] / every[k]:.2f}" for k in sorted(every)))


if __name__ == "__main__":
    main()
