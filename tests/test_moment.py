"""The moment is an input: what was recorded later changes nothing, and neither does order or repetition."""

from datetime import datetime, timedelta
from functools import cache
from json import dumps

import numpy as np
import pyarrow as pa
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from headway.sources import SOURCES, Column, arrow_schema
from headway.store.cut import cut_sources
from headway.store.engines import DuckDBEngine
from tables import build, example, show, text

Row = dict[str, object]
Rows = dict[str, list[Row]]

FIRST, MOMENT, LAST = datetime(2026, 1, 1), datetime(2026, 3, 2), datetime(2026, 5, 1)
AFTER_ALL = datetime(2026, 6, 1)
DAYS, KNOWN_DAYS = (LAST - FIRST).days, (MOMENT - FIRST).days

HOW_MANY = {
    "crm_accounts": 6,
    "crm_people": 12,
    "crm_deals": 9,
    "crm_deal_changes": 25,
    "crm_roles": 14,
    "crm_members": 6,
    "crm_activities": 40,
    "crm_responses": 5,
    "crm_users": 4,
    "crm_user_roles": 2,
    "web_events": 60,
    "web_calls": 18,
    "inputs": 3,
}
DOMAINS = ["acme.com", "brandt.de", "copper.dk", "gmail.com"]
WORDS: dict[str, list[str | None]] = {
    "domain": [*DOMAINS, None],
    "email": [f"{who}@{domain}" for who in ("ann", "bo") for domain in DOMAINS],
    "addresses": ["ann@acme.com bo@brandt.de", "kim@us.com", None],
    "page": ["/pricing", "/customers", "/careers", "/p/1"],
    "title": ["Pricing", "Evaluator", None],
    "agent": [*["Firefox"] * 40, "Googlebot"],
    "role": ["Decision Maker", "Evaluator", "Solution Architect", None],
    "direction": ["in", "out", None],
    "visitor_id": [f"v{n}" for n in range(12)],
    "previous_id": ["v12", None],
    "user_id": [*(f"u{n}" for n in range(9)), None, None],
    "group_id": ["g1", *[None] * 5],
    "merged_into": [None],
    "converted_to": [None],
    "logged_as": [None],
    "replaces": [None],
    "user_ref": ["crm_users-0", "crm_users-1", None],
    "owner_ref": ["crm_users-0", "crm_users-2", None],
    "manager_ref": ["crm_users-0", None],
}
KINDS = {
    "crm_activities": ["meeting", "call", "email", "task"],
    "web_events": ["page", "page", "track"],
    "web_calls": ["identify", "group", "alias"],
    "inputs": ["kind"],
}
TOLD = dumps({"deal_id": "crm_deals-0", "kind": "solution"})

few = settings(max_examples=2, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
seeds = st.integers(0, 10**6)


class Teller:
    """Makes up a company's rows; some refer to what is known only later, some were changed after the moment."""

    def __init__(self, seed: int) -> None:
        """The same seed tells the same company."""
        self.rng = np.random.default_rng(seed)

    def company(self) -> Rows:
        """What had been recorded by the moment, some of it in two versions."""
        told: Rows = {}
        for name, many in HOW_MANY.items():
            rows = [self.row(name, number, 0, KNOWN_DAYS) for number in range(many)]
            told[name] = rows + [self.changed(name, row) for row in rows if self.rng.random() < 0.3]
        return told

    def later(self, known: Rows) -> Rows:
        """What was recorded, or changed, after the moment."""
        told: Rows = {}
        for name, rows in known.items():
            fresh = [self.row(name, number, KNOWN_DAYS + 1, DAYS) for number in range(len(rows), len(rows) + 5)]
            again = [{**row, "recorded_at": AFTER_ALL} for row in rows if not SOURCES[name].latest]
            newest = {row[SOURCES[name].key]: row for row in rows}.values() if SOURCES[name].latest else ()
            told[name] = fresh + again + [{**self.changed(name, row), "modified_at": AFTER_ALL} for row in newest]
        return told

    def row(self, name: str, number: int, since: int, until: int) -> Row:
        """One row, recorded within these days and changed at any time after."""
        source = SOURCES[name]
        recorded = int(self.rng.integers(since, until + 1))
        told = {column.name: self.value(name, column) for column in source.columns}
        return told | {
            source.key: f"{name}-{number}",
            "recorded_at": FIRST + timedelta(days=recorded),
            "modified_at": FIRST + timedelta(days=self.one([recorded, int(self.rng.integers(recorded, DAYS + 1))])),
        }

    def changed(self, name: str, row: Row) -> Row:
        """Another version of a row: what never changes stays; where nothing does, the same message again."""
        latest = {column.name: self.value(name, column) for column in SOURCES[name].columns if column.mark == "latest"}
        moved = timedelta(hours=int(self.rng.integers(1, 24)))
        return {**row, **latest, "modified_at": row["modified_at"] + moved} if latest else row

    def value(self, name: str, column: Column) -> object:
        """Something that may stand in a column."""
        if column.refers:
            return (
                f"{column.refers}-{self.rng.integers(HOW_MANY[column.refers] + 1)}" if self.rng.random() < 0.9 else None
            )
        if column.name == "kind":
            return self.one(KINDS[name])
        if column.name == "value":
            return TOLD
        if column.name == "is_deleted":
            return self.one([True, *[False] * 9])
        by_kind = {
            "timestamp": FIRST + timedelta(minutes=int(self.rng.integers(DAYS * 24 * 60))),
            "date": (FIRST + timedelta(days=int(self.rng.integers(DAYS)))).date(),
            "float64": float(self.rng.integers(100)) / 8,
            "int64": int(self.rng.integers(100)),
            "boolean": self.one([True, True, False, False, None]),
            "string": self.one(WORDS.get(column.name, ["one", "other", None])),
        }
        return by_kind[column.kind]

    def one(self, choices: list[object]) -> object:
        """One of them."""
        return choices[int(self.rng.integers(len(choices)))]

    def shuffled(self, told: Rows) -> Rows:
        """The same rows in another order."""
        return {name: [rows[place] for place in self.rng.permutation(len(rows))] for name, rows in told.items()}


def landed(told: Rows) -> dict[str, pa.Table]:
    """The rows as landing keeps them: each knows whether its key was there before."""
    kept = {}
    for name in SOURCES:
        rows, seen, again = told.get(name, []), set(), []
        for row in rows:
            again.append(row[SOURCES[name].key] in seen)
            seen.add(row[SOURCES[name].key])
        table = pa.Table.from_pylist(rows, arrow_schema(name))
        kept[name] = table.append_column("is_again", pa.array(again, pa.bool_()))
    return kept


def cut(tables: dict[str, pa.Table], at: datetime) -> dict[str, pa.Table]:
    """Each landed table as it was known at the moment."""
    engine = DuckDBEngine()
    landed = {name: engine.put(f"told_{name}", rows) for name, rows in tables.items()}
    moment = engine.put("moment", pa.table({"moment": pa.array([at], pa.timestamp("us"))}))
    known = cut_sources(engine, landed, moment, all_inputs=False)
    return {name: table.to_pyarrow() for name, table in known.tables.items()}


def answers(told: Rows) -> dict[str, list[str]]:
    """Every table of the graph as of the moment, to the last digit."""
    built = build(cut(landed(told), MOMENT), MOMENT)
    return {name: sorted(map(repr, table.to_pyarrow().to_pylist())) for name, table in built.items()}


@cache
def before(seed: int) -> dict[str, list[str]]:
    """What is answered of a company before anything else is told."""
    return answers(Teller(seed).company())


@few
@given(seeds)
def test_rows_recorded_later_change_nothing(seed: int) -> None:
    teller = Teller(seed)
    known = teller.company()
    later = teller.later(known)
    assert answers({name: rows + later[name] for name, rows in known.items()}) == before(seed)


@few
@given(seeds)
def test_the_same_rows_twice_and_in_another_order_change_nothing(seed: int) -> None:
    teller = Teller(seed)
    twice = {name: rows + rows for name, rows in teller.company().items()}
    assert answers(teller.shuffled(twice)) == before(seed)


def test_the_made_up_company_speaks_of_everything() -> None:
    speaks = {name for name, rows in before(2).items() if rows}
    assert {"people", "deals", "presences", "touchpoints", "journey_states", "matrix", "coverage", "monday"} <= speaks


def known_at(moment: str, **told: str) -> dict[str, pa.Table]:
    """The landed tables of a text, as known at the moment."""
    return cut(
        landed({name: example(name, rows).to_pylist() for name, rows in told.items()}), datetime.fromisoformat(moment)
    )


def test_a_row_does_not_count_before_what_it_refers_to() -> None:
    told = known_at(
        "2026-01-15",
        crm_accounts="""
            account_ref | recorded_at
            acme        | 2026-01-10
            brandt      | 2026-02-10
        """,
        crm_people="""
            person_ref | account_ref | recorded_at
            ann        | acme        | 2026-01-01
            bo         | brandt      | 2026-01-01
            lead       |             | 2026-01-01
            stray      | never-seen  | 2026-01-01
        """,
        crm_deals="""
            deal_ref | account_ref | recorded_at
            bridge   | acme        | 2026-01-01
            tunnel   | acme        | 2026-02-01
        """,
        crm_roles="""
            role_ref  | deal_ref | person_ref | recorded_at
            known     | bridge   | ann        | 2026-01-02
            no-bo     | bridge   | bo         | 2026-01-02
            no-tunnel | tunnel   | ann        | 2026-01-02
            unborn    | bridge   | lead       | 2026-01-16
        """,
    )
    assert show(told["crm_people"], "person_ref") == "ann\nlead"
    assert show(told["crm_roles"], "role_ref") == "known"


def test_a_snapshot_s_value_counts_from_when_it_was_written() -> None:
    crm_accounts = """
        account_ref | recorded_at | modified_at | name
        unborn      | 2026-01-16  | 2026-01-16  | Unborn
        unwritten   | 2026-01-10  | 2026-02-01  | Unwritten
        written     | 2026-01-10  | 2026-01-15  | Written
        twice       | 2026-01-10  | 2026-01-13  | Twice
        twice       | 2026-01-10  | 2026-01-14  | Twice again
        twice       | 2026-01-10  | 2026-02-01  | Twice too late
    """
    found = known_at("2026-01-15", crm_accounts=crm_accounts)["crm_accounts"]
    assert show(found, "account_ref", "name", "modified_at") == text("""
        unwritten | -           | -
        written   | Written     | 2026-01-15
        twice     | Twice again | 2026-01-14
    """)
