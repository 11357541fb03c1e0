"""What people were shown, kept for ever: the track record and frozen numbers read it, and what lots have taught."""

from datetime import datetime
from functools import partial

import ibis
from ibis.backends.duckdb import Backend
from ibis.expr.types import Table

from headway.sources.draws import draw_schema
from headway.store.engines import lake_table, rows_in
from headway.store.home import Build, Home

SHOWN = "shown"
LINE = ("leader", "line", "act", "account_id", "journey_id", "deal_id", "sure")


def show(home: Home, con: Backend, build: Build) -> None:
    """Append the lines of a published build, and both bets of each lot, once for each distinct build."""
    if home.lake.has(SHOWN) and _is_there(lake_table(con, home.lake, SHOWN), build.id):
        return
    built = partial(_built, home, con, build)
    ranked = built("journeys").select("journey_id", "rank", "chance_90d", "chance_low", "chance_high")
    bets = built("bets").select("journey_id", "either", "propensity")
    weighed = built("standing").select("journey_id", "size", worth="weight")
    versions = built("endings").select("journey_id", model_version="version")
    shown = ibis.union(built("monday").select(*LINE), _drawn(built("bets")))
    for table in (ranked, bets, weighed, versions):
        shown = shown.left_join(table, "journey_id").drop("journey_id_right")
    shown = shown.left_join(built("matrix").select("deal_id", "kind"), "deal_id").drop("deal_id_right")
    rows = shown.mutate(build_id=ibis.literal(build.id), moment=ibis.literal(build.moment).cast("timestamp(6)"))
    home.lake.append(SHOWN, rows.to_pyarrow())


def past_draws(home: Home, con: Backend, at: datetime) -> Table:
    """One of the two bets of one lot that was drawn by a moment, as the first build of its week showed it."""
    rows = lake_table(con, home.lake, SHOWN) if home.lake.has(SHOWN) else None
    if rows is None or "either" not in rows.columns:  # written before there were lots
        return con.create_table("past_draws", draw_schema().empty_table(), overwrite=True)
    rows = rows.filter(rows.moment <= at, rows.line.isnull())
    rows = rows.mutate(week=rows.moment.truncate("W").date(), is_made=rows.act == "strike")
    first = ibis.window(group_by=rows.week, order_by=[rows.moment, rows.build_id])
    rows = rows.mutate(first=rows.build_id.first().over(first))
    rows = rows.filter(rows.build_id == rows["first"]).rename(drawn_at="moment", chance="chance_90d")
    kept = rows.select(draw_schema().names)
    return con.create_table("past_draws", kept, overwrite=True)


def _drawn(bets: Table) -> Table:
    """The bets of this week's lots, as lines that nobody's list holds."""
    drawn = bets.filter(bets.either.notnull())
    none = ibis.null("string")
    return drawn.mutate(leader=none, line=ibis.null("int64"), act=drawn.verdict, sure=none).select(*LINE)


def _built(home: Home, con: Backend, build: Build, name: str) -> Table:
    return lake_table(con, home.lake, f"built/{name}", build.versions[name])


def _is_there(shown: Table, build_id: str) -> bool:
    return rows_in(shown.filter(shown.build_id == build_id)) > 0
