"""Tables written as text: what a test tells the graph, and what the graph makes of it.

A cell that is empty or holds a dash is null. Rows stand in no order.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import cache

import pyarrow as pa
from ibis.expr.types import Table

from headway import graph
from headway.graph import Step
from headway.sources import SOURCES, arrow_schema
from headway.sources.mapping import MAP, map_rules
from headway.sources.remembered import nothing_remembered
from headway.sources.settings import settings_table
from headway.sources.versions import version_schema
from headway.store.engines import DuckDBEngine
from headway.store.steps import STEPS

MOMENT = "2026-06-29"  # a Monday
LONG_AGO = "2020-01-01"

Row = dict[str, object]

# What a landed row says where the test does not; its own name of the moment, where it has one, dates it.
USUAL: dict[str, dict[str, str]] = {
    "web_events": {"kind": "page"},
    "web_calls": {"kind": "identify"},
    "crm_activities": {"kind": "meeting"},
}
DATED_BY = ("opened_at", "happened_at")

READ: dict[pa.DataType, Callable[[str], object]] = {
    pa.string(): str,
    pa.float64(): float,
    pa.int64(): int,
    pa.int8(): int,
    pa.int32(): int,
    pa.bool_(): {"yes": True, "no": False}.__getitem__,
    pa.date32(): date.fromisoformat,
    pa.timestamp("us"): datetime.fromisoformat,
}


def example(name: str, text: str) -> pa.Table:
    """A table of the graph, landed or made, from its text; what the text leaves out is null or usual."""
    schema = schemas()[name]
    rows = [_usual(name, place, row) if name in SOURCES else row for place, row in enumerate(_rows(text), start=1)]
    unknown = {column for row in rows for column in row} - set(schema.names)
    assert not unknown, f"{name} has no column {', '.join(sorted(unknown))}"
    columns = [pa.array([_read(row.get(each.name), each.type) for row in rows], each.type) for each in schema]
    return pa.Table.from_arrays(columns, schema=schema)


def show(table: pa.Table, *columns: str) -> str:
    """The rows of some columns as sorted text."""
    rows = table.select(columns or table.column_names).to_pylist()
    return "\n".join(sorted(" | ".join(_said(value) for value in row.values()) for row in rows))


def text(expected: str) -> str:
    """Rows as a test writes them, in the form of `show`."""
    cells = [[cell.strip() or "-" for cell in line.split("|")] for line in expected.splitlines() if line.strip()]
    return "\n".join(sorted(" | ".join(row) for row in cells))


def across(columns: str) -> str:
    """The text of a table whose columns were written as lines, for tables wider than a page.

    >>> across("name | Ann | Bo").splitlines()
    ['name', 'Ann', 'Bo']
    """
    cells = [[cell.strip() for cell in line.split("|")] for line in columns.splitlines() if line.strip()]
    return "\n".join(" | ".join(row) for row in zip(*cells, strict=True))


def made(
    name: str, *, moment: str = MOMENT, own: Mapping[str, object] | None = None, **told: str | pa.Table
) -> pa.Table:
    """The table that the graph makes of the tables told; nothing is known beside them.

    A made table may be told as well: then it is not made again. `own` are the company's settings.
    """
    return tables([name], moment=moment, own=own, **told)[name]


def tables(
    names: Iterable[str], *, moment: str = MOMENT, own: Mapping[str, object] | None = None, **told: str | pa.Table
) -> dict[str, pa.Table]:
    """As `made`, for several tables of one build."""
    part = graph.needed({name: step for name, step in STEPS.items() if name not in told}, names)
    read = {each for step in part.values() for each in step.reads}
    assert set(told) <= read, f"nothing reads {', '.join(sorted(set(told) - read))}"
    landed = {name: example(name, rows) if isinstance(rows, str) else rows for name, rows in told.items()}
    built = build(landed, datetime.fromisoformat(moment), own, part)
    return {name: built[name].to_pyarrow() for name in names}


def build(
    landed: Mapping[str, pa.Table],
    moment: datetime,
    own: Mapping[str, object] | None = None,
    part: Mapping[str, Step] = STEPS,
) -> dict[str, Table]:
    """Every table of a part of the graph, from landed tables as they were known at the moment."""
    sources = {**_nothing(moment, own), **landed}
    read = {each for step in part.values() for each in step.reads} - set(part)
    return graph.build(part, {name: engine().put(name, sources[name]) for name in sorted(read)}, engine())


@cache
def engine() -> DuckDBEngine:
    """One DuckDB for all tests."""
    return DuckDBEngine()


@cache
def schemas() -> dict[str, pa.Schema]:
    """The schema of every table of the graph, learned by building it of nothing."""
    built = build({}, datetime.fromisoformat(MOMENT))
    learned = {name: table.to_pyarrow().schema for name, table in built.items()}
    return learned | {name: arrow_schema(name) for name in SOURCES} | {"contact_versions": version_schema()}


def _nothing(moment: datetime, own: Mapping[str, object] | None) -> dict[str, pa.Table]:
    rules = pa.schema([("page", pa.string()), ("job", pa.string()), ("weight", pa.float64())])
    return {
        **{name: arrow_schema(name).empty_table() for name in SOURCES},
        "moment": pa.table({"moment": pa.array([moment], pa.timestamp("us"))}),
        "settings": settings_table(own or {}),
        "page_rules": rules.empty_table(),
        "map_rules": map_rules({name: str(means) for name, means in (own or {}).items() if name.startswith(MAP)}),
        "contact_versions": version_schema().empty_table(),
        **nothing_remembered(),
    }


def _rows(text: str) -> list[Row]:
    header, *lines = [[cell.strip() for cell in line.split("|")] for line in text.splitlines() if line.strip()]
    return [dict(zip(header, line, strict=True)) for line in lines]


def _usual(name: str, place: int, row: Row) -> Row:
    dated = next((row[column] for column in DATED_BY if row.get(column)), LONG_AGO)
    usual = {SOURCES[name].key: f"{name}-{place}", "system": "told", "recorded_at": dated, **USUAL.get(name, {})}
    whole = {**usual, **row}
    return {"modified_at": whole["recorded_at"], **whole}


def _read(cell: object, kind: pa.DataType) -> object:
    return None if cell in (None, "", "-") else READ[kind](str(cell))


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, datetime):
        return value.isoformat(" ").removesuffix(":00").removesuffix(" 00:00")
    return "-" if value is None else str(value)
