"""What Salesforce's own words in a cell mean."""

from datetime import datetime

from headway.connect.salesforce.ids import user
from headway.connect.values import EARLIEST, UnreadableError, moment, number, share, yes_or_no

_KINDS = {"call": "call", "email": "email", "listemail": "email"}
_DIRECTIONS = {"inbound": "in", "outbound": "out"}


def task_kind(subtype: str, kind: str) -> str:
    """Call, email or task; Type is the company's own list, so TaskSubtype comes first."""
    return _KINDS.get(subtype.strip().lower()) or _KINDS.get(kind.strip().lower()) or "task"


def call_direction(call_type: str) -> str | None:
    """Who called: the customer (in) or we (out)."""
    return _DIRECTIONS.get(call_type.strip().lower())


def mail_direction(incoming: str) -> str | None:
    """Who wrote: the customer (in) or we (out)."""
    is_incoming = yes_or_no(incoming)
    return None if is_incoming is None else "in" if is_incoming else "out"


def task_is_done(is_closed: str, status: str) -> bool | None:
    """Whether the task is closed, or where that is not told, completed."""
    said = yes_or_no(is_closed)
    return (status.strip().lower() == "completed" if status.strip() else None) if said is None else said


def either(*cells: str) -> bool | None:
    """Whether any of the cells says yes; null where none says anything."""
    said = [read for read in map(yes_or_no, cells) if read is not None]
    return any(said) if said else None


def minutes(seconds: str) -> float | None:
    """Seconds as minutes."""
    read = number(seconds)
    return None if read is None else read / 60


def hierarchy_moment(created: str) -> datetime:
    """When a user or role was created; one without a date counts always, as a hierarchy claims nothing of customers."""
    return moment(created) or EARLIEST


def is_won_state(category: str, probability: str) -> bool | None:
    """Whether the deal was won: its forecast is closed or, where no forecast is told, its chance is 100 %."""
    chance = share(probability)
    if said := category.strip().lower():
        return said == "closed"
    return None if chance is None else chance == 1


def is_closed_state(category: str, probability: str) -> bool | None:
    """A lost deal is left out of the forecast and has no chance; one only left out of the forecast is open."""
    chance = share(probability)
    said = category.strip().lower()
    if said and said != "omitted":
        return said == "closed"
    return None if chance is None else chance == 0 or (chance == 1 and not said)


def new_owner(cell: str) -> str | None:
    """Salesforce writes a change of owner twice, once with names; a name is no reference."""
    try:
        return user(cell)
    except UnreadableError:
        return None
