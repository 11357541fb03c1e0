"""This week's list, as one viewer reads it."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from headway.asking.chances import Chance, Estimate, chance_of, estimate
from headway.asking.claims import Claims, claims
from headway.asking.moves import Answer, Move, answer, moves
from headway.asking.pictures import Bar, bars
from headway.asking.viewer import Reach, Viewer
from headway.errors import UnknownKey
from headway.sources.settings import defaults
from headway.sources.words import ACTS
from headway.store.reading import Reading

# More days than these make a phone slow and nobody wiser.
DAYS_LISTED = 5
Row = dict[str, Any]


@dataclass(frozen=True)
class Day:
    """What was done on one day, on either side, and how often each."""

    day: date
    acts: dict[str, int]


@dataclass(frozen=True)
class Reason:
    """One sentence, and the days whose acts bear it out, newest first."""

    text: str
    days: tuple[Day, ...]

    @property
    def times(self) -> int:
        """How many acts there are."""
        return sum(sum(day.acts.values()) for day in self.days)

    @property
    def newest(self) -> tuple[Day, ...]:
        """The days that are listed; the customer's page has them all."""
        return self.days[:DAYS_LISTED]

    @property
    def earlier(self) -> int:
        """How many days are not."""
        return len(self.days) - len(self.newest)


@dataclass(frozen=True)
class Line:
    """One line of the list: what to do, about whom, why, and how sure."""

    act: str
    account_id: str
    journey_id: str
    deal_id: str | None
    name: str
    who: tuple[str, ...]
    looking_for: str | None
    question: str | None
    because: tuple[Reason, ...]
    sure: str
    wait_for: str | None
    bars: tuple[Bar, ...]
    taken: Move | None
    chance: Chance | None = None


@dataclass(frozen=True)
class PutOff:
    """One line that the viewer has put off, and until when."""

    act: str
    account_id: str
    name: str
    move: Move


@dataclass(frozen=True)
class Monday:
    """A leader's or seller's list, and the moment it was made for."""

    moment: datetime
    lines: tuple[Line, ...]
    put_off: tuple[PutOff, ...]
    claims: Claims
    estimate: Estimate | None = None

    @property
    def strikes(self) -> tuple[Line, ...]:
        """The customers who are well ahead and moving."""
        return tuple(line for line in self.lines if line.act == "strike")

    @property
    def unopened(self) -> int:
        """How many of those have no open deal with us."""
        return sum(line.deal_id is None for line in self.strikes)

    @property
    def acts(self) -> dict[str, int]:
        """How many lines there are of each act, in the acts' order."""
        return dict(Counter(line.act for line in self.lines))


def monday(opened: Reading, viewer: Viewer, today: date) -> Monday:
    """The viewer's list: what is put off leaves it, and the next lines move up."""
    rows = _candidates(opened, viewer)
    told = moves(opened, [row["journey_id"] for row in rows])
    hidden = {(move.journey_id, move.act): move for move in told if move.hides(viewer, today)}
    kept = [row for row in rows if _key(row) not in hidden][: _most(opened)]
    put_off = [row for row in rows if _key(row) in hidden]
    known = estimate(opened)
    return Monday(
        opened.pin.moment,
        tuple(_lines(opened, sorted(kept, key=lambda row: ACTS.index(row["act"])), told, known)),
        tuple(PutOff(row["act"], row["account_id"], row["name"], hidden[_key(row)]) for row in put_off),
        claims(opened),
        known,
    )


def answer_line(
    opened: Reading, viewer: Viewer, journey_id: str, told: Answer, until: date | None, reason: str, today: date
) -> str:
    """Record what the viewer answers to a line of the own list; returns the id by which it is undone.

    Raises:
        UnknownKey: the viewer's list has no such line.
    """
    row = next((row for row in _candidates(opened, viewer) if row["journey_id"] == journey_id), None)
    if row is None:
        raise UnknownKey("Your list has no such line any more. Go back to Monday to see this week's.")
    return answer(opened, viewer, _key(row), told, until, reason, today)


def _candidates(opened: Reading, viewer: Viewer) -> list[Row]:
    """Lines about accounts the viewer may see, one a journey: the own list first, then what other lists add to it."""
    rows = _seen(opened, viewer)
    own = viewer.email if viewer.role == "leader" else None
    rows.sort(key=lambda row: (row["leader"] != own, row["line"], row["leader"] or ""))
    first: dict[str, Row] = {}
    for row in rows:
        first.setdefault(row["journey_id"], row)
    return list(first.values())


def _seen(opened: Reading, viewer: Viewer) -> list[Row]:
    """Every list's lines about accounts the viewer may see; lists are short, whatever the number of accounts."""
    reach, needs = Reach.of(opened, viewer), _needs(opened)
    return [line for line in opened.whole("monday") if reach.sees(needs[line["journey_id"]], "account")]


def _needs(opened: Reading) -> dict[str, Row]:
    """How far the listed journeys are, how likely they end in a purchase, and who may see them."""
    return opened.found("monday needs", lambda: {row["journey_id"]: row for row in opened.whole("monday_needs")})


def _most(opened: Reading) -> int:
    name = "capacity.lines_on_monday"
    return int(opened.home.settings().get(name, defaults()[name]))


def _key(row: Row) -> tuple[str, str]:
    return row["journey_id"], row["act"]


def _lines(opened: Reading, rows: Sequence[Row], told: Iterable[Move], known: Estimate) -> Iterable[Line]:
    acts, shares = _acts(opened), _needs(opened)
    taken = {(move.journey_id, move.act): move for move in told if move.answer == "taken"}
    for row in rows:
        journey = row["journey_id"]
        because = tuple(_reason(said, acts) for said in json.loads(row["because"]))
        own = {name: value for name, value in row.items() if name not in ("leader", "line")}
        own |= {"who": tuple((row["who"] or "").split()), "because": because, "bars": bars(shares[journey])}
        likely = chance_of(known, shares[journey])
        yield Line(**own, taken=taken.get(_key(row)), chance=likely if likely.is_told else None)


def _acts(opened: Reading) -> dict[str, Row]:
    """The acts behind the reasons, by the event's id."""
    return opened.found("monday acts", lambda: {row["event_id"]: row for row in opened.whole("monday_acts")})


def _reason(said: Row, acts: dict[str, Row]) -> Reason:
    """The sentence and its acts; who it was stays unsaid: what counts is how far the customer is."""
    days: dict[date, Counter[str]] = {}
    for act in (acts[event] for event in said["event_ids"]):
        days.setdefault(act["happened_at"].date(), Counter())[_what(act)] += 1
    return Reason(said["text"], tuple(Day(day, dict(days[day])) for day in sorted(days, reverse=True)))


def _what(act: Row) -> str:
    return str(act["what"] or act["channel"]).split(" | ")[0]
