"""The word in a link: made once, signed, and nowhere kept; and how it stays out of what is logged.

The record keeps a hash of it. A link that only a signature lets in cannot be taken back without a list of those taken
back; here the list of those given is the record itself, so one more row ends a link, and whoever reads the record, a
backup of it or an export, can open no plan with it. The signature is beside that: whoever guesses is turned away before
anything is read.
"""

import hashlib
import logging
import re
import secrets

from django.core.signing import BadSignature, Signer

_SIGNER = "headway.plan"
# So much chance that nobody meets a word by guessing: 256 bits.
_BYTES = 32
_IN_AN_ADDRESS = re.compile(r"(/plan/)[^/\s'\"?#]+")


def new_word() -> str:
    """A word that opens nothing yet, as it stands in a link."""
    return _signer().sign(secrets.token_urlsafe(_BYTES))


def hash_of(word: str) -> str | None:
    """What the record knows a word by; None: Headway has not made it."""
    try:
        told = _signer().unsign(word)
    except BadSignature:
        return None
    return hashlib.sha256(told.encode()).hexdigest()


def _signer() -> Signer:
    # A dot parts the word from its signature: it needs no escaping in an address.
    return Signer(sep=".", salt=_SIGNER)


class WithoutWords(logging.Formatter):
    """Takes the words of links out of what is logged, such as the address of a page that went wrong."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, and whatever follows it, without them."""
        return _IN_AN_ADDRESS.sub(r"\1[link]", super().format(record))
