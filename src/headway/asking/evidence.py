"""How good what we say has been on the company's own past: plain counts first, the statistics behind them."""

from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Any

from headway.asking.chances import Estimate, estimate
from headway.asking.drift_picture import DriftPicture, drift_picture
from headway.asking.versions import PutBack, Version, put_backs, versions
from headway.asking.viewer import Viewer
from headway.sources.landmarks import RULES
from headway.store.reading import Reading

OURS = ("boosted", "learned", "judgement")
AT_RANDOM = "base_rate"
SEGMENTS = ("all", "open_deal", "without_deal", "seen")
MEASURES = ("log_loss", "brier", "auc", "slope", "intercept", "top_2pct", "top_10pct", "held_2pct", "held_10pct")
MONTH_DAYS = 30.4
# A moment can be judged once its ninety days are over.
MONTHS_TO_JUDGE = 3
# Nobody believes a longer forecast of when there will be enough.
MOST_MONTHS = 36
Row = dict[str, Any]


@dataclass(frozen=True)
class Counted:
    """Of those one rule named first, how many bought: in counts and of a hundred."""

    rule: str
    named: int
    bought: int
    percent: int
    low: int
    high: int

    @property
    def is_ours(self) -> bool:
        """Whether it is Headway's own."""
        return self.rule in OURS


@dataclass(frozen=True)
class Ahead:
    """Of the purchases we talked about, how many one rule named before that, and by how many days."""

    rule: str
    purchases: int
    named: int
    percent: int
    days: int | None

    @property
    def is_ours(self) -> bool:
        """Whether it is Headway's own."""
        return self.rule in OURS


@dataclass(frozen=True)
class Month:
    """What was expected of the three months after one earlier moment, and what came; `odd` says how it was odd."""

    day: datetime
    cases: int
    expected: int
    came: int
    odd: str


@dataclass(frozen=True)
class Measured:
    """One rule's measures over one part of the journeys, in the order of `MEASURES`; an empty one was not measured."""

    rule: str
    figures: tuple[Row, ...]


@dataclass(frozen=True)
class Segment:
    """One part of the journeys, and how good each rule was on it."""

    name: str
    cases: int
    wins: int
    rows: tuple[Measured, ...]


@dataclass(frozen=True)
class Evidence:
    """The whole page."""

    estimate: Estimate
    verdict: str
    in_force: Row | None
    moments: int
    named_each: int
    record: tuple[Counted, ...]
    months: tuple[Month, ...]
    pictures: tuple[DriftPicture, ...]
    segments: tuple[Segment, ...]
    calibration: tuple[Row, ...]
    versions: tuple[Version, ...]
    put_backs: tuple[PutBack, ...]
    months_missing: int | None
    ahead: tuple[Ahead, ...] = ()

    @property
    def ours(self) -> Counted | None:
        """What the estimate in force has to show for itself; below thirty purchases that is our judgement's."""
        basis = self.estimate.basis
        return next((row for row in self.record if row.rule == basis), None)

    @property
    def at_random(self) -> Counted | None:
        """What naming as many at random would have given."""
        return next((row for row in self.record if row.rule == AT_RANDOM), None)

    @property
    def others(self) -> tuple[Counted, ...]:
        """What people go by without an estimate, the best first."""
        return tuple(row for row in self.record if not row.is_ours)

    @property
    def alarm(self) -> Month | None:
        """The newest month that could be judged, if it was odd."""
        return self.months[-1] if self.months and self.months[-1].odd else None


def evidence(opened: Reading, viewer: Viewer) -> Evidence:
    """How good every rule has been, month by month and in all, and which estimate is in force."""
    known = estimate(opened)
    if known.why == "not_built":
        return Evidence(known, "not_built", None, 0, 0, (), (), (), (), (), (), (), None)
    (won,) = (row for row in opened.whole("ending_models") if row["ending"] == "won")
    record = opened.whole("track_record")
    months = tuple(_month(row) for row in sorted(opened.whole("drift"), key=lambda row: row["landmark"]))
    return Evidence(
        known,
        verdict(won),
        won,
        max((row["moments"] for row in record), default=0),
        max((row["named_each"] for row in record), default=0),
        tuple(sorted(map(_counted, record), key=lambda row: (-row.percent, RULES.index(row.rule)))),
        months,
        drift_picture([(month.day, month.expected, month.came, bool(month.odd)) for month in months]),
        tuple(_segments(opened.whole("evidence"))),
        tuple(sorted(opened.whole("calibration"), key=lambda row: (row["rule"], row["said"]))),
        versions(opened),
        put_backs(opened, viewer),
        months_missing(won, known.wins_needed, opened.pin.moment),
        _ahead(opened),
    )


def verdict(won: Row) -> str:
    """Whether it is better than knowing nothing: yes, cannot_tell, none; few where there is too little to say so.

    >>> verdict({"rung": "chance", "signal": "yes"}), verdict({"rung": "order", "signal": "cannot_tell"})
    ('yes', 'few')
    """
    return "few" if won["rung"] == "order" else str(won["signal"])


def months_missing(won: Row, needed: int, moment: datetime) -> int | None:
    """About how many months until there are purchases enough, at the pace so far; None where there is no pace yet.

    >>> begun, now = datetime(2026, 1, 5), datetime(2026, 7, 6)
    >>> months_missing({"wins": 12, "first_landmark": begun}, 30, now)
    9
    >>> months_missing({"wins": 40, "first_landmark": begun}, 30, now)
    0
    >>> months_missing({"wins": 0, "first_landmark": None}, 30, now) is None
    True
    """
    if (won["wins"] or 0) >= needed:
        return 0
    if not won["wins"] or won["first_landmark"] is None:
        return None
    months_each = (moment - won["first_landmark"]).days / MONTH_DAYS / won["wins"]
    more: int = ceil((needed - won["wins"]) * months_each - 0.1)
    return min(MOST_MONTHS, max(MONTHS_TO_JUDGE, more))


def _counted(row: Row) -> Counted:
    low, high = (row[name] if row[name] is not None else row["share"] for name in ("low", "high"))
    hundred = [round(100 * share) for share in (row["share"], low, high)]
    return Counted(row["rule"], round(row["named"]), round(row["bought"]), *hundred)


def _ahead(opened: Reading) -> tuple[Ahead, ...]:
    """None where a build did not ask yet."""
    rows = opened.whole("lead_times") if "lead_times" in opened.pin.versions else []
    found = [
        Ahead(
            row["rule"],
            row["purchases"],
            round(row["named_before"]),
            round(100 * row["share"]),
            None if row["days_ahead"] is None else round(row["days_ahead"]),
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda row: (-row.percent, RULES.index(row.rule))))


def _month(row: Row) -> Month:
    expected, came = round(row["expected_wins"]), row["wins"]
    odd = "" if not row["is_odd"] else _odd(row)
    return Month(row["landmark"], row["cases"], expected, came, odd)


def _odd(row: Row) -> str:
    if row["log_loss"] > row["base_log_loss"]:
        return "no_better"
    return "more" if row["wins"] > row["expected_wins"] else "fewer"


def _segments(rows: list[Row]) -> list[Segment]:
    by = {(row["segment"], row["rule"], row["measure"]): row for row in rows}
    found = []
    for segment in SEGMENTS:
        rules = [rule for rule in RULES if (segment, rule, MEASURES[0]) in by]
        measured = [Measured(rule, tuple(by.get((segment, rule, each), {}) for each in MEASURES)) for rule in rules]
        if measured:
            first = by[segment, rules[0], MEASURES[0]]
            found.append(Segment(segment, first["cases"], first["wins"], tuple(measured)))
    return found
