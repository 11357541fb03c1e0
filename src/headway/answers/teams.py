"""Who works on each deal, and where it hangs on one thread (S7): account, design and implementation manager."""

import ibis
from ibis.expr.types import BooleanValue, StringValue, Table

# So many dialogues make a tie; fewer are an acquaintance.
TIED_FROM = 2
# What each kind of sale is led by, as `sources/kinds.toml` says it.
DESIGNED, IMPLEMENTED = ("solution", "consultancy"), ("consultancy",)


def teams(team_members: Table, team_ties: Table, deals: Table) -> Table:
    """One of our users on one deal: the part played, and how well tied to the customer.

    Columns: `deal_id`, `deal_refs`, `account_id`, `status`, `user_ref`, `user_refs`, `email`, `name`, `part`, `basis`
    (both as `team_members`), `dialogues` (with the customer about the deal), `met_people` (of theirs), `tied_people`
    (talked with twice or more), `last_met_at` (null: never).
    """
    rows = team_members.join(deals.select("deal_id", "account_id", "status"), "deal_id")
    ties = team_ties.group_by(["deal_id", "user_ref"]).agg(
        dialogues=team_ties.dialogues.sum(),
        met_people=team_ties.person_id.nunique(),
        tied_people=team_ties.person_id.nunique(where=team_ties.dialogues >= TIED_FROM),
        last_met_at=team_ties.last_at.max(),
    )
    rows = rows.left_join(ties, ["deal_id", "user_ref"], rname="tie_{name}")
    counts = {name: rows[name].fill_null(0) for name in ("dialogues", "met_people", "tied_people")}
    return rows.select(
        "deal_id",
        "account_id",
        "status",
        "user_ref",
        "email",
        "name",
        "part",
        "basis",
        "last_met_at",
        deal_refs=rows.deal_id,
        user_refs=rows.user_ref,
        **counts,
    )


def threads(teams: Table, team_ties: Table, buying_groups: Table, matrix: Table) -> Table:
    """One open deal, and on how many people of each side it hangs.

    A deal on which no dialogue is logged cannot tell. Columns: `deal_id`, `account_id`, `kind`, `our_people` (on the
    deal), `our_met` (of ours who talked with the customer; null: cannot tell), `their_met` (of theirs who talked with
    us; null: cannot tell), `is_single_ours` (only one of ours has), `is_single_theirs` (only one of theirs has, of
    several known), `lacks` (parts that this kind of sale is led with and that nobody plays, blank between; null: none,
    or the kind is unknown).
    """
    still = teams.filter(teams.status == "open")
    ours = still.group_by(["deal_id", "account_id"]).agg(
        our_people=still.count(),
        our_met=still.count(where=still.dialogues > 0),
        designs=still.count(where=still.part == "design_manager"),
        implements=still.count(where=still.part == "implementation_manager"),
    )
    theirs = team_ties.group_by("deal_id").agg(their_met=team_ties.person_id.nunique())
    known = buying_groups.group_by("deal_id").agg(known=buying_groups.person_id.nunique())
    rows = ours.join(matrix.select("deal_id", "kind"), "deal_id")
    for table in (theirs, known):
        rows = rows.left_join(table, "deal_id").drop("deal_id_right")
    is_told = rows.our_met > 0
    our_met = is_told.ifelse(rows.our_met, ibis.null("int64"))
    their_met = (is_told & (rows.their_met > 0)).ifelse(rows.their_met, ibis.null("int64"))
    return rows.select(
        "deal_id",
        "account_id",
        "kind",
        "our_people",
        our_met=our_met,
        their_met=their_met,
        is_single_ours=our_met == 1,
        is_single_theirs=(their_met == 1) & (rows.known > 1),
        lacks=_lacks(rows.kind, rows.designs == 0, rows.implements == 0),
    )


def _lacks(kind: StringValue, no_design: BooleanValue, no_implementation: BooleanValue) -> StringValue:
    design = (kind.isin(DESIGNED) & no_design).ifelse("design_manager", "")
    implementation = (kind.isin(IMPLEMENTED) & no_implementation).ifelse("implementation_manager", "")
    return (design + " " + implementation).strip().nullif("")
