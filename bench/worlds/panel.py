"""Deal-weeks and closed deals of one draw, without exports: to judge estimates of coaching and competence on many.

    from worlds.panel import closed_deals, deal_weeks
    from worlds.play import Wish, played
    draw = played(Wish("danish-logistics", accounts=600, seed=1, sellers=60, teams=6, teams_coached=4))
    weeks = deal_weeks(draw)

A draw takes about half a second. ``coaching=0`` is a world without effect, ``alike=True`` one in which no seller is
abler than another.
"""

from dataclasses import replace

import numpy as np

from worlds.buying import ONGOING, WON, draws, passes
from worlds.play import Play
from worlds.trade import BURN_WEEKS

STEP = 0.04  # of the journey, done in one week: what counts as a step of the customer's


def deal_weeks(play: Play) -> dict[str, np.ndarray]:
    """One row for each week, within the archive, of a need that a seller has entered.

    journey, seller, team, week, kind: which, whose, when. is_coached: whether its seller is, by that week.
    weeks_coached: for how long. gained: share of the journey done in the week; stepped: whether that is a step.
    dialogue, insight: what the seller did. tasks: what the seller ticked off that week, which changes nothing.
    """
    states, weeks = play.market.states, play.market.state_weeks
    entered = states.contacted >= 0
    states, weeks = states.take(entered), weeks[entered]
    rows = play.market.weeks
    here = np.searchsorted(rows["number"] * 10_000 + rows["week"], states.number * 10_000 + weeks)
    following = np.minimum(here + 1, rows["week"].size - 1)
    goes_on = rows["number"][following] == rows["number"][here]
    gained = np.where(goes_on, rows["share"][following] - rows["share"][here], 0.0)
    chance = np.random.default_rng([play.wish.seed, 99])
    return {
        "journey": states.number, "seller": states.seller, "team": play.sellers.team[states.seller],
        "week": weeks - BURN_WEEKS, "kind": states.kind, "is_coached": weeks >= states.coached_from,
        "weeks_coached": np.maximum(weeks - states.coached_from, 0), "gained": gained, "stepped": gained >= STEP,
        "dialogue": rows["dialogue"][here], "insight": rows["insight"][here],
        "tasks": chance.poisson(play.sellers.tasks[states.seller] * 3),
    }  # fmt: skip


def coaching_effect(play: Play, times: int = 40) -> float:
    """What coaching truly adds to the share of a coached deal's weeks with a step.

    The same states played on for one week with and without it, by the same luck; weeks later its effect is larger,
    for what was won in between stays.
    """
    states, weeks = play.market.states, play.market.state_weeks
    coached = (states.contacted >= 0) & (weeks >= states.coached_from)
    if not coached.any():
        return 0.0
    rows = np.repeat(np.flatnonzero(coached), times)
    states, weeks = states.take(rows), weeks[rows]
    luck = draws(len(states), np.random.default_rng([play.wish.seed, 98]))
    without = replace(play.rules, coaching=0.0)
    steps = [passes(states, weeks, rules, luck)[0].share - states.share >= STEP for rules in (play.rules, without)]
    return float(steps[0].mean() - steps[1].mean())


def closed_deals(play: Play) -> dict[str, np.ndarray]:
    """One row for each need that ended after a seller had entered it.

    journey, seller, kind, people, months, amount; won; skill: the seller's, for that kind, which nobody sees.
    """
    rows = play.market.weeks
    met = set(rows["number"][rows["first"]].tolist())
    closed = [one for one in play.market.journeys if one.ending != ONGOING and one.number in met]
    columns = {
        key: np.array([getattr(one, key) for one in closed]) for key in ("seller", "kind", "people", "months", "amount")
    }
    numbers = {"journey": np.array([one.number for one in closed])}
    won = np.array([one.ending == WON for one in closed])
    return numbers | columns | {"won": won, "skill": play.sellers.skill[columns["seller"], columns["kind"]]}
