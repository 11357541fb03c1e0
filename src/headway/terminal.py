"""What a terminal shows: tables as text, CSV and JSON, and bars while something is worked on."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

import pyarrow as pa
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from headway.asking.spreadsheet import cell
from headway.store.builds import sentences
from headway.store.reading import LISTS

out, err = Console(highlight=False, soft_wrap=True), Console(stderr=True, highlight=False, soft_wrap=True)


@contextmanager
def bar(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar of bytes read; silent where nobody watches."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as drawn:
        task = drawn.add_task(what)
        yield lambda done, total: drawn.update(task, completed=done, total=total)


@contextmanager
def steps() -> Iterator[Callable[[str], None]]:
    """One bar over all steps, naming the one that runs."""
    columns = (TextColumn("building {task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as drawn:
        task = drawn.add_task("", total=len(sentences()))
        yield lambda name: drawn.update(task, description=name, advance=1)


def said(value: object) -> str:
    """A value as text and csv say it: times in UTC, nothing for null."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.replace(microsecond=0).isoformat() + "Z"
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".")
    return str(value)


def jsonable(row: dict[str, Any]) -> dict[str, Any]:
    """A row as JSON says it: lists where several values stand, times in UTC."""
    return {name: _json_value(name, value) for name, value in row.items()}


def _json_value(name: str, value: object) -> object:
    if name == "because" and isinstance(value, str):
        return json.loads(value)
    if name in LISTS and isinstance(value, str):
        return value.split()
    if isinstance(value, datetime):
        return said(value)
    return value.isoformat() if isinstance(value, date) else value


def as_json(rows: pa.Table) -> str:
    """A table as JSON."""
    return json.dumps([jsonable(row) for row in rows.to_pylist()], ensure_ascii=False, indent=1) + "\n"


def as_csv(rows: pa.Table) -> str:
    """A table as CSV."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(rows.column_names)
    writer.writerows([_cell(value) for value in row.values()] for row in rows.to_pylist())
    return text.getvalue()


def _cell(value: object) -> str:
    """A value as a spreadsheet may open it: text that it would run is marked as text."""
    return cell(value) if isinstance(value, str) else said(value)


def as_text(rows: pa.Table) -> str:
    """A table as people read it: columns side by side, long cells wide."""
    cells = [rows.column_names, *([said(value) for value in row.values()] for row in rows.to_pylist())]
    widths = [min(max(len(line[place]) for line in cells), 60) for place in range(rows.num_columns)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in cells)
    return "\n".join(lines) + "\n"


def words_told(rows: list[dict[str, Any]]) -> Iterator[str]:
    """The company's own words: what is proposed, as headway.toml would say it, and what could not be placed."""
    waiting = sorted((row for row in rows if not row["is_placed"]), key=lambda row: (row["about"], -row["rows"]))
    proposed = [row for row in waiting if row["proposed"]]
    yield f"\nYour own words: {len(rows)}, of which {len(waiting)} wait for an answer.\n"
    if proposed:
        yield "Proposed; nothing of it counts before it stands in headway.toml or a person agrees:\n"
    for about in dict.fromkeys(row["about"] for row in proposed):
        yield f"  [map.{about}]\n"
        yield from (f"  {_rule(row)}  # {_where(row)}\n" for row in proposed if row["about"] == about)
    if len(waiting) > len(proposed):
        yield "Could not be placed:\n"
    yield from (f"  {row['about']} {_quoted(row['value'])}: {_where(row)}\n" for row in waiting if not row["proposed"])
    for row in (row for row in waiting if row["about"] == "zone"):
        yield f"In which time zone is your account of {row['value']}? Its exports do not say; UTC until told:\n"
        yield f'  [map.zone]\n  {row["value"]} = "..."  # such as "Europe/Berlin"\n'


def _rule(row: dict[str, Any]) -> str:
    if row["about"] == "field":
        return f"{row['proposed']} = {_quoted(row['value'])}"
    return f"{_quoted(row['value'])} = {_quoted(row['proposed'])}"


def _where(row: dict[str, Any]) -> str:
    return f"{row['rows']} row{'s' if row['rows'] != 1 else ''}, such as {row['example']}"


def _quoted(value: str) -> str:
    """A text as TOML writes it."""
    return json.dumps(value, ensure_ascii=False)
