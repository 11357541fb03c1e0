"""The headers of letters in mail files: mbox, Maildir and .eml; what stands below a header is skipped unread."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import getaddresses, parsedate_to_datetime
from pathlib import Path
from typing import NamedTuple

from headway.connect.addresses import emails
from headway.connect.files import lines
from headway.connect.values import EARLIEST, TOO_LATE, UnreadableError

LONGEST_LINE = 1 << 16
LONGEST_HEADER = 1 << 18
_BEGINS = re.compile(rb"From \S+.*\d{4}\s*$")
_FIELD = re.compile(rb"[!-9;-~]+[ \t]*:")
_BLANK = (b"\n", b"\r\n")
_PARSER = BytesHeaderParser()
A_DATE = "it has no date between 1970 and 2100"


class Letter(NamedTuple):
    """One letter: where its header begins, the header itself (None: longer than any), and the bytes read."""

    line: int
    header: bytes | None
    bytes_done: int


def letters(path: Path) -> Iterator[Letter]:
    """Every letter of a file, of which only the header is ever held. Raises DamagedError where the file breaks."""
    header, begun, is_header, was_blank, is_mbox, done = bytearray(), 1, True, True, False, 0
    for line in lines(path, LONGEST_LINE):
        content, done = line.content, line.bytes_done
        if line.number == 1:
            is_mbox = bool(_BEGINS.match(content))
        if is_mbox and was_blank and content.startswith(b"From ") and _BEGINS.match(content):
            if line.number > 1:
                yield _letter(begun, header, done)
            header, begun, is_header = bytearray(), line.number, True
        elif is_header and content.isspace():
            is_header = False
        elif is_header and len(header) <= LONGEST_HEADER:
            header += content
        elif not is_header and not is_mbox:
            break  # a file of one letter: nothing below its header is read
        was_blank = content in _BLANK
    if header:
        yield _letter(begun, header, done)


def _letter(begun: int, header: bytearray, done: int) -> Letter:
    return Letter(begun, bytes(header) if len(header) <= LONGEST_HEADER else None, done)


def is_letter(beginning: bytes) -> bool:
    r"""Whether a file begins as mail does: with an mbox's line or the fields of a header.

    >>> is_letter(b"Message-ID: <1@acme.com>\nFrom: a@acme.com"), is_letter(b"Id,Name")
    (True, False)
    """
    first, _, rest = beginning.partition(b"\n")
    head = rest if _BEGINS.match(first) else beginning
    named = {line.split(b":", 1)[0].strip().lower() for line in head.split(b"\n\n", 1)[0].splitlines() if b":" in line}
    return bool(_FIELD.match(head)) and b"from" in named and bool(named & {b"date", b"message-id", b"received"})


class Said(NamedTuple):
    """What a header says that Headway keeps."""

    message_id: str
    sent_at: datetime
    sender: str
    addresses: str
    subject: str | None


def said(header: bytes | None) -> Said:
    """What a letter's header says. Raises UnreadableError, whose message says what it lacks."""
    if header is None:
        raise UnreadableError("its header is longer than any")
    told = _PARSER.parsebytes(header)
    sent = _moment(told["Date"])
    got = _moment((told["Received"] or "").rpartition(";")[2]) or sent
    sender, everybody = _addresses(told, "From"), _addresses(told, "From", "To", "Cc")
    message_id = str(told["Message-ID"] or "").strip()
    if not sent or not got:
        raise UnreadableError(A_DATE)
    if not sender or not everybody:
        raise UnreadableError("it names no sender")
    # A sender's clock may be ahead; the server's is not.
    return Said(message_id, min(sent, got), sender.split()[0], everybody, _subject(told))


def is_automatic(header: bytes) -> bool:
    """Whether a machine or a list sent it: a newsletter, a bounce, an answer of somebody who is away."""
    told = _PARSER.parsebytes(header)
    answered = str(told["Auto-Submitted"] or "no").strip().lower()
    bulk = str(told["Precedence"] or "").strip().lower() in {"bulk", "list", "junk", "auto_reply"}
    return answered != "no" or bulk or bool(told["List-Id"] or told["List-Unsubscribe"])


def _moment(written: object) -> datetime | None:
    """A date of a mail in UTC without a zone; one written without a zone is UTC."""
    try:
        read = parsedate_to_datetime(str(written or ""))
        read = (read - (read.utcoffset() or timedelta(0))).replace(tzinfo=None)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return read if EARLIEST <= read < TOO_LATE else None


def _addresses(told: Message, *fields: str) -> str | None:
    cells = [_plain(str(value)) for field in fields for value in told.get_all(field, [])]
    return emails(*(address for _, address in getaddresses(cells)))


def _subject(told: Message) -> str | None:
    written = str(told["Subject"] or "")
    try:
        read = str(make_header(decode_header(written)))
    except (ValueError, LookupError, MessageError):
        read = written
    return " ".join(_plain(read).replace("\0", "").split())[:300] or None


def _plain(written: str) -> str:
    """Text without bytes of no encoding, which no table takes."""
    return written.encode(errors="replace").decode()
