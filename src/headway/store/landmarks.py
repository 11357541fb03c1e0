"""What was known at earlier moments: the features of each journey then, to learn endings from; and a week ago.

A landmark is the same graph at an earlier moment, so nothing of it can know what came after. Rows recorded later change
nothing of it, so each is made once and kept; one whose known rows have changed since is made anew.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

import ibis
import pyarrow as pa
import pyarrow.compute as pc
from ibis.backends.duckdb import Backend
from ibis.expr.types import Table

from headway import graph
from headway.sources import SOURCES
from headway.sources.landmarks import (
    EARLIER,
    FEATURED,
    LANDMARK_DAYS,
    LANDMARK_YEARS,
    WEEK_AGO_DAYS,
    WINS_WORTH_LEARNING,
    landmark_schema,
)
from headway.store.clocks import told_zones
from headway.store.cut import cut_sources
from headway.store.engines import DuckDBEngine, duckdb, lake_table
from headway.store.given import given
from headway.store.home import Home
from headway.store.steps import STEPS, code_version

LANDMARKS, WEEK_AGO = EARLIER
Told = Callable[[str], None]
FIRST_MONDAY = datetime(1970, 1, 5)
# Before so much of the company's history nothing can be said of anybody.
WARM_UP_DAYS = 56


def earlier(
    home: Home, engine: DuckDBEngine, landed: dict[str, Table], at: datetime, told: Told = lambda _: None
) -> dict[str, Table]:
    """`landmarks` before a moment and `week_ago`; empty while too few deals are won to learn from.

    What the engine has compiled for those that had to be made serves it again.
    """
    none = {name: landmark_schema().empty_table() for name in EARLIER}
    if _wins(landed, at) < WINS_WORTH_LEARNING:
        return {name: engine.con.create_table(name, rows, overwrite=True) for name, rows in none.items()}
    past = _Past(home, engine, landed)
    wanted = _wanted(home, engine.con, landed, at)
    _make(home, past, wanted, told)
    before = _stood(past, at - timedelta(days=WEEK_AGO_DAYS))
    past.let_go()
    rows = ibis.memtable(none[LANDMARKS])
    if wanted:
        kept = lake_table(engine.con, home.lake, LANDMARKS)
        rows = kept.filter(kept.known.isin(list(wanted.values()))).select(landmark_schema().names)
    return {
        LANDMARKS: engine.con.create_table(LANDMARKS, rows, overwrite=True),
        WEEK_AGO: engine.con.create_table(WEEK_AGO, before, overwrite=True),
    }


def days(first: datetime, at: datetime) -> list[datetime]:
    """The Mondays before a moment on which a landmark stands: every fourth since 1970, so that they stay in place."""
    step = timedelta(days=LANDMARK_DAYS)
    begin = max(first + timedelta(days=WARM_UP_DAYS), at - timedelta(days=365 * LANDMARK_YEARS))
    place = -((FIRST_MONDAY - begin) // step)
    many = max(0, -((begin - at) // step))
    found = [FIRST_MONDAY + step * (place + i) for i in range(many + 1)]
    return [day for day in found if begin <= day < at]


def _make(home: Home, past: "_Past", wanted: dict[datetime, str], told: Told) -> None:
    """Make the landmarks that are not there yet."""
    there = _there(home)
    missing = {day: known for day, known in wanted.items() if known not in there}
    if not missing:
        return
    if there - set(wanted.values()):
        _forget_other_marks(home, next(iter(missing.values())))
    for place, (day, known) in enumerate(missing.items(), start=1):
        told(f"what was known on {day:%Y-%m-%d}, {place} of {len(missing)}")
        rows = _stood(past, day)
        home.lake.append(LANDMARKS, rows.append_column("known", pa.array([known] * rows.num_rows, pa.string())))


def _stood(past: "_Past", day: datetime) -> pa.Table:
    """The features of every journey as of a day, and the day."""
    rows = past.features(day)
    return rows.append_column("landmark", pa.array([day] * rows.num_rows, pa.timestamp("us")))


@dataclass
class _Past:
    """The part of the graph that makes the features, run for one moment after the other."""

    home: Home
    engine: DuckDBEngine
    landed: dict[str, Table]

    @cached_property
    def part(self) -> dict[str, graph.Step]:
        """The steps it takes."""
        return graph.needed(STEPS, [FEATURED])

    def features(self, day: datetime) -> pa.Table:
        """The features of every journey as of the day."""
        if FEATURED not in self.engine.kept:
            self._rehearse(day)
        else:
            given(self.engine.put, self.home, day)
            self.engine.again()
        return self.engine.kept[FEATURED].to_pyarrow()

    def _rehearse(self, day: datetime) -> None:
        engine = self.engine
        told = given(engine.put, self.home, day)
        # Held by the engine, for every moment reads them again, and events lie in a file for each day.
        held = {name: engine.con.create_table(f"held_{name}", rows) for name, rows in self.landed.items()}
        cut = cut_sources(engine, held, told["moment"], all_inputs=False)
        graph.build(self.part, {**cut.tables, **told}, engine)

    def let_go(self) -> None:
        """Hold what has landed no longer; whoever builds on with the engine has events of its own to read."""
        for name in self.landed:
            self.engine.con.drop_table(f"held_{name}")


def _wins(landed: dict[str, Table], at: datetime) -> int:
    """About how many deals were won by the moment; a few more or less do not matter here."""
    changes, deals = landed["crm_deal_changes"], landed["crm_deals"]
    told = changes.filter(changes.is_won.fill_null(False), changes.recorded_at <= at).select("deal_ref")
    shown = deals.filter(deals.is_won.fill_null(False), deals.modified_at <= at).select("deal_ref")
    return int(ibis.union(told, shown).deal_ref.nunique().to_pyarrow().as_py())


def _wanted(home: Home, con: Backend, landed: dict[str, Table], at: datetime) -> dict[datetime, str]:
    """Each landmark before the moment, with a mark of the code and the rows that it hangs on."""
    wanted = days(_first(landed) or at, at)
    digests = {day: hashlib.sha256() for day in wanted}
    for name, rows in landed.items():
        for day, known in zip(wanted, _known_rows(con, name, rows, wanted), strict=True):
            digests[day].update(f"{name} {known}\n".encode())
    mark = _mark(home, told_zones(home, landed["inputs"]))
    return {day: f"{mark}/{digest.hexdigest()[:16]}" for day, digest in digests.items()}


def _first(landed: dict[str, Table]) -> datetime | None:
    """When customers' acts could first be seen: silence before that would teach that silent customers buy."""
    firsts = {name: rows.recorded_at.min().to_pyarrow().as_py() for name, rows in landed.items() if name != "inputs"}
    return firsts["web_events"] or min(filter(None, firsts.values()), default=None)


def _known_rows(con: Backend, name: str, rows: Table, wanted: list[datetime]) -> list[str]:
    """How many rows, and how many of their keys, had been written by each day.

    What has landed only ever grows, so equal counts are equal rows.
    """
    if not wanted:
        return []
    by = rows.group_by(SOURCES[name].key).agg(key_at=rows.recorded_at.min())
    keys = by.agg(**{f"k{place}": by.count(where=by.key_at <= day) for place, day in enumerate(wanted)})
    written = ibis.greatest(rows.recorded_at, rows.modified_at.fill_null(rows.recorded_at))
    whole = rows.agg(**{f"r{place}": rows.count(where=written <= day) for place, day in enumerate(wanted)})
    found = con.to_pyarrow(keys.cross_join(whole)).to_pylist()[0]
    return [f"{found[f'k{place}']} {found[f'r{place}']}" for place in range(len(wanted))]


def _mark(home: Home, zones: dict[str, str]) -> str:
    """What a landmark hangs on beside the rows: the code, the settings, the company's own word on pages and zones."""
    pages = home.path / "pages.csv"
    digest = hashlib.sha256(code_version().encode())
    digest.update(repr(sorted(home.settings().items())).encode())
    digest.update(repr(sorted(zones.items())).encode())
    digest.update(pages.read_bytes() if pages.exists() else b"")
    return digest.hexdigest()[:16]


def _there(home: Home) -> set[str]:
    if not home.lake.has(LANDMARKS):
        return set()
    rows = lake_table(duckdb(), home.lake, LANDMARKS)
    return set(rows.select("known").distinct().to_pyarrow()["known"].to_pylist())


def _forget_other_marks(home: Home, known: str) -> None:
    """Let go of landmarks that other code or settings made: nobody will ask for them again."""
    rows = lake_table(duckdb(), home.lake, LANDMARKS).to_pyarrow()
    home.lake.overwrite(LANDMARKS, rows.filter(pc.starts_with(rows["known"], known.partition("/")[0])))
