"""Keeps every version of every estimate that was published, so that an earlier one can be put back."""

from datetime import datetime

import ibis
import pyarrow as pa
from ibis.backends.duckdb import Backend
from ibis.expr.types import Table

from headway.sources.models import model_schema
from headway.store.engines import lake_table
from headway.store.home import Build, Home

MODELS = "models"
KEYS = ["ending", "version"]


def model_versions(home: Home, con: Backend, at: datetime) -> Table:
    """The estimates published by a moment, each version once."""
    schema = model_schema()
    kept = kept_models(home, con)
    known = kept.filter(kept.moment <= at).distinct(on=KEYS, keep="first")
    return con.create_table("model_versions", known.select(schema.names), overwrite=True)


def kept_models(home: Home, con: Backend) -> Table:
    """Every version that was ever published, with the `moment` of the build that showed it first."""
    if not home.lake.has(MODELS):
        return ibis.memtable(model_schema().append(pa.field("moment", pa.timestamp("us"))).empty_table())
    return lake_table(con, home.lake, MODELS)


def keep_models(home: Home, con: Backend, build: Build) -> None:
    """Keep the estimates of a published build that are not kept yet."""
    fitted = lake_table(con, home.lake, "built/fitted_models", build.versions["fitted_models"])
    if home.lake.has(MODELS):
        fitted = fitted.anti_join(lake_table(con, home.lake, MODELS), KEYS)
    rows = fitted.mutate(moment=ibis.literal(build.moment).cast("timestamp(6)")).to_pyarrow()
    if rows.num_rows:
        home.lake.append(MODELS, rows)
