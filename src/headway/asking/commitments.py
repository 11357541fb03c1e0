"""What customers have agreed to do: as it stands this minute, and how it is put down, kept and moved."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from headway.asking.inputs import tell
from headway.asking.overruling import seen_deal
from headway.asking.viewer import Viewer
from headway.errors import SettingsError, UnknownKey
from headway.measures.commitments import told_commitments
from headway.measures.overrides import standing_inputs
from headway.sources import plans
from headway.sources.verifiers import verifiers
from headway.store.reading import Reading

Row = dict[str, Any]


@dataclass(frozen=True)
class Commitment:
    """One thing somebody at the customer will do by a day; status: open, moved, late or kept."""

    commitment_id: str
    deal_id: str
    what: str
    person: str
    due_on: date
    status: str
    moved_times: int
    told_by: str | None
    seen_on: date | None = None
    seen_what: str | None = None


def commitments(
    opened: Reading, deal_id: str | None = None, people: Mapping[str, str] | None = None
) -> dict[str, tuple[Commitment, ...]]:
    """What has been agreed on one deal, or on all, and still stands: those not kept first, then the newest.

    `people` are the names of those there, where the caller has them.
    """
    rows = opened.inputs("commitment", "kept", "moved", "not_kept", plans.MOVED, plans.DONE)
    stands = standing_inputs(rows)
    standing = told_commitments(stands, rows).to_pylist()
    proofs = _proofs(opened, rows.to_pylist(), stands.to_pylist())
    told = [row for row in standing if deal_id in (None, row["deal_id"])]
    names = _named(opened, told) if people is None else people
    told.sort(key=lambda row: (row["told_at"], row["commitment_id"]), reverse=True)
    found: dict[str, tuple[Commitment, ...]] = {}
    for row in sorted(told, key=lambda row: row["is_kept"]):
        proof = None if row["is_refused"] else proofs.get(row["commitment_id"])
        each = _commitment(row, names, opened.pin.moment.date(), proof)
        found[row["deal_id"]] = (*found.get(row["deal_id"], ()), each)
    return found


def _named(opened: Reading, told: Sequence[Row]) -> dict[str, str]:
    persons = sorted({row["told_person"] for row in told})
    return {row["person_id"]: row["name"] for row in opened.where("people", "person_id", "name", person_id=persons)}


def _proofs(opened: Reading, rows: Sequence[Row], standing: Sequence[Row]) -> dict[str, Row]:
    """The act of the customer that has kept each commitment: as built, but ticks as they stand this minute."""
    ticks = {row["input_id"] for row in rows if row["kind"] == plans.DONE}
    built = opened.whole("commitment_proofs") if "commitment_proofs" in opened.pin.versions else []
    found = {row["commitment_id"]: row for row in built if row["event_id"] not in ticks}
    ticked = [row for row in standing if row["kind"] == plans.DONE]
    return {json.loads(row["value"])["step_id"]: _tick(row) for row in ticked} | found


def _tick(row: Row) -> Row:
    return {"happened_at": row["recorded_at"], "what": "ticked on the shared plan"}


def _commitment(row: Row, people: Mapping[str, str], today: date, proof: Row | None) -> Commitment:
    return Commitment(
        row["commitment_id"],
        row["deal_id"],
        row["what"],
        people.get(row["told_person"]) or row["told_person"],
        row["due_on"],
        status_of(row, today, row["is_kept"] or proof is not None),
        row["moved_times"],
        row["told_by"],
        proof["happened_at"].date() if proof and not row["is_kept"] else None,
        proof["what"].partition(" | ")[0] if proof and not row["is_kept"] else None,
    )


def status_of(promised: Row, today: date, is_kept: bool) -> str:
    """How something promised stands: kept, late (past its day), moved or open."""
    if is_kept:
        return "kept"
    return "late" if promised["due_on"] < today else "moved" if promised["moved_times"] else "open"


def commit(
    opened: Reading,
    viewer: Viewer,
    deal_id: str,
    what: str,
    person: str,
    by_on: str,
    beside: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """Put down what the customer has agreed to do; returns the id by which it is undone.

    `beside` is what a meeting tells as well: `ours` (who of ours looks after it), `draft_id`. Where `what` is an act
    that Headway proposes, it is seen by itself that they did it.

    Raises:
        UnknownKey: there is no such deal, or the viewer may not see it.
        SettingsError: it does not say what, who there, or by which day.
    """
    seen_deal(opened, viewer, deal_id)
    told = {"deal_id": deal_id, "what": what.strip(), "person": person.strip(), "by_on": by_on.strip()}
    if not all(told.values()):
        raise SettingsError(
            "Say what the customer will do, who there, and by which day. Go back and fill in all three."
        )
    return tell(opened, viewer, "commitment", {**beside, **told, **_seen_by(told["what"])})


def _seen_by(what: str) -> dict[str, str]:
    """How an act is seen that Headway proposes; nothing of any other."""
    found = next((each for every in verifiers().values() for each in every if each.what == what), None)
    told = vars(found) if found else {}
    return {name: str(told[name]) for name in ("sign", "topic", "function", "functions") if told.get(name)}


def refuse(opened: Reading, viewer: Viewer, deal_id: str, commitment_id: str) -> str:
    """Say that the act seen does not keep the commitment, for good; returns the id of what was told.

    Raises:
        UnknownKey: there is no such deal or agreement, or the viewer may not see it.
    """
    _seen(opened, viewer, deal_id, commitment_id)
    return tell(opened, viewer, "not_kept", {"input_id": commitment_id})


def keep(opened: Reading, viewer: Viewer, deal_id: str, commitment_id: str) -> str:
    """Say that the customer has done it; returns the id by which that is undone.

    Raises:
        UnknownKey: there is no such deal or agreement, or the viewer may not see it.
    """
    _seen(opened, viewer, deal_id, commitment_id)
    return tell(opened, viewer, "kept", {"input_id": commitment_id})


def move(opened: Reading, viewer: Viewer, deal_id: str, commitment_id: str, by_on: str) -> str:
    """Say that the customer will do it by another day; returns the id by which that is undone.

    Raises:
        UnknownKey: there is no such deal or agreement, or the viewer may not see it.
        SettingsError: that is no day.
    """
    _seen(opened, viewer, deal_id, commitment_id)
    if not by_on:
        raise SettingsError("Say by which day the customer will do it now. Go back and choose a day.")
    return tell(opened, viewer, "moved", {"input_id": commitment_id, "by_on": by_on})


def _seen(opened: Reading, viewer: Viewer, deal_id: str, commitment_id: str) -> None:
    seen_deal(opened, viewer, deal_id)
    own = commitments(opened, deal_id).get(deal_id, ())
    if commitment_id not in {each.commitment_id for each in own}:
        raise UnknownKey("Nothing of that kind has been agreed on this deal. Go back to the deal to see what has.")
