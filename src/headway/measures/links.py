"""What ties names and references together: each link with its evidence and how sure it is."""

import ibis
from ibis.expr.types import Table

COLUMNS = ("account_id", "about", "ref", "other", "basis", "confidence", "is_applied", "known_at")


def links(account_links: Table, account_refs: Table, name_links: Table, person_claims: Table) -> Table:
    """One link: why a reference is of an account, why a person belongs to it, or which account may be the same.

    What may be the same stands with both accounts and ties nothing until a person says so.

    Columns: `account_id`, `about` (account; person; perhaps), `ref` (of the account, the person's id, or an account's
    own reference), `other` (what it is tied to; null: it stands for itself), `basis`, `confidence` (share),
    `is_applied`, `known_at`.
    """
    refs = account_refs.select("ref", "account_id")
    yes, no = ibis.literal(True), ibis.literal(False)
    tied = account_links.join(refs, "ref").mutate(about=ibis.literal("account"), is_applied=yes)
    persons = person_claims.mutate(
        about=ibis.literal("person"), ref=person_claims.person_id, other=person_claims.account_id, is_applied=yes
    )
    asked = name_links.filter(~name_links.is_applied).drop("is_applied")
    asked = asked.join(refs, asked.account_ref == refs.ref).drop("ref")
    others = refs.select(other_ref="ref", other_id="account_id")
    asked = asked.join(others, asked.other == others.other_ref)
    asked = asked.filter(asked.account_id != asked.other_id)
    here = asked.mutate(about=ibis.literal("perhaps"), ref=asked.account_ref, is_applied=no)
    there = asked.select(
        "basis",
        "confidence",
        "known_at",
        account_id=asked.other_id,
        about=ibis.literal("perhaps"),
        ref=asked.other,
        other=asked.account_ref,
        is_applied=no,
    )
    return ibis.union(*(each.select(*COLUMNS) for each in (tied, persons, here, there))).distinct()
