"""What is likely to be won, as far as the viewer may see, beside what people go by instead and how far off each was."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa

from headway.answers.outlook import outlook as summed
from headway.asking.outlook_moves import WeekMoves, week_moves
from headway.asking.outlook_picture import OutlookPicture, outlook_picture
from headway.asking.viewer import Viewer, colleagues
from headway.store.reading import Reading

TABLES = ("outlook", "outlook_doubt", "outlook_errors")
RULES = ("ours", "by_stage", "by_commit", "last_year")
Row = dict[str, Any]


@dataclass(frozen=True)
class Period:
    """One month or quarter: rows of `outlook`, whole and apart."""

    all: Row
    open_deal: Row
    without_deal: Row

    @property
    def is_told(self) -> bool:
        """Whether anything can be told of it."""
        return self.all["expected"] is not None


@dataclass(frozen=True)
class Team:
    """One leader's team, and what is likely to be won by it in the quarter that is shown first."""

    leader: str
    quarter: Row


@dataclass(frozen=True)
class Rule:
    """What one rule would have said at earlier moments: how far it was from what came, of a hundred that came."""

    name: str
    moments: int
    off: float
    within: float | None

    @property
    def off_of_hundred(self) -> int:
        """How far, of a hundred."""
        return round(100 * self.off)

    @property
    def within_moments(self) -> int:
        """At how many of the moments what came lay in the range."""
        return round(self.moments * (self.within or 0.0))


@dataclass(frozen=True)
class InCurrency:
    """All of one currency; amounts of two are never added."""

    currency: str
    quarters: tuple[Period, ...]
    months: tuple[Period, ...]
    teams: tuple[Team, ...]
    pictures: tuple[OutlookPicture, ...]
    rules: tuple[Rule, ...]
    moments: int
    needed: int
    is_moved: bool
    week: WeekMoves | None = None

    @property
    def quarter(self) -> Period:
        """The one to speak of first: that of the moment."""
        return self.quarters[0]

    @property
    def lists(self) -> tuple[tuple[Period, ...], ...]:
        """Quarters, then months."""
        return self.quarters, self.months

    @property
    def journeys(self) -> int:
        """How many purchases may come."""
        return int(self.quarter.all["journeys"])

    @property
    def ours(self) -> Rule | None:
        """Our own record."""
        return next((rule for rule in self.rules if rule.name == "ours"), None)

    @property
    def closer(self) -> Rule | None:
        """The rule that was closest, where that is not ours."""
        closest = min(self.rules, key=lambda rule: (rule.off, RULES.index(rule.name)), default=None)
        return closest if closest and self.ours and closest.off < self.ours.off else None

    @property
    def furthest(self) -> int:
        """How far off, of a hundred, the bars reach."""
        return max(100, *(rule.off_of_hundred for rule in self.rules)) if self.rules else 100

    @property
    def is_known(self) -> bool:
        """Whether enough moments are over to say how far off it has been."""
        return self.moments >= self.needed


@dataclass(frozen=True)
class Outlook:
    """The page; `whose`: all of the company, a team, or the viewer's own."""

    is_built: bool
    moment: datetime
    whose: str
    currencies: tuple[InCurrency, ...]

    @property
    def first(self) -> InCurrency | None:
        """The currency in which most may come."""
        return self.currencies[0] if self.currencies else None


def outlook(opened: Reading, viewer: Viewer) -> Outlook:
    """Everybody's for those who see everything, a leader's own team's, else what the viewer's own customers may buy."""
    moment = opened.pin.moment
    if any(name not in opened.pin.versions for name in TABLES):
        return Outlook(False, moment, "own", ())
    rows = opened.whole("outlook")
    near = set(colleagues(opened, viewer)) if viewer.role == "leader" else set()
    whose = "company" if viewer.sees_everything else "team"
    top = None if viewer.sees_everything else viewer.email
    own = [row for row in rows if row["team"] == top]
    if top and not any(row["leader"] == top for row in opened.whole("branches")):
        whose, own = "own", opened.found(("own outlook", viewer.email), lambda: _of_one(opened, viewer))
    others = [row for row in rows if row["team"] and row["team"] != top]
    below = [row for row in others if viewer.sees_everything or row["team"] in near]
    names = {row["currency"] for row in own}
    week = week_moves(opened, viewer)
    found = [_in_currency(opened, name, own, below, week.get(name)) for name in names]
    found.sort(key=lambda each: (-each.journeys, each.currency))
    return Outlook(True, moment, whose, tuple(found))


def _of_one(opened: Reading, viewer: Viewer) -> list[Row]:
    """The same sum over what one person of ours is nearest to."""
    told = {name: opened.table(name) for name in ("possible_purchases", "won_amounts")}
    mine = {name: table.filter(table.email == viewer.email).to_pyarrow() for name, table in told.items()}
    nobody = opened.table("branches").to_pyarrow().slice(0, 0)
    moment = pa.table({"moment": [opened.pin.moment]})
    doubt = opened.table("outlook_doubt").to_pyarrow()
    found: list[Row] = summed(mine["possible_purchases"], mine["won_amounts"], nobody, moment, doubt).to_pylist()
    return found


def _in_currency(
    opened: Reading, currency: str, own: Sequence[Row], below: Sequence[Row], week: WeekMoves | None
) -> InCurrency:
    rows = [row for row in own if row["currency"] == currency]
    quarters, months = _periods(rows, "quarter"), _periods(rows, "month")
    first = quarters[0].all
    teams = [
        Team(row["team"], row)
        for row in below
        if row["currency"] == currency and row["part"] == "all" and _when(row) == _when(first)
    ]
    doubt = next((row for row in opened.whole("outlook_doubt") if row["currency"] == currency), None)
    rules = [
        Rule(row["rule"], row["moments"], row["error_share"], row["within_share"])
        for row in opened.whole("outlook_errors")
        if row["currency"] == currency and row["error_share"] is not None
    ]
    return InCurrency(
        currency,
        quarters,
        months,
        tuple(sorted(teams, key=lambda team: team.leader)),
        outlook_picture([period.all for period in months]),
        tuple(sorted(rules, key=lambda rule: RULES.index(rule.name))),
        doubt["moments"] if doubt else 0,
        doubt["needed"] if doubt else 0,
        bool(doubt and doubt["shift"]),
        week,
    )


def _periods(rows: Sequence[Row], name: str) -> tuple[Period, ...]:
    parts: dict[Any, dict[str, Row]] = {}
    for row in rows:
        if row["period"] == name:
            parts.setdefault(row["begins_on"], {})[row["part"]] = row
    return tuple(Period(**parts[begins]) for begins in sorted(parts))


def _when(row: Row) -> tuple[Any, ...]:
    return row["period"], row["begins_on"]
