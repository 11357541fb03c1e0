"""How likely a purchase is, said as people say it, and only as far as the record bears it out."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, floor, log
from typing import Any

from headway.learn.ladder import RANGE_FROM_WINS
from headway.store.reading import Reading

Row = Mapping[str, Any]
# What a chance is rounded to: the nearest of these, in odds.
SAID = (
    *((1, of) for of in (100, 50, 30, 20, 15, 12, 10, 8, 6, 5, 4, 3, 2)),
    *((some, of) for some, of in ((2, 3), (3, 4), (4, 5), (9, 10))),
)
LEAST, MOST = 0.008, 0.93
# Where a range ends below this, tenths would say nothing of it.
FINE_BELOW = 0.15
OPEN, WON = "open", "won"
ENDS = {"lost": "lost_90d", "status_quo": "status_quo_90d", "indecision": "indecision_90d"}
WEEK_DAYS, MONTH_DAYS, YEAR_DAYS = 7.0, 30.4, 365.0


@dataclass(frozen=True)
class Odds:
    """About `some` in `of`; or less, or more than that."""

    some: int
    of: int
    than: str = "about"


@dataclass(frozen=True)
class Range:
    """From `low` to `high` in `of`: four of five cases lie within."""

    low: int
    high: int
    of: int


@dataclass(frozen=True)
class End:
    """One way it may end within a quarter, and in how many of ten deals like this one."""

    name: str
    of_ten: int


@dataclass(frozen=True)
class Estimate:
    """The estimate in force: whether it may be said, why not, and what it was learned from."""

    why: str
    wins: int
    basis: str
    version: str
    rests_on_published: bool
    closed_known: bool

    @property
    def is_told(self) -> bool:
        """Whether chances are said at all."""
        return self.why == "told"

    @property
    def wins_needed(self) -> int:
        """How many purchases it takes before anything is said."""
        return RANGE_FROM_WINS


@dataclass(frozen=True)
class Chance:
    """The chance of one purchase; for open deals how else it may end (`otherwise`: the likeliest first), and when.

    Where there is none, the estimate says why.
    """

    estimate: Estimate
    about: Odds | None = None
    between: Range | None = None
    month: Odds | None = None
    half_year: Odds | None = None
    ends: tuple[End, ...] = ()
    otherwise: tuple[str, ...] = ()
    left: tuple[str, int] | None = None

    @property
    def is_told(self) -> bool:
        """Whether there is anything to say of it."""
        return self.about is not None or self.between is not None


def odds(chance: float) -> Odds:
    """A chance as people say it.

    >>> odds(0.24), odds(0.73)
    (Odds(some=1, of=4, than='about'), Odds(some=3, of=4, than='about'))
    >>> odds(0.002), odds(0.99)
    (Odds(some=1, of=100, than='less'), Odds(some=9, of=10, than='more'))
    """
    if chance < LEAST:
        return Odds(1, 100, "less")
    if chance > MOST:
        return Odds(9, 10, "more")
    return Odds(*min(SAID, key=lambda each: abs(_log_odds(each[0] / each[1]) - _log_odds(chance))))


def odds_if_told(chance: float | None) -> Odds | None:
    """The same of a chance that may not be known."""
    return None if chance is None else odds(chance)


def spoken_range(low: float, high: float) -> Range | None:
    """A range in tenths, or in hundredths where it lies low; rounded outwards, and None where it says nothing.

    >>> spoken_range(0.11, 0.28), spoken_range(0.004, 0.031)
    (Range(low=1, high=3, of=10), Range(low=0, high=4, of=100))
    >>> spoken_range(0.05, 0.96) is None
    True
    """
    of = 100 if high < FINE_BELOW else 10
    found = Range(floor(low * of + 1e-9), ceil(high * of - 1e-9), of)
    return None if (found.low, found.high) == (0, of) else found


def of_ten(shares: Mapping[str, float]) -> tuple[End, ...]:
    """Shares that make a whole as ten deals, the largest remainders rounded up; those of none are left out.

    >>> [(end.name, end.of_ten) for end in of_ten({"won": 0.24, "lost": 0.33, "open": 0.43})]
    [('won', 3), ('lost', 3), ('open', 4)]
    """
    whole = {name: floor(share * 10 + 1e-9) for name, share in shares.items()}
    rest = sorted(shares, key=lambda name: (whole[name] - shares[name] * 10, list(shares).index(name)))
    for name in rest[: 10 - sum(whole.values())]:
        whole[name] += 1
    return tuple(End(name, many) for name, many in whole.items() if many)


def within(days: float) -> tuple[str, int]:
    """How long something takes, roughly.

    >>> within(19), within(100), within(700)
    (('weeks', 3), ('months', 3), ('year', 1))
    """
    if days > YEAR_DAYS:
        return "year", 1
    if days < 2 * MONTH_DAYS:
        return "weeks", max(1, round(days / WEEK_DAYS))
    return "months", round(days / MONTH_DAYS)


def estimate(opened: Reading) -> Estimate:
    """What may be said of chances in this build."""
    if "ending_models" not in opened.pin.versions:
        return Estimate("not_built", 0, "judgement", "", rests_on_published=True, closed_known=False)
    models = {row["ending"]: row for row in opened.whole("ending_models")}
    won, closed, undecided = (models[ending] for ending in ("won", "closed", "no_decision"))
    return Estimate(
        _why(won),
        won["wins"] or 0,
        won["rule"],
        won["version"],
        rests_on_published=undecided["rule"] == "judgement",
        closed_known=closed["rung"] != "order",
    )


def _why(won: Row) -> str:
    """Why chances are or are not told: told, few (purchases), no_record (not yet), no_better, or worse."""
    if won["rung"] == "order":
        return "few"
    if won["signal"] == "yes":
        return "told"
    if won["gain"] is None:
        return "no_record"
    return "worse" if won["signal"] == "none" else "no_better"


def chance_of(found: Estimate, row: Row) -> Chance:
    """One chance from a row of `endings`; of a row of `journeys`, without how else it may end."""
    if not found.is_told or row["chance_low"] is None:
        return Chance(found)
    about, month, half_year = (odds_if_told(row.get(f"chance_{days}d")) for days in (90, 30, 180))
    between = spoken_range(row["chance_low"], row["chance_high"])
    if not found.closed_known or row.get("lost_90d") is None:
        return Chance(found, about, between, month, half_year)
    # Where even a purchase is only told in a range, of the other endings only their order is.
    ends = _ends(row) if about else ()
    otherwise = () if about else tuple(sorted(ENDS, key=lambda name: -row[ENDS[name]]))
    return Chance(found, about, between, month, half_year, ends, otherwise, within(row["days_left"]))


def _ends(row: Row) -> tuple[End, ...]:
    """How ten open deals like this one stand in a quarter."""
    shares = {WON: row["chance_90d"], **{name: row[column] for name, column in ENDS.items()}}
    return of_ten({**shares, OPEN: max(0.0, 1 - sum(shares.values()))})


def _log_odds(share: float) -> float:
    return log(share / (1 - share))
