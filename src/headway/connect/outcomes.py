"""What customers have confirmed they got, from a table of one's own: a survey, a list kept by hand, another tool.

A file is known by its columns, whatever its name: `deal_id`, `what`, `got`, `person` and `confirmed_on`.
"""

from datetime import datetime, time
from hashlib import blake2b
from pathlib import Path

from headway.connect.exports import Export
from headway.connect.known import Known
from headway.connect.sheets import Header, Sheet, take
from headway.connect.values import UnreadableError, day, number, text
from headway.sources.outcomes import GOT, outcome_fault

NAME = "outcomes"

_FILE = "outcomes"
_NEEDS = ("deal_id", "what", "got", "person", "confirmed_on")
# Other names of the columns, in plain letters.
_WORDS = {
    **dict.fromkeys(("deal", "dealref", "opportunity", "opportunityid"), "deal_id"),
    **dict.fromkeys(("gain", "outcome", "result"), "what"),
    **dict.fromkeys(("howmuch", "achieved"), "got"),
    **dict.fromkeys(("worth", "amount"), "value"),
    **dict.fromkeys(("confirmedby", "contact", "who"), "person"),
    **dict.fromkeys(("confirmedat", "day", "date"), "confirmed_on"),
}
_MOST = "all, part or none"


def _got(cell: str) -> str | None:
    """How much of the gain came."""
    said = (text(cell) or "").lower()
    if said and said not in GOT:
        raise UnreadableError(_MOST)
    return said or None


def _value(cell: str) -> float | None:
    """What it is worth to the customer."""
    if fault := outcome_fault(GOT[0], cell.strip()):
        raise UnreadableError("an amount in your own currency, such as 12000") from ValueError(fault)
    return number(cell)


def _ref(*cells: str) -> str:
    """The same for the same gain of the same deal, told by the same person on the same day."""
    told = "\n".join(text(cell) or "" for cell in cells)
    return f"outcome-{blake2b(told.encode(errors='replace'), digest_size=12).hexdigest()}"


def _at(cell: str) -> datetime | None:
    told = day(cell)
    return datetime.combine(told, time()) if told else None


def _sheets(_known: Known) -> tuple[Sheet, ...]:
    columns = {
        "outcome_ref": take(_ref, "deal_id", "what", "person", "confirmed_on"),
        "deal_ref": take(text, "deal_id"),
        "what": take(text, "what"),
        "got": take(_got, "got"),
        "value": take(_value, "value"),
        "person": take(text, "person"),
        "confirmed_on": take(day, "confirmed_on"),
        "recorded_at": take(_at, "confirmed_on"),
        "modified_at": take(_at, "confirmed_on"),
    }
    needs = ("deal_ref", "what", "got", "person", "confirmed_on")
    return (Sheet(_FILE, "customer_outcomes", columns, needs, words=_WORDS),)


def _held(_path: Path, names: list[str]) -> str | None:
    """A file with all the columns that an outcome needs."""
    return _FILE if set(_NEEDS) <= set(Header(names, _WORDS).named(_NEEDS)) else None


_EXPORT = Export(
    system=NAME,
    known=Known,
    sheets=_sheets,
    held=_held,
    looked_for=f"looked for a table with the columns {', '.join(_NEEDS)}",
    wanted="Write a row for each gain that somebody at a customer has confirmed, as CSV, and name the folder with it.",
)
recognise, read = _EXPORT.recognise, _EXPORT.read
