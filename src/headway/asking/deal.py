"""One deal: its place, its people on both sides, what both did by week, and what has been agreed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ibis.expr.types import Table

from headway.asking.chances import Chance, chance_of, estimate
from headway.asking.crm_links import crm_links
from headway.asking.dialogues import Dialogue, dialogues_of
from headway.asking.findings import finding, part
from headway.asking.group import Group, group_of
from headway.asking.hearing import Heard, heard_of
from headway.asking.leading import leading
from headway.asking.overruling import Overruled, overruled, unseen_deal
from headway.asking.plan_of_deal import live_links
from headway.asking.shares import ShareBefore, share_before_of
from headway.asking.viewer import Sight, Viewer, sight
from headway.asking.weeks_picture import WeeksPicture, weeks_picture
from headway.sources.kinds import Kind
from headway.sources.words import OURS, TALKS
from headway.store.questions import told
from headway.store.reading import Reading

Row = dict[str, Any]
# Acts this long before the opening belong to the picture: they led to it.
BEFORE = timedelta(weeks=8)
# What parts the need's columns from the deal's.
OF_NEED = "need_"


@dataclass(frozen=True)
class OpenNeed:
    """The buying need that an open deal serves, as it stands."""

    finding: str
    facts: Row
    share: str
    chance: Chance


@dataclass(frozen=True)
class Deal:
    """One deal, as its page shows it."""

    deal_id: str
    facts: Row
    customer: str
    need: OpenNeed | None
    place: Row
    kind: Kind | None
    group: Group
    people: tuple[Row, ...]
    team: tuple[Row, ...]
    weeks: WeeksPicture
    told: tuple[Overruled, ...]
    dialogue: Dialogue
    links: tuple[str, ...]
    share_before: ShareBefore | None
    heard: tuple[Heard, ...]
    plan_people: int
    """To how many people of the customer a shared plan is open."""

    @property
    def is_led_otherwise(self) -> bool:
        """Whether it is led as another kind than it is."""
        return bool(self.place["is_led_otherwise"])

    @property
    def told_kind(self) -> Overruled | None:
        """What somebody said of its kind, if that still stands."""
        return next((said for said in self.told if said.person_id is None), None)


def deal(opened: Reading, viewer: Viewer, deal_id: str, today: date | None = None) -> Deal:
    """Everything the page of one deal shows; `today` is by which links to its plan open, else the build's own day.

    Raises:
        UnknownKey: there is no such deal, or the viewer may not see it.
    """
    facts, need = _facts(opened, deal_id)
    seen = sight(opened, viewer, facts["account_id"]) if facts else Sight(False, frozenset())
    if not facts or not seen.may_open(deal_id):
        raise unseen_deal(deal_id)
    people = opened.where("customer_people", account_id=facts["account_id"])
    group, said = group_of(facts, people), overruled(opened, viewer, [deal_id])
    return Deal(
        deal_id,
        facts,
        facts["customer"],
        _need(opened, need),
        facts,
        leading(opened, facts["kind"]),
        group,
        tuple(_people(opened, group, said)),
        tuple(_team(seen, deal_id)),
        _weeks(opened, facts),
        said,
        dialogues_of(opened, deal_id, {row["person_id"]: row["name"] for row in people}),
        crm_links(opened, [deal_id]),
        share_before_of(facts),
        heard_of(opened, viewer, deal_id),
        live_links(opened, deal_id, today or opened.pin.moment.date()),
    )


def _facts(opened: Reading, deal_id: str) -> tuple[Row, Row]:
    """The deal, and the need that it serves if it is open; of several deals on one need, it is told on the newest."""

    def one() -> Table:
        deals = opened.table("customer_deals")
        own = deals.filter(deals.deal_id == told("deal"))
        return own.left_join(opened.table("customer_needs"), "deal_id", lname="", rname=f"{OF_NEED}{{name}}")

    rows = opened.asked("one deal", one, {"deal": deal_id})
    if not rows:
        return {}, {}
    facts = {name: value for name, value in rows[0].items() if not name.startswith(OF_NEED)}
    return facts, {**facts, **{name.removeprefix(OF_NEED): value for name, value in rows[0].items()}}


def _need(opened: Reading, need: Row) -> OpenNeed | None:
    if not need.get("verdict"):
        return None
    return OpenNeed(finding(need), need, part(need["share_done"]), chance_of(estimate(opened), need))


def _people(opened: Reading, group: Group, said: Sequence[Overruled]) -> list[Row]:
    """The people of the deal, each with what somebody of ours has said of the role."""
    roles = {each.person_id: each for each in said}
    return [
        {**row, "told": roles.get(row["person_id"]), "links": crm_links(opened, (row["person_refs"] or "").split())}
        for row in group.people
    ]


def _team(seen: Sight, deal_id: str) -> list[Row]:
    team = [row for row in seen.team if row["deal_id"] == deal_id]
    return sorted(team, key=lambda row: (row["role"] or "", row["email"]))


def _weeks(opened: Reading, facts: Row) -> WeeksPicture:
    """What both sides did by week: the customer on the deal's need, we on the deal."""
    theirs: Counter[date] = Counter()
    ours: Counter[date] = Counter()
    for row in opened.where("weekly_acts", account_id=facts["account_id"]):
        if row["lane"] == OURS and row["deal_id"] == facts["deal_id"]:
            ours[row["week"]] += row["acts"]
        elif row["lane"] not in (OURS, TALKS) and row["journey_id"] == facts["journey_id"]:
            theirs[row["week"]] += row["acts"]
    until = (facts["closed_at"] or opened.pin.moment).date()
    return weeks_picture(theirs, ours, facts["opened_on"] - BEFORE, until)
