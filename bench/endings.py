"""How good the chances are on a company whose truth is known, beside the rules people use without them.

    python bench/endings.py WORLD [--home HOME]

WORLD holds `segment/`, `salesforce/` and, for measuring only, `truth/`. Every earlier moment is asked with what was
known then (`past_estimates`); what came is the truth's, not the CRM's. Every rule is judged on the same rows: all
accounts of `truth/accounts.csv`; one that was not known at a moment gets the base rate. Synthetic, all of it.
"""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa

from accuracy import landed_home, truth, won_on
from headway import graph
from headway.learn.endings import HORIZON_DAYS, LANDMARK_SHARE, Lessons, Taught, judged, learned
from headway.learn.judging import (
    Figure,
    Redraws,
    auc,
    difference,
    figure,
    log_loss,
    observed_over_expected,
    precision,
)
from headway.learn.lessons import in_order, judgement, read
from headway.learn.recalibration import calibration_slope
from headway.learn.rivals import binned, naive_bayes, ridge
from headway.sources.landmarks import FEATURES, RULES
from headway.store.builds import build
from headway.store.engines import DuckDBEngine, duckdb
from headway.store.reading import Reading
from headway.store.steps import STEPS

CLOSED_DEALS = (0, 10, 30, 50, 150, 500)
HELD = "seen/said 2, 10 %"
DRAWS, SHUFFLES, EXPLAINED = 8, 5, 100
OURS = slice(0, len(FEATURES))


@dataclass(frozen=True)
class Asked:
    """Accounts at earlier moments: what each rule said, and what came."""

    said: dict[str, np.ndarray]
    won: np.ndarray
    account: np.ndarray
    day: np.ndarray
    parts: dict[str, np.ndarray]


def asked(opened: Reading, world: Path) -> Asked:
    """Every account of the truth at every earlier moment."""
    past = in_order(opened.table("past_estimates").to_pyarrow())
    rules = [rule for rule in RULES if not past[rule].null_count]
    refs = {ref["ref"]: ref["account_id"] for ref in opened.table("account_refs").to_pyarrow().to_pylist()}
    wins, best = won_on(world), _best(past)
    rows = []
    for day in sorted({row["landmark"].date() for row in past.select(["landmark"]).to_pylist()}):
        usual = next(row["base_rate"] for (when, _), row in best.items() if when == day)
        for account in truth(world, "accounts.csv"):
            known = refs.get(f"salesforce:{account['salesforce_id']}") or refs.get(f"domain:{account['domain']}")
            row = best.get((day, known)) or {**dict.fromkeys(rules, usual), "open_deal": False, "seen": False}
            rows.append((row, _came(wins.get(account["account"], []), day), account["account"], day.toordinal()))
    told, came, names, days = zip(*rows, strict=True)
    is_open, seen = (np.array([row[name] for row in told]) for name in ("open_deal", "seen"))
    everybody = np.ones(len(told), bool)
    parts = {"all": everybody, "open deal": is_open, "without": ~is_open, "seen on the web": seen}
    said = {rule: np.array([row[rule] for row in told], float) for rule in rules}
    return Asked(said, np.array(came, float), np.array(names), np.array(days), parts)


def _best(past: pa.Table) -> dict[tuple[date, str], dict]:
    """The likeliest journey of each account at each moment."""
    best: dict[tuple[date, str], dict] = {}
    for row in past.to_pylist():
        key = (row["landmark"].date(), row["account_id"])
        if key not in best or best[key]["learned"] < row["learned"]:
            best[key] = row
    return best


def _came(days: list[date], day: date) -> bool:
    return any(day < won <= day + timedelta(days=HORIZON_DAYS) for won in days)


def report(rows: Asked) -> None:
    """Print every rule over every part of the accounts, and the paired differences."""
    _say(
        f"{len(set(rows.day.tolist()))} moments, {len(rows.won):,} accounts at moments, {rows.won.mean():.3f} bought\n"
    )
    for part, chosen in rows.parts.items():
        _say(f"{part} ({int(chosen.sum()):,}, {int(rows.won[chosen].sum())} bought)")
        _say(f"  {'':<21}{'AUC':>22}{'log loss':>10}{'below base':>11}{'slope':>22}{'top 2 %':>22}{HELD:>20}")
        for rule in rows.said:
            _say_rule(rows, rule, chosen)
    redraws = Redraws(rows.account)
    for rule in [name for name in rows.said if name != "learned"]:
        pair = rows.said[rule], rows.said["learned"], rows.won, redraws
        _say(
            f"learned above {rule}: AUC {_told(difference(auc, *pair))}, log loss {_told(difference(log_loss, *pair))}"
        )


def _say_rule(rows: Asked, rule: str, chosen: np.ndarray) -> None:
    said, won, day = rows.said[rule][chosen], rows.won[chosen], rows.day[chosen]
    redraws = Redraws(rows.account[chosen])
    loss, base = float(log_loss(said, won)), float(log_loss(rows.said["base_rate"][chosen], won))
    of = partial(precision, share=0.02, within=day)
    held = [float(observed_over_expected(said, won, share=share, within=day)) for share in (0.02, 0.10)]
    _say(
        f"  {rule:<21}{_told(figure(auc, said, won, redraws)):>22}{loss:>10.4f}{1 - loss / base:>11.1%}"
        f"{_told(figure(calibration_slope, said, won, redraws)):>22}{_told(figure(of, said, won, redraws)):>22}"
        f"{held[0]:>12.2f}{held[1]:>8.2f}"
    )


def _told(found: Figure) -> str:
    return f"{found.value:.3f} ({found.low:.3f}-{found.high:.3f})"


def curves(lessons: Lessons, accounts: np.ndarray) -> None:
    """Print log loss below the base rate's by how many purchases were learned from; judged on other accounts, later."""
    now = int(lessons.day.max() + 1)
    judged_on = (lessons.day + HORIZON_DAYS <= now) & (lessons.day > np.median(lessons.day))
    _say(f"\n{'purchases':<12}" + "".join(f"{name:>24}" for name in RIVALS))
    for many in CLOSED_DEALS:
        found = np.array([_gains(lessons, accounts, judged_on, many, seed) for seed in range(DRAWS)])
        if not np.isnan(found).all():
            low, middle, high = np.nanpercentile(found, [10, 50, 90], axis=0)
            cells = (f"{m:>8.1%} ({lo:.1%}-{hi:.1%})" for lo, m, hi in zip(low, middle, high, strict=True))
            _say(f"{many:<12}" + "".join(f"{cell:>24}" for cell in cells))


def _gains(lessons: Lessons, accounts: np.ndarray, judged_on: np.ndarray, many: int, seed: int) -> list[float]:
    """How far each rule's log loss lies below the base rate's, taught so many purchases."""
    names = np.unique(accounts)
    order = np.random.default_rng(seed).permutation(names)
    begin = int(np.median(lessons.day))
    taught_on = (lessons.day + HORIZON_DAYS <= begin) & np.isin(accounts, order[: len(order) // 2])
    test = judged_on & ~np.isin(accounts, order[: len(order) // 2])
    came = (lessons.won_days <= HORIZON_DAYS).astype(float)
    place = {name: at for at, name in enumerate(order)}
    at = np.array([place[name] for name in accounts[taught_on]])
    buyers = np.unique(at[came[taught_on] > 0])
    if many > len(buyers):
        return [np.nan] * len(RIVALS)
    upto = buyers[many - 1] if many else -1
    rows = np.flatnonzero(taught_on)[at <= upto]
    taught = Taught(lessons.values[rows][:, OURS], came[rows], np.full(len(rows), LANDMARK_SHARE))
    usual = np.full(int(test.sum()), came[taught_on].mean())
    base = float(log_loss(usual, came[test]))
    values = lessons.values[test][:, OURS]
    return [1 - float(log_loss(of(taught, values, usual), came[test])) / base for of in RIVALS.values()]


def _learned(taught: Taught, values: np.ndarray, usual: np.ndarray) -> np.ndarray:
    if not taught.won.any():
        return usual
    return _share(learned(judgement())(taught)(values))


def _judged(taught: Taught, values: np.ndarray, usual: np.ndarray) -> np.ndarray:
    return _share(judged(judgement())(taught)(values)) if taught.won.any() else usual


def _ridge(taught: Taught, values: np.ndarray, usual: np.ndarray) -> np.ndarray:
    return ridge(taught.values, taught.won, values) if taught.won.any() else usual


def _boosted(taught: Taught, values: np.ndarray, usual: np.ndarray) -> np.ndarray:
    from lightgbm import LGBMClassifier  # noqa: PLC0415 -- only here

    if not taught.won.any():
        return usual
    fitted = LGBMClassifier(n_jobs=1, verbosity=-1, random_state=1).fit(taught.values, taught.won)
    return np.asarray(fitted.predict_proba(values))[:, 1]


def _bayes(taught: Taught, values: np.ndarray, usual: np.ndarray) -> np.ndarray:
    if not taught.won.any():
        return usual
    known, new = binned(taught.values, values)
    return naive_bayes(known, taught.won, new)


RIVALS = {
    "learned": _learned,
    "judgement": _judged,
    "ridge": _ridge,
    "LightGBM, default": _boosted,
    "naive Bayes": _bayes,
}


def _share(log_odds: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-log_odds))


def shuffled(lessons: pa.Table, moment: pa.Table) -> None:
    """Print what is made of endings that were dealt out anew among the journeys of each moment."""
    for seed in range(SHUFFLES):
        chance = np.random.default_rng(seed)
        days = lessons["won_days"].to_pylist()
        landmark = np.array(lessons["landmark"].to_pylist())
        for each in np.unique(landmark):
            places = np.flatnonzero(landmark == each)
            for place, day in zip(places, [days[i] for i in chance.permutation(places)], strict=True):
                days[place] = day
        told = lessons.set_column(lessons.schema.get_field_index("won_days"), "won_days", pa.array(days, pa.int64()))
        won = next(row for row in _models(told, moment).to_pylist() if row["ending"] == "won")
        _say(f"endings dealt anew {seed}: signal {won['signal']}, gain {won['gain']:+.4f} ({won['gain_low']:+.4f} up)")


def _models(lessons: pa.Table, moment: pa.Table) -> pa.Table:
    con = duckdb()
    given = {"lessons": con.create_table("lessons", lessons), "moment": con.create_table("moment", moment)}
    part = graph.needed({name: step for name, step in STEPS.items() if name != "lessons"}, ["fitted_models"])
    return graph.build(part, given, DuckDBEngine(con))["fitted_models"].to_pyarrow()


def explained(opened: Reading) -> Iterator[float]:
    """How far the contributions of some random journeys are from their log-odds."""
    endings = opened.table("endings").to_pyarrow().sort_by("journey_id")
    chosen = np.random.default_rng(1).choice(endings.num_rows, min(EXPLAINED, endings.num_rows), replace=False)
    for row in endings.take(pa.array(np.sort(chosen))).to_pylist():
        adds = [signal["adds"] for signal in opened.where("signals", journey_id=row["journey_id"])]
        yield abs(sum(adds) - row["log_odds"])


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    """Land the world if need be, build it once, judge, print."""
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("world", type=Path)
    told.add_argument("--home", type=Path)
    given = told.parse_args()
    home = landed_home(given.world, given.home)
    opened = Reading(home, build(home))
    for row in opened.table("ending_models").drop("parameters", "trees").to_pyarrow().to_pylist():
        _say(str({name: value for name, value in row.items() if value is not None}))
    report(asked(opened, given.world))
    lessons = in_order(opened.table("taught_lessons").to_pyarrow())
    curves(read(lessons), np.array(lessons["account_id"].to_pylist()))
    plain = opened.table("lessons").to_pyarrow()
    shuffled(plain, pa.table({"moment": pa.array([opened.pin.moment], pa.timestamp("us"))}))
    _say(f"\ncontributions of {EXPLAINED} journeys: at most {max(explained(opened)):.1e} from their log-odds")


if __name__ == "__main__":
    main()
