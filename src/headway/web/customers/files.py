"""A list as a file that a spreadsheet or a program opens."""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from django.http import HttpResponse

from headway.asking.spreadsheet import cell

Rows = Sequence[Mapping[str, object]]


def csv_file(rows: Rows, name: str) -> HttpResponse:
    """The rows as comma-separated values, with no cell that a spreadsheet would run."""
    text = io.StringIO()
    if rows:
        writer = csv.DictWriter(text, list(rows[0]))
        writer.writeheader()
        writer.writerows({column: cell(value) for column, value in row.items()} for row in rows)
    # The mark tells spreadsheets that names are written in UTF-8.
    return _attached("\ufeff" + text.getvalue(), "text/csv; charset=utf-8", f"{name}.csv")


def json_file(rows: Rows, name: str) -> HttpResponse:
    """The rows as JSON."""
    text = json.dumps(rows, ensure_ascii=False, default=_iso, indent=1)
    return _attached(text, "application/json", f"{name}.json")


FORMS: dict[str, Callable[[Rows, str], HttpResponse]] = {"csv": csv_file, "json": json_file}


def _attached(text: str, kind: str, name: str) -> HttpResponse:
    return HttpResponse(text, kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is no kind of value that tables hold.")
