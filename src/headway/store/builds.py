"""Builds every table as of a moment, beside what is being read, and publishes it in one step."""

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime

import ibis
import pyarrow as pa
from duckdb import DuckDBPyRelation
from ibis.backends.duckdb import Backend
from ibis.expr.types import IntegerValue, StringValue, Table

from headway import graph
from headway.errors import NotBuilt, SettingsError
from headway.sources import SOURCES
from headway.store.clocks import put_into_utc, told_zones, untold_clocks
from headway.store.cut import Cut, cut_sources
from headway.store.engines import DuckDBEngine, duckdb
from headway.store.erasing import let_go, take_out
from headway.store.given import given
from headway.store.home import Build, Home
from headway.store.landing import LANDED, landed_table
from headway.store.landmarks import earlier
from headway.store.models import keep_models, model_versions
from headway.store.pruning import prune
from headway.store.retention import drop_old_days
from headway.store.shown import past_draws, show
from headway.store.steps import STEPS, code_version

BUILT = "built"
# Tables of account grain this long are split by account, so that a refresh rewrites only the accounts that changed;
# a shorter one is written as fast whole: splitting doubles the work of writing.
ROWS_WORTH_BUCKETS = 1_000_000
# Of these, pages read one account's rows (and at most once a build a count of all), so that they are worth splitting
# much sooner; lists, which read a table whole again and again, would open all its parts.
ONE_ACCOUNT_AT_A_TIME = ("audiences", "customer_people")
ROWS_OF_ONE = 50_000
BUCKETS = 64
# Of a row's hash as much is kept that a hundred million rows can be added up in 64 bits.
HASHES = 2**36
ROWS_AT_ONCE = 250_000
# What pages look rows up by: a table lies sorted by the first two of these that it has, so that little of it is read.
READ_BY = ("account_id", "journey_id", "deal_id", "person_id", "ref")
ISSUES = "data_issues"
# What people said on a day is no sign of how far the systems have been read.
SAID_BY_PEOPLE = ("inputs", "customer_outcomes")


def build(home: Home, moment: datetime | None = None, told: Callable[[str], None] = lambda _: None) -> Build:
    """Build what has landed, as of a moment; without one, as of the newest recorded row, and publish it.

    The same landed rows, settings and code give the same build, which is then only looked up. Whose erasing was begun
    is erased with it: then no build before it can be read any longer.

    Raises:
        NotBuilt: nothing has landed yet.
    """
    with home.writing():
        people = take_out(home, told) if moment is None else []
        if moment is None:
            drop_old_days(home)
        try:
            made = _made(home, moment, told)
        except NotBuilt:
            if people:  # nobody but them had landed
                let_go(home, None, people)
            raise
        if people:
            let_go(home, made, people)
        return made


def _made(home: Home, moment: datetime | None, told: Callable[[str], None]) -> Build:
    """The build of a moment, while nobody else writes."""
    con = duckdb(home.path)
    # People go on telling while a build runs: it reads, and is named by, what had landed when it began.
    versions = {name: home.lake.version(f"{LANDED}/{name}") for name in [*SOURCES, ISSUES]}
    as_told = {name: landed_table(home, con, name, versions[name]) for name in SOURCES}
    landed = put_into_utc(con, as_told, told_zones(home, as_told["inputs"]))
    at = moment or newest_moment(landed)
    wanted = _identity(home, versions, at, is_published=moment is None)
    found = next((pin for pin in home.builds() if pin.id == wanted), None)
    made = found or _built(home, con, landed, at, wanted, moment is None, told)
    if made.is_published:
        show(home, con, made)
        keep_models(home, con, made)
    home.pin(made)
    if made.is_published:
        prune(home)
    return made


def newest_moment(landed: dict[str, Table]) -> datetime:
    """The newest time at which a source's server wrote any landed row; what people have said does not count."""
    times: list[datetime] = []
    for name, rows in landed.items():
        if name not in SAID_BY_PEOPLE:
            newest = rows.agg(recorded=rows.recorded_at.max(), modified=rows.modified_at.max()).to_pyarrow().to_pylist()
            times += [time for time in newest[0].values() if time]
    if not times:
        raise NotBuilt("Nothing has landed yet. Run: headway build --home H --from salesforce=DIR --from segment=DIR")
    return max(times)


def _built(
    home: Home,
    con: Backend,
    landed: dict[str, Table],
    at: datetime,
    identity: str,
    publish: bool,
    told: Callable[[str], None],
) -> Build:
    told("what was known then")
    engine = DuckDBEngine(con)
    past = earlier(home, engine, landed, at, told)
    asked = given(engine.put, home, at)
    cut = cut_sources(engine, landed, asked["moment"], all_inputs=publish)
    sources = {
        **cut.tables,
        **asked,
        **past,
        "model_versions": model_versions(home, con, at),
        "past_draws": past_draws(home, con, at),
    }
    made = graph.build(STEPS, sources, engine, lambda step: told(step.name))
    told("writing")
    tables = {name: made[name] for name in STEPS} | {ISSUES: data_issues(home, con, cut, landed)}
    last = {name: pin for pin in home.builds() for name in pin.versions}
    versions, digests = {}, {}
    for name, table in tables.items():
        versions[name], digests[name] = _written(home, con, name, table, last.get(name))
    return Build(identity, at, publish, versions, digests)


def data_issues(home: Home, con: Backend, cut: Cut, landed: dict[str, Table]) -> Table:
    """One row that could not be used: unreadable when it landed, or referring to what no export held by the moment.

    So are tables whose times are read as UTC only because nobody has said in which zone they are.
    """
    found = landed_table(home, con, ISSUES)
    clocks = untold_clocks(landed, told_zones(home, landed["inputs"]))
    return con.create_table(ISSUES, ibis.union(found, *cut.issues(), *clocks), overwrite=True)


def _written(home: Home, con: Backend, name: str, table: Table, last: Build | None) -> tuple[int, list[str]]:
    """Write what differs from the table's newest version, and say which version now holds it."""
    where = f"{BUILT}/{name}"
    rows, buckets = _bucketed(con, name, table)
    digests = _digests(rows, buckets)
    newest = home.lake.version(where)
    before = last.digests[name] if last and last.versions[name] == newest else []
    if newest is not None and before == digests:
        return newest, digests
    changed = [bucket for bucket in range(buckets) if len(before) == buckets and before[bucket] != digests[bucket]]
    if buckets > 1 and 0 < len(changed) < buckets:
        chosen = rows.filter(f"bucket IN ({', '.join(map(str, changed))})")
        return home.lake.overwrite_buckets(where, _laid(chosen), changed), digests
    return home.lake.overwrite(where, _laid(rows), "bucket" if "bucket" in rows.columns else None), digests


def _bucketed(con: Backend, name: str, table: Table) -> tuple[DuckDBPyRelation, int]:
    """The table with the bucket of each row's account; a short table, or one without accounts, has one bucket.

    It is asked for by its name: for the many short tables, to compile each question would take longer than to write.
    """
    rows = con.con.table(table.get_name())
    if "account_id" not in rows.columns:
        return rows, 1
    worth = ROWS_OF_ONE if name in ONE_ACCOUNT_AT_A_TIME else ROWS_WORTH_BUCKETS
    if rows.count("*").fetchall()[0][0] < worth:
        return rows.project("*, 0::INTEGER AS bucket"), 1
    return con.con.sql(con.compile(table.mutate(bucket=bucket_of(table.account_id, BUCKETS)))), BUCKETS


def _laid(rows: DuckDBPyRelation) -> pa.RecordBatchReader:
    """The rows as they lie on disk: sorted by what pages look them up by."""
    sorted_by = [column for column in READ_BY if column in rows.columns][:2]
    return (rows.order(", ".join(sorted_by)) if sorted_by else rows).to_arrow_reader(ROWS_AT_ONCE)


def bucket_of(account: StringValue, buckets: int = BUCKETS) -> IntegerValue:
    """The bucket that an account's rows lie in."""
    return (account.hash() % buckets).abs().cast("int32")


def _digests(rows: DuckDBPyRelation, buckets: int) -> list[str]:
    """One fingerprint of each bucket's content, whatever the order of its rows."""
    content = ", ".join(f'"{name}"' for name in rows.columns if name != "bucket")
    bucket = "bucket" if buckets > 1 else "0"
    hashed = rows.project(f"{bucket} AS bucket, hash(row({content}))::BIT::BIGINT % {HASHES} AS row_hash")
    found = hashed.aggregate("bucket, count(*), sum(row_hash)", "bucket").fetchall()
    by = {place: f"{count}:{total}" for place, count, total in found}
    return [by.get(bucket, "0") for bucket in range(buckets)]


def _identity(home: Home, landed: dict[str, int | None], at: datetime, is_published: bool) -> str:
    """A name for the content of a build: what has landed, for which moment, under which settings and code."""
    pages = home.path / "pages.csv"
    told = {
        "landed": landed,
        "moment": at.isoformat(),
        "is_published": is_published,
        "settings": {name: str(value) for name, value in home.settings().items()},
        "pages": pages.read_text(encoding="utf-8") if pages.exists() else "",
        "code": code_version(),
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]


def sentences() -> dict[str, str]:
    """Every table a home can show, with what a row of it is."""
    told = {name: made.sentence for name, made in STEPS.items()}
    return told | {
        ISSUES: "One row that could not be used: where it stands, why, and what to do.",
        "shown": "One line that was published, or one of a lot's two bets: what was shown, when, by which build.",
        "inputs": SOURCES["inputs"].row,
    }


def utc(text: str) -> datetime:
    """A moment as people write it; a bare date is the start of that day, and no zone means UTC."""
    try:
        told = datetime.fromisoformat(text)
    except ValueError as fault:
        raise SettingsError(f"'{text}' is no moment. Write 2024-09-01 or 2024-09-01T08:00:00Z.") from fault
    return told.astimezone(UTC).replace(tzinfo=None) if told.tzinfo else told
