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
    """One line of evidence: its words, and which acts bear it out (any, stuck, far, people; empty: none)."""

    text: str
    acts: str = ""


@dataclass(frozen=True)
class Finding:
    """What can be the matter with a deal, the job it concerns, and how it is said."""

    name: str
    when: tuple[tuple[Condition, ...], ...]
    why: str
    because: tuple[Line, ...]
    stuck: str = ""
    sure: str = ""

    def holds(self, signals: Signals) -> bool:
        """Whether all conditions of one alternative hold."""
        return any(all(condition.holds(signals) for condition in every) for every in self.when)


@dataclass(frozen=True)
class Question:
    """One progress question: what it asks for, the findings that call for it, and the stuck jobs it serves."""

    id: str
    theme: str
    asks: Asks
    words: str
    when: tuple[str, ...]
    jobs: tuple[str, ...]
    version: int


def questions() -> dict[str, str]:
    """One question about the customer's progress for each buying job."""
    jobs: dict[str, str] = _told()["jobs"]
    return jobs


@cache
def findings() -> tuple[Finding, ...]:
    """Every finding; the first that holds leads."""
    return tuple(_finding(**entry) for entry in _told()["finding"])


@cache
def progress_questions() -> tuple[Question, ...]:
    """Every progress question."""
    told = _told()["question"]
    return tuple(Question(**{**entry, "when": tuple(entry["when"]), "jobs": tuple(entry["jobs"])}) for entry in told)


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
    }
    many = round(value)
    much = f"every {many} days" if unit == "every" else f"{many} {unit}".strip()
    return few.get((unit, many), much)


@cache
def _told() -> dict[str, Any]:
    return tomllib.loads(files("headway.sources").joinpath("questions.toml").read_text(encoding="utf-8"))


def _finding(when: list[dict[str, str]], because: list[dict[str, str]], **rest: str) -> Finding:
    alternatives = tuple(tuple(_condition(signal, told) for signal, told in every.items()) for every in when)
    return Finding(when=alternatives, because=tuple(Line(**line) for line in because), **rest)


def _condition(signal: str, told: str) -> Condition:
    sign, _, bound = told.partition(" ")
    return Condition(signal, sign, float(bound))
