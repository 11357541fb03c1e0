"""Who reads our sites, and how likely each is about a purchase: buyers, customers at work, and those who never buy.

Nobody is dropped: whoever is unlikely to be about a purchase counts for little, and is shown as what it is.
"""

from collections import Counter
from math import log

import ibis
import pyarrow as pa
from ibis.expr.types import FloatingValue, IntegerValue, Table

from headway.sources.audiences import READERS, audiences_told, study_mail, study_words
from headway.sources.mail import company_domain
from headway.sources.settings import words
from headway.sources.words import JOBS

LEARNING_JOBS = JOBS[:2]
OWN, RIVAL, STUDENT, PROGRAM = "own", "rival", "student", "program"
# So many of our users share a domain, and it is ours.
USERS_OF_OUR_DOMAIN = 2
FEWEST_IN_AN_OFFICE = 2


def told_domains(domains_seen: pa.Table, crm_users: pa.Table, settings: pa.Table) -> pa.Table:
    """One mail domain as written that is ours, or a rival's: by our users' addresses, and by what the settings say.

    Columns: `written`, `kind` (own, rival).
    """
    users = Counter(company_domain(email) for email in crm_users["email"].to_pylist() if email)
    ours = {domain for domain, many in users.items() if domain and many >= USERS_OF_OUR_DOMAIN}
    kinds = dict.fromkeys(words(settings, "own.rivals"), RIVAL) | dict.fromkeys(
        ours | words(settings, "own.domains"), OWN
    )
    written = [(each, kinds.get(company_domain(f"x@{each}") or "")) for each in domains_seen["written"].to_pylist()]
    rows = [{"written": each, "kind": kind} for each, kind in sorted(written, key=lambda row: row[0]) if kind]
    return pa.Table.from_pylist(rows, pa.schema([("written", pa.string()), ("kind", pa.string())]))


def told_visitors(visitor_users: Table, user_people: Table, told_domains: Table, bot_visitors: Table) -> Table:
    """One visitor that has said what it is: a program by its agent, one of us, a rival or a student by mail address.

    Columns: `visitor_id`, `kind`.
    """
    mailed = visitor_users.join(user_people.select("user_id", "email"), "user_id")
    mailed = mailed.filter(mailed.email.notnull()).mutate(written=mailed.email.split("@")[1])
    named = mailed.left_join(told_domains, "written", rname="{name}_told")
    studies = named.email.re_search(study_mail())
    kind = ibis.coalesce(named.kind, studies.ifelse(STUDENT, ibis.null("string")))
    told = ibis.union(
        named.select("visitor_id", kind=kind), bot_visitors.select("visitor_id", kind=ibis.literal(PROGRAM))
    )
    told = told.filter(told.kind.notnull())
    # Of several the first by the alphabet: one of us before a program, a rival, a student.
    return told.group_by("visitor_id").agg(kind=told.kind.min())


def our_offices(network_visits: Table, told_visitors: Table, known_visitors: Table, settings: Table) -> Table:
    """One address block of ours: the settings say so, or two of us are known in it and nobody of a customer.

    Columns: `block`.
    """
    ours = network_visits.semi_join(told_visitors.filter(told_visitors.kind == OWN), "visitor_id")
    blocks = ours.group_by("block").agg(own=ours.visitor_id.nunique())
    # Until the settings say that a domain is ours, its people look like a customer's.
    strangers = known_visitors.filter(known_visitors.account_id.notnull()).anti_join(told_visitors, "visitor_id")
    theirs = network_visits.semi_join(strangers, "visitor_id")
    found = blocks.filter(blocks.own >= FEWEST_IN_AN_OFFICE).anti_join(theirs, "block").select("block")
    told = settings.filter(settings.name == "own.networks").select(block=settings.value.split(" ")).unnest("block")
    return ibis.union(found, told.filter(told.block != ""), distinct=True)


def reading(web_events: Table, pages: Table, visitors: Table) -> Table:
    """What one reader, a person or else a device, has opened on our sites, by kind of page.

    Columns: `reader_id`, `person_id` (null: not known), `account_id` (null: not known, or several), `visitors`,
    `views`, `service`, `careers`, `study`, `comparing`, `learning`, `deciding`, `other` (views of each kind of page:
    `sources/audiences.toml`), `first_at`, `last_at`.
    """
    told = audiences_told()
    rule, page = pages.basis.split(":")[0], pages.page.lower() + " " + pages.title.fill_null("").lower()
    studies = page.re_search(study_words())
    kind = ibis.cases(
        (studies, "study"),
        *((rule.isin(rules), name) for name, rules in told["pages"].items()),
        (pages.job.isin(LEARNING_JOBS), "learning"),
        (pages.job.isin(JOBS), "deciding"),
        else_="other",
    )
    seen = web_events.filter(web_events.kind != "track", web_events.visitor_id.notnull(), web_events.page.notnull())
    seen = seen.select("visitor_id", "page", "happened_at").left_join(pages.select("page", kind=kind), "page")
    known = visitors.select("visitor_id", "person_id", "account_id")
    seen = seen.drop("page_right").left_join(known, "visitor_id").drop("visitor_id_right")
    # Pages that only programs open are not among ours.
    seen = seen.mutate(kind=seen.kind.fill_null("other"))
    seen = seen.mutate(reader_id=ibis.coalesce(seen.person_id, seen.visitor_id))
    account = seen.account_id.min()
    return seen.group_by("reader_id").agg(
        person_id=seen.person_id.min(),
        account_id=(seen.account_id.nunique() == 1).ifelse(account, ibis.null("string")),
        visitors=seen.visitor_id.nunique(),
        views=seen.count(),
        **{name: (seen.kind == name).ifelse(1, 0).sum() for name in told["kinds_of_page"]},
        first_at=seen.happened_at.min(),
        last_at=seen.happened_at.max(),
    )


def told_readers(told_visitors: Table, network_visits: Table, our_offices: Table, visitors: Table) -> Table:
    """One reader that is told by name or place rather than by what it reads.

    Columns: `reader_id`, `kind`, `confidence` (share), `basis`.
    """
    told = audiences_told()
    office = network_visits.semi_join(our_offices, "block").select("visitor_id").distinct()
    office = office.anti_join(told_visitors, "visitor_id").select("visitor_id", kind=ibis.literal(OWN))
    named = told_visitors.mutate(
        confidence=ibis.literal(told["told_by_mail"]),
        basis=(told_visitors.kind == PROGRAM).ifelse("says it is a program", "mail address"),
    )
    placed = office.mutate(confidence=ibis.literal(told["own_office"]), basis=ibis.literal("seen at an office of ours"))
    columns = ("visitor_id", "kind", "confidence", "basis")
    both = ibis.union(named.select(*columns), placed.select(*columns))
    both = both.left_join(visitors.select("visitor_id", "person_id"), "visitor_id").drop("visitor_id_right")
    both = both.mutate(reader_id=ibis.coalesce(both.person_id, both.visitor_id))
    first = ibis.window(group_by=both.reader_id, order_by=[both.confidence.desc(), both.kind, both.visitor_id])
    ranked = both.mutate(place=ibis.row_number().over(first))
    return ranked.filter(ranked.place == 0).select("reader_id", "kind", "confidence", "basis")


def audiences(reading: Table, told_readers: Table) -> Table:
    """What one reader of our sites most likely is, and how likely it is about a purchase.

    By name or place where it has said so; else Bayes' rule over the pages it has opened, tempered, with our own
    judgement of what each kind reads (`sources/audiences.toml`). Columns: `reader_id` (a person, else a device),
    `person_id`, `account_id`, `kind` (buyer, customer, job_seeker, student, rival, own, program, unknown),
    `confidence` (share), `buying_share` (0-1), `views`, `service_views`, `career_views`, `first_at`, `last_at`,
    `basis`.
    """
    told = audiences_told()
    chances = _chances(reading)
    read = reading.mutate(**{f"is_{kind}": chance.round(6) for kind, chance in chances.items()})
    best = ibis.greatest(*(read[f"is_{kind}"] for kind in READERS))
    kinds = [(read[f"is_{kind}"] == best, kind) for kind in READERS]
    sure = best >= told["told_from"]
    read = read.mutate(
        own_kind=sure.ifelse(ibis.cases(*kinds, else_="unknown"), "unknown"),
        best=best,
        says=ibis.cases(*((test, told[kind]["says"]) for test, kind in kinds), else_=""),
    )
    named = told_readers.select("reader_id", "kind", "confidence", "basis")
    both = read.left_join(named, "reader_id").drop("reader_id_right")
    is_named = both.kind.notnull()
    return both.select(
        "reader_id",
        "person_id",
        "account_id",
        kind=ibis.coalesce(both.kind, both.own_kind),
        confidence=is_named.ifelse(both.confidence, both.best),
        buying_share=is_named.ifelse(1.0 - both.confidence, both.is_buyer),
        views=both.views,
        service_views=both.service,
        career_views=both.careers,
        first_at=both.first_at,
        last_at=both.last_at,
        basis=ibis.cases((is_named, both.basis), (both.own_kind == "unknown", "too little seen"), else_=both.says),
    )


def _chances(reading: Table) -> dict[str, FloatingValue]:
    """How likely a reader is of each kind: chances that add up to one."""
    odds = {kind: _log_odds(reading, kind).clip(-50.0, 50.0).exp() for kind in READERS[1:]}
    whole = sum(odds.values(), ibis.literal(1.0))
    return {"buyer": 1.0 / whole} | {kind: each / whole for kind, each in odds.items()}


def _log_odds(reading: Table, kind: str) -> FloatingValue:
    """How much likelier a reader is of the kind than a buyer, as a logarithm."""
    told = audiences_told()
    own, buyers = told[kind], told["buyer"]
    each = [log(a / b) for a, b in zip(own["reads"], buyers["reads"], strict=True)]
    evidence = sum(
        (reading[n].cast("float64") * w for n, w in zip(told["kinds_of_page"], each, strict=True)), ibis.literal(0.0)
    )
    return log(own["share"] / buyers["share"]) + evidence * _counted(reading.views) * told["temper"]


def _counted(views: IntegerValue) -> FloatingValue:
    """What part of a reader's views counts."""
    most = float(audiences_told()["most_views"])
    return most / ibis.greatest(views.cast("float64"), ibis.literal(most))
