"""Office networks: an address block in which people of one company are known, and whoever else is seen in it.

Reverse look-ups of addresses are not needed, and no address leaves the house: the company's own people, known by form,
login or mail, say whose block it is. Providers, mobile networks and shared offices tell themselves by people of several
companies, or by a crowd.
"""

import ibis
from ibis.expr.types import StringValue, Table, Value

FEWEST_PEOPLE = 2
# More visitors than this for each one known, and the block is a provider's.
MOST_VISITORS_PER_PERSON = 20
# What one more person known takes away of what was in doubt; ours.
DOUBT = 0.3

_IPV4 = r"^[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}$"
_IPV6 = r"^[0-9a-f]{1,4}:[0-9a-f]{1,4}:[0-9a-f]{0,4}:[0-9a-f:]*$"
# Addresses that stand for nobody on the internet: private, local, of carriers, or cut off.
_NOBODYS = (
    r"^(0\.|10\.|127\.|169\.254\.|192\.168\.|172\.(1[6-9]|2[0-9]|3[01])\.|"
    r"100\.(6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7])\.)"
)


def network_visits(web_events: Table, bot_visitors: Table, settings: Table) -> Table:
    """One visitor in one address block; none where the setting `web.networks` is off, or sources drop addresses.

    A block is, of an IPv4 address, its /24, its /28 and itself; of an IPv6 address its /48 and /56. Columns:
    `visitor_id`, `block`, `first_at` (when our server first heard of the visitor there).
    """
    is_on = settings.agg(networks=settings.value.max(where=settings.name == "web.networks"))
    seen = web_events.filter(web_events.visitor_id.notnull(), web_events.ip.notnull())
    seen = (
        seen.anti_join(bot_visitors, "visitor_id").group_by(["visitor_id", "ip"]).agg(first_at=seen.recorded_at.min())
    )
    seen = seen.cross_join(is_on).filter(lambda t: t.networks.lower() == "true")
    seen = seen.mutate(ip=seen.ip.split(",")[0].strip().lower().replace("::ffff:", ""))
    four = seen.filter(seen.ip.re_search(_IPV4), ~seen.ip.re_search(_NOBODYS))
    six = seen.filter(seen.ip.re_search(_IPV6))
    blocks = [(four, block) for block in _of_four(four.ip)] + [(six, block) for block in _of_six(six.ip)]
    every = ibis.union(*(rows.select("visitor_id", "first_at", block=block) for rows, block in blocks))
    return every.group_by(["visitor_id", "block"]).agg(first_at=every.first_at.min())


def networks(network_visits: Table, known_visitors: Table) -> Table:
    """One address block that is an office of one account: two or more of its people are known there, and nobody else's.

    A visitor whom a group call ties to the account counts as a person. Columns: `block`, `account_id`, `people`,
    `visitors`, `confidence` (share), `known_at` (when the second person was known there).
    """
    tied = known_visitors.filter(known_visitors.account_id.notnull())
    seen = network_visits.join(tied, "visitor_id")
    seen = seen.mutate(
        witness=ibis.coalesce(seen.person_id, "visitor:" + seen.visitor_id),
        at=ibis.greatest(seen.first_at, seen.known_at),
    )
    known = seen.group_by(["block", "account_id", "witness"]).agg(at=seen.at.min())
    order = ibis.window(group_by=known.block, order_by=[known.at, known.witness])
    known = known.mutate(place=ibis.row_number().over(order))
    blocks = known.group_by("block").agg(
        accounts=known.account_id.nunique(),
        account_id=known.account_id.min(),
        people=known.witness.nunique(),
        known_at=known.at.max(where=known.place < FEWEST_PEOPLE),
    )
    crowd = network_visits.group_by("block").agg(visitors=network_visits.visitor_id.nunique())
    offices = blocks.join(crowd, "block")
    offices = offices.filter(
        offices.accounts == 1,
        offices.people >= FEWEST_PEOPLE,
        offices.visitors <= offices.people * MOST_VISITORS_PER_PERSON,
    )
    return offices.select(
        "block", "account_id", "people", "visitors", "known_at", confidence=1.0 - DOUBT / offices.people
    )


def office_visitors(network_visits: Table, networks: Table) -> Table:
    """One visitor seen in offices of one account alone.

    Columns: `visitor_id`, `account_id`, `confidence` (share, of the surest office), `known_at`.
    """
    seen = network_visits.join(networks.select("block", "account_id", "confidence", "known_at"), "block")
    seen = seen.mutate(at=ibis.greatest(seen.first_at, seen.known_at))
    found = seen.group_by("visitor_id").agg(
        accounts=seen.account_id.nunique(),
        account_id=seen.account_id.min(),
        confidence=seen.confidence.max(),
        known_at=seen.at.min(),
    )
    return found.filter(found.accounts == 1).drop("accounts")


def _of_four(ip: StringValue) -> list[Value]:
    """The /24, the /28 and the address itself."""
    # Spark reads what is split at as a pattern, in which a full stop is any character.
    parts = ip.replace(".", ":").split(":")
    # What is no address has been left out; an engine may still read the number first, so whatever stands there is one.
    last = ("0" + parts[3].fill_null("").re_replace("[^0-9]", "").substr(0, 3)).cast("int64")
    network = parts[0] + "." + parts[1] + "." + parts[2] + "."
    return [network + "0/24", network + (last - last % 16).cast("string") + "/28", ip]


def _of_six(ip: StringValue) -> list[Value]:
    """The /48 and the /56; a group left out is zero."""
    parts = ip.split(":")
    third, fourth = (_group(parts[place]) for place in (2, 3))
    network = _group(parts[0]) + ":" + _group(parts[1]) + ":" + third
    return [network + "::/48", network + ":" + fourth.substr(0, 2) + "00::/56"]


def _group(text: StringValue) -> StringValue:
    """Four digits of an address; engines that count past the end give null."""
    return text.fill_null("").lpad(4, "0")
