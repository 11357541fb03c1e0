"""What the customer of a deal could do next, from the ways of customers who bought (S6, S11)."""

import pyarrow as pa

from headway.sources.verifiers import verifiers

SCHEMA = pa.schema(
    [
        ("deal_id", pa.string()),
        ("order", pa.int64()),
        *((name, pa.string()) for name in ("job", "what", "sign", "topic", "function")),
        ("functions", pa.int64()),
        ("share", pa.float64()),
        ("journeys", pa.int64()),
        ("is_same_kind", pa.bool_()),
    ]
)


def verifier_offers(path_next: pa.Table) -> pa.Table:
    """One act that the customer of an open deal could do next, by what came next on won journeys that stood there.

    Where too few won journeys stood there, nothing is offered. Columns: `deal_id`, `order` (1 first), `job` (buying job
    that came next), `what` (the act), `sign` (what is seen of it: read, met), `topic` (of the page; null: met),
    `function` (whose act; null: anybody's), `functions` (departments in one talk; null: read), `share` (0-1, of won
    journeys that went on so), `journeys` (won ones it stands on), `is_same_kind` (of the same kind of sale).
    """
    rows = []
    for came in sorted(path_next.to_pylist(), key=lambda row: (row["deal_id"] or "", row["case_id"])):
        offered = verifiers().get(came["next"] or "", ()) if came["deal_id"] else ()
        for order, each in enumerate(offered, start=1):
            told = {name: came[name] for name in ("deal_id", "share", "journeys", "is_same_kind")}
            rows.append({**told, "order": order, "job": came["next"], **vars(each)})
    return pa.Table.from_pylist(rows, SCHEMA)
