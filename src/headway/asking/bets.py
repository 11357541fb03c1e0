"""The week's plan as far as the viewer may see it: who goes to whom, who has hours, what each limit costs."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from headway.asking.inputs import standing_overrides, tell
from headway.asking.viewer import Reach, Viewer, colleagues, sight
from headway.errors import SettingsError, UnknownKey
from headway.sources.bets import ACCOUNT, DROPPED, MOVED, PINNED
from headway.store.reading import Reading

RECORD = "draw_record"
TABLES = ("week_plan", "plan_limits", "listed_bets", "staff")
# So many of those that wait are listed, the first in order.
WAITING_SHOWN = 12
OF_THE_WEEK = ("hour", "nobody", "missing")
Row = dict[str, Any]


@dataclass(frozen=True)
class Told:
    """What one of us has said of a bet, what it costs (null: not planned with it yet), and whether it is one's own."""

    what: str
    input_id: str
    cost: str | None
    is_own: bool


@dataclass(frozen=True)
class Bet:
    """One customer this week's hours may go to; `parts` is empty where none do.

    `either` names the customer of whom a lot decided against or for this one (null: no lot, or not the viewer's).
    """

    journey_id: str
    account_id: str
    deal_id: str | None
    name: str
    reason: str
    parts: tuple[Row, ...]
    told: Told | None
    either: str | None = None


@dataclass(frozen=True)
class Person:
    """One of ours: hours left for bets, how many the plan takes, and whether nobody has told how many there are."""

    user_ref: str
    name: str
    role: str
    left: float
    planned: float
    is_default: bool


@dataclass(frozen=True)
class Lots:
    """Lots between two bets: how many this week, and the record of the earlier ones (`draw_record`; null: none)."""

    of_week: int
    hours: Row | None
    rules: tuple[Row, ...]


@dataclass(frozen=True)
class Bets:
    """The page: `limits` are sentences of what binds, `lots` is null where none were ever drawn."""

    is_built: bool
    made: tuple[Bet, ...]
    waiting: tuple[Bet, ...]
    waiting_found: int
    people: tuple[Person, ...]
    limits: tuple[str, ...]
    sellers: tuple[Person, ...]
    lots: Lots | None = None

    @property
    def left(self) -> float:
        """Hours that people have in all."""
        return sum(person.left for person in self.people)

    @property
    def planned(self) -> float:
        """Hours that the plan takes of them."""
        return sum(person.planned for person in self.people)


def bets(opened: Reading, viewer: Viewer) -> Bets:
    """The plan: those customers and colleagues the viewer may see, and what limits the whole of it."""
    if any(name not in opened.pin.versions for name in TABLES):
        return Bets(False, (), (), 0, (), (), ())
    reach = Reach.of(opened, viewer)
    plan, limits = opened.whole("week_plan"), opened.whole("plan_limits")
    people = _people(opened, viewer, plan)
    found = _bets(opened, viewer, _seen(opened, reach), plan, limits)
    made = tuple(bet for bet in found if bet.parts)
    waiting = [bet for bet in found if not bet.parts]
    near = {person.user_ref for person in people}
    said = [row for row in limits if row["limit"] in OF_THE_WEEK and (not row["user_ref"] or row["user_ref"] in near)]
    said.sort(key=lambda row: (OF_THE_WEEK.index(row["limit"]), -(row["worth"] or 0.0), row["text"]))
    sellers = tuple(person for person in people if person.role == ACCOUNT)
    told = [bet for bet in waiting[WAITING_SHOWN:] if bet.told]
    return Bets(
        True,
        made,
        (*waiting[:WAITING_SHOWN], *told),
        len(waiting),
        people,
        tuple(row["text"] for row in said),
        sellers,
        _lots(opened, plan),
    )


def _lots(opened: Reading, plan: Sequence[Row]) -> Lots | None:
    """This week's, and what those of the whole company say; a rule is told of once it can be."""
    record = opened.whole(RECORD) if RECORD in opened.pin.versions else []
    of_week = len({row["journey_id"] for row in plan if row.get("either")})
    if not record and not of_week:
        return None
    told = {row["what"]: row for row in record}
    rules = [row for what, row in sorted(told.items()) if what != "hours" and row["verdict"] != "cannot_tell"]
    return Lots(of_week, told.get("hours"), tuple(rules))


def say_bet(opened: Reading, viewer: Viewer, journey_id: str, answer: str, user_ref: str) -> str:
    """Pin, drop or move a bet; returns the id by which it is undone.

    Raises:
        UnknownKey: there is no such customer, or the viewer may not see it or its deal.
        SettingsError: no such answer, or nobody of that name works here.
    """
    _seen_bet(opened, viewer, journey_id)
    if answer not in (PINNED, DROPPED, MOVED):
        raise SettingsError(f"'{answer}' is no answer. It can be: {PINNED}, {DROPPED}, {MOVED}.")
    if answer == MOVED and not opened.where("staff", user_ref=user_ref, role=ACCOUNT):
        raise SettingsError("Nobody of that name works here. Go back to the week's plan and choose somebody listed.")
    said = f"{MOVED} {user_ref}" if answer == MOVED else answer
    return tell(opened, viewer, "bet", {"journey_id": journey_id, "answer": said})


def _seen_bet(opened: Reading, viewer: Viewer, journey_id: str) -> None:
    found = opened.where("standing", "account_id", "deal_id", journey_id=journey_id)
    if found:
        seen = sight(opened, viewer, found[0]["account_id"])
        if seen.is_seen and (found[0]["deal_id"] is None or seen.may_open(found[0]["deal_id"])):
            return
    raise UnknownKey("There is no such customer that you may see. Go back to the week's plan and choose one listed.")


def _seen(opened: Reading, reach: Reach) -> list[Row]:
    """Candidates whose deal, or without one whose account, the viewer may see; in the order of bets."""
    rows = [row for row in opened.whole("listed_bets") if reach.sees(row, "deal" if row["deal_id"] else "account")]
    return sorted(rows, key=lambda row: row["order"])


def _bets(
    opened: Reading, viewer: Viewer, rows: Sequence[Row], plan: Sequence[Row], limits: Sequence[Row]
) -> list[Bet]:
    parts: dict[str, list[Row]] = defaultdict(list)
    names = {row["user_ref"]: row["name"] or row["email"] for row in opened.whole("staff")}
    for part in sorted(plan, key=lambda row: (row["role"], row["user_ref"] or "")):
        parts[part["journey_id"]].append({**part, "who": names.get(part["user_ref"]) or part["email"]})
    stands = {row["key"]: row for row in standing_overrides(opened, "bet")}
    seen = {row["journey_id"]: row["name"] or row["account_id"] for row in rows}
    costs = {row["input_id"]: row["text"] for row in limits if row["limit"] == "told"}
    return [
        Bet(
            row["journey_id"],
            row["account_id"],
            row["deal_id"],
            row["name"] or row["account_id"],
            row["reason"],
            tuple(parts[row["journey_id"]]),
            _told(stands.get(row["journey_id"]), costs, viewer),
            seen.get(row.get("either")),
        )
        for row in rows
    ]


def _told(said: Row | None, costs: dict[str, str], viewer: Viewer) -> Told | None:
    if said is None:
        return None
    is_own = viewer.may_undo(said["who"])
    return Told(said["value"].partition(" ")[0], said["input_id"], costs.get(said["input_id"]), is_own)


def _people(opened: Reading, viewer: Viewer, plan: Sequence[Row]) -> tuple[Person, ...]:
    """Colleagues the viewer may see, by name: no order by how much anybody does."""
    near = None if viewer.sees_everything else set(colleagues(opened, viewer))
    spent: dict[str, float] = defaultdict(float)
    for part in plan:
        spent[part["user_ref"]] += part["hours"]
    found = [
        Person(
            row["user_ref"],
            row["name"] or row["email"] or row["user_ref"],
            row["role"],
            row["left_hours"],
            spent[row["user_ref"]],
            bool(row["is_default"]),
        )
        for row in opened.whole("staff")
        if near is None or row["email"] in near
    ]
    return tuple(sorted(found, key=lambda person: (person.name, person.user_ref)))
