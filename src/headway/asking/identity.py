"""What counts as one customer and why, which companies are of its house, and what people of ours say of both."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from headway.asking.inputs import tell
from headway.asking.viewer import Viewer, colleagues, sight
from headway.errors import SettingsError, UnknownKey
from headway.measures.overrides import standing_inputs
from headway.measures.same import APART, SAME, told_identities
from headway.store.reading import Reading

# From which confidence on a link is called sure, and fairly sure; below it is a guess.
SURE_FROM, FAIR_FROM = 0.95, 0.75
LINKS_SHOWN, HOUSE_SHOWN, CHOICES_SHOWN = 40, 20, 60
Row = dict[str, Any]


@dataclass(frozen=True)
class Link:
    """One reason why a reference counts as this customer."""

    ref: str
    other: str | None
    basis: str
    confidence: float
    known_at: datetime

    @property
    def sure(self) -> str:
        """How sure it is, in a word."""
        return "high" if self.confidence >= SURE_FROM else "fair" if self.confidence >= FAIR_FROM else "guess"


@dataclass(frozen=True)
class Twin:
    """Another customer that may be the same company."""

    account_id: str
    name: str


@dataclass(frozen=True)
class Member:
    """One company of the house: what is going on there."""

    account_id: str
    name: str
    is_top: bool
    needs: int
    deals: int
    people: int


@dataclass(frozen=True)
class Said:
    """What a person of ours has said of who is who here, and whether the tables count it yet."""

    input_id: str
    about: str
    ref: str
    other: str | None
    who: str | None
    is_counted: bool
    is_own: bool


@dataclass(frozen=True)
class Identity:
    """Everything that says what counts as one customer."""

    account_id: str
    name: str
    links: tuple[Link, ...]
    refs: tuple[str, ...]
    twins: tuple[Twin, ...]
    house: tuple[Member, ...]
    said: tuple[Said, ...]
    people: tuple[Row, ...]
    contacts: tuple[tuple[str, str], ...]

    @property
    def together(self) -> Row:
        """The house as a whole."""
        return {name: sum(getattr(member, name) for member in self.house) for name in ("needs", "deals", "people")}


def identity(opened: Reading, viewer: Viewer, account_id: str) -> Identity:
    """What counts as a customer.

    Raises:
        UnknownKey: there is no such customer, or the viewer may not see it.
    """
    facts = _seen(opened, viewer, account_id)
    people = sorted(opened.where("people", account_id=account_id), key=lambda row: row["person_id"])
    rows = opened.where("links", account_id=account_id)
    tied = sorted((row for row in rows if row["about"] == "account"), key=_by_sureness)
    refs = sorted({row["ref"] for row in tied})
    ids = {name for person in people for name in (person["person_id"], *person["person_refs"].split())}
    return Identity(
        account_id,
        facts["name"],
        tuple(Link(*(row[name] for name in Link.__dataclass_fields__)) for row in tied[:LINKS_SHOWN]),
        tuple(refs[:CHOICES_SHOWN]) if len(refs) > 1 else (),
        _twins(opened, viewer, {row["other"] for row in rows if row["about"] == "perhaps"}),
        _house(opened, viewer, account_id),
        _of_it(opened, viewer, ids.union(refs, [account_id])),
        tuple(people[:CHOICES_SHOWN]),
        tuple(_contacts(people))[:CHOICES_SHOWN],
    )


def _by_sureness(row: Row) -> tuple[Any, ...]:
    return row["other"] is None, -row["confidence"], row["ref"], row["other"] or ""


def _contacts(people: Sequence[Row]) -> list[tuple[str, str]]:
    """Rows of the CRM and logins of people who have several, by which one may be taken out."""
    found = []
    for person in people:
        refs = [ref for ref in person["person_refs"].split() if not ref.startswith("email:")]
        shown = person["name"] or person["email"] or person["person_id"]
        found += [(ref, shown) for ref in refs if len(refs) > 1]
    return found


def _twins(opened: Reading, viewer: Viewer, refs: set[str]) -> tuple[Twin, ...]:
    ids = {row["account_id"] for row in opened.where("account_refs", ref=sorted(refs))}
    seen = [row for row in opened.where("accounts", account_id=sorted(ids)) if _sees(opened, viewer, row["account_id"])]
    return tuple(Twin(row["account_id"], row["name"]) for row in sorted(seen, key=lambda row: row["account_id"]))


def _sees(opened: Reading, viewer: Viewer, account_id: str) -> bool:
    return sight(opened, viewer, account_id).is_seen


def _house(opened: Reading, viewer: Viewer, account_id: str) -> tuple[Member, ...]:
    """The companies of the house that the viewer may see, the top first; none where this is all of it."""
    own = opened.where("families", account_id=account_id)
    if not own:
        return ()
    every = sorted(opened.where("families", top_id=own[0]["top_id"]), key=lambda row: row["account_id"])
    seen = _visible(opened, viewer, every)[:HOUSE_SHOWN]
    ids = [row["account_id"] for row in seen]
    names = {row["account_id"]: row["name"] for row in opened.where("accounts", account_id=ids)}
    still = [row for row in opened.where("deals", account_id=ids) if row["status"] == "open"]
    counts = {
        "needs": Counter(row["account_id"] for row in opened.where("journeys", account_id=ids)),
        "deals": Counter(row["account_id"] for row in still),
        "people": Counter(row["account_id"] for row in opened.where("people", account_id=ids)),
    }
    house = [
        Member(each, names[each], row["parent_id"] is None, *(counts[name][each] for name in counts))
        for row in seen
        for each in [row["account_id"]]
    ]
    return tuple(sorted(house, key=lambda each: (not each.is_top, each.name))) if len(house) > 1 else ()


def _visible(opened: Reading, viewer: Viewer, rows: list[Row]) -> list[Row]:
    """The rows of accounts that the viewer may see."""
    if viewer.sees_everything:
        return rows
    ids = [row["account_id"] for row in rows]
    near = {row["account_id"] for row in opened.where("reach", account_id=ids, email=colleagues(opened, viewer))}
    return [row for row in rows if row["account_id"] in near]


def _said(opened: Reading, viewer: Viewer) -> list[Said]:
    """What stands now, whatever it is about."""
    inputs = opened.table("inputs")
    kinds = [*SAME, *APART, "undo"]
    told = told_identities(standing_inputs(inputs.filter(inputs.kind.isin(kinds)).drop("is_again").to_pyarrow()))
    rows = told.to_pylist()
    ids = [row["input_id"] for row in rows]
    counted = {row["input_id"] for row in opened.where("told_identities", input_id=ids)}
    return [
        Said(
            row["input_id"],
            row["about"],
            row["ref"],
            row["other"],
            row["who"],
            row["input_id"] in counted,
            viewer.may_undo(row["who"]),
        )
        for row in rows
    ]


def _of_it(opened: Reading, viewer: Viewer, names: set[str]) -> tuple[Said, ...]:
    """What has been said of a customer's names, if the viewer may see the other customer that it names."""
    found = [each for each in _said(opened, viewer) if names & {each.ref, each.other}]
    others = {name for each in found for name in (each.ref, each.other) if name and name not in names}
    hidden = {
        row["ref"]
        for row in opened.where("account_refs", ref=sorted(others))
        if not _sees(opened, viewer, row["account_id"])
    }
    return tuple(each for each in found if not hidden & {each.ref, each.other})


def same_account(opened: Reading, viewer: Viewer, account_id: str, other: str, reason: str) -> str:
    """Say that two customers are one company; returns the id by which it is undone.

    Raises:
        UnknownKey: there is no such customer, or the viewer may not see it.
        SettingsError: a customer is the same as itself, or no reason is given.
    """
    found = opened.where("account_refs", ref=other.strip())
    other = found[0]["account_id"] if found else other.strip()
    for each in (account_id, other):
        _seen(opened, viewer, each)
    if account_id == other:
        raise SettingsError("A customer is the same as itself already. Go back and choose another one.")
    return tell(opened, viewer, "same_account", {"ref": other, "other": account_id, "reason": _why(reason)})


def own_account(opened: Reading, viewer: Viewer, account_id: str, ref: str, reason: str) -> str:
    """Say that a reference is another company than this customer; returns the id by which it is undone.

    Raises:
        UnknownKey: there is no such customer that the viewer may see, or the reference is not of it.
        SettingsError: no reason is given.
    """
    _seen(opened, viewer, account_id)
    if not opened.where("account_refs", account_id=account_id, ref=ref):
        raise UnknownKey("This customer has no such reference. Go back to the customer and choose one listed.")
    return tell(opened, viewer, "own_account", {"ref": ref, "reason": _why(reason)})


def same_person(opened: Reading, viewer: Viewer, account_id: str, ref: str, other: str) -> str:
    """Say that two people of a customer are one; returns the id by which it is undone.

    Raises:
        UnknownKey: there is no such customer that the viewer may see, or nobody of that name is there.
        SettingsError: a person is the same as itself.
    """
    _seen(opened, viewer, account_id)
    found = opened.where("people", account_id=account_id, person_id=[ref, other])
    if ref == other:
        raise SettingsError("A person is the same as itself already. Go back and choose another one.")
    if len(found) != len({ref, other}):
        raise UnknownKey("Nobody of that name is known there. Go back to the customer and choose somebody listed.")
    return tell(opened, viewer, "same_person", {"ref": ref, "other": other})


def own_person(opened: Reading, viewer: Viewer, account_id: str, ref: str) -> str:
    """Say that a contact is a person of its own; returns the id by which it is undone.

    Raises:
        UnknownKey: there is no such customer that the viewer may see, or no such contact there.
    """
    _seen(opened, viewer, account_id)
    if not any(ref in row["person_refs"].split() for row in opened.where("people", account_id=account_id)):
        raise UnknownKey("No such contact is known there. Go back to the customer and choose one listed.")
    return tell(opened, viewer, "own_person", {"ref": ref})


def _seen(opened: Reading, viewer: Viewer, account_id: str) -> Row:
    found = opened.where("accounts", account_id=account_id)
    if not found or not _sees(opened, viewer, account_id):
        raise UnknownKey(f"There is no customer '{account_id}' that you may see. Suggestion: search on Customers.")
    return found[0]


def _why(reason: str) -> str:
    if not reason.strip():
        raise SettingsError("Say why, in a few words: whoever reads it later has to understand. Go back and say it.")
    return reason.strip()
