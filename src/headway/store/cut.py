"""What was known at a moment: each landed table as its source would have shown it then."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from graphlib import TopologicalSorter

import ibis
from ibis.expr.types import Table, TimestampScalar, Value

from headway.sources import SOURCES, Source
from headway.sources.versions import version_schema

EVER = datetime(9999, 12, 31)


@dataclass(frozen=True)
class Cut:
    """Every landed table as it was known at a moment, and the rows that did not count yet, as data issues."""

    tables: dict[str, Table]
    issues: list[Table]


def cut_sources(
    stored: Callable[[str, Table], Table], landed: dict[str, Table], at: datetime | TimestampScalar, all_inputs: bool
) -> Cut:
    """Every landed table as it was known at the moment; what people told us counts whole in a published build.

    `stored` keeps the rows of an expression under a name.
    """
    delivered = {name for name, rows in landed.items() if _any(rows)}
    twice = {name for name in delivered if _any(landed[name].filter(landed[name].is_again))}
    cut = Cut({}, [])
    for name in cut_order(SOURCES):
        few = partial(stored, f"{name}_again")
        at_most = EVER if name == "inputs" and all_inputs else at
        rows = known(SOURCES[name], landed[name], at_most, few, is_any_again=name in twice)
        targets = {target: table for target, table in cut.tables.items() if target in delivered}
        cut.issues.extend(dangling(rows, SOURCES[name], targets))
        kept = referred(rows, SOURCES[name], targets)
        # Events refer to nothing and are many: they stay a view over their files, where there are any.
        is_many = name == "web_events" and name in delivered
        cut.tables[name] = kept if is_many else stored(name, kept)
    cut.tables["contact_versions"] = stored("contact_versions", contact_versions(landed["crm_people"], at))
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


def _any(rows: Table) -> bool:
    return bool(rows.limit(1).to_pyarrow().num_rows)


def cut_order(names: Iterable[str]) -> list[str]:
    """Landed tables, each after those its references point to."""
    refers = {name: set(SOURCES[name].references.values()) for name in names}
    return [name for name in TopologicalSorter(refers).static_order() if name in refers]


def known(
    source: Source,
    landed: Table,
    at: datetime | TimestampScalar,
    stored: Callable[[Table], Table] = lambda few: few,
    is_any_again: bool = True,
) -> Table:
    """The rows that their source had written by the moment, one a key, snapshot values blank where written later.

    Several versions of a row may have landed: the newest of those written by the moment counts. Nothing else of a later
    version shows, not even that there is one. Where nothing ever changes, as in messages, of one sent twice counts what
    the server got first. `stored` may keep the few rows that are read again with every reading; where landing saw no
    key again (`is_any_again`), there are none.
    """
    columns = [column.name for column in source.columns]
    one_a_key = partial(_one_a_key, source, stored=stored) if is_any_again else _as_they_are
    written = landed.filter(landed.recorded_at <= at)
    if not source.latest:
        return one_a_key(written, _first_told).select(columns)
    written = written.mutate(believed=(written.modified_at <= at).fill_null(False))
    newest = one_a_key(written, _newest_believed)
    blank = {name: newest.believed.ifelse(newest[name], ibis.null(newest[name].type())) for name in source.latest}
    blank["modified_at"] = newest.believed.ifelse(newest.modified_at, ibis.null("timestamp(6)"))
    return newest.mutate(**blank).select(columns)


def _one_a_key(
    source: Source, written: Table, order: Callable[[Table], list[Value]], stored: Callable[[Table], Table]
) -> Table:
    """The first row of each key; only keys that landing saw more than once are sorted."""
    twice = written.filter(written.is_again).select(source.key).distinct()
    again = written.semi_join(twice, source.key)
    by = [*order(again), *(again[column.name] for column in source.columns)]
    again = again.mutate(place=ibis.row_number().over(group_by=again[source.key], order_by=by))
    first = stored(again.filter(again.place == 0).drop("place"))
    return ibis.union(written.anti_join(first, source.key), first)


def _as_they_are(written: Table, _order: Callable[[Table], list[Value]]) -> Table:
    return written


def _first_told(rows: Table) -> list[Value]:
    return [rows.recorded_at]


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
