"""What a part in the deal team has done in the company's own past (S7): adjusted, with its range, and no more."""

from typing import Any

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from headway.learn.strata import cases_needed, stratified_difference

# A part counts where it was on the deal so early; deals that closed earlier are not asked.
EARLY_DAYS = 28
PARTS = ("design_manager", "implementation_manager", "executive", "expert")
# Below so many deals on either side nothing is said.
LEAST_DEALS = 20
# Four parts are looked at: each range is so wide that all four hold together at 95 %.
WITHIN = 1 - 0.05 / len(PARTS)
# The smallest difference in won share that is worth knowing.
WORTH_KNOWING = 0.1
Row = dict[str, Any]

SCHEMA = pa.schema(
    [
        ("part", pa.string()),
        *((name, pa.int64()) for name in ("deals_with", "won_with", "deals_without", "won_without")),
        *((name, pa.float64()) for name in ("difference", "low", "high")),
        ("verdict", pa.string()),
        ("deals_needed", pa.int64()),
    ]
)


def part_cases(deals: Table, team_members: Table, crm_members: Table, deal_values: Table) -> Table:
    """One closed deal that was open for four weeks or longer, and the parts that were on its team by then.

    Columns: `deal_id`, `won` (0 or 1), `stratum` (deals alike when they began: first or later purchase, and third of
    the amounts), and for each part 0 or 1: `design_manager`, `implementation_manager`, `executive`, `expert`.
    """
    early = ibis.interval(days=EARLY_DAYS)
    closed = deals.filter(deals.status != "open", deals.closed_at >= deals.opened_at + early)
    live = crm_members.filter(~crm_members.is_deleted.fill_null(False))
    joined = live.group_by(["deal_ref", "user_ref"]).agg(joined_at=live.recorded_at.min())
    parts = joined.select("user_ref", "joined_at", deal_id="deal_ref").join(
        team_members.select("deal_id", "user_ref", "part"), ["deal_id", "user_ref"]
    )
    there = parts.join(closed.select("deal_id", "opened_at"), "deal_id").filter(
        lambda t: t.joined_at <= t.opened_at + early
    )
    played = there.group_by("deal_id").agg(**{part: (there.part == part).ifelse(1, 0).max() for part in PARTS})
    staffed = team_members.filter(team_members.basis != "met").select("deal_id").distinct()
    rows = closed.semi_join(staffed, "deal_id").left_join(played, "deal_id").drop("deal_id_right")
    rows = rows.join(deal_values.select("deal_id", "is_repeat", "band"), "deal_id")
    return rows.select(
        "deal_id",
        won=(rows.status == "won").ifelse(1, 0),
        stratum=rows.is_repeat.ifelse(4, 0) + rows.band.fill_null(0),
        **{part: rows[part].fill_null(0) for part in PARTS},
    )


def part_effects(part_cases: pa.Table) -> pa.Table:
    """One part, and how much more often deals were won that had it on the team within four weeks.

    Deals are compared with those alike in size and in being a first or a later purchase. That they differ does not say
    that the part made the difference. Columns: `part`, `deals_with`, `won_with`, `deals_without`, `won_without`
    (counts), `difference` (won share with less without), `low`, `high` (range that holds for all parts together at
    95 %), `verdict` (more, less, cannot_tell), `deals_needed` (with the part, to see a difference of a tenth). Method:
    `headway.learn.strata`.
    """
    found = part_cases.sort_by("deal_id").to_pydict()
    return pa.Table.from_pylist([_effect(part, found) for part in PARTS], SCHEMA)


def _effect(part: str, cases: dict[str, list[int]]) -> Row:
    told = stratified_difference(cases["won"], cases[part], cases["stratum"], WITHIN)
    counts = {
        "deals_with": told.ones,
        "won_with": told.ones_with,
        "deals_without": told.others,
        "won_without": told.others_with,
    }
    whole = told.ones + told.others
    needed = cases_needed((told.ones_with + told.others_with) / whole, WORTH_KNOWING, groups=2) if whole else None
    rest = {"part": part, **counts, "deals_needed": needed}
    if min(told.ones, told.others) < LEAST_DEALS or told.size is None:
        return {**rest, "verdict": "cannot_tell"}
    verdict = "more" if told.low > 0 else "less" if told.high < 0 else "cannot_tell"
    shares = {"difference": told.size, "low": told.low, "high": told.high}
    return {**rest, **{name: round(value, 4) for name, value in shares.items()}, "verdict": verdict}
