"""The buying group of each deal (S9): whom we have seen, and how many are still unseen."""

import ibis
from ibis.expr.types import Table

from headway.sources.priors import prior
from headway.sources.roles import role_of

# How sharply the prior on the size of a group is held: of two groups, one easily has twice the people of the other.
SPREAD = 2.0
EIGHTY_PERCENT = 1.2816


def group_sizes(deals: Table, buying_groups: Table, deal_values: Table) -> Table:
    """How many people one deal is about: those known, and those still unseen.

    The size of a group is gamma distributed around what published studies give for a deal this large and new; each
    person is seen with a fixed share. What remains unseen then follows in closed form, and shrinks as more are seen.
    Columns: `deal_id`, `known_people`, `deciders` (declared), `expected_people` (before anybody is seen),
    `unseen_people`, `unseen_low`, `unseen_high` (80 % range; null: nobody seen, so nobody can tell).
    """
    role = role_of(buying_groups.role, ("decides", "influences"))
    known = buying_groups.mutate(side=role).group_by("deal_id")
    known = known.agg(
        known_people=buying_groups.person_id.nunique(),
        deciders=buying_groups.person_id.nunique(where=role == "decides"),
    )
    sized = deals.select("deal_id").left_join(known, "deal_id").drop("deal_id_right")
    sized = sized.left_join(deal_values.select("deal_id", "size_share", "is_repeat"), "deal_id").drop("deal_id_right")
    routine, large = prior("people_in_a_routine_decision"), prior("people_in_a_new_and_large_decision")
    weight = sized.size_share.fill_null(0.5) * sized.is_repeat.ifelse(0.5, 1.0)
    sized = sized.mutate(expected_people=routine + (large - routine) * weight)
    seen_share = prior("share_of_people_seen")
    people = sized.known_people.fill_null(0)
    rate = SPREAD / sized.expected_people + seen_share
    unseen = (SPREAD + people) / rate * (1 - seen_share)
    spread = (unseen + unseen * unseen / (SPREAD + people)).sqrt() * EIGHTY_PERCENT
    nothing = ibis.null("float64")
    return sized.select(
        "deal_id",
        "expected_people",
        known_people=people,
        deciders=sized.deciders.fill_null(0),
        unseen_people=(people > 0).ifelse(unseen.round(1), nothing),
        unseen_low=(people > 0).ifelse((unseen > spread).ifelse(unseen - spread, 0.0).round(1), nothing),
        unseen_high=(people > 0).ifelse((unseen + spread).round(1), nothing),
    )


def coverage(deals: Table, buying_groups: Table, people: Table, group_sizes: Table, overrides: Table) -> Table:
    """One person of the customer in one deal; a deal with nobody seen has one row without a person.

    Columns: `deal_id`, `deal_refs`, `person_id`, `person_refs` (blank between), `name`, `title`, `role` (decides,
    influences, unknown), `role_basis` (told, declared, met, seen), `confidence` (share, that the person belongs to the
    deal), and for the deal `known_people`, `unseen_people`, `unseen_low`, `unseen_high` (80 % range; null: cannot
    tell).
    """
    found = buying_groups.left_join(people.select("person_id", "person_refs", "name", "title"), "person_id")
    found = found.drop("person_id_right")
    rows = deals.select("deal_id").left_join(found, "deal_id").drop("deal_id_right")
    rows = rows.join(group_sizes, "deal_id")
    told = overrides.filter(overrides.kind == "role").select("key", told_role="value")
    rows = rows.left_join(told, (rows.deal_id + " " + rows.person_id) == told.key)
    role = ibis.coalesce(rows.told_role, role_of(rows.role, ("decides", "influences")))
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
