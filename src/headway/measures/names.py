"""Accounts that bear one name: the same company entered twice or in two systems, or two of one house."""

from typing import Any

import pyarrow as pa
from ibis.expr.types import Table

from headway.sources.company_names import house_of, is_telling, named

SCHEMA = pa.schema(
    [
        ("account_ref", pa.string()),
        ("other", pa.string()),
        ("basis", pa.string()),
        ("confidence", pa.float64()),
        ("is_applied", pa.bool_()),
        ("known_at", pa.timestamp("us")),
    ]
)
# More than these of one name are branches, or a name that many bear.
MOST_OF_ONE_NAME = 4
SAME_NAME, ALIKE = "same name in the CRM", "a name alike"
# Ours, until a home's own merges say otherwise; bench/identity.py says how good they have been.
SURE_OF_A_NAME, SURE_OF_A_HOUSE = 0.75, 0.5
Row = dict[str, Any]


def named_accounts(crm_accounts: Table, websites: Table, mail_domains: Table) -> Table:
    """One account of a CRM that stands for itself, with what may tell it from another of its name.

    Columns: `account_ref`, `name` (as written), `parent_ref`, `country`, `domain` (of its website, else of its
    contacts; null: none is known), `known_at`.
    """
    live = crm_accounts.filter(
        crm_accounts.merged_into.isnull(), ~crm_accounts.is_deleted.fill_null(False), crm_accounts.name.notnull()
    )
    live = live.select("account_ref", "name", "parent_ref", "country", known_at=live.recorded_at)
    rows = live.left_join(websites.select("account_ref", site="domain"), "account_ref").drop("account_ref_right")
    rows = rows.left_join(mail_domains.select("account_ref", mail="domain"), "account_ref").drop("account_ref_right")
    return rows.select("account_ref", "name", "parent_ref", "country", "known_at", domain=rows.site.coalesce(rows.mail))


def name_links(named_accounts: pa.Table) -> pa.Table:
    """One pair of accounts of one name, and whether that ties them or is left for a person to say.

    Applied where the names are the same but for the legal form, and nothing speaks against it: two legal forms, two
    domains, two countries, a parent and its subsidiary, a name that many bear. A name that is the same but for a word
    of a group or a country, or that something speaks against, is only asked about; where each has a domain of its own,
    or one is the parent of the other, not even that. Each account is tied to the first known of its name.

    Columns: `account_ref`, `other` (the account known before it), `basis` (same name in the CRM; a name alike),
    `confidence` (share), `is_applied`, `known_at`.
    """
    houses: dict[str, list[Row]] = {}
    for row in named_accounts.sort_by([("known_at", "ascending"), ("account_ref", "ascending")]).to_pylist():
        plain, form = named(row["name"])
        houses.setdefault(house_of(plain), []).append({**row, "plain": plain, "form": form})
    found = [link for house in houses.values() if 1 < len(house) <= MOST_OF_ONE_NAME for link in _links(house)]
    return pa.Table.from_pylist(sorted(found, key=lambda row: row["account_ref"]), SCHEMA)


def _links(house: list[Row]) -> list[Row]:
    """Each account of a house with the first before it that it may be."""
    found = []
    for place, row in enumerate(house):
        pairs = [(_speaks(row, other, house), other) for other in house[:place]]
        told = min(((rank, other["account_ref"]) for rank, other in pairs if rank is not None), default=None)
        if told:
            is_applied = told[0] == 0
            found.append(
                {
                    "account_ref": row["account_ref"],
                    "other": told[1],
                    "basis": SAME_NAME if is_applied else ALIKE,
                    "confidence": SURE_OF_A_NAME if is_applied else SURE_OF_A_HOUSE,
                    "is_applied": is_applied,
                    "known_at": row["known_at"],
                }
            )
    return found


def _speaks(one: Row, other: Row, house: list[Row]) -> int | None:
    """0: the same company; 1: perhaps; None: another, or already known to be the same by its domain."""
    is_family = one["account_ref"] == other["parent_ref"] or other["account_ref"] == one["parent_ref"]
    if is_family or (one["domain"] and other["domain"]):
        return None
    same = one["plain"] == other["plain"] and is_telling(one["plain"])
    against = _differ(one, other, "form") or _differ(one, other, "country") or one["parent_ref"] != other["parent_ref"]
    domains = {row["domain"] for row in house if row["plain"] == one["plain"] and row["domain"]}
    return 0 if same and not against and len(domains) <= 1 else 1


def _differ(one: Row, other: Row, what: str) -> bool:
    return bool(one[what] and other[what] and one[what] != other[what])
