"""Which of the eleven claims this company's data can speak to yet, and which source would add most."""

from collections import Counter

import ibis
import pyarrow as pa
from ibis.expr.types import Table

SCHEMA = pa.schema([(name, pa.string()) for name in ("claim", "noun", "answer", "has", "needs", "adds_most")])

# What each claim stands on, in the words of `sources_seen`; the first is what it cannot do without.
STANDS_ON = {
    "S1": ("matrix", ("deals", "dialogues", "roles")),
    "S2": ("routes", ("deals", "web", "dialogues")),
    "S3": ("journeys", ("web", "dialogues")),
    "S4": ("paths", ("web", "deals")),
    "S5": ("bets", ("web", "deals")),
    "S6": ("dialogues", ("deals", "dialogues", "web")),
    "S7": ("teams", ("deals", "dialogues", "roles")),
    "S8": ("coaching", ("deals", "dialogues", "web")),
    "S9": ("coverage", ("deals", "roles", "web")),
    "S10": ("competencies", ("deals", "dialogues")),
    "S11": ("outcomes", ("deals", "dialogues")),
}
WHERE_FROM = {
    "web": "web analytics (identified visits)",
    "deals": "the CRM's opportunities with their history",
    "dialogues": "meetings and mails (CRM activities, or mail and calendar)",
    "roles": "contact roles in the CRM",
}


def sources_seen(events: Table, deals: Table, touchpoints: Table, deal_people: Table) -> Table:
    """One kind of fact, and how many rows of it are known at the moment.

    Columns: `fact` (web, deals, dialogues, roles), `rows`.
    """
    counts = {
        "web": events.filter(events.channel == "web"),
        "deals": deals,
        "dialogues": touchpoints,
        "roles": deal_people,
    }
    return ibis.union(*[rows.agg(fact=ibis.literal(fact), rows=rows.count()) for fact, rows in counts.items()])


def claims(sources_seen: pa.Table) -> pa.Table:
    """One claim of the mission, and whether what is known can answer it.

    Columns: `claim` (S1 to S11), `noun`, `answer` (yes, partly, no), `has` and `needs` (sources, in words),
    `adds_most` (the source that would help most claims; the same in every row; null: nothing is missing).
    """
    there = {row["fact"] for row in sources_seen.to_pylist() if row["rows"]}
    missing = Counter(fact for _, facts in STANDS_ON.values() for fact in facts if fact not in there)
    # Of equally useful sources, the one that a claim cannot do without comes first.
    vital = Counter(facts[0] for _, facts in STANDS_ON.values())
    best = max(missing, key=lambda fact: (missing[fact], vital[fact], fact), default=None)
    rows = [_claim(claim, noun, facts, there) for claim, (noun, facts) in STANDS_ON.items()]
    told = [{**row, "adds_most": WHERE_FROM[best] if best else None} for row in rows]
    return pa.Table.from_pylist(sorted(told, key=lambda row: int(str(row["claim"]).removeprefix("S"))), SCHEMA)


def _claim(claim: str, noun: str, facts: tuple[str, ...], there: set[str]) -> dict[str, str | None]:
    has = [WHERE_FROM[fact] for fact in facts if fact in there]
    needs = [WHERE_FROM[fact] for fact in facts if fact not in there]
    answer = "no" if facts[0] not in there else "partly" if needs else "yes"
    return {
        "claim": claim,
        "noun": noun,
        "answer": answer,
        "has": "; ".join(has) or None,
        "needs": "; ".join(needs) or None,
    }
