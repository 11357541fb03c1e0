"""Whether something went faster after people began with something, each at another time: an effect with its range.

What was to be expected is learned only from people who had not begun yet: each one's own pace, what the time of the
year did to everybody, and what the age of a case does (a Poisson rate of three factors; imputation after Borusyak,
Jaravel and Spiess 2024). So nobody who has begun is ever what others are held against. The range comes from leaving out
people, a few at a time (delete-a-group jackknife, Kott 2001): whole people, because what one person's cases do hangs
together. Teams are drawn toward all of them together (Efron and Morris 1975).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm
from scipy.stats import t as student

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

# People are left out in at most so many groups.
GROUPS = 20
STEPS, SETTLED = 200, 1e-7
# A span of time tells something where so many who have not begun yet were at work in it.
FEWEST_BESIDE = 3
# Of fewer people who have begun no range is told.
FEWEST_BEGUN = 5
# Before somebody begins, so many exposures have to be known of the own pace.
LEAST_BEFORE = 20.0
# A range holds four times in five; a difference is said where it is sure to 39 in 40.
WITHIN, SURE = 0.8, 0.975
# How much more steps scatter than by chance alone, where it is not known yet.
USUAL_SCATTER = 2.0
# How far parts differ (standard deviation of log ratios), held as firmly as if so many parts had shown it.
USUAL_APART, PARTS_HELD = 0.2, 6
FIRST_MONDAY = date(1970, 1, 5).toordinal()


@dataclass(frozen=True)
class Panel:
    """What happened in cells: the person, span of time and age of each, exposure, steps, and whether it was begun."""

    person: Ints
    span: Ints
    age: Ints
    exposure: Floats
    steps: Floats
    begun: Bools

    def __getitem__(self, chosen: Bools) -> "Panel":
        """The chosen cells."""
        return Panel(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))


@dataclass(frozen=True)
class Told:
    """Steps that were seen after people had begun, beside those to be expected; `size`, `low`, `high` are log ratios.

    `reason` says why there is no range: nobody (has begun), together (nobody who had not begun beside them), few
    (people); None: there is one. `people`, `beside`: who have begun, and who had not yet.
    """

    people: int
    beside: int
    exposure: float
    seen: float
    expected: float
    reason: str | None
    size: float = 0.0
    error: float = 0.0
    freedom: int = 0

    @property
    def range(self) -> tuple[float, float]:
        """Four times in five the true size lies within."""
        reach = float(student.ppf(0.5 + WITHIN / 2, self.freedom)) * self.error
        return self.size - reach, self.size + reach

    @property
    def verdict(self) -> str:
        """More, less, cannot_tell."""
        reach = float(student.ppf(SURE, self.freedom)) * self.error if self.reason is None else np.inf
        return "more" if self.size > reach else "less" if self.size < -reach else "cannot_tell"

    def more_needed(self, worth: float) -> int:
        """How many more exposures after beginning it takes to see so much, by how wide the range is now."""
        reach = float(student.ppf(SURE, self.freedom) + norm.ppf(0.8))
        return int(self.exposure * max(0.0, (self.error * reach / np.log1p(worth)) ** 2 - 1))


def comparable(panel: Panel) -> Panel:
    """Cells of which something can be learned: begun ones only beside others, of people whose pace was known."""
    people, spans = panel.person.max(initial=-1) + 1, panel.span.max(initial=-1) + 1
    before = np.bincount(panel.person, panel.exposure * ~panel.begun, people)
    waiting = ~panel.begun & (panel.exposure > 0)
    pairs = np.unique(np.stack([panel.person[waiting], panel.span[waiting]]), axis=1)
    beside = np.bincount(pairs[1], minlength=spans)
    kept = ~panel.begun | ((before[panel.person] >= LEAST_BEFORE) & (beside[panel.span] >= FEWEST_BESIDE))
    return panel[kept]


def expected(panel: Panel, start: tuple[Floats, Floats] | None = None) -> tuple[Floats, tuple[Floats, Floats]]:
    """Steps to be expected in each cell had nobody begun, and the factors of spans and ages.

    >>> four = Panel(np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1]), np.zeros(4, int), np.full(4, 10.0),
    ...     np.array([2.0, 9.0, 4.0, 8.0]), np.array([False, True, False, False]))
    >>> [round(float(each), 1) for each in expected(four)[0]]
    [2.0, 4.0, 4.0, 8.0]
    """
    waiting = ~panel.begun
    steps, exposure = panel.steps * waiting, panel.exposure * waiting
    people, spans, ages = (int(each.max(initial=-1)) + 1 for each in (panel.person, panel.span, panel.age))
    by_span, by_age = start or (np.ones(spans), np.ones(ages))
    pace = np.ones(people)
    whole = [
        _sums(each, steps, many) for each, many in ((panel.person, people), (panel.span, spans), (panel.age, ages))
    ]
    for _ in range(STEPS):
        others = by_span[panel.span] * by_age[panel.age]
        moved = _scaled(whole[0], _sums(panel.person, exposure * others, people))
        by_span = _scaled(whole[1], _sums(panel.span, exposure * moved[panel.person] * by_age[panel.age], spans))
        by_age = _scaled(whole[2], _sums(panel.age, exposure * moved[panel.person] * by_span[panel.span], ages))
        done, pace = np.abs(moved - pace).max(initial=0.0) < SETTLED, moved
        if done:
            break
    return panel.exposure * pace[panel.person] * by_span[panel.span] * by_age[panel.age], (by_span, by_age)


def _sums(place: Ints, values: Floats, many: int) -> Floats:
    return np.bincount(place, values, many).astype(np.float64)


def _scaled(seen: Floats, expected: Floats) -> Floats:
    """A factor; of what was never exposed, one."""
    return np.asarray(np.divide(seen, expected, out=np.ones_like(seen), where=expected > 0))


def effect(cells: Panel) -> Told:
    """What happened after people had begun, beside what was to be expected of the same people."""
    panel = comparable(cells)
    if not cells.begun.any():
        return Told(0, len(np.unique(panel.person)), 0.0, 0.0, 0.0, "nobody")
    if not panel.begun.any():
        whole = cells[cells.begun]
        sums = float(whole.exposure.sum()), float(whole.steps.sum())
        return Told(len(np.unique(whole.person)), 0, *sums, 0.0, "together")
    usual, factors = expected(panel)
    told = _counted(panel, usual, panel.begun)
    if told.people < FEWEST_BEGUN or not min(told.seen, told.expected):
        return replace(told, reason="few")
    size = _ratio(panel, usual)
    return replace(told, size=size, error=_error(panel, factors, size), freedom=min(told.people, GROUPS) - 1)


def _counted(panel: Panel, usual: Floats, chosen: Bools) -> Told:
    """What was seen and to be expected in the chosen cells, and who had not begun in the same spans of time."""
    beside = ~panel.begun & np.isin(panel.span, panel.span[chosen])
    people, others = (len(np.unique(panel.person[each])) for each in (chosen, beside))
    exposure, seen, told = (float(each[chosen].sum()) for each in (panel.exposure, panel.steps, usual))
    return Told(people, others, exposure, seen, told, None)


def _ratio(panel: Panel, usual: Floats) -> float:
    # Half a step on either side keeps a handful from looking certain.
    return float(np.log((panel.steps[panel.begun].sum() + 0.5) / (usual[panel.begun].sum() + 0.5)))


def _error(panel: Panel, factors: tuple[Floats, Floats], size: float) -> float:
    """How far the size moves when people are left out, a group at a time; who has begun is spread over the groups."""
    everybody = np.unique(panel.person)
    has_begun = np.isin(everybody, panel.person[panel.begun])
    order = everybody[np.lexsort((everybody, ~has_begun))]
    many = min(GROUPS, len(order))
    group = np.zeros(int(everybody.max()) + 1, int)
    group[order] = np.arange(len(order)) % many
    apart = []
    for left_out in range(many):
        rest = panel[group[panel.person] != left_out]
        if rest.begun.any():
            apart.append(_ratio(rest, expected(rest, factors)[0]) - size)
    return float(np.sqrt((many - 1) / many * np.square(apart).sum()))


def parts_of(cells: Panel, whole: Told, parts: Sequence[Sequence[int]]) -> list[Told]:
    """The same of parts of the people; where the whole has no range, no part has one."""
    panel = comparable(cells)
    usual = expected(panel)[0]
    told = [_counted(panel, usual, panel.begun & np.isin(panel.person, list(part))) for part in parts]
    told = [replace(each, reason=whole.reason or (None if each.expected else "few")) for each in told]
    chosen = [each for each in told if each.reason is None]
    drawn = iter(_drawn_together(chosen, whole) if chosen else ())
    return [next(drawn) if each.reason is None else each for each in told]


def _drawn_together(parts: Sequence[Told], whole: Told) -> list[Told]:
    """Parts drawn toward the whole the more, the less each has seen; steps scatter in each as in the whole."""
    sizes = np.array([np.log((each.seen + 0.5) / (each.expected + 0.5)) for each in parts])
    own = whole.error**2 * whole.expected / np.array([each.expected for each in parts])
    apart = sizes - whole.size
    # How far parts differ beyond their own scatter: by moments, and by what is usual where parts are few.
    held = float((apart**2 - own).sum()) + PARTS_HELD * USUAL_APART**2
    between = max(0.0, held / (len(parts) + PARTS_HELD))
    kept = between / (between + own)
    drawn, errors = whole.size + kept * apart, np.sqrt((1 - kept) ** 2 * whole.error**2 + kept * own)
    return [
        replace(part, size=float(size), error=float(error), freedom=whole.freedom)
        for part, size, error in zip(parts, drawn, errors, strict=True)
    ]


def weeks_of(days: Sequence[date]) -> Ints:
    """Weeks since the first Monday of 1970."""
    return np.array([(day.toordinal() - FIRST_MONDAY) // 7 for day in days], np.int64)


def exposures_needed(rate: float, worth: float, scatter: float = USUAL_SCATTER) -> int:
    """How many exposures before and after it takes to see so much more or less four times in five, at 95 %.

    >>> exposures_needed(0.25, 0.3)
    1605
    """
    reach = float(norm.ppf(SURE) + norm.ppf(0.8))
    return int(np.ceil(reach**2 * scatter * (2 + worth) / (worth**2 * rate)))
