"""Salesforce's record ids: 15 characters in which capitals count, or 18, of which the last three tell the capitals."""

from functools import lru_cache
from string import ascii_lowercase, ascii_uppercase, digits

from headway.connect.values import UnreadableError

# Bit k of a letter's place in this row says whether character k of five is a capital.
_LETTERS = {f"{place:05b}"[::-1]: letter for place, letter in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ012345")}
_BITS = {letter: bits for bits, letter in _LETTERS.items()}
_CAPITAL_BITS = str.maketrans(dict.fromkeys(ascii_uppercase, "1") | dict.fromkeys(ascii_lowercase + digits, "0"))
_SHORT, _LONG = 15, 18
_AN_ID, _A_CHECKED_ID = "an id of 15 or 18 letters and digits", "an id whose last three characters fit the others"


@lru_cache(maxsize=1 << 16)
def long_id(cell: str) -> str | None:
    """The id of 18 characters; capitals that a tool has lost on the way are put back.

    Raises UnreadableError if it is no id. Salesforce's own id of nothing, all zeros, is null.
    """
    written = cell.strip()
    short = written[:_SHORT]
    if not short.strip("0") and len(written) in {0, _SHORT, _LONG}:
        return None
    if len(written) not in {_SHORT, _LONG} or not (written.isascii() and written.isalnum()):
        raise UnreadableError(_AN_ID)
    suffix = written[_SHORT:].upper() or _suffix(short)
    mended = short if _suffix(short) == suffix else _capitals(short, suffix)
    if _suffix(mended) != suffix:
        raise UnreadableError(_A_CHECKED_ID)
    return mended + suffix


def ref(cell: str) -> str | None:
    """The id as Headway's reference."""
    known = long_id(cell)
    return f"salesforce:{known}" if known else None


def account(*cells: str) -> str | None:
    """The first reference among the ids that is one to an account; others are no account."""
    return _ref_with_prefix(("001",), cells)


def deal(*cells: str) -> str | None:
    """The first reference to an opportunity."""
    return _ref_with_prefix(("006",), cells)


def person(*cells: str) -> str | None:
    """The first reference to a contact or lead."""
    return _ref_with_prefix(("003", "00Q"), cells)


def user(*cells: str) -> str | None:
    """The first reference to a user; a queue, which may own records too, is none."""
    return _ref_with_prefix(("005",), cells)


def _ref_with_prefix(prefixes: tuple[str, ...], cells: tuple[str, ...]) -> str | None:
    known = filter(None, map(long_id, cells))
    return next((f"salesforce:{each}" for each in known if each.startswith(prefixes)), None)


def _suffix(short: str) -> str:
    """Three letters, each of which says which of five characters are capitals."""
    bits = short.translate(_CAPITAL_BITS)
    return _LETTERS[bits[:5]] + _LETTERS[bits[5:10]] + _LETTERS[bits[10:]]


def _capitals(short: str, suffix: str) -> str:
    """The id with the capitals that its suffix tells of."""
    bits = "".join(_BITS.get(letter, "00000") for letter in suffix)
    return "".join(c.upper() if bit == "1" else c.lower() for c, bit in zip(short, bits, strict=True))
