"""What stands in the cells of Dataverse's rows, and the names their columns bear."""

import json
import re
from collections.abc import Callable, Mapping

from headway.connect.sheets import Sheet, Take, plain, take
from headway.connect.values import UnreadableError, first_moment, moment

_GUID = re.compile(r"\{?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\}?", re.IGNORECASE)
_A_GUID, _CHANGES = "an id, such as 1b3f0a62-7c1e-ed11-b83e-000d3a5d1c22", "the changes that an audit tells in JSON"
_TYPES = {"1": "account", "2": "contact", "3": "opportunity", "4": "lead", "8": "systemuser"}
WON, LOST = "1", "2"  # of a deal's statecode
_LOOKUPS = (
    *(
        "customerid",
        "parentaccountid",
        "parentcontactid",
        "parentcustomerid",
        "ownerid",
        "originatingleadid",
        "masterid",
    ),
    *("transactioncurrencyid", "record1id", "record2id", "record2roleid", "regardingobjectid", "opportunityid"),
    *("parentsystemuserid", "activityid", "partyid", "objectid", "activestageid", "statuscode", "industrycode"),
    *("salesstage", "leadsourcecode", "customertypecode"),
)
_FORMATTED, _LOGICAL = "@OData.Community.Display.V1.FormattedValue", "@Microsoft.Dynamics.CRM.lookuplogicalname"


def _dressed(column: str) -> Mapping[str, str]:
    """Other names of a column, of what people read for its value, and of the table that its value points to."""
    told = {f"_{column}_value": column, f"{column}name": f"{column} name"}
    for name in (column, f"_{column}_value"):
        told |= {name + _FORMATTED: f"{column} name", name + _LOGICAL: f"{column} type"}
    told |= {f"{column}type": f"{column} type", f"{column}_entitytype": f"{column} type"}
    return {plain(name): meant for name, meant in told.items()}


WORDS = {
    **{name: meant for column in _LOOKUPS for name, meant in _dressed(column).items()},
    "record2objecttypecode": "record2id type",
    "record1objecttypecode": "record1id type",
    "regardingobjecttypecode": "regardingobjectid type",
    "partyobjecttypecode": "partyid type",
}
STAMPS = {
    "recorded_at": take(first_moment, "overriddencreatedon", "createdon"),
    "modified_at": take(moment, "modifiedon"),
}


def guid(cell: str) -> str | None:
    """The id in the cell. Raises UnreadableError where it holds something else."""
    if not (written := cell.strip()):
        return None
    if not (found := _GUID.fullmatch(written)):
        raise UnreadableError(_A_GUID)
    return found[1].lower()


def ref(table: str) -> Callable[[str], str | None]:
    """A reader of an id as Headway's reference to a row of the table."""
    return lambda cell: f"dynamics:{table}/{known}" if (known := guid(cell)) else None


def of_type(*tables: str) -> Callable[[str, str], str | None]:
    """A reader of an id and of the table it is of: a reference if that is one of these."""
    return lambda cell, kind: ref(table_of(kind))(cell) if table_of(kind) in tables else None


def table_of(written: str) -> str:
    """The table that a number or a name of a type stands for."""
    return _TYPES.get(written.strip(), written.strip().lower())


def typed(column: str) -> tuple[str, str]:
    """A column that points to rows of several tables, and the column that tells of which."""
    return column, f"{column} type"


def payer(parent: str, customer: str, kind: str) -> str | None:
    """The id of the account that a deal is with."""
    return guid(parent) or (guid(customer) if table_of(kind) == "account" else None)


def owner(cell: str, kind: str) -> str | None:
    """Our user; a team, which may own records too, is none."""
    return ref("systemuser")(cell) if table_of(kind) in {"", "systemuser"} else None


def sheet(table: str, lands: str, key: str, **columns: Take) -> Sheet:
    """A table whose rows say when they were created and last changed."""
    every = {key: take(ref(table), f"{table}id"), **STAMPS, **columns}
    return Sheet(table, lands, every, (key, "recorded_at"), words=WORDS)


def is_closed(state: str) -> bool | None:
    """Whether a deal of this statecode has ended."""
    return state.strip() in {WON, LOST} if state.strip() else None


def is_won(state: str) -> bool | None:
    """Whether a deal of this statecode is won."""
    return state.strip() == WON if state.strip() else None


def changes(cell: str) -> Mapping[str, str]:
    """The new values that an audit tells, by their columns. Raises UnreadableError."""
    try:
        told = json.loads(cell)["changedAttributes"] if cell.strip() else []
        return {str(each["logicalName"]): str(each["newValue"] or "") for each in told}
    except (ValueError, KeyError, TypeError, RecursionError):
        raise UnreadableError(_CHANGES) from None
