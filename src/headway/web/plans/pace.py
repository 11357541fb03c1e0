"""How often something may be asked for within a minute; allauth's own limits leave out pages that are only read."""

import time

from django.core.cache import cache

MINUTE = 60
# What one link may ask for in a minute, and how often one place may try links that open nothing.
A_LINK, A_PLACE = 60, 20


def is_too_fast(who: str, most: int) -> bool:
    """Whether this is one more than `who` may ask for in this minute of the clock."""
    key = f"plan:{who}:{int(time.time()) // MINUTE}"
    cache.add(key, 0, MINUTE)
    try:
        return cache.incr(key) > most
    except ValueError:
        # The cache let it go between the two: then nobody has asked too often.
        return False
