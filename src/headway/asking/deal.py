"""One deal: its place, its people on both sides, what both did by week, and what has been agreed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from headway.asking.chances import Chance, chances
from headway.asking.crm_links import crm_links
from headway.asking.dialogues import Dialogue, dialogues_of
from headway.asking.findings import finding, part
from headway.asking.group import Group, groups
from headway.asking.overruling import Overruled, overruled, seen_deal
from headway.asking.shares import ShareBefore, share_before_of
from headway.asking.viewer import Viewer
from headway.asking.weeks_picture import WeeksPicture, weeks_picture
from headway.sources.kinds import Kind, kinds
from headway.store.reading import Reading

Row = dict[str, Any]
# Acts this long before the opening belong to the picture: they led to it.
BEFORE = timedelta(weeks=8)


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
    group: Group | None
    people: tuple[Row, ...]
    team: tuple[Row, ...]
    weeks: WeeksPicture
    told: tuple[Overruled, ...]
    dialogue: Dialogue
    links: tuple[str, ...]
    share_before: ShareBefore | None

    @property
    def is_led_otherwise(self) -> bool:
        """Whether it is led as another kind than it is."""
        return (
            "unknown" not in (self.place["kind"], self.place["led_as"]) and self.place["kind"] != self.place["led_as"]
        )

    @property
    def told_kind(self) -> Overruled | None:
        """What somebody said of its kind, if that still stands."""
        return next((said for said in self.told if said.person_id is None), None)


def deal(opened: Reading, viewer: Viewer, deal_id: str) -> Deal:
    """Everything the page of one deal shows.

    Raises:
        UnknownKey: there is no such deal, or the viewer may not see it.
    """
    facts = seen_deal(opened, viewer, deal_id)
    account_id = facts["account_id"]
    place = opened.where("matrix", account_id=account_id, deal_id=deal_id)[0]
    group = groups(opened, [deal_id]).get(deal_id)
    told = overruled(opened, viewer, [deal_id])
    return Deal(
        deal_id,
        facts,
        opened.where("accounts", account_id=account_id)[0]["name"],
        _need(opened, account_id, deal_id),
        place,
        kinds().get(place["kind"]),
        group,
        tuple(_people(opened, group, told)),
        tuple(_team(opened, deal_id)),
        _weeks(opened, facts),
        told,
        dialogues_of(opened, deal_id),
        crm_links(opened, [deal_id]),
        share_before_of(opened, deal_id),
    )


def _need(opened: Reading, account_id: str, deal_id: str) -> OpenNeed | None:
    """The need of an open deal; of several deals on one need, it is told on the newest."""
    rows = opened.where("situations", account_id=account_id, deal_id=deal_id)
    if not rows:
        return None
    journey = rows[0]["journey_id"]
    chance = chances(opened, account_id, [journey])[journey]
    return OpenNeed(finding(rows[0]), rows[0], part(rows[0]["share_done"]), chance)


def _people(opened: Reading, group: Group | None, told: Sequence[Overruled]) -> list[Row]:
    """The people of the deal, each with what somebody of ours has said of the role."""
    said = {each.person_id: each for each in told}
    people = group.people if group else ()
    return [
        {**row, "told": said.get(row["person_id"]), "links": crm_links(opened, (row["person_refs"] or "").split())}
        for row in people
    ]


def _team(opened: Reading, deal_id: str) -> list[Row]:
    team = [row for row in opened.where("our_people", deal_id=deal_id) if row["email"]]
    return sorted(team, key=lambda row: (row["role"] or "", row["email"]))


def _weeks(opened: Reading, facts: Row) -> WeeksPicture:
    """What both sides did by week: the customer on the deal's need, we on the deal."""
    account_id, deal_id = facts["account_id"], facts["deal_id"]
    needs = opened.where("deal_needs", account_id=account_id, deal_id=deal_id)
    journey = needs[0]["journey_id"] if needs else account_id
    theirs: Counter[date] = Counter()
    for row in opened.where("presences", account_id=account_id, journey_id=journey):
        theirs[row["week"]] += row["acts"]
    ours: Counter[date] = Counter()
    for row in opened.where("seller_activity", account_id=account_id, deal_id=deal_id):
        ours[row["week"]] += row["acts"]
    until = (facts["closed_at"] or opened.pin.moment).date()
    return weeks_picture(theirs, ours, facts["opened_on"] - BEFORE, until)
