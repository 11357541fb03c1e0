"""What customers have confirmed they got, whom to ask, and what both sides have promised and given (S11)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ibis.expr.types import Table

from headway.asking.deals import named_deals
from headway.asking.inputs import tell
from headway.asking.overruling import seen_deal
from headway.asking.promises import promises
from headway.asking.viewer import Reach, Viewer, seen_accounts, seen_deals
from headway.errors import SettingsError
from headway.measures.outcomes import told_outcomes
from headway.measures.overrides import standing_inputs
from headway.sources import arrow_schema
from headway.sources.outcomes import outcome_fault
from headway.store.questions import told
from headway.store.reading import Reading

TABLES = ("outcomes", "balance")
# So many deals are asked about and so many customers shown, the largest first; and how far back the balance goes.
MOST, MOST_BALANCED, QUARTERS = 8, 12, 4
QUARTER_MONTHS = 3
Row = dict[str, Any]


@dataclass(frozen=True)
class Confirmed:
    """One gain the customer has spoken of."""

    facts: Row
    deal: Row
    is_own: bool


@dataclass(frozen=True)
class Promise:
    """One thing we have promised; status: open, moved, late or kept."""

    facts: Row
    deal: Row
    status: str
    is_own: bool


@dataclass(frozen=True)
class Outcomes:
    """The page: whom to ask, what is confirmed and promised, and the balance of the last four quarters."""

    is_built: bool
    ask: tuple[Row, ...] = ()
    ask_found: int = 0
    won: int = 0
    confirmed: tuple[Confirmed, ...] = ()
    promises: tuple[Promise, ...] = ()
    customers: tuple[Row, ...] = ()
    quarters: tuple[Row, ...] = ()


def outcomes(opened: Reading, viewer: Viewer) -> Outcomes:
    """What the viewer's customers have got, as it stands this minute."""
    if any(name not in opened.pin.versions for name in TABLES):
        return Outcomes(False)
    reach = Reach.of(opened, viewer)
    told = gains(opened)
    promised = promises(opened)
    deals = named_deals(opened, reach, {row["deal_id"] for row in (*told, *promised)})
    newest = {row["deal_id"] for row in told if row["outcome_id"] not in _counted(opened)}
    ask = [row for row in _waiting(opened, reach) if row["deal_id"] not in newest]
    [counts] = opened.asked(("won deals", reach.shape), lambda: _counts(opened, reach), reach.values)
    return Outcomes(
        True,
        tuple(ask[:MOST]),
        max(counts["ask"] - len(newest), len(ask)),
        counts["won"],
        tuple(_confirmed(told, deals, viewer)),
        tuple(_promises(promised, deals, viewer)),
        tuple(_balance(opened, reach, "account_id")),
        tuple(_balance(opened, reach, "quarter")),
    )


def gains(opened: Reading) -> list[Row]:
    """What was told of gains: by people of ours as it stands this minute, from imported tables as built."""
    nothing = arrow_schema("customer_outcomes").empty_table()
    told: list[Row] = told_outcomes(standing_inputs(opened.inputs("outcome")), nothing).to_pylist()
    return [*told, *(row for row in opened.whole("told_outcomes") if row.get("is_imported"))]


def _counted(opened: Reading) -> set[str]:
    """The gains that the build has counted already."""
    return {row["outcome_id"] for row in opened.whole("told_outcomes")}


def _waiting(opened: Reading, reach: Reach) -> list[Row]:
    """Won deals whose customer is to be asked, the largest first; more than are shown, for some may be told by now."""

    def rows() -> Table:
        ask = opened.table("outcomes")
        ask = seen_deals(opened, reach, ask.filter(ask.answer == "ask"))
        names = opened.table("accounts").select("account_id", customer="name")
        rows = ask.join(names, "account_id")
        return rows.order_by([rows.amount.desc(nulls_first=False), rows.deal_id]).limit(2 * MOST)

    return opened.asked(("outcomes to ask", reach.shape), rows, reach.values)


def _counts(opened: Reading, reach: Reach) -> Table:
    rows = seen_deals(opened, reach, opened.table("outcomes"))
    return rows.agg(won=rows.count(), ask=(rows.answer == "ask").ifelse(1, 0).sum().fill_null(0))


def _confirmed(told: Sequence[Row], deals: Mapping[str, Row], viewer: Viewer) -> list[Confirmed]:
    """The newest first."""
    seen = [row for row in told if row["deal_id"] in deals]
    seen.sort(key=lambda row: (row["confirmed_on"], row["outcome_id"]), reverse=True)
    return [Confirmed(row, deals[row["deal_id"]], _may_undo(viewer, row)) for row in seen]


def _may_undo(viewer: Viewer, gain: Row) -> bool:
    """What was imported is taken back where it came from."""
    return not gain["is_imported"] and viewer.may_undo(gain["told_by"])


def _promises(promised: Sequence[Row], deals: Mapping[str, Row], viewer: Viewer) -> list[Promise]:
    seen = [row for row in promised if row["deal_id"] in deals]
    return [Promise(row, deals[row["deal_id"]], row["status"], viewer.may_undo(row["told_by"])) for row in seen]


def _balance(opened: Reading, reach: Reach, by: str) -> list[Row]:
    """The last four quarters, added up by customer (the largest first) or by quarter (the newest first)."""
    since = _quarters_before(opened.pin.moment.date())

    def rows() -> Table:
        part = opened.table("balance")
        part = seen_accounts(opened, reach, part.filter(part.quarter.cast("string") >= told("since")))
        sums = ("hours", "amount", "value", "their_kept", "their_late", "our_kept", "our_late")
        added = part.group_by(by).agg(**{name: part[name].sum() for name in sums})
        if by == "quarter":
            return added.order_by(added.quarter.desc())
        named = added.join(opened.table("accounts").select("account_id", customer="name"), "account_id")
        largest = [named.amount.desc(), named.hours.desc(), named.account_id]
        return named.filter(named.amount + named.value.fill_null(0.0) > 0).order_by(largest).limit(MOST_BALANCED)

    return opened.asked(("balance", by, reach.shape), rows, {"since": since, **reach.values})


def _quarters_before(today: date) -> str:
    """The first day of the first of the last four quarters."""
    quarters = today.year * 4 + (today.month - 1) // QUARTER_MONTHS - QUARTERS + 1
    return date(quarters // 4, quarters % 4 * QUARTER_MONTHS + 1, 1).isoformat()


def confirm(opened: Reading, viewer: Viewer, deal_id: str, form: Mapping[str, str]) -> str:
    """Put down what the customer says it got; returns the id by which it is undone.

    Raises:
        UnknownKey: there is no such deal, or the viewer may not see it.
        SettingsError: it lacks the gain, how much of it came, who there said so or the day, or the worth is no amount.
    """
    seen_deal(opened, viewer, deal_id)
    names = ("what", "got", "person", "confirmed_on", "value")
    says = {name: form.get(name, "").strip() for name in names}
    if not all(says[name] for name in names[:-1]):
        raise SettingsError("Say what they gained, how much of it came, who there says so, and on which day.")
    if fault := outcome_fault(says["got"], says["value"]):
        raise SettingsError(f"{fault} Go back and change it.")
    return tell(opened, viewer, "outcome", {"deal_id": deal_id, **{name: word for name, word in says.items() if word}})
