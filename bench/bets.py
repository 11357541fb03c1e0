"""What this week's contacts are worth on a company whose truth is known, by our order and by what people go by instead.

    python bench/bets.py WORLD --home HOME [--moments 2024-06-03,2024-09-02]

WORLD holds `truth/`, for measuring only; HOME holds what has landed of it. Value is what a contact of an account in the
week of the moment is worth (`expected_value_of_contact`; 0 where there is no row, negative values kept). Equal hours:
each rule names as many accounts. Synthetic, all of it.
"""

import argparse
import csv
import gzip
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np

from accuracy import best_journeys, landed_home, page_views, truth
from headway.store.builds import build, utc
from headway.store.reading import Reading

MOMENTS = "2024-06-03,2024-07-01,2024-08-05,2024-09-02,2024-10-07,2024-11-04"
CONTACTS = (5, 20, 80)
DRAWS = 300
# A buyer is found early who is named so long before our first dialogue, while the journey is under way.
EARLY_DAYS = 30
OURS, USUAL = "bets", "P(win) x amount"


@dataclass(frozen=True)
class Asked:
    """One week: what a contact of each account is worth, and each rule's word on it, the higher the sooner."""

    names: list[str]
    day: date
    value: np.ndarray
    says: dict[str, np.ndarray]
    wants_digital: np.ndarray
    never_buys: np.ndarray

    def first(self, rule: str, many: int) -> set[str]:
        """The accounts that a rule names first."""
        return {self.names[at] for at in np.argsort(-self.says[rule], kind="stable")[:many]}


def asked(home_reading: Reading, world: Path, moment: datetime) -> Asked:
    """Every account of the truth as of the moment."""
    accounts = truth(world, "accounts.csv")
    best = best_journeys(home_reading)
    known = [
        best.get(f"salesforce:{row['salesforce_id']}") or best.get(f"domain:{row['domain']}") or {} for row in accounts
    ]
    keys = [row.get("account_id") for row in known]
    says = {name: _over(keys, rule) for name, rule in rules(home_reading, moment).items()}
    says["random"] = np.random.default_rng(moment.toordinal()).random(len(keys))
    values = _values(world, moment)
    digital, buys = _wishes(world, moment)
    names = [row["account"] for row in accounts]
    return Asked(
        names,
        moment.date(),
        np.array([values.get(name, 0.0) for name in names]),
        says,
        np.array([name in digital for name in names]),
        np.array([name not in buys for name in names]),
    )


def rules(opened: Reading, moment: datetime) -> dict[str, dict[str, float]]:
    """What each rule says of an account."""
    standing = _by(opened, "standing", "journey_id")
    endings = _by(opened, "endings", "journey_id")
    deals = _by(opened, "deals", "deal_id")
    won = [row["amount"] for row in deals.values() if row["status"] == "won" and row["amount"]]
    usual = float(np.mean(won)) if won else 1.0
    found: dict[str, dict[str, float]] = {OURS: {}, "P(win)": {}, USUAL: {}, "CRM stage": {}}
    for journey, row in standing.items():
        deal = deals.get(row["deal_id"], {})
        chance = 1 / (1 + np.exp(-endings[journey]["log_odds"]))
        told = {
            OURS: 0.0 if row["is_digital"] else row["weight"],
            "P(win)": chance,
            USUAL: chance * (deal.get("amount") or usual),
            "CRM stage": deal.get("probability") or 0.0,
        }
        for name, said in told.items():
            found[name][row["account_id"]] = max(said, found[name].get(row["account_id"], -np.inf))
    return found | {"page views": {key: float(many) for key, many in page_views(opened, moment).items()}}


def captured(week: Asked, rule: str, many: int, chosen: np.ndarray) -> float:
    """What the first so many of some accounts are worth."""
    order = np.argsort(-week.says[rule][chosen], kind="stable")[:many]
    return float(week.value[chosen][order].sum())


def shares(weeks: list[Asked], rule: str, many: int, chosen: np.ndarray) -> float:
    """As a share of what the highest are worth, in the mean of the weeks."""
    best = [np.sort(week.value[chosen])[::-1][:many].sum() for week in weeks]
    return float(np.mean([captured(week, rule, many, chosen) / top for week, top in zip(weeks, best, strict=True)]))


def report(weeks: list[Asked]) -> None:
    """Print each rule's share, with what drawing other accounts would have given, and ours beside the usual rule."""
    accounts = len(weeks[0].value)
    everybody, draw = np.arange(accounts), np.random.default_rng(1)
    draws = [draw.integers(0, accounts, accounts) for _ in range(DRAWS)]
    for many in CONTACTS:
        print(f"\n{many} contacts a week, share of the oracle's value, {len(weeks)} weeks (95 % of draws of accounts)")
        for rule in weeks[0].says:
            print(f"{rule:<20}{shares(weeks, rule, many, everybody):>7.3f}  {_range(weeks, draws, many, rule)}")
        print(f"{'ours above usual':<20}{'':>7}  {_range(weeks, draws, many, OURS, USUAL)}")
    for name, kind in (("want no person", "wants_digital"), ("never buy", "never_buys")):
        spent = {
            rule: np.mean([getattr(w, kind)[np.argsort(-w.says[rule])[:20]].mean() for w in weeks])
            for rule in weeks[0].says
        }
        print(
            f"\nof 20 contacts a week, with accounts that {name}: "
            + ", ".join(f"{k} {v:.2f}" for k, v in spent.items())
        )


def report_early(weeks: list[Asked], world: Path) -> None:
    """Print how many of those who bought each rule named so long before our first dialogue."""
    bought = _bought_later(weeks, world)
    print(f"\n{len(bought)} purchases under way {EARLY_DAYS} days before our first dialogue; of these named then")
    account = np.unique([name for name, _ in bought], return_inverse=True)[1]
    draw = np.random.default_rng(1)
    drawn = [np.bincount(draw.choice(account, len(account)), minlength=len(account)) for _ in range(DRAWS)]
    for many in CONTACTS[1:]:
        for rule in weeks[0].says:
            first = [week.first(rule, many) for week in weeks]
            hit = np.array([any(name in first[at] for at in places) for name, places in bought])
            low, high = np.percentile([np.average(hit, weights=times[account]) for times in drawn], [2.5, 97.5])
            print(f"of {many:>3} contacts a week: {rule:<20}{hit.mean():>6.3f}  {low:.3f} to {high:.3f}")


def _bought_later(weeks: list[Asked], world: Path) -> list[tuple[str, list[int]]]:
    """The account of each such purchase, and the weeks in which it could have been named."""
    found = []
    for row in truth(world, "journeys.csv"):
        if row["outcome"] == "won" and row["first_seller_contact"]:
            until = date.fromisoformat(row["first_seller_contact"]) - timedelta(days=EARLY_DAYS)
            since = date.fromisoformat(row["start"])
            places = [at for at, week in enumerate(weeks) if since <= week.day <= until]
            found += [(row["account"], places)] if places else []
    return found


def _range(weeks: list[Asked], draws: list[np.ndarray], many: int, rule: str, less: str = "") -> str:
    found = [shares(weeks, rule, many, each) - (shares(weeks, less, many, each) if less else 0.0) for each in draws]
    low, high = np.percentile(found, [2.5, 97.5])
    return f"{low:+.3f} to {high:+.3f}"


def _by(opened: Reading, name: str, key: str) -> dict[str, dict]:
    return {row[key]: row for row in opened.table(name).to_pyarrow().to_pylist()}


def _over(keys: list[str | None], says: dict[str, float]) -> np.ndarray:
    return np.array([says.get(key, -1e9) if key else -1e9 for key in keys])


def _values(world: Path, moment: datetime) -> dict[str, float]:
    found: dict[str, float] = {}
    with gzip.open(world / "truth" / "expected_value.csv.gz", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["week_start"] == str(moment.date()):
                found[row["account"]] = found.get(row["account"], 0.0) + float(row["expected_value_of_contact"])
    return found


def _wishes(world: Path, moment: datetime) -> tuple[set[str], set[str]]:
    """Accounts whose journey at the moment wants no person; and those that buy after it."""
    day = str(moment.date())
    journeys = truth(world, "journeys.csv")
    after = [row for row in journeys if not row["end"] or row["end"] > day]
    digital = {row["account"] for row in after if row["contact_preference"].startswith("digital")}
    return digital, {row["account"] for row in after if row["outcome"] == "won"}


def main() -> None:
    """Build each moment, ask every rule, print."""
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("world", type=Path)
    told.add_argument("--home", type=Path)
    told.add_argument("--moments", default=MOMENTS)
    given = told.parse_args()
    home = landed_home(given.world, given.home)
    moments = [utc(each) for each in given.moments.split(",")]
    weeks = [asked(Reading(home, build(home, moment)), given.world, moment) for moment in moments]
    report(weeks)
    report_early(weeks, given.world)


if __name__ == "__main__":
    main()
