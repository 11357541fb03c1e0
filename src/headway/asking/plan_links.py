"""Who of a customer may open the plan shared on a deal: each by a link of their own, which ends."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from headway.measures.overrides import standing_inputs
from headway.sources import plans
from headway.store.reading import Reading

Row = dict[str, Any]
# A link opens for so long where nobody says otherwise, and never for longer.
USUAL_DAYS, LONGEST_DAYS = 60, 180


@dataclass(frozen=True)
class Link:
    """One person's link to one deal's plan."""

    link_id: str
    deal_id: str
    name: str
    person_id: str
    until_on: date
    invited_by: str | None
    given_by: str | None
    has_joined: bool
    is_live: bool

    @property
    def email(self) -> str:
        """The person's mail address."""
        return self.person_id.removeprefix(plans.MAIL)


def links(opened: Reading, today: date, deal_id: str | None = None) -> dict[str, Link]:
    """Every link by the hash of its word, of one deal or of all; those too that no longer open.

    A link is over after its day, once somebody of ours has ended it or taken it back, and when the link of whoever
    invited its person is over. What was ended stays so, even where the ending is taken back.
    """
    told = opened.inputs(plans.LINK, plans.ENDED, plans.JOINED, about=None if deal_id is None else [deal_id])
    rows = [{**row, "says": json.loads(row["value"])} for row in told.to_pylist() if row["kind"] != "undo"]
    stands = set(standing_inputs(told)["input_id"].to_pylist())
    given = {row["input_id"]: row for row in rows if row["kind"] == plans.LINK}
    over = set(_over(given, rows, stands, today))
    joined = {row["says"]["link_id"] for row in rows if row["kind"] == plans.JOINED}
    return {row["says"]["hash"]: _link(row, joined, _is_live(row, given, over)) for row in given.values()}


def _over(given: dict[str, Row], rows: list[Row], stands: set[str], today: date) -> Iterator[str]:
    ended = [row for row in rows if row["kind"] == plans.ENDED]
    for link_id, row in given.items():
        of_all = any(_ends_all(each, row) for each in ended)
        of_it = any(each["says"].get("link_id") == link_id for each in ended)
        if of_all or of_it or link_id not in stands or date.fromisoformat(row["says"]["until_on"]) < today:
            yield link_id


def _ends_all(ending: Row, link: Row) -> bool:
    """Whether the whole plan was ended after this link was given."""
    is_all = not ending["says"].get("link_id") and ending["says"]["deal_id"] == link["says"]["deal_id"]
    return is_all and bool(ending["recorded_at"] >= link["recorded_at"])


def _is_live(row: Row, given: dict[str, Row], over: set[str]) -> bool:
    """Whether neither the link nor one of those it hangs on is over."""
    seen: set[str] = set()
    while row["input_id"] not in over | seen:
        seen.add(row["input_id"])
        if not (inviter := row["says"].get("link_id")):
            return True
        if inviter not in given:
            return False
        row = given[inviter]
    return False


def _link(row: Row, joined: set[str], is_live: bool) -> Link:
    says = row["says"]
    until, inviter = date.fromisoformat(says["until_on"]), says.get("link_id")
    named = (row["input_id"], says["deal_id"], says["person"], says["person_id"])
    return Link(*named, until, inviter, row["who"], row["input_id"] in joined, is_live)
