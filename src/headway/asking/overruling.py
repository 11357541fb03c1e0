"""What people have overruled on deals: as it stands this minute, and whether the tables count it yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from headway.asking.inputs import standing_overrides, tell
from headway.asking.viewer import Viewer, sees_deal
from headway.errors import SettingsError, UnknownKey
from headway.sources.words import KINDS
from headway.store.reading import Reading

ROLES = ("decides", "influences")
Row = dict[str, Any]


@dataclass(frozen=True)
class Overruled:
    """One thing that a person of ours has said, and still says, about a deal."""

    input_id: str
    deal_id: str
    person_id: str | None
    value: str
    reason: str | None
    who: str | None
    is_counted: bool
    is_own: bool


def overruled(opened: Reading, viewer: Viewer, deal_ids: Sequence[str]) -> tuple[Overruled, ...]:
    """What stands about these deals now: counted once a build has taken it in, own where the viewer may undo it."""
    stands = standing_overrides(opened, "kind", "role", about=deal_ids)
    counted = {row["input_id"] for row in opened.whole("overrides")} if stands else set()
    return tuple(_said(row, viewer, counted) for row in stands)


def _said(row: Row, viewer: Viewer, counted: set[str]) -> Overruled:
    deal_id, _, person_id = row["key"].partition(" ")
    is_own = viewer.may_undo(row["who"])
    told = (row["value"], row["reason"], row["who"])
    return Overruled(row["input_id"], deal_id, person_id or None, *told, row["input_id"] in counted, is_own)


def overrule_kind(opened: Reading, viewer: Viewer, deal_id: str, kind: str, reason: str) -> str:
    """Say which kind of sale a deal is; returns the id by which it is undone.

    Raises:
        UnknownKey: there is no such deal, or the viewer may not see it.
        SettingsError: no such kind, or no reason.
    """
    if kind not in KINDS:
        raise SettingsError(f"'{kind}' is no kind of sale. It can be: {', '.join(KINDS)}.")
    return _told(opened, viewer, {"deal_id": deal_id, "kind": kind, "reason": reason.strip()}, "kind")


def overrule_role(opened: Reading, viewer: Viewer, deal_id: str, person_id: str, role: str, reason: str) -> str:
    """Say what a person does in a deal; returns the id by which it is undone.

    Raises:
        UnknownKey: there is no such deal, or the viewer may not see it; or it has no such person.
        SettingsError: no such role, or no reason.
    """
    if role not in ROLES:
        raise SettingsError(f"'{role}' is no role in a purchase. It can be: {', '.join(ROLES)}.")
    # Who belongs to a deal is said to those only who may see the deal.
    seen_deal(opened, viewer, deal_id)
    if not opened.where("coverage", deal_id=deal_id, person_id=person_id):
        raise UnknownKey("Nobody of that name belongs to this deal. Go back to the deal and choose somebody listed.")
    told = {"deal_id": deal_id, "person_id": person_id, "role": role, "reason": reason.strip()}
    return _told(opened, viewer, told, "role")


def _told(opened: Reading, viewer: Viewer, told: dict[str, str], kind: str) -> str:
    seen_deal(opened, viewer, told["deal_id"])
    if not told["reason"]:
        raise SettingsError(
            "Say why, in a few words: whoever reads it later has to understand. Go back and add a reason."
        )
    return tell(opened, viewer, kind, told)


def seen_deal(opened: Reading, viewer: Viewer, deal_id: str) -> Row:
    """The deal, if the viewer may see it.

    Raises:
        UnknownKey: there is no such deal, or the viewer may not see it.
    """
    found = opened.where("deals", deal_id=deal_id)
    if not found or not sees_deal(opened, viewer, deal_id):
        raise unseen_deal(deal_id)
    return found[0]


def unseen_deal(deal_id: str) -> UnknownKey:
    """There is no such deal for whoever asks; nobody learns whether there is one."""
    return UnknownKey(f"There is no deal '{deal_id}' that you may see. Suggestion: look for it on Deals.")
