"""Does what coaching did to the pace of customers come out where it did something, and nothing where it did nothing?

    python bench/coaching.py [--draws 100] [--seed 7]
    python bench/coaching.py --home HOME    a built company of which nobody is coached: begins made up, by chance

Companies are drawn for two years: people with a pace of their own and four to ten deals at a time, deals with a pace of
their own that ends with them, a season and a drift, young deals with more that is new. Six in ten people are coached,
each from another week on: by chance, the slowest, or whoever has just had a poor spell. What the product's own function
makes of it is held against the truth, and so is what people usually do: the raw pace before and after.
"""

import argparse
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa

from headway.answers.coaching_effects import (
    AGES_WEEKS,
    NEAR_WEEKS,
    PHASES,
    SPAN_WEEKS,
    coaching_cases,
    coaching_effects,
)
from headway.store.home import Home
from headway.store.reading import reading

WEEKS, BEGUN_FROM, BEGUN_UNTIL = 104, 40, 95
MONDAY = date(2024, 1, 1)
TEAM_OF = 6
# Days of progress in a deal-week, by the age of the deal beside all of them.
PACE, BY_AGE = 0.25, np.array([2.0, 1.2, 0.8, 0.6])
NEVER = 10**6


@dataclass
class Case:
    """One kind of company: people, what coaching adds (log), how far people differ in that, and who is coached."""

    people: int = 30
    adds: float = 0.0
    differ: float = 0.0
    chosen: str = "by chance"


@dataclass
class Draw:
    """Deal-weeks of one company, each with its person, week and age, its progress and what coaching added to it."""

    person: np.ndarray
    week: np.ndarray
    age: np.ndarray
    days: np.ndarray
    begun: np.ndarray
    usual: np.ndarray
    lift: np.ndarray


def company(rng: np.random.Generator, case: Case) -> Draw:
    """One company, with and without coaching."""
    deals = [each for person in range(case.people) for each in _deals(rng, person)]
    person, week, since = (np.concatenate([each[place] for each in deals]) for place in range(3))
    own = np.concatenate([np.full(len(each[0]), rng.gamma(2.0, 0.5)) for each in deals])
    age = np.digitize(since, AGES_WEEKS)
    season = 0.15 * np.sin(2 * np.pi * np.arange(WEEKS) / 52 + rng.uniform(0, 6)) + rng.normal(0, 0.02, WEEKS).cumsum()
    pace = rng.normal(0, 0.3, case.people)
    usual = PACE * BY_AGE[age] * own * np.exp(pace[person] + season[week])
    days = rng.poisson(usual)
    begun = _begun(rng, case, pace, person, week, days)
    apart = case.adds + rng.normal(0, case.differ, case.people)
    lift = np.where(week > begun[person], apart[person], 0.0)
    days = np.where(lift < 0, rng.binomial(days, np.exp(np.minimum(lift, 0))), days)
    days = days + rng.poisson(usual * np.expm1(np.maximum(lift, 0)))
    return Draw(person, week, age, days, begun, usual, lift)


def _deals(rng: np.random.Generator, person: int) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    for _ in range(rng.integers(4, 11)):
        opened = -int(rng.integers(0, 30))
        while opened < WEEKS:
            closed = opened + int(rng.gamma(2.0, 12.0)) + 2
            weeks = np.arange(max(opened, 0), min(closed, WEEKS))
            yield np.full(len(weeks), person), weeks, weeks - opened
            opened = closed


def _begun(
    rng: np.random.Generator, case: Case, pace: np.ndarray, person: np.ndarray, week: np.ndarray, days: np.ndarray
) -> np.ndarray:
    """The week from which on each person is coached."""
    begun = np.full(case.people, NEVER)
    if case.chosen == "all at once":
        return np.full(case.people, 70)
    if case.chosen == "the slowest":
        who = np.argsort(pace + rng.normal(0, 0.2, case.people))
    else:
        who = rng.permutation(case.people)
    for each in who[: int(0.6 * case.people)]:
        begun[each] = rng.integers(BEGUN_FROM, BEGUN_UNTIL)
        if case.chosen == "after a poor spell":
            spell = np.convolve(np.bincount(week[person == each], days[person == each], WEEKS), np.ones(8))[:WEEKS]
            begun[each] = BEGUN_FROM + int(np.argmin(spell[BEGUN_FROM:BEGUN_UNTIL])) + 1
    return begun


def cases(draw: Draw) -> pa.Table:
    """The table `coaching_cases` of one company."""
    since = draw.week - draw.begun[draw.person]
    phase = np.where(since > 0, 2, np.where(since > -NEAR_WEEKS, 1, 0))
    found, place = np.unique(
        np.stack([draw.person, draw.week // SPAN_WEEKS, draw.age, phase]), axis=1, return_inverse=True
    )
    return pa.table(
        {
            "email": [f"p{each:03}" for each in found[0]],
            "span": [MONDAY + timedelta(weeks=SPAN_WEEKS * int(each)) for each in found[1]],
            "age": found[2],
            "phase": [PHASES[each] for each in found[3]],
            "deal_weeks": np.bincount(place.ravel()),
            "progress_days": np.bincount(place.ravel(), draw.days).astype(int),
        }
    )


def judged(rng: np.random.Generator, case: Case) -> dict[str, float]:
    """One company: what is told of everybody and of teams of six, beside the truth and the raw pace."""
    draw = company(rng, case)
    teams = [(f"t{each // TEAM_OF}", f"p{each:03}") for each in range(case.people)]
    branches = pa.table({name: [row[at] for row in teams] for at, name in enumerate(("leader", "email"))})
    whole, *parts = coaching_effects(cases(draw), branches).to_pylist()
    after = draw.week > draw.begun[draw.person]
    truth = _truth(draw, after)
    raw = _raw(draw, after)
    told = {"draws": 1, "raw_told": raw != 0, "raw_false": raw * truth < 0 or (raw != 0 and truth == 0)}
    told |= {"weeks": whole["deal_weeks"], f"reason {whole['reason']}": 1}
    if whole["more"] is None:
        return told
    claims = {"more": 1, "less": -1, "cannot_tell": 0}[whole["verdict"]]
    told |= {
        "asked": 1,
        "covered": whole["low"] <= truth <= whole["high"],
        "told": claims != 0,
        "false": claims != 0 and claims * truth <= 0,
        "error": whole["more"] - truth,
        "width": whole["high"] - whole["low"],
        "needed": whole["deal_weeks"] + whole["deal_weeks_needed"],
    }
    for row in parts:
        own = _truth(draw, after & (draw.person // TEAM_OF == int(row["team"][1:])))
        told["parts"] = told.get("parts", 0) + 1
        told["part_covered"] = told.get("part_covered", 0) + (row["low"] <= own <= row["high"])
        wrong = row["verdict"] != "cannot_tell" and own * {"more": 1, "less": -1}[row["verdict"]] <= 0
        told["part_false"] = told.get("part_false", 0) + wrong
    return told


def _truth(draw: Draw, chosen: np.ndarray) -> float:
    """How much more progress coaching made, of what there would have been."""
    usual = draw.usual[chosen]
    return float((usual * np.expm1(draw.lift[chosen])).sum() / usual.sum()) if usual.any() else 0.0


def _raw(draw: Draw, after: np.ndarray) -> int:
    """What the raw pace of the coached before and after would claim, were every day of progress by chance."""
    coached = draw.begun[draw.person] < NEVER
    sides = [coached & after, coached & ~after]
    many, weeks = ([float(each[side].sum()) for side in sides] for each in (draw.days, np.ones_like(draw.days)))
    size = np.log(many[0] / weeks[0]) - np.log(many[1] / weeks[1])
    return int(np.sign(size)) if abs(size) > 1.96 * np.sqrt(1 / many[0] + 1 / many[1]) else 0


THIRD_MORE = float(np.log(1.3))
CASES = {
    "nothing": Case(),
    "nothing, the slowest coached": Case(chosen="the slowest"),
    "nothing, coached after a poor spell": Case(chosen="after a poor spell"),
    "nothing on average, people differ": Case(differ=0.2),
    "three tenths more": Case(adds=THIRD_MORE),
    "three tenths more, people differ": Case(adds=THIRD_MORE, differ=0.2),
    "three tenths more, after a poor spell": Case(adds=THIRD_MORE, chosen="after a poor spell"),
    "three tenths more, 14 people": Case(14, THIRD_MORE),
    "three tenths more, 80 people": Case(80, THIRD_MORE),
    "three tenths more, 14 people all at once": Case(14, THIRD_MORE, chosen="all at once"),
}


def lines(draws: int, seed: int) -> Iterator[str]:
    """The figures of each case, over all draws."""
    for name, case in CASES.items():
        began, sums = time.perf_counter(), dict[str, float]()
        for place in range(draws):
            for what, value in judged(np.random.default_rng([seed, place]), case).items():
                sums[what] = sums.get(what, 0.0) + float(value)
        yield f"{name:42}{_figures(sums)} | {(time.perf_counter() - began) / draws:.2f} s"


def _figures(sums: dict[str, float]) -> str:
    def share(some: str, of: str = "asked") -> str:
        return f"{sums.get(some, 0.0) / sums[of]:.3f}" if sums.get(of) else "-"

    reasons = {name.removeprefix("reason "): int(many) for name, many in sums.items() if name.startswith("reason ")}
    return " | ".join(
        [
            f"asked {sums.get('asked', 0):.0f} of {sums['draws']:.0f} {reasons}",
            f"covered {share('covered')}",
            f"told {share('told')} falsely {share('false')}",
            f"bias {share('error')} width {share('width')}",
            f"deal-weeks {share('weeks', 'draws')} needed {share('needed')}",
            f"teams {sums.get('parts', 0):.0f} covered {share('part_covered', 'parts')}",
            f"falsely {share('part_false', 'parts')}",
            f"raw told {share('raw_told', 'draws')} falsely {share('raw_false', 'draws')}",
        ]
    )


def placebo(home: Path, draws: int, seed: int) -> Iterator[str]:
    """A built company with begins made up: all at once, and of six in ten people by chance; nothing came of them."""
    opened = reading(Home(home))
    deals, days = (opened.table(name).to_pyarrow() for name in ("deals", "progress_days"))
    owners = sorted({row["owner_ref"] for row in deals.to_pylist() if row["owner_ref"]})
    users = pa.table({"user_ref": owners, "email": owners})
    now = opened.pin.moment
    moment = pa.table({"moment": [now]})
    nobody = pa.schema([("leader", pa.string()), ("email", pa.string())]).empty_table()

    def told(begun: dict[str, int]) -> dict[str, object]:
        starts = [now.date() - timedelta(weeks=each) for each in begun.values()]
        began = pa.table({"email": list(begun), "begun_on": pa.array(starts, pa.date32())})
        return coaching_effects(coaching_cases(deals, users, days, began, moment), nobody).to_pylist()[0]

    yield f"{len(owners)} people, all at once: {told(dict.fromkeys(owners, 26))}"
    verdicts: Counter[object] = Counter()
    for place in range(draws):
        rng = np.random.default_rng([seed, place])
        who = rng.permutation(owners)[: int(0.6 * len(owners))]
        row = told({str(each): int(rng.integers(9, 52)) for each in who})
        held = row["low"] is not None and row["low"] <= 0 <= row["high"]
        verdicts[row["verdict"], row["reason"], "nought within" if held else "-"] += 1
    yield f"{draws} times by chance: {dict(verdicts)}, last: {row}"


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--draws", type=int, default=100)
    asked.add_argument("--seed", type=int, default=7)
    asked.add_argument("--home", type=Path)
    options = asked.parse_args()
    draw = (options.draws, options.seed)
    for line in placebo(options.home, *draw) if options.home else lines(*draw):
        print(line, flush=True)
