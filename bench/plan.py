"""How long the week's plan takes for 50 people and 500 deals, how near it is to the best, and what greedy alone misses.

python bench/plan.py
"""

import time

import numpy as np

from headway.learn.plans import Week, best, greedy

PEOPLE, BETS, DRAWS = 50, 500, 5
COUNTRIES = 3
# Of ten people of ours, so many sell, design and implement.
SELL, DESIGN = 6, 3


def drawn(seed: int, anybody_sells: bool) -> Week:
    """Accounts with a seller each, or one for anybody; half of the bets need a design manager, a quarter all three."""
    draw = np.random.default_rng(seed)
    sellers, designers = PEOPLE * SELL // 10, PEOPLE * DESIGN // 10
    serves = draw.integers(0, COUNTRIES, PEOPLE)
    bets, hours, part, person = [], [], [], []

    def needs(bet: int, many: float, who: np.ndarray) -> None:
        part.extend([len(hours)] * len(who))
        person.extend(who.tolist())
        bets.append(bet)
        hours.append(many)

    for bet in range(BETS):
        kind, country = int(draw.integers(4)), int(draw.integers(COUNTRIES))
        local = np.flatnonzero(serves == country)
        own = draw.integers(0, sellers, 1)
        needs(bet, 3.0, local[local < sellers] if anybody_sells else own)
        if kind >= 2:  # noqa: PLR2004 -- half of the four kinds
            needs(bet, 2.0, local[(local >= sellers) & (local < sellers + designers)])
        if kind == 3:  # noqa: PLR2004 -- the last of them
            needs(bet, 1.0, local[local >= sellers + designers])
    worth = np.exp(draw.normal(0, 1, BETS)) / 10
    told = (np.array(bets), np.array(hours), np.array(part), np.array(person))
    return Week(worth, np.zeros(BETS, bool), *told, draw.uniform(4, 14, PEOPLE))


def main() -> None:
    """Plan some weeks of each sort and print what it took."""
    print(f"{PEOPLE} people, {BETS} deals{'':<14}{'seconds':>9}{'made':>6}{'gap':>9}{'greedy is below by':>20}")
    for name, anybody in (("each account its own seller", False), ("any seller of the country", True)):
        for seed in range(DRAWS):
            week = drawn(seed, anybody)
            began = time.perf_counter()
            plan = best(week)
            took = time.perf_counter() - began
            below = 1 - greedy(week).worth(week) / plan.worth(week)
            print(f"{name:<35}{took:>9.2f}{int(plan.is_made.sum()):>6}{plan.gap(week):>9.2%}{below:>20.1%}")


if __name__ == "__main__":
    main()
