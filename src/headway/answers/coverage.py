"""The buying group of each deal (S9): whom we have seen, and how many are still unseen."""

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from headway.learn.groups import GroupPriors, unseen_people
from headway.sources.priors import prior, priors

_SIZES_SCHEMA = pa.schema(
    [
        ("deal_id", pa.string()),
        ("known_people", pa.int64()),
        ("deciders", pa.int64()),
        ("expected_people", pa.float64()),
        ("unseen_people", pa.float64()),
        ("unseen_low", pa.int64()),
        ("unseen_high", pa.int64()),
    ]
)


def group_counts(deals: Table, buying_groups: Table, deal_values: Table, role_meanings: Table) -> Table:
    """How many people of one deal are known, and how many a deal so large and new is expected to have.

    Columns: `deal_id`, `known_people`, `deciders` (people declared to decide), `expected_people` (published figures).
    """
    read = buying_groups.left_join(role_meanings.select("role", "theirs"), "role")
    known = read.group_by("deal_id").agg(
        known_people=read.person_id.nunique(), deciders=read.person_id.nunique(where=read.theirs == "decides")
    )
    sized = deals.select("deal_id").left_join(known, "deal_id").drop("deal_id_right")
    sized = sized.left_join(deal_values.select("deal_id", "size_share", "is_repeat"), "deal_id").drop("deal_id_right")
    routine, large = prior("people_in_a_routine_decision"), prior("people_in_a_new_and_large_decision")
    weight = sized.size_share.fill_null(0.5) * sized.is_repeat.ifelse(0.5, 1.0)
    return sized.select(
        "deal_id",
        known_people=sized.known_people.fill_null(0),
        deciders=sized.deciders.fill_null(0),
        expected_people=(routine + (large - routine) * weight).round(1),
    )


def group_sizes(group_counts: pa.Table) -> pa.Table:
    """How many people one deal is about: those known, and those still unseen.

    Columns: `deal_id`, `known_people`, `deciders` (people declared to decide), `expected_people` (published figures),
    `unseen_people` (mean), `unseen_low`, `unseen_high` (80 % range; null: nobody seen, so nobody can tell). Method:
    `headway.learn.groups`.
    """
    told = priors()["group"]
    held = GroupPriors(told["spread"], told["seen"], told["unseen"])
    pairs = {(row["known_people"], row["expected_people"]) for row in group_counts.to_pylist()}
    unseen = {pair: unseen_people(*pair, held) for pair in pairs if pair[0]}
    rows = []
    for row in group_counts.sort_by("deal_id").to_pylist():
        mean, low, high = unseen.get((row["known_people"], row["expected_people"]), (None, None, None))
        mean = None if mean is None else round(mean, 1)
        rows.append({**row, "unseen_people": mean, "unseen_low": low, "unseen_high": high})
    return pa.Table.from_pylist(rows, _SIZES_SCHEMA)


def coverage(
    deals: Table,
    buying_groups: Table,
    people: Table,
    group_sizes: Table,
    role_meanings: Table,
    overrides: Table,
) -> Table:
    """One person of the customer in one deal; a deal with nobody seen has one row without a person.

    Columns: `deal_id`, `deal_refs`, `person_id`, `person_refs` (blank between), `name`, `title`, `role` (decides,
    influences, unknown), `role_basis` (told, declared, met, seen), `confidence` (share, that the person belongs to the
    deal), and for the deal `known_people`, `unseen_people`, `unseen_low`, `unseen_high` (80 % range; null: cannot
    tell).
    """
    found = buying_groups.left_join(people.select("person_id", "person_refs", "name", "title"), "person_id")
    found = found.drop("person_id_right")
    rows = deals.select("deal_id").left_join(found, "deal_id").drop("deal_id_right")
    rows = rows.join(group_sizes, "deal_id").left_join(role_meanings.select("role", "theirs"), "role")
    told = overrides.filter(overrides.kind == "role").select("key", told_role="value")
    rows = rows.left_join(told, (rows.deal_id + " " + rows.person_id) == told.key)
    role = ibis.coalesce(rows.told_role, rows.theirs)
    there = rows.person_id.notnull()
    basis = ibis.cases(
        (rows.told_role.notnull(), "told"),
        (rows.declared == 1, "declared"),
        (rows.met == 1, "met"),
        (rows.seen == 1, "seen"),
        else_=None,
    )
    sure = ibis.cases((rows.declared == 1, 0.9), (rows.met == 1, 0.8), (rows.seen == 1, 0.5), else_=None)
    return rows.select(
        "deal_id",
        "person_id",
        "name",
        "title",
        "known_people",
        "unseen_people",
        "unseen_low",
        "unseen_high",
        deal_refs=rows.deal_id,
        person_refs=ibis.coalesce(rows.person_refs, rows.person_id),
        role=there.ifelse(role.fill_null("unknown"), ibis.null("string")),
        role_basis=basis,
        confidence=sure,
    )
