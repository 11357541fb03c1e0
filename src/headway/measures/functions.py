"""What each person at the customer works in."""

import ibis
from ibis.expr.types import Table

from headway.sources.functions import function_of


def person_functions(people: Table, contact_people: Table, crm_people: Table) -> Table:
    """One person whose title or department tells what they work in (`sources/functions.toml`).

    Columns: `person_id`, `account_id` (null: none, or several), `function` (finance, legal, procurement, it,
    engineering, operations, commercial, staff, management), `basis` (title, department).
    """
    typed = contact_people.select("person_ref", "person_id").join(
        crm_people.filter(crm_people.department.notnull()).select("person_ref", "department"), "person_ref"
    )
    typed = typed.group_by("person_id").agg(department=typed.department.min())
    known = people.left_join(typed, "person_id").drop("person_id_right")
    known = known.mutate(by_title=function_of(known.title), by_department=function_of(known.department))
    known = known.filter(known.by_title.notnull() | known.by_department.notnull())
    return known.select(
        "person_id",
        "account_id",
        function=ibis.coalesce(known.by_title, known.by_department),
        basis=known.by_title.notnull().ifelse("title", "department"),
    )
