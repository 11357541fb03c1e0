"""The buying group of each deal (S9): whom we have seen, and how many are still unseen."""

from math import fsum
from typing import Any

import ibis
import pyarrow as pa
from ibis.expr.types import FloatingValue, StringValue, Table

from headway.learn.groups import Expected, group, group_priors
from headway.sources.parts import parts_told
from headway.sources.priors import prior, priors
from headway.sources.sums import doublings, exact_sum, larger, rounded

# A reader more likely than this to be about a purchase counts as one of its people.
AS_BUYERS_DO = 0.5
# Employees from which on a company is larger than usual.
COMPANY = 100.0
# The published figure of each size of group.
PUBLISHED = {"few": "people_in_a_routine_decision", "many": "people_in_a_new_and_large_decision"}
EVEN = 0.5
# How sure it is that somebody belongs to a deal, by the best of how we know.
SURE = {"declared": 0.9, "met": 0.8, "seen": 0.5}
# Parts with the authority to decide.
DECIDE = ("decision_maker", "economic_buyer")
# A person is a mobilizer, perhaps, where so many others follow; a blocker where so many move and it stays away.
OTHERS_FOLLOW, OTHERS_MOVE = 2, 2
Row = dict[str, Any]
_NORMS_SCHEMA = pa.schema(
    [
        ("size", pa.string()),
        ("won_deals", pa.int64()),
        *((name, pa.float64()) for name in ("sure_people", "published", "people")),
    ]
)
_SIZES_SCHEMA = pa.schema(
    [
        ("deal_id", pa.string()),
        ("known_people", pa.int64()),
        ("sure_people", pa.float64()),
        ("deciders", pa.int64()),
        *((name, pa.float64()) for name in ("expected_people", "few_people", "many_people", "many_share")),
        ("own_deals", pa.int64()),
        ("about_people", pa.float64()),
        ("unseen_people", pa.float64()),
        ("unseen_low", pa.int64()),
        ("unseen_high", pa.int64()),
    ]
)


def group_signs(
    deals: Table,
    deal_values: Table,
    readers: Table,
    touchpoints: Table,
    relationships: Table,
    accounts: Table,
) -> Table:
    """What of one deal, beside the people seen, speaks of how many it is about.

    Columns: `deal_id`, `size_share` (share of the company's deals with a smaller amount; null: no amount), `readers`
    (people and devices of the account that read as buyers do), `dialogues` (two-way, of this deal), `earlier_dialogues`
    (with the account, before it opened), `company` (doublings of the account's employees from a hundred on), `reorder`
    (1: hardly larger than what the account has bought before; else 0).
    """
    buyers = readers.filter(readers.buying_share > AS_BUYERS_DO)
    reading = buyers.group_by("account_id").agg(readers=buyers.reader_id.nunique())
    own = touchpoints.filter(touchpoints.deal_id.notnull())
    talks = own.group_by("deal_id").agg(dialogues=own.touchpoint_id.nunique())
    before = relationships.select("deal_id", earlier_dialogues="touchpoints")
    rows = deals.select("deal_id", "account_id")
    for table, key in (
        (deal_values.select("deal_id", "size_share", "is_reorder"), "deal_id"),
        (talks, "deal_id"),
        (before, "deal_id"),
        (reading, "account_id"),
        (accounts.select("account_id", "employees"), "account_id"),
    ):
        rows = rows.left_join(table, key).drop(f"{key}_right")
    counts = {name: rows[name].fill_null(0) for name in ("readers", "dialogues", "earlier_dialogues")}
    company = doublings(larger(rows.employees.fill_null(0) / COMPANY, ibis.literal(1.0)) - 1)
    reorder = rows.is_reorder.fill_null(False).ifelse(1.0, 0.0)
    return rows.select("deal_id", "size_share", company=company, reorder=reorder, **counts)


def group_counts(deals: Table, buying_groups: Table, group_signs: Table, role_meanings: Table) -> Table:
    """How many people of one deal are known, and how likely it is, by other signs, that many decide.

    The larger the amount, the more read and talk, the fewer dialogues there were before and the smaller the company,
    the likelier; unlikelier where the same is bought again (weights: `priors.toml`, our own judgement; of the last
    Robinson, Faris & Wind 1967). Columns: `deal_id`, `known_people`, `sure_people` (those,
    each counted by how sure it is that the person belongs to the deal), `deciders` (people declared to decide),
    `many_share` (chance that many decide, whoever is known), `has_signs` (the amount is known, or somebody reads or
    talks).
    """
    read = buying_groups.left_join(role_meanings.select("role", "theirs"), "role")
    known = read.group_by("deal_id").agg(
        known_people=read.person_id.nunique(),
        sure_people=exact_sum(sureness(read)),
        deciders=read.person_id.nunique(where=read.theirs == "decides"),
    )
    rows = deals.select("deal_id").left_join(known, "deal_id").drop("deal_id_right")
    rows = rows.left_join(group_signs, "deal_id").drop("deal_id_right")
    told = priors()["group_size"]
    odds = (
        told["amount"] * (rows.size_share.fill_null(0.5) - 0.5)
        + told["readers"] * (doublings(rows.readers) - 1)
        + told["dialogues"] * doublings(rows.dialogues)
        + told["earlier_dialogues"] * doublings(rows.earlier_dialogues)
        + told["company"] * rows.company.fill_null(0.0)
        + told["reorder"] * rows.reorder.fill_null(0.0)
    )
    return rows.select(
        "deal_id",
        known_people=rows.known_people.fill_null(0),
        sure_people=rows.sure_people.fill_null(0.0),
        deciders=rows.deciders.fill_null(0),
        many_share=rounded(1 / (1 + (-odds).exp()), 3),
        has_signs=rows.size_share.notnull() | ((rows.readers + rows.dialogues).fill_null(0) > 0),
    )


def group_norms(group_counts: pa.Table, deals: pa.Table) -> pa.Table:
    """How many people a purchase is about where few decide, and where many do.

    Published figures, worth twenty deals, moved by the company's own won deals: by the people seen in them. These can
    show that groups are larger than published, never that they are smaller: the rest may be unseen. Columns: `size`
    (few, many), `won_deals` (of that size by their signs, with somebody seen), `sure_people` (seen in them, on
    average), `published` (people), `people`.
    """
    won = {row["deal_id"] for row in deals.select(["deal_id", "status"]).to_pylist() if row["status"] == "won"}
    counted = group_counts.to_pylist()
    rows = []
    for size, name in PUBLISHED.items():
        own = [row for row in counted if row["deal_id"] in won and row["known_people"] and _size(row) == size]
        seen = fsum(row["sure_people"] for row in own)
        published, weight = prior(name), float(priors()[name]["weight"])
        people = (weight * published + max(seen, len(own) * published)) / (weight + len(own))
        mean = round(seen / len(own), 2) if own else None
        told = {"size": size, "won_deals": len(own), "sure_people": mean}
        rows.append({**told, "published": published, "people": round(people, 2)})
    return pa.Table.from_pylist(rows, _NORMS_SCHEMA)


def _size(row: Row) -> str:
    return "many" if row["many_share"] >= EVEN else "few"


def group_sizes(group_counts: pa.Table, group_norms: pa.Table) -> pa.Table:
    """How many people one deal is about: those known, and those still unseen.

    Columns: `deal_id`, `known_people`, `sure_people` (those, each counted by how sure it is that the person belongs to
    the deal), `deciders` (people declared to decide), `expected_people` (by its signs alone),
    `few_people`, `many_people` and `many_share` (what that is made of: people where few decide, where many do, and the
    chance of the latter), `own_deals` (won deals behind the likelier of both), `about_people` (mean of all, also where
    only signs speak; null: nothing does), `unseen_people` (mean), `unseen_low`, `unseen_high` (80 % range; null: nobody
    seen, so nobody can tell). Method: `headway.learn.groups`.
    """
    held = group_priors()
    norms = {row["size"]: row for row in group_norms.to_pylist()}
    few, many = (norms[size]["people"] for size in PUBLISHED)
    rows = []
    for row in group_counts.sort_by("deal_id").to_pylist():
        expected, known = Expected(few, many, row["many_share"]), row["known_people"]
        told = {name: row[name] for name in ("deal_id", "known_people", "sure_people", "deciders", "many_share")}
        told |= {"few_people": few, "many_people": many, "own_deals": norms[_size(row)]["won_deals"]}
        told["expected_people"] = round(expected.people, 1)
        if known or row["has_signs"]:
            found = group(known, row["sure_people"], expected, held)
            told["about_people"] = round(known + found.unseen, 1)
            told |= found.said() if known else {}
        rows.append(told)
    return pa.Table.from_pylist(rows, _SIZES_SCHEMA)


def coverage(
    deals: Table,
    buying_groups: Table,
    people: Table,
    person_parts: Table,
    group_sizes: Table,
    role_meanings: Table,
    overrides: Table,
) -> Table:
    """One person of the customer in one deal; a deal with nobody seen has one row without a person.

    Columns: `deal_id`, `deal_refs`, `person_id`, `person_refs` (blank between), `name`, `title`, `role` (decides,
    influences, unknown), `role_basis` (told, declared, met, seen), `confidence` (share, that the person belongs to the
    deal), `function`, `part`, `part_basis` and `part_confidence` (what it does there: `person_parts`), `has_authority`
    (decides, by role or part; null: cannot tell), `dialogues` (two-way), `met_by` (people of ours),
    `last_dialogue_at`, `read` (acts on buying jobs), `brought` (others who followed within a week), `hypothesis`
    (mobilizer: others follow; blocker: named, but stays away from us and our pages while others move; null: none; to be
    proved by an act), and for the deal `known_people`, `unseen_people`, `unseen_low`, `unseen_high` (80 % range; null:
    cannot tell), `own_deals` (won deals behind that).
    """
    found = buying_groups.left_join(people.select("person_id", "person_refs", "name", "title"), "person_id")
    found = found.drop("person_id_right").left_join(person_parts, ["deal_id", "person_id"])
    found = found.drop("deal_id_right", "person_id_right")
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
    return rows.select(
        *("deal_id", "person_id", "name", "title", "known_people", "unseen_people", "unseen_low", "unseen_high"),
        *("own_deals", "function", "part", "part_basis", "part_confidence"),
        *("dialogues", "met_by", "last_dialogue_at", "read", "brought"),
        deal_refs=rows.deal_id,
        person_refs=ibis.coalesce(rows.person_refs, rows.person_id),
        role=there.ifelse(role.fill_null("unknown"), ibis.null("string")),
        role_basis=basis,
        confidence=sureness(rows),
        has_authority=ibis.cases(
            (role == "decides", True),
            (role == "influences", False),
            (rows.part.isin(DECIDE), True),
            ((rows.part != "unknown").fill_null(False), False),
            else_=None,
        ),
        hypothesis=_hypothesis(rows),
    )


def _hypothesis(rows: Table) -> StringValue:
    """What a person may be, as far as acts hint at it; only an act of theirs proves it."""
    others = (rows.dialogues + rows.read > 0).ifelse(1, 0).sum().over(group_by=rows.deal_id)
    away = (rows.declared == 1) & (rows.dialogues == 0) & (rows.read == 0.0)
    return ibis.cases(
        ((rows.brought >= OTHERS_FOLLOW).fill_null(False), "mobilizer"),
        ((away & (others >= OTHERS_MOVE)).fill_null(False), "blocker"),
        else_=None,
    )


def missing_parts(deals: Table, matrix: Table, coverage: Table, team_members: Table) -> Table:
    """One part that nobody seen plays in one open deal, and who of ours is the natural counterpart.

    Where many decide each part that such a purchase needs, where few only who decides (`sources/parts.toml`); not
    where the kind is unknown or nobody was seen. Columns: `deal_id`, `part`, `counterpart_role` (account_manager,
    design_manager, implementation_manager, executive), `counterpart` (mail address of the one on the deal in that role;
    null: nobody is), `untold_people` (seen, whose part cannot be told: it may be one of them).
    """
    needed, counterparts = parts_told()["needed"], parts_told()["counterparts"]
    known = coverage.filter(coverage.person_id.notnull()).group_by("deal_id")
    known = known.agg(untold_people=(coverage.part == "unknown").ifelse(1, 0).sum())
    open_deals = deals.filter(deals.status == "open").select("deal_id").join(known, "deal_id")
    open_deals = open_deals.join(matrix.select("deal_id", "kind"), "deal_id").filter(lambda t: t.kind != "unknown")
    many = open_deals.kind.isin(("solution", "consultancy"))
    wanted = [
        open_deals.filter(many | ibis.literal(part in needed["few"])).select(
            "deal_id", "untold_people", part=ibis.literal(part), counterpart_role=ibis.literal(counterparts[part])
        )
        for part in needed["many"]
    ]
    played = coverage.select("deal_id", "part").distinct()
    missing = ibis.union(*wanted).anti_join(played, ["deal_id", "part"])
    ours = team_members.filter(team_members.email.notnull()).mutate(counterpart_role=team_members.part)
    ours = ours.group_by(["deal_id", "counterpart_role"]).agg(counterpart=ours.email.min())
    rows = missing.left_join(ours, ["deal_id", "counterpart_role"])
    return rows.select("deal_id", "part", "counterpart_role", "counterpart", "untold_people")


def sureness(rows: Table) -> FloatingValue:
    """How sure it is that a person belongs to the deal."""
    return ibis.cases(*((rows[name] == 1, share) for name, share in SURE.items()), else_=None)
