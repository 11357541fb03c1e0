"""What a leader could teach, tailor to whom, and where to take control (S8): of people where switched on, of teams."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa
from ibis.expr.types import Table

from headway.sources.coaching import EVERYBODY, PERSON, TEAM
from headway.sources.disciplines import disciplines
from headway.sources.words import LOOKING_FOR

MOMENTUM_LOST = "momentum lost"
# From so many deals on something recurs, with one person and in a team.
RECURS = {PERSON: 2, TEAM: 3}
# Of a smaller team it would say what one person's deals do.
FEWEST_IN_TEAM = 3
# The field has a middle from so many people on, each known by so many deal-weeks of the last half year.
FEWEST_IN_FIELD, LEAST_WEEKS, FIELD_DAYS = 10, 20, 182
# At most so many lines of an act.
MOST = 2
SURE_FROM = 3
Row = dict[str, Any]

SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("scope", "whom", "name")),
        ("order", pa.int64()),
        *((name, pa.string()) for name in ("act", "about", "why", "because", "sure", "deal_refs")),
        *((name, pa.int64()) for name in ("deals", "of_deals", "unknown_deals")),
        ("comes_first", pa.bool_()),
    ]
)


def coaching_deals(
    deals: Table, crm_users: Table, matrix: Table, deal_needs: Table, pressure: Table, dialogues: Table, settings: Table
) -> Table:
    """One open deal, who of ours leads it, and what holds it up.

    Columns: `deal_id`, `email`, `name` (of its owner), `kind`, `led_as` (both as in `matrix`), `stuck_job`, `cause`,
    `sure` (all as in `dialogues`; null: not worth a dialogue), `has_lost_momentum` (the cause says so), `is_drifting`
    (it took as many hours of ours as a bet in eight weeks, and nobody of the customer has moved for four).
    """
    rows = deals.filter(deals.status == "open", deals.owner_ref.notnull()).select("deal_id", "owner_ref")
    users = crm_users.filter(crm_users.email.notnull()).select("user_ref", "email", "name")
    rows = rows.join(users, rows.owner_ref == users.user_ref)
    rows = rows.join(deal_needs.select("deal_id", "journey_id"), "deal_id")
    asked = dialogues.filter(dialogues.order == 1).select("deal_id", "stuck_job", "cause", "sure")
    for table in (matrix.select("deal_id", "kind", "led_as"), asked):
        rows = rows.left_join(table, "deal_id").drop("deal_id_right")
    moved = pressure.select("journey_id", "our_hours", "their_recent_acts")
    rows = rows.left_join(moved, "journey_id").drop("journey_id_right")
    hours = settings.value.max(where=settings.name == "capacity.hours_per_bet").cast("float64")
    rows = rows.cross_join(settings.agg(hours_per_bet=hours))
    drifting = (rows.our_hours >= rows.hours_per_bet) & (rows.their_recent_acts == 0)
    return rows.select(
        "deal_id",
        "email",
        "name",
        "stuck_job",
        "cause",
        "sure",
        kind=rows.kind.fill_null("unknown"),
        led_as=rows.led_as.fill_null("unknown"),
        has_lost_momentum=(rows.cause == MOMENTUM_LOST).fill_null(False),
        is_drifting=drifting.fill_null(False),
    )


def coaching(
    coaching_deals: pa.Table,
    insights: pa.Table,
    insight_seeds: pa.Table,
    path_differences: pa.Table,
    training_needs: pa.Table,
    team_training_needs: pa.Table,
    coaching_cases: pa.Table,
    branches: pa.Table,
    coaching_views: pa.Table,
) -> pa.Table:
    """One thing that a leader could do with one person, or with a team.

    Of single people there are rows only once views of them are switched on (`coaching_views`), and what a person could
    learn only where competence may be looked at, too (`training_needs`). A team of which fewer than three lead open
    deals has no row. Not for decisions on employment, pay or seniority. Columns: `scope` (person, team), `whom` (mail
    address of the person, or of the leader whose team it is; everybody), `name` (null: unknown, or a team), `order` (1
    first), `act` (teach: an insight for a job that deals wait at is missing; tailor: a job that deals wait at again
    and again, a kind of sale that is led as another, a discipline; take_control: momentum is lost, or our hours go
    where nobody moves), `about` (the job, the kind, the discipline; null: none), `why` (a sentence), `because` (JSON
    list of `text`), `sure` (high, fair), `deal_refs` (blank between), `deals` (of them), `of_deals` (that they lead),
    `unknown_deals` (of these, of which nobody can tell what they wait for), `comes_first` (a person of the middle three
    fifths by the pace of their customers, who gain most as published; null: a team, or the field is too small).
    """
    deals = coaching_deals.sort_by("deal_id").to_pylist()
    knows = _Knowledge.of(insights, insight_seeds, path_differences)
    lacks = _lacks(training_needs, team_training_needs)
    rows: list[Row] = []
    for team, members in _teams(branches, deals):
        led = [deal for deal in deals if deal["email"] in members]
        rows += _rows({"scope": TEAM, "whom": team}, led, knows, lacks.get((TEAM, team)))
    if coaching_views["is_on"][0].as_py():
        middle = _middle(coaching_cases)
        for email in sorted({deal["email"] for deal in deals}):
            led = [deal for deal in deals if deal["email"] == email]
            who = {"scope": PERSON, "whom": email, "name": led[0]["name"], "comes_first": middle.get(email)}
            rows += _rows(who, led, knows, lacks.get((PERSON, email)))
    return pa.Table.from_pylist(rows, SCHEMA)


@dataclass(frozen=True)
class _Knowledge:
    """Jobs that the library has an insight for, and what is known of those who bought, by job."""

    held: frozenset[tuple[str, str | None]]
    won: Mapping[str, Sequence[str]]

    @classmethod
    def of(cls, insights: pa.Table, insight_seeds: pa.Table, path_differences: pa.Table) -> "_Knowledge":
        held = frozenset((row["job"], row["kind"]) for row in insights.to_pylist())
        won: defaultdict[str, list[str]] = defaultdict(list)
        told = [row for row in path_differences.to_pylist() if row["is_told"] and row["fact"] == "touched"]
        for row in sorted(told, key=lambda row: (row["corrected"], row["kind"], row["ending"], row["by_days"])):
            if not won[row["job"]]:
                won[row["job"]].append(_difference(row))
        for row in sorted(insight_seeds.to_pylist(), key=lambda row: (row["job"], row["place"])):
            won[row["job"]].append(
                f"{row['won_customers']} of {row['won_all']} customers who bought had read "
                f"'{(row['title'] or row['page']).split(' | ')[0]}' in the year before."
            )
        return cls(held, won)

    def lacks(self, deal: Row) -> bool:
        """Whether the library has nothing for the job a deal waits at."""
        return self.held.isdisjoint({(deal["stuck_job"], None), (deal["stuck_job"], deal["kind"])})


def _difference(row: Row) -> str:
    """What sets those who bought apart."""
    kind = "" if row["kind"] == "all" else f" of {row['kind']} sales"
    others = {"lost": "lost ones", "no_decision": "those without a decision"}[row["ending"]]
    return (
        f"By day {row['by_days']}, {row['won_with']} of {row['won']} won journeys{kind} had been at it, "
        f"and {row['others_with']} of {row['others']} {others}."
    )


def _teams(branches: pa.Table, deals: Sequence[Row]) -> Iterator[tuple[str, set[str]]]:
    """Everybody, and each leader's team, of which enough people lead open deals."""
    owners = {deal["email"] for deal in deals}
    teams: defaultdict[str, set[str]] = defaultdict(set)
    for row in branches.to_pylist():
        teams[row["leader"]].add(row["email"])
    for team, members in [(EVERYBODY, owners), *sorted(teams.items())]:
        if len(members & owners) >= FEWEST_IN_TEAM:
            yield team, members


def _lacks(training_needs: pa.Table, team_training_needs: pa.Table) -> dict[tuple[str, str], Row]:
    """The discipline that is worth learning most, by person and team."""
    found: dict[tuple[str, str], Row] = {}
    people = [
        {"key": (PERSON, row["email"]), "to_learn": 1, **row}
        for row in training_needs.to_pylist()
        if row["need"] == "learn"
    ]
    teams = [
        {"key": (TEAM, row["team"] or EVERYBODY), **row} for row in team_training_needs.to_pylist() if row["to_learn"]
    ]
    for row in sorted(people + teams, key=lambda row: (-row["to_learn"], -row["open_deals"], row["discipline"])):
        found.setdefault(row["key"], row)
    return found


def _rows(who: Row, led: Sequence[Row], knows: _Knowledge, lack: Row | None) -> Iterator[Row]:
    scope = who["scope"]
    unknown = sum(deal["stuck_job"] is None and deal["sure"] == "cannot_tell" for deal in led)
    counts = {"of_deals": len(led), "unknown_deals": unknown}
    lines = [
        *_missing(led, knows, RECURS[scope]),
        *_recurring(led, knows, RECURS[scope]),
        *_led_as_another(led, RECURS[scope]),
        *([_to_learn(lack, scope)] if lack else []),
        *_losing(led, RECURS[scope] - 1),
    ]
    for order, line in enumerate(lines, start=1):
        about = line.pop("of")
        because = json.dumps([{"text": text} for text in line.pop("because")], ensure_ascii=False)
        refs = " ".join(deal["deal_id"] for deal in about) or None
        yield {**who, **counts, "order": order, **line, "because": because, "deal_refs": refs, "deals": len(about)}


def _missing(led: Sequence[Row], knows: _Knowledge, least: int) -> Iterator[Row]:
    """Jobs that deals wait at, and for which there is no insight to bring: a teaching task."""
    for job, stuck in _most(deal for deal in led if deal["stuck_job"] and knows.lacks(deal)):
        if len(stuck) >= least:
            why = f"{len(stuck)} of {len(led)} deals wait at {LOOKING_FOR[job]}, and there is no insight to bring."
            sure = "high" if _are_sure(stuck) and knows.won.get(job) else "fair"
            yield {
                "act": "teach",
                "about": job,
                "why": why,
                "because": knows.won.get(job, ()),
                "sure": sure,
                "of": stuck,
            }


def _recurring(led: Sequence[Row], knows: _Knowledge, least: int) -> Iterator[Row]:
    """Jobs that deals wait at though there is an insight to bring."""
    for job, stuck in _most(deal for deal in led if deal["stuck_job"] and not knows.lacks(deal)):
        if len(stuck) >= least:
            causes = Counter(deal["cause"] for deal in stuck if deal["cause"])
            why = f"{len(stuck)} of {len(led)} deals wait at {LOOKING_FOR[job]}."
            because = [f"{cause.capitalize()}: {many}." for cause, many in sorted(causes.items())]
            sure = "high" if _are_sure(stuck) else "fair"
            yield {"act": "tailor", "about": job, "why": why, "because": because, "sure": sure, "of": stuck}


def _led_as_another(led: Sequence[Row], least: int) -> Iterator[Row]:
    """The kind of sale that is most often led as another."""
    other = [deal for deal in led if "unknown" not in (deal["kind"], deal["led_as"]) and deal["kind"] != deal["led_as"]]
    kinds = Counter(deal["kind"] for deal in other)
    kind = min(kinds, key=lambda name: (-kinds[name], name), default=None)
    if kind and kinds[kind] >= least:
        found = [deal for deal in other if deal["kind"] == kind]
        ways = Counter(deal["led_as"] for deal in found)
        why = f"{len(found)} of {len(led)} deals are {kind} by who takes part, and are led as something else."
        because = [f"Led as {name}: {many}." for name, many in sorted(ways.items())]
        yield {"act": "tailor", "about": kind, "why": why, "because": because, "sure": "fair", "of": found}


def _to_learn(lack: Row, scope: str) -> Row:
    """A discipline that deals under way need, and that is not done without help."""
    words = disciplines()[lack["discipline"]].words
    who = "" if scope == PERSON else f" {lack['to_learn']} of {lack['rated']} say so, or their leader does."
    why = f"{lack['open_deals']} deals under way need what is not done alone yet: {words[:1].lower()}{words[1:]}."
    return {
        "act": "tailor",
        "about": lack["discipline"],
        "why": why,
        "because": [f"As told.{who}"],
        "sure": "fair",
        "of": [],
    }


def _losing(led: Sequence[Row], least: int) -> Iterator[Row]:
    """Deals that have lost momentum, and those that take our hours while nobody there moves."""
    lost = [deal for deal in led if deal["has_lost_momentum"]]
    drifting = [deal for deal in led if deal["is_drifting"]]
    both = [deal for deal in led if deal["has_lost_momentum"] or deal["is_drifting"]]
    if len(both) >= least:
        why = f"{len(both)} of {len(led)} deals lose their way: settle with the customer what comes next, or let go."
        because = [f"Quiet far longer than they usually are: {len(lost)}."] if lost else []
        because += (
            [f"Our hours go there, and nobody there has moved for four weeks: {len(drifting)}."] if drifting else []
        )
        sure = "high" if drifting or _are_sure(lost) else "fair"
        yield {"act": "take_control", "about": None, "why": why, "because": because, "sure": sure, "of": both}


def _most(stuck: Iterable[Row]) -> list[tuple[str, list[Row]]]:
    """Deals by the job they wait at, most deals first."""
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for deal in stuck:
        found[deal["stuck_job"]].append(deal)
    return sorted(found.items(), key=lambda each: (-len(each[1]), each[0]))[:MOST]


def _are_sure(deals: Sequence[Row]) -> bool:
    return len([deal for deal in deals if deal["sure"] == "high"]) >= SURE_FROM


def _middle(cases: pa.Table) -> dict[str, bool]:
    """Whether each person's customers go on at a pace of the middle three fifths, for the age of the deals."""
    rows = cases.to_pylist()
    last = max((row["span"] for row in rows), default=date.min)
    recent = [row for row in rows if (last - row["span"]).days < FIELD_DAYS]
    weeks, days = Counter[int](), Counter[int]()
    for row in recent:
        weeks[row["age"]] += row["deal_weeks"]
        days[row["age"]] += row["progress_days"]
    own: defaultdict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for row in recent:
        expected = row["deal_weeks"] * days[row["age"]] / max(weeks[row["age"]], 1)
        own[row["email"]] = [
            a + b for a, b in zip(own[row["email"]], (row["deal_weeks"], row["progress_days"], expected), strict=True)
        ]
    pace = {email: round(seen / told, 9) for email, (many, seen, told) in own.items() if many >= LEAST_WEEKS and told}
    if len(pace) < FEWEST_IN_FIELD:
        return {}
    ordered = sorted(pace, key=lambda email: (pace[email], email))
    fifth = len(ordered) // 5
    return {email: fifth <= place < len(ordered) - fifth for place, email in enumerate(ordered)}
