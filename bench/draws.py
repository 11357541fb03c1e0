"""What lots between near-ties cost, and how many it takes before they tell what hours bring.

    python bench/draws.py [--home HOME]

First on companies drawn for it, whose truth is known: pairs of customers, what they buy in half a year, and what hours
add. Then, of a home, how many lots a week would hold at each share, and how much of the plan's worth they give away.
"""

import argparse
from pathlib import Path

import numpy as np
import pyarrow as pa

from headway.answers.week_plan import week_plan
from headway.learn.draws import brought, needed, would_bring
from headway.sources.settings import settings_table
from headway.store.home import Home
from headway.store.reading import reading

COMPANIES = 200
LOTS = (50, 200, 800)
# What hours add to the chance that a customer buys, and how chances differ among customers of one worth.
EFFECTS, CHANCES = (0.0, 0.06, 0.2), (0.02, 0.4)
# How well another order knows who is likelier to buy: 0 as a lot, 1 always.
KNOWS = 0.8
# Sizes of purchases are spread as amounts are, in typical ones.
SPREAD = 0.8
SHARES, WEEKS = (0.05, 0.1, 0.2), 26


def company(lots: int, effect: float, draw: np.random.Generator) -> tuple[np.ndarray, ...]:
    """What came of winners and losers, whether a knowing order would have chosen so, and what it is truly worth."""
    chance = draw.uniform(*CHANCES, (lots, 2))
    size = np.exp(draw.normal(-(SPREAD**2) / 2, SPREAD, (lots, 2)))
    wins = draw.integers(0, 2, lots)
    at = np.arange(lots)
    # Hours help those likelier to buy more, so that an order can be worth something.
    helps = effect * chance / np.mean(CHANCES)
    buys = draw.random((lots, 2))
    came = size * (buys < chance)
    won = size[at, wins] * (buys[at, wins] < chance[at, wins] + helps[at, wins])
    likelier = chance.argmax(axis=1)
    prefers = np.where(draw.random(lots) < KNOWS, likelier, 1 - likelier)
    truly = float(np.mean(helps[at, prefers] - helps.mean(axis=1)))
    return won, came[at, 1 - wins], prefers == wins, np.array(truly)


def on_companies() -> None:
    """Print how often the range holds the truth, and how often something is told."""
    print(f"{COMPANIES} companies a line; an order that knows who is likelier {KNOWS:.0%} of the time")
    print(f"{'hours add':>9}{'lots':>6}{'holds':>8}{'told':>7}{'needed':>8}{'order: holds':>14}{'told':>7}{'worth':>7}")
    for effect in EFFECTS:
        for lots in LOTS:
            holds, told, enough, rule_holds, rule_told = [], [], [], [], []
            for seed in range(COMPANIES):
                won, lost, agrees, truly = company(lots, effect, np.random.default_rng(seed))
                hours, rule = brought(won, lost), would_bring(won + lost, agrees, np.full(lots, 0.5))
                if hours is None or rule is None:
                    continue
                holds.append(hours.low <= effect <= hours.high)
                told.append(hours.is_sure)
                enough.append(needed(won, lost, EFFECTS[1]))
                rule_holds.append(rule.low <= truly <= rule.high)
                rule_told.append(rule.is_sure)
            figures = f"{np.mean(holds):>8.2f}{np.mean(told):>7.2f}{np.median(enough):>8.0f}"
            print(
                f"{effect:>9.2f}{lots:>6}{figures}{np.mean(rule_holds):>14.2f}{np.mean(rule_told):>7.2f}{truly:>7.3f}"
            )


def on_a_home(home: Path) -> None:
    """Print how many lots its plan would hold, and what they give away, over made-up weeks of other seeds."""
    opened = reading(Home(home))
    asks = {name: opened.table(name).to_pyarrow() for name in ("bet_candidates", "bet_people", "staff")}
    worth = dict(zip(*(asks["bet_candidates"][name].to_pylist() for name in ("journey_id", "worth")), strict=True))
    moment = pa.table({"moment": pa.array([opened.pin.moment], pa.timestamp("us"))})

    def plan(share: float, seed: str) -> dict[str, str | None]:
        own = settings_table({**opened.home.settings(), "bets.near_ties": share, "bets.draw_seed": seed})
        made = week_plan(asks["bet_candidates"], asks["bet_people"], asks["staff"], own, moment)
        return {row["journey_id"]: row["either"] for row in made.to_pylist()}

    best = plan(0.0, "")
    whole = sum(worth[journey] for journey in best)
    print(f"\n{len(best)} bets made of {len(worth)}, {whole:.2f} typical purchases; {WEEKS} seeds a line")
    for share in SHARES:
        drawn = [plan(share, str(seed)) for seed in range(WEEKS)]
        lots = np.mean([sum(either is not None for either in each.values()) for each in drawn])
        lost = np.mean([1 - sum(worth[journey] for journey in each) / whole for each in drawn])
        print(f"near ties of {share:>4.0%}: {lots:.1f} lots a week, {lost:.2%} of the plan's worth given away")


def main() -> None:
    """Draw companies, then look at a home."""
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("--home", type=Path)
    given = told.parse_args()
    on_companies()
    if given.home:
        on_a_home(given.home)


if __name__ == "__main__":
    main()
