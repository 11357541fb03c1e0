"""Who fits which deal under way, and what is worth learning (S10): of people where switched on, of teams always."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa
from ibis.expr.types import Table

from headway.sources.disciplines import ALONE, disciplines, needed_for

# A team's counts are told from so many people of whom it is known, so that nobody is picked out of them.
FEWEST_RATED = 3
# Own word and leader's so many levels apart are talked over before anything else.
APART = 2
Row = dict[str, Any]
# By person and discipline: what the person and the leader say.
Levels = Mapping[tuple[str, str], Mapping[str, int]]

_FITS = pa.schema(
    [(name, pa.string()) for name in ("deal_id", "account_id", "user_ref", "email", "kind", "fit", "to_learn")]
)
_NEEDS = pa.schema(
    [
        *((name, pa.string()) for name in ("user_ref", "email", "name", "discipline")),
        *((name, pa.int64()) for name in ("own_level", "leader_level", "open_deals")),
        ("need", pa.string()),
    ]
)
_TEAM_NEEDS = pa.schema(
    [("team", pa.string()), ("discipline", pa.string())]
    + [(name, pa.int64()) for name in ("people", "rated", "to_learn", "open_deals")]
)


def open_parts(team_members: Table, matrix: Table) -> Table:
    """One of our users named on one open deal whose kind of sale is known.

    Columns: `deal_id`, `account_id`, `user_ref`, `email`, `name`, `kind`.
    """
    kinds = matrix.filter(matrix.status == "open", matrix.kind != "unknown").select("deal_id", "account_id", "kind")
    named = team_members.filter(team_members.basis != "met", team_members.email.notnull())
    rows = named.select("deal_id", "user_ref", "email", "name").distinct().join(kinds, "deal_id")
    return rows.select("deal_id", "account_id", "user_ref", "email", "name", "kind")


def deal_fits(open_parts: pa.Table, ratings: pa.Table, competencies: pa.Table, person_views: pa.Table) -> pa.Table:
    """One of our people on one open deal, and whether that kind of sale fits what is known of the person.

    There are no rows until views of single people are switched on (`person_views`). Columns: `deal_id`, `account_id`,
    `user_ref`, `email`, `kind`, `fit` (shown: wins this kind more often than usual; able: does all it needs without
    help, as told; to_learn: not all of it, or wins it less often than usual; cannot_tell), `to_learn` (disciplines not
    done without help, blank between; null: none known).
    """
    if not person_views["is_on"][0].as_py():
        return _FITS.empty_table()
    levels = _levels(ratings)
    verdicts = {(row["user_ref"], row["kind"]): row["verdict"] for row in competencies.to_pylist()}
    rows = []
    for row in _in_order(open_parts, "deal_id", "user_ref"):
        verdict = verdicts.get((row["user_ref"], row["kind"]), "cannot_tell")
        lacking = [name for name in needed_for(row["kind"]) if _is_to_learn(levels, row["user_ref"], name)]
        is_told = all((row["user_ref"], name) in levels for name in needed_for(row["kind"]))
        fit = _fit(verdict, bool(lacking), is_told)
        rows.append({**row, "fit": fit, "to_learn": " ".join(lacking) or None})
    return pa.Table.from_pylist([{name: row[name] for name in _FITS.names} for row in rows], _FITS)


def training_needs(open_parts: pa.Table, ratings: pa.Table, person_views: pa.Table) -> pa.Table:
    """What one of our people can do in one discipline, and whether the deals under way ask for more.

    There are no rows until views of single people are switched on (`person_views`). Columns: `user_ref`, `email`,
    `name`, `discipline`, `own_level`, `leader_level` (1 to 4, as in `ratings`; null: not told), `open_deals` (the
    person's, of kinds of sale that need it), `need` (learn: open deals need it and one of the two says not without
    help; talk: the two are two levels apart; none; cannot_tell: nobody has told).
    """
    if not person_views["is_on"][0].as_py():
        return _NEEDS.empty_table()
    levels, deals = _levels(ratings), _deals_by_discipline(open_parts.to_pylist())
    people = {
        row["user_ref"]: {name: row[name] for name in ("user_ref", "email", "name")}
        for table in (ratings, open_parts)
        for row in table.to_pylist()
    }
    rows = [
        {**who, "discipline": name, **_need(levels.get((ref, name), {}), deals[ref, name])}
        for ref, who in sorted(people.items())
        for name in disciplines()
        if deals[ref, name] or (ref, name) in levels
    ]
    return pa.Table.from_pylist(rows, _NEEDS)


def team_training_needs(open_parts: pa.Table, ratings: pa.Table, branches: pa.Table) -> pa.Table:
    """What one team is worth being taught: a discipline that its deals under way need.

    Columns: `team` (its leader's mail address; null: everybody), `discipline`, `people` (on open deals that need it),
    `rated` (of these, of whom a level is told), `to_learn` (of these, who do not do it without help; null: of fewer
    than three a level is told), `open_deals` (that need it).
    """
    levels = _levels(ratings)
    teams: dict[str | None, set[str]] = defaultdict(set)
    for row in branches.to_pylist():
        teams[row["leader"]].add(row["email"])
    parts = _in_order(open_parts, "deal_id", "user_ref")
    told: list[tuple[str | None, list[Row]]] = [(None, parts)]
    told += [
        (team, [row for row in parts if row["email"] in members]) for team, members in sorted(teams.items(), key=str)
    ]
    rows = [
        {
            "team": team,
            "discipline": name,
            **_team_need(levels, name, [row for row in own if row["kind"] in each.kinds]),
        }
        for team, own in told
        for name, each in disciplines().items()
    ]
    return pa.Table.from_pylist([row for row in rows if row["open_deals"]], _TEAM_NEEDS)


def _fit(verdict: str, is_lacking: bool, is_told: bool) -> str:
    if verdict == "more":
        return "shown"
    if is_lacking or verdict == "less":
        return "to_learn"
    return "able" if is_told else "cannot_tell"


def _need(told: Mapping[str, int], open_deals: int) -> Row:
    own, leader = told.get("own"), told.get("leader")
    need = "none"
    if not told:
        need = "cannot_tell"
    elif own is not None and leader is not None and abs(own - leader) >= APART:
        need = "talk"
    elif open_deals and min(told.values()) < ALONE:
        need = "learn"
    return {"own_level": own, "leader_level": leader, "open_deals": open_deals, "need": need}


def _team_need(levels: Levels, discipline: str, parts: Iterable[Row]) -> Row:
    parts = list(parts)
    people = {row["user_ref"] for row in parts}
    rated = [ref for ref in people if (ref, discipline) in levels]
    to_learn = sum(_is_to_learn(levels, ref, discipline) for ref in rated)
    return {
        "people": len(people),
        "rated": len(rated),
        "to_learn": to_learn if len(rated) >= FEWEST_RATED else None,
        "open_deals": len({row["deal_id"] for row in parts}),
    }


def _levels(ratings: pa.Table) -> Levels:
    found: dict[tuple[str, str], dict[str, int]] = {}
    for row in ratings.to_pylist():
        found.setdefault((row["user_ref"], row["discipline"]), {})[row["by"]] = row["level"]
    return found


def _is_to_learn(levels: Levels, user_ref: str, discipline: str) -> bool:
    """Whether one of the two says that it is not done without help; where nobody says anything it is unknown."""
    told = levels.get((user_ref, discipline), {})
    return bool(told) and min(told.values()) < ALONE


def _deals_by_discipline(parts: Iterable[Row]) -> Counter[tuple[str, str]]:
    return Counter((row["user_ref"], name) for row in parts for name in needed_for(row["kind"]))


def _in_order(rows: pa.Table, *columns: str) -> list[Row]:
    found: list[Row] = rows.sort_by([(name, "ascending") for name in columns]).to_pylist()
    return found
