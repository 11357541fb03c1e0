"""Companies that belong to one another: each has journeys of its own, and the house is seen as a whole beside them."""

import pyarrow as pa
from ibis.expr.types import Table

SCHEMA = pa.schema([(name, pa.string()) for name in ("account_id", "parent_id", "top_id")])


def account_parents(crm_accounts: Table, account_refs: Table) -> Table:
    """One account and the one that the CRM puts above it; of several the first by id.

    Columns: `account_id`, `parent_id`.
    """
    refs = account_refs.select("ref", "account_id")
    below = crm_accounts.filter(crm_accounts.parent_ref.notnull()).select("account_ref", "parent_ref")
    rows = below.join(refs, below.account_ref == refs.ref).drop("ref")
    above = refs.select(above_ref="ref", parent_id="account_id")
    rows = rows.join(above, rows.parent_ref == above.above_ref)
    rows = rows.filter(rows.account_id != rows.parent_id)
    return rows.group_by("account_id").agg(parent_id=rows.parent_id.min())


def families(account_parents: pa.Table) -> pa.Table:
    """One account of a house of companies, the house's top among them.

    Where the CRM puts accounts above one another in a circle, the first of them by id counts as the top.
    Columns: `account_id`, `parent_id` (null: the top), `top_id`.
    """
    above = dict(zip(*(account_parents[name].to_pylist() for name in ("account_id", "parent_id")), strict=True))
    tops = {account: _top(account, above) for account in {*above, *above.values()}}
    rows = [
        {"account_id": account, "parent_id": above.get(account) if account != top else None, "top_id": top}
        for account, top in sorted(tops.items())
    ]
    return pa.Table.from_pylist(rows, SCHEMA)


def _top(account: str, above: dict[str, str]) -> str:
    seen = [account]
    while above.get(seen[-1]) not in (None, *seen):
        seen.append(above[seen[-1]])
    circle = above.get(seen[-1])
    return min(seen[seen.index(circle) :]) if circle else seen[-1]
