"""What people were shown, kept for ever: the track record and frozen numbers read it."""

import ibis
from ibis.backends.duckdb import Backend
from ibis.expr.types import Table

from headway.store.engines import lake_table, rows_in
from headway.store.home import Build, Home

SHOWN = "shown"


def show(home: Home, con: Backend, build: Build) -> None:
    """Append the lines of a published build, once for each distinct build."""
    if home.lake.has(SHOWN) and _is_there(lake_table(con, home.lake, SHOWN), build.id):
        return
    lines = lake_table(con, home.lake, "built/monday", build.versions["monday"])
    journeys = lake_table(con, home.lake, "built/journeys", build.versions["journeys"])
    matrix = lake_table(con, home.lake, "built/matrix", build.versions["matrix"])
    ranked = journeys.select("journey_id", "rank", "chance_90d", "chance_low", "chance_high")
    kinds = matrix.select("deal_id", "kind")
    endings = lake_table(con, home.lake, "built/endings", build.versions["endings"])
    versions = endings.select("journey_id", model_version="version")
    shown = lines.left_join(ranked, "journey_id").drop("journey_id_right").left_join(kinds, "deal_id")
    shown = shown.left_join(versions, "journey_id", rname="version_{name}")
    rows = shown.select(
        "leader",
        "line",
        "act",
        "account_id",
        "journey_id",
        "deal_id",
        "rank",
        "chance_90d",
        "chance_low",
        "chance_high",
        "kind",
        "sure",
        "model_version",
        build_id=ibis.literal(build.id),
        moment=ibis.literal(build.moment).cast("timestamp(6)"),
    )
    home.lake.append(SHOWN, rows.to_pyarrow())


def _is_there(shown: Table, build_id: str) -> bool:
    return rows_in(shown.filter(shown.build_id == build_id)) > 0
