"""Which company a mail address speaks for: its registrable domain, unless anybody can have such an address.

>>> company_domain("Ada@Mail.Acme.co.uk")
'acme.co.uk'
>>> company_domain("ada@gmail.com") is None
True
"""

import re
from collections.abc import Iterator
from importlib.resources import files

_ADDRESS = re.compile(r"[^\s@<>,;]+@([^\s@<>,;]+)")
_LABEL = r"(?!-)[a-z0-9-]{1,63}(?<!-)"
_DOMAIN = re.compile(rf"(?:{_LABEL}\.)+(?:[a-z]{{2,63}}|xn--[a-z0-9-]+)")

# Top-level names reserved for tests and for networks of one's own (RFC 2606, RFC 6762).
_RESERVED = frozenset({"test", "invalid", "localhost", "local", "lan", "internal", "home", "corp"})


def _listed(name: str) -> Iterator[str]:
    """The words of a list of ours, comments left out."""
    text = (files("headway.sources") / name).read_text(encoding="utf-8")
    for line in text.splitlines():
        yield from line.partition("#")[0].split()


_SUFFIXES = frozenset(_listed("public_suffixes.txt"))
_FREE = frozenset(_listed("free_mail.txt"))


def company_domain(address: str) -> str | None:
    """The registrable domain of a mail address; None where it is malformed, free, disposable or reserved.

    >>> company_domain("Ada Lovelace <ada@sales.acme.dk>")
    'acme.dk'
    >>> company_domain("ada@münchen-maschinen.de")
    'xn--mnchen-maschinen-jzb.de'
    """
    bare = address.rpartition("<")[2].removesuffix(">") if address.rstrip().endswith(">") else address
    found = _ADDRESS.fullmatch(bare.strip())
    domain = _plain(found[1]) if found else None
    return None if domain is None or is_free(domain) else registrable(domain)


def is_free(domain: str) -> bool:
    """Whether anybody can have an address there: free mail, internet providers, disposable addresses.

    >>> is_free("hotmail.co.uk"), is_free("eu.mailinator.com"), is_free("acme.com")
    (True, True, False)
    """
    labels = domain.lower().split(".")
    above = {".".join(labels[at:]) for at in range(len(labels) - 1)}
    name, _, end = registrable(domain.lower()).partition(".")
    return not _FREE.isdisjoint(above) or (f"{name}.*" in _FREE and _is_common(end))


def registrable(domain: str) -> str:
    """The part of a domain that somebody has registered, one label below a public suffix.

    >>> registrable("mail.acme.com.au"), registrable("acme.onmicrosoft.com")
    ('acme.com.au', 'acme.onmicrosoft.com')
    """
    labels = domain.split(".")
    below = 2 + (".".join(labels[-2:]) in _SUFFIXES)
    return ".".join(labels[-below:])


def _is_common(end: str) -> bool:
    """Whether a wide-spread mail service is likely to own its name under this ending."""
    return end in {"com", "net", "org"} or end in _SUFFIXES or re.fullmatch(r"[a-z]{2}", end) is not None


def _plain(domain: str) -> str | None:
    """The domain in lower-case ASCII; None where it is none that mail can reach."""
    try:
        plain = domain.encode("idna").decode("ascii").lower().removesuffix(".")
    except UnicodeError:
        return None
    reachable = _DOMAIN.fullmatch(plain) and plain.rpartition(".")[2] not in _RESERVED and plain not in _SUFFIXES
    return plain if reachable else None
