"""Will the offer that was sent be accepted? Real applications and offers of a Dutch bank (BPI Challenge 2012).

    python bench/bpi2012.py bpi2012.parquet

Landmarks at days 0, 3, 7 and 14 after the first offer was sent, for the cases that had not ended by then; what is told
of each are the acts up to the landmark and nothing later. The first 70 % by the day of sending teach, the last 30 % are
judged; cases that had not ended when the log ends are left out, and counted. Chances come from `learn/logistic.py`,
figures from `learn/judging.py`. Fails where the log loss exceeds what it has to reach.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from headway.learn import judging
from headway.learn.judging import Redraws, difference, figure
from headway.learn.logistic import Prior, fit, spread
from headway.learn.recalibration import calibration_slope

LANDMARKS = (0, 3, 7, 14)
HAS_TO_REACH = {7: 0.650, 14: 0.567}
TAUGHT = 0.7
PULL = 10.0  # precision of every weight, per standard deviation: ten cases of doubt that it says anything
SENT = ("O_SENT",)
WON = ("O_ACCEPTED", "A_APPROVED", "A_REGISTERED", "A_ACTIVATED")
LOST = ("A_DECLINED", "A_CANCELLED")
# The customer's own act, and the work of the bank's people, each with the acts that show it.
TOLD_BY = {
    "sent back by the customer": ("O_SENT_BACK",),
    "offers": ("O_SENT",),
    "offers withdrawn": ("O_CANCELLED",),
    "calls after the offer": ("W_Nabellen offertes",),
    "calls for missing papers": ("W_Nabellen incomplete dossiers",),
    "validation": ("W_Valideren aanvraag",),
    "completing": ("W_Completeren aanvraag",),
    "fraud check": ("W_Beoordelen fraude",),
}
HALF_LIVES = (2.0, 7.0)


@dataclass(frozen=True)
class Log:
    """The event log as arrays: one entry an event, cases as numbers."""

    case: np.ndarray
    act: np.ndarray
    is_done: np.ndarray  # whether the act is completed, not only planned or begun
    day: np.ndarray  # since 1970
    amount: np.ndarray  # (cases,)

    @classmethod
    def read(cls, path: Path) -> "Log":
        """Read the flat copy."""
        rows = pq.read_table(path)
        case = rows["case"].combine_chunks().dictionary_encode().indices.to_numpy()
        amount = np.zeros(case.max() + 1)
        amount[case] = rows["amount"].to_numpy()
        microseconds = rows["ts"].cast(pa.timestamp("us", "UTC")).cast(pa.int64()).to_numpy()
        return cls(
            case,
            np.array(rows["activity"].to_pylist()),
            np.array(rows["lifecycle"].to_pylist()) == "COMPLETE",
            microseconds / 86_400e6,
            amount,
        )

    def first(self, acts: tuple[str, ...]) -> np.ndarray:
        """The day on which each case first saw one of the acts; never is infinite."""
        days, shown = np.full(len(self.amount), np.inf), np.isin(self.act, acts)
        np.minimum.at(days, self.case[shown], self.day[shown])
        return days


def told(log: Log, at: np.ndarray, sent: np.ndarray) -> np.ndarray:
    """What was known of each case on its day `at`: (cases, columns)."""
    age = at[log.case] - log.day
    known = age >= 0
    columns = [np.log1p(log.amount), sent - log.first(("A_SUBMITTED",)), _since(log, known, age)]
    for acts in TOLD_BY.values():
        shown = known & log.is_done & np.isin(log.act, acts)
        counts = _counted(log, shown)
        columns += [np.log1p(counts), counts > 0]
        columns += [_counted(log, shown, 0.5 ** (age / half_life)) for half_life in HALF_LIVES]
        columns.append(_since(log, shown, age))
    return np.column_stack(columns).astype(float)


def _counted(log: Log, shown: np.ndarray, weights: np.ndarray | None = None) -> np.ndarray:
    by = None if weights is None else weights[shown]
    return np.bincount(log.case[shown], by, minlength=len(log.amount))


def _since(log: Log, shown: np.ndarray, age: np.ndarray) -> np.ndarray:
    """Days since the newest of the acts, of those older than thirty days or never seen, thirty."""
    days = np.full(len(log.amount), 30.0)
    np.minimum.at(days, log.case[shown], age[shown])
    return days


def judged(log: Log, landmark: int) -> float:
    """Print one landmark and return the log loss of the model."""
    sent, won = log.first(SENT), log.first(WON)
    ended = np.minimum(won, log.first(LOST))
    cut = np.quantile(sent[np.isfinite(sent)], TAUGHT)
    waiting = np.isfinite(sent) & (ended > sent + landmark) & (sent + landmark <= log.day.max())
    cases = waiting & np.isfinite(ended)
    at = np.where(np.isfinite(sent), sent + landmark, -np.inf)
    values, came = told(log, at, sent), np.isfinite(won).astype(float)
    taught, shown = cases & (sent <= cut), cases & (sent > cut)
    prior = Prior.per_spread(np.zeros(values.shape[1]), np.full(values.shape[1], PULL), spread(values[taught]))
    said = fit(values[taught], came[taught], prior).chances(values[shown])[:, 1]
    base = np.full(len(said), came[taught].mean())
    redraws = Redraws(np.flatnonzero(shown), draws=500)
    print(
        f"day {landmark:>2}: {taught.sum()} taught, {shown.sum()} judged ({came[shown].mean():.3f} accepted, "
        f"{(waiting & (sent > cut)).sum() - shown.sum()} left out as not ended)"
    )
    print(f"  log loss {_said(figure(judging.log_loss, said, came[shown], redraws))}")
    better = difference(judging.log_loss, base, said, came[shown], redraws)
    nothing = "" if better.high < 0 else ": nothing that can be told from the base rate"
    print(f"  less the base rate's {_said(better)}{nothing}")
    print(f"  AUC {_said(figure(judging.auc, said, came[shown], redraws))}", end="")
    print(f", calibration slope {_said(figure(calibration_slope, said, came[shown], redraws))}")
    return float(judging.log_loss(said, came[shown]))


def _said(found: judging.Figure) -> str:
    return f"{found.value:.4f} [{found.low:.4f}, {found.high:.4f}]"


def main() -> None:
    """Judge every landmark."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("log", type=Path)
    log = Log.read(asked.parse_args().log)
    reached = {landmark: judged(log, landmark) for landmark in LANDMARKS}
    missed = [f"day {day}: {reached[day]:.4f} > {due}" for day, due in HAS_TO_REACH.items() if reached[day] > due]
    print("\n".join(missed) or "every landmark reaches what it has to")
    if missed:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
