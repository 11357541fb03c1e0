"""What changes what in a world, for judging estimates of effects: exact where the rules say so, else by playing on."""

from collections.abc import Iterator

import numpy as np

from worlds.buying import Needs
from worlds.trade import KINDS, WISHES
from worlds.value import Chances

_SHARES = ((0.0, 0.3), (0.3, 0.5), (0.5, 0.86), (0.86, 1.01))
_FEWEST = 30  # journey-weeks a fact is told of


def causal_facts(states: Needs, told: Chances, coaching: float) -> Iterator[dict[str, str]]:
    """The effect of coaching, of ticking off tasks, and of a first contact by kind, wish and share of the journey."""
    yield _exact("case_coaching_of_sellers (on the share of insight-led dialogues)", coaching)
    yield _exact("checklist_activity_volume (any number)", 0.0)
    for kind, wish in ((kind, wish) for kind in range(len(KINDS)) for wish in range(len(WISHES))):
        unmet = (states.kind == kind) & (states.wish == wish) & (states.contacted < 0)
        for low, high in _SHARES:
            rows = unmet & (states.share >= low) & (states.share < high)
            if rows.sum() >= _FEWEST:
                fact = f"first_contact_at_share_{low}-{min(high, 1)} (vs hands off 4 weeks; wish {WISHES[wish]})"
                yield _played(fact, KINDS[kind], told.acted[rows], told.left[rows])


def _exact(fact: str, effect: float) -> dict[str, str]:
    return _fact(fact, "all", "", "", effect, 0.0, "exact")


def _played(fact: str, kind: str, acted: np.ndarray, left: np.ndarray) -> dict[str, str]:
    gain, basis = acted - left, f"{acted.size} journey-weeks"
    error = float(gain.std() / np.sqrt(gain.size))
    return _fact(fact, kind, f"{acted.mean():.4f}", f"{left.mean():.4f}", float(gain.mean()), error, basis)


def _fact(fact: str, kind: str, given: str, without: str, effect: float, error: float, basis: str) -> dict[str, str]:
    chances = {"p_win_with": given, "p_win_without": without, "true_effect": f"{effect:.4f}"}
    return {"fact": fact, "kind_of_sale": kind, **chances, "standard_error": f"{error:.4f}", "basis": basis}
