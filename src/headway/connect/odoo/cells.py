"""What Odoo writes into a cell: `false` for nothing, `[7, "Acme"]` for a record, moments in UTC without a zone."""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime

from headway.connect import addresses, values
from headway.connect.values import UnreadableError, Value

PARTNER, LEAD, USER, STAGE = "res.partner", "crm.lead", "res.users", "crm.stage"
_A_RECORD = 'a record, such as 7 or [7, "Acme"]'
_NOTHING = {"", "false", "null", "none", "[]"}
_SECONDS = 'a number of seconds for each stage, such as {"1": 27}'


def told(cell: str) -> str:
    """The cell, empty where Odoo says that there is nothing."""
    return "" if cell.strip().lower() in _NOTHING else cell


def text(cell: str) -> str | None:
    """A text."""
    return values.text(told(cell))


def moment(cell: str) -> datetime | None:
    """A point in time; Odoo keeps all of them in UTC and writes no zone."""
    return values.moment(told(cell))


def first_moment(*cells: str) -> datetime | None:
    """The first of the cells that holds a point in time."""
    return next((read for read in map(moment, cells) if read), None)


def day(cell: str) -> date | None:
    """A day."""
    return values.day(told(cell))


def number(cell: str) -> float | None:
    """A number; what Odoo leaves empty is no zero."""
    return values.number(told(cell))


def share(cell: str) -> float | None:
    """A percentage as a share."""
    return values.share(told(cell))


def truth(cell: str) -> bool | None:
    """Yes or no; here `false` is a no."""
    return values.yes_or_no(cell)


def record(cell: str) -> tuple[str | None, str | None]:
    """The id and the label of the record that a cell names. Raises UnreadableError where it names none."""
    written = told(cell).strip()
    if written.startswith("["):
        named = _list(written)
        key, label = (str(each) for each in (*named, "", "")[:2])
    else:
        key, label = written, ""
    if key and not (key.isascii() and key.isdigit()):
        raise UnreadableError(_A_RECORD)
    return (str(int(key)) if key.strip("0") else None), values.text(label)


def id_of(cell: str) -> str | None:
    """The id alone."""
    return record(cell)[0]


def label(cell: str) -> str | None:
    """The label alone; a record without one has none."""
    return record(cell)[1]


def ref(model: str) -> Callable[[str], str | None]:
    """A reader of the record of this model that a cell names, as Headway's reference."""
    return lambda cell: ref_to(model, id_of(cell))


def ref_to(model: str, key: object) -> str | None:
    """Headway's reference to a record."""
    return f"odoo:{model}/{key}" if key else None


def ids(cell: str) -> list[str]:
    """The ids in a list."""
    written = told(cell).strip()
    return [str(each) for each in _list(written)] if written.startswith("[") else [written] if written else []


def seconds_in_stages(cell: str) -> Mapping[str, float]:
    """How long a deal has been in each stage, by the stage's id. Raises UnreadableError."""
    if not told(cell):
        return {}
    try:
        found = json.loads(cell)
        return {str(int(stage)): float(seconds) for stage, seconds in found.items()}
    except (ValueError, TypeError, AttributeError, RecursionError, OverflowError):
        raise UnreadableError(_SECONDS) from None


def first_domain(*cells: str) -> str | None:
    """The first web address among the cells."""
    return next((found for cell in cells if (found := addresses.domain(told(cell)))), None)


def email(cell: str) -> str | None:
    """One e-mail address; of a name and an address, the address. Raises UnreadableError where there is none."""
    found = addresses.emails(told(cell))
    return found.split()[0] if found else addresses.email(told(cell))


def is_email(cell: str) -> str | None:
    """An address, or nothing: a login may be any word."""
    return addresses.emails(told(cell))


def minutes(hours: str) -> Value:
    """Hours as minutes."""
    read = number(hours)
    return None if read is None else read * 60


def _list(written: str) -> list[object]:
    try:
        found = json.loads(written)
    except (ValueError, RecursionError):
        raise UnreadableError(_A_RECORD) from None
    return found if isinstance(found, list) else []
