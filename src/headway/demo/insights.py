"""The library of insights that the made-up team has from the first day; a company's own library begins empty."""

import json
from datetime import datetime, time, timedelta

import pyarrow as pa

from headway.demo.trade import Told, told, trade
from headway.demo.year import LAST_DAY
from headway.sources import arrow_schema

# Put in a quarter before the last day, to be looked at again a year later.
_PUT_IN, _REVIEW = LAST_DAY - timedelta(days=91), LAST_DAY + timedelta(days=274)


def library() -> pa.Table:
    """Ten insights as rows of `inputs`; the same at every call, so that landing them again changes nothing."""
    entries = told("insights")["insight"]
    rows = [_row(place, entry) for place, entry in enumerate(entries, start=1)]
    return pa.Table.from_pylist(rows, arrow_schema("inputs"))


def _row(place: int, entry: Told) -> dict[str, object]:
    says = {name: value for name, value in entry.items() if name != "owner"} | {"review_on": _REVIEW.isoformat()}
    at = datetime.combine(_PUT_IN, time(9, place))
    return {
        "input_id": f"demo-insight-{place}",
        "kind": "insight",
        "key": entry["claim"],
        "value": json.dumps(says, sort_keys=True, ensure_ascii=False),
        "who": trade().staff[entry["owner"]].email,
        "system": "headway",
        "recorded_at": at,
        "modified_at": at,
    }
