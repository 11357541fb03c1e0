"""How good the order is on a company whose truth is known, beside page views and the CRM's stage.

    python bench/accuracy.py WORLD [--home HOME]

WORLD holds `segment/`, `salesforce/` and, for measuring only, `truth/`. No closed deal is used by the order measured
here. Every rule is judged on the same rows: all accounts of `truth/accounts.csv`; one that the build does not know
ranks last.
"""

import argparse
import csv
import gzip
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

from headway.connect import connectors
from headway.store.builds import build, utc
from headway.store.home import Home
from headway.store.landing import land, landed_table
from headway.store.reading import Reading

MOMENTS = [f"2024-{month:02d}-01" for month in range(5, 13)]
HORIZON_DAYS = 90
DRAWS = 500
RULES = ("rank", "page views, 30 days", "CRM stage")


@dataclass(frozen=True)
class Rows:
    """One moment: what happened to each account of the truth, and what each rule said of it."""

    won: np.ndarray
    scores: np.ndarray  # (accounts, rules), the higher the likelier
    open_deal: np.ndarray


def truth(world: Path, name: str) -> list[dict[str, str]]:
    """One table of the truth."""
    with (world / "truth" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def won_on(world: Path) -> dict[str, list[date]]:
    """When each account bought."""
    days: dict[str, list[date]] = {}
    for journey in truth(world, "journeys.csv"):
        if journey["outcome"] == "won":
            days.setdefault(journey["account"], []).append(date.fromisoformat(journey["end"]))
    return days


def rows_at(home: Home, world: Path, moment: datetime) -> Rows:
    """Judge every account as of a moment."""
    opened = Reading(home, build(home, moment))
    best = best_journeys(opened)
    views, stage = page_views(opened, moment), crm_stage(opened)
    wins, found = won_on(world), []
    for account in truth(world, "accounts.csv"):
        journey = best.get(f"salesforce:{account['salesforce_id']}") or best.get(f"domain:{account['domain']}")
        key = journey["account_id"] if journey else None
        days = [(day - moment.date()).days for day in wins.get(account["account"], [])]
        rank = -journey["rank"] if journey else -np.inf
        found.append(
            (any(0 < d <= HORIZON_DAYS for d in days), rank, views.get(key, 0), stage.get(key, 0.0), key in stage)
        )
    table = np.array([[*row[1:4]] for row in found])
    table[np.isinf(table)] = -1e9
    return Rows(np.array([row[0] for row in found]), table, np.array([row[4] for row in found]))


def best_journeys(opened: Reading) -> dict[str, dict]:
    """The best journey behind every reference to an account."""
    best: dict[str, dict] = {}
    for journey in opened.sorted("journeys").to_pyarrow().to_pylist():
        for ref in journey["account_refs"].split():
            best.setdefault(ref, journey)
    return best


def page_views(opened: Reading, moment: datetime) -> dict[str, int]:
    """Page views of the last 30 days by observed identity."""
    events = opened.table("events")
    recent = events.filter(events.channel == "web", events.happened_at > moment - timedelta(days=30))
    counted = recent.group_by("account_id").agg(views=recent.count())
    return {row["account_id"]: row["views"] for row in counted.to_pyarrow().to_pylist()}


def crm_stage(opened: Reading) -> dict[str, float]:
    """The seller's probability of the likeliest open deal."""
    deals = opened.table("deals")
    still = deals.filter(deals.status == "open")
    likeliest = still.group_by("account_id").agg(share=still.probability.max())
    return {row["account_id"]: row["share"] or 0.0 for row in likeliest.to_pyarrow().to_pylist()}


def aucs(rows: Rows, chosen: np.ndarray) -> np.ndarray:
    """The AUC of each rule over some accounts."""
    return np.array([roc_auc_score(rows.won[chosen], rows.scores[chosen, rule]) for rule in range(len(RULES))])


def differences(every: list[Rows]) -> np.ndarray:
    """How much the rank is above each other rule, in the mean of all moments, over draws of accounts."""
    draw = np.random.default_rng(1)
    accounts = len(every[0].won)
    found = []
    for _ in range(DRAWS):
        chosen = draw.integers(0, accounts, accounts)
        mean = np.mean([aucs(rows, chosen) for rows in every], axis=0)
        found.append(mean[0] - mean[1:])
    return np.percentile(found, [2.5, 50, 97.5], axis=0)


def line(name: str, values: Iterable[float]) -> str:
    """One row of the printed table."""
    return f"{name:<12}" + "".join(f"{value:>10.3f}" for value in values)


def report(every: dict[str, Rows]) -> None:
    """Print AUC by moment: all accounts, those with an open deal, those without; and the paired differences."""
    print(
        f"{'AUC':<12}{'all':>10}{'views':>10}{'stage':>10}{'open':>10}{'views':>10}{'stage':>10}{'without':>10}{'views':>10}"
    )
    means = []
    for moment, rows in every.items():
        everybody = np.ones(len(rows.won), bool)
        values = [*aucs(rows, everybody), *aucs(rows, rows.open_deal), *aucs(rows, ~rows.open_deal)[:2]]
        means.append(values)
        print(line(moment, values))
    print(line("mean", np.mean(means, axis=0)))
    low, middle, high = differences(list(every.values()))
    for place, rule in enumerate(RULES[1:]):
        print(f"rank above {rule}: {middle[place]:+.3f} (95 % of draws {low[place]:+.3f} to {high[place]:+.3f})")
    top = [rows.won[np.argsort(-rows.scores[:, 0])[: len(rows.won) // 50]].mean() for rows in every.values()]
    base = np.mean([rows.won.mean() for rows in every.values()])
    print(f"bought within {HORIZON_DAYS} days: {base:.3f} of all accounts, {np.mean(top):.3f} of the first 2 %")


def report_placing(home: Home, world: Path) -> None:
    """Print how much of the traffic finds its page's job and its account."""
    opened = Reading(home, build(home))
    pages = opened.table("pages").to_pyarrow()
    views = np.array(pages["views"].to_pylist())
    placed = np.array([job is not None for job in pages["job"].to_pylist()])
    print(f"page views placed on a job or none: {views[placed].sum() / views.sum():.3f} of {views.sum():,}")
    for name, share in account_shares(opened, world).items():
        print(f"{name}: {share:.3f}")


def account_shares(opened: Reading, world: Path) -> dict[str, float]:
    """Of the page views of accounts the build knows: tied to the right account, to a wrong one."""
    best = best_journeys(opened)
    names = {a["account"]: a for a in truth(world, "accounts.csv")}
    right = {}
    with gzip.open(world / "truth" / "visitors.csv.gz", "rt", encoding="utf-8") as file:
        for visitor in csv.DictReader(file):
            account = names.get(visitor["account"])
            if account:
                found = best.get(f"salesforce:{account['salesforce_id']}") or best.get(f"domain:{account['domain']}")
                right[visitor["anonymousId"]] = found["account_id"] if found else None
    acts = opened.table("web_acts")
    seen = acts.filter(acts.kind == "page")
    tied = seen.group_by(["visitor_id", "account_id"]).agg(views=seen.count())
    counts = {"right": 0, "wrong": 0}
    for row in tied.to_pyarrow().to_pylist():
        if right.get(row["visitor_id"]):
            counts["right" if right[row["visitor_id"]] == row["account_id"] else "wrong"] += row["views"]
    total = known_views(opened, {visitor for visitor, account in right.items() if account})
    return {f"known accounts' page views tied to the {word} account": n / total for word, n in counts.items()}


def known_views(opened: Reading, visitors: set[str]) -> int:
    """Page views of these visitors, as they landed."""
    events = landed_table(opened.home, opened.con, "web_events")
    seen = events.filter(events.kind == "page", ~events.is_again)
    counted = seen.group_by("visitor_id").agg(views=seen.count()).to_pyarrow().to_pylist()
    return sum(row["views"] for row in counted if row["visitor_id"] in visitors)


def landed_home(world: Path, path: Path | None) -> Home:
    """A home with the world in it; a new one where none is given."""
    home = Home(path or Path(tempfile.mkdtemp(prefix="headway-accuracy-")))
    for name in ("salesforce", "segment"):
        land(home, connectors()[name].read(world / name, lambda _done, _total: None))
    return home


def main() -> None:
    """Land the world if need be, judge every moment, print."""
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("world", type=Path)
    told.add_argument("--home", type=Path)
    given = told.parse_args()
    home = landed_home(given.world, given.home)
    report({moment: rows_at(home, given.world, utc(moment)) for moment in MOMENTS})
    report_placing(home, given.world)


if __name__ == "__main__":
    main()
