"""One customer: what comes first, its journey as a picture, its people, and who of ours is with it."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from headway.asking.audiences import Audience, audience_of
from headway.asking.chances import Chance, chance_of, estimate
from headway.asking.crm_links import crm_links
from headway.asking.customers import domain_of
from headway.asking.findings import finding, part
from headway.asking.group import Group, group_of
from headway.asking.pictures import NARROW, WIDE, Bar, Journey, JourneyPicture, bars, journey_picture
from headway.asking.viewer import Sight, Viewer, sight
from headway.errors import UnknownKey
from headway.sources.questions import questions
from headway.sources.words import ELSEWHERE, LANES
from headway.store.reading import Reading

PEOPLE_SHOWN = 30
DEALS_SHOWN = 20
NEEDS_SHOWN = 6
MONTHS_SHOWN = 24
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
    ended: Row | None

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
    needs, seen = seen_needs(opened, viewer, account_id)
    facts = needs[0]
    deals = _deals(opened, seen, account_id)
    people = opened.where("customer_people", account_id=account_id)
    known = _known(people)
    shown = _Shown(deals, _cells(opened, account_id), people, _week(opened, account_id), opened)
    return Customer(
        account_id,
        facts["name"],
        domain_of(facts["account_refs"]),
        facts,
        tuple(_need(need, shown) for need in needs[:NEEDS_SHOWN]),
        tuple({**row, "links": crm_links(opened, row["person_refs"].split())} for row in known[:PEOPLE_SHOWN]),
        len(known),
        tuple(deals[:DEALS_SHOWN]),
        tuple(_ours(seen, deals)),
        crm_links(opened, facts["account_refs"].split()),
        audience_of(opened, account_id),
    )


def seen_needs(opened: Reading, viewer: Viewer, account_id: str) -> tuple[list[Row], Sight]:
    """The account's needs, the main one first, and what of the account the viewer may see.

    Raises:
        UnknownKey: there is no such account, or the viewer may not see it.
    """
    needs, seen = opened.where("customer_needs", account_id=account_id), sight(opened, viewer, account_id)
    if not needs or not seen.is_seen:
        raise UnknownKey(f"There is no customer '{account_id}' that you may see. Suggestion: search on Customers.")
    return sorted(needs, key=lambda need: (not need["is_main"], need["order"])), seen


def _deals(opened: Reading, seen: Sight, account_id: str) -> list[Row]:
    """The account's deals with their kinds, and whether the viewer may open each: open ones first, then the newest.

    Whoever is with an account knows which deals it has; what stands on a colleague's deal is that team's.
    """
    rows = opened.where("customer_deals", account_id=account_id)
    deals = [{**deal, "may_open": seen.may_open(deal["deal_id"])} for deal in rows]
    deals.sort(key=lambda deal: (deal["opened_at"], deal["deal_id"]), reverse=True)
    return sorted(deals, key=lambda deal: deal["status"] != "open")


def _cells(opened: Reading, account_id: str) -> Counter[tuple[str, date, str]]:
    """How many acts there are by need, week and lane."""
    cells: Counter[tuple[str, date, str]] = Counter()
    for row in opened.where("weekly_acts", account_id=account_id):
        cells[row["journey_id"], row["week"], row["lane"]] += row["acts"]
    return cells


def _known(people: Sequence[Row]) -> list[Row]:
    """People known at the account, the one seen last first."""
    known = [row for row in people if row["deal_id"] is None]
    known.sort(key=lambda row: (row["name"] or "", row["person_id"]))
    seen_last = [row for row in known if row["last_at"]]
    seen_last.sort(key=lambda row: row["last_at"], reverse=True)
    return seen_last + [row for row in known if not row["last_at"]]


def _ours(seen: Sight, deals: Sequence[Row]) -> list[Row]:
    """Who of ours is with the account: the one nearest to it, and the teams of its open deals."""
    told = {None, *(deal["deal_id"] for deal in deals if deal["status"] == "open")}
    roles: dict[str, set[str]] = {}
    for row in seen.team:
        if row["deal_id"] in told and row["email"]:
            roles.setdefault(row["email"], set()).add(row["role"] or "")
    return [{"email": email, "roles": _plainly(roles[email])} for email in sorted(roles)]


def _plainly(roles: set[str]) -> list[str]:
    """Roles once each; that somebody owns a row in the CRM says nothing beside a role."""
    told = {role for role in roles if role and role.lower() not in ("owner", "last in touch")}
    return sorted(told) or sorted({role.lower() for role in roles if role})


def _week(opened: Reading, account_id: str) -> dict[str, Row]:
    """This week's line about each journey, with its sentences; of several lists, the one that has it highest."""
    own = [row for row in opened.whole("monday") if row["account_id"] == account_id]
    rows = sorted(own, key=lambda row: (-row["line"], row["leader"] or ""))
    return {row["journey_id"]: row | {"because": _sentences(row["because"])} for row in rows}


def _sentences(because: str) -> list[str]:
    """What is said, without the events that bear it out."""
    return [said["text"] for said in json.loads(because)]


@dataclass(frozen=True)
class _Shown:
    """What is known of the account, from which each need takes its own."""

    deals: Sequence[Row]
    cells: Counter[tuple[str, date, str]]
    people: Sequence[Row]
    week: Mapping[str, Row]
    opened: Reading


def _need(need: Row, shown: _Shown) -> Need:
    deals, line = shown.deals, shown.week.get(need["journey_id"])
    own = {(week, lane): acts for (journey, week, lane), acts in shown.cells.items() if journey == need["journey_id"]}
    deal = next((deal for deal in deals if deal["deal_id"] == need["deal_id"]), None)
    # A need beside the main one has one deal of its own; the main one shows what else the account bought, too.
    drawn = deals if need["is_main"] else [deal for deal in deals if deal["deal_id"] == need["deal_id"]]
    journey = Journey(own, drawn, need["begun_on"], need["first_dialogue_at"], shown.opened.pin.moment)
    ended = _ended(deals) if need["is_main"] else None
    return Need(
        need["journey_id"],
        finding(need, ended),
        need,
        deal,
        bars(need, 44.0, 22.0),
        part(need["share_done"]),
        _before(need),
        _asked(need, line),
        line,
        tuple(journey_picture(journey, canvas) for canvas in (WIDE, NARROW)) if own else (),
        _months(own),
        sum(acts for (_, lane), acts in own.items() if lane == ELSEWHERE),
        group_of(deal, shown.people) if deal else None,
        chance_of(estimate(shown.opened), need),
        ended,
    )


def _ended(deals: Sequence[Row]) -> Row | None:
    """The deal of the customer that was closed last."""
    closed = [deal for deal in deals if deal["closed_at"]]
    return max(closed, key=lambda deal: (deal["closed_at"], deal["deal_id"]), default=None)


def _before(need: Row) -> str:
    """How much of the way was behind them when we first talked: by how far they were, else by what they read."""
    of_deal = part(need["deal_share_before"])
    return of_deal if of_deal != "unknown" else part(need["share_before_dialogue"])


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
