"""What a leader reads on Monday: at most ten lines, each with what to do, why, and how sure."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from headway.sources.questions import questions
from headway.sources.settings import number
from headway.sources.words import JOBS, LOOKING_FOR

EVIDENCE_ACTS = 40
# Of ten lines, at most so many of one kind while other kinds have something to say.
QUOTA = {"strike": 4, "bring_in": 2, "ask": 2, "wait": 1, "leave_digital": 1}
PUSHED_FROM_ACTS = 6
LONE_UP_TO = 2
GROUP_FROM = 4.0
HOURS_WORTH_MOVING = 3.0
# From so many won deals on the size of a group is the company's own as much as it is published.
OWN_FROM = 20
EARLY_FROM_ACTS = 3
SURE_FROM_PEOPLE, SURE_FROM_ACTS = 3, 10
EARLY_JOBS = JOBS[:2]

SCHEMA = pa.schema(
    [
        ("leader", pa.string()),
        ("line", pa.int64()),
        *(
            (name, pa.string())
            for name in (
                "act",
                "account_id",
                "journey_id",
                "deal_id",
                "name",
                "who",
                "looking_for",
                "question",
                "because",
                "sure",
                "wait_for",
            )
        ),
    ]
)
Row = dict[str, Any]


def recent_acts(events: Table, moment: Table) -> Table:
    """One recent act in one journey, on either side: what Monday's reasons point to.

    Columns: `journey_id`, `event_id`, `happened_at`, `side`, `channel`, `what`, `job`, `person_id`, `place` (0: the
    newest of its side).
    """
    recent = events.cross_join(moment).filter(
        lambda t: (t.happened_at <= t.moment) & (t.happened_at > t.moment - ibis.interval(days=56))
    )
    rows = recent.filter((recent.side != "customer") | recent.job.isin(JOBS) | (recent.channel != "web"))
    newest = ibis.window(group_by=[rows.journey_id, rows.side], order_by=[rows.happened_at.desc(), rows.event_id])
    rows = rows.mutate(place=ibis.row_number().over(newest))
    return rows.filter(rows.place < EVIDENCE_ACTS).select(
        "journey_id", "event_id", "happened_at", "side", "channel", "what", "job", "person_id", "place"
    )


def situations(
    bets: Table,
    journeys: Table,
    accounts: Table,
    standing: Table,
    pressure: Table,
    group_sizes: Table,
    our_people: Table,
    account_sellers: Table,
) -> Table:
    """One journey with everything a leader's line about it says.

    Columns: those of `bets`, and `name`, `kind`, `is_seen`, `is_moving`, `is_ahead`, `is_digital`, `looking_for`,
    `active_people`, `last_customer_event_at`, `share_done`, `their_acts`, `their_recent_acts`, `our_acts`, `our_hours`,
    `met_by`, `met_people`, `known_people`, `expected_people`, `unseen_people`, `own_deals` (won deals behind these),
    `who` (mail addresses of ours, blank between).
    """
    team = our_people.filter(our_people.email.notnull()).group_by("deal_id")
    team = team.agg(team=our_people.email.collect(distinct=True).sort().join(" "))
    rows = bets.join(accounts.select("account_id", "name"), "account_id")
    facts = journeys.select("journey_id", "looking_for", "active_people", "last_customer_event_at", "share_done")
    stand = standing.select("journey_id", "kind", "is_seen", "is_moving", "is_ahead", "is_digital")
    for table in (facts, stand, pressure):
        rows = rows.left_join(table, "journey_id").drop("journey_id_right")
    for table in (group_sizes, team):
        rows = rows.left_join(table, "deal_id").drop("deal_id_right")
    rows = rows.left_join(account_sellers.select("account_id", seller="email"), "account_id").drop("account_id_right")
    return rows.select(
        *bets.columns,
        "name",
        "kind",
        "is_seen",
        "is_moving",
        "is_ahead",
        "is_digital",
        "looking_for",
        "active_people",
        "last_customer_event_at",
        "share_done",
        "expected_people",
        "unseen_people",
        "own_deals",
        who=ibis.coalesce(rows.team, rows.seller),
        known_people=rows.known_people.fill_null(0),
        **{
            n: rows[n].fill_null(0)
            for n in ("their_acts", "their_recent_acts", "our_acts", "our_hours", "met_by", "met_people")
        },
    )


def branches(crm_users: pa.Table, crm_user_roles: pa.Table) -> pa.Table:
    """One of our users in one leader's branch, the leader included; a leader is somebody whom others report to.

    Columns: `leader` (mail address), `email`.
    """
    users = {user["user_ref"]: user for user in crm_users.to_pylist()}
    above = {ref: user["manager_ref"] for ref, user in users.items()}
    if not any(above.values()):
        above = _above_by_role(users, {role["user_role_ref"]: role for role in crm_user_roles.to_pylist()})
    rows = set()
    for ref, user in users.items():
        for leader in _chain(ref, above):
            if leader in users and users[leader]["email"] and user["email"] and leader in above.values():
                rows.add((users[leader]["email"], user["email"]))
    leaders, emails = zip(*sorted(rows), strict=True) if rows else ((), ())
    schema = pa.schema([("leader", pa.string()), ("email", pa.string())])
    return pa.table({"leader": list(leaders), "email": list(emails)}, schema)


def monday(
    situations: pa.Table, recent_acts: pa.Table, branches: pa.Table, settings: pa.Table, dialogues: pa.Table
) -> pa.Table:
    """One line of one leader's list for the week; the list without a leader is the whole company's.

    Columns: `leader` (mail address; null: everybody), `line`, `act` (strike, bring_in, ask, wait, leave_digital),
    `account_id`, `journey_id`, `deal_id`, `name`, `who` (mail addresses of ours), `looking_for`, `question` (the
    first of the deal's dialogue, else of the job they look for), `because` (JSON list of `text` and `event_ids`),
    `sure` (high, fair, cannot_tell), `wait_for`.
    """
    acts = _by_journey(recent_acts)
    asked = {row["deal_id"]: row["question"] for row in dialogues.to_pylist() if row["order"] == 1}
    rows = [
        {**row, "act": _act(row), "asked": asked.get(row["deal_id"])} for row in situations.sort_by("order").to_pylist()
    ]
    rows = [row for row in rows if row["act"]]
    most = int(number(settings, "capacity.lines_on_monday"))
    reach: dict[str | None, set[str]] = {None: set()}
    for branch in branches.to_pylist():
        reach.setdefault(branch["leader"], set()).add(branch["email"])
    lines = []
    for leader, emails in sorted(reach.items(), key=lambda each: each[0] or ""):
        own = rows if leader is None else [row for row in rows if emails & set((row["who"] or "").split())]
        for line, row in enumerate(_chosen(own, most), start=1):
            lines.append({"leader": leader, "line": line, **_line(row, acts.get(row["journey_id"], []))})
    return pa.Table.from_pylist(lines, SCHEMA)


def _act(row: Row) -> str | None:
    """What a leader should see to, if anything; the first that holds."""
    open_deal = row["deal_id"] is not None
    if row["is_digital"] and open_deal:
        return "leave_digital" if row["our_hours"] >= HOURS_WORTH_MOVING else None
    if open_deal and row["our_acts"] >= PUSHED_FROM_ACTS and not row["their_acts"] and not row["met_people"]:
        return "ask"
    lone = row["known_people"] <= LONE_UP_TO and (row["expected_people"] or 0) >= GROUP_FROM
    if open_deal and lone and (row["is_moving"] or row["our_acts"]):
        return "bring_in"
    if row["verdict"] == "strike":
        return "strike"
    return "wait" if not open_deal and _is_early(row) else None


def _is_early(row: Row) -> bool:
    """One person who has begun to read: a visit now is usually wasted."""
    alone = row["active_people"] <= 1 and row["their_recent_acts"] >= EARLY_FROM_ACTS
    return row["is_moving"] and not row["is_ahead"] and alone and row["looking_for"] in EARLY_JOBS


def _weight(row: Row) -> tuple[float, float, int]:
    """What comes first among lines of one act; where that says nothing, the order of bets.

    The most of our hours where they could move; a customer who fell silent before one who was never seen, and the one
    we push hardest first; of the early ones the liveliest, for they tempt most.
    """
    first = {
        "leave_digital": (-row["our_hours"], 0.0),
        "ask": (float(row["last_customer_event_at"] is None), -row["our_hours"]),
        "wait": (-row["their_recent_acts"], 0.0),
        "bring_in": (row["known_people"] - (row["expected_people"] or 0.0), 0.0),
        "strike": (float(row["deal_id"] is not None), 0.0),
    }
    return (*first.get(row["act"], (0.0, 0.0)), row["order"])


def _chosen(rows: list[Row], most: int) -> list[Row]:
    """At most so many lines, each act by its quota first, then whatever is left in the acts' order."""
    by_act = {act: sorted((row for row in rows if row["act"] == act), key=_weight) for act in QUOTA}
    quota = [row for act, many in QUOTA.items() for row in by_act[act][:many]]
    spare = [row for act, many in QUOTA.items() if act != "wait" for row in by_act[act][many:]]
    chosen = (quota + spare)[:most]
    return sorted(chosen, key=lambda row: (list(QUOTA).index(row["act"]), _weight(row)))


def _line(row: Row, acts: list[Row]) -> Row:
    job = row["looking_for"]
    asks = row["act"] in ("ask", "bring_in", "strike")
    return {
        **{name: row[name] for name in ("act", "account_id", "journey_id", "deal_id", "name", "who")},
        "looking_for": LOOKING_FOR.get(job) if job else None,
        "question": row["asked"] or questions()[job or "problem_identification"] if asks else None,
        "because": json.dumps([reason.said() for reason in _reasons(row, acts)], ensure_ascii=False),
        "sure": _sure(row, acts),
        "wait_for": _wait_for(row),
    }


@dataclass(frozen=True)
class Reason:
    """One sentence and the events that bear it out."""

    text: str
    event_ids: tuple[str, ...] = ()

    def said(self) -> dict[str, object]:
        """As the table holds it."""
        return {"text": self.text, "event_ids": list(self.event_ids)}


def _reasons(row: Row, acts: list[Row]) -> Iterator[Reason]:
    theirs = [act for act in acts if act["side"] == "customer"]
    ours = [act for act in acts if act["side"] != "customer"]
    if theirs:
        yield Reason(_what_they_did(row, theirs), tuple(act["event_id"] for act in theirs))
    elif row["last_customer_event_at"]:
        yield Reason(f"Nothing seen from them since {row['last_customer_event_at']:%-d %B %Y}.")
    else:
        yield Reason(
            "We have never seen them on our sites or had a word from them, so we cannot tell whether they move."
        )
    if row["deal_id"] is None and row["act"] != "strike":
        yield Reason("No deal is open.")
    if row["act"] in ("ask", "leave_digital") and ours:
        text = f"Our side acted {row['our_acts']} times in eight weeks, about {_hours(row['our_hours'])}."
        yield Reason(text, tuple(act["event_id"] for act in ours))
    if row["deal_id"] and row["act"] != "leave_digital":
        yield Reason(_whom_we_know(row))
    if row["act"] == "bring_in" and row["met_by"] <= 1:
        yield Reason("Of ours, one person has met them." if row["met_by"] else "Nobody of ours has met them lately.")
    if row["act"] in ("strike", "wait", "leave_digital"):
        yield Reason(row["reason"])


def _what_they_did(row: Row, theirs: list[Row]) -> str:
    people = {act["person_id"] for act in theirs if act["person_id"]}
    seen: dict[str, None] = dict.fromkeys(act["what"].split(" | ")[0] for act in theirs if act["what"])
    who = f"{len(people)} people" if len(people) > 1 else "One person" if people else "Somebody there"
    latest = f", latest: {', '.join(list(seen)[:3])}" if seen else ""
    much = f"{row['their_acts']} acts" if row["their_acts"] > 1 else "one act"
    return f"{who}, {much} in eight weeks{latest}."


def _whom_we_know(row: Row) -> str:
    if not row["known_people"]:
        return "We know nobody there yet by name; how many decide, cannot be told."
    about = round(row["known_people"] + (row["unseen_people"] or 0))
    own, by = row["own_deals"] or 0, "published figures, not yet yours"
    if own >= OWN_FROM:
        by = f"from {own} won deals of yours and published figures"
    return f"We have seen {row['known_people']} of about {about} people ({by})."


def _hours(hours: float) -> str:
    return f"{round(hours)} hours" if round(hours) > 1 else "an hour"


def _sure(row: Row, acts: list[Row]) -> str:
    """High where several people and many acts speak, or where silence is certain; nothing seen cannot be judged."""
    if row["act"] == "leave_digital":
        return "high"
    if row["act"] == "ask":
        # Half of those who buy leave no trace: silence tells something only of a customer who was seen before.
        return "high" if row["last_customer_event_at"] else "cannot_tell"
    theirs = [act for act in acts if act["side"] == "customer"]
    if not theirs:
        return "cannot_tell"
    return "high" if row["active_people"] >= SURE_FROM_PEOPLE and len(theirs) >= SURE_FROM_ACTS else "fair"


def _wait_for(row: Row) -> str | None:
    if row["act"] == "wait":
        return str(row["wait_for"])
    if row["act"] == "ask":
        return "An act of their own: a visit, a mail, an accepted meeting."
    return None


def _by_journey(recent_acts: pa.Table) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for act in recent_acts.sort_by(
        [("journey_id", "ascending"), ("place", "ascending"), ("event_id", "ascending")]
    ).to_pylist():
        found.setdefault(act["journey_id"], []).append(act)
    return found


def _above_by_role(users: dict[str, Row], roles: dict[str, Row]) -> dict[str, str | None]:
    """Who stands above whom, where users name no manager: somebody in the nearest role above."""
    parents = {ref: role["parent_ref"] for ref, role in roles.items()}
    holders: dict[str, str] = {}
    for ref in sorted(users):
        holders.setdefault(users[ref]["user_role_ref"], ref)
    above: dict[str, str | None] = {}
    for ref, user in users.items():
        higher = list(_chain(user["user_role_ref"] or "", parents))[1:]
        above[ref] = next((holders[role] for role in higher if role in holders), None)
    return above


def _chain(ref: str, above: dict[str, str | None]) -> Iterator[str]:
    """The user or role and all above; a circle in the data ends it."""
    seen: set[str] = set()
    step: str | None = ref
    while step and step not in seen:
        seen.add(step)
        yield step
        step = above.get(step)
