"""A company of the CRM and one seen on the web that share a name and nothing else: the same one, known by two sides."""

from collections import defaultdict
from datetime import datetime

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from headway.sources.company_names import key_of

# Shorter names are words that anybody may use.
SHORTEST = 6
_SCHEMA = pa.schema([("account_ref", pa.string()), ("other", pa.string()), ("known_at", pa.timestamp("us"))])


def company_names(
    crm_accounts: Table, crm_people: Table, web_calls: Table, domains: Table, websites: Table, mail_domains: Table
) -> Table:
    """One name under which a company is known to the CRM, or on the web by a group call or its own domain.

    Columns: `ref`, `name`, `is_crm`, `is_tied` (a website or its contacts' mail already ties both sides), `known_at`.
    """
    tied = ibis.union(websites.select("account_ref", "domain"), mail_domains.select("account_ref", "domain"))
    tied_refs = tied.select(tied_ref="account_ref").distinct()
    tied_domains = tied.select(tied_domain="domain").distinct()
    named = crm_accounts.filter(crm_accounts.name.notnull(), crm_accounts.merged_into.isnull())
    named = named.left_join(tied_refs, named.account_ref == tied_refs.tied_ref)
    of_crm = _named(named, named.account_ref, named.name, True, named.tied_ref.notnull())
    groups = web_calls.filter(web_calls.group_id.notnull(), web_calls.company.notnull())
    groups = groups.mutate(written=groups.domain).drop("domain").left_join(domains, "written").drop("written_right")
    groups = groups.left_join(tied_domains, groups.domain == tied_domains.tied_domain)
    called = ibis.coalesce("domain:" + groups.domain, groups.system + ":" + groups.group_id)
    of_groups = _named(groups, called, groups.company, False, groups.tied_domain.notnull())
    leads = crm_people.filter(crm_people.account_ref.isnull())
    written = ibis.union(
        leads.select("recorded_at", written=leads.email.split("@")[1]),
        web_calls.select("recorded_at", written=web_calls.email.split("@")[1]),
        web_calls.select("recorded_at", written=web_calls.domain),
    )
    seen = written.join(domains, "written")
    seen = seen.left_join(tied_domains, seen.domain == tied_domains.tied_domain)
    of_domains = _named(
        seen, "domain:" + seen.domain, seen.domain.re_extract("^[^.]+", 0), False, seen.tied_domain.notnull()
    )
    every = ibis.union(of_crm, of_groups, of_domains)
    return every.group_by(["ref", "name", "is_crm", "is_tied"]).agg(known_at=every.known_at.min())


def namesakes(company_names: pa.Table) -> pa.Table:
    """A company of the CRM that nothing ties to the web, and the only one on the web that has its name.

    Legal forms do not count. Nobody else may have the name, on either side. Columns: `account_ref`, `other` (a domain
    or a group of the web), `known_at` (when both were known).
    """
    by_key: dict[tuple[str, bool], set[str]] = defaultdict(set)
    known: dict[str, datetime] = {}
    tied: set[str] = set()
    for row in company_names.to_pylist():
        key = key_of(row["name"])
        if len(key) >= SHORTEST:
            by_key[key, row["is_crm"]].add(row["ref"])
        known[row["ref"]] = min(known.get(row["ref"], row["known_at"]), row["known_at"])
        tied |= {row["ref"]} if row["is_tied"] else set()
    pairs = {
        (*ours, *by_key[key, False])
        for (key, is_crm), ours in list(by_key.items())
        if is_crm and len(ours) == len(by_key[key, False]) == 1
    }
    used = [ref for pair in pairs for ref in pair]
    rows = [
        {"account_ref": ours, "other": other, "known_at": max(known[ours], known[other])}
        for ours, other in sorted(pairs)
        if not {ours, other} & tied and used.count(other) == 1
    ]
    return pa.Table.from_pylist(rows, _SCHEMA)


def _named(
    table: Table, ref: ibis.Value, name: ibis.Value, is_crm: bool, is_tied: ibis.expr.types.BooleanValue
) -> Table:
    rows = table.select(ref=ref, name=name, is_crm=ibis.literal(is_crm), is_tied=is_tied, known_at=table.recorded_at)
    return rows.filter(rows.ref.notnull(), rows.name.notnull())
