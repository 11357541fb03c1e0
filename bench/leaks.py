"""Can any snapshot column alone foretell who buys? It must not, at any moment: that would be a leak.

    python bench/leaks.py WORLD --home HOME

HOME has landed WORLD (see `bench/accuracy.py`). For every `latest` column, as it was known at each of eight moments:
the AUC of "won within 90 days" by the share of winners among other rows of the same value, in five folds; for open
deals, and accounts.
"""

import argparse
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

from accuracy import HORIZON_DAYS, MOMENTS, truth, won_on
from headway.sources import SOURCES
from headway.store.builds import build, cut_sources, utc
from headway.store.engines import duckdb
from headway.store.home import Home
from headway.store.landing import landed_table
from headway.store.reading import Reading

IMPLAUSIBLE = 0.9
FOLDS = 5


def winners(world: Path, moment: date) -> set[str]:
    """Accounts and deals, by reference, that were won within the horizon after the moment."""
    until = moment + timedelta(days=HORIZON_DAYS)
    soon = {account for account, days in won_on(world).items() if any(moment < day <= until for day in days)}
    refs = {f"salesforce:{a['salesforce_id']}" for a in truth(world, "accounts.csv") if a["account"] in soon}
    deals = {
        f"salesforce:{j['salesforce_opportunity_id']}"
        for j in truth(world, "journeys.csv")
        if j["outcome"] == "won" and moment < date.fromisoformat(j["end"]) <= until
    }
    return refs | deals


def foretelling(values: list[object], won: np.ndarray) -> float:
    """How well a column's value alone tells winners, judged on rows it was not taken from; either way round."""
    names = np.array([str(value) for value in values])
    if len(set(names)) == 1:
        return 0.5
    fold = np.random.default_rng(1).integers(0, FOLDS, len(names))
    score = np.zeros(len(names))
    for held in range(FOLDS):
        for name in set(names[fold == held]):
            taught = won[(names == name) & (fold != held)]
            score[(names == name) & (fold == held)] = (taught.sum() + won.mean()) / (len(taught) + 1)
    return float(max(roc_auc_score(won, score), 1 - roc_auc_score(won, score)))


def measured(home: Home, world: Path, moment: str) -> Iterator[tuple[float, str, str]]:
    """The power of every snapshot column at one moment."""
    con = duckdb()
    landed = {name: landed_table(home, con, name) for name in SOURCES}
    cut = cut_sources(con, landed, utc(moment), all_inputs=True).tables
    deals = Reading(home, build(home, utc(moment))).table("deals")
    still_open = set(deals.filter(deals.status == "open").to_pyarrow()["deal_id"].to_pylist())
    happy = winners(world, utc(moment).date())
    for name in ("crm_accounts", "crm_deals"):
        rows = cut[name].to_pyarrow().to_pylist()
        rows = [row for row in rows if name == "crm_accounts" or row["deal_ref"] in still_open]
        won = np.array([row[SOURCES[name].key] in happy for row in rows])
        for column in SOURCES[name].latest:
            yield foretelling([row[column] for row in rows], won), moment, f"{name}.{column}"


def main() -> None:
    """Print the most telling columns and fail if one is implausible."""
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("world", type=Path)
    told.add_argument("--home", type=Path, required=True)
    given = told.parse_args()
    found = sorted((row for m in MOMENTS for row in measured(Home(given.home), given.world, m)), reverse=True)
    for power, moment, column in found[:10]:
        print(f"{power:.3f}  {moment}  {column}")
    print(f"{len(found)} columns and moments; most telling {found[0][0]:.3f}, implausible from {IMPLAUSIBLE}")
    if found[0][0] > IMPLAUSIBLE:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
