"""How each customer wants to buy (S2): alone and digital, some of both, or in person; and where we do otherwise."""

from typing import Any

import ibis
import numpy as np
import pyarrow as pa
from ibis.expr.types import StringValue, Table

from headway.learn.routes import route_shares as shares_of
from headway.sources.priors import priors
from headway.sources.requests import asks_for_a_person
from headway.sources.sums import rounded

ROUTES = ("digital", "hybrid", "personal")
SITUATIONS = ("routine", "modified", "new_complex")
# What customers that bought did, and which of it shows how they wanted to buy: sellers call on everybody.
ACTS = ("alone", "met", "asked")
SHOWN = ("alone", "asked")
# Acts this long before a deal opened belong to it, and an ask this old still stands.
BEFORE_DAYS = 90
# A deal that is entered so few days before it is won was bought before anybody of ours knew.
ALONE_WITHIN_DAYS = 3
# Acts of ours in eight weeks from which on we call on a customer, and hours.
CALLED_FROM_ACTS = 4
# An account without a deal: as many active people are about something new and complex; fewer that buy small, routine.
MANY_ACTIVE, FEW_ACTIVE, MOSTLY = 4, 2, 0.5
LARGE = 3
EVEN = 0.5
Row = dict[str, Any]

_SHARES = pa.schema(
    [
        ("situation", pa.string()),
        ("route", pa.string()),
        *((name, pa.float64()) for name in ("published", "share")),
        *((act, pa.int64()) for act in ACTS),
        ("basis", pa.string()),
    ]
)


def requests(events: Table, web_acts: Table, moment: Table) -> Table:
    """One act by which a customer asked for a person: a form of that name, a mail or a call of theirs.

    Columns: `event_id`, `account_id`, `journey_id`, `person_id`, `happened_at`, `what`.
    """
    forms = web_acts.filter((web_acts.kind == "track") & asks_for_a_person(web_acts.name))
    told = events.cross_join(moment).filter(lambda t: t.happened_at <= t.moment)
    wrote = told.filter((told.side == "customer") & told.channel.isin(("email", "call")))
    filled = told.semi_join(forms, "event_id")
    columns = ("event_id", "account_id", "journey_id", "person_id", "happened_at", "what")
    return ibis.union(filled.select(*columns), wrote.select(*columns))


def deal_situations(deals: Table, matrix: Table, deal_values: Table) -> Table:
    """What one deal is to its customer: a routine purchase, a modified one, or a new and complex one.

    Many people and no purchase before: new and complex; many people who have bought before, or a first purchase of the
    highest third by few: modified; all else routine. Columns: `deal_id`, `chance_complex` (many people decide; null:
    kind unknown), `is_repeat`, `chance_routine`, `chance_modified`, `chance_new_complex` (shares that add up to 1),
    `situation` (the likeliest; unknown: kind unknown).
    """
    rows = (
        deals.select("deal_id")
        .join(matrix, "deal_id")
        .join(deal_values.select("deal_id", "is_repeat", "band"), "deal_id")
    )
    many = rounded(rows.chance_solution + rows.chance_consultancy, 4)
    heavy = ~rows.is_repeat & (rows.band == LARGE).fill_null(False)
    few = 1 - many
    modified = rows.is_repeat.ifelse(many, heavy.ifelse(few, 0.0))
    rows = rows.select(
        "deal_id",
        "is_repeat",
        chance_complex=many,
        chance_routine=rounded(heavy.ifelse(few * 0, few), 4),
        chance_modified=rounded(modified + many * 0, 4),
        chance_new_complex=rounded(rows.is_repeat.ifelse(many * 0, many), 4),
    )
    best = ibis.cases(
        (rows.chance_complex.isnull(), "unknown"),
        (rows.chance_new_complex >= EVEN, "new_complex"),
        (rows.chance_modified >= EVEN, "modified"),
        else_="routine",
    )
    return rows.mutate(situation=best)


def deal_approaches(deals: Table, requests: Table, touchpoints: Table) -> Table:
    """How the customer of one won deal came to it, where anything tells.

    Columns: `deal_id`, `requests` (from three months before the opening to the closing), `dialogues` (two-way, in the
    same time), `act` (asked: for a person; met: without having asked; alone: without either, and entered only when it
    was bought; null: nothing tells).
    """
    closed = deals.filter(deals.status == "won", deals.closed_at.notnull())
    closed = closed.select("deal_id", "account_id", "opened_at", "closed_at")
    asked = _within(closed, requests.select("account_id", "happened_at", each="event_id"), "requests")
    met = _within(closed, touchpoints.select("account_id", "happened_at", each="touchpoint_id"), "dialogues")
    rows = closed.left_join(asked, "deal_id").drop("deal_id_right").left_join(met, "deal_id").drop("deal_id_right")
    late = rows.closed_at <= rows.opened_at + ibis.interval(days=ALONE_WITHIN_DAYS)
    act = ibis.cases(
        (rows.requests.fill_null(0) > 0, "asked"),
        (rows.dialogues.fill_null(0) > 0, "met"),
        (late, "alone"),
        else_=None,
    )
    counts = {name: rows[name].fill_null(0) for name in ("requests", "dialogues")}
    return rows.select("deal_id", act=act, **counts)


def _within(closed: Table, acts: Table, name: str) -> Table:
    """How many acts of the account fell into each deal's time."""
    near = closed.join(acts, "account_id").filter(
        lambda t: (t.happened_at >= t.opened_at - ibis.interval(days=BEFORE_DAYS)) & (t.happened_at <= t.closed_at)
    )
    return near.group_by("deal_id").agg(**{name: near.each.nunique()})


def route_shares(deal_situations: pa.Table, deal_approaches: pa.Table) -> pa.Table:
    """What share of customers in one buying situation wants one route.

    Published shares, worth twenty customers, moved by the company's own customers in that situation who bought alone or
    asked for a person; those who were only met show nothing. Columns: `situation`, `route`, `published` (share),
    `share`, `alone`, `met`, `asked` (own customers seen to do so), `basis` (published: no own customer counted; own).
    Method: `headway.learn.routes`.
    """
    told = priors()
    acts = np.array([told["route_acts"][route] for route in ROUTES])
    situations = dict(zip(*(deal_situations[name].to_pylist() for name in ("deal_id", "situation")), strict=True))
    rows = []
    for situation in SITUATIONS:
        seen = [row["act"] for row in deal_approaches.to_pylist() if situations.get(row["deal_id"]) == situation]
        own = {act: seen.count(act) for act in ACTS}
        cases = [own[act] for act in SHOWN]
        published = np.array(told["routes"][situation])
        shares = shares_of(np.array(cases, float), acts, published, told["routes"]["weight"])
        basis = "own" if any(cases) else "published"
        for route, before, share in zip(ROUTES, published.tolist(), shares.tolist(), strict=True):
            named = {"situation": situation, "route": route, "basis": basis}
            rows.append({**named, "published": before, "share": round(share, 4), **own})
    return pa.Table.from_pylist(rows, _SHARES)


def routes(
    needs: Table,
    deal_situations: Table,
    route_shares: Table,
    requests: Table,
    pressure: Table,
    touchpoints: Table,
    active_people: Table,
    value_bands: Table,
    purchases: Table,
    moment: Table,
) -> Table:
    """How the customer of one buying need wants to buy, and where we do otherwise.

    Columns: `journey_id`, `account_id`, `deal_id` (the open deal opened last), `situation` (routine, modified,
    new_complex, unknown), `chance_digital`, `chance_hybrid`, `chance_personal` (shares; null: cannot tell), `route`
    (the likeliest; a customer who asked within three months wants a person or some of both; unknown: cannot tell),
    `requests` (within three months), `last_request_at`, `last_dialogue_at`, `our_acts`, `their_acts`, `our_hours` (all
    in eight weeks), `warning` (called_against_wish: we call on a customer who wants to buy alone; nobody_came: it asked
    for a person and no dialogue followed; null: none).
    """
    rows = needs.select("journey_id", "account_id", "deal_id")
    placed = deal_situations.select("deal_id", *(f"chance_{each}" for each in SITUATIONS))
    asked = _asked(requests, moment)
    talks = touchpoints.group_by("account_id").agg(last_dialogue_at=touchpoints.happened_at.max())
    facts = pressure.select("journey_id", "our_acts", "their_acts", "our_hours")
    for table, key in (
        (placed, "deal_id"),
        (active_people, "journey_id"),
        (value_bands.select("journey_id", "small_purchases"), "journey_id"),
        (facts, "journey_id"),
        (asked, "journey_id"),
        (talks, "account_id"),
        (purchases, "account_id"),
    ):
        rows = rows.left_join(table, key).drop(f"{key}_right")
    rows = rows.mutate(**_situations(rows)).cross_join(_shares(route_shares))
    rows = rows.mutate(**{f"chance_{route}": _chance(rows, route) for route in ROUTES})
    rows = rows.mutate(**{f"chance_{route}": rounded(_given_requests(rows, route), 4) for route in ROUTES})
    counts = {name: rows[name].fill_null(0) for name in ("requests", "our_acts", "their_acts")}
    rows = rows.mutate(route=_likeliest(rows), situation=_situation(rows), **counts)
    return rows.select(
        *("journey_id", "account_id", "deal_id", "situation", *(f"chance_{route}" for route in ROUTES), "route"),
        *("requests", "last_request_at", "last_dialogue_at", "our_acts", "their_acts"),
        our_hours=rows.our_hours.fill_null(0.0),
        warning=_warning(rows),
    )


def _asked(requests: Table, moment: Table) -> Table:
    recent = requests.cross_join(moment).filter(lambda t: t.happened_at > t.moment - ibis.interval(days=BEFORE_DAYS))
    return recent.group_by("journey_id").agg(
        requests=recent.event_id.nunique(), last_request_at=recent.happened_at.max()
    )


def _situations(rows: Table) -> dict[str, ibis.expr.types.FloatingValue]:
    """How likely each situation is: of an open deal its own; without one, by who reads and what was bought before."""
    alone = rows.deal_id.isnull()
    active = rows.active_people.fill_null(0)
    habit = alone & (active <= FEW_ACTIVE) & (rows.small_purchases > MOSTLY).fill_null(False)
    bought = rows.won_deals.fill_null(0) > 0
    crowd = alone & (active >= MANY_ACTIVE)
    sure, none = ibis.literal(1.0), ibis.literal(0.0)
    told = {
        "routine": ibis.cases((habit, sure), (crowd, none), else_=None),
        "modified": ibis.cases((habit, none), (crowd & bought, sure), (crowd, none), else_=None),
        "new_complex": ibis.cases((habit, none), (crowd & bought, none), (crowd, sure), else_=None),
    }
    return {f"chance_{each}": ibis.coalesce(rows[f"chance_{each}"], told[each]) for each in SITUATIONS}


def _shares(route_shares: Table) -> Table:
    """All shares in one row."""
    told = {
        f"{situation}_{route}": route_shares.share.max(
            where=(route_shares.situation == situation) & (route_shares.route == route)
        )
        for situation in SITUATIONS
        for route in ROUTES
    }
    return route_shares.agg(**told)


def _chance(rows: Table, route: str) -> ibis.expr.types.FloatingValue:
    parts = (rows[f"chance_{situation}"] * rows[f"{situation}_{route}"] for situation in SITUATIONS)
    return sum(parts, ibis.literal(0.0))


def _given_requests(rows: Table, route: str) -> ibis.expr.types.FloatingValue:
    """The chance of a route where the customer has asked for a person of late, by Bayes' rule; else as it is."""
    told, at = priors()["route_acts"], SHOWN.index("asked")
    whole = sum((rows[f"chance_{each}"] * told[each][at] for each in ROUTES), ibis.literal(0.0))
    asked = rows.requests.fill_null(0) > 0
    return asked.ifelse(rows[f"chance_{route}"] * told[route][at] / whole, rows[f"chance_{route}"])


def _likeliest(rows: Table) -> StringValue:
    digital, hybrid, personal = (rows[f"chance_{route}"] for route in ROUTES)
    return ibis.cases(
        (digital.isnull(), "unknown"),
        ((personal >= hybrid) & (personal >= digital), "personal"),
        (hybrid >= digital, "hybrid"),
        else_="digital",
    )


def _situation(rows: Table) -> StringValue:
    return ibis.cases(
        (rows.chance_routine.isnull(), "unknown"),
        (rows.chance_new_complex >= EVEN, "new_complex"),
        (rows.chance_modified >= EVEN, "modified"),
        else_="routine",
    )


def _warning(rows: Table) -> StringValue:
    """Where what we do is not what the customer wants."""
    answered = (rows.last_dialogue_at >= rows.last_request_at).fill_null(False)
    nobody = rows.last_request_at.notnull() & ~answered
    wrote = rows.requests > 0
    called = (rows.route == "digital") & (rows.our_acts >= CALLED_FROM_ACTS) & ~wrote
    return ibis.cases((nobody, "nobody_came"), (called, "called_against_wish"), else_=None)
