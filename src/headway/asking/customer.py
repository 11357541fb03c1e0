"""One customer: what comes first, its journey as a picture, its people, and who of ours is with it."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from headway.asking.audiences import Audience, audience_of
from headway.asking.chances import Chance, chances
from headway.asking.crm_links import crm_links
from headway.asking.customers import domain_of
from headway.asking.findings import finding, part
from headway.asking.group import Group, groups
from headway.asking.pictures import (
    LANES,
    NARROW,
    OURS,
    TALKS,
    WIDE,
    Bar,
    Journey,
    JourneyPicture,
    bars,
    journey_picture,
    monday,
)
from headway.asking.shares import share_before_of
from headway.asking.viewer import Sight, Viewer, sight
from headway.errors import UnknownKey
from headway.sources.questions import questions
from headway.sources.words import JOBS
from headway.store.reading import Reading

PEOPLE_SHOWN = 30
DEALS_SHOWN = 20
NEEDS_SHOWN = 6
MONTHS_SHOWN = 24
# Pages that serve no buying job, or none that we know of: counted, not drawn.
ELSEWHERE = "elsewhere"
# What a need's page says of the way it has come.
THE_WAY = ("begun_on", "came_back_to", "came_back_on")
Row = dict[str, Any]


@dataclass(frozen=True)
class Month:
    """What happened in one month, by lane: the picture in numbers."""

    month: date
    acts: tuple[int, ...]


@dataclass(frozen=True)
class Need:
    """One buying need of the customer, as it stands."""

    journey_id: str
    finding: str
    facts: Row
    deal: Row | None
    bars: tuple[Bar, ...]
    share: str
    before: str
    asked: str | None
    line: Row | None
    pictures: tuple[JourneyPicture, ...]
    months: tuple[Month, ...]
    elsewhere: int
    group: Group | None
    chance: Chance

    @property
    def title(self) -> str | None:
        """What parts this need from the customer's others."""
        return self.deal["name"] if self.deal else None


@dataclass(frozen=True)
class Customer:
    """One company that buys, or may."""

    account_id: str
    name: str
    domain: str | None
    facts: Row
    needs: tuple[Need, ...]
    people: tuple[Row, ...]
    people_known: int
    deals: tuple[Row, ...]
    ours: tuple[Row, ...]
    links: tuple[str, ...]
    audience: tuple[Audience, ...]

    @property
    def has_group(self) -> bool:
        """Whether every need shows its own buying group, and there are people known beside them."""
        listed = {person["person_id"] for need in self.needs if need.group for person in need.group.people}
        return all(need.group for need in self.needs) and any(one["person_id"] not in listed for one in self.people)


def customer(opened: Reading, viewer: Viewer, account_id: str) -> Customer:
    """Everything the page of one customer shows.

    Raises:
        UnknownKey: there is no such customer, or the viewer may not see it.
    """
    facts = account_facts(opened, viewer, account_id)
    deals = _deals(opened, facts["sight"], account_id)
    needs = _needs(opened, account_id)
    cells = _cells(opened, account_id)
    people = _people(opened, account_id)
    last = {row["person_id"]: row["last_at"] for row in people}
    week = _week(opened, account_id)
    known = groups(opened, [need["deal_id"] for need in needs if need["deal_id"]], last)
    likely = chances(opened, account_id, [need["journey_id"] for need in needs])
    shown = _Shown(deals, cells, known, week, likely, opened.pin.moment)
    return Customer(
        account_id,
        facts["name"],
        domain_of(facts["account_refs"]),
        facts,
        tuple(_need(need, shown) for need in needs),
        tuple({**row, "links": crm_links(opened, row["person_refs"].split())} for row in people[:PEOPLE_SHOWN]),
        len(people),
        tuple(deals[:DEALS_SHOWN]),
        tuple(_ours(opened, account_id, deals)),
        crm_links(opened, facts["account_refs"].split()),
        audience_of(opened, account_id),
    )


def account_facts(opened: Reading, viewer: Viewer, account_id: str) -> Row:
    """The account, if the viewer may see it, and what of it (`sight`).

    Raises:
        UnknownKey: there is no such account, or the viewer may not see it.
    """
    found, seen = opened.where("accounts", account_id=account_id), sight(opened, viewer, account_id)
    if not found or not seen.is_seen:
        raise UnknownKey(f"There is no customer '{account_id}' that you may see. Suggestion: search on Customers.")
    return {**found[0], "sight": seen}


def _deals(opened: Reading, seen: Sight, account_id: str) -> list[Row]:
    """The account's deals with their kinds, and whether the viewer may open each: open ones first, then the newest.

    Whoever is with an account knows which deals it has; what stands on a colleague's deal is that team's.
    """
    kinds = {row["deal_id"]: row for row in opened.where("matrix", account_id=account_id)}
    deals = [
        {**kinds[deal["deal_id"]], **deal, "may_open": seen.may_open(deal["deal_id"])}
        for deal in opened.where("deals", account_id=account_id)
    ]
    deals.sort(key=lambda deal: (deal["opened_at"], deal["deal_id"]), reverse=True)
    return sorted(deals, key=lambda deal: deal["status"] != "open")


def _needs(opened: Reading, account_id: str) -> list[Row]:
    """The account's needs with everything that is said of them; the main one first."""
    journeys = {row["journey_id"]: row for row in opened.where("journeys", account_id=account_id)}
    states = {row["journey_id"]: row for row in opened.where("journey_states", account_id=account_id)}
    rows = opened.where("situations", account_id=account_id)
    stood = {row["journey_id"]: states.get(row["journey_id"], {}) for row in rows}
    way = {name: {told: state.get(told) for told in THE_WAY} for name, state in stood.items()}
    needs = [{**journeys[row["journey_id"]], **row, **way[row["journey_id"]]} for row in rows]
    first = sorted(needs, key=lambda need: (not need["is_main"], need["order"]))[:NEEDS_SHOWN]
    return [{**need, "before": _before(opened, need)} for need in first]


def _cells(opened: Reading, account_id: str) -> Counter[tuple[str, date, str]]:
    """How many acts there are by need, week and lane; pages that serve no known job lie in the lane `none`."""
    needs = {row["deal_id"]: row["journey_id"] for row in opened.where("deal_needs", account_id=account_id)}
    cells: Counter[tuple[str, date, str]] = Counter()
    for row in opened.where("presences", account_id=account_id):
        cells[row["journey_id"], row["week"], row["job"] if row["job"] in JOBS else ELSEWHERE] += row["acts"]
    for row in opened.where("touchpoints", account_id=account_id):
        # A meeting that names nobody of theirs may have been one of ours alone.
        if row["person_ids"]:
            journey = needs.get(row["deal_id"], account_id)
            cells[journey, monday(row["happened_at"].date()), TALKS] += 1
    for row in opened.where("seller_activity", account_id=account_id):
        cells[needs.get(row["deal_id"], account_id), row["week"], OURS] += row["acts"]
    return cells


def _people(opened: Reading, account_id: str) -> list[Row]:
    """People known at the account, the one seen last first, with what each was last seen looking for."""
    events = opened.table("events")
    theirs = events.filter(events.account_id == account_id, events.person_id.notnull(), events.side != "ours")
    seen = theirs.group_by("person_id").agg(
        last_at=theirs.happened_at.max(),
        looking_for=theirs.job.argmax(theirs.happened_at, where=theirs.job.isin(JOBS)),
    )
    last = {row["person_id"]: row for row in seen.to_pyarrow().to_pylist()}
    never = {"last_at": None, "looking_for": None}
    people = [{**row, **last.get(row["person_id"], never)} for row in opened.where("people", account_id=account_id)]
    people.sort(key=lambda row: (row["name"] or "", row["person_id"]))
    seen_last = [row for row in people if row["last_at"]]
    seen_last.sort(key=lambda row: row["last_at"], reverse=True)
    return seen_last + [row for row in people if not row["last_at"]]


def _ours(opened: Reading, account_id: str, deals: Sequence[Row]) -> list[Row]:
    """Who of ours is with the account: the one nearest to it, and the teams of its open deals."""
    still = [deal["deal_id"] for deal in deals if deal["status"] == "open"]
    roles: dict[str, set[str]] = {
        row["email"]: {row["basis"]} for row in opened.where("account_sellers", account_id=account_id)
    }
    for row in opened.where("our_people", deal_id=still):
        if row["email"]:
            roles.setdefault(row["email"], set()).add(row["role"] or "")
    return [{"email": email, "roles": _plainly(roles[email])} for email in sorted(roles)]


def _plainly(roles: set[str]) -> list[str]:
    """Roles once each; that somebody owns a row in the CRM says nothing beside a role."""
    told = {role for role in roles if role and role.lower() not in ("owner", "last in touch")}
    return sorted(told) or sorted({role.lower() for role in roles if role})


def _week(opened: Reading, account_id: str) -> dict[str, Row]:
    """This week's line about each journey, with its sentences; of several lists, the one that has it highest."""
    rows = sorted(opened.where("monday", account_id=account_id), key=lambda row: (-row["line"], row["leader"] or ""))
    return {row["journey_id"]: row | {"because": _sentences(row["because"])} for row in rows}


def _sentences(because: str) -> list[str]:
    """What is said, without the events that bear it out."""
    return [said["text"] for said in json.loads(because)]


@dataclass(frozen=True)
class _Shown:
    """What is known of the account, from which each need takes its own."""

    deals: Sequence[Row]
    cells: Counter[tuple[str, date, str]]
    groups: Mapping[str, Group]
    week: Mapping[str, Row]
    chances: Mapping[str, Chance]
    moment: datetime


def _need(need: Row, shown: _Shown) -> Need:
    deals, line = shown.deals, shown.week.get(need["journey_id"])
    own = {(week, lane): acts for (journey, week, lane), acts in shown.cells.items() if journey == need["journey_id"]}
    deal = next((deal for deal in deals if deal["deal_id"] == need["deal_id"]), None)
    # A need beside the main one has one deal of its own; the main one shows what else the account bought, too.
    drawn = deals if need["is_main"] else [deal for deal in deals if deal["deal_id"] == need["deal_id"]]
    journey = Journey(own, drawn, need["begun_on"], need["first_dialogue_at"], shown.moment)
    return Need(
        need["journey_id"],
        finding(need),
        need,
        deal,
        bars(need, 44.0, 22.0),
        part(need["share_done"]),
        need["before"],
        _asked(need, line),
        line,
        tuple(journey_picture(journey, canvas) for canvas in (WIDE, NARROW)) if own else (),
        _months(own),
        sum(acts for (_, lane), acts in own.items() if lane == ELSEWHERE),
        shown.groups.get(need["deal_id"] or ""),
        shown.chances[need["journey_id"]],
    )


def _before(opened: Reading, need: Row) -> str:
    """How much of the way was behind them when we first talked: by how far they were, else by what they read."""
    of_deal = share_before_of(opened, need["deal_id"]) if need["deal_id"] else None
    if of_deal and of_deal.progress != "unknown":
        return of_deal.progress
    return part(need["share_before_dialogue"])


def _asked(need: Row, line: Row | None) -> str | None:
    """The question of this week's line; without a line, that of what they look for, unless nobody needs to ask."""
    usual = None if need["verdict"] == "leave_digital" else questions().get(need["looking_for"] or "")
    asked: str | None = line["question"] if line else usual
    return asked


def _months(cells: Mapping[tuple[date, str], int]) -> tuple[Month, ...]:
    """The cells by month, the newest first."""
    acts: dict[date, dict[str, int]] = {}
    for (week, lane), many in cells.items():
        month = acts.setdefault(week.replace(day=1), dict.fromkeys(LANES, 0))
        if lane in month:
            month[lane] += many
    return tuple(Month(month, tuple(acts[month].values())) for month in sorted(acts, reverse=True)[:MONTHS_SHOWN])
