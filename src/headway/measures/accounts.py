"""Which references to a company belong together: CRM rows, web groups, domains."""

from datetime import datetime

import ibis
import numpy as np
import pyarrow as pa
from ibis.expr.types import Table
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from headway.sources.mail import company_domain
from headway.sources.settings import words

# A mail domain that contacts of more companies share belongs to an adviser or an agency, not to one of them.
MOST_COMPANIES_ON_A_MAIL_DOMAIN = 2
MOST_COMPANIES_ON_A_WEBSITE = 5
TOLD = "one of us said so"
LINK = ("ref", "other", "basis", "confidence", "known_at")


def domains_seen(crm_accounts: Table, crm_people: Table, web_calls: Table) -> Table:
    """One domain as it was written in a website, a mail address or a group call.

    Columns: `written` (lower case).
    """
    written = [
        crm_accounts.select(written=crm_accounts.domain),
        crm_people.select(written=crm_people.domain),
        crm_people.select(written=crm_people.email.split("@")[1]),
        web_calls.select(written=web_calls.domain),
        web_calls.select(written=web_calls.email.split("@")[1]),
    ]
    every = ibis.union(*written, distinct=True)
    return every.filter(every.written.notnull(), every.written.contains("."))


def domains(domains_seen: pa.Table, settings: pa.Table) -> pa.Table:
    """One domain as written, with the company's domain behind it; free mail has none, and ours is no customer's.

    Columns: `written`, `domain`.
    """
    written = domains_seen["written"].to_pylist()
    found = [company_domain(f"x@{each}") for each in written]
    ours = words(settings, "own.domains")
    rows = sorted((w, d) for w, d in zip(written, found, strict=True) if d and d not in ours)
    return pa.table({"written": [w for w, _ in rows], "domain": [d for _, d in rows]}, _schema("written", "domain"))


def mail_domains(crm_accounts: Table, crm_people: Table, domains: Table, websites: Table) -> Table:
    """The mail domain most contacts of a CRM account share, unless other companies' contacts share it too.

    Two accounts may share one where neither has a website elsewhere: they are one company that was entered twice. A
    subsidiary whose people have the parent's addresses is none: the domain is the parent's.
    Columns: `account_ref`, `domain`, `known_at` (when the first such contact was recorded).
    """
    contacts = crm_people.filter(crm_people.account_ref.notnull(), crm_people.email.contains("@"))
    contacts = contacts.select("account_ref", "recorded_at", written=contacts.email.split("@")[1])
    placed = contacts.join(domains, "written")
    counted = placed.group_by(["account_ref", "domain"]).agg(people=placed.count(), known_at=placed.recorded_at.min())
    elsewhere = counted.left_join(websites.select("account_ref", website="domain"), "account_ref")
    elsewhere = elsewhere.mutate(is_guest=(elsewhere.website != elsewhere.domain).fill_null(False).ifelse(1, 0))
    shared = elsewhere.mutate(
        companies=elsewhere.count().over(group_by=elsewhere.domain),
        guests=elsewhere.is_guest.max().over(group_by=elsewhere.domain),
        everybody=elsewhere.people.sum().over(group_by=elsewhere.account_ref),
    )
    alone = (shared.companies == 1) | (shared.guests == 0)
    kept = shared.filter(
        alone, shared.companies <= MOST_COMPANIES_ON_A_MAIL_DOMAIN, shared.people * 2 > shared.everybody
    ).select("account_ref", "domain", "known_at")
    return _not_the_parent_s(kept, ibis.union(kept, websites), crm_accounts)


def websites(crm_accounts: Table, domains: Table) -> Table:
    """The domain of a CRM account's website, unless many accounts give the same one, or it is the parent's.

    Columns: `account_ref`, `domain`, `known_at`.
    """
    placed = crm_accounts.mutate(written=crm_accounts.domain).drop("domain").join(domains, "written")
    counted = placed.mutate(companies=placed.count().over(group_by=placed.domain))
    kept = counted.filter(counted.companies <= MOST_COMPANIES_ON_A_WEBSITE)
    kept = kept.select("account_ref", "domain", known_at=kept.recorded_at)
    return _not_the_parent_s(kept, kept, crm_accounts)


def _not_the_parent_s(own: Table, every: Table, crm_accounts: Table) -> Table:
    """Domains of accounts, without those that a subsidiary has from its parent."""
    parents = crm_accounts.filter(crm_accounts.parent_ref.notnull()).select(child="account_ref", parent="parent_ref")
    theirs = every.select(parent="account_ref", shared="domain")
    taken = parents.join(theirs, "parent").select("child", "shared").distinct()
    return own.anti_join(taken, (own.account_ref == taken.child) & (own.domain == taken.shared))


def account_links(
    crm_accounts: Table,
    crm_people: Table,
    websites: Table,
    mail_domains: Table,
    namesakes: Table,
    web_calls: Table,
    domains: Table,
    name_links: Table,
    told_identities: Table,
) -> Table:
    """One reference to a company, or one reason why two of them are the same company; people's word counts first.

    A reference that a person has taken out of an account is tied to nothing but what is said of it since.
    Columns: `ref`, `other` (null: the reference stands alone), `basis`, `confidence` (share), `known_at`.
    """
    merged = crm_accounts.filter(crm_accounts.merged_into.notnull())
    groups = web_calls.filter(web_calls.group_id.notnull()).mutate(written=web_calls.domain).drop("domain")
    grouped = groups.left_join(domains, "written")
    people = ibis.union(
        crm_people.filter(crm_people.account_ref.isnull()).select("email", "recorded_at"),
        web_calls.select("email", "recorded_at"),
    )
    alone = people.mutate(written=people.email.split("@")[1]).join(domains, "written")
    alike = name_links.filter(name_links.is_applied)
    links = ibis.union(
        _links(crm_accounts, crm_accounts.account_ref, None, "in the CRM", 1.0, crm_accounts.recorded_at),
        _links(merged, merged.account_ref, merged.merged_into, "merged in the CRM", 1.0, merged.recorded_at),
        _links(websites, websites.account_ref, _domain(websites), "website in the CRM", 0.95, websites.known_at),
        _links(
            mail_domains, mail_domains.account_ref, _domain(mail_domains), "contacts' mail", 0.8, mail_domains.known_at
        ),
        _links(namesakes, namesakes.account_ref, namesakes.other, "same name", 0.8, namesakes.known_at),
        _links(grouped, _group_ref(grouped), _domain(grouped), "group call", 0.95, grouped.recorded_at),
        _links(alone, _domain(alone), None, "mail domain", 0.9, alone.recorded_at),
        alike.select("other", "basis", "confidence", "known_at", ref=alike.account_ref).select(*LINK),
    )
    links = _as_told(links, told_identities.filter(told_identities.about == "account"))
    return links.group_by(["ref", "other", "basis", "confidence"]).agg(known_at=links.known_at.min())


def account_refs(account_links: pa.Table) -> pa.Table:
    """One reference to a company and the account it belongs to.

    The account takes the name of its first known reference, so learning more never renames it; of two known at once, a
    row of its own comes before the domain it gives, which may be learned later.
    Columns: `ref`, `account_id`, `basis`, `confidence` (share; both of the strongest link that ties it), `known_at`.
    """
    links = account_links.sort_by([(name, "ascending") for name in ("ref", "other", "basis")]).to_pylist()
    first: dict[str, datetime] = {}
    tied: dict[str, tuple[float, str]] = {}
    for link in links:
        for ref in filter(None, (link["ref"], link["other"])):
            first[ref] = min(first.get(ref, link["known_at"]), link["known_at"])
        tied[link["ref"]] = max(tied.get(link["ref"], (0.0, "")), (link["confidence"], link["basis"]))
        if link["other"]:
            tied[link["other"]] = max(tied.get(link["other"], (0.0, "")), (link["confidence"], link["basis"]))
    refs = sorted(first)
    label = _components(refs, [(link["ref"], link["other"]) for link in links if link["other"]])
    name: dict[int, str] = {}
    for ref in sorted(refs, key=lambda ref: (first[ref], ref.startswith("domain:"), ref)):
        name.setdefault(label[ref], ref)
    columns = {
        "ref": refs,
        "account_id": [name[label[ref]] for ref in refs],
        "basis": [tied[ref][1] for ref in refs],
        "confidence": [tied[ref][0] for ref in refs],
        "known_at": [first[ref] for ref in refs],
    }
    schema = _schema("ref", "account_id", "basis")
    return pa.table(
        columns, schema.append(pa.field("confidence", pa.float64())).append(pa.field("known_at", pa.timestamp("us")))
    )


def accounts(account_refs: Table, crm_accounts: Table, web_calls: Table) -> Table:
    """One company that buys, or may: everything we call it, and what is known of it.

    Columns: `account_id`, `account_refs` (blank between), `name`, `industry`, `country`, `employees` (people),
    `owner_ref` (our user), `known_at`.
    """
    refs = account_refs.group_by("account_id").agg(
        account_refs=account_refs.ref.collect(distinct=True).sort().join(" "), known_at=account_refs.known_at.min()
    )
    crm = crm_accounts.join(account_refs.select("ref", "account_id"), crm_accounts.account_ref == account_refs.ref)
    crm = crm.filter(crm.merged_into.isnull())
    oldest = ibis.window(group_by=crm.account_id, order_by=[crm.name.isnull(), crm.recorded_at, crm.account_ref])
    crm = crm.mutate(place=ibis.row_number().over(oldest))
    crm = crm.filter(crm.place == 0).select("account_id", "name", "industry", "country", "employees", "owner_ref")
    named = web_calls.filter(web_calls.group_id.notnull(), web_calls.company.notnull())
    named = named.mutate(ref=_group_ref(named)).join(account_refs.select("ref", "account_id"), "ref")
    web = named.group_by("account_id").agg(web_name=named.company.min())
    known = refs.left_join(crm, "account_id").drop("account_id_right").left_join(web, "account_id")
    return known.select(
        "account_id",
        "account_refs",
        name=ibis.coalesce(known.name, known.web_name, known.account_id.split(":")[1]),
        industry=known.industry,
        country=known.country,
        employees=known.employees,
        owner_ref=known.owner_ref,
        known_at=known.known_at,
    )


def _as_told(links: Table, told: Table) -> Table:
    """The links as people leave them: those of what stands apart are cut, and what is the same is tied."""
    known = ibis.union(links.select("ref"), links.filter(links.other.notnull()).select(ref="other"), distinct=True)
    told = told.semi_join(known, "ref")
    apart = told.filter(told.other.isnull())
    same = told.filter(told.other.notnull())
    same = same.semi_join(known, same.other == known.ref)
    cut = links.left_join(apart.select(apart_ref="ref"), links.ref == apart.ref)
    gone = apart.select(gone_ref="ref")
    cut = cut.left_join(gone, cut.other == gone.gone_ref)
    is_cut = cut.apart_ref.notnull() | cut.gone_ref.notnull()
    cut = cut.mutate(other=is_cut.ifelse(ibis.null("string"), cut.other)).select(*LINK)
    said = [
        _links(each, each.ref, other, TOLD, 1.0, each.told_at) for each, other in ((apart, None), (same, same.other))
    ]
    return ibis.union(cut, *said)


def _group_ref(calls: Table) -> ibis.expr.types.StringValue:
    """What a group that a site names is called here: ids of two tools are not the same company's."""
    return calls.system + ":" + calls.group_id


def _domain(table: Table) -> ibis.expr.types.StringValue:
    return "domain:" + table.domain


def _links(table: Table, ref: object, other: object, basis: str, confidence: float, known_at: object) -> Table:
    missing = ibis.null("string") if other is None else other
    links = table.select(
        ref=ref, other=missing, basis=ibis.literal(basis), confidence=ibis.literal(confidence), known_at=known_at
    )
    return links.filter(links.ref.notnull()).select(*LINK)


def _components(refs: list[str], pairs: list[tuple[str, str]]) -> dict[str, int]:
    place = {ref: i for i, ref in enumerate(refs)}
    ends = np.array([(place[a], place[b]) for a, b in pairs], dtype=np.int64).reshape(-1, 2)
    graph = coo_matrix((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(len(refs), len(refs)))
    return dict(zip(refs, connected_components(graph, directed=False)[1].tolist(), strict=True))


def _schema(*names: str) -> pa.Schema:
    return pa.schema([(name, pa.string()) for name in names])
