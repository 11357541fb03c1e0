"""Which of our people can be sent to customers this week, in which role, and for how many hours."""

import json

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from headway.sources.bets import ACCOUNT, DESIGN, IMPLEMENTATION
from headway.sources.settings import number
from headway.sources.sums import exact_sum

WEEK_DAYS = 7
# A meeting that does not say how long it takes.
USUAL_MINUTES = 60.0
SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("user_ref", "email", "name", "role", "serves")),
        *((name, pa.float64()) for name in ("hours", "promised_hours", "left_hours")),
        ("is_default", pa.bool_()),
    ]
)


def staff_roles(our_people: Table, role_meanings: Table, account_sellers: Table) -> Table:
    """One of our people and the role they mostly have with customers.

    Columns: `user_ref`, `role` (account_manager, design_manager, implementation_manager; any other role, as it is
    typed or as the company has mapped it, counts as account manager), `deals` (in that role).
    """
    read = our_people.left_join(role_meanings.select("role", "ours"), "role")
    part = read.ours.isin((DESIGN, IMPLEMENTATION)).ifelse(read.ours, ACCOUNT)
    on_deals = read.mutate(part=part.fill_null(ACCOUNT)).group_by("user_ref", role="part")
    on_deals = on_deals.agg(deals=lambda t: t.count())
    near = account_sellers.select("user_ref", role=ibis.literal(ACCOUNT), deals=ibis.literal(0, "int64")).distinct()
    every = ibis.union(on_deals.select("user_ref", "role", "deals"), near)
    mostly = ibis.window(group_by=every.user_ref, order_by=[every.deals.desc(), every.role])
    return every.mutate(place=ibis.row_number().over(mostly)).filter(lambda t: t.place == 0).drop("place")


def promised_hours(crm_activities: Table, moment: Table) -> Table:
    """The hours that one of our people has agreed to meet customers in the seven days after the moment.

    Columns: `user_ref`, `hours`.
    """
    told = crm_activities.filter(
        crm_activities.kind == "meeting",
        ~crm_activities.is_deleted.fill_null(False),
        ~crm_activities.is_all_day.fill_null(False),
        crm_activities.user_ref.notnull(),
    ).cross_join(moment)
    ahead = told.filter(told.starts_at > told.moment, told.starts_at <= told.moment + ibis.interval(days=WEEK_DAYS))
    return ahead.group_by("user_ref").agg(hours=exact_sum(ahead.minutes.fill_null(USUAL_MINUTES) / 60.0))


def staff(
    crm_users: pa.Table, staff_roles: pa.Table, promised_hours: pa.Table, standing_inputs: pa.Table, settings: pa.Table
) -> pa.Table:
    """One of our people who can be sent to customers this week.

    Columns: `user_ref`, `email`, `name`, `role` (as in `staff_roles`), `serves` (countries, as the CRM writes them,
    a comma between; null: any), `hours` (a week for bets: told, else `capacity.hours_per_person`), `promised_hours`
    (meetings already agreed), `left_hours` (for bets: what the meetings leave of `capacity.hours_with_customers`, at
    most `hours`), `is_default` (nobody has told this person's hours).
    """
    usual, most = (number(settings, f"capacity.{name}") for name in ("hours_per_person", "hours_with_customers"))
    roles = {row["user_ref"]: row["role"] for row in staff_roles.to_pylist()}
    promised = {row["user_ref"]: row["hours"] for row in promised_hours.to_pylist()}
    told = _told(standing_inputs)
    rows = []
    for user in sorted(crm_users.to_pylist(), key=lambda row: row["user_ref"]):
        ref = user["user_ref"]
        if ref not in roles or user["is_active"] is False:
            continue
        own = told.get(ref, {})
        hours = float(own.get("hours", usual))
        rows.append(
            {
                **{name: user[name] for name in ("user_ref", "email", "name")},
                "role": own.get("role", roles[ref]),
                "serves": own.get("serves"),
                "hours": hours,
                "promised_hours": promised.get(ref, 0.0),
                "left_hours": max(0.0, min(hours, most - promised.get(ref, 0.0))),
                "is_default": "hours" not in own,
            }
        )
    return pa.Table.from_pylist(rows, SCHEMA)


def _told(standing_inputs: pa.Table) -> dict[str, dict[str, str]]:
    """What people have said of somebody's week, by user; of several words on one matter, the last."""
    found: dict[str, dict[str, str]] = {}
    for row in standing_inputs.to_pylist():
        if row["kind"] == "staff":
            said = json.loads(row["value"])
            found.setdefault(said["user_ref"], {}).update(
                {name: said[name] for name in ("hours", "serves", "role") if said.get(name)}
            )
    return found
