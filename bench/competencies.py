"""Do competence and parts in a team come out where they are, and nothing where nothing is?

    python bench/competencies.py [--draws 120] [--seed 7]

Companies are drawn with 30 to 200 sellers, deals of several sizes, first and later purchases, and easier deals given
to some sellers than to others. Sellers differ in some and not in others; likewise with a part on the team, and with how
much activity was logged, which never wins a deal but follows the customer's own acts. What the product's own functions
make of them is held against the truth.
"""

import argparse
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from headway.answers.competencies import FEWEST, SURE
from headway.answers.team_effects import LEAST_DEALS, WITHIN
from headway.learn.pooling import pooled
from headway.learn.strata import stratified_difference

STRATA = 8
WORTH_KNOWING = 0.1


@dataclass
class Draw:
    """One company: who had each deal, its stratum, its own log-odds before anybody works on it."""

    seller: np.ndarray
    stratum: np.ndarray
    base: np.ndarray
    sellers: int


def company(rng: np.random.Generator) -> Draw:
    """Deals are dealt unevenly: some sellers get the larger, harder ones, and more of them."""
    sellers = int(rng.integers(30, 201))
    many = rng.poisson(rng.gamma(2.0, rng.choice([10.0, 20.0, 40.0]), sellers)) + 1
    seller = np.repeat(np.arange(sellers), many)
    level = np.log(rng.uniform(0.15, 0.35) / 0.75) + rng.normal(0, 0.6, STRATA)
    leaning = rng.dirichlet(np.full(STRATA, 1.5), sellers)
    stratum = np.array([rng.choice(STRATA, p=leaning[each]) for each in seller])
    return Draw(seller, stratum, level[stratum], sellers)


def counts(draw: Draw, values: np.ndarray) -> np.ndarray:
    """Values added up by seller and stratum."""
    table = np.zeros((draw.sellers, STRATA), int)
    np.add.at(table, (draw.seller, draw.stratum), values)
    return table


def competence(rng: np.random.Generator, spread: float) -> dict[str, float]:
    """One company with sellers who differ so much in log-odds; a true difference is one on the deals each had."""
    draw = company(rng)
    apart = rng.normal(0, spread, draw.sellers) if spread else np.zeros(draw.sellers)
    won = (rng.random(len(draw.seller)) < expit(draw.base + apart[draw.seller])).astype(int)
    dealt = counts(draw, np.ones_like(won))
    told = pooled(counts(draw, won), dealt)
    lifted = expit(draw.base + apart[draw.seller]) - expit(draw.base)
    many = dealt.sum(axis=1)
    truth = np.bincount(draw.seller, lifted, draw.sellers) / many
    asked = many >= FEWEST
    more, less = asked & (told.sure >= SURE), asked & (told.sure <= 1 - SURE)
    large = asked & (np.abs(truth) >= WORTH_KNOWING)
    raw = np.bincount(draw.seller, won, draw.sellers) / many - won.mean()
    reach = 1.96 * np.sqrt(np.maximum(won.mean() * (1 - won.mean()), 0.01) / many)
    naive = asked & (np.abs(raw) > reach)
    return {
        "asked": asked.sum(),
        "covered": ((told.low <= truth) & (truth <= told.high))[asked].sum(),
        "told": (more | less).sum(),
        "false": (more & (truth <= 0)).sum() + (less & (truth >= 0)).sum(),
        "large": large.sum(),
        "large_told": (large & ((more & (truth > 0)) | (less & (truth < 0)))).sum(),
        "error": np.abs(told.size - truth)[asked].sum(),
        "raw_error": np.abs(raw - truth)[asked].sum(),
        "naive": naive.sum(),
        "naive_false": (naive & (raw * truth <= 0)).sum(),
    }


def part(rng: np.random.Generator, effect: float) -> dict[str, float]:
    """One company whose design managers are sent to large deals, and add so much in log-odds."""
    draw = company(rng)
    there = (rng.random(len(draw.base)) < expit(-1.2 + 0.4 * (draw.stratum % 4))).astype(int)
    won = (rng.random(len(draw.base)) < expit(draw.base + effect * there)).astype(int)
    told = stratified_difference(won, there, draw.stratum, WITHIN)
    at_80 = stratified_difference(won, there, draw.stratum, 0.8)
    truth = _weighted(draw.stratum, there, expit(draw.base + effect) - expit(draw.base))
    return _judged(told, at_80, truth)


def volume(rng: np.random.Generator, by: str) -> dict[str, float]:
    """One company whose logged activity follows the customer's interest, which is seen in part; it wins nothing.

    By what deals are alike: nothing, what they were when they began, or that and the customer's own acts.
    """
    draw = company(rng)
    interest = rng.normal(0, 1, len(draw.base))
    own_acts = rng.poisson(np.exp(1.0 + 0.7 * interest))
    activities = rng.poisson(np.exp(1.5 + 0.15 * own_acts.clip(max=12)))
    won = (rng.random(len(draw.base)) < expit(draw.base + 0.6 * interest)).astype(int)
    much = (activities > np.median(activities)).astype(int)
    stratum = {"nothing": np.zeros_like(draw.stratum), "deals alike": draw.stratum}.get(by)
    if stratum is None:
        stratum = draw.stratum * 100 + own_acts.clip(max=30)
    told, at_80 = (stratified_difference(won, much, stratum, within) for within in (WITHIN, 0.8))
    return _judged(told, at_80, 0.0)


def _weighted(stratum: np.ndarray, is_one: np.ndarray, lifted: np.ndarray) -> float:
    """The true difference as the strata weigh it."""
    ones, all_of_them = np.bincount(stratum, is_one, STRATA), np.bincount(stratum, minlength=STRATA)
    weights = ones * (all_of_them - ones) / np.maximum(all_of_them, 1)
    own = np.bincount(stratum, lifted, STRATA) / np.maximum(all_of_them, 1)
    return float(weights @ own / weights.sum())


def _judged(told: object, at_80: object, truth: float) -> dict[str, float]:
    asked = min(told.ones, told.others) >= LEAST_DEALS and told.size is not None
    claims = asked and (told.low > 0 or told.high < 0)
    return {
        "asked": asked,
        "covered": asked and at_80.low <= truth <= at_80.high,
        "told": claims,
        "false": claims and (told.size * truth <= 0),
        "large": asked and abs(truth) >= WORTH_KNOWING,
        "large_told": claims and abs(truth) >= WORTH_KNOWING and told.size * truth > 0,
        "error": abs(told.size - truth) if asked else 0.0,
    }


def lines(draws: int, seed: int) -> Iterator[str]:
    """The figures of each case, over all draws."""
    cases = {
        **{f"sellers differ by {spread}": (competence, spread) for spread in (0.0, 0.3, 0.6)},
        **{f"part adds {effect}": (part, effect) for effect in (0.0, 0.3, 0.6)},
        **{f"volume, alike by {by}": (volume, by) for by in ("nothing", "deals alike", "deals and customer's acts")},
    }
    for name, (draw, told) in cases.items():
        began = time.perf_counter()
        sums: dict[str, float] = {}
        for place in range(draws):
            for what, value in draw(np.random.default_rng([seed, place]), told).items():
                sums[what] = sums.get(what, 0) + float(value)
        took = (time.perf_counter() - began) / draws
        yield f"{name:40}" + _figures(sums) + f" {took:.2f} s"


def _figures(sums: dict[str, float]) -> str:
    def share(some: str, of: str) -> str:
        return f"{sums[some] / sums[of]:.3f}" if sums[of] else "-"

    known = [
        f"asked {sums['asked']:.0f}",
        f"covered {share('covered', 'asked')}",
        f"told {share('told', 'asked')}",
        f"false of told {sums['false']:.0f}/{sums['told']:.0f}",
        f"false of asked {share('false', 'asked')}",
        f"power {share('large_told', 'large')} of {sums['large']:.0f}",
        f"error {share('error', 'asked')}",
    ]
    if "naive" in sums:
        known += [f"raw: error {share('raw_error', 'asked')}", f"told {share('naive', 'asked')}"]
        known += [f"false of told {share('naive_false', 'naive')}"]
    return " | ".join(known)


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--draws", type=int, default=120)
    asked.add_argument("--seed", type=int, default=7)
    options = asked.parse_args()
    for line in lines(options.draws, options.seed):
        print(line, flush=True)
