"""Reads one whole build, while the next one is being written."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar

import ibis
import pyarrow as pa
import pyarrow.compute as pc
from ibis.backends.duckdb import Backend
from ibis.expr.types import Table

from headway.errors import NotBuilt, UnknownTable
from headway.store.builds import BUILT, bucket_of, build, sentences
from headway.store.engines import duckdb, lake_table
from headway.store.home import Build, Home
from headway.store.landing import LANDED, landed_table
from headway.store.questions import Question, Value, rows_where, told

Row = dict[str, Any]
Found = TypeVar("Found")
FINDINGS_KEPT = 200
# A page of a list, or a summary, has fewer rows; a long answer is not worth its place.
ANSWERS_KEPT, ANSWER_ROWS = 200, 100
# Tables that are read in an order of their own; every other one in the order of its columns.
ORDERS = {"monday": ["leader", "line"], "bets": ["order"], "journeys": ["rank"]}
# Columns that hold several values, parted by a blank in the store.
LISTS = frozenset(("account_refs", "deal_ids", "deal_refs", "person_refs", "person_ids", "user_refs", "who"))


@dataclass(frozen=True)
class Reading:
    """One build of a home, open for reading: what has been found once is kept, for a build never changes."""

    home: Home
    pin: Build

    @cached_property
    def con(self) -> Backend:
        """An engine of its own, in memory; it keeps where things lie in the files, which are never written again."""
        con = duckdb()
        con.raw_sql("SET parquet_metadata_cache = true")
        return con

    @cached_property
    def _pinned(self) -> dict[str, Table]:
        """Tables, and parts of tables, that have been asked for."""
        return {}

    @cached_property
    def _buckets(self) -> dict[str, dict[int, list[str]]]:
        """The files of tables that are split by account, by bucket."""
        return {}

    @cached_property
    def _rows(self) -> dict[str, list[Row]]:
        """Short tables that have been read whole."""
        return {}

    @cached_property
    def _questions(self) -> dict[Hashable, Question]:
        """Questions that have been planned."""
        return {}

    @cached_property
    def _answers(self) -> dict[Hashable, pa.Table]:
        """Short answers to questions about this build alone, the newest ones."""
        return {}

    @cached_property
    def _findings(self) -> dict[Hashable, Any]:
        """What has been worked out."""
        return {}

    @cached_property
    def _heard(self) -> dict[str, Any]:
        """What people had told when it was last asked for."""
        return {}

    def table(self, name: str) -> Table:
        """One table as this build holds it.

        Raises:
            UnknownTable: no such table; the message names those there are.
            NotBuilt: the build was made by a version of Headway that did not know the table.
        """
        if name == "shown":
            if not self.home.lake.has(name):
                raise UnknownTable("Nothing has been published yet, so the table 'shown' is empty. Run: headway build")
            return lake_table(self.con, self.home.lake, name)
        if name == "inputs":
            return self._told()
        if name not in self.pin.versions and name in sentences():
            raise NotBuilt(
                f"These tables were built by another version of Headway, which has no '{name}' yet. "
                f"Run: headway build --home {self.home.path}"
            )
        if name not in self.pin.versions:
            raise UnknownTable(f"There is no table '{name}'. There are: {', '.join(sorted(sentences()))}.")
        if name not in self._pinned:
            self._pinned[name] = self._view(name, name, self.home.lake.files(*self._place(name)))
        return self._pinned[name]

    def _place(self, name: str) -> tuple[str, int]:
        return f"{BUILT}/{name}", self.pin.versions[name]

    def _view(self, view: str, name: str, files: Sequence[str]) -> Table:
        """Files under a name of their own; a table without rows has none."""
        if not files:
            return self.con.create_table(view, self.home.lake.empty(*self._place(name)), overwrite=True)
        return self.con.read_parquet(files, table_name=view, hive_partitioning=False, union_by_name=True)

    def _told(self) -> Table:
        """What people have told up to now, which no build pins; read anew once there is more."""
        version = f"inputs {self.home.lake.version(f'{LANDED}/inputs')}"
        if version not in self._pinned:
            told = landed_table(self.home, self.con, "inputs")
            self._pinned[version] = self.con.create_table("inputs", told, overwrite=True)
        return self._pinned[version]

    def inputs(self, *kinds: str, about: Sequence[str] | None = None) -> pa.Table:
        """What people have told of these kinds (none: of all), and what they took back; read anew once there is more.

        `about` names what it is about (the input's key); without it, everything.
        """
        rows = self._told()
        if self._heard.get("of") is not rows:
            self._heard.update(of=rows, rows=self.answer(rows_where("inputs", (), ()), ()).drop_columns("is_again"))
        told: pa.Table = self._heard["rows"]
        if not kinds:
            return told
        wanted = pc.is_in(told["kind"], pa.array(kinds, pa.string()))
        if about is not None:
            wanted = pc.and_(wanted, pc.is_in(told["key"], pa.array(about, pa.string())))
        return told.filter(pc.or_(wanted, pc.equal(told["kind"], "undo")))

    def where(self, name: str, /, *columns: str, **equal: str | Sequence[str]) -> list[Row]:
        """The rows of one table whose columns hold these values, or one of several, in no order; these columns, or all.

        Of a long table, for one account, only the part is opened in which that account lies.
        """
        wanted = {column: [told] if isinstance(told, str) else sorted(told) for column, told in equal.items()}
        if not all(wanted.values()):
            return []
        part = self._part(name, equal.get("account_id"))
        shape = tuple((column, len(told)) for column, told in wanted.items())
        values = [value for told in wanted.values() for value in told]
        found: list[Row] = self.answer(rows_where(part, columns, shape), values).to_pylist()
        return found

    def asked(self, shape: Hashable, make: Callable[[], Table], values: Mapping[str, Value]) -> list[Row]:
        """The rows of an expression, in its order; `shape` says all that makes it what it is, but for the values.

        The expression is made and planned the first time only; values go where it has marks (`store.questions`).
        """
        found: list[Row] = self.asked_table(shape, make, values).to_pylist()
        return found

    def asked_table(
        self, shape: Hashable, make: Callable[[], Table], values: Mapping[str, Value], account: str | None = None
    ) -> pa.Table:
        """The same as one table; with an account, of long tables only the part is opened in which it lies."""
        if shape not in self._questions:
            self._questions[shape] = Question.planned(self.con, make())
        question = self._questions[shape]
        asked = question.told(values)
        key = (shape, account, *sorted(asked.items()))
        if key not in self._answers:
            built = question.tables & self.pin.versions.keys()
            parts = {name: self._part(name, account) for name in built} if account else {}
            answer = self.answer(question.of(parts), asked).cast(question.schema)
            # What people go on telling is in no build.
            if answer.num_rows > ANSWER_ROWS or question.tables - self.pin.versions.keys():
                return answer
            _keep(self._answers, key, answer, ANSWERS_KEPT)
        return self._answers[key]

    def answer(self, sql: str, values: Sequence[Value] | Mapping[str, Value]) -> pa.Table:
        """What the engine answers: every read of a page comes through here."""
        return self.con.con.execute(sql, values).to_arrow_table()

    def _part(self, name: str, account: str | Sequence[str] | None) -> str:
        """The part of a table that holds an account, by its name in the engine; the whole one without such parts."""
        if isinstance(account, str) and name in self.pin.versions:
            if name not in self._buckets:
                self._buckets[name] = self._split(name)
            if self._buckets[name]:
                return self._opened_part(name, self._bucket(account))
        self.table(name)
        return name

    def _opened_part(self, name: str, bucket: int) -> str:
        part = f"{name} {bucket}"
        if part not in self._pinned:
            self._pinned[part] = self._view(part, name, self._buckets[name].get(bucket, ()))
        return part

    def _split(self, name: str) -> dict[int, list[str]]:
        """The files by bucket, where the table is split and this engine finds each file's accounts in its bucket.

        Another version of the engine may part accounts in another way; then the table is read whole.
        """
        found = self.home.lake.buckets(*self._place(name))
        if len(found) < 2:  # noqa: PLR2004 -- one part is no split
            return {}
        firsts = self.home.lake.firsts(*self._place(name), "account_id")
        return found if all(self._bucket(account) == bucket for bucket, account in firsts.items()) else {}

    def _bucket(self, account: str) -> int:
        """Where an account lies; worked out by the engine that parted them, which costs no read."""
        if "bucket" not in self._questions:
            asked = bucket_of(told("account")).name("bucket").as_table()
            self._questions["bucket"] = Question.planned(self.con, asked)
        question = self._questions["bucket"]
        (row,) = self.con.con.execute(question.sql, {"account": account}).fetchall()
        return int(row[0])

    def whole(self, name: str) -> list[Row]:
        """Every row of a small table of the build, in no order; read once."""
        if name not in self._rows:
            self._rows[name] = self.where(name)
        return self._rows[name]

    def once(self, name: str, make: Callable[[], Table]) -> list[Row]:
        """The rows of an expression that nobody's rights and no value change: few, and read once for a build."""
        if name not in self._rows:
            self._rows[name] = self.asked(name, make, {})
        return self._rows[name]

    def found(self, key: Hashable, work: Callable[[], Found]) -> Found:
        """What has been worked out of the build, under a key that says all it depends on; the newest ones are kept."""
        if key not in self._findings:
            _keep(self._findings, key, work(), FINDINGS_KEPT)
        kept: Found = self._findings[key]
        return kept

    def forget(self) -> None:
        """Let go of what has been answered and worked out, as if nobody had asked yet."""
        self._answers.clear()
        self._findings.clear()

    def size(self, name: str) -> int:
        """How many rows a table of the build has; counted once."""
        (row,) = self.once(f"size of {name}", lambda: self.table(name).agg(rows=ibis._.count()))
        return int(row["rows"])

    def sorted(self, name: str) -> Table:
        """One table in its reading order, which no engine and no run changes."""
        table = self.table(name)
        order = ORDERS.get(name, [])
        return table.order_by([*order, *(column for column in table.columns if column not in order)])


def _keep(kept: dict[Hashable, Found], key: Hashable, found: Found, most: int) -> None:
    """Keep what was found, and let go of what was kept first where there is too much."""
    while len(kept) >= most:
        del kept[next(iter(kept))]
    kept[key] = found


def reading(home: Home, moment: datetime | None = None) -> Reading:
    """Open the current build, or the one beside it as of a moment, which is built first if need be.

    Raises:
        NotBuilt: the home holds nothing to read.
    """
    return Reading(home, home.current if moment is None else build(home, moment))
