"""What stands behind one row: its events and its coefficients, so that every number can be taken apart."""

from collections.abc import Iterator

import pyarrow as pa
from ibis.expr.types import Table

from headway.errors import UnknownKey
from headway.store.reading import Reading

# Not a column: the estimate that says how likely a purchase is.
PURCHASE = "= won"
# The column that names a row of each table, and the tables that stand behind it: table, its column, our column.
KEYS = {
    "journeys": "journey_id",
    "endings": "journey_id",
    "bets": "journey_id",
    "matrix": "deal_id",
    "coverage": "deal_id",
    "deals": "deal_id",
    "accounts": "account_id",
    "pages": "page",
    "monday": "journey_id",
    "dialogues": "deal_id",
    "relationships": "deal_id",
    "paths": "case_id",
    "path_next": "case_id",
    "routes": "journey_id",
}
BEHIND = {
    "journeys": (
        ("Signals: value x weight = what each adds to the order", "signals", "journey_id", "journey_id"),
        ("Where it stands", "journey_states", "journey_id", "journey_id"),
        ("What each week added: a job is done as far as 1 - exp(-sum)", "journey_jobs", "journey_id", "journey_id"),
        ("Weeks and jobs it stands on", "journey_weeks", "journey_id", "journey_id"),
        ("Events", "events", "journey_id", "journey_id"),
    ),
    "endings": (
        (
            "Signals: value x weight; they add up to its log-odds",
            "signals",
            "journey_id",
            "journey_id",
        ),
        ("Weights of a purchase in force, and our own judgement they began with", "ending_weights", "ending", PURCHASE),
        ("Events", "events", "journey_id", "journey_id"),
    ),
    "bets": (
        ("What it was weighed by", "standing", "journey_id", "journey_id"),
        ("Signals: value x weight = what each adds to the order", "signals", "journey_id", "journey_id"),
        ("Events", "events", "journey_id", "journey_id"),
    ),
    "matrix": (
        ("The deal", "deals", "deal_id", "deal_id"),
        ("How sure each side is: value x weight; they add up to its log-odds", "place_signals", "deal_id", "deal_id"),
        ("How it is led", "led_as", "deal_id", "deal_id"),
        ("How many people it is about", "group_sizes", "deal_id", "deal_id"),
        ("What speaks of how many", "group_signs", "deal_id", "deal_id"),
        ("People known", "buying_groups", "deal_id", "deal_id"),
        ("Before it opened", "relationships", "deal_id", "deal_id"),
        ("The account's dialogues", "touchpoints", "account_id", "account_id"),
    ),
    "coverage": (
        ("How many people it is about", "group_sizes", "deal_id", "deal_id"),
        ("What speaks of how many", "group_signs", "deal_id", "deal_id"),
        ("What each does, however unsure", "person_parts", "deal_id", "deal_id"),
        ("Parts that nobody seen plays", "missing_parts", "deal_id", "deal_id"),
        ("Declared in the CRM", "deal_people", "deal_id", "deal_id"),
        ("Dialogues on the deal", "touchpoints", "deal_id", "deal_id"),
    ),
    "routes": (
        ("What the purchase is to the customer", "deal_situations", "deal_id", "deal_id"),
        ("Asked for a person", "requests", "journey_id", "journey_id"),
        ("Events", "events", "journey_id", "journey_id"),
    ),
    "accounts": (
        ("References, and why each belongs here", "account_refs", "account_id", "account_id"),
        ("People", "people", "account_id", "account_id"),
    ),
    "monday": (
        ("The bet", "bets", "journey_id", "journey_id"),
        ("Signals: value x weight = what each adds to the order", "signals", "journey_id", "journey_id"),
        ("Acts of the last eight weeks", "recent_acts", "journey_id", "journey_id"),
    ),
    "dialogues": (
        ("Signals of the customer", "dialogue_signals", "deal_id", "deal_id"),
        ("What was agreed", "commitments", "deal_id", "deal_id"),
        ("Acts of the last eight weeks", "recent_acts", "journey_id", "journey_id"),
    ),
    "paths": (
        ("Its steps", "path_steps", "case_id", "case_id"),
        ("Weeks, people and jobs they stand on", "path_weeks", "case_id", "case_id"),
        ("Events of the need", "events", "journey_id", "journey_id"),
    ),
    "path_next": (("Its steps up to now", "path_steps", "case_id", "case_id"),),
    "relationships": (("The account's dialogues", "touchpoints", "account_id", "account_id"),),
}


def explained(opened: Reading, name: str, key: str) -> Iterator[tuple[str, pa.Table]]:
    """The row itself and every table behind it, each with a title.

    Raises:
        UnknownTable: no such table.
        UnknownKey: the table has no row of that key.
    """
    rows = opened.sorted(name)
    column = KEYS.get(name, rows.columns[0])
    found = rows.filter(rows[column].cast("string") == key).to_pyarrow()
    if found.num_rows == 0:
        raise UnknownKey(f"{name} has no row whose {column} is '{key}'. See: headway table {name} --home H")
    yield f"{name}: {column} = {key}", found
    for title, behind, theirs, ours in BEHIND.get(name, ()):
        yield title, _matching(opened.sorted(behind), theirs, _wanted(opened, found, ours))


def _wanted(opened: Reading, found: pa.Table, ours: str) -> list[str]:
    """What rows behind the found one are named by: a value itself, a column of it, or one of its deal."""
    if ours.startswith("= "):
        return [ours.removeprefix("= ")]
    return found[ours].to_pylist() if ours in found.column_names else _through_deal(opened, found, ours)


def _matching(rows: Table, column: str, wanted: list[str]) -> pa.Table:
    return rows.filter(rows[column].isin(sorted({value for value in wanted if value}))).to_pyarrow()


def _through_deal(opened: Reading, found: pa.Table, column: str) -> list[str]:
    deals = opened.table("deals")
    rows = deals.filter(deals.deal_id.isin(found["deal_id"].to_pylist())).to_pyarrow()
    values: list[str] = rows[column].to_pylist()
    return values
