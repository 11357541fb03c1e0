"""What to teach, tailor and take control of, the plan, what came of it; of single people what the viewer may see."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from headway.asking.inputs import tell
from headway.asking.viewer import Viewer, colleagues
from headway.errors import SettingsError, UnknownKey
from headway.measures.coaching_plans import coaching_plans, coaching_pulse
from headway.measures.overrides import standing_inputs
from headway.measures.person_views import FEWEST_PEOPLE
from headway.sources.coaching import EVERYBODY, PERSON, PULSE, TEAM
from headway.sources.priors import priors
from headway.store.reading import Reading

TABLE = "coaching_effects"
INPUTS = ("coaching_step", "coaching_done", "pulse")
Row = dict[str, Any]


@dataclass(frozen=True)
class Line:
    """One thing to do with somebody, why, and how sure; `may_plan`: the viewer may plan a step for it."""

    row: Row
    because: tuple[str, ...]
    may_plan: bool


@dataclass(frozen=True)
class Group:
    """A team, or one person, and what could be done with it."""

    scope: str
    whom: str
    name: str | None
    comes_first: bool | None
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Step:
    """One step of the plan; `is_own`: the viewer may tick it, take the tick back, and take it out."""

    row: Row
    is_own: bool


@dataclass(frozen=True)
class Effect:
    """What came of coaching with one team: shares in points of a hundred, interval first."""

    row: Row
    low: int | None
    high: int | None


@dataclass(frozen=True)
class Coaching:
    """The page; `is_small`: the viewer's branch is too small to look at single people."""

    is_built: bool
    views: Row = field(default_factory=dict)
    is_small: bool = False
    teams: tuple[Group, ...] = ()
    people: tuple[Group, ...] = ()
    steps: tuple[Step, ...] = ()
    effects: tuple[Effect, ...] = ()
    pulse: Row | None = None
    above: tuple[str, ...] = ()
    leads: bool = False
    published: tuple[int, int] = (0, 0)

    @property
    def first(self) -> Line | None:
        """What comes first of all."""
        return next((group.lines[0] for group in self.teams if group.lines), None)


def coaching(opened: Reading, viewer: Viewer) -> Coaching:
    """What the viewer may see: everybody's and the own team, oneself, and a leader those of a branch of five."""
    if TABLE not in opened.pin.versions:
        return Coaching(False)
    near, people = colleagues(opened, viewer), _people(opened, viewer)
    (views,) = opened.whole("coaching_views")
    rows = opened.whole("coaching")
    lift = priors()["coaching_published"]
    told = _told(opened)
    pulses = coaching_pulse(told, _branches(opened)).to_pylist()
    return Coaching(
        True,
        views,
        viewer.role == "leader" and not people - {viewer.email},
        tuple(_groups(rows, viewer, TEAM, [*near, EVERYBODY] if not viewer.sees_everything else None)),
        tuple(_groups(rows, viewer, PERSON, sorted(people))) if views["is_on"] else (),
        tuple(_steps(opened, viewer, told, near, people)),
        tuple(_effects(opened, viewer, near)),
        next((row for row in pulses if row["leader"] == viewer.email), None),
        tuple(_above(opened, viewer)),
        len(near) > 1,
        (round(100 * lift["lift"]), round(100 * lift["middle"])),
    )


def _people(opened: Reading, viewer: Viewer) -> set[str]:
    """Whom the viewer may see by name: oneself, and a leader of five those of the own branch."""
    if viewer.sees_everything:
        return set()
    near = set(colleagues(opened, viewer))
    return near if len(near - {viewer.email}) >= FEWEST_PEOPLE else {viewer.email}


def _groups(rows: Sequence[Row], viewer: Viewer, scope: str, seen: Sequence[str] | None) -> list[Group]:
    """Own team first, then everybody; people of the middle first, then by name: never by strength."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        if row["scope"] == scope and (seen is None or row["whom"] in seen):
            found.setdefault(row["whom"], []).append(row)
    groups = [_group(sorted(each, key=lambda row: row["order"]), viewer) for each in found.values()]
    return sorted(
        groups,
        key=lambda each: (each.whom != viewer.email, each.whom != EVERYBODY, each.comes_first is False, each.whom),
    )


def _group(rows: Sequence[Row], viewer: Viewer) -> Group:
    first = rows[0]
    may_plan = _may_plan(viewer, first["scope"], first["whom"])
    lines = tuple(Line(row, tuple(each["text"] for each in json.loads(row["because"])), may_plan) for row in rows)
    return Group(first["scope"], first["whom"], first["name"], first["comes_first"], lines)


def _may_plan(viewer: Viewer, scope: str, whom: str) -> bool:
    """A leader plans for the own team and people of it, operations for everybody."""
    if viewer.role == "leader":
        return whom == viewer.email if scope == TEAM else whom != viewer.email
    return viewer.role == "operations" and (scope, whom) == (TEAM, EVERYBODY)


def _told(opened: Reading) -> pa.Table:
    return standing_inputs(opened.inputs(*INPUTS))


def _branches(opened: Reading) -> pa.Table:
    return pa.Table.from_pylist(opened.whole("branches"))


def _plan(opened: Reading, told: pa.Table) -> list[Row]:
    """Every step that stands this minute, open ones first, the newest first."""
    views = pa.Table.from_pylist(opened.whole("coaching_views"))
    rows = coaching_plans(told, _branches(opened), views).to_pylist()[::-1]
    return sorted(rows, key=lambda row: row["done_at"] is not None)


def _steps(opened: Reading, viewer: Viewer, told: pa.Table, near: Sequence[str], people: set[str]) -> list[Step]:
    seen = {(PERSON, email) for email in people} | {(TEAM, email) for email in near} | {(TEAM, EVERYBODY)}
    return [
        Step(row, viewer.may_undo(row["told_by"]))
        for row in _plan(opened, told)
        if (row["scope"], row["whom"]) in seen or (viewer.sees_everything and row["scope"] == TEAM)
    ]


def _effects(opened: Reading, viewer: Viewer, near: Sequence[str]) -> list[Effect]:
    rows = [row for row in opened.whole(TABLE) if viewer.sees_everything or row["team"] is None or row["team"] in near]
    ordered = sorted(rows, key=lambda row: row["team"] or "")
    return [
        Effect(row, *(None if row[name] is None else round(100 * row[name]) for name in ("low", "high")))
        for row in ordered
    ]


def _above(opened: Reading, viewer: Viewer) -> list[str]:
    """The leaders above the viewer, who may be told of a talk."""
    pairs = {(row["leader"], row["email"]) for row in opened.whole("branches")}
    return sorted(leader for leader, email in pairs if email == viewer.email and leader != email)


def plan(opened: Reading, viewer: Viewer, form: Mapping[str, str]) -> str:
    """Plan a step; returns the id by which it is taken back.

    Raises:
        UnknownKey: it is not for the viewer to plan for them.
        SettingsError: it says nothing, or its day is none.
    """
    scope = form.get("scope", TEAM)
    whom = form.get("whom") or (EVERYBODY if viewer.role == "operations" else viewer.email)
    (views,) = opened.whole("coaching_views")
    near = {EVERYBODY, *colleagues(opened, viewer)} if scope == TEAM else _people(opened, viewer)
    is_seen = whom in near and (scope == TEAM or (scope == PERSON and views["is_on"]))
    leads = scope == PERSON or whom == EVERYBODY or len(colleagues(opened, viewer)) > 1
    if not (is_seen and leads and _may_plan(viewer, scope, whom)):
        raise UnknownKey("There is nobody of that name for whom you plan. Go back and choose from the page.")
    what = form.get("what", "").strip()
    if not what:
        raise SettingsError("Say what the step is. Go back and write one sentence.")
    told = {
        "scope": scope,
        "whom": whom,
        "act": form.get("does", "teach"),
        "what": what,
        "by_on": form.get("by_on", ""),
    }
    return tell(opened, viewer, "coaching_step", {name: value for name, value in told.items() if value})


def tick(opened: Reading, viewer: Viewer, step_id: str) -> str:
    """Say that a step is done; returns the id by which that is taken back.

    Raises:
        UnknownKey: there is no such step of the viewer's.
    """
    for row in _plan(opened, _told(opened)):
        if row["step_id"] == step_id and viewer.may_undo(row["told_by"]):
            return tell(opened, viewer, "coaching_done", {"input_id": step_id})
    raise UnknownKey("There is no such step of yours. Go back to the plan to see which there are.")


def answer(opened: Reading, viewer: Viewer, form: Mapping[str, str]) -> str:
    """Answer the three items after a talk with a leader above; returns the id by which that is taken back.

    Raises:
        UnknownKey: there is no such leader above the viewer.
        SettingsError: an answer is missing, or is none.
    """
    above = _above(opened, viewer)
    leader = form.get("leader") or next(iter(above), "")
    if leader not in above:
        raise UnknownKey("There is no such leader above you. Go back and choose from the list.")
    return tell(opened, viewer, "pulse", {"leader": leader, **{name: form.get(name, "") for name in PULSE}})
