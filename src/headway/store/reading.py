"""Reads one whole build, while the next one is being written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from duckdb import ColumnExpression, ConstantExpression
from ibis.backends.duckdb import Backend
from ibis.expr.operations import DatabaseTable
from ibis.expr.types import Table

from headway.errors import UnknownTable
from headway.store.builds import BUILT, build, sentences
from headway.store.engines import duckdb, lake_table
from headway.store.home import Build, Home
from headway.store.landing import LANDED, landed_table

Row = dict[str, Any]
# Tables that are read in an order of their own; every other one in the order of its columns.
ORDERS = {"monday": ["leader", "line"], "bets": ["order"], "journeys": ["rank"]}
# Columns that hold several values, parted by a blank in the store.
LISTS = frozenset(("account_refs", "deal_ids", "deal_refs", "person_refs", "person_ids", "user_refs", "who"))


@dataclass(frozen=True)
class Reading:
    """One build of a home, open for reading."""

    home: Home
    pin: Build

    @cached_property
    def con(self) -> Backend:
        """An engine of its own, in memory."""
        return duckdb()

    @cached_property
    def _pinned(self) -> dict[str, Table]:
        """Tables of the build that have been asked for: their files never change, and finding them takes its time."""
        return {}

    @cached_property
    def _rows(self) -> dict[str, list[Row]]:
        """Short tables that have been read whole."""
        return {}

    def table(self, name: str) -> Table:
        """One table as this build holds it.

        Raises:
            UnknownTable: no such table; the message names those there are.
        """
        if name == "shown":
            if not self.home.lake.has(name):
                raise UnknownTable("Nothing has been published yet, so the table 'shown' is empty. Run: headway build")
            return lake_table(self.con, self.home.lake, name)
        if name == "inputs":
            return self._told()
        if name not in self.pin.versions:
            raise UnknownTable(f"There is no table '{name}'. There are: {', '.join(sorted(sentences()))}.")
        if name not in self._pinned:
            where = f"{BUILT}/{name}"
            self._pinned[name] = lake_table(self.con, self.home.lake, where, self.pin.versions[name])
        return self._pinned[name]

    def kept(self, name: str) -> list[Row]:
        """All rows of a table that is short for any company; read once for a build."""
        if name not in self._rows:
            self._rows[name] = self.where(name)
        return self._rows[name]

    def _told(self) -> Table:
        """What people have told up to now, which no build pins; read anew once there is more."""
        version = f"inputs {self.home.lake.version(f'{LANDED}/inputs')}"
        if version not in self._pinned:
            told = landed_table(self.home, self.con, "inputs")
            self._pinned[version] = self.con.create_table("inputs", told, overwrite=True)
        return self._pinned[version]

    def where(self, name: str, **equal: str | Sequence[str]) -> list[Row]:
        """The rows of one table of the build whose columns hold these values, or one of several, in no order.

        Straight from the engine: for a page that reads ten tables by their keys, planning takes four times the reading.
        """
        table = self.table(name)
        if not isinstance(table.op(), DatabaseTable):
            return []  # a table without rows has no file
        rows = self.con.con.table(table.get_name())
        for column, value in equal.items():
            wanted = [value] if isinstance(value, str) else sorted(value)
            if not wanted:
                return []
            asked = ColumnExpression(column)
            # One value by itself lets the engine skip what cannot hold it.
            is_one = len(wanted) == 1
            rows = rows.filter(
                asked == ConstantExpression(wanted[0]) if is_one else asked.isin(*map(ConstantExpression, wanted))
            )
        found: list[Row] = rows.to_arrow_table().to_pylist()
        return found

    def whole(self, name: str) -> list[Row]:
        """Every row of a small table of the build, in no order; read once, for a build never changes."""
        if name not in self._whole:
            self._whole[name] = self.where(name)
        return self._whole[name]

    def size(self, name: str) -> int:
        """How many rows a table of the build has; counted once, for a build never changes."""
        if name not in self._sizes:
            self._sizes[name] = int(self.table(name).count().to_pyarrow().as_py())
        return self._sizes[name]

    @cached_property
    def _sizes(self) -> dict[str, int]:
        """Tables that have been counted."""
        return {}

    @cached_property
    def _whole(self) -> dict[str, list[Row]]:
        """Small tables that have been read."""
        return {}

    def sorted(self, name: str) -> Table:
        """One table in its reading order, which no engine and no run changes."""
        table = self.table(name)
        order = ORDERS.get(name, [])
        return table.order_by([*order, *(column for column in table.columns if column not in order)])


def reading(home: Home, moment: datetime | None = None) -> Reading:
    """Open the current build, or the one beside it as of a moment, which is built first if need be.

    Raises:
        NotBuilt: the home holds nothing to read.
    """
    return Reading(home, home.current if moment is None else build(home, moment))
