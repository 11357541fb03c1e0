"""The meeting: the deals that need it most, one after the other, what was said, and who looks after what next."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from headway.asking.commitments import commit
from headway.asking.deals import named_deals
from headway.asking.dialogues import Dialogue, dialogues, dialogues_of
from headway.asking.inputs import tell
from headway.asking.overruling import seen_deal
from headway.asking.viewer import Reach, Viewer, colleagues
from headway.errors import SettingsError, UnknownKey
from headway.measures.overrides import standing_inputs
from headway.store.reading import Reading

Row = dict[str, Any]
# So many deals fit into an hour; the others are not for this meeting.
MOST_DEALS = 5
LONGEST_NOTE = 4000


@dataclass(frozen=True)
class Note:
    """What one person wrote down about a deal."""

    who: str
    text: str
    on: date


@dataclass(frozen=True)
class MeetingDeal:
    """One deal in the meeting: what to ask, who of ours is with it, what was noted before, the newest first."""

    dialogue: Dialogue
    name: str
    team: tuple[str, ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class Meeting:
    """One meeting: with one colleague, about one deal with its team, or about the viewer's branch."""

    deals: tuple[MeetingDeal, ...]
    left_out: int
    colleagues: tuple[str, ...]
    with_whom: str


@dataclass(frozen=True)
class Agreed:
    """What a customer will do, and who of ours looks after it."""

    commitment_id: str
    deal_id: str
    deal: str
    what: str
    person: str
    by_on: date
    ours: str


def meeting(opened: Reading, viewer: Viewer, with_whom: str = "", deal_id: str = "") -> Meeting:
    """The deals to talk about.

    Raises:
        UnknownKey: there is no such colleague or deal, or the viewer may not see their work.
    """
    found: tuple[Dialogue, ...]
    if deal_id:
        facts = seen_deal(opened, viewer, deal_id)
        found, names, all_of_them = (dialogues_of(opened, deal_id),), {deal_id: facts["name"]}, 1
    else:
        listed = dialogues(opened, _seat(opened, viewer, with_whom), 1)
        found, all_of_them = listed.deals[:MOST_DEALS], listed.found
        names = {each.deal_id: each.name for each in found}
    teams, notes = _teams(opened, list(names)), _notes(opened, list(names))
    deals = tuple(
        MeetingDeal(each, names[each.deal_id] or each.deal_id, teams.get(each.deal_id, ()), notes.get(each.deal_id, ()))
        for each in found
    )
    near = colleagues(opened, viewer) if viewer.role == "leader" else ()
    return Meeting(deals, all_of_them - len(deals), tuple(near), with_whom)


def _seat(opened: Reading, viewer: Viewer, with_whom: str) -> Viewer:
    """Whose deals are talked about: a colleague's whose work the viewer may see, else all of the viewer's."""
    if not with_whom:
        return viewer
    if not viewer.sees_everything and with_whom not in colleagues(opened, viewer):
        raise UnknownKey("There is no colleague of that address whose deals you may see.")
    return Viewer(with_whom, "seller")


def _teams(opened: Reading, deal_ids: list[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for row in sorted(opened.where("reach", "deal_id", "email", deal_id=deal_ids), key=lambda row: row["email"]):
        if row["email"] not in found.get(row["deal_id"], ()):
            found[row["deal_id"]] = (*found.get(row["deal_id"], ()), row["email"])
    return found


def _notes(opened: Reading, deal_ids: list[str]) -> dict[str, tuple[Note, ...]]:
    """What was noted, each draft as it was sent last: two who write at once have a draft each, and both are kept."""
    newest: dict[tuple[str, str], Row] = {}
    stands = standing_inputs(opened.inputs("meeting_note", about=deal_ids)).to_pylist()
    for row in (row for row in stands if row["kind"] == "meeting_note"):
        newest[row["key"], json.loads(row["value"])["draft_id"]] = row
    found: dict[str, tuple[Note, ...]] = {}
    for row in sorted(newest.values(), key=lambda row: (row["recorded_at"], row["input_id"]), reverse=True):
        note = Note(row["who"] or "", json.loads(row["value"])["text"], row["recorded_at"].date())
        found[row["key"]] = (*found.get(row["key"], ()), note)
    return found


def note(opened: Reading, viewer: Viewer, told: Mapping[str, str]) -> str:
    """Keep what somebody writes about a deal: `deal_id`, `draft_id`, `text`; sent again, the same draft is one note.

    Raises:
        UnknownKey: there is no such deal, or the viewer may not see it.
        SettingsError: nothing is written, or more than is kept.
    """
    seen_deal(opened, viewer, told.get("deal_id", ""))
    said = {name: told.get(name, "").strip() for name in ("deal_id", "draft_id", "text")}
    if not all(said.values()) or len(said["text"]) > LONGEST_NOTE:
        raise SettingsError(f"A note has between one and {LONGEST_NOTE} signs.")
    earlier = [row["value"] for row in opened.inputs("meeting_note", about=[said["deal_id"]]).to_pylist()]
    if json.dumps(said, sort_keys=True, ensure_ascii=False) in earlier:
        return ""
    return tell(opened, viewer, "meeting_note", said)


def agree(opened: Reading, viewer: Viewer, told: Mapping[str, str]) -> str:
    """Put down what the customer will do and who of ours looks after it; sent again, the same draft counts once.

    Raises:
        UnknownKey: there is no such deal, or the viewer may not see it.
        SettingsError: it does not say what, who there, or by which day.
    """
    deal_id, draft_id = told.get("deal_id", ""), told.get("draft_id", "").strip()
    seen_deal(opened, viewer, deal_id)
    rows = opened.inputs("commitment", about=[deal_id]).to_pylist()
    known = {json.loads(row["value"]).get("draft_id") for row in rows if row["kind"] == "commitment"}
    if draft_id and draft_id in known:
        return ""
    said = (told.get("what", ""), told.get("person", ""), told.get("by_on", ""))
    beside = {"draft_id": draft_id, "ours": told.get("ours", "").strip() or viewer.email}
    return commit(opened, viewer, deal_id, *said, {name: value for name, value in beside.items() if value})


def agreed_on(opened: Reading, viewer: Viewer, today: date) -> dict[str, tuple[Agreed, ...]]:
    """What customers have agreed to do today, by who of ours looks after it; only of deals the viewer may see."""
    stands = standing_inputs(opened.inputs("commitment")).to_pylist()
    told_today = [row for row in stands if row["kind"] == "commitment" and row["recorded_at"].date() == today]
    rows = [{**json.loads(row["value"]), "commitment_id": row["input_id"]} for row in told_today]
    deals = named_deals(opened, Reach.of(opened, viewer), {row["deal_id"] for row in rows if row.get("ours")})
    found: dict[str, tuple[Agreed, ...]] = {}
    for row in rows:
        if row.get("ours") and row["deal_id"] in deals:
            by_on = date.fromisoformat(row["by_on"])
            name = deals[row["deal_id"]]["name"] or row["deal_id"]
            told = (row["commitment_id"], row["deal_id"], name, row["what"], row["person"])
            each = Agreed(*told, by_on, row["ours"])
            found[row["ours"]] = (*found.get(row["ours"], ()), each)
    return dict(sorted(found.items()))


def sent_to(opened: Reading, agreed: Mapping[str, tuple[Agreed, ...]]) -> dict[str, datetime]:
    """Who of ours has been sent all that is theirs, and when last; whoever has got more to do since is not there."""
    told: dict[str, list[Row]] = {}
    for row in standing_inputs(opened.inputs("meeting_sent", about=list(agreed))).to_pylist():
        if row["kind"] == "meeting_sent":
            told.setdefault(row["key"], []).append(row)
    found = {}
    for whom, rows in told.items():
        held = {one for row in rows for one in json.loads(row["value"])["of"].split()}
        if {each.commitment_id for each in agreed[whom]} <= held:
            found[whom] = rows[-1]["recorded_at"]
    return found


def remember_sent(opened: Reading, viewer: Viewer, whom: str, agreed: Sequence[Agreed]) -> None:
    """Put down that somebody of ours was sent what is theirs."""
    tell(opened, viewer, "meeting_sent", {"whom": whom, "of": " ".join(each.commitment_id for each in agreed)})
