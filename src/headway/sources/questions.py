"""The questions a leader can bring to a dialogue, and the findings that call for them, as data."""

import operator
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

Asks = Literal["reality", "options", "will"]
# What a finding may say of the stuck job instead of naming one: where they were last, or the least advanced one due.
LAST, LEAST = "last", "least"
Signals = Mapping[str, float | None]

_COMPARED: dict[str, Callable[[float, float], bool]] = {"<=": operator.le, ">=": operator.ge}


@dataclass(frozen=True)
class Condition:
    """One signal and the bound that it has to reach; an unknown signal reaches none."""

    signal: str
    sign: str
    bound: float

    def holds(self, signals: Signals) -> bool:
        """Whether the signal is known and as told."""
        value = signals.get(self.signal)
        return value is not None and _COMPARED[self.sign](value, self.bound)


@dataclass(frozen=True)
class Line:
    """One line of evidence: its words, and which acts bear it out.

    These are any, of the stuck job, of the furthest one, the newest of each of the people, of a job or topic by its
    name; empty: none.
    """

    text: str
    acts: str = ""


NO_LINE = Line("")
Alternatives = tuple[tuple[Condition, ...], ...]


@dataclass(frozen=True)
class Finding:
    """What can be the matter with a deal, the job it concerns, why that is stuck, and how it is said.

    `themes` are those of the questions that go first; without any, those of the job do.
    """

    name: str
    when: Alternatives
    why: str
    because: tuple[Line, ...]
    stuck: str = ""
    sure: str = ""
    cause: str = ""
    themes: tuple[str, ...] = ()

    def holds(self, signals: Signals) -> bool:
        """Whether all conditions of one alternative hold."""
        return any(_hold(every, signals) for every in self.when)


@dataclass(frozen=True)
class Question:
    """One progress question: what it asks for, and what calls for it.

    That are signs of its own (alternatives), findings by their name, and the stuck jobs it serves.
    """

    id: str
    theme: str
    asks: Asks
    words: str
    version: int
    signs: Alternatives
    when: tuple[str, ...] = ()
    jobs: tuple[str, ...] = ()
    because: Line = NO_LINE

    def signs_held(self, signals: Signals) -> int:
        """How many signs speak for it: those of the alternative that holds and has most; 0: none holds."""
        return max((len(every) for every in self.signs if _hold(every, signals)), default=0)


def questions() -> dict[str, str]:
    """One question about the customer's progress for each buying job."""
    jobs: dict[str, str] = _told()["jobs"]
    return jobs


@cache
def findings() -> tuple[Finding, ...]:
    """Every finding; the first that holds leads."""
    return tuple(_finding(entry) for entry in _told()["finding"])


@cache
def progress_questions() -> tuple[Question, ...]:
    """Every progress question."""
    return tuple(_question(entry) for entry in _told()["question"])


def topics() -> dict[str, list[str]]:
    """What pages are about: the rules of pages (`sources/pages`) that place them, by topic."""
    told: dict[str, list[str]] = _told()["topics"]
    return told


def cause_of(job: str) -> str:
    """Why a job is stuck that is the least advanced one."""
    told: dict[str, str] = _told()["causes"]
    return told[job]


def themes_of(job: str) -> tuple[str, ...]:
    """The themes of questions that serve a job, best first."""
    return tuple(_told()["themes"][job])


def never() -> dict[str, str]:
    """The themes that are not asked about where a finding holds: its name, by theme."""
    told: dict[str, str] = _told()["never"]
    return told


def said(signal: str, value: float | None) -> str:
    """A signal's value in plain words.

    >>> said("quiet_days", 12.0), said("people_known", 1.0), said("usual_gap_days", None)
    ('12 days', 'one person', 'on one day only')
    """
    unit = next((unit for unit, signals in _told()["units"].items() if signal in signals), "")
    if value is None:
        return "on one day only" if unit == "every" else "an unknown number"
    few = {
        ("every", 1): "every day",
        ("days", 1): "one day",
        ("people", 0): "nobody",
        ("people", 1): "one person",
        ("acts", 0): "no act",
        ("acts", 1): "one act",
        ("times", 1): "once",
        ("times", 2): "twice",
    }
    many = round(value)
    much = f"every {many} days" if unit == "every" else f"{many} {unit}".strip()
    return few.get((unit, many), much)


@cache
def _told() -> dict[str, Any]:
    return tomllib.loads(files("headway.sources").joinpath("questions.toml").read_text(encoding="utf-8"))


def _hold(every: tuple[Condition, ...], signals: Signals) -> bool:
    return all(condition.holds(signals) for condition in every)


def _finding(entry: dict[str, Any]) -> Finding:
    lines = tuple(Line(**line) for line in entry["because"])
    listed = {"when": _alternatives(entry["when"]), "because": lines, "themes": tuple(entry.get("themes", ()))}
    return Finding(**{**entry, **listed})


def _question(entry: dict[str, Any]) -> Question:
    told = dict(entry)
    because = Line(told.pop("because", ""), told.pop("acts", ""))
    listed = {name: tuple(told.get(name, ())) for name in ("when", "jobs")}
    return Question(**{**told, **listed, "signs": _alternatives(told["signs"]), "because": because})


def _alternatives(told: list[dict[str, str]]) -> Alternatives:
    return tuple(tuple(_condition(signal, bound) for signal, bound in every.items()) for every in told)


def _condition(signal: str, told: str) -> Condition:
    sign, _, bound = told.partition(" ")
    return Condition(signal, sign, float(bound))
