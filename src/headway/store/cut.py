"""What was known at a moment: each landed table as its source would have shown it then."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from graphlib import TopologicalSorter

import ibis
from ibis.expr.types import Table

from headway.sources import SOURCES, Source


def cut_order(names: Iterable[str]) -> list[str]:
    """Landed tables, each after those its references point to."""
    refers = {name: set(SOURCES[name].references.values()) for name in names}
    return [name for name in TopologicalSorter(refers).static_order() if name in refers]


def known(source: Source, landed: Table, at: datetime) -> Table:
    """The rows that their source had written by the moment, one a key, snapshot values blank where written later.

    Several versions of a row may have landed: the newest of those written by the moment counts. Nothing else of a later
    version shows, not even that there is one.
    """
    written = landed.filter(landed.recorded_at <= at)
    if not source.latest:
        return _told_first(source, written)
    believed = (written.modified_at <= at).fill_null(False)
    versions = written.mutate(believed=believed)
    age = versions.modified_at.truncate("s").epoch_seconds()
    order = [
        versions.believed.desc(),
        versions.believed.ifelse(-age, age),
        *(versions[column.name] for column in source.columns),
    ]
    versions = versions.mutate(place=ibis.row_number().over(group_by=versions[source.key], order_by=order))
    newest = versions.filter(versions.place == 0)
    blank = {name: newest.believed.ifelse(newest[name], ibis.null(newest[name].type())) for name in source.latest}
    blank["modified_at"] = newest.believed.ifelse(newest.modified_at, ibis.null("timestamp(6)"))
    return newest.mutate(**blank).select([column.name for column in source.columns])


def _told_first(source: Source, written: Table) -> Table:
    """One row a key where nothing ever changes: of a message sent twice, the one the server got first.

    Only keys that landing saw more than once are compared, which spares a sort of every event.
    """
    columns = [column.name for column in source.columns]
    twice = written.filter(written.is_again).select(source.key).distinct()
    once = written.anti_join(twice, source.key).select(columns)
    again = written.semi_join(twice, source.key)
    order = [again.recorded_at, *(again[name] for name in columns)]
    again = again.mutate(place=ibis.row_number().over(group_by=again[source.key], order_by=order))
    return ibis.union(once, again.filter(again.place == 0).select(columns))


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


def dangling(rows: Table, source: Source, landed: Mapping[str, Table]) -> Table | None:
    """Rows that refer to something which no export has delivered, as data issues; None where nothing can dangle."""
    found = [
        _issues(rows, source, column, landed[target], SOURCES[target])
        for column, target in source.references.items()
        if target in landed
    ]
    return ibis.union(*found) if found else None


def _issues(rows: Table, source: Source, column: str, target: Table, aim: Source) -> Table:
    lost = rows.filter(rows[column].notnull()).anti_join(target, rows[column] == target[aim.key])
    reason = f"{column} refers to a row of {aim.name} that is in no export"
    issues = lost.select(
        issue_id=lost[source.key] + f"/{column}",
        system=lost.system,
        file=ibis.literal(source.name),
        line=ibis.null("int64"),
        reason=ibis.literal(reason),
        remedy=ibis.literal(f"Export {aim.name} again, with deleted rows; until then this row does not count."),
        excerpt=lost[source.key] + " -> " + lost[column],
    )
    return issues.distinct()
