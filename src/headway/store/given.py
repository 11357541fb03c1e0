"""The tables that come from no source: the moment, the settings, the company's own word on pages and on its words."""

import csv
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pyarrow as pa
from ibis.expr.types import Table

from headway.errors import SettingsError
from headway.sources.mapping import MAP, map_rules, mapping_fault
from headway.sources.settings import defaults, settings_fault, settings_table
from headway.store.home import Home


def given(put: Callable[[str, pa.Table], Table], home: Home, at: datetime) -> dict[str, Table]:
    """These tables by name; `put` keeps rows under a name."""
    own = home.settings()
    mapped = {name: str(means) for name, means in own.items() if name.startswith(MAP)}
    unknown = sorted(set(own) - set(defaults()) - set(mapped))
    if unknown:
        raise SettingsError(
            f"headway.toml sets '{unknown[0]}', which Headway does not know. It knows: {', '.join(sorted(defaults()))}."
        )
    rules = map_rules(mapped)
    if wrong := settings_fault(own):
        raise SettingsError(f"headway.toml sets {wrong}")
    if wrong := next((why for rule in rules.to_pylist() if (why := mapping_fault(**rule))), None):
        raise SettingsError(f"headway.toml, [map]: {wrong}")
    moment = pa.table({"moment": pa.array([at], pa.timestamp("us"))})
    made = {
        "moment": moment,
        "settings": settings_table(own),
        "page_rules": _page_rules(home.path / "pages.csv"),
        "map_rules": rules,
    }
    return {name: put(name, table) for name, table in made.items()}


def _page_rules(path: Path) -> pa.Table:
    schema = pa.schema([("page", pa.string()), ("job", pa.string()), ("weight", pa.float64())])
    if not path.exists():
        return schema.empty_table()
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    if rows and not {"page", "job"} <= set(rows[0]):
        raise SettingsError(f"{path} needs the columns page and job; it has {', '.join(rows[0])}.")
    told = [
        {"page": r["page"], "job": r["job"], "weight": float(r["weight"]) if r.get("weight") else None} for r in rows
    ]
    return pa.Table.from_pylist(told, schema)
