"""What each rule would have said at earlier moments, learned only from what was known by then."""

import zlib
from collections.abc import Callable, Collection

import numpy as np
import pyarrow as pa
from scipy.special import logit

from headway.learn.boosting import boosted, lightgbm
from headway.learn.endings import (
    TINY,
    Fold,
    Rule,
    Says,
    Taught,
    folds,
    judged,
    learned,
    looking_at,
    made_right_in_turn,
    scored,
    usual,
)
from headway.learn.ladder import CHALLENGE_FROM_WINS
from headway.learn.lessons import NUMBERS, in_order, judgement, ordinals, purchases, read, refused
from headway.learn.logistic import Floats
from headway.learn.rivals import binned, naive_bayes, ridge
from headway.sources.landmarks import COMPARED, FEATURES, INFERRED, OF_THE_CRM, RULES

# So many journeys of which nothing is seen and no deal is open are enough to know how many of them buy.
QUIET_ROWS = 60_000
_SCHEMA = pa.schema(
    [
        ("landmark", pa.timestamp("us")),
        ("journey_id", pa.string()),
        ("account_id", pa.string()),
        ("won", pa.float64()),
        ("open_deal", pa.bool_()),
        ("seen", pa.bool_()),
        ("weight", pa.float64()),
        *((name, pa.float64()) for name in (*RULES, "learned_plain")),
    ]
)


def taught_lessons(lessons: pa.Table) -> pa.Table:
    """One lesson that is taught: every one with anything to see, and of the quiet ones so many as are enough.

    Columns: those of `lessons`, and `weight` (how many lessons it stands for; 1 where all are taught).
    """
    rows = in_order(lessons)
    loud = np.any([rows[name].to_numpy() > 0 for name in ("seen", "open_deal")], axis=0)
    loud |= ~rows["won_days"].is_null().to_numpy() if rows.num_rows else False
    every = max(1, -(-int((~loud).sum()) // QUIET_ROWS))
    chosen = np.array([zlib.crc32(name.encode()) % every == 0 for name in rows["journey_id"].to_pylist()], bool)
    weight = np.where(loud, 1.0, float(every))
    return rows.append_column("weight", pa.array(weight, pa.float64())).filter(pa.array(loud | chosen, pa.bool_()))


def past_estimates(taught_lessons: pa.Table, feature_leaks: pa.Table, moment: pa.Table) -> pa.Table:
    """One journey at an earlier moment, and the chance each rule gave it then of a purchase within 90 days.

    Only moments whose 90 days are over, and by which ten purchases had been seen. Columns: `landmark`, `journey_id`,
    `account_id`, `won` (1: it came), `open_deal`, `seen` (on our sites within twelve weeks), `weight`, and by rule the
    chance: `learned` (our judgement, moved by what came, and made right by what it had said before), `learned_plain`
    (before that), `judgement` (ours alone), `boosted` (trees; null: too few purchases), `base_rate`, `page_views` (30
    days), `choosing_views` (90 days), `points` (of marketing automation), `sellers_probability`, `naive_bayes` (over
    what the CRM says), `ridge` (plain, over all that is counted). Every rule is taught its level anew at each moment.
    Methods: rolling landmarks, `headway.learn.endings`; those of others, `headway.learn.rivals`.
    """
    now = int(ordinals(moment["moment"])[0])
    gone = refused(feature_leaks)
    lessons = in_order(taught_lessons)
    found = made_right_in_turn(folds(read(lessons, gone), _rules(purchases(lessons), gone), now), "learned")
    return pa.concat_tables([_SCHEMA.empty_table(), *(_asked(lessons, fold) for fold in found)])


def _rules(wins: int, gone: Collection[str]) -> dict[str, Rule]:
    effects = judgement(gone)
    ours = {"learned": learned(effects), "judgement": judged(effects)}
    if wins >= CHALLENGE_FROM_WINS and lightgbm():
        ours["boosted"] = boosted()
    features = slice(0, len(FEATURES))
    return {name: looking_at(features, rule) for name, rule in ours.items()} | {
        "base_rate": usual,
        "page_views": scored(_doublings("page_views_30d")),
        "choosing_views": scored(_doublings("choosing_views_90d")),
        "points": scored(_doublings("points")),
        "naive_bayes": _bayes,
        "ridge": _ridge,
        "sellers_probability": scored(lambda values: values[:, NUMBERS.index("sellers_probability")]),
    }


def _bayes(taught: Taught) -> Says:
    """Naive Bayes over what a CRM says by itself."""
    places = [NUMBERS.index(name) for name in OF_THE_CRM]

    def says(values: Floats) -> Floats:
        known, new = binned(taught.values[:, places], values[:, places])
        return _log_odds(naive_bayes(known, taught.won, new, taught.weights))

    return says


def _ridge(taught: Taught) -> Says:
    """Ridge over everything that is counted or told, and nothing that is inferred."""
    counted = np.array([name not in INFERRED for name in NUMBERS])
    level = np.array([name in COMPARED for name in NUMBERS])[counted]

    def columns(values: Floats) -> Floats:
        return np.where(level, np.log2(values[:, counted] + 1.0), values[:, counted])

    return lambda values: _log_odds(ridge(columns(taught.values), taught.won, columns(values), weights=taught.weights))


def _log_odds(chances: Floats) -> Floats:
    return np.asarray(logit(np.clip(chances, TINY, 1 - TINY)))


def _doublings(name: str) -> Callable[[Floats], Floats]:
    place = NUMBERS.index(name)
    return lambda values: np.asarray(np.log2(values[:, place] + 1.0))


def _asked(rows: pa.Table, fold: Fold) -> pa.Table:
    chosen = rows.take(pa.array(fold.rows))
    silent = pa.nulls(len(fold.rows), pa.float64())
    columns = {
        **{name: chosen[name] for name in ("landmark", "journey_id", "account_id", "weight")},
        "won": fold.won,
        "open_deal": chosen["open_deal"].to_numpy() > 0,
        "seen": chosen["seen"].to_numpy() > 0,
        **{name: fold.says.get(name, silent) for name in (*RULES, "learned_plain")},
    }
    return pa.table({name: columns[name] for name in _SCHEMA.names}, _SCHEMA)
