"""The plan that a customer and we work by: only what both sides may read; nothing of ours is on it.

It is made of inputs alone: no table that Headway builds is opened for it, so nothing that is built can get onto it.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from headway.asking.colleagues import name_of
from headway.asking.plan_links import Link
from headway.measures.commitments import told_commitments
from headway.measures.overrides import standing_inputs
from headway.measures.promises import told_promises
from headway.sources import plans
from headway.store.reading import Reading

Row = dict[str, Any]


@dataclass(frozen=True)
class PlanStep:
    """One step of either side; state: open, late (past its day) or done."""

    step_id: str
    what: str
    who: str
    is_theirs: bool
    by_on: date
    state: str
    done_on: date | None
    moved_times: int


@dataclass(frozen=True)
class Word:
    """What somebody has written to both sides."""

    who: str
    text: str
    on: date


@dataclass(frozen=True)
class SharedPlan:
    """One plan, as both sides see it; of people only their names."""

    title: str
    goals: tuple[str, ...]
    steps: tuple[PlanStep, ...]
    theirs: tuple[str, ...]
    ours: tuple[str, ...]
    words: tuple[Word, ...]

    @property
    def open_steps(self) -> tuple[PlanStep, ...]:
        """Steps not done yet, the earliest day first."""
        return tuple(step for step in self.steps if step.state != "done")


@dataclass(frozen=True)
class Told:
    """What was told about a deal that concerns its plan and still stands; what either side has promised, by id."""

    rows: tuple[Row, ...]
    agreed: dict[str, Row]
    promised: dict[str, Row]

    def of(self, kind: str) -> list[Row]:
        """Rows of one kind, in the order they were told."""
        return [row for row in self.rows if row["kind"] == kind]


def told_of(opened: Reading, deal_id: str) -> Told:
    """Everything told about a deal's plan, as it stands this minute."""
    told = opened.inputs(*plans.NEEDS, plans.COMMITMENT, about=[deal_id])
    stands = standing_inputs(told)
    rows = [{**row, "says": json.loads(row["value"])} for row in stands.to_pylist()]
    promised = {row["promise_id"]: row for row in told_promises(stands).to_pylist()}
    return Told(tuple(rows), _agreed(opened, rows), promised)


def _agreed(opened: Reading, rows: Sequence[Row]) -> dict[str, Row]:
    own = [row["input_id"] for row in rows if row["kind"] == plans.COMMITMENT]
    of_them = opened.inputs(plans.COMMITMENT, "kept", "moved", "not_kept", plans.MOVED)
    found = told_commitments(standing_inputs(of_them), of_them).to_pylist() if own else []
    return {row["commitment_id"]: row for row in found if row["commitment_id"] in own}


def shared_plan(told: Told, given: Iterable[Link], today: date) -> SharedPlan | None:
    """The plan that what was told makes; None: nobody has begun one. `given` are the links to it."""
    begun = told.of(plans.PLAN)
    if not begun:
        return None
    steps = sorted(_steps(told, today), key=lambda step: (step.by_on, step.step_id))
    goals = dict.fromkeys(row["says"]["goal"] for row in told.of(plans.GOAL))
    makers = [name_of(row["who"]) for row in begun if row["who"]]
    ours = dict.fromkeys([*makers, *(step.who for step in steps if not step.is_theirs)])
    links = list(given)
    theirs = dict.fromkeys(link.name for link in links if link.is_live)
    names = {link.link_id: link.name for link in links}
    words = tuple(_word(row, names) for row in reversed(told.of(plans.SAID)))
    return SharedPlan(begun[-1]["says"]["title"], tuple(goals), tuple(steps), tuple(theirs), tuple(ours), words)


def _steps(told: Told, today: date) -> Iterator[PlanStep]:
    done = {row["says"]["step_id"]: row["recorded_at"].date() for row in told.of(plans.DONE)}
    for row in told.of(plans.STEP):
        yield _step(row, told.promised[row["input_id"]]["who"], done, today, told.promised[row["input_id"]])
    put = {row["says"]["step_id"]: row["says"]["person"] for row in told.of(plans.PUT)}
    for row in told.of(plans.COMMITMENT):
        agreed = told.agreed[row["input_id"]]
        if row["says"].get(plans.ON_PLAN) or row["input_id"] in put:
            ticked = {} if agreed["is_refused"] else done
            who = put.get(row["input_id"], row["says"]["person"])
            yield _step(row, who, ticked, today, agreed)


def _step(row: Row, who: str, done: dict[str, date], today: date, promised: Row) -> PlanStep:
    """A step of either side, as promised and as ticked."""
    is_done = row["input_id"] in done or promised["is_kept"]
    state = "done" if is_done else "late" if promised["due_on"] < today else "open"
    told = (row["input_id"], row["says"]["what"], who, row["kind"] == plans.COMMITMENT, promised["due_on"], state)
    return PlanStep(*told, done.get(row["input_id"]), promised["moved_times"])


def _word(row: Row, names: dict[str, str]) -> Word:
    who = names.get(row["says"].get("link_id", "")) or (name_of(row["who"]) if row["who"] else "")
    return Word(who, row["says"]["text"], row["recorded_at"].date())
