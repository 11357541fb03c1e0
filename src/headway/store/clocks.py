"""Times that a source tells by its own clock, put into UTC when tables are built: never in the rows as they landed."""

from collections.abc import Mapping

import ibis
from ibis.backends.duckdb import Backend
from ibis.expr.types import Table

from headway.measures.mappings import mappings
from headway.measures.overrides import overrides, standing_inputs
from headway.sources.mapping import MAP, map_rules
from headway.sources.zones import in_utc, spans
from headway.store.home import Home

CLOCK = "clock"


def told_zones(home: Home, inputs: Table) -> dict[str, str]:
    """The zone of each clock, as people of ours and the settings say.

    In which zone a source keeps its times is no news of a customer: it holds for every moment, whenever it was told.
    """
    said = inputs.filter(inputs.kind.isin(["mapping", "undo"])).drop("is_again").to_pyarrow()
    rules = map_rules({name: str(means) for name, means in home.settings().items() if name.startswith(MAP)})
    told = mappings(rules, overrides(standing_inputs(said))).to_pylist()
    return {row["key"]: row["means"] for row in told if row["about"] == "zone"}


def put_into_utc(con: Backend, landed: Mapping[str, Table], zones: Mapping[str, str]) -> dict[str, Table]:
    """What has landed, with the times of every clock whose zone is told in UTC; the others stay as they are."""
    told = {name: rows for name, rows in landed.items() if zones and CLOCK in rows.columns and _has_any(rows)}
    by_zone = con.create_table("zone_spans", spans(zones), overwrite=True) if told else None
    moved = {
        name: con.create_table(f"{name}_in_utc", in_utc(rows, by_zone), overwrite=True) for name, rows in told.items()
    }
    return {**landed, **moved}


def untold_clocks(landed: Mapping[str, Table], zones: Mapping[str, str]) -> list[Table]:
    """Each table and clock whose zone nobody has told, as data issues."""
    return [
        _issue(name, rows.filter(rows[CLOCK].notnull(), ~rows[CLOCK].isin(list(zones))))
        for name, rows in landed.items()
        if CLOCK in rows.columns and _has_any(rows)
    ]


def _has_any(rows: Table) -> bool:
    return bool(rows.filter(rows[CLOCK].notnull()).limit(1).to_pyarrow().num_rows)


def _issue(name: str, rows: Table) -> Table:
    each = rows.group_by(CLOCK).agg(system=rows.system.min())
    return each.select(
        issue_id=each[CLOCK] + f"/clock/{name}",
        system=each.system,
        file=ibis.literal(name),
        line=ibis.null("int64"),
        reason=ibis.literal("file: its times carry no zone and are read as UTC until somebody says which it is"),
        remedy="Say it under Data, What your words mean, or in headway.toml: [map.zone] "
        + each[CLOCK]
        + ' = "Europe/Berlin"; hours and days may be off until then.',
        excerpt=ibis.literal(""),
    )
