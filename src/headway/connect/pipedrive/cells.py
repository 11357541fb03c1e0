"""What stands in the cells of Pipedrive's exports and of its API's answers, and the names their columns bear."""

from collections.abc import Callable, Mapping, Sequence

from headway.connect import addresses, values
from headway.connect.records import fields_of, list_of
from headway.connect.sheets import plain
from headway.connect.values import UnreadableError, Value

_A_RECORD = "a record id, which is digits alone"
_STATES = {"open": (False, False), "won": (True, True), "lost": (True, False)}
_KINDS = {"call": "call", "meeting": "meeting", "lunch": "meeting", "email": "email"}

# A column of the API, and what exports in English call it, behind "Deal - " or without.
_CALLED: Mapping[str, Sequence[str]] = {
    "id": ("ID",),
    "title": ("Title",),
    "name": ("Name",),
    "value": ("Value", "Deal value"),
    "currency": ("Currency", "Currency of Value"),
    "status": ("Status",),
    "stage": ("Stage",),
    "pipeline": ("Pipeline",),
    "probability": ("Probability", "Deal probability"),
    "lost_reason": ("Lost reason",),
    "org_id": ("Organization ID",),
    "org_name": ("Organization",),
    "person_id": ("Person ID", "Contact person ID"),
    "person_name": ("Contact person", "Person"),
    "deal_id": ("Deal ID",),
    "owner_name": ("Owner",),
    "add_time": ("Deal created", "Created", "Add time", "Person created", "Organization created", "Activity created"),
    "update_time": ("Update time",),
    "stage_change_time": ("Last stage change",),
    "won_time": ("Won time",),
    "lost_time": ("Lost time",),
    "close_time": ("Deal closed on", "Close time"),
    "expected_close_date": ("Expected close date",),
    "emails": ("Email", "Email - Work", "Email - Home", "Email - Other"),
    "job_title": ("Job title",),
    "website": ("Website",),
    "industry": ("Industry",),
    "employee_count": ("Number of employees",),
    "country": ("Country", "Country of Address"),
    "type": ("Type",),
    "subject": ("Subject",),
    "due_date": ("Due date",),
    "due_time": ("Due time",),
    "duration": ("Duration",),
    "done": ("Done",),
    "marked_as_done_time": ("Marked as done time",),
    "source_name": ("Source origin", "Source channel"),
    "label": ("Label",),
    "marketing_status": ("Marketing status",),
}


def words(shown: str) -> Mapping[str, str]:
    """Every name of an object's columns in plain letters, and the API's; `shown` is the object's name in exports."""
    prefixes = ("", f"{shown} - ")
    return {
        plain(before + other): column for column, others in _CALLED.items() for other in others for before in prefixes
    }


def key(cell: str) -> str | None:
    """The id of a record, also of an object that carries one. Raises UnreadableError."""
    written = cell.strip()
    if written.startswith("{"):
        told = fields_of(written)
        written = str(told.get("value") or told.get("id") or "")
    if written and not (written.isascii() and written.isdigit()):
        raise UnreadableError(_A_RECORD)
    return str(int(written)) if written.strip("0") else None


def first_key(*cells: str) -> str | None:
    """The first of the cells that holds an id."""
    return next((found for found in map(key, cells) if found), None)


def ref(kind: str) -> Callable[..., str | None]:
    """A reader of the first id among the cells, as Headway's reference."""
    return lambda *cells: f"pipedrive:{kind}/{known}" if (known := first_key(*cells)) else None


def named(cell: str) -> str | None:
    """The name within an object, or the cell itself."""
    return values.text(str(fields_of(cell).get("name") or "")) if cell.strip().startswith("{") else values.text(cell)


def first_named(*cells: str) -> str | None:
    """The first of the cells that names somebody or something."""
    return next((found for found in map(named, cells) if found), None)


def owner(*cells: str) -> str | None:
    """Our user: by id, or in exports by name, as these tell no id."""
    for cell in cells:
        if cell.strip().isdigit() or cell.strip().startswith("{"):
            return ref("user")(cell)
        if name := values.text(cell):
            return f"pipedrive:user/{name}"
    return None


def is_closed(status: str) -> bool | None:
    """Whether a deal of this status has ended."""
    return _STATES.get(status.strip().lower(), (None, None))[0]


def is_won(status: str) -> bool | None:
    """Whether a deal of this status is won."""
    return _STATES.get(status.strip().lower(), (None, None))[1]


def is_unsubscribed(status: str) -> bool | None:
    """Whether a person of this marketing status has said to want no mail."""
    said = status.strip().lower()
    return said == "unsubscribed" if said else None


def is_deleted(status: str, flag: str, active: str) -> bool:
    """Whether a record was deleted; in older answers it is no longer active."""
    gone = values.yes_or_no(flag) or status.strip().lower() == "deleted"
    return bool(gone) or values.yes_or_no(active) is False


def email(*cells: str) -> str | None:
    """The first address: of cells, or of a list that tells which is the primary one."""
    for cell in cells:
        listed = [fields_of(each) for each in list_of(cell)]
        chosen = sorted(listed, key=lambda each: each.get("primary") is not True)
        written = str(chosen[0].get("value") or "") if chosen else "" if cell.strip() == "[]" else cell
        found = addresses.emails(written) or addresses.email(written)
        if found:
            return found.split()[0]
    return None


def kind(written: str) -> str:
    """Call, meeting or mail; a company's own kind of activity is a task."""
    return _KINDS.get(written.strip().lower(), "task")


def due(on: str, at: str) -> Value:
    """When an activity is due: its day, and its time of day if it has one; exports write both into one cell."""
    written = f"{on.strip()} {at.strip()}" if at.strip() and len(on.strip()) <= len("2024-01-01") else on
    return values.moment(written)


def minutes(duration: str) -> float | None:
    """Hours and minutes, as `01:30`, or seconds as a number, as minutes."""
    hours, colon, rest = duration.strip().partition(":")
    if not colon:
        read = values.number(duration)
        return None if read is None else read / 60
    return (values.number(hours) or 0) * 60 + (values.number(rest.partition(":")[0]) or 0)


def moment(cell: str) -> Value:
    """A point in time, of which none is sometimes told as zeros."""
    return None if cell.strip().startswith("0000-00-00") else values.moment(cell)


def first_moment(*cells: str) -> Value:
    """The first of the cells that holds a point in time."""
    return next((read for read in map(moment, cells) if read), None)
