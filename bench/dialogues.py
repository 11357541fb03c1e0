"""How often the job that a dialogue calls stuck is the one that truly is, on a company whose truth is known.

    python bench/dialogues.py WORLD [--home HOME] [--moments 3]

Judged are open deals worth a dialogue, of which a job was truly stuck in the week before. Beside Headway: the job that
the CRM's stage says is next, the job that is stuck most often, and a job drawn by lot. Deals of which Headway says that
it cannot tell, or that nothing is stuck, count as missed; how good it is where it names one is told as well.
"""

import argparse
import csv
import gzip
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from accuracy import MOMENTS, landed_home, truth
from headway.sources.words import JOBS
from headway.store.builds import build, utc
from headway.store.reading import Reading

DRAWS = 500
# What a pipeline's stage has the seller do next, as the job of the customer that it comes nearest to.
STAGES = {
    "Prospecting": "problem_identification",
    "Qualification": "solution_exploration",
    "Needs Analysis": "requirements_building",
    "Value Proposition": "supplier_selection",
    "Proposal/Price Quote": "validation",
    "Negotiation/Review": "consensus_creation",
}


@dataclass(frozen=True)
class Case:
    """One open deal at one moment."""

    account: str
    truly: str
    told: str | None
    sure: str
    stage: str | None


def stuck_jobs(world: Path) -> dict[tuple[str, str], str]:
    """The job that is truly stuck, by week and journey; empty: none."""
    with gzip.open(world / "truth" / "weekly.csv.gz", "rt", encoding="utf-8") as file:
        return {(row["week_start"], row["journey"]): row["stuck_job"] for row in csv.DictReader(file)}


def cases(opened: Reading, world: Path, day: date, stuck: dict[tuple[str, str], str]) -> list[Case]:
    """Every deal that is asked about, and whose journey is known to run."""
    week = (day - timedelta(days=day.weekday() + 7)).isoformat()
    stages = {row["deal_id"]: row["stage"] for row in opened.where("deals")}
    journeys = {row["salesforce_opportunity_id"]: row for row in truth(world, "journeys.csv")}
    found = []
    for row in opened.where("dialogues"):
        journey = journeys.get(row["deal_id"].partition(":")[2])
        truly = stuck.get((week, journey["journey"])) if journey else None
        if row["order"] == 1 and journey and truly is not None:
            stage = STAGES.get(stages[row["deal_id"]] or "")
            found.append(Case(journey["account"], truly, row["stuck_job"], row["sure"], stage))
    return found


def interval(every: list[Case], right: np.ndarray) -> str:
    """A share, and 95 % of it over draws of accounts."""
    names, place = np.unique([case.account for case in every], return_inverse=True)
    draw, found = np.random.default_rng(1), []
    for _ in range(DRAWS):
        times = np.bincount(draw.integers(0, len(names), len(names)), minlength=len(names))[place]
        found.append(np.average(right, weights=times) if times.sum() else np.nan)
    low, high = np.nanpercentile(found, [2.5, 97.5])
    return f"{right.mean():.2f} ({low:.2f} to {high:.2f})"


def report(every: list[Case]) -> None:
    """Print how often each way names the stuck job."""
    stuck = [case for case in every if case.truly]
    told = [case for case in stuck if case.told]
    print(f"{len(every)} deals asked about, of {len(stuck)} a job is truly stuck; Headway names one for {len(told)}")
    often = Counter(case.truly for case in stuck).most_common(1)[0]
    print(f"stuck job named:    {interval(stuck, np.array([case.told == case.truly for case in stuck]))}")
    print(f"  where one is:     {interval(told, np.array([case.told == case.truly for case in told]))}")
    for sure in ("high", "fair"):
        those = [case for case in told if case.sure == sure]
        if those:
            print(f"  {sure}, {len(those):>3}:        {interval(those, np.array([c.told == c.truly for c in those]))}")
    print(f"the stage's task:   {interval(stuck, np.array([case.stage == case.truly for case in stuck]))}")
    print(f"most often stuck:   {often[1] / len(stuck):.2f} ({often[0]}, known only afterwards)")
    print(f"by lot:             {1 / len(JOBS):.2f}")


def main() -> None:
    """Judge some moments together."""
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("world", type=Path)
    told.add_argument("--home", type=Path)
    told.add_argument("--moments", type=int, default=len(MOMENTS))
    given = told.parse_args()
    home, stuck = landed_home(given.world, given.home), stuck_jobs(given.world)
    found: list[Case] = []
    for moment in MOMENTS[:: -(-len(MOMENTS) // given.moments)]:
        found += cases(Reading(home, build(home, utc(moment))), given.world, date.fromisoformat(moment), stuck)
    report(found)


if __name__ == "__main__":
    main()
