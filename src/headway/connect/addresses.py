"""Addresses of people, sites and pages, in the one form in which Headway compares them."""

import re
from functools import lru_cache
from urllib.parse import unquote

from headway.connect.values import UnreadableError

_A_DOMAIN, _AN_EMAIL = "a web address, such as acme.com", "an e-mail address"
_MAIL = re.compile(r"""[^\s<>"'(),:;@\[\]]+@[^\s<>"'(),:;@\[\]]+\.[^\s<>"'(),:;@\[\].]+""")
_HOST = re.compile(
    r"\s*(?:(?:[a-z][a-z0-9+.-]*:)?//)?"  # scheme
    r"(?:[^\s/?#@]*@)?(?:www\.)?"  # user, www.
    r"(?P<host>[\w-]+(?:\.[\w-]+)*)"
    r"\.?(?::\d+)?(?:[/?#\\]|\s*$)",  # port; then a path or the end
    re.IGNORECASE,
)
_BEFORE_PATH = re.compile(r"\s*[a-z][a-z0-9+.-]*://[^/?#]*", re.IGNORECASE)
_AFTER_PATH = re.compile(r"[?#]")
_INDEX = re.compile(r"(^|/)index\.html?$")


@lru_cache(maxsize=1 << 16)
def host(url: str) -> str | None:
    """The bare host of a URL or of what somebody typed as one: lower case, no `www.`, port or path.

    >>> host("https://www.Acme.com:8443/pricing"), host("acme.com/about"), host("not given")
    ('acme.com', 'acme.com', None)
    """
    found = _HOST.match(url)
    return found["host"].lower() if found else None


def is_domain(written: str) -> bool:
    """Whether the text is a host with a dot and a name behind it: not an e-mail address, a number or an id."""
    return "@" not in written and "." in written and host(written) is not None and not written[-1].isdigit()


def domain(cell: str) -> str | None:
    """The domain of a web address that somebody typed; raises `UnreadableError` where it holds none."""
    if not (written := cell.strip()):
        return None
    found = host(written)
    if found is None or not is_domain(found):
        raise UnreadableError(_A_DOMAIN)
    return found


def email(cell: str) -> str | None:
    """One e-mail address in lower case; raises `UnreadableError` where the cell holds none."""
    if not (written := cell.strip().lower()):
        return None
    if not _MAIL.fullmatch(written):
        raise UnreadableError(_AN_EMAIL)
    return written


def emails(*cells: str) -> str | None:
    """Every e-mail address in the cells, each once, in lower case, with a blank between them."""
    found = [address for cell in cells for address in _MAIL.findall(cell.lower())]
    return " ".join(dict.fromkeys(found)) or None


@lru_cache(maxsize=1 << 16)
def page(address: str) -> str | None:
    """The page of a path or URL: lower case, decoded, without query, fragment, `index.html` and end slash.

    >>> page("https://www.acme.com/Pricing/index.html?plan=2#top"), page("/caf%C3%A9/"), page("https://acme.com")
    ('/pricing', '/café', '/')
    """
    if not address.strip():
        return None
    path = _AFTER_PATH.split(_BEFORE_PATH.sub("", address.strip(), count=1), maxsplit=1)[0]
    readable = unquote(path).replace("\0", "").lower()
    return "/" + _INDEX.sub("", readable).strip("/")
