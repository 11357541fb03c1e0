"""The graph: what a step is, what it reads, and in which order tables are made."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

import ibis
import pyarrow as pa
import pytest
from ibis.expr.types import Table

from headway import graph
from headway.errors import StepError
from headway.graph import Kind, Step
from headway.store.engines import DuckDBEngine, duckdb

NUMBERS = pa.table({"account_id": ["b", "a", "b"], "number": [1, 2, 3]})


def doubled(numbers: Table) -> Table:
    """One number, twice as large."""
    return numbers.mutate(number=numbers.number * 2)


def largest(doubled: pa.Table, numbers: pa.Table) -> pa.Table:
    """The largest number, and how many there were."""
    return pa.table({"most": [max(doubled["number"].to_pylist())], "many": [numbers.num_rows]})


def firsts(doubled: pa.RecordBatch, numbers: pa.Table) -> pa.RecordBatch:
    """One account's first number."""
    seen = dict(zip(doubled["account_id"].to_pylist()[::-1], doubled["number"].to_pylist()[::-1], strict=True))
    rows = [{"account_id": account, "first": first, "of": numbers.num_rows} for account, first in seen.items()]
    return pa.RecordBatch.from_pylist(rows)


def module(*makers: Callable[..., Any]) -> ModuleType:
    """A module in which these functions stand."""
    made = ModuleType("made_up")
    for maker in makers:
        maker.__module__ = "made_up"
        setattr(made, maker.__name__, maker)
    return made


def reading(name: str, *reads: str) -> Step:
    return Step(name, lambda **_: None, reads, "expression")


@pytest.mark.parametrize(
    ("make", "kind", "reads"),
    [
        (doubled, "expression", ("numbers",)),
        (largest, "whole", ("doubled", "numbers")),
        (firsts, "account", ("doubled", "numbers")),
    ],
)
def test_step_is_read_off_the_signature(make: Callable[..., Any], kind: Kind, reads: tuple[str, ...]) -> None:
    assert graph.step(make) == Step(make.__name__, make, reads, kind)


def test_step_sentence_is_the_first_line() -> None:
    assert graph.step(doubled).sentence == "One number, twice as large."


def no_table(name: str) -> Table: ...
def half_a_table(numbers: Table, name: str) -> Table: ...
def no_result(numbers: Table) -> None: ...
def no_parameters() -> Table: ...
def no_hints(numbers): ...
def a_number(numbers: Table) -> int: ...


@pytest.mark.parametrize("make", [no_table, half_a_table, no_result, no_parameters, no_hints, a_number])
def test_step_is_no_other_function(make: Callable[..., Any]) -> None:
    assert graph.step(make) is None


def test_steps_are_public_and_of_the_module_itself() -> None:
    def _hidden(numbers: Table) -> Table:
        return numbers

    here = module(doubled, _hidden, a_number)
    vars(here).update(largest=largest, number=7)
    assert list(graph.steps([here])) == ["doubled"]


def test_steps_two_makers_of_one_table_are_refused() -> None:
    with pytest.raises(StepError, match=r"Two functions make the table 'doubled'\. Rename one"):
        graph.steps([module(doubled), module(doubled)])


def test_order_is_after_what_is_read() -> None:
    steps = {step.name: step for step in (reading("c", "b", "a"), reading("b", "a", "told"), reading("a", "told"))}
    assert [step.name for step in graph.order(steps, ["told"])] == ["a", "b", "c"]


def test_order_names_a_missing_table_and_who_reads_it() -> None:
    with pytest.raises(StepError, match="Nothing makes the table 'b', which a reads"):
        graph.order({"a": reading("a", "b")}, ["told"])


def test_order_names_the_circle() -> None:
    circle = {"a": reading("a", "b"), "b": reading("b", "a")}
    with pytest.raises(StepError, match=r"circle: (a -> b -> a|b -> a -> b)\."):
        graph.order(circle, [])


def test_needed_is_what_the_wanted_table_stands_on() -> None:
    steps = {step.name: step for step in (reading("c", "b"), reading("b", "told"), reading("a", "told"))}
    assert set(graph.needed(steps, ["c"])) == {"b", "c"}
    assert graph.needed(steps, ["told"]) == {}


def test_build_makes_every_table_once_and_tells_of_it() -> None:
    con = duckdb()
    told: list[str] = []
    steps = graph.steps([module(doubled, largest, firsts)])
    built = graph.build(
        steps, {"numbers": con.create_table("numbers", NUMBERS)}, DuckDBEngine(con), lambda step: told.append(step.name)
    )
    assert sorted(told) == ["doubled", "firsts", "largest"]
    assert built["largest"].to_pyarrow().to_pylist() == [{"most": 6, "many": 3}]
    assert built["firsts"].order_by("account_id").to_pyarrow()["of"].to_pylist() == [3, 3]


def test_build_refuses_a_step_that_makes_no_table() -> None:
    def numbers_again(numbers: pa.Table) -> pa.Table:
        return numbers.num_rows

    con = duckdb()
    given = {"numbers": con.create_table("numbers", NUMBERS)}
    with pytest.raises(StepError, match="'numbers_again' returned int instead of"):
        graph.build(graph.steps([module(numbers_again)]), given, DuckDBEngine(con))


def test_what_one_engine_compiled_serves_another_whatever_its_rows_and_columns() -> None:
    def built(numbers: pa.Table) -> list[dict[str, object]]:
        engine = DuckDBEngine()
        made = graph.build(graph.steps([module(doubled)]), {"numbers": engine.put("numbers", numbers)}, engine)
        return made["doubled"].to_pyarrow().to_pylist()

    assert built(pa.table({"number": [1]})) == [{"number": 2}]
    assert built(pa.table({"number": [7]})) == [{"number": 14}]
    assert built(pa.table({"number": [0.25], "unit": ["m"]})) == [{"number": 0.5, "unit": "m"}]


def test_expression_step_is_lazy() -> None:
    assert isinstance(doubled(ibis.memtable(NUMBERS)), Table)
