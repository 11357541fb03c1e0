"""Questions to a build: planned once, then asked again and again with other values.

To plan a question takes several times as long as to answer it for one account. So a question is an expression in which
marks stand for the values that change; its plan is kept, and each time only the values are told.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import ibis
import pyarrow as pa
import sqlglot
from ibis.backends.duckdb import Backend
from ibis.expr.operations import PhysicalTable
from ibis.expr.types import StringScalar, Table
from sqlglot.expressions import Condition, Expression, Placeholder, Star

Value = str | int
SHAPES_KEPT = 2_000
# A mark for a number has to be a number, of a size that nobody means.
_NUMBER = 900_000_000_000_000_000
_NUMBERS = {"skipped": _NUMBER + 1}
# How a plan names a table that it reads: with or without where it lies, and as what it is called from there on.
_TABLE = re.compile(r'(?:"memory"\."main"\.)?"([^"]+)"(?= AS "t\d+")')
_MARK = re.compile(rf"'<(\w+)>'|({_NUMBER // 1000}\d{{3}})")


def told(name: str) -> StringScalar:
    """A mark for a text that is told when the question is asked."""
    return ibis.literal(f"<{name}>")


def told_each(name: str, many: int) -> list[StringScalar]:
    """Marks for so many texts."""
    return [told(f"{name}_{place}") for place in range(many)]


def told_number(name: str) -> int:
    """A mark for a whole number."""
    return _NUMBERS[name]


def every(name: str, values: Sequence[str]) -> dict[str, Value]:
    """What stands for the marks of `told_each`."""
    return {f"{name}_{place}": value for place, value in enumerate(values)}


@dataclass(frozen=True)
class Question:
    """What an engine is asked, with a name where each value goes, and the columns of the answer."""

    sql: str
    names: frozenset[str]
    tables: frozenset[str]
    schema: pa.Schema

    @classmethod
    def planned(cls, con: Backend, rows: Table) -> "Question":
        """Plan an expression."""
        numbers = {str(mark): name for name, mark in _NUMBERS.items()}
        sql = _MARK.sub(lambda found: f"${found[1] or numbers[found[2]]}", con.compile(rows))
        tables = frozenset(table.name for table in rows.op().find(PhysicalTable))
        return cls(sql, frozenset(re.findall(r"\$(\w+)", sql)), tables, rows.schema().to_pyarrow())

    def of(self, parts: Mapping[str, str]) -> str:
        """The plan with some tables read from other ones, such as from the part in which an account lies."""
        return _TABLE.sub(lambda found: f'"{parts[found[1]]}"' if found[1] in parts else found[0], self.sql)

    def told(self, values: Mapping[str, Value]) -> dict[str, Value]:
        """Of these values, those that it asks for."""
        return {name: value for name, value in values.items() if name in self.names}


@lru_cache(maxsize=SHAPES_KEPT)
def rows_where(view: str, columns: tuple[str, ...], equal: tuple[tuple[str, int], ...]) -> str:
    """Rows of a view, by columns that hold one value, or one of so many; `$1` and so on stand for the values."""
    chosen: list[Expression] = [sqlglot.column(column, quoted=True) for column in columns] or [Star()]
    rows = sqlglot.select(*chosen).from_(sqlglot.exp.Table(this=sqlglot.to_identifier(view, quoted=True)))
    place = 0
    for column, many in equal:
        marks = [Placeholder(this=str(place + one + 1)) for one in range(many)]
        rows, place = rows.where(_is_one_of(column, marks)), place + many
    return rows.sql("duckdb")


def _is_one_of(column: str, marks: Sequence[Placeholder]) -> Condition:
    """One value by itself lets the engine skip what cannot hold it."""
    asked = sqlglot.column(column, quoted=True)
    return asked.eq(marks[0]) if len(marks) == 1 else asked.isin(*marks)
