"""Leaves erased people out of what is about to land, whichever system brings them, under ids old or new."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from headway.store.erased import Erased, marks_of
from headway.store.forgetting import forgotten
from headway.store.home import Home

# Rows by which an erased address is known under another id.
_TELL_IDS = {"crm_people": (("person_ref", "ref"),), "web_calls": (("user_id", "user"),)}


def leave_out_erased(home: Home, staged: Path) -> int:
    """Take erased people out of rows that lie staged, a folder for each table; returns how many rows went."""
    erased = Erased.of(home)
    if not erased:
        return 0
    for name in _TELL_IDS:
        for path in sorted((staged / name).glob("*.parquet")):
            _learn_ids(name, pq.read_table(path), erased)
    knower, gone = erased.knower(), 0
    for path in sorted(staged.glob("*/*.parquet")):
        kept = forgotten(path.parent.name, pq.read_table(path), knower)
        if kept.is_other:
            pq.write_table(kept.rows, path)
        gone += kept.gone
    return gone


def _learn_ids(name: str, rows: pa.Table, erased: Erased) -> None:
    """A contact or login that gives an erased address is that person, so its other rows are left out as well."""
    knower = erased.knower()
    for row in rows.select(["email", *(column for column, _ in _TELL_IDS[name])]).to_pylist():
        place = knower.who("mail", row["email"]) if row["email"] else None
        for column, kind in _TELL_IDS[name]:
            if place is not None and row[column] and knower.who(kind, row[column]) is None:
                erased.learn(place, marks_of(kind, [row[column]]))
                knower = erased.knower()
