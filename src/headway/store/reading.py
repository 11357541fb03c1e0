"""Reads one whole build, while the next one is being written."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from ibis.backends.duckdb import Backend
from ibis.expr.types import Table

from headway.errors import UnknownTable
from headway.store.builds import BUILT, build, sentences
from headway.store.engines import duckdb, lake_table
from headway.store.home import Build, Home
from headway.store.landing import landed_table

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
            return landed_table(self.home, self.con, name)
        if name not in self.pin.versions:
            raise UnknownTable(f"There is no table '{name}'. There are: {', '.join(sorted(sentences()))}.")
        return lake_table(self.con, self.home.lake, f"{BUILT}/{name}", self.pin.versions[name])

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
