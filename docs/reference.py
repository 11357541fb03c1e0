"""Writes `tables.md` from the docstrings of the steps and the schema of what is landed: `make reference`."""  # noqa: INP001 -- a script

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from inspect import getdoc
from pathlib import Path

import pyarrow as pa

from headway import graph
from headway.graph import Step
from headway.sources import SOURCES, arrow_schema
from headway.sources.landmarks import COMPARED, FEATURES
from headway.sources.mapping import map_rules
from headway.sources.remembered import nothing_remembered
from headway.sources.settings import settings_table
from headway.sources.versions import version_schema
from headway.sources.words import JOBS, STATES
from headway.store.builds import sentences
from headway.store.engines import DuckDBEngine, duckdb
from headway.store.steps import STEPS

PAGE = Path(__file__).parent / "reference" / "tables.md"
KINDS = {"string": "text", "double": "number", "int64": "whole number", "bool": "yes or no", "date32[day]": "day"}
MARKS = {
    "fixed": "known from the row's creation on",
    "history": "dated by the source's own history",
    "latest": "unknown before the row was last modified",
}
# What a column means in every table that says no more of it.
EVERYWHERE = {
    "account_id": "the company",
    "account_refs": "everything we call the company",
    "journey_id": "the buying need",
    "deal_id": "the deal in the CRM",
    "deal_refs": "the deal in the CRM",
    "person_id": "the person on the customer's side",
    "user_ref": "our user in the CRM",
    "visitor_id": "the device, as web analytics names it",
    "event_id": "the act, as its source names it",
    "happened_at": "when it happened",
    "recorded_at": "when its source's server wrote it",
    "known_at": "when we could first know it",
    "basis": "what it stands on",
    "confidence": "how sure it is, 0-1",
    **dict.fromkeys(JOBS, "how far the job is done, 0-1; null: nothing seen"),
    **{f"at_{state}": "the chance that it stands there, 0-1" for state in STATES},
}
# A column's name in a docstring, and what follows it: `name` (a note), or `name` some words.
NAMED = re.compile(r"`([a-z0-9_]+)`(?: \(((?:[^()]|\([^()]*\))*)\)| (?!and\b)([^`,.;:(]+))?")
RULES = pa.schema([("page", pa.string()), ("job", pa.string()), ("weight", pa.float64())])


def schemas() -> dict[str, pa.Schema]:
    """The schema of every table of the graph, learned by building it of nothing."""
    told: dict[str, pa.Table] = {name: arrow_schema(name).empty_table() for name in SOURCES}
    told |= {"page_rules": RULES.empty_table(), "map_rules": map_rules({}), "settings": settings_table({})}
    told |= nothing_remembered()
    told["contact_versions"] = version_schema().empty_table()
    told["moment"] = pa.table({"moment": pa.array([datetime(2026, 1, 5)], pa.timestamp("us"))})
    con = duckdb()
    sources = {name: con.create_table(name, table) for name, table in told.items()}
    built = graph.build(STEPS, sources, DuckDBEngine(con))
    return {name: table.to_pyarrow().schema for name, table in built.items()}


def page(known: Mapping[str, pa.Schema]) -> str:
    """The page of every table, from the schemas of those that are made."""
    made = [part for name in sorted(STEPS) for part in _made(STEPS[name], known[name])]
    kept = [f"## {name}\n\n{told}\n" for name, told in sorted(sentences().items()) if name not in {*STEPS, *SOURCES}]
    landed = [part for name in sorted(SOURCES) for part in _landed(name)]
    head = "# Tables\n\nWritten by `make reference`; every one can be read with `headway table NAME`.\n"
    return "\n".join(
        [head, *made, *kept, "# What is landed\n\nWhat connectors read, as `sources/schema.py` says.\n", *landed]
    )


def meanings(step: Step) -> dict[str, str]:
    """What the docstring says of each column: a note in brackets, or words up to the next stop.

    "Those of" another table stand for what is said there.
    """
    told = " ".join((getdoc(step.make) or "").partition("Columns:")[2].split())
    said = {name: (noted or words).strip() for name, noted, words in NAMED.findall(told)}
    if "FEATURES" in told:
        said |= FEATURES | COMPARED
    if "`before_...`" in told:
        said |= {f"before_{name}": f"a week ago: {words}" for name, words in FEATURES.items()}
    for borrowed in re.findall(r"those of `([a-z_]+)`", told):
        said = meanings(STEPS[borrowed]) | said
    return said


def _made(step: Step, schema: pa.Schema) -> Iterator[str]:
    prose = (getdoc(step.make) or "").partition("\n")[2].partition("Columns:")[0].split()
    told = meanings(step)
    yield f"## {step.name}\n\n{step.sentence}\n"
    if prose:
        yield " ".join(prose) + "\n"
    yield f"Made from {', '.join(f'`{read}`' for read in step.reads)}.\n"
    rows = [
        f"| `{field.name}` | {_kind(field.type)} | {told.get(field.name) or EVERYWHERE.get(field.name, '')} |"
        for field in schema
    ]
    yield "\n".join(["| column | kind | |", "|---|---|---|", *rows]) + "\n"


def _landed(name: str) -> Iterator[str]:
    source = SOURCES[name]
    yield f"## {name}\n\n{source.row}\n"
    rows = [
        f"| `{column.name}` | {_kind(field.type)} | {MARKS[column.mark]}{_refers(column.refers)} |"
        for column, field in zip(source.columns, arrow_schema(name), strict=True)
    ]
    yield "\n".join(["| column | kind | |", "|---|---|---|", *rows]) + "\n"


def _refers(table: str | None) -> str:
    return f"; a row of `{table}`" if table else ""


def _kind(kind: pa.DataType) -> str:
    return "moment" if pa.types.is_timestamp(kind) else KINDS.get(str(kind), "whole number")


if __name__ == "__main__":
    PAGE.write_text(page(schemas()), encoding="utf-8")
