"""How well a journey's share done, and how far each of its jobs is, are told on a company whose truth is known.

    python bench/journeys.py WORLD [--home HOME]

Judged are journeys that run at a moment and of whose buyers at least ten page views were placed on a job and on their
account; beside them the number of those page views, and the best constant. Where Headway gives no number (just begun,
nothing seen), that is counted, not scored.
"""

import argparse
import csv
import gzip
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
from scipy.stats import spearmanr

from accuracy import MOMENTS, best_journeys, landed_home, truth
from headway.sources.words import JOBS
from headway.store.builds import build, utc
from headway.store.reading import Reading

LEAST_VIEWS = 10
YOUNG_WEEKS = 4
DRAWS = 500
AGES = (0, 4, 8, 13, 26, 104)


@dataclass(frozen=True)
class Case:
    """One running journey at one moment: what is true, and what was told (nan: nothing)."""

    account: str
    weeks: float
    views: int
    true_share: float
    told_share: float
    true_jobs: tuple[float, ...]
    told_jobs: tuple[float, ...]


def true_weeks(world: Path) -> dict[tuple[str, str], dict[str, str]]:
    """The true progress of each journey, by week and journey."""
    with gzip.open(world / "truth" / "weekly.csv.gz", "rt", encoding="utf-8") as file:
        return {(row["week_start"], row["journey"]): row for row in csv.DictReader(file)}


def buyers(world: Path) -> dict[str, str]:
    """The journey of every visitor that is on one."""
    with gzip.open(world / "truth" / "visitors.csv.gz", "rt", encoding="utf-8") as file:
        return {row["anonymousId"]: row["journey"] for row in csv.DictReader(file) if row["type"] == "buyer"}


def cases(opened: Reading, world: Path, day: date) -> Iterator[Case]:
    """Every journey that runs on a day and is seen well enough."""
    best, known, weeks = best_journeys(opened), placed_views(opened, buyers(world)), true_weeks(world)
    accounts = {account["account"]: account for account in truth(world, "accounts.csv")}
    last_week = (day - timedelta(days=day.weekday() + 7)).isoformat()
    for journey in truth(world, "journeys.csv"):
        row = weeks.get((last_week, journey["journey"]))
        is_over = journey["end"] and date.fromisoformat(journey["end"]) <= day
        if row is None or is_over or known[journey["journey"]] < LEAST_VIEWS:
            continue
        account = accounts[journey["account"]]
        told = best.get(f"salesforce:{account['salesforce_id']}") or best.get(f"domain:{account['domain']}") or {}
        yield Case(
            journey["account"],
            (day - date.fromisoformat(journey["start"])).days / 7,
            known[journey["journey"]],
            float(row["share_done"]),
            number(told.get("share_done")),
            tuple(float(row[f"p_{job}"]) for job in JOBS),
            tuple(number(told.get(job)) for job in JOBS),
        )


def number(told: float | None) -> float:
    """What was told as a number; nan where nothing was."""
    return np.nan if told is None else told


def placed_views(opened: Reading, journeys: dict[str, str]) -> Counter[str]:
    """Page views of each journey's buyers that found their account and a job."""
    acts, pages = opened.table("web_acts"), opened.table("pages")
    seen = acts.filter(acts.kind == "page").join(pages.filter(pages.job.isin(JOBS)).select("page"), "page")
    counted = seen.group_by("visitor_id").agg(views=seen.count()).to_pyarrow().to_pylist()
    views: Counter[str] = Counter()
    for row in counted:
        if row["visitor_id"] in journeys:
            views[journeys[row["visitor_id"]]] += row["views"]
    return views


def rank_correlation(one: np.ndarray, other: np.ndarray) -> float:
    """Spearman's."""
    return float(spearmanr(one, other)[0])


def interval(accounts: np.ndarray, one: np.ndarray, other: np.ndarray) -> tuple[float, float]:
    """95 % of Spearman's over draws of accounts."""
    draw, names = np.random.default_rng(1), np.unique(accounts)
    places = {name: np.flatnonzero(accounts == name) for name in names}
    drawn = [np.concatenate([places[name] for name in draw.choice(names, len(names))]) for _ in range(DRAWS)]
    low, high = np.percentile([rank_correlation(one[rows], other[rows]) for rows in drawn], [2.5, 97.5])
    return float(low), float(high)


def report(every: list[Case]) -> None:
    """Print how much is told, and how well."""
    true, told = (np.array([getattr(case, name) for case in every]) for name in ("true_share", "told_share"))
    weeks, views = np.array([case.weeks for case in every]), np.array([case.views for case in every])
    accounts = np.array([case.account for case in every])
    young, is_told = weeks < YOUNG_WEEKS, ~np.isnan(told)
    print(f"{len(every)} running journeys with {LEAST_VIEWS} placed page views, {is_told.mean():.2f} of them told")
    print(f"without a number: {1 - is_told[young].mean():.2f} of the {young.sum()} in their first four weeks")
    low, high = interval(accounts[is_told], true[is_told], told[is_told])
    print(
        f"share done: Spearman {rank_correlation(true[is_told], told[is_told]):.3f} ({low:.3f} to {high:.3f}), "
        f"MAE {abs(true - told)[is_told].mean():.3f}, mean {told[is_told].mean():.2f} of {true[is_told].mean():.2f}"
    )
    constant = abs(true - np.median(true[is_told]))[is_told].mean()
    print(f"page views: Spearman {rank_correlation(true[is_told], views[is_told]):.3f}; constant: MAE {constant:.3f}")
    for first, last in pairwise(AGES):
        rows = is_told & (weeks >= first) & (weeks < last)
        if rows.any():
            means = f"true {true[rows].mean():.2f}, told {told[rows].mean():.2f}"
            print(f"  {first:>3} to {last:>3} weeks: {rows.sum():>4}, {means}")
    jobs, said = np.array([case.true_jobs for case in every]), np.array([case.told_jobs for case in every])
    for place, job in enumerate(JOBS):
        rows = ~np.isnan(said[:, place])
        one, other = jobs[rows, place], said[rows, place]
        print(f"{job:<24}Spearman {rank_correlation(one, other):.3f}  MAE {abs(one - other).mean():.3f}")


def main() -> None:
    """Judge every moment together."""
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("world", type=Path)
    told.add_argument("--home", type=Path)
    given = told.parse_args()
    home = landed_home(given.world, given.home)
    found: list[Case] = []
    for moment in MOMENTS:
        opened = Reading(home, build(home, utc(moment)))
        found += cases(opened, given.world, date.fromisoformat(moment))
    report(found)


if __name__ == "__main__":
    main()
