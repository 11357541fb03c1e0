"""What stands behind one customer's page: signals, weeks and events, so that every number can be taken apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ibis.expr.types import Table

from headway.asking.chances import Chance, chance_of, estimate
from headway.asking.customer import seen_needs
from headway.asking.gains import Gains, gains
from headway.asking.viewer import Viewer
from headway.errors import UnknownKey
from headway.store.questions import Value, told, told_number
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
    needs, _ = seen_needs(opened, viewer, account_id)
    need = _need(needs, journey_id or account_id)
    own = {"account_id": account_id, "journey_id": need["journey_id"]}
    signals, weeks = _signals(opened, **own), opened.where("journey_weeks", **own)
    found, in_all = _events(opened, **own, page=page)
    return Numbers(
        account_id,
        need["name"],
        need["journey_id"],
        tuple(sorted(row["journey_id"] for row in needs)),
        need["rank"],
        opened.size("journeys"),
        tuple(signals),
        sum(row["adds"] for row in signals),
        need["log_odds"],
        chance_of(estimate(opened), need),
        gains(opened, need),
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


def _need(needs: Sequence[Row], journey_id: str) -> Row:
    found = next((need for need in needs if need["journey_id"] == journey_id), None)
    if found is None:
        raise UnknownKey(f"This customer has no need '{journey_id}'. Suggestion: go back to the customer.")
    return found


def _events(opened: Reading, account_id: str, journey_id: str, page: int) -> tuple[tuple[Row, ...], int]:
    """One page of the need's events, the newest first, and how many there are."""

    def newest() -> Table:
        events, people = opened.table("events"), opened.table("people")
        own = events.filter(events.account_id == told("account"), events.journey_id == told("journey"))
        own = own.filter(own.happened_at <= opened.pin.moment)
        names = people.filter(people.account_id == told("account")).select("person_id", person="name")
        rows = own.mutate(in_all=own.count().over()).left_join(names, "person_id").drop("person_id_right")
        order = [rows.happened_at.desc(), rows.event_id]
        return rows.order_by(order).limit(EVENTS_A_PAGE, offset=told_number("skipped"))

    values: dict[str, Value] = {"account": account_id, "journey": journey_id, "skipped": (page - 1) * EVENTS_A_PAGE}
    rows = opened.asked_table("events of a need", newest, values, account=account_id).to_pylist()
    return tuple(rows), rows[0]["in_all"] if rows else 0
