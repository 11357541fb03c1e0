"""Which user agents are programs: crawlers, previews, monitors, mail scanners and tools, told by the list `bots.txt`.

`BOTS` is one regular expression that engines evaluate over lower-case agents: it keeps to what RE2, Java, PostgreSQL
and Python read alike (no look-around, no word boundary, no group without capture).
"""

import re
from importlib.resources import files

_LINES = (files("headway.sources") / "bots.txt").read_text(encoding="utf-8").splitlines()

BOTS: str = "|".join(line for line in _LINES if line and not line.startswith("#"))
"""A regular expression that finds a program in a user agent written in lower case."""

_FOUND = re.compile(BOTS)


def is_bot(agent: str) -> bool:
    """Whether a user agent is a program's; one that says nothing is not known to be.

    >>> is_bot("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)")
    True
    >>> is_bot("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36"), is_bot("")
    (False, False)
    """
    return _FOUND.search(agent.lower()) is not None
