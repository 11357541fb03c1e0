"""The week's plan under the limits people have: who makes which bet, and what each limit costs (S5)."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import compress
from typing import Any

import numpy as np
import pyarrow as pa

from headway.learn.near_ties import exchanged, lot, near_ties
from headway.learn.plans import NOBODY, Plan, Week, best
from headway.sources.bets import ACCOUNT, DROPPED, MOVED, PINNED, ROLES, others_needed
from headway.sources.settings import number, text

# Costs of what people have told are solved one by one, the latest first, up to so many.
MOST_TOLD = 20
# A difference smaller than the plan is exact says nothing.
WORTH_SAYING = 0.001
NAMES = {
    ACCOUNT: "account manager",
    "design_manager": "design manager",
    "implementation_manager": "implementation manager",
}
_TEXTS, _NUMBERS = pa.string(), pa.float64()
_PLAN = pa.schema(
    [
        *((name, _TEXTS) for name in ("account_id", "journey_id", "role", "user_ref", "email")),
        ("hours", _NUMBERS),
        ("is_pinned", pa.bool_()),
        ("either", _TEXTS),
    ]
)
_LIMITS = pa.schema(
    [
        *((name, _TEXTS) for name in ("limit", "role", "user_ref", "account_id", "journey_id", "input_id", "instead")),
        *((name, _NUMBERS) for name in ("hours", "worth")),
        ("bets", pa.int64()),
        ("text", _TEXTS),
    ]
)
Row = dict[str, Any]
UNNAMED: Row = {"user_ref": None, "email": None, "name": "Our side", "role": ACCOUNT, "serves": None}


def week_plan(
    bet_candidates: pa.Table, bet_people: pa.Table, staff: pa.Table, settings: pa.Table, moment: pa.Table
) -> pa.Table:
    """One part of one bet of this week's plan: who gives it how many hours.

    The plan is worth most of all that the hours allow, to a proven gap (`headway.learn.plans`); where the company has
    said so, a lot decides between two bets of which either would do (`headway.learn.near_ties`). Columns: `account_id`,
    `journey_id`, `role`, `user_ref`, `email` (null with `user_ref`: pinned, but nobody of ours can do this part),
    `hours`, `is_pinned`, `either` (the journey that would do as well and against which this one was drawn; null: no lot
    was drawn).
    """
    sheet = _Sheet.of(bet_candidates, bet_people, staff, settings)
    plan, either = sheet.drawn(settings, f"{moment['moment'][0].as_py():%G-W%V}")
    made = np.flatnonzero(plan.is_made[sheet.week.bet])
    rows = [
        {
            **sheet.named(sheet.bets[sheet.week.bet[part]]),
            **sheet.by(int(plan.by[part])),
            "role": sheet.roles[part],
            "hours": float(sheet.week.hours[part]),
            "is_pinned": bool(sheet.week.is_pinned[sheet.week.bet[part]]),
            "either": either.get(int(sheet.week.bet[part])),
        }
        for part in made
    ]
    return pa.Table.from_pylist(rows, _PLAN)


def plan_limits(bet_candidates: pa.Table, bet_people: pa.Table, staff: pa.Table, settings: pa.Table) -> pa.Table:
    """One limit of this week's plan, and what it costs: each was solved again without it, before any lot is drawn.

    Columns: `limit` (hour: one more hour of a role; nobody: a part that nobody of ours can do; missing: hours that what
    is pinned needs and nobody has; told: what one of us has pinned, dropped or moved), `role`, `user_ref`,
    `account_id`, `journey_id`, `input_id`, `instead` (journeys that are made without it, blank between), `hours`
    (missing), `worth` (what it costs, as `standing.weight`; of an hour, what one more would bring), `bets` (that wait
    for it), `text` (in words).
    """
    sheet = _Sheet.of(bet_candidates, bet_people, staff, settings)
    rows = [*_hours(sheet), *_nobody(sheet), *_missing(sheet), *_told(sheet)]
    return pa.Table.from_pylist(rows, _LIMITS)


@dataclass(frozen=True)
class _Sheet:
    """The week as arrays, with the names of what stands in them."""

    week: Week
    bets: list[Row]
    people: list[Row]
    roles: list[str]  # by part
    own: dict[str, set[str]]
    usual_hours: float

    @classmethod
    def of(cls, candidates: pa.Table, own: pa.Table, staff: pa.Table, settings: pa.Table) -> "_Sheet":
        """What could be done this week."""
        people = staff.sort_by("user_ref").to_pylist()
        if not any(person["role"] == ACCOUNT for person in people):
            # A company whose CRM names no seller has at least one.
            people.append({**UNNAMED, "left_hours": number(settings, "capacity.hours_per_person")})
        usual = number(settings, "capacity.hours_per_bet")
        return cls.planned(candidates.sort_by("journey_id").to_pylist(), people, _by_journey(own), usual)

    @classmethod
    def planned(cls, bets: list[Row], people: list[Row], own: dict[str, set[str]], usual: float) -> "_Sheet":
        """These bets, with these people."""
        parts = list(_parts(bets, people, usual))
        chosen = [_who(bets[bet], role, own.get(bets[bet]["journey_id"], set()), people) for bet, role, _ in parts]
        week = Week(
            np.array([_worth(row) for row in bets], float),
            np.array([_is_pinned(row) for row in bets], bool),
            np.array([bet for bet, _, _ in parts], np.int64),
            np.array([hours for _, _, hours in parts], float),
            np.repeat(np.arange(len(parts)), [len(each) for each in chosen]),
            np.array([person for each in chosen for person in each], np.int64),
            np.array([row["left_hours"] for row in people], float),
        )
        return cls(week, bets, people, [role for _, role, _ in parts], own, usual)

    def untold(self, place: int) -> "_Sheet":
        """The same week, had nothing been said of one bet."""
        bets = [{**row, "told": None} if place == at else row for at, row in enumerate(self.bets)]
        return self.planned(bets, self.people, self.own, self.usual_hours)

    @cached_property
    def best(self) -> Plan:
        """The plan under every limit."""
        return best(self.week)

    def drawn(self, settings: pa.Table, week: str) -> tuple[Plan, dict[int, str]]:
        """The plan after this week's lots, and for each bet that won one the journey that lost it."""
        share, seed = number(settings, "bets.near_ties"), text(settings, "bets.draw_seed")
        if not share:
            return self.best, {}
        untold = np.array([row["told"] is None for row in self.bets], bool)
        pairs = near_ties(self.week, self.best, share, untold)
        names = [row["journey_id"] for row in self.bets]
        lots = [lot(seed, week, name) for name in names]
        plan = exchanged(self.week, self.best, [pair for pair in pairs if lots[pair.waiting] < lots[pair.made]])
        other = {pair.made: pair.waiting for pair in pairs} | {pair.waiting: pair.made for pair in pairs}
        return plan, {bet: names[other[bet]] for bet in other if plan.is_made[bet]}

    def named(self, bet: Row) -> Row:
        """The keys of a bet."""
        return {name: bet[name] for name in ("account_id", "journey_id")}

    def by(self, person: int) -> Row:
        """Who somebody is."""
        nobody = {"user_ref": None, "email": None}
        return nobody if person == NOBODY else {name: self.people[person][name] for name in nobody}


def _parts(bets: list[Row], people: list[Row], usual: float) -> Iterator[tuple[int, str, float]]:
    """What each bet needs: its place, a role and hours; of a role that nobody of ours has, nothing."""
    known = {person["role"] for person in people} | {ACCOUNT}
    for place, row in enumerate(bets):
        for role, hours in {ACCOUNT: usual, **others_needed().get(row["kind"], {})}.items():
            if role in known:
                yield place, role, hours


def _is_pinned(bet: Row) -> bool:
    return bet["told"] is not None and bet["told"] != DROPPED


def _worth(bet: Row) -> float:
    """What it is worth; nothing where it was dropped, or was only ever looked at because somebody pinned it."""
    return 0.0 if bet["told"] == DROPPED or (bet["told"] is None and not bet["is_worth"]) else float(bet["worth"])


def _who(bet: Row, role: str, own: set[str], people: list[Row]) -> list[int]:
    """Which of ours may do a part of a bet: whom a leader chose, else who is on it, else whoever serves the country."""
    told = bet["told"] or ""
    nearest = told.removeprefix(f"{MOVED} ") if told.startswith(f"{MOVED} ") else bet["seller_ref"]
    if role == ACCOUNT:
        named = [place for place, person in enumerate(people) if person["user_ref"] == nearest]
    else:
        named = [p for p, person in enumerate(people) if person["role"] == role and person["user_ref"] in own]
    if named:
        return named
    return [p for p, person in enumerate(people) if person["role"] == role and _serves(person, bet["country"])]


def _serves(person: Row, country: str | None) -> bool:
    if not person["serves"] or not country:
        return True
    return country.strip().lower() in {each.strip().lower() for each in person["serves"].split(",")}


def _by_journey(own: pa.Table) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in own.to_pylist():
        found.setdefault(row["journey_id"], set()).add(row["user_ref"])
    return found


def _hours(sheet: _Sheet) -> Iterator[Row]:
    """What one more hour of each role would bring: one more colleague of that role, free for one part of one bet."""
    week = sheet.week
    for role in ROLES:
        parts = np.array([each == role for each in sheet.roles], bool)
        if not parts.any():
            continue
        step = float(week.hours[parts].min())
        more = week.helped(np.flatnonzero(parts), step)
        gain = max(0.0, best(more).worth(more) - sheet.best.worth(week)) / step
        waiting = int((~sheet.best.is_made[np.unique(week.bet[parts])]).sum())
        worth = gain if gain > WORTH_SAYING else 0.0
        yield {"limit": "hour", "role": role, "worth": worth, "bets": waiting, "text": _hour_text(role, worth, waiting)}


def _hour_text(role: str, worth: float, waiting: int) -> str:
    if not worth:
        return f"One more hour of {_a(role)} would bring nothing this week."
    wait = "one bet waits" if waiting == 1 else f"{waiting} bets wait"
    return f"One more hour of {_a(role)} is worth {worth:.2f} of a typical purchase: {wait}."


def _nobody(sheet: _Sheet) -> Iterator[Row]:
    """Parts that nobody of ours can do, by role and country."""
    week = sheet.week
    found: dict[tuple[str, str], int] = {}
    for part in sorted(set(range(len(week.hours))) - set(week.part.tolist())):
        place = sheet.bets[week.bet[part]]["country"] or ""
        found[sheet.roles[part], place] = found.get((sheet.roles[part], place), 0) + 1
    for (role, country), bets in sorted(found.items()):
        where = f" serves {country}" if country else " is known to us"
        many = "one bet cannot" if bets == 1 else f"{bets} bets cannot"
        text = f"No {NAMES[role]}{where}: {many} be made."
        yield {"limit": "nobody", "role": role, "bets": bets, "text": text}


def _missing(sheet: _Sheet) -> Iterator[Row]:
    """Hours beyond the own that what is pinned or moved asks of people."""
    for person, hours in zip(sheet.people, sheet.best.missing(sheet.week).tolist(), strict=True):
        if hours > 0:
            who = person["name"] or person["email"] or person["user_ref"]
            text = f"{who} has {_said(person['left_hours'])} left, and what is pinned needs {_said(hours)} more."
            yield {"limit": "missing", "user_ref": person["user_ref"], "hours": hours, "text": text}


def _told(sheet: _Sheet) -> Iterator[Row]:
    """What each word of ours costs: the plan without it beside the plan with it."""
    told = [place for place, row in enumerate(sheet.bets) if row["told"] is not None]
    for place in told[:MOST_TOLD]:
        free = sheet.untold(place)
        # Both at what the bets are worth by themselves: a dropped one, too, is worth what it is.
        own = free.week.worth
        cost = float(own[free.best.is_made].sum() - own[sheet.best.is_made].sum())
        others = free.best.is_made & ~sheet.best.is_made & (np.arange(len(own)) != place)
        instead = [row["journey_id"] for row in compress(sheet.bets, others)]
        yield {
            "limit": "told",
            **sheet.named(sheet.bets[place]),
            "input_id": sheet.bets[place]["input_id"],
            "instead": " ".join(instead) or None,
            "worth": cost if cost > WORTH_SAYING else 0.0,
            "bets": len(instead),
            "text": _told_text(sheet.bets[place]["told"], cost, len(instead)),
        }


def _told_text(told: str, cost: float, instead: int) -> str:
    what = {PINNED: "Pinned", DROPPED: "Dropped"}.get(told, "Moved")
    if cost <= WORTH_SAYING:
        return f"{what}: it costs nothing this week."
    waits = ", and one other bet would be made instead" if instead == 1 else ""
    waits = f", and {instead} other bets would be made instead" if instead > 1 else waits
    return f"{what}: it costs {cost:.2f} of a typical purchase{waits}."


def _a(role: str) -> str:
    return f"{'an' if NAMES[role][0] in 'aeiou' else 'a'} {NAMES[role]}"


def _said(hours: float) -> str:
    return "one hour" if hours == 1 else f"{hours:g} hours"
