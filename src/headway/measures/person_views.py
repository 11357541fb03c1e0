"""Whether single people may be looked at, and for what: off until somebody says what for and from when on."""

from datetime import date

import pyarrow as pa
from ibis.expr.types import Table

from headway.sources.settings import text

# Fewer people are looked at as a team only.
FEWEST_PEOPLE = 5
SCHEMA = pa.schema([("purpose", pa.string()), ("since", pa.date32()), ("people", pa.int64()), ("is_on", pa.bool_())])


def deal_owners(deals: Table) -> Table:
    """One of our users who owns deals.

    Columns: `user_ref`, `deals`.
    """
    owned = deals.filter(deals.owner_ref.notnull())
    return owned.group_by(user_ref=owned.owner_ref).agg(deals=owned.count())


def person_views(settings: pa.Table, moment: pa.Table, deal_owners: pa.Table) -> pa.Table:
    """Whether views of single people's competence are switched on; one row.

    Columns: `purpose` (`people.competencies_for`; null: none told), `since` (`people.competencies_since`; null: no day
    told, or no day), `people` (who own deals), `is_on` (purpose and day are told, the day has come, and there are five
    people or more).
    """
    return _views("competencies", settings, moment, deal_owners)


def coaching_views(settings: pa.Table, moment: pa.Table, deal_owners: pa.Table) -> pa.Table:
    """Whether views of what single people are coached in are switched on; one row.

    Columns: `purpose` (`people.coaching_for`; null: none told), `since` (`people.coaching_since`; null: no day told, or
    no day), `people` (who own deals), `is_on` (purpose and day are told, the day has come, and there are five people or
    more).
    """
    return _views("coaching", settings, moment, deal_owners)


def _views(about: str, settings: pa.Table, moment: pa.Table, deal_owners: pa.Table) -> pa.Table:
    purpose = text(settings, f"people.{about}_for").strip() or None
    since = _day(text(settings, f"people.{about}_since"))
    now = moment["moment"][0].as_py().date()
    has_begun = purpose is not None and since is not None and since <= now
    row = {"purpose": purpose, "since": since, "people": deal_owners.num_rows}
    return pa.Table.from_pylist([{**row, "is_on": has_begun and deal_owners.num_rows >= FEWEST_PEOPLE}], SCHEMA)


def _day(told: str) -> date | None:
    try:
        return date.fromisoformat(told.strip())
    except ValueError:
        return None
