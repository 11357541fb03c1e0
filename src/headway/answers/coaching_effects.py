"""Whether customers went on faster after coaching began (S8): interval first, or how much more it takes to tell."""

from collections import defaultdict
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from headway.learn.staggered import Ints, Panel, Told, effect, exposures_needed, parts_of, weeks_of

# What lies further back tells nothing of today's pace.
WEEKS = 104
# The time of the year is told apart in spans of so many weeks.
SPAN_WEEKS = 4
# Coaching often begins after a poor spell, which would have ended by itself: these weeks before it are no measure.
NEAR_WEEKS = 12
# Deals of up to 4, 12, 26 weeks, and older ones: a young deal has more that is new.
AGES_WEEKS = (4, 12, 26)
# The difference in pace that is worth knowing.
WORTH_KNOWING = 0.3
# Of a smaller part of a team it would say what one person's customers did.
FEWEST_IN_TEAM = 3
MONDAY = np.datetime64("1970-01-05", "D")
PHASES = ("before", "near", "after")
Row = dict[str, Any]

_CASES = pa.schema(
    [
        ("email", pa.string()),
        ("span", pa.date32()),
        ("age", pa.int64()),
        ("phase", pa.string()),
        ("deal_weeks", pa.int64()),
        ("progress_days", pa.int64()),
    ]
)
_EFFECTS = pa.schema(
    [
        ("team", pa.string()),
        *((name, pa.int64()) for name in ("people", "beside", "deal_weeks", "progress_days")),
        *((name, pa.float64()) for name in ("expected", "more", "low", "high")),
        *((name, pa.string()) for name in ("verdict", "reason")),
        ("deal_weeks_needed", pa.int64()),
    ]
)


def coaching_cases(
    deals: pa.Table, crm_users: pa.Table, progress_days: pa.Table, coaching_starts: pa.Table, moment: pa.Table
) -> pa.Table:
    """Weeks of deals that one of our people owns, alike in time and age, and the days of progress in them.

    A deal counts in each week it is open, of the last two years, for the owner known last. Columns: `email`, `span`
    (first Monday of four weeks), `age` (of the deals: 0 below four weeks, 1 below twelve, 2 below half a year, 3
    older), `phase` (before coaching began, or it never did; near: the twelve weeks up to its begin; after),
    `deal_weeks`, `progress_days` (days on which the customer did something new).
    """
    users = {user["user_ref"]: user["email"] for user in crm_users.to_pylist() if user["email"]}
    owned = [deal for deal in deals.to_pylist() if deal["owner_ref"] in users and deal["opened_on"]]
    if not owned:
        return _CASES.empty_table()
    people = sorted({users[deal["owner_ref"]] for deal in owned})
    place = {deal["deal_id"]: at for at, deal in enumerate(owned)}
    person = np.array([people.index(users[deal["owner_ref"]]) for deal in owned])
    now = weeks_of([moment["moment"][0].as_py().date()])[0]
    opened = weeks_of([deal["opened_on"] for deal in owned])
    closed = weeks_of([deal["closed_at"].date() if deal["closed_at"] else date.max for deal in owned]).clip(max=now)
    starts = {row["email"]: row["begun_on"] for row in coaching_starts.to_pylist()}
    begun = weeks_of([starts.get(email, date.max) for email in people])
    first = opened.clip(min=now - WEEKS + 1)
    many = (closed - first + 1).clip(min=0)
    deal = np.repeat(np.arange(len(owned)), many)
    week = np.arange(len(deal)) - np.repeat(np.cumsum(many) - many, many) + first[deal]
    days = [row for row in progress_days.to_pylist() if row["deal_id"] in place]
    day_deal = np.array([place[row["deal_id"]] for row in days], int)
    day_week = weeks_of([row["happened_on"] for row in days])
    within = (day_week >= first[day_deal]) & (day_week <= closed[day_deal])
    every, counted = np.r_[deal, day_deal[within]], np.r_[week, day_week[within]]
    is_step = np.r_[np.zeros(len(deal), int), np.ones(int(within.sum()), int)]
    return _cells(people, person[every], counted, counted - opened[every], begun, is_step)


def _cells(people: list[str], person: Ints, week: Ints, age: Ints, begun: Ints, is_step: Ints) -> pa.Table:
    """Deal-weeks and days of progress, counted by what they have in common."""
    since = week - begun[person]
    phase = np.where(since > 0, 2, np.where(since > -NEAR_WEEKS, 1, 0))
    keys = np.stack([person, week // SPAN_WEEKS, np.digitize(age, AGES_WEEKS), phase])
    found, place = np.unique(keys, axis=1, return_inverse=True)
    place = place.ravel()
    columns = {
        "email": [people[each] for each in found[0]],
        "span": MONDAY + found[1] * 7 * SPAN_WEEKS,
        "age": found[2],
        "phase": [PHASES[each] for each in found[3]],
        "deal_weeks": np.bincount(place, 1 - is_step).astype(int),
        "progress_days": np.bincount(place, is_step).astype(int),
    }
    return pa.Table.from_pydict(columns, _CASES)


def coaching_effects(coaching_cases: pa.Table, branches: pa.Table) -> pa.Table:
    """How much faster customers went on after coaching of those who lead their deals began; one row a team.

    What was to be expected is learned from people whose coaching had not begun: their own pace, the time of the year,
    the age of the deals. How much our side did is no part of it. A team of which coaching has begun with fewer than
    three has no row. Not for decisions on employment, pay or seniority. Columns: `team` (its leader's mail address;
    null: everybody), `people` (whose coaching has begun), `beside` (who had not begun at the same time), `deal_weeks`
    and `progress_days` (after it began), `expected` (days of progress, had it not), `more` (as a share: .3 is three
    tenths more than expected), `low`, `high` (four times in five it lies within), `verdict` (more, less, cannot_tell),
    `reason` (why there is no range: nobody has begun; together: all began at once; few people; null: there is one),
    `deal_weeks_needed` (more after the begin, to see three tenths; null: cannot tell either). Method:
    `headway.learn.staggered`.
    """
    cases = coaching_cases.filter(pc.not_equal(coaching_cases["phase"], "near"))
    if not cases.num_rows:
        return _EFFECTS.empty_table()
    cells, people = _panel(cases)
    whole = effect(cells)
    rate = float(cells.steps.sum() / max(cells.exposure.sum(), 1.0))
    teams: dict[str, list[int]] = defaultdict(list)
    for row in branches.to_pylist():
        if row["email"] in people:
            teams[row["leader"]].append(people[row["email"]])
    names = sorted(teams)
    parts = parts_of(cells, whole, [teams[name] for name in names])
    rows = [_row(None, whole, rate)]
    rows += [_row(name, told, rate) for name, told in zip(names, parts, strict=True) if told.people >= FEWEST_IN_TEAM]
    return pa.Table.from_pylist(rows, _EFFECTS)


def _panel(cases: pa.Table) -> tuple[Panel, dict[str, int]]:
    """The cells as arrays, in an order of their own, and the place of each person."""
    ordered = cases.sort_by([(name, "ascending") for name in ("email", "span", "age", "phase")])
    columns = {name: ordered[name].to_numpy(zero_copy_only=False) for name in ordered.column_names}
    emails, person = np.unique(columns["email"].astype(str), return_inverse=True)
    span = np.unique(columns["span"], return_inverse=True)[1]
    weeks, days = (columns[name].astype(float) for name in ("deal_weeks", "progress_days"))
    begun = columns["phase"] == "after"
    return Panel(person, span, columns["age"], weeks, days, begun), {str(name): at for at, name in enumerate(emails)}


def _row(team: str | None, told: Told, rate: float) -> Row:
    counts = {"people": told.people, "beside": told.beside, "deal_weeks": round(told.exposure)}
    seen = {"progress_days": round(told.seen), "expected": round(told.expected, 4) if told.expected else None}
    row = {"team": team, **counts, **seen, "verdict": told.verdict, "reason": told.reason}
    if told.reason is None:
        shares = zip(("more", "low", "high"), (told.size, *told.range), strict=True)
        row |= {name: round(float(np.expm1(each)), 4) for name, each in shares}
    return {**row, "deal_weeks_needed": _needed(told, rate)}


def _needed(told: Told, rate: float) -> int | None:
    """By how wide the range is now; where there is none, by what is usual."""
    if told.reason is None:
        return told.more_needed(WORTH_KNOWING)
    return max(0, exposures_needed(rate, WORTH_KNOWING) - round(told.exposure)) if rate else None
