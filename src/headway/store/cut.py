"""What was known at a moment: each landed table as its source would have shown it then."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from graphlib import TopologicalSorter

import ibis
from ibis.expr.types import Table, TimestampScalar, Value

from headway.sources import SOURCES, Source
from headway.sources.versions import version_schema
from headway.store.engines import DuckDBEngine

EVER = datetime(9999, 12, 31)


@dataclass(frozen=True)
class How:
    """What the cut of a landed table hangs on beside rows; the moment is a row too, so one SQL serves every moment."""

    name: str
    is_any_again: bool
    """Whether landing saw a key of it more than once."""
    is_whole: bool
    """Whether it counts whole, whatever the moment."""

    @property
    def source(self) -> Source:
        """What its columns mean."""
        return SOURCES[self.name]

    def at(self, moment: Table) -> datetime | TimestampScalar:
        """Until when its rows count."""
        return EVER if self.is_whole else moment.moment.as_scalar()


@dataclass(frozen=True)
class Cut:
    """Every landed table as it was known at a moment, and how each was cut from what."""

    engine: DuckDBEngine
    tables: dict[str, Table]
    told: dict[str, tuple[How, dict[str, Table]]]

    def issues(self) -> list[Table]:
        """The rows that did not count yet, as data issues."""
        referring = [(how, read) for how, read in self.told.values() if _aims(how.name) & set(read)]
        return [self.engine.stored(f"{how.name}_waiting", _waiting, read, how) for how, read in referring]


def cut_sources(engine: DuckDBEngine, landed: Mapping[str, Table], moment: Table, all_inputs: bool) -> Cut:
    """Every landed table as it was known at the moment; what people told us counts whole in a published build.

    The engine keeps what is cut, under the names of the landed tables, for whatever moment stands in `moment`.
    """
    named = {name: engine.named(f"landed_{name}", rows) for name, rows in landed.items()}
    delivered = {name for name, rows in named.items() if engine.has_any(rows)}
    cut = Cut(engine, {}, {})
    for name in cut_order(SOURCES):
        is_any_again = name in delivered and engine.has_any(named[name], "is_again")
        how = How(name, is_any_again, is_whole=name == "inputs" and all_inputs)
        read = {"landed": named[name], "moment": moment}
        if is_any_again:
            read["first"] = engine.stored(f"{name}_again", _first_of_again, read, how)
        read |= {target: rows for target, rows in cut.tables.items() if target in delivered and target in _aims(name)}
        cut.told[name] = how, read
        # Events refer to nothing and are many: they stay a view over their files, where there are any.
        keep = engine.seen if name == "web_events" and name in delivered else engine.stored
        cut.tables[name] = keep(name, _counting, read, how)
    read = {"landed": named["crm_people"], "moment": moment}
    cut.tables["contact_versions"] = engine.stored("contact_versions", _several, read)
    return cut


def contact_versions(landed: Table, at: datetime | TimestampScalar) -> Table:
    """Contacts of which several versions had been written by the moment: each of them, however often it landed."""
    again = landed.filter(landed.is_again).select("person_ref").distinct()
    rows = landed.semi_join(again, "person_ref")
    rows = rows.mutate(told_at=ibis.coalesce(rows.modified_at, rows.recorded_at))
    written = rows.filter(rows.recorded_at <= at, rows.told_at <= at)
    written = written.select(*version_schema().names).distinct()
    many = written.group_by("person_ref").agg(versions=written.count())
    return written.semi_join(many.filter(many.versions > 1), "person_ref")


def _several(landed: Table, moment: Table) -> Table:
    return contact_versions(landed, moment.moment.as_scalar())


def _first_of_again(how: How, landed: Table, moment: Table) -> Table:
    return first_of_again(how.source, landed, how.at(moment))


def _written_by_then(how: How, landed: Table, moment: Table, first: Table | None = None) -> Table:
    return known(how.source, landed, how.at(moment), first, how.is_any_again)


def _counting(how: How, landed: Table, moment: Table, first: Table | None = None, **targets: Table) -> Table:
    return referred(_written_by_then(how, landed, moment, first), how.source, targets)


def _waiting(how: How, landed: Table, moment: Table, first: Table | None = None, **targets: Table) -> Table:
    return ibis.union(*dangling(_written_by_then(how, landed, moment, first), how.source, targets))


def _aims(name: str) -> set[str]:
    return set(SOURCES[name].references.values())


def cut_order(names: Iterable[str]) -> list[str]:
    """Landed tables, each after those its references point to."""
    refers = {name: _aims(name) for name in names}
    return [name for name in TopologicalSorter(refers).static_order() if name in refers]


def known(
    source: Source,
    landed: Table,
    at: datetime | TimestampScalar,
    first: Table | None = None,
    is_any_again: bool = True,
) -> Table:
    """The rows that their source had written by the moment, one a key, snapshot values blank where written later.

    Several versions of a row may have landed: the newest of those written by the moment counts. Nothing else of a later
    version shows, not even that there is one. Where nothing ever changes, as in messages, of one sent twice counts what
    the server got first. `first` may hold what is counted of keys that landing saw again (`first_of_again`), which is
    read several times; where it saw none (`is_any_again`), there is nothing to choose.
    """
    columns = [column.name for column in source.columns]
    rows = _written(source, landed, at)
    if is_any_again:
        first = first_of_again(source, landed, at) if first is None else first
        rows = ibis.union(rows.anti_join(first, source.key), first)
    if not source.latest:
        return rows.select(columns)
    blank = {name: rows.believed.ifelse(rows[name], ibis.null(rows[name].type())) for name in source.latest}
    blank["modified_at"] = rows.believed.ifelse(rows.modified_at, ibis.null("timestamp(6)"))
    return rows.mutate(**blank).select(columns)


def first_of_again(source: Source, landed: Table, at: datetime | TimestampScalar) -> Table:
    """The row that counts of each key that landing saw more than once; only those are sorted."""
    written = _written(source, landed, at)
    twice = written.filter(written.is_again).select(source.key).distinct()
    again = written.semi_join(twice, source.key)
    order = _newest_believed(again) if source.latest else [again.recorded_at]
    by = [*order, *(again[column.name] for column in source.columns)]
    again = again.mutate(place=ibis.row_number().over(group_by=again[source.key], order_by=by))
    return again.filter(again.place == 0).drop("place")


def _written(source: Source, landed: Table, at: datetime | TimestampScalar) -> Table:
    """What the source had written by the moment, and whether its snapshot values had been too."""
    written = landed.filter(landed.recorded_at <= at)
    return written.mutate(believed=(written.modified_at <= at).fill_null(False)) if source.latest else written


def _newest_believed(rows: Table) -> list[Value]:
    age = rows.modified_at.truncate("s").epoch_seconds()
    return [rows.believed.desc(), rows.believed.ifelse(-age, age)]


def referred(rows: Table, source: Source, cut: Mapping[str, Table]) -> Table:
    """The rows whose references were all known at the moment too.

    A table that no source delivered holds nobody back.
    """
    for column, target in source.references.items():
        if target in cut:
            keys = cut[target].select(known_key=SOURCES[target].key)
            found = rows.left_join(keys, rows[column] == keys.known_key)
            rows = found.filter(found[column].isnull() | found.known_key.notnull()).drop("known_key")
    return rows


def dangling(rows: Table, source: Source, cut: Mapping[str, Table]) -> list[Table]:
    """Rows that refer to something which was not known at the moment, as data issues: they do not count yet."""
    return [_issues(rows, source, column, cut[aim]) for column, aim in source.references.items() if aim in cut]


def _issues(rows: Table, source: Source, column: str, target: Table) -> Table:
    aim = SOURCES[source.references[column]]
    lost = rows.filter(rows[column].notnull()).anti_join(target, rows[column] == target[aim.key])
    return lost.select(
        issue_id=lost[source.key] + f"/{column}",
        system=lost.system,
        file=ibis.literal(source.name),
        line=ibis.null("int64"),
        reason=ibis.literal(f"{column} refers to a row of {aim.name} that no export held by then"),
        remedy=ibis.literal(f"Export {aim.name} again, with deleted rows; until then this row does not count."),
        excerpt=lost[source.key] + " -> " + lost[column],
    )
