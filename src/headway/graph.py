"""Builds every table once, after those it reads.

A step is a function whose name is the table it makes and whose parameters are the tables it reads. Its annotations say
of which kind it is:

========== ================================================ =========================================================
kind       signature                                        runs
========== ================================================ =========================================================
expression ``(Table, ...) -> Table``                        in the engine (Ibis)
account    ``(RecordBatch, pa.Table, ...) -> RecordBatch``   on batches in which each account is whole; the rest small
whole      ``(pa.Table, ...) -> pa.Table``                  once, on one machine
========== ================================================ =========================================================
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from inspect import getdoc, isfunction, signature
from types import ModuleType
from typing import Any, Literal, Protocol, TypeVar, get_type_hints

import pyarrow as pa
from ibis.expr.types import Table

from headway.errors import StepError

Kind = Literal["expression", "account", "whole"]
Kept = TypeVar("Kept")

_KINDS: dict[object, Kind] = {Table: "expression", pa.RecordBatch: "account", pa.Table: "whole"}


@dataclass(frozen=True)
class Step:
    """One function that makes one table."""

    name: str
    make: Callable[..., Any]
    reads: tuple[str, ...]
    kind: Kind

    @property
    def sentence(self) -> str:
        """What a row of the table is: the first line of the docstring."""
        return (getdoc(self.make) or "").partition("\n")[0]


class Engine(Protocol[Kept]):
    """What keeps tables and runs steps: DuckDB on one machine, Spark on many."""

    def keep(self, step: Step, inputs: Mapping[str, Kept]) -> Kept:
        """Run one step on the tables it reads, store what it makes, and return it."""
        ...


def step(make: Callable[..., Any]) -> Step | None:
    """Read the step off a function's signature; None for a function that is no step."""
    hints = get_type_hints(make)
    kind = _KINDS.get(hints.pop("return", None))
    parameters = tuple(signature(make).parameters)
    if kind is None or not parameters or any(hints.get(p) not in _KINDS for p in parameters):
        return None
    return Step(make.__name__, make, parameters, kind)


def steps(modules: Iterable[ModuleType]) -> dict[str, Step]:
    """Every public step of the modules, by the name of the table it makes."""
    found: dict[str, Step] = {}
    for module in modules:
        for made in _steps_of(module):
            if made.name in found:
                raise StepError(f"Two functions make the table '{made.name}'. Rename one of them.")
            found[made.name] = made
    return found


def _steps_of(module: ModuleType) -> Iterator[Step]:
    for name, value in vars(module).items():
        if isfunction(value) and value.__module__ == module.__name__ and not name.startswith("_"):
            made = step(value)
            if made is not None:
                yield made


def order(graph: Mapping[str, Step], sources: Iterable[str]) -> list[Step]:
    """The steps, each after those it reads."""
    known = set(graph) | set(sources)
    for made in graph.values():
        for read in made.reads:
            if read not in known:
                raise StepError(f"Nothing makes the table '{read}', which {made.name} reads.")
    try:
        names = TopologicalSorter({s.name: s.reads for s in graph.values()}).static_order()
        return [graph[name] for name in names if name in graph]
    except CycleError as circle:
        raise StepError(f"Tables read one another in a circle: {' -> '.join(circle.args[1])}.") from circle


def build(
    graph: Mapping[str, Step],
    sources: Mapping[str, Kept],
    engine: Engine[Kept],
    told: Callable[[Step], None] = lambda _: None,
) -> dict[str, Kept]:
    """Make every table once; `told` hears of each step before it runs."""
    tables = dict(sources)
    for made in order(graph, sources):
        told(made)
        tables[made.name] = engine.keep(made, {read: tables[read] for read in made.reads})
    return tables


def needed(graph: Mapping[str, Step], wanted: Iterable[str]) -> dict[str, Step]:
    """The part of the graph that the wanted tables stand on."""
    part: dict[str, Step] = {}
    waiting = [name for name in wanted if name in graph]
    while waiting:
        made = graph[waiting.pop()]
        if made.name not in part:
            part[made.name] = made
            waiting += [read for read in made.reads if read in graph]
    return part
