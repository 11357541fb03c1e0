"""What a contact would have changed, by playing every state on many times: acted upon, left alone, and as it goes.

The weeks are drawn; whether a week ends a need is not, but counted with its chance, so that few plays are enough.
"""

from dataclasses import dataclass

import numpy as np

from worlds.buying import FORBIDDEN, FORCED, FREE, Needs, Rules, draws, passes

HORIZON_WEEKS = 13  # of "buys within 90 days"
_PLAYED_WEEKS = 32
_HANDS_OFF = 4
_CHUNK = 40_000
_NEARLY_OVER = 0.02


@dataclass(frozen=True)
class Chances:
    """By state: the chance to buy within 90 days as things go, and to buy at all if acted on now or left for weeks."""

    soon: np.ndarray
    acted: np.ndarray
    left: np.ndarray


def chances(states: Needs, weeks: np.ndarray, rules: Rules, seed: int, times: int) -> Chances:
    """Play each state ``times`` times for each of three deeds, with the same luck for all three."""
    each = max(1, _CHUNK // times)
    found: dict[int, list[np.ndarray]] = {FREE: [], FORCED: [], FORBIDDEN: []}
    for at in range(0, len(states), each):
        rows = np.repeat(np.arange(at, min(at + each, len(states))), times)
        for deed, parts in found.items():
            won = _won(states.take(rows), weeks[rows], rules, np.random.default_rng([seed, at]), deed)
            parts.append(won.reshape(-1, times).mean(axis=1))
    return Chances(*(np.concatenate(parts) for parts in found.values()))


def _won(now: Needs, weeks: np.ndarray, rules: Rules, rng: np.random.Generator, deed: int) -> np.ndarray:
    """The chance that each is won, along one course of its weeks."""
    won, alive, still = np.zeros(len(now)), np.arange(len(now)), np.ones(len(now))
    for week in range(HORIZON_WEEKS if deed == FREE else _PLAYED_WEEKS):
        luck = draws(len(won), rng)[alive]
        doing = deed if week < (_HANDS_OFF if deed == FORBIDDEN else 1) else FREE
        now, told = passes(now, weeks[alive] + week, rules, luck, doing)
        won[alive] += still * told.wins
        still = still * (1 - told.ends)
        going = still > _NEARLY_OVER
        now, alive, still = now.take(going), alive[going], still[going]
        if not alive.size:
            break
    return won
