"""How sure it is that a sale is complex, and that its relationship is long (S1), and what leaders' own word teaches.

Without anybody's word the chances are those of the estimated group and of the relationship before the deal. Every deal
whose kind a leader has told is a lesson: two logistic regressions that begin with our judgement and give way to them.
"""

from math import floor, log, log2
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
from ibis.expr.types import BooleanValue, Table

from headway.learn.groups import Expected, group, group_priors
from headway.learn.logistic import Logistic, Prior, fit
from headway.sources.priors import priors
from headway.sources.settings import is_default, number
from headway.sources.sums import doublings, rounded
from headway.sources.words import KINDS

# The company's own medians take over from so many closed deals on.
OWN_BORDERS_FROM = 40
COMPLEX, LONG = "complex", "long"
# Kinds on the far side of each border.
BEYOND = {COMPLEX: ("solution", "consultancy"), LONG: ("relationship", "consultancy")}
# What each border is judged by; the first is what needs nobody's word.
MARKS = {
    COMPLEX: ("complex_odds", "amount", "readers", "dialogues", "jobs", "earlier_dialogues", "bought", "company"),
    LONG: ("long_odds", "earlier_dialogues", "bought", "users"),
}
CAPPED = 6.0  # log-odds beyond which nothing is surer
SHORTEST = 0.02
EVEN = 0.5
Row = dict[str, Any]

_BORDERS = pa.schema(
    [
        *((name, pa.float64()) for name in ("complex_from_people", "long_from_days", "long_from_touchpoints")),
        ("basis", pa.string()),
        ("closed_deals", pa.int64()),
    ]
)
_ODDS = pa.schema(
    [("deal_id", pa.string()), *((name, pa.float64()) for name in ("complex_odds", "length", "long_odds"))]
)
_WEIGHTS = pa.schema(
    [
        *((name, pa.string()) for name in ("border", "mark")),
        *((name, pa.float64()) for name in ("weight", "judged", "error")),
        ("told_deals", pa.int64()),
    ]
)
_PLACES = pa.schema(
    [
        ("deal_id", pa.string()),
        ("chance_complex", pa.float64()),
        ("chance_long", pa.float64()),
        *((f"chance_{kind}", pa.float64()) for kind in KINDS),
        ("kind", pa.string()),
        ("told_deals", pa.int64()),
    ]
)


def borders(settings: pa.Table, deals: pa.Table, group_sizes: pa.Table, relationships: pa.Table) -> pa.Table:
    """From where on a sale is complex and a relationship long: one row.

    What the company has set; else the medians of its closed deals once there are forty, where they lie above the
    defaults; else the defaults. A median below them would call half of a company's short relationships long. Of
    relationships those count that there were; people are whole. Columns: `complex_from_people` (who decide or
    influence), `long_from_days`, `long_from_touchpoints` (two-way dialogues, both before the deal opened), `basis`
    (set: at least one by the company; own: at least one its median; default), `closed_deals`.
    """
    closed = {row["deal_id"] for row in deals.select(["deal_id", "status"]).to_pylist() if row["status"] != "open"}
    medians = {
        "complex_from_people": float(floor(_median(group_sizes, "about_people", closed) + 0.5)),
        "long_from_days": _median(relationships, "relationship_days", closed),
        "long_from_touchpoints": _median(relationships, "touchpoints", closed),
    }
    told = {name: number(settings, f"matrix.{name}") for name in medians}
    is_set = {name: not is_default(settings, f"matrix.{name}") for name in medians}
    own = {name: median for name, median in medians.items() if median > told[name] and not is_set[name]}
    basis = "set" if any(is_set.values()) else "own" if own else "default"
    return pa.Table.from_pylist([told | own | {"basis": basis, "closed_deals": len(closed)}], _BORDERS)


def _median(rows: pa.Table, name: str, closed: set[str]) -> float:
    """The median of the closed deals that have one at all; nought while they are too few."""
    values = [row[name] for row in rows.select(["deal_id", name]).to_pylist() if row["deal_id"] in closed]
    counted = [value for value in values if value is not None and value >= 1]
    return round(float(np.median(counted)), 1) if len(counted) >= OWN_BORDERS_FROM else 0.0


def place_odds(group_sizes: pa.Table, relationships: pa.Table, borders: pa.Table) -> pa.Table:
    """One deal, and how sure it is by itself that it lies beyond each border.

    Columns: `deal_id`, `complex_odds` (log-odds that the group is at least so large; null: nothing seen), `length` (of
    the relationship, in borders: the mean of days and dialogues beside theirs; null: nobody can tell), `long_odds`
    (log-odds that it is long).
    """
    cuts = borders.to_pylist()[0]
    before = {row["deal_id"]: row for row in relationships.to_pylist()}
    rows = [
        {
            "deal_id": row["deal_id"],
            "complex_odds": _complex_odds(row, cuts["complex_from_people"]),
            "length": (length := _length(before[row["deal_id"]], cuts)),
            "long_odds": _long_odds(length),
        }
        for row in group_sizes.sort_by("deal_id").to_pylist()
        if row["deal_id"] in before
    ]
    return pa.Table.from_pylist(rows, _ODDS)


def _complex_odds(row: Row, cut: float) -> float | None:
    if row["about_people"] is None:
        return None
    expected = Expected(row["few_people"], row["many_people"], row["many_share"])
    found = group(row["known_people"], row["sure_people"], expected, group_priors())
    return _log_odds(found.chance_of_at_least(cut))


def _length(row: Row, cuts: Row) -> float | None:
    """Days alone tell that a relation is long, never that it is short."""
    days, talks = row["relationship_days"], row["touchpoints"]
    by_days = None if days is None else days / cuts["long_from_days"]
    if by_days is None or (talks is None and by_days < 1):
        return None
    by_talks = by_days if talks is None else talks / cuts["long_from_touchpoints"]
    return round(float(by_days + by_talks) / 2, 4)


def _long_odds(length: float | None) -> float | None:
    if length is None:
        return None
    odds = priors()["relationship_length"]["doubling"] * log2(max(length, SHORTEST))
    return round(float(np.clip(odds, -CAPPED, CAPPED)), 6)


def _log_odds(chance: float) -> float:
    held = float(np.clip(chance, 1e-9, 1 - 1e-9))
    return round(float(np.clip(log(held / (1 - held)), -CAPPED, CAPPED)), 6)


def place_marks(
    place_odds: Table, group_signs: Table, deals: Table, account_history: Table, journey_interest: Table
) -> Table:
    """One deal with every number that its place may be judged by; none but the odds is ever null.

    Columns: `deal_id`, `complex_odds`, `long_odds` (as in `place_odds`), `amount` (share of deals with a smaller one,
    less a half), `readers`, `dialogues`, `earlier_dialogues`, `bought` (won deals of the account), `users` (who work
    with what it bought; all in doublings), `jobs` (doublings of what was read of choice, proof and agreement),
    `company` (doublings of employees from a hundred on).
    """
    rows = place_odds.join(group_signs, "deal_id").join(deals.select("deal_id", "account_id"), "deal_id")
    history = account_history.select("account_id", "won_deals", "users")
    rows = rows.left_join(history, "account_id").drop("account_id_right")
    read = journey_interest.select("choosing", account_id="journey_id")
    rows = rows.left_join(read, "account_id").drop("account_id_right")
    return rows.select(
        "deal_id",
        "complex_odds",
        "long_odds",
        amount=rows.size_share.fill_null(0.5) - 0.5,
        readers=doublings(rows.readers),
        dialogues=doublings(rows.dialogues),
        earlier_dialogues=doublings(rows.earlier_dialogues),
        bought=doublings(rows.won_deals),
        users=doublings(rows.users),
        jobs=doublings(rows.choosing),
        company=rows.company,
    )


def place_weights(place_marks: pa.Table, overrides: pa.Table) -> pa.Table:
    """What one mark adds to the log-odds that a deal lies beyond a border.

    Our judgement (the odds, of people by half, and all else nought) until leaders have told the kind of deals; each of
    those is one lesson for both borders. Columns: `border` (complex, long), `mark` (`start`, or one of `place_marks`),
    `weight`, `judged` (our judgement), `error` (standard deviation), `told_deals` (lessons).
    """
    told = {row["key"]: row["value"] for row in overrides.to_pylist() if row["kind"] == "kind"}
    rows = []
    for border, marks in MARKS.items():
        taught = [row for row in _known(place_marks, border) if row["deal_id"] in told]
        came = [told[row["deal_id"]] in BEYOND[border] for row in taught]
        judged = [0.0, priors()["place_marks"][marks[0]], *[0.0] * (len(marks) - 1)]
        found = _fitted(np.array(judged[1:]), _values(taught, marks), np.array(came, float))
        errors = np.sqrt(np.diag(found.covariance))
        weights = [float(found.intercept[0]), *found.weights[0].tolist()]
        for mark, weight, ours, error in zip(("start", *marks), weights, judged, errors, strict=True):
            values = {"weight": round(weight, 9), "judged": ours, "error": round(float(error), 9)}
            rows.append({"border": border, "mark": mark, **values, "told_deals": len(taught)})
    return pa.Table.from_pylist(rows, _WEIGHTS)


def _fitted(means: np.ndarray, values: np.ndarray, came: np.ndarray) -> Logistic:
    """The weights that our judgement and the lessons make likeliest together."""
    held = priors()["place_marks"]
    precisions = np.array([1 / held["odds_spread"] ** 2, *[1 / held["mark_spread"] ** 2] * (len(means) - 1)])
    return fit(values, came, Prior(means, precisions, 0.0, 1 / held["start_spread"] ** 2))


def places(place_marks: pa.Table, place_weights: pa.Table) -> pa.Table:
    """One deal, and how likely it is of each kind.

    Columns: `deal_id`, `chance_complex`, `chance_long` (shares; null: cannot tell), `chance_service`,
    `chance_solution`, `chance_relationship`, `chance_consultancy` (shares that add up to 1; null: cannot tell), `kind`
    (whose two sides are both the likelier ones, or unknown), `told_deals` (told by leaders and learned from).
    """
    weights = {(row["border"], row["mark"]): row["weight"] for row in place_weights.to_pylist()}
    taught = max(place_weights["told_deals"].to_pylist(), default=0)
    chances: dict[str, dict[str, float]] = {}
    for border, marks in MARKS.items():
        rows = _known(place_marks, border)
        by_mark = np.array([weights[border, mark] for mark in marks])
        odds = weights[border, "start"] + _values(rows, marks) @ by_mark
        shares = (1 / (1 + np.exp(-odds))).round(6).tolist()
        chances[border] = dict(zip([row["deal_id"] for row in rows], shares, strict=True))
    deal_ids = sorted(place_marks["deal_id"].to_pylist())
    found = [_place(deal_id, chances[COMPLEX].get(deal_id), chances[LONG].get(deal_id)) for deal_id in deal_ids]
    return pa.Table.from_pylist([{**row, "told_deals": taught} for row in found], _PLACES)


def place_signals(place_marks: Table, place_weights: Table) -> Table:
    """One mark of one deal, and what it adds to the log-odds that the deal lies beyond one border.

    Columns: `deal_id`, `border` (complex, long), `mark` (`start`, or a column of `place_marks`), `value`, `weight`,
    `adds` (value times weight).
    """
    told = [
        _signal(place_marks, border, mark, place_marks[marks[0]].notnull())
        for border, marks in MARKS.items()
        for mark in ("start", *marks)
    ]
    rows = ibis.union(*told).join(place_weights.select("border", "mark", "weight"), ["border", "mark"])
    return rows.select("deal_id", "border", "mark", "value", "weight", adds=rounded(rows.value * rows.weight, 9))


def _signal(place_marks: Table, border: str, mark: str, known: BooleanValue) -> Table:
    value = ibis.literal(1.0) if mark == "start" else place_marks[mark].cast("float64")
    named = {"border": ibis.literal(border), "mark": ibis.literal(mark)}
    return place_marks.filter(known).select("deal_id", **named, value=value)


def _place(deal_id: str, many: float | None, long: float | None) -> Row:
    row: Row = {"deal_id": deal_id, "chance_complex": many, "chance_long": long, "kind": "unknown"}
    if many is None or long is None:
        return row
    shares = ((1 - many) * (1 - long), many * (1 - long), (1 - many) * long, many * long)
    kind = KINDS[int(many >= EVEN) + 2 * int(long >= EVEN)]
    return row | {f"chance_{name}": round(share, 6) for name, share in zip(KINDS, shares, strict=True)} | {"kind": kind}


def _known(place_marks: pa.Table, border: str) -> list[Row]:
    """The deals that can be judged, in an order of their own."""
    return [row for row in place_marks.sort_by("deal_id").to_pylist() if row[MARKS[border][0]] is not None]


def _values(rows: list[Row], marks: tuple[str, ...]) -> np.ndarray:
    return np.array([[row[mark] for mark in marks] for row in rows], float).reshape(len(rows), len(marks))
