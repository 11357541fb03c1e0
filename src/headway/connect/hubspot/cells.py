"""What HubSpot's own words in a cell mean."""

import re
from collections.abc import Callable
from datetime import datetime

from headway.connect import values
from headway.connect.values import UnreadableError, text, yes_or_no

CONTACT, COMPANY, DEAL, OWNER = "0-1", "0-2", "0-3", "owner"
_ACTIVITY = "activity"
_AN_ID, _A_CHANCE = "a record id, which is digits alone", "a chance from 0 to 1 or a percentage"
_TO_THE_MINUTE = re.compile(r"\d{4}-\d\d-\d\d[ T]\d?\d:\d\d")
_WITHOUT_ZONE = re.compile(_TO_THE_MINUTE.pattern + r"(:\d\d(\.\d+)?)?")
_SHORT_HOUR = re.compile(r"(?<=[ T])(?=\d:)")
_DIRECTIONS = {"incoming_email": "in", "inbound": "in", "email": "out", "outbound": "out"}
_NOT_HELD = {"canceled", "cancelled", "no_show", "no show", "rescheduled"}
_DONE = {"completed": True, "not_started": False, "in_progress": False, "waiting": False, "deferred": False}


def moment(cell: str) -> datetime | None:
    """A point in time as exports, replicas and the API write it; one without a zone is UTC."""
    written = cell.strip().removesuffix(" UTC")
    return values.moment(_SHORT_HOUR.sub("0", written, count=1))


def tells_no_zone(cell: str) -> bool:
    """Whether a time is told without saying in which zone."""
    return _WITHOUT_ZONE.fullmatch(cell.strip()) is not None


def is_as_exported(cell: str) -> bool:
    """Whether a time is told as HubSpot's exports tell it: to the minute, without a zone."""
    return _TO_THE_MINUTE.fullmatch(cell.strip()) is not None


def first_moment(*cells: str) -> datetime | None:
    """The first of the cells that holds a point in time."""
    return next((read for read in map(moment, cells) if read), None)


def day(cell: str) -> values.Value:
    """The day of a point in time."""
    read = moment(cell)
    return read.date() if read else None


def record(kind: str) -> Callable[..., str | None]:
    """A reader of the first id among the cells, as Headway's reference to an object of this kind."""

    def ref(*cells: str) -> str | None:
        return next(iter(refs(kind, *cells)), None)

    return ref


def refs(kind: str, *cells: str) -> list[str]:
    """The references to all ids in the cells, apart by semicolons or commas or as a list in JSON; each once."""
    written = [each.strip(' "') for cell in cells for each in re.split("[;,]", cell.strip().strip("[]"))]
    if not all(each.isascii() and each.isdigit() for each in written if each):
        raise UnreadableError(_AN_ID)
    return list(dict.fromkeys(f"hubspot:{kind}/{int(each)}" for each in written if each))


def owner(*cells: str) -> str | None:
    """The reference to one of our users: by id in replicas, by name in exports, which tell no id."""
    said = values.first_text(*cells)
    return f"hubspot:{OWNER}/{said}" if said else None


def chance(cell: str) -> float | None:
    """A chance as a share from 0 to 1."""
    written = cell.strip()
    read = values.share(written.removesuffix("%")) if written.endswith("%") else values.number(written)
    if read is not None and not 0 <= read <= 1:
        raise UnreadableError(_A_CHANCE)
    return read


def truth(cell: str) -> bool | None:
    """Yes or no, also as numbers and in the words of exports."""
    written = {"yes": "1", "ja": "1", "no": "0", "nein": "0", "nej": "0", "1.0": "1", "0.0": "0"}
    return yes_or_no(written.get(cell.strip().lower(), cell))


def either_true(*cells: str) -> bool | None:
    """Whether any of the cells says yes; null where none says anything."""
    said = [read for read in map(truth, cells) if read is not None]
    return any(said) if said else None


def direction(*cells: str) -> str | None:
    """Who called or wrote: the customer (in) or we (out); a forwarded mail says neither."""
    return next((found for cell in cells if (found := _DIRECTIONS.get(cell.strip().lower()))), None)


def was_held(outcome: str) -> bool | None:
    """Whether a meeting took place; one that stayed scheduled says nothing."""
    said = outcome.strip().lower()
    return False if said in _NOT_HELD else True if said == "completed" else None


def was_done(status: str) -> bool:
    """Whether a task was done; one without a status is still to do."""
    return _DONE.get(status.strip().lower(), False)


def minutes(milliseconds: str) -> float | None:
    """Milliseconds as minutes."""
    read = values.number(milliseconds)
    return None if read is None else read / 60_000


def minutes_between(start: str, end: str) -> float | None:
    """Minutes from one point in time to another."""
    began, ended = moment(start), moment(end)
    return (ended - began).total_seconds() / 60 if began and ended and ended >= began else None


def activity(cell: str) -> str | None:
    """The reference to an engagement."""
    return record(_ACTIVITY)(cell)


def words(cell: str) -> str | None:
    """One or several chosen words, as `DECISION_MAKER;CHAMPION`, with blanks in place of underscores."""
    return text(cell.replace("_", " ").replace(";", ", ").lower())
