"""How likely a journey ends in a purchase, learned from earlier moments at which the ending was still open.

Every rule here is taught rows and answers with a function from values to log-odds. What it is taught lies wholly before
the moment it is asked about: a row is taught only once its ending could have been seen (landmarking; Nicolaie et al.
2013; van Houwelingen & Putter 2012).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from headway.learn.logistic import Floats, Logistic, Prior, fit, recalibrated, recentred, spread
from headway.sources.landmarks import LANDMARK_DAYS

HORIZON_DAYS = 90
SHORT_DAYS, LONG_DAYS = 30, 180
# Our own judgement weighs as much as twenty won deals, as every published figure does.
JUDGEMENT_WINS = 20.0
# How firmly a shift or stretch is held at what was said, in won deals.
FIRM_WINS = 20.0
# Fewer won rows than this say nothing of a fold.
WINS_TO_TEACH = 10
TINY = 1e-6
# A purchase lies within the horizon of about three landmarks, so each counts a part of one.
LANDMARK_SHARE = LANDMARK_DAYS / HORIZON_DAYS

Says = Callable[[Floats], Floats]
Rule = Callable[["Taught"], Says]


@dataclass(frozen=True)
class Taught:
    """Journeys at earlier moments, with what came within the horizon."""

    values: Floats  # (rows, features)
    won: Floats  # (rows,) 1 or 0
    weights: Floats  # (rows,) how much each counts

    def shown(self, columns: slice) -> "Taught":
        """The same rows with only some of the features."""
        return Taught(self.values[:, columns], self.won, self.weights)

    def some(self, chosen: NDArray[np.bool_]) -> "Taught":
        """A part of the rows."""
        return Taught(self.values[chosen], self.won[chosen], self.weights[chosen])


@dataclass(frozen=True)
class Lessons:
    """Journeys at landmarks; all arrays by row, days counted from one epoch."""

    values: Floats  # (rows, features)
    day: NDArray[np.int64]  # the landmark
    won_days: Floats  # days from the landmark to the next purchase; inf: none so far
    followed_days: Floats  # days from the landmark to the moment
    weights: Floats  # for rows that stand for others

    def taught(self, by: int, horizon: int = HORIZON_DAYS) -> Taught:
        """What could be known by a day of what came within the horizon.

        A purchase lies within the horizon of about three landmarks, so each counts a part of one.
        """
        seen = self.day + horizon <= by
        came = (self.won_days <= horizon).astype(float)
        return Taught(self.values, came, self.weights * (LANDMARK_DAYS / horizon)).some(seen)


def learned(effects: Floats) -> Rule:
    """Weights that begin with our own judgement and give way to what came (effects: per unit of each feature)."""
    return lambda taught: lambda values: learned_model(taught, effects).log_odds(values)[:, 0]


def learned_model(taught: Taught, effects: Floats) -> Logistic:
    """The weights of `learned`."""
    wide = spread(taught.values, taught.weights)
    prior = Prior.per_spread(effects * wide, np.full(len(effects), JUDGEMENT_WINS), wide)
    # A feature that never varied so far keeps our judgement.
    precisions = np.where(wide > 0, prior.precisions, JUDGEMENT_WINS)
    return fit(taught.values, taught.won, Prior(np.asarray(effects, float), precisions), weights=taught.weights)


def judged(effects: Floats) -> Rule:
    """Our own judgement alone, made right on average."""

    def teach(taught: Taught) -> Says:
        said = taught.values @ effects
        # The level is unknown, the order is not: a free shift.
        shift = recentred(said, taught.won, 0.0, taught.weights).intercept[0]
        return lambda values: np.asarray(values @ effects + shift)

    return teach


def scored(score: Callable[[Floats], Floats]) -> Rule:
    """A rule of thumb, made as good a chance as it can be: shifted and stretched to what came."""

    def teach(taught: Taught) -> Says:
        fitted = recalibrated(score(taught.values), taught.won, 0.01, taught.weights)
        return lambda values: fitted.log_odds(score(values)[:, None])[:, 0]

    return teach


def looking_at(columns: slice, rule: Rule) -> Rule:
    """A rule that is shown only some of the features."""

    def teach(taught: Taught) -> Says:
        says = rule(taught.shown(columns))
        return lambda values: says(values[:, columns])

    return teach


def usual(taught: Taught) -> Says:
    """The base rate: everybody as likely as journeys have been so far."""
    share = np.average(taught.won, weights=taught.weights)
    return lambda values: np.full(len(values), float(logit(np.clip(share, TINY, 1 - TINY))))


@dataclass(frozen=True)
class Fold:
    """One landmark, asked of rules that were taught only what was known by then."""

    day: int
    rows: NDArray[np.int64]  # places among the lessons
    won: Floats
    weights: Floats
    says: dict[str, Floats]  # chance, by rule


def folds(lessons: Lessons, rules: Mapping[str, Rule], moment: int) -> Iterator[Fold]:
    """Every landmark whose endings are known by the moment, asked of each rule."""
    for day in np.unique(lessons.day[lessons.day + HORIZON_DAYS <= moment]):
        taught = lessons.taught(int(day))
        if taught.won.sum() < WINS_TO_TEACH or taught.won.all():
            continue
        rows = np.flatnonzero(lessons.day == day)
        asked = lessons.values[rows]
        says = {name: expit(rule(taught)(asked)) for name, rule in rules.items()}
        came = (lessons.won_days[rows] <= HORIZON_DAYS).astype(float)
        yield Fold(int(day), rows, came, lessons.weights[rows] * LANDMARK_SHARE, says)


def made_right_in_turn(asked: Iterable[Fold], rule: str) -> Iterator[Fold]:
    """The folds, with one rule recalibrated at each by those whose endings were known by then.

    What it said before that is kept as `<rule>_plain`.
    """
    before: list[Fold] = []
    for fold in asked:
        known = [each for each in before if each.day + HORIZON_DAYS <= fold.day]
        plain = fold.says[rule]
        said = _made_right(plain, known, rule) if known else plain
        before.append(fold)
        yield replace(fold, says={**fold.says, rule: said, f"{rule}_plain": plain})


def _made_right(said: Floats, known: list[Fold], rule: str) -> Floats:
    before, won, weights = (
        np.concatenate(each)
        for each in zip(*((fold.says[rule], fold.won, fold.weights) for fold in known), strict=True)
    )
    shift, stretch = correction(before, won, weights)
    return np.asarray(expit(shift + stretch * logit(np.clip(said, TINY, 1 - TINY))))


def correction(said: Floats, won: Floats, weights: Floats) -> tuple[float, float]:
    """The shift and stretch of log-odds that would have made right what was said; few purchases move it little."""
    if not won.any() or won.all():
        return 0.0, 1.0
    told = recalibrated(logit(np.clip(said, TINY, 1 - TINY)), won, FIRM_WINS, weights)
    return float(told.intercept[0]), float(told.weights[0, 0])


@dataclass(frozen=True)
class Estimate:
    """An additive estimate: what a journey begins with, what each feature adds, and how sure that is."""

    start: float
    weights: Floats  # (features,)
    covariance: Floats  # (1 + features, 1 + features): of start and weights

    @classmethod
    def of(cls, fitted: Logistic) -> "Estimate":
        """As fitted."""
        return cls(float(fitted.intercept[0]), fitted.weights[0], fitted.covariance)

    def stretched(self, shift: float, stretch: float) -> "Estimate":
        """Shifted and stretched, as earlier moments showed to be right."""
        return Estimate(
            self.start * stretch + shift, self.weights * stretch, np.asarray(self.covariance * stretch**2, float)
        )

    def contributions(self, values: Floats) -> Floats:
        """What each feature adds to the log-odds: (rows, features)."""
        return np.asarray(values * self.weights)

    def uncertainty(self, values: Floats) -> Floats:
        """Standard deviation of the log-odds: (rows,)."""
        columns = np.column_stack([np.ones(len(values)), values])
        return np.asarray(np.sqrt(np.einsum("ni,ij,nj->n", columns, self.covariance, columns)))


def shift(lessons: Lessons, said: Floats, moment: int, horizon: int) -> float:
    """How much the log-odds of another horizon lie beside those of the usual one, on average."""
    seen = lessons.day + horizon <= moment
    came = (lessons.won_days[seen] <= horizon).astype(float)
    if not came.any() or came.all():
        return float(np.log(horizon / HORIZON_DAYS))
    moved = float(recentred(said[seen], came, 0.0, lessons.weights[seen]).intercept[0])
    # The longer the horizon the likelier: nothing else can be meant.
    return max(moved, 0.0) if horizon > HORIZON_DAYS else min(moved, 0.0)
