"""What stands in one cell of an export, read as a value; an empty cell is null.

A reader that finds something else raises `UnreadableError`, whose message says what should stand there.
"""

import math
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

Value = str | int | float | bool | datetime | date | None

EARLIEST, TOO_LATE = datetime(1970, 1, 1), datetime(2101, 1, 1)
_A_MOMENT = "a moment between 1970 and 2100, such as 2024-02-07 20:47:49 or 2024-02-07T20:47:49Z"
_A_NUMBER, _A_WHOLE_NUMBER = "a number, such as 16120999.99", "a number with at most 18 digits"
_A_PERCENTAGE, _TRUE_OR_FALSE = "a percentage from 0 to 100", "true, false, 1 or 0"
_YES_OR_NO = {"true": True, "1": True, "false": False, "0": False}
_LARGEST_WHOLE = 2**63
_EPOCH_DIGITS = (12, 13)


class UnreadableError(ValueError):
    """A cell holds something else than it should; the message says what should stand there."""


def text(cell: str) -> str | None:
    """The cell without blanks around it and without NUL characters, which databases refuse."""
    return (cell.replace("\0", "") if "\0" in cell else cell).strip() or None


def first_text(*cells: str) -> str | None:
    """The first of the cells that says anything."""
    return next((said for said in map(text, cells) if said), None)


def joined_text(whole: str, *parts: str) -> str | None:
    """The first cell; where it is empty, the others with a blank between them."""
    return text(whole) or " ".join(part for part in map(text, parts) if part) or None


def moment(cell: str) -> datetime | None:
    """A point in time in UTC without a zone; a time written without a zone is UTC."""
    if not (written := _from_milliseconds(cell.strip())):
        return None
    try:
        read = datetime.fromisoformat(written)
        read = read.astimezone(UTC).replace(tzinfo=None) if read.tzinfo else read
    except (ValueError, OverflowError):
        raise UnreadableError(_A_MOMENT) from None
    # fromisoformat also takes 20240207 and 2024-W06-3, which in an export are something else.
    if not (EARLIEST <= read < TOO_LATE and written[4] == written[7] == "-"):
        raise UnreadableError(_A_MOMENT)
    return read


def _from_milliseconds(written: str) -> str:
    """Milliseconds since 1970, in which APIs write times, as others write them."""
    if len(written) not in _EPOCH_DIGITS or not (written.isascii() and written.isdigit()):
        return written
    return datetime.fromtimestamp(int(written) / 1000, UTC).isoformat()


def first_moment(*cells: str) -> datetime | None:
    """The first of the cells that holds a point in time."""
    return next((read for read in map(moment, cells) if read), None)


def day(cell: str) -> date | None:
    """A day as it is written: a time of day or a zone behind it moves nothing."""
    read = moment(cell.strip()[:10])
    return read.date() if read else None


def number(cell: str) -> float | None:
    """A number with a point before its decimals."""
    if not (written := cell.strip()):
        return None
    try:
        read = float(written)
    except ValueError:
        read = math.nan
    if not math.isfinite(read) or "_" in written:
        raise UnreadableError(_A_NUMBER)
    return read


def whole(cell: str) -> int | None:
    """A number without decimals; decimals are rounded."""
    read = number(cell)
    if read is not None and abs(read) >= _LARGEST_WHOLE:
        raise UnreadableError(_A_WHOLE_NUMBER)
    return None if read is None else round(read)


def share(cell: str) -> float | None:
    """A percentage as a share from 0 to 1."""
    read = number(cell)
    if read is not None and not 0 <= read <= 100:  # noqa: PLR2004 - a percentage
        raise UnreadableError(_A_PERCENTAGE)
    return None if read is None else read / 100


def yes_or_no(cell: str) -> bool | None:
    """True for `1` and `true`, False for `0` and `false`, however they are capitalised."""
    if not (written := cell.strip().lower()):
        return None
    if written not in _YES_OR_NO:
        raise UnreadableError(_TRUE_OR_FALSE)
    return _YES_OR_NO[written]


def always(value: Value) -> Callable[[], Value]:
    """A reader of no cell: the same value in every row."""
    return lambda: value


def since_1970(told: object, units_per_second: int = 1) -> datetime | None:
    """A point in time told as a count of seconds since 1970 or of parts of them; None for anything else.

    >>> since_1970("1713238937", 1), since_1970(1713238937186000, 1_000_000).second, since_1970("soon")
    (datetime.datetime(2024, 4, 16, 3, 42, 17), 17, None)
    """
    try:
        read = EARLIEST + timedelta(microseconds=int(str(told)) * 1_000_000 // units_per_second)
    except (ValueError, OverflowError):
        return None
    return read if EARLIEST < read < TOO_LATE else None
