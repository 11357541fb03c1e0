"""Takes erased people out of rows: the same whether the rows lie in a home or come in again with the next export."""

import json
from collections.abc import Callable
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from headway.sources.persons import MARKS, Mark, Way
from headway.store.erased import Knower

Cell = str | None
# What says of which account a row is; its own name for it where the account is named after another reference.
_OF_ACCOUNT = ("account_ref", "account_id")


@dataclass(frozen=True)
class Forgotten:
    """Rows without the people; how many went wholly, and how many cells of others were changed."""

    rows: pa.Table
    gone: int
    changed: int

    @property
    def is_other(self) -> bool:
        """Whether anybody stood in the rows."""
        return bool(self.gone or self.changed)


def forgotten(name: str, rows: pa.Table, knower: Knower) -> Forgotten:
    """Rows of a table, landed or kept, without the people that the knower knows.

    A table that no source landed has no rows of its own about a person: its text is searched.
    """
    marks = MARKS.get(name) or dict.fromkeys(_texts(rows), Mark("says"))
    theirs = about(name, rows, knower)
    kept, changed = _without_surnames(rows.filter(pc.invert(theirs)), marks, knower)
    for column, mark in marks.items():
        if mark.way in _CELLS and column in kept.column_names:
            told, cells = _changed(kept[column], mark, knower)
            if cells:
                kept = kept.set_column(kept.column_names.index(column), kept.field(column), told)
                changed += cells
    return Forgotten(kept, rows.num_rows - kept.num_rows, changed)


def _without_surnames(rows: pa.Table, marks: dict[str, Mark], knower: Knower) -> tuple[pa.Table, int]:
    """Rows of an account without surnames that meant one person there, and in how many cells they stood."""
    scope, changed = next((each for each in _OF_ACCOUNT if each in rows.column_names), None), 0
    if not scope or not rows.num_rows:
        return rows, 0
    accounts = rows[scope].to_pylist()
    known = {each for each in set(accounts) if each and knower.has_surnames(each)}
    columns = [each for each, mark in marks.items() if mark.way == "says" and each in rows.column_names]
    for column in columns if known else ():
        cells = rows[column].to_pylist()
        told = [
            knower.without_surnames(cell, account) if cell and account in known else cell
            for cell, account in zip(cells, accounts, strict=True)
        ]
        changed += sum(one != other for one, other in zip(cells, told, strict=True))
        rows = rows.set_column(rows.column_names.index(column), rows.field(column), pa.array(told, rows[column].type))
    return rows, changed


def about(name: str, rows: pa.Table, knower: Knower) -> pa.Array:
    """Which rows are about one of the people, and go with them."""
    found = pa.array([False] * rows.num_rows, pa.bool_())
    for column, mark in MARKS.get(name, {}).items():
        if mark.way in {"whose", "tells"} and column in rows.column_names:
            is_theirs = _by_kind(mark, knower) if mark.way == "whose" else lambda cell: _tells(cell, knower)
            found = pc.or_(found, _mapped(rows[column], is_theirs, pa.bool_()))
    return found


def naming(name: str, rows: pa.Table, knower: Knower) -> pa.Table:
    """The rows that are about one of the people or say anything of them, as they stand."""
    found = about(name, rows, knower)
    marks = MARKS.get(name) or dict.fromkeys(_texts(rows), Mark("says"))
    for column, mark in marks.items():
        if mark.way in _CELLS and column in rows.column_names:
            is_other = _is_other(mark.way, mark, knower)
            found = pc.or_(found, _mapped(rows[column], is_other, pa.bool_()))
    return rows.filter(found)


def _texts(rows: pa.Table) -> list[str]:
    return [each.name for each in rows.schema if pa.types.is_string(each.type) or pa.types.is_large_string(each.type)]


def _changed(cells: pa.ChunkedArray, mark: Mark, knower: Knower) -> tuple[pa.Array, int]:
    """A column without the people, and in how many of its cells they stood."""
    make = _CELLS[mark.way]
    told = _mapped(cells, lambda cell: make(cell, mark, knower), cells.type)
    same = pc.equal(pc.fill_null(told, "\0"), pc.fill_null(cells.combine_chunks(), "\0"))
    return told, pc.sum(pc.invert(same)).as_py() or 0


def _is_other(way: Way, mark: Mark, knower: Knower) -> Callable[[str], bool]:
    return lambda cell: _CELLS[way](cell, mark, knower) != cell


def _by_kind(mark: Mark, knower: Knower) -> Callable[[str], bool]:
    return lambda cell: knower.who(str(mark.kind), cell) is not None


def _mapped(cells: pa.ChunkedArray, act: Callable[[str], Cell | bool], kind: pa.DataType) -> pa.Array:
    """What becomes of each cell; each distinct one is looked at once, and nulls stay: none of them is anybody."""
    coded = cells.combine_chunks().dictionary_encode()
    empty = False if pa.types.is_boolean(kind) else None
    found = pa.array([*(act(cell) for cell in coded.dictionary.to_pylist()), empty], kind)
    places = pc.fill_null(coded.indices, len(found) - 1)
    return found.take(places)


def _tells(cell: str, knower: Knower) -> bool:
    """Whether what one of ours told is about one of the people, by an id."""
    return any(_is_id(value, knower) for value in _values(cell))


def _values(cell: str) -> list[str]:
    try:
        told = json.loads(cell)
    except ValueError:
        return [cell]
    return [value for value in told.values() if isinstance(value, str)] if isinstance(told, dict) else [cell]


def _is_id(value: str, knower: Knower) -> bool:
    kind, _, bare = value.partition(":")
    named = {"email": "mail", "user": "user", "visitor": "visitor"}.get(kind)
    return knower.who(named or "ref", bare if named else value) is not None


def _emptied(cell: str, mark: Mark, knower: Knower) -> Cell:
    return None if _by_kind(mark, knower)(cell) else cell


def _unlisted(cell: str, mark: Mark, knower: Knower) -> Cell:
    kept = [each for each in cell.split() if not _by_kind(mark, knower)(each)]
    return cell if len(kept) == len(cell.split()) else " ".join(kept) or None


def _unsaid(cell: str, _mark: Mark, knower: Knower) -> Cell:
    return knower.without(cell)


def _unquoted(cell: str, _mark: Mark, knower: Knower) -> Cell:
    return cell if knower.without(cell) == cell else ""


_CELLS: dict[Way, Callable[[str, Mark, Knower], Cell]] = {
    "names": _emptied,
    "lists": _unlisted,
    "says": _unsaid,
    "tells": _unsaid,
    "quotes": _unquoted,
}
