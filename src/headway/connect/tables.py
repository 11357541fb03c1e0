"""Landed rows as Arrow tables, exactly of the schema in `sources`."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import pyarrow as pa

from headway.connect.seam import Landed
from headway.connect.values import Value
from headway.sources import arrow_schema

ROWS_AT_ONCE = 50_000


def landed_table(name: str, rows: int, columns: Mapping[str, Sequence[Value]]) -> pa.Table:
    """A landed table of the columns given; a column that is not given is null."""
    schema = arrow_schema(name)
    empty = [None] * rows
    return pa.Table.from_arrays(
        [pa.array(columns.get(column.name, empty), column.type) for column in schema], schema=schema
    )


def gathered(tables: Iterable[Landed]) -> Iterator[Landed]:
    """The same rows in fewer, larger tables; tables without rows fall away."""
    waiting: dict[str, list[pa.Table]] = {}
    for name, table in tables:
        parts = waiting.setdefault(name, [])
        parts.append(table)
        if sum(part.num_rows for part in parts) >= ROWS_AT_ONCE:
            yield name, pa.concat_tables(waiting.pop(name))
    for name, parts in waiting.items():
        if any(part.num_rows for part in parts):
            yield name, pa.concat_tables(parts)
