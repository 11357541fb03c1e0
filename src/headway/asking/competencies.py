"""Where a team is strong and what is worth learning; of single people what the viewer may see, once switched on."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from headway.asking.deals import named_deals
from headway.asking.viewer import Reach, Viewer, colleagues
from headway.measures.person_views import FEWEST_PEOPLE
from headway.sources.disciplines import disciplines, levels
from headway.sources.priors import priors
from headway.store.reading import Reading

TABLE = "team_training_needs"
KINDS = ("service", "solution", "relationship", "consultancy")
Row = dict[str, Any]


@dataclass(frozen=True)
class Result:
    """Deals of one kind of sale: won beside what is usual on the same deals; the range in points of a hundred."""

    of: str | None
    kind: str
    closed: int
    won: int
    usual: int
    low: int | None
    high: int | None
    verdict: str
    needed: int | None = None


@dataclass(frozen=True)
class Need:
    """A discipline that deals under way ask for, and what is told of it."""

    words: str
    open_deals: int
    people: int = 0
    rated: int = 0
    to_learn: int | None = None
    own: str | None = None
    leader: str | None = None
    need: str = ""


@dataclass(frozen=True)
class Fit:
    """One open deal that somebody is on, and whether its kind of sale fits what is known of the person."""

    deal_id: str
    deal: str
    kind: str
    fit: str
    to_learn: tuple[str, ...]


@dataclass(frozen=True)
class Person:
    """One of ours whom the viewer may see."""

    name: str
    results: tuple[Result, ...]
    needs: tuple[Need, ...]
    fits: tuple[Fit, ...] = ()


@dataclass(frozen=True)
class Competencies:
    """The page; `is_small`: the viewer's branch is too small to look at single people."""

    is_built: bool
    is_on: bool = False
    purpose: str | None = None
    since: date | None = None
    is_small: bool = False
    teams: tuple[Result, ...] = ()
    needs: tuple[Need, ...] = ()
    people: tuple[Person, ...] = ()
    challengers: tuple[int, int] = (0, 0)


def competencies(opened: Reading, viewer: Viewer) -> Competencies:
    """What the viewer may see: everybody's and the own teams, oneself, and a leader those of a branch of five."""
    if TABLE not in opened.pin.versions:
        return Competencies(False)
    (views,) = opened.whole("person_views")
    near = colleagues(opened, viewer)
    below = [email for email in near if email != viewer.email]
    is_small = viewer.role == "leader" and len(below) < FEWEST_PEOPLE
    seen = [] if viewer.sees_everything else [viewer.email] if is_small else near
    needs = [_team_need(row) for row in opened.whole(TABLE) if row["team"] is None]
    told = priors()["seller_profiles_published"]
    return Competencies(
        True,
        views["is_on"],
        views["purpose"],
        views["since"],
        is_small,
        _teams(opened, viewer, near),
        tuple(sorted(needs, key=lambda need: (-need.open_deals, need.words))),
        _people(opened, Reach.of(opened, viewer), seen) if views["is_on"] else (),
        (round(100 * told["all_sales"]["challenger"]), round(100 * told["complex_sales"]["challenger"])),
    )


def _teams(opened: Reading, viewer: Viewer, near: Sequence[str]) -> tuple[Result, ...]:
    rows = opened.whole("team_competencies")
    seen = [row for row in rows if viewer.sees_everything or row["team"] is None or row["team"] in near]
    ordered = sorted(seen, key=lambda row: (row["team"] or "", KINDS.index(row["kind"])))
    return tuple(_result(row, row["team"]) for row in ordered)


def _people(opened: Reading, reach: Reach, emails: Sequence[str]) -> tuple[Person, ...]:
    """In the order of their names, never of their strength."""
    results, needs, fits = (_by_email(opened.whole(name)) for name in ("competencies", "training_needs", "deal_fits"))
    deals = named_deals(opened, reach, {row["deal_id"] for email in emails for row in fits[email]})
    names = {
        row["email"]: row["name"] or row["email"] for each in (needs, results) for own in each.values() for row in own
    }
    return tuple(
        Person(
            names[email],
            tuple(_result(row, None) for row in sorted(results[email], key=lambda row: KINDS.index(row["kind"]))),
            tuple(_need(row) for row in sorted(needs[email], key=lambda row: str(row["discipline"]))),
            tuple(_fit(row, deals[row["deal_id"]]) for row in _by_name(fits[email], deals)),
        )
        for email in sorted(set(names) & set(emails), key=lambda email: (names[email], email))
    )


def _by_email(rows: Sequence[Row]) -> defaultdict[str, list[Row]]:
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["email"]].append(row)
    return found


def _result(row: Mapping[str, Any], of: str | None) -> Result:
    low, high = (None if row[name] is None else round(100 * row[name]) for name in ("low", "high"))
    around = "cannot_tell" if low is None or high is None or low <= 0 <= high else "more" if low > 0 else "less"
    counts = row["closed"], row["won"], round(row["expected"])
    return Result(of, row["kind"], *counts, low, high, row.get("verdict", around), row.get("deals_needed"))


def _team_need(row: Row) -> Need:
    counts = {name: row[name] for name in ("open_deals", "people", "rated", "to_learn")}
    return Need(_words(row["discipline"]), **counts)


def _need(row: Row) -> Need:
    own, leader = (levels().get(row[name]) for name in ("own_level", "leader_level"))
    return Need(_words(row["discipline"]), row["open_deals"], own=own, leader=leader, need=row["need"])


def _by_name(fits: Sequence[Row], deals: Mapping[str, Row]) -> list[Row]:
    seen = [row for row in fits if row["deal_id"] in deals]
    return sorted(seen, key=lambda row: (deals[row["deal_id"]]["name"] or "", row["deal_id"]))


def _fit(row: Row, deal: Row) -> Fit:
    to_learn = tuple(_words(name) for name in (row["to_learn"] or "").split())
    return Fit(row["deal_id"], deal["name"] or deal["customer"], row["kind"], row["fit"], to_learn)


def _words(discipline: str) -> str:
    known = disciplines().get(discipline)
    return known.words if known else discipline
