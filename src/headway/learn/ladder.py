"""What may be said of endings, by how many won deals there are to learn from, and who says it.

The rungs and their numbers are those of research on sample sizes (Riley et al. 2019; van der Ploeg et al. 2014): below
thirty won deals only an order, ranges below a hundred and fifty, and no challenger before two hundred and fifty.
"""

from collections.abc import Sequence
from typing import Literal

Rung = Literal["order", "range", "chance"]
Signal = Literal["yes", "cannot_tell", "none"]

RANGE_FROM_WINS = 30
CHANCE_FROM_WINS = 150
CHALLENGE_FROM_WINS = 250
# A challenger has to be better in three of the last four quarters; or sooner, in every one there was, and by more than
# chance does (`docs/develop/decisions/016-when-a-challenger-takes-over.md`).
QUARTERS, BETTER_IN, FEWEST_QUARTERS = 4, 3, 2


def rung(wins: int) -> Rung:
    """What may be shown: an order only, ranges, or chances.

    >>> [rung(wins) for wins in (29, 30, 150)]
    ['order', 'range', 'chance']
    """
    if wins < RANGE_FROM_WINS:
        return "order"
    return "range" if wins < CHANCE_FROM_WINS else "chance"


def signal(low: float, high: float) -> Signal:
    """Whether the base rate is beaten, from the interval of how much better than it the estimates have been.

    >>> signal(0.01, 0.2), signal(-0.01, 0.2), signal(-0.3, -0.1), signal(float("nan"), float("nan"))
    ('yes', 'cannot_tell', 'none', 'cannot_tell')
    """
    if low > 0:
        return "yes"
    return "none" if high <= 0 else "cannot_tell"


def replaces(wins: int, champion: Sequence[float], challenger: Sequence[float], surely_by: float = 0.0) -> bool:
    """Whether a challenger takes over: lower log loss in most of the last quarters, and over all of them.

    Of fewer quarters in every one, and surely: `surely_by` is how much lower its log loss is at least, over all moments
    and accounts (the lower end of a 95 % interval).

    >>> replaces(300, [0.30, 0.30, 0.30, 0.30], [0.29, 0.29, 0.29, 0.31])
    True
    >>> replaces(300, [0.30, 0.30, 0.30], [0.29, 0.29, 0.29]), replaces(300, [0.30, 0.30], [0.29, 0.29], 0.002)
    (False, True)
    >>> replaces(200, [0.30, 0.30, 0.30, 0.30], [0.29, 0.29, 0.29, 0.29])
    False
    """
    pairs = list(zip(champion, challenger, strict=True))[-QUARTERS:]
    if wins < CHALLENGE_FROM_WINS or len(pairs) < FEWEST_QUARTERS:
        return False
    better = sum(theirs < ours for ours, theirs in pairs)
    if len(pairs) < QUARTERS:
        return better == len(pairs) and surely_by > 0
    return better >= BETTER_IN and sum(theirs - ours for ours, theirs in pairs) < 0
