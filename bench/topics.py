"""How much of the reading on our sites is put on the right buying job, on a company whose truth is known.

    python bench/topics.py WORLD --home HOME [--truth FILE]

HOME holds a build of the world; `truth/pages.csv`, for measuring only, says which job each page serves. Pages are
placed by their words alone, and with what their readers read around them; with all words of the rules, and with a
quarter and half of them struck out, several times over. Every figure is a share of page views by people.
"""

import argparse
import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pyarrow as pa

from headway.measures import pages as measured
from headway.sources.folding import phrase_words
from headway.sources.topics import RULES, Rules
from headway.store.home import Home
from headway.store.reading import Reading, reading

STRUCK, DRAWS = (0.0, 0.25, 0.5), 5
BINS = (0.0, 0.4, 0.6, 0.8, 0.9, 0.95, 1.0)


@dataclass(frozen=True)
class Truth:
    """Which job a page serves, and whether it was there before the relaunch, after it, or both."""

    job: str
    when: str


def truth(path: Path) -> dict[str, Truth]:
    """The job of every page, by its address."""
    found: dict[str, Truth] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            before, after = row["path_before"], row["path_after"]
            stayed = before == after
            found[before] = Truth(row["main_job"], "both" if stayed else "before")
            found[after] = Truth(row["main_job"], "both" if stayed else "after")
    return found


def fewer(share: float, draw: int) -> Rules:
    """The rules, had their author not known a share of the words; what contains such a word is gone."""
    known = sorted({word for rule in RULES.rules for phrase in rule.phrases for word in phrase_words(phrase)})
    lost = set(random.Random(draw).sample(known, round(len(known) * share)))  # noqa: S311 -- no secret
    kept = [tuple(p for p in rule.phrases if lost.isdisjoint(phrase_words(p))) for rule in RULES.rules]
    return Rules(replace(rule, phrases=phrases) for rule, phrases in zip(RULES.rules, kept, strict=True))


def placed(opened: Reading, rules: Rules, with_readers: bool) -> pa.Table:
    """The pages as these rules place them; what the company itself has said does not count."""
    views, together = (opened.table(name).to_pyarrow() for name in ("page_views", "read_together"))
    nothing = pa.table(
        {"page": pa.array([], pa.string()), "job": pa.array([], pa.string()), "weight": pa.array([], pa.float64())}
    )
    unsaid = opened.table("overrides").to_pyarrow()[:0]
    with patch.object(measured, "RULES", rules):
        return measured.pages(views, nothing, unsaid, together if with_readers else together[:0])


@dataclass(frozen=True)
class Judged:
    """N pages as placed, beside the truth."""

    views: np.ndarray
    right: np.ndarray
    serves: np.ndarray  # whether the page serves a job at all
    when: np.ndarray
    confidence: np.ndarray
    known: np.ndarray  # whether it was placed at all

    @classmethod
    def of(cls, pages: pa.Table, known: dict[str, Truth]) -> "Judged":
        """Judge the pages that the truth knows."""
        rows = [(row, known[row["page"]]) for row in pages.to_pylist() if row["page"] in known]
        return cls(
            np.array([row["views"] for row, _ in rows], float),
            np.array([row["job"] == true.job for row, true in rows]),
            np.array([true.job != "none" for _, true in rows]),
            np.array([true.when for _, true in rows]),
            np.array([row["confidence"] for row, _ in rows]),
            np.array([row["job"] is not None for row, _ in rows]),
        )

    def shares(self) -> list[float]:
        """Views on the right job: of pages that serve one, of all; and of the former before and after the relaunch."""
        chosen = (self.serves, np.ones(len(self.views), bool))
        dated = tuple(self.serves & (self.when == when) for when in ("before", "after"))
        return [self._share(rows) for rows in (*chosen, *dated)]

    def _share(self, rows: np.ndarray) -> float:
        return float((self.views * self.right)[rows].sum() / max(self.views[rows].sum(), 1.0))


def reliability(every: list[Judged]) -> Iterator[str]:
    """Of the placed pages: how sure they were said to be, and how many of their views were right."""
    views, right, said = (
        np.concatenate([getattr(one, name)[one.known] for one in every]) for name in ("views", "right", "confidence")
    )
    for low, high in pairwise(BINS):
        rows = (said >= low) & ((said < high) | (high == 1.0))
        if rows.any():
            weight = views[rows] / views[rows].sum()
            views_right, pages_right, count = weight @ right[rows], right[rows].mean(), rows.sum() / len(every)
            said_so = f"  said {weight @ said[rows]:.2f}   right {views_right:.2f} of views"
            yield f"{said_so}, {pages_right:.2f} of {count:.0f} pages"


def main() -> None:
    """Strike, place, judge, print."""
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("world", type=Path)
    told.add_argument("--home", type=Path, required=True)
    told.add_argument("--truth", type=Path)
    given = told.parse_args()
    known = truth(given.truth or given.world / "truth" / "pages.csv")
    opened = reading(Home(given.home))
    print(f"{'words struck':<14}{'':<16}{'serve a job':>12}{'all':>8}{'before':>8}{'after':>8}")
    for share in STRUCK:
        draws = [fewer(share, draw) for draw in range(DRAWS if share else 1)]
        for with_readers in (False, True):
            every = [Judged.of(placed(opened, rules, with_readers), known) for rules in draws]
            mean = np.mean([one.shares() for one in every], axis=0)
            name = "and readers" if with_readers else "words alone"
            print(f"{share:<14.0%}{name:<16}{mean[0]:>12.3f}" + "".join(f"{value:>8.3f}" for value in mean[1:]))
            print(*reliability(every), sep="\n")


if __name__ == "__main__":
    main()
