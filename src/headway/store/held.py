"""Everything a home holds of one person of the customers' side, for whoever asks what is known of them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
from ibis.expr.types import BooleanValue, Table

from headway.errors import NotBuilt
from headway.sources import SOURCES
from headway.store.engines import duckdb
from headway.store.erased import Erased
from headway.store.forgetting import naming
from headway.store.home import Home
from headway.store.landing import landed_table
from headway.store.persons import Person
from headway.store.reading import reading

ROWS_AT_ONCE = 100_000


def held(home: Home, person: Person) -> Iterator[tuple[str, pa.Table]]:
    """Each table that holds something of the person, and those rows; what has landed first, then what was made of it.

    Rows of others who share the name are not among them.
    """
    yield from _landed(home, person)
    try:
        opened = reading(home)
    except NotBuilt:
        return
    for name in sorted(opened.pin.versions):
        if name != "data_issues":
            rows = opened.table(name)
            if (found := rows.filter(_holds(rows, _ids(person))).to_pyarrow()).num_rows:
                yield f"made: {name}", found


def _landed(home: Home, person: Person) -> Iterator[tuple[str, pa.Table]]:
    asked = Erased(Path(), b"asked")
    knower = asked.knower([{"hashes": [asked.hash(mark) for mark in person.marks()]}])
    con = duckdb(home.path)
    for name in (*SOURCES, "data_issues"):
        rows = landed_table(home, con, name)
        batches = rows.to_pyarrow_batches(chunk_size=ROWS_AT_ONCE)
        parts = [naming(name, pa.Table.from_batches([batch]), knower) for batch in batches]
        if any(part.num_rows for part in parts):
            yield f"landed: {name}", pa.concat_tables(parts)
    con.disconnect()


def _ids(person: Person) -> list[str]:
    """The person's ids as the tables that are made say them."""
    said: dict[str, Any] = {"email": person.addresses, "user": person.users, "visitor": person.visitors}
    whole = {f"{kind}:{value}" for kind, values in said.items() for value in values}
    return sorted(whole | person.refs | person.addresses | person.users | person.visitors)


def _holds(rows: Table, ids: list[str]) -> BooleanValue:
    """Whether a row has one of the ids in a cell, alone or among others with a blank between."""
    texts = [rows[name] for name, kind in rows.schema().items() if kind.is_string()]
    alone = [text.isin(ids) for text in texts]
    among = [(" " + text + " ").contains(f" {one} ") for text in texts for one in ids]
    return ibis.or_(ibis.literal(False), *alone, *among).fill_null(False)
