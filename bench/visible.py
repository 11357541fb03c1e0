"""How much of a journey's share done can be seen at all, on a company whose truth is known.

    python bench/visible.py WORLD --home HOME

HOME holds one build of the world. The filter is asked at earlier Mondays what the build's own weeks say, and what it
would say were every buyer's page view on its journey, and on its right job: what is then still missing is not in the
page views. Beside it time alone: since a buyer was first seen, since the journey truly began, and as a share of how
long it truly takes. All are judged on the same journeys, those of whose buyers ten page views were placed by then.
"""

import argparse
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa

from accuracy import MOMENTS, truth
from headway.answers.journeys import JUST_BEGUN_WEEKS
from headway.answers.states import journey_states
from headway.learn.weeks import WEEKS
from headway.sources.priors import priors
from headway.sources.words import JOBS
from headway.store.home import Home
from headway.store.landing import landed_table
from headway.store.reading import Reading, reading
from identity import accounts
from journeys import LEAST_VIEWS, buyers, rank_correlation, true_weeks

Act = tuple[str, date, str]  # journey, day, job
NAMES = (
    "as built",
    "every view on its journey",
    "and on its right job",
    "weeks since first seen",
    "weeks since it began",
    "share of its true time",
)


@dataclass(frozen=True)
class World:
    """What a build and the truth say."""

    weeks: pa.Table
    tracking: pa.Table
    account: dict[str, str]
    placed: list[Act]
    true: list[Act]


def told(opened: Reading, world: Path) -> World:
    """The weeks of the build, and its buyers' page views with the job the build gives them, and the right one."""
    of = buyers(world)
    right = {row[side]: row["main_job"] for row in truth(world, "pages.csv") for side in ("path_before", "path_after")}
    pages = opened.table("pages").select("page", "job").to_pyarrow().to_pylist()
    job = {row["page"]: row["job"] for row in pages}
    tied = set(opened.table("visitors").filter(lambda t: t.account_id.notnull()).visitor_id.to_pyarrow().to_pylist())
    events = landed_table(opened.home, opened.con, "web_events")
    views = events.filter(events.kind == "page", ~events.is_again).select("visitor_id", "happened_at", "page")
    seen = [row for row in views.to_pyarrow().to_pylist() if row["visitor_id"] in of]
    placed = [
        (of[row["visitor_id"]], row["happened_at"].date(), job.get(row["page"]))
        for row in seen
        if row["visitor_id"] in tied
    ]
    true = [(of[row["visitor_id"]], row["happened_at"].date(), right.get(row["page"])) for row in seen]
    return World(
        opened.table("journey_weeks").to_pyarrow(),
        opened.table("tracking_weeks").select("week", "tracked_share").to_pyarrow(),
        accounts(world, opened),
        [act for act in placed if act[2] in JOBS],
        [act for act in true if act[2] in JOBS],
    )


def monday(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def weekly(acts: Iterable[Act]) -> pa.Table:
    """Acts as the weeks that the filter reads."""
    cells: dict[tuple[str, date, str], float] = defaultdict(float)
    for journey, day, job in acts:
        cells[journey, monday(day), job] += 1.0
    journey, week, job = (list(each) for each in zip(*cells, strict=True))
    ones = np.ones(len(cells))
    names = {"account_id": journey, "journey_id": journey, "week": pa.array(week, pa.date32()), "job": job}
    return pa.table({**names, "weight": list(cells.values()), "presence": ones, "age": ones.astype(int)})


def shares(weeks: pa.Table, tracking: pa.Table, day: date) -> dict[str, float]:
    """The share done of each journey that is told one on a day."""
    age = np.array([(monday(day) - week).days // 7 for week in weeks["week"].to_pylist()])
    kept = (age >= 0) & (age < WEEKS)
    rows = weeks.filter(pa.array(kept)).drop_columns(["age"]).append_column("age", pa.array(age[kept]))
    moment = pa.table({"moment": pa.array([datetime(day.year, day.month, day.day)], pa.timestamp("us"))})
    parts = np.array(priors()["jobs"]["share"])
    [batch] = rows.combine_chunks().to_batches()
    found = journey_states(batch, tracking, moment).to_pylist()
    return {
        row["journey_id"]: float(parts @ [row[job] for job in JOBS])
        for row in found
        if row["begun_on"] and row["weeks"] >= JUST_BEGUN_WEEKS
    }


def cases(found: World, world: Path) -> Iterator[tuple[float, ...]]:
    """The true share done of running journeys, and what each way tells; nan: nothing."""
    weeks, seen = true_weeks(world), defaultdict(list)
    for journey, on, _ in found.placed:
        seen[journey].append(on)
    ways = (found.weeks, weekly(found.placed), weekly(found.true))
    for day in map(date.fromisoformat, MOMENTS):
        own, placed, right = (shares(each, found.tracking, day) for each in ways)
        for row in truth(world, "journeys.csv"):
            key, true = row["journey"], weeks.get(((monday(day) - timedelta(weeks=1)).isoformat(), row["journey"]))
            before = [on for on in seen[key] if on < day]
            if true is None or (row["end"] and date.fromisoformat(row["end"]) <= day) or len(before) < LEAST_VIEWS:
                continue
            said = (own.get(found.account.get(row["account"], ""), np.nan), placed.get(key, np.nan))
            spent = ((day - min(before)).days, (day - date.fromisoformat(row["start"])).days)
            yield float(true["share_done"]), *said, right.get(key, np.nan), *spent, float(true["share_time"] or "nan")


def main() -> None:
    """Ask and print."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("world", type=Path)
    asked.add_argument("--home", type=Path, required=True)
    given = asked.parse_args()
    rows = np.array(list(cases(told(reading(Home(given.home)), given.world), given.world)))
    rows = rows[~np.isnan(rows).any(axis=1)]
    print(f"{len(rows)} running journeys at {len(MOMENTS)} moments")
    for place, name in enumerate(NAMES, start=1):
        line = f"{name:<28}Spearman {rank_correlation(rows[:, 0], rows[:, place]):.3f}"
        is_share = "weeks" not in name
        print(line + (f"  MAE {abs(rows[:, 0] - rows[:, place]).mean():.3f}" if is_share else ""))


if __name__ == "__main__":
    main()
