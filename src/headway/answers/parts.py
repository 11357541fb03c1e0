"""Which part each person plays in a purchase (S9): declared or inferred, how sure that is, and what bears it out.

Inferred by Bayes' rule from the title (a function in several languages), what the person reads, whom it brings and how
often it meets us; weights are our own judgement (`sources/parts.toml`). No part is told below one chance in two.
"""

from math import log
from typing import Any

import ibis
import pyarrow as pa
from ibis.expr.types import BooleanValue, FloatingValue, StringValue, Table

from headway.sources.parts import UNKNOWN, declared_part, function_of, functions, parts, parts_told
from headway.sources.sums import exact_sum, rounded
from headway.sources.words import JOBS

# Below it a part is a guess among others, and is not told.
TOLD_FROM = 0.5
# A person brings others where so many of the account open, within a week, a page that serves a job and that it opened.
BRINGS_FROM, BRINGS_WITHIN_DAYS = 2, 7
MEETS_OFTEN_FROM = 3
Row = dict[str, Any]
# So many acts of reading speak in full.
MOST_READ = 6.0


def person_reads(events: Table, buying_groups: Table) -> Table:
    """What one person of a buying group has read, by buying job.

    Columns: `person_id`, `problem_identification`, `solution_exploration`, `requirements_building`,
    `supplier_selection`, `validation`, `consensus_creation` (acts on each job, by how much they say), `pages` (of a
    job, different ones).
    """
    read = events.filter(events.channel == "web", events.person_id.notnull(), events.job.isin(JOBS))
    read = read.semi_join(buying_groups, "person_id")
    return read.group_by("person_id").agg(
        **{job: exact_sum((read.job == job).ifelse(read.weight, 0.0)) for job in JOBS}, pages=read.page.nunique()
    )


def person_brings(events: Table, buying_groups: Table) -> Table:
    """How many others of its account opened a page of a buying job within a week after one person did so first.

    Columns: `person_id`, `brought` (people), `event_ids` (of the others, at most eight, blank between).
    """
    read = events.filter(events.channel == "web", events.person_id.notnull(), events.job.isin(JOBS))
    first = read.group_by(["account_id", "page", "person_id"]).agg(
        first_at=read.happened_at.min(), event_id=read.event_id.min()
    )
    ours = first.semi_join(buying_groups, "person_id")
    later = first.select("account_id", "page", other="person_id", other_at="first_at", other_event="event_id")
    pairs = ours.join(later, ["account_id", "page"]).filter(
        lambda t: (
            (t.other != t.person_id)
            & (t.other_at > t.first_at)
            & (t.other_at <= t.first_at + ibis.interval(days=BRINGS_WITHIN_DAYS))
        )
    )
    each = pairs.group_by(["person_id", "other"]).agg(event_id=pairs.other_event.min())
    return each.group_by("person_id").agg(
        brought=each.other.nunique(), event_ids=each.event_id.collect(distinct=True).sort().join(" ")
    )


def person_ties(touchpoints: Table, buying_groups: Table) -> Table:
    """How one person of a buying group is tied to us in one deal: two-way dialogues, and with whom.

    Columns: `deal_id`, `person_id`, `dialogues`, `met_by` (people of ours), `last_dialogue_at`.
    """
    named = touchpoints.filter(touchpoints.deal_id.notnull(), touchpoints.person_ids.notnull())
    each = named.select(
        "deal_id", "touchpoint_id", "happened_at", "user_refs", person_id=named.person_ids.split(" ")
    ).unnest("person_id")
    talks = each.group_by(["deal_id", "person_id"]).agg(
        dialogues=each.touchpoint_id.nunique(), last_dialogue_at=each.happened_at.max()
    )
    ours = each.filter(each.user_refs.notnull())
    ours = ours.select("deal_id", "person_id", user_ref=ours.user_refs.split(" ")).unnest("user_ref")
    by = ours.group_by(["deal_id", "person_id"]).agg(met_by=ours.user_ref.nunique(where=ours.user_ref != ""))
    rows = talks.left_join(by, ["deal_id", "person_id"]).drop("deal_id_right", "person_id_right")
    rows = rows.semi_join(buying_groups, ["deal_id", "person_id"])
    return rows.mutate(met_by=rows.met_by.fill_null(0))


def typed_roles(buying_groups: Table, people: Table) -> Table:
    """How many people of one function have been given one role in the CRM.

    Columns: `typed` (the role, in lower case), `named` (the part its words name; null: none), `function` (by title),
    `people`.
    """
    named = buying_groups.filter(buying_groups.role.notnull()).join(people.select("person_id", "title"), "person_id")
    rows = named.select("person_id", typed=named.role.lower(), function=function_of(named.title).fill_null("unknown"))
    rows = rows.mutate(named=declared_part(rows.typed))
    return rows.group_by(["typed", "named", "function"]).agg(people=rows.person_id.nunique())


def part_meanings(typed_roles: pa.Table) -> pa.Table:
    """What one role, as this company types it, means: how many of those who have it play each part.

    It begins with what its words say, worth ten people, and moves to what the titles of those who have it say: one
    company's "business user" is another's champion. Columns: `typed`, `named` (the part its words name; null: none),
    `people` (with a title that tells a function), and the share of each part: `decision_maker`, `economic_buyer`,
    `technical_evaluator`, `end_user`, `procurement`, `legal_security`, `champion`, `influencer`.
    """
    told, every = parts_told(), parts()
    found: dict[str, Row] = {}
    for row in typed_roles.to_pylist():
        kept = found.setdefault(row["typed"], {"named": row["named"], "functions": {}})
        if row["function"] != UNKNOWN:
            kept["functions"][row["function"]] = row["people"]
    rows = []
    for typed, kept in sorted(found.items()):
        counts, weight = kept["functions"], told["meanings"]["weight"]
        shares = [weight * share for share in _words_say(kept["named"])]
        for function in sorted(counts):
            shares = [
                s + counts[function] * chance for s, chance in zip(shares, told[function]["chances"], strict=True)
            ]
        whole = weight + sum(counts.values())
        said = {part: round(share / whole, 6) for part, share in zip(every, shares, strict=True)}
        rows.append({"typed": typed, "named": kept["named"], "people": sum(counts.values()), **said})
    schema = [("typed", pa.string()), ("named", pa.string()), ("people", pa.int64())]
    return pa.Table.from_pylist(rows, pa.schema([*schema, *((part, pa.float64()) for part in every)]))


def _words_say(named: str | None) -> list[float]:
    """How likely each part is by the words of a role alone."""
    told, every = parts_told(), parts()
    if named is None:
        return list(told["unknown"]["chances"])
    sure = told["declared"][named]["sure"]
    return [sure if part == named else (1 - sure) / (len(every) - 1) for part in every]


def person_parts(
    buying_groups: Table,
    people: Table,
    part_meanings: Table,
    person_reads: Table,
    person_brings: Table,
    person_ties: Table,
) -> Table:
    """One person in one deal, and the part it plays in the purchase.

    Columns: `deal_id`, `person_id`, `function` (that the title names; unknown: none, or no title), `part`
    (decision_maker, economic_buyer, technical_evaluator, end_user, procurement, legal_security, champion, influencer;
    unknown), `part_basis` (declared: the role in the CRM, as the company uses it; title, reading, acts: what speaks
    most for it; null: unknown), `part_confidence` (share, that the part is right; null: unknown), `likeliest` and
    `likeliest_confidence` (the same, however unsure), `read` (acts on buying jobs), `brought` (others of the account
    who followed within a week), `dialogues` (two-way), `met_by` (people of ours), `last_dialogue_at`.
    """
    rows = buying_groups.left_join(people.select("person_id", "title"), "person_id").drop("person_id_right")
    rows = rows.left_join(person_reads, "person_id").drop("person_id_right")
    rows = rows.left_join(person_brings.select("person_id", "brought"), "person_id").drop("person_id_right")
    rows = rows.left_join(person_ties, ["deal_id", "person_id"]).drop("deal_id_right", "person_id_right")
    rows = rows.mutate(
        function=function_of(rows.title).fill_null("unknown"),
        typed=rows.role.lower(),
        brought=rows.brought.fill_null(0),
        dialogues=rows.dialogues.fill_null(0),
        met_by=rows.met_by.fill_null(0),
        read=rounded(sum((rows[job].fill_null(0.0) for job in JOBS), ibis.literal(0.0)), 6),
    )
    meant = part_meanings.select("typed", "named", **{f"means_{part}": part for part in parts()})
    rows = rows.left_join(meant, "typed").drop("typed_right")
    rows = rows.mutate(**{f"is_{part}": odds.exp() for part, odds in _odds(rows).items()})
    whole = sum((rows[f"is_{part}"] for part in parts()), ibis.literal(0.0))
    rows = rows.mutate(**{f"is_{part}": rounded(rows[f"is_{part}"] / whole, 6) for part in parts()})
    best = ibis.greatest(*(rows[f"is_{part}"] for part in parts()))
    rows = rows.mutate(
        likeliest=ibis.cases(*((rows[f"is_{part}"] == best, part) for part in parts()), else_="unknown"),
        likeliest_confidence=rounded(best, 2),
    )
    is_told = rows.likeliest_confidence >= TOLD_FROM
    return rows.select(
        *("deal_id", "person_id", "function"),
        part=is_told.ifelse(rows.likeliest, "unknown"),
        part_basis=is_told.ifelse(_basis(rows), ibis.null("string")),
        part_confidence=is_told.ifelse(rows.likeliest_confidence, ibis.null("float64")),
        likeliest=rows.likeliest,
        likeliest_confidence=rows.likeliest_confidence,
        read=rows.read,
        brought=rows.brought,
        dialogues=rows.dialogues,
        met_by=rows.met_by,
        last_dialogue_at=rows.last_dialogue_at,
    )


def _odds(rows: Table) -> dict[str, FloatingValue]:
    """The logarithm of how likely each part is, up to what all have in common."""
    told, every = parts_told(), parts()
    counted = rows.read.clip(upper=MOST_READ) / MOST_READ * told["reads"]["weight"]
    share = {job: rows[job].fill_null(0.0) / rows.read.nullif(0.0) for job in JOBS}
    acts = {"brings_others": rows.brought >= BRINGS_FROM, "meets_often": rows.dialogues >= MEETS_OFTEN_FROM}
    found = {}
    for place, part in enumerate(every):
        by_title = ibis.cases(
            *((rows.function == name, log(told[name]["chances"][place])) for name in functions()),
            else_=log(told["unknown"]["chances"][place]),
        )
        reads = sum((share[job] * log(told["reads"][part][n]) for n, job in enumerate(JOBS)), ibis.literal(0.0))
        extra = [_where(holds, log(told["acts"][name].get(part, 1.0))) for name, holds in acts.items()]
        found[part] = by_title + (reads * counted).fill_null(0.0) + sum(extra)
        found[part] += _declared(rows, part, told["unknown"]["chances"][place])
    return found


def _declared(rows: Table, part: str, usual: float) -> FloatingValue:
    """What a typed role adds to a part: how often it means it, beside how often people play it at all."""
    return (rows[f"means_{part}"].log() - log(usual)).fill_null(0.0)


def _where(holds: BooleanValue, adds: float) -> FloatingValue:
    return holds.ifelse(adds, 0.0)


def _basis(rows: Table) -> StringValue:
    by_declared = (rows.named == rows.likeliest).fill_null(False)
    return ibis.cases(
        (by_declared, "declared"),
        (rows.function != UNKNOWN, "title"),
        (rows.typed.notnull(), "declared"),
        (rows.read > 0, "reading"),
        else_="acts",
    )
