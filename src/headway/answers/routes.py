"""How each customer wants to buy (S2): alone and digital, some of both, or in person; and where we do otherwise."""

from typing import Any

import ibis
import numpy as np
import pyarrow as pa
from ibis.expr.types import FloatingValue, StringValue, Table, Value
from numpy.typing import NDArray

from headway.learn.routes import act_shares
from headway.learn.routes import route_shares as shares_of
from headway.sources.priors import prior, priors
from headway.sources.requests import asks_for_a_person
from headway.sources.sums import rounded

ROUTES = ("digital", "hybrid", "personal")
SITUATIONS = ("routine", "modified", "new_complex")
# What customers that bought did; being met is no wish, for sellers call on everybody.
ACTS = ("alone", "met", "asked")
# An ask this long before a deal opened belongs to it, and one this old still stands; a dialogue only in the last month:
# the quarterly talk with a customer is not about what it buys next.
BEFORE_DAYS, TALK_DAYS = 90, 30
# A deal that is entered so few days before it is won was bought before anybody of ours knew.
ALONE_WITHIN_DAYS = 3
# Acts of ours in eight weeks from which on we call on a customer, and hours.
CALLED_FROM_ACTS = 4
# An account without a deal: as many active people are about something new and complex; fewer that buy small, routine.
MANY_ACTIVE, FEW_ACTIVE, MOSTLY = 4, 2, 0.5
LARGE = 3
EVEN = 0.5
Row = dict[str, Any]
Floats = NDArray[np.float64]

_SHARES = pa.schema(
    [
        ("situation", pa.string()),
        ("route", pa.string()),
        *((name, pa.float64()) for name in ("published", "share")),
        *((act, pa.int64()) for act in ACTS),
        *((name, pa.float64()) for name in ("buys_alone", "asks")),
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

    Many people and no purchase before: new and complex; many people who have bought before: modified, or as likely new
    all the same; a first purchase of the highest third by few: modified; all else routine. So it looks, and that is
    right so often (`situation_read` in `priors.toml`). Columns: `deal_id`, `chance_complex` (many people decide; null:
    kind unknown), `is_repeat`, `chance_routine`, `chance_modified`, `chance_new_complex` (shares that add up to 1),
    `situation` (as it looks; unknown: kind unknown).
    """
    rows = (
        deals.select("deal_id")
        .join(matrix, "deal_id")
        .join(deal_values.select("deal_id", "is_repeat", "band"), "deal_id")
    )
    many = rounded(rows.chance_solution + rows.chance_consultancy, 4)
    few, none = 1 - many, many * 0
    heavy = ~rows.is_repeat & (rows.band == LARGE).fill_null(False)
    rows = rows.select(
        "deal_id",
        "is_repeat",
        chance_complex=many,
        chance_routine=_read(heavy.ifelse(none, few)),
        chance_modified=_read(rows.is_repeat.ifelse(many / 2, heavy.ifelse(few, none))),
        chance_new_complex=_read(rows.is_repeat.ifelse(many / 2, many)),
        heavy=heavy,
    )
    looks = ibis.cases(
        (rows.chance_complex.isnull(), "unknown"),
        ((rows.chance_complex >= EVEN) & ~rows.is_repeat, "new_complex"),
        ((rows.chance_complex >= EVEN) | rows.heavy, "modified"),
        else_="routine",
    )
    return rows.mutate(situation=looks).drop("heavy")


def _read(looks: FloatingValue) -> FloatingValue:
    """How likely a situation is that looks so likely: what is misread may be any of the three."""
    right = prior("situation_read")
    return rounded(looks * right + (1 - right) / len(SITUATIONS), 4)


def deal_approaches(deals: Table, requests: Table, touchpoints: Table, tracking_weeks: Table) -> Table:
    """How the customer of one won deal came to it.

    Columns: `deal_id`, `requests` (from three months before the opening to the closing), `dialogues` (two-way, from a
    month before it), `act` (asked: for a person; alone: without that and without a dialogue, and entered only when it
    was bought; met: all others), `is_seen` (bought since our sites are tracked: before that nobody can tell who came
    alone from who was never entered).
    """
    closed = deals.filter(deals.status == "won", deals.closed_at.notnull())
    closed = closed.select("deal_id", "account_id", "opened_at", "closed_at")
    asked = requests.select("account_id", "happened_at", each="event_id")
    talks = touchpoints.select("account_id", "happened_at", each="touchpoint_id")
    tracked = tracking_weeks.filter(tracking_weeks.is_tracked).agg(tracked_from=lambda t: t.week.min())
    rows = closed.cross_join(tracked)
    for acts, name, days in ((asked, "requests", BEFORE_DAYS), (talks, "dialogues", TALK_DAYS)):
        rows = rows.left_join(_within(closed, acts, name, days), "deal_id").drop("deal_id_right")
    late = rows.closed_at <= rows.opened_at + ibis.interval(days=ALONE_WITHIN_DAYS)
    counts = {name: rows[name].fill_null(0) for name in ("requests", "dialogues")}
    act = ibis.cases(
        (counts["requests"] > 0, "asked"),
        (late & (counts["dialogues"] == 0), "alone"),
        else_="met",
    )
    seen = (rows.closed_at.date() >= rows.tracked_from).fill_null(False)
    return rows.select("deal_id", act=act, is_seen=seen, **counts)


def _within(closed: Table, acts: Table, name: str, days: int) -> Table:
    """How many acts of the account fell into each deal's time, or so many days before it."""
    near = closed.join(acts, "account_id").filter(
        lambda t: (t.happened_at >= t.opened_at - ibis.interval(days=days)) & (t.happened_at <= t.closed_at)
    )
    return near.group_by("deal_id").agg(**{name: near.each.nunique()})


def route_shares(deal_situations: pa.Table, deal_approaches: pa.Table) -> pa.Table:
    """What share of customers in one buying situation wants one route.

    Published shares, worth twenty customers, moved by how the company's own customers in that situation bought; how
    many want to buy alone begins with what all situations together say. Only purchases since our sites are tracked
    count. Columns: `situation`, `route`, `published` (share), `share`, `alone`, `met`, `asked` (own customers seen to
    do so), `buys_alone` (share of those who want that route who do: judged), `asks` (of its others: judged between
    routes, its level the own), `basis` (published: no own customer counted; others: only in other situations; own).
    Method: `headway.learn.routes`.
    """
    told = priors()
    cases = _seen_acts(deal_situations, deal_approaches)
    alone, asks = (np.array([told["route_acts"][route][place] for route in ROUTES]) for place in (0, 1))
    acts = act_shares(cases.sum(axis=0), alone, asks, told["route_acts"]["weight"])
    published = np.array([told["routes"][situation] for situation in SITUATIONS])
    shares = shares_of(cases, acts, published, told["routes"]["weight"])
    rows = []
    for place, situation in enumerate(SITUATIONS):
        own = dict(zip(ACTS, cases[place].astype(int).tolist(), strict=True))
        basis = "own" if any(own.values()) else "others" if cases.any() else "published"
        for route, name in enumerate(ROUTES):
            found = {"published": float(published[place, route]), "share": round(float(shares[place, route]), 4)}
            found |= {"buys_alone": float(alone[route]), "asks": round(float(acts[route, 2] / (1 - alone[route])), 4)}
            rows.append({"situation": situation, "route": name, "basis": basis, **found, **own})
    return pa.Table.from_pylist(rows, _SHARES)


def _seen_acts(deal_situations: pa.Table, deal_approaches: pa.Table) -> Floats:
    """(situations, acts): own customers who bought so."""
    situations = dict(zip(*(deal_situations[name].to_pylist() for name in ("deal_id", "situation")), strict=True))
    seen = [
        (situations.get(row["deal_id"], "unknown"), row["act"]) for row in deal_approaches.to_pylist() if row["is_seen"]
    ]
    return np.array([[float(seen.count((situation, act))) for act in ACTS] for situation in SITUATIONS])


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
    new_complex, unknown), `chance_digital`, `chance_hybrid`, `chance_personal` (shares, given whether it asked within
    three months, and that who has an open deal did not buy alone; null: cannot tell), `route` (the likeliest; of who
    asked, the likelier of in person and some of both; unknown: cannot tell),
    `requests` (within three months), `last_request_at`, `last_dialogue_at`, `our_acts`, `their_acts`, `our_hours` (all
    in eight weeks), `warning` (called_against_wish: we call on a customer who wants to buy alone; nobody_came: it asked
    for a person and no dialogue followed; null: none).
    """
    rows = needs.select("journey_id", "account_id", "deal_id")
    placed = deal_situations.select("deal_id", "situation", *(f"chance_{each}" for each in SITUATIONS))
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
    rows = rows.mutate(**{f"chance_{route}": _acting_so(rows, route) for route in ROUTES})
    whole = sum((rows[f"chance_{route}"] for route in ROUTES), ibis.literal(0.0))
    rows = rows.mutate(**{f"chance_{route}": rounded(rows[f"chance_{route}"] / whole, 4) for route in ROUTES})
    counts = {name: rows[name].fill_null(0) for name in ("requests", "our_acts", "their_acts")}
    rows = rows.mutate(**counts)
    rows = rows.mutate(route=_likeliest(rows))
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


def _situations(rows: Table) -> dict[str, Value]:
    """How likely each situation is: of an open deal its own; without one, by who reads and what was bought before."""
    alone = rows.deal_id.isnull()
    active = rows.active_people.fill_null(0)
    habit = alone & (active <= FEW_ACTIVE) & (rows.small_purchases > MOSTLY).fill_null(False)
    crowd = alone & ~habit & (active >= MANY_ACTIVE)
    again = crowd & (rows.won_deals.fill_null(0) > 0)
    half, sure, none = ibis.literal(0.5), ibis.literal(1.0), ibis.literal(0.0)
    looks = {
        "routine": ibis.cases((habit, sure), (crowd, none), else_=None),
        "modified": ibis.cases((again, half), (crowd | habit, none), else_=None),
        "new_complex": ibis.cases((again, half), (crowd, sure), (habit, none), else_=None),
    }
    chances = {f"chance_{each}": ibis.coalesce(rows[f"chance_{each}"], _read(looks[each])) for each in SITUATIONS}
    told = ibis.cases((habit, "routine"), (again, "modified"), (crowd, "new_complex"), else_="unknown")
    return chances | {"situation": ibis.coalesce(rows.situation, told)}


def _shares(route_shares: Table) -> Table:
    """All shares in one row, and how customers of each wish act."""
    told = {
        f"{situation}_{route}": route_shares.share.max(
            where=(route_shares.situation == situation) & (route_shares.route == route)
        )
        for situation in SITUATIONS
        for route in ROUTES
    }
    acts = {
        f"{name}_{route}": route_shares[name].max(where=route_shares.route == route)
        for name in ("buys_alone", "asks")
        for route in ROUTES
    }
    return route_shares.agg(**told, **acts)


def _acting_so(rows: Table, route: str) -> FloatingValue:
    """How likely a customer wants a route and acts as this one did: Bayes' rule before its division.

    Who has an open deal did not buy alone; who asked for a person of late did, all others did not.
    """
    parts = (rows[f"chance_{situation}"] * rows[f"{situation}_{route}"] for situation in SITUATIONS)
    wants = sum(parts, ibis.literal(0.0))
    stays = rows.deal_id.notnull().ifelse(1 - rows[f"buys_alone_{route}"], 1.0)
    asks = rows[f"asks_{route}"]
    return wants * stays * (rows.requests.fill_null(0) > 0).ifelse(asks, 1 - asks)


def _likeliest(rows: Table) -> StringValue:
    digital, hybrid, personal = (rows[f"chance_{route}"] for route in ROUTES)
    asked = rows.requests > 0
    return ibis.cases(
        (digital.isnull(), "unknown"),
        ((personal >= hybrid) & (asked | (personal >= digital)), "personal"),
        (asked | (hybrid >= digital), "hybrid"),
        else_="digital",
    )


def _warning(rows: Table) -> StringValue:
    """Where what we do is not what the customer wants."""
    answered = (rows.last_dialogue_at >= rows.last_request_at).fill_null(False)
    nobody = rows.last_request_at.notnull() & ~answered
    wrote = rows.requests > 0
    called = (rows.route == "digital") & (rows.our_acts >= CALLED_FROM_ACTS) & ~wrote
    return ibis.cases((nobody, "nobody_came"), (called, "called_against_wish"), else_=None)
