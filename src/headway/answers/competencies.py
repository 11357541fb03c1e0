"""Strength in each kind of sale, for the deals given (S10): of people where switched on, of teams always."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from ibis.expr.types import Table
from scipy.special import ndtri

from headway.learn import pooling
from headway.learn.strata import cases_needed

# Below so many closed deals of a kind nothing is said of a person or a team, below so many people of nobody.
FEWEST, FEWEST_PEOPLE = 20, 5
# A team of fewer owners would say what one person won.
FEWEST_IN_TEAM = 3
# What is said of a person is as sure as this; the difference in won share that is worth knowing.
SURE, WORTH_KNOWING = 0.975, 0.1
# A team's range: four times in five.
REACH = float(ndtri(0.9))
KINDS = ("service", "solution", "relationship", "consultancy")
BANDS = 4
Row = dict[str, Any]

_USUAL = pa.schema(
    [
        ("kind", pa.string()),
        ("is_repeat", pa.bool_()),
        ("band", pa.int64()),
        *((name, pa.int64()) for name in ("closed", "won")),
        ("share", pa.float64()),
    ]
)
_TOLD = [
    *((name, pa.int64()) for name in ("closed", "won")),
    *((name, pa.float64()) for name in ("expected", "difference", "low", "high")),
]
_PEOPLE = pa.schema(
    [
        *((name, pa.string()) for name in ("user_ref", "email", "name", "kind")),
        *_TOLD,
        ("verdict", pa.string()),
        ("deals_needed", pa.int64()),
    ]
)
_TEAMS = pa.schema([("team", pa.string()), ("kind", pa.string()), ("people", pa.int64()), *_TOLD])


class Kind(NamedTuple):
    """The closed deals of one kind of sale, counted by owner and stratum (owners, strata)."""

    owners: list[str]
    won: np.ndarray
    closed: np.ndarray


def competence_cases(deals: Table, matrix: Table, deal_values: Table, crm_users: Table) -> Table:
    """One closed deal of a known kind of sale, who of ours owned it, and what it was like when it began.

    Columns: `deal_id`, `user_ref`, `email` (null: unknown), `kind`, `stratum` (deals alike: first or later purchase,
    and third of the won amounts; 0 to 7, from 4 on a later purchase, the rest the band, 0: no amount), `won` (0 or 1).
    """
    closed = deals.filter(deals.status != "open", deals.owner_ref.notnull())
    rows = closed.join(matrix.select("deal_id", "kind"), "deal_id").join(
        deal_values.select("deal_id", "is_repeat", "band"), "deal_id"
    )
    rows = rows.filter(rows.kind.isin(KINDS)).join(
        crm_users.select("user_ref", "email"), rows.owner_ref == crm_users.user_ref
    )
    return rows.select(
        "deal_id",
        "user_ref",
        "email",
        "kind",
        stratum=rows.is_repeat.ifelse(BANDS, 0) + rows.band.fill_null(0),
        won=(rows.status == "won").ifelse(1, 0),
    )


def usual_shares(competence_cases: pa.Table) -> pa.Table:
    """The deals of one kind of sale that are alike, and how often the usual person wins them.

    Columns: `kind`, `is_repeat` (a later purchase), `band` (third of the won amounts, 1 to 3; null: no amount),
    `closed`, `won` (counts), `share` (that is won, all sellers being the usual one; drawn toward the kind's). Method:
    `headway.learn.pooling`.
    """
    return pa.Table.from_pylist(list(_usual(_kinds(competence_cases))), _USUAL)


def competencies(
    competence_cases: pa.Table, usual_shares: pa.Table, crm_users: pa.Table, person_views: pa.Table
) -> pa.Table:
    """How often one of our people wins one kind of sale, beside what is usual on the deals that person was given.

    There are no rows until views of single people are switched on (`person_views`). Not for decisions on employment,
    pay or seniority. Rows stand in no order of strength. Who is given which deal is seldom left to chance, and only
    what is in `usual_shares` is allowed for. Columns: `user_ref`, `email`, `name`, `kind`, `closed`, `won` (deals),
    `expected` (that the usual person would have won of the same deals: the sum of their `usual_shares`), `difference`
    (of won shares, drawn toward nought; null below twenty closed deals of the person, or five people), `low`, `high`
    (four times in five it lies within), `verdict` (more, less, cannot_tell), `deals_needed` (closed deals of the kind,
    to see a difference of a tenth). Method: `headway.learn.pooling`.
    """
    if not person_views["is_on"][0].as_py():
        return _PEOPLE.empty_table()
    users = {user["user_ref"]: user for user in crm_users.to_pylist()}
    usual, rows = _told_usual(usual_shares), []
    for name, kind in _kinds(competence_cases).items():
        told = pooling.pooled(kind.won, kind.closed, usual[name])
        for place, owner in enumerate(kind.owners):
            who = {column: users[owner][column] for column in ("user_ref", "email", "name")}
            rows.append({**who, "kind": name, **_of(kind, told, place)})
    return pa.Table.from_pylist(sorted(rows, key=lambda row: (row["user_ref"], row["kind"])), _PEOPLE)


def team_competencies(
    competence_cases: pa.Table, usual_shares: pa.Table, crm_users: pa.Table, branches: pa.Table
) -> pa.Table:
    """How often one team has won one kind of sale, beside what is usual on the deals it was given.

    A team of which fewer than three people own closed deals of the kind has no row, nor one of which everybody does who
    does at all: that one is everybody's. Columns: `team` (its leader's mail address; null: everybody), `kind`, `people`
    (who owned closed deals of the kind), `closed`, `won` (deals), `expected` (as in `competencies`), `difference` (of
    won shares), `low`, `high` (four times in five it lies within).
    """
    kinds, usual = _kinds(competence_cases), _told_usual(usual_shares)
    emails = {user["user_ref"]: user["email"] for user in crm_users.to_pylist()}
    teams: dict[str | None, set[str]] = defaultdict(set)
    for row in branches.to_pylist():
        teams[row["leader"]].add(row["email"])
    rows = []
    for name, kind in kinds.items():
        if len(kind.owners) >= FEWEST_IN_TEAM:
            rows.append({"team": None, "kind": name, **_of_team(kind, usual[name], range(len(kind.owners)))})
        for team, members in sorted(teams.items(), key=str):
            places = [place for place, owner in enumerate(kind.owners) if emails[owner] in members]
            if FEWEST_IN_TEAM <= len(places) < len(kind.owners):
                rows.append({"team": team, "kind": name, **_of_team(kind, usual[name], places)})
    return pa.Table.from_pylist(rows, _TEAMS)


def _kinds(cases: pa.Table) -> dict[str, Kind]:
    """Each kind of sale that has closed deals; counts alone go in, so no order of rows shows."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in cases.to_pylist():
        found[row["kind"]].append(row)
    return {name: _counted(found[name]) for name in KINDS if name in found}


def _counted(rows: Sequence[Row]) -> Kind:
    owners = sorted({row["user_ref"] for row in rows})
    place = {owner: each for each, owner in enumerate(owners)}
    won, closed = (np.zeros((len(owners), 2 * BANDS), np.int64) for _ in range(2))
    for row in rows:
        where = place[row["user_ref"]], row["stratum"]
        closed[where] += 1
        won[where] += row["won"]
    return Kind(owners, won, closed)


def _told_usual(usual_shares: pa.Table) -> dict[str, np.ndarray]:
    """The usual share of each kind of sale by stratum; of one without deals it does not matter."""
    found: dict[str, np.ndarray] = defaultdict(lambda: np.full(2 * BANDS, 0.5))
    for row in usual_shares.to_pylist():
        found[row["kind"]][row["is_repeat"] * BANDS + (row["band"] or 0)] = row["share"]
    return found


def _usual(kinds: Mapping[str, Kind]) -> Iterator[Row]:
    for name, kind in kinds.items():
        shares = pooling.usual_shares(kind.won, kind.closed)
        for stratum, (won, closed) in enumerate(zip(kind.won.sum(axis=0), kind.closed.sum(axis=0), strict=True)):
            if closed:
                yield {
                    "kind": name,
                    "is_repeat": stratum >= BANDS,
                    "band": stratum % BANDS or None,
                    "closed": int(closed),
                    "won": int(won),
                    "share": round(float(shares[stratum]), 6),
                }


def _of(kind: Kind, told: pooling.Pooled, place: int) -> Row:
    """What is said of one person; below the fewest deals only the counts."""
    closed, won = int(kind.closed[place].sum()), int(kind.won[place].sum())
    expected = float(told.expected[place])
    counts = {
        "closed": closed,
        "won": won,
        "expected": round(expected, 4),
        "deals_needed": cases_needed(expected / closed, WORTH_KNOWING, groups=1),
        "verdict": "cannot_tell",
    }
    if closed < FEWEST or len(kind.owners) < FEWEST_PEOPLE:
        return counts
    sure = float(told.sure[place])
    verdict = "more" if sure >= SURE else "less" if sure <= 1 - SURE else "cannot_tell"
    sizes = {"difference": told.size[place], "low": told.low[place], "high": told.high[place]}
    return {**counts, "verdict": verdict, **{name: round(float(size), 4) for name, size in sizes.items()}}


def _of_team(kind: Kind, usual: np.ndarray, places: Sequence[int]) -> Row:
    """What is said of a team: what it won less what was to be expected, and how far chance alone reaches."""
    at = list(places)
    closed, won = int(kind.closed[at].sum()), int(kind.won[at].sum())
    expected = float((kind.closed[at] @ usual).sum())
    counts = {"people": len(at), "closed": closed, "won": won, "expected": round(expected, 4)}
    if closed < FEWEST:
        return counts
    spread = float((kind.closed[at].sum(axis=0) * usual * (1 - usual)).sum())
    size, reach = (won - expected) / closed, REACH * float(np.sqrt(spread)) / closed
    sizes = {"difference": size, "low": size - reach, "high": size + reach}
    return {**counts, **{name: round(each, 4) for name, each in sizes.items()}}
