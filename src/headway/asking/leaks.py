"""Which columns of somebody's own file may foretell its outcome, before any home is built."""

from collections.abc import Collection
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from headway.answers.leaks import columns_examined
from headway.connect.columns import columns
from headway.errors import SettingsError

CAME = frozenset({"1", "yes", "true", "won", "closed won", "converted"})
VALUES_SHOWN = 8


def file_leaks(path: Path, outcome: str, came: str = "", known: Collection[str] = ()) -> tuple[pa.Table, int]:
    """Each column of a CSV file, the most telling first, and how many of its rows could not be read.

    Args:
        path: the file.
        outcome: its column that says how each row ended.
        came: the value of it that means that the thing came; where not told, what is usual (1, yes, won ...).
        known: columns of which a person says that they are known before the ending.

    Raises:
        DataError: the file cannot be read.
        SettingsError: it has no such column, or no row of it came, or all did.
    """
    rows, lost = columns(path)
    missing = [name for name in [outcome, *known] if name not in rows.column_names]
    if missing:
        raise SettingsError(f"{path} has no column '{missing[0]}'. It has: {', '.join(rows.column_names)}.")
    values = sorted(value for value in pc.unique(rows[outcome]).to_pylist() if value is not None)
    meant = [value for value in values if (value == came if came else value.strip().lower() in CAME)]
    is_come = pc.is_in(rows[outcome], pa.array(meant, pa.string()))
    if not meant or pc.all(is_come).as_py():
        raise SettingsError(
            f"{outcome} holds {', '.join(values[:VALUES_SHOWN]) or 'nothing'}: which one means that it came? "
            "Name it with --came."
        )
    found = columns_examined(rows, outcome, meant, known)
    return found.sort_by([("power", "descending"), ("column", "ascending")]), lost
