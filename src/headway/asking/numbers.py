"""What stands behind one customer's page: signals, weeks and events, so that every number can be taken apart."""

from dataclasses import dataclass
from typing import Any

from headway.asking.chances import Chance, chance_of, estimate
from headway.asking.customer import account_facts
from headway.asking.gains import Gains, gains
from headway.asking.viewer import Viewer
from headway.errors import UnknownKey
from headway.store.reading import Reading

EVENTS_A_PAGE = 50
WEEKS_SHOWN = 60
# Two sums of the same parts.
SAME = 1e-9
Row = dict[str, Any]


@dataclass(frozen=True)
class Numbers:
    """The signals that add up to one need's place, the weeks it stands on, and a page of its events."""

    account_id: str
    name: str
    journey_id: str
    needs: tuple[str, ...]
    place: int
    among: int
    signals: tuple[Row, ...]
    score: float
    log_odds: float | None
    chance: Chance
    gains: Gains
    weeks: tuple[Row, ...]
    events: tuple[Row, ...]
    page: int
    events_in_all: int
    refs: tuple[Row, ...]

    @property
    def is_learned(self) -> bool:
        """Whether the company's own purchases have moved the weights."""
        return self.chance.estimate.basis != "judgement"

    @property
    def adds_up(self) -> bool:
        """Whether the parts make the whole that the order and the chance come from."""
        return self.log_odds is not None and abs(self.score - self.log_odds) < SAME

    @property
    def is_last(self) -> bool:
        """Whether no page of events follows."""
        return self.page * EVENTS_A_PAGE >= self.events_in_all


def numbers(opened: Reading, viewer: Viewer, account_id: str, journey_id: str, page: int) -> Numbers:
    """Everything behind one need of a customer; the main one where none is named.

    Raises:
        UnknownKey: there is no such customer or need, or the viewer may not see it.
    """
    facts = account_facts(opened, viewer, account_id)
    journey = _journey(opened, account_id, journey_id or account_id)
    signals = _signals(opened, account_id, journey["journey_id"])
    weeks = opened.where("journey_weeks", account_id=account_id, journey_id=journey["journey_id"])
    found, in_all = _events(opened, account_id, journey["journey_id"], page)
    ended = next(iter(opened.where("endings", account_id=account_id, journey_id=journey["journey_id"])), None)
    known = estimate(opened)
    return Numbers(
        account_id,
        facts["name"],
        journey["journey_id"],
        journey["needs"],
        journey["rank"],
        opened.size("journeys"),
        tuple(signals),
        sum(row["adds"] for row in signals),
        ended["log_odds"] if ended else None,
        chance_of(known, ended) if ended else Chance(known),
        gains(opened, journey),
        tuple(sorted(weeks, key=lambda row: (row["week"], row["job"]), reverse=True)[:WEEKS_SHOWN]),
        found,
        page,
        in_all,
        tuple(sorted(opened.where("account_refs", account_id=account_id), key=lambda row: row["ref"])),
    )


def _signals(opened: Reading, account_id: str, journey_id: str) -> list[Row]:
    """What adds up, the most first, each with our own judgement of its weight and how unsure the learned one is."""
    weights = {row["feature"]: row for row in opened.whole("ending_weights") if row["ending"] == "won"}
    rows = opened.where("signals", account_id=account_id, journey_id=journey_id)
    told = [{**row, **{name: weights[row["signal"]][name] for name in ("judged", "error")}} for row in rows]
    return sorted(told, key=lambda row: (-abs(row["adds"]), row["signal"]))


def _journey(opened: Reading, account_id: str, journey_id: str) -> Row:
    journeys = opened.where("journeys", account_id=account_id)
    found = next((row for row in journeys if row["journey_id"] == journey_id), None)
    if found is None:
        raise UnknownKey(f"This customer has no need '{journey_id}'. Suggestion: go back to the customer.")
    return {**found, "needs": tuple(sorted(row["journey_id"] for row in journeys))}


def _events(opened: Reading, account_id: str, journey_id: str, page: int) -> tuple[tuple[Row, ...], int]:
    """One page of the need's events, the newest first, and how many there are."""
    events, people = opened.table("events"), opened.table("people")
    own = events.filter(
        events.account_id == account_id, events.journey_id == journey_id, events.happened_at <= opened.pin.moment
    )
    newest = own.order_by([own.happened_at.desc(), own.event_id]).limit(
        EVENTS_A_PAGE, offset=(page - 1) * EVENTS_A_PAGE
    )
    names = people.filter(people.account_id == account_id).select("person_id", person="name")
    rows = newest.left_join(names, "person_id").drop("person_id_right")
    rows = rows.order_by([rows.happened_at.desc(), rows.event_id])
    return tuple(rows.to_pyarrow().to_pylist()), int(own.count().to_pyarrow().as_py())
