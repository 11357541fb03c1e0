"""Who is who: visitors, users, contacts and addresses of one person, and the account they belong to.

Nobody is guessed: a person or visitor that the evidence ties to two accounts is tied to none.
"""

import ibis
from ibis.expr.types import Table


def contact_people(crm_people: Table, told_persons: Table) -> Table:
    """One contact or lead of the CRM and the person behind it; rows of one address, or merged, are one person.

    What one of us has said of who is who comes first.
    Columns: `person_ref`, `person_id`, `account_ref`, `email`, `name`, `title`, `known_at`.
    """
    gone = crm_people.is_deleted.fill_null(False) & crm_people.merged_into.isnull()
    live = crm_people.filter(~gone)
    live = live.mutate(stays=ibis.coalesce(live.merged_into, live.converted_to, live.person_ref))
    own = live.email.max(where=live.person_ref == live.stays).over(group_by=live.stays)
    address = ibis.coalesce(own, live.email.min().over(group_by=live.stays))
    found = live.select(
        "person_ref",
        "account_ref",
        "email",
        "name",
        "title",
        person_id=ibis.coalesce("email:" + address, live.stays),
        known_at=live.recorded_at,
    )
    return _as_told(found, found.person_ref, told_persons)


def mail_refusals(crm_people: Table, contact_people: Table) -> Table:
    """One person who has told us to send no mail, as any of their rows in a CRM says.

    Columns: `person_id`.
    """
    told = crm_people.filter(crm_people.wants_no_mail)
    return contact_people.semi_join(told, "person_ref").select("person_id").distinct()


def user_people(web_calls: Table, contact_people: Table, told_persons: Table) -> Table:
    """One user id of our sites and the person behind it: whose address was given last, else the id itself.

    Columns: `user_id`, `person_id`, `email`, `name`, `title`, `known_at`.
    """
    told = web_calls.filter(web_calls.user_id.notnull())
    newest = ibis.row_number().over(group_by=told.user_id, order_by=[told.recorded_at, told.call_id])
    told = told.mutate(place=newest)
    users = told.group_by("user_id").agg(
        email=told.email.argmax(told.place, where=told.email.notnull()),
        name=told.name.argmax(told.place, where=told.name.notnull()),
        title=told.title.argmax(told.place, where=told.title.notnull()),
        known_at=told.recorded_at.min(),
    )
    contacts = contact_people.filter(contact_people.email.notnull()).group_by("email")
    contacts = contacts.agg(persons=contact_people.person_id.nunique(), contact=contact_people.person_id.min())
    known = users.left_join(contacts.filter(contacts.persons == 1), "email")
    person = ibis.coalesce(known.contact, "email:" + known.email, "user:" + known.user_id)
    found = known.select("user_id", "email", "name", "title", "known_at", person_id=person)
    return _as_told(found, "user:" + found.user_id, told_persons)


def _as_told(found: Table, ref: ibis.expr.types.StringValue, told_persons: Table) -> Table:
    """Who is who as one of us has said: of this very row, else of the person that it was taken for."""
    row, whole = (told_persons.select(**{f"{by}_ref": "ref", f"{by}_is": "person_id"}) for by in ("row", "whole"))
    rows = found.mutate(own_ref=ref)
    rows = rows.left_join(row, rows.own_ref == row.row_ref)
    rows = rows.left_join(whole, rows.person_id == whole.whole_ref)
    return rows.mutate(person_id=ibis.coalesce(rows.row_is, rows.whole_is, rows.person_id)).select(found.columns)


def addresses(contact_people: Table, user_people: Table, contact_versions: Table) -> Table:
    """One mail address that one person has, or had: also one that an earlier version of a contact gave.

    Columns: `email`, `person_id`, `known_at`.
    """
    now = ibis.union(*[each.select("email", "person_id", "known_at") for each in (contact_people, user_people)])
    before = contact_versions.join(contact_people.select("person_ref", "person_id"), "person_ref")
    before = before.anti_join(now, "email").select("email", "person_id", known_at="told_at")
    every = ibis.union(now, before)
    return every.filter(every.email.notnull()).group_by(["email", "person_id"]).agg(known_at=every.known_at.min())


def visitor_users(web_calls: Table, web_events: Table) -> Table:
    """One user id seen on one visitor's device.

    Columns: `visitor_id`, `user_id`, `known_at`.
    """
    aliased = web_calls.filter(web_calls.kind == "alias").mutate(visitor_id=web_calls.previous_id)
    seen = [each.select("visitor_id", "user_id", "recorded_at") for each in (web_calls, aliased, web_events)]
    every = ibis.union(*seen)
    both = every.filter(every.visitor_id.notnull(), every.user_id.notnull())
    return both.group_by(["visitor_id", "user_id"]).agg(known_at=both.recorded_at.min())


def group_calls(web_calls: Table, account_refs: Table) -> Table:
    """One group call and the account it names.

    Columns: `visitor_id`, `user_id`, `account_id`, `known_at`.
    """
    named = web_calls.filter(web_calls.group_id.notnull()).mutate(ref=web_calls.system + ":" + web_calls.group_id)
    placed = named.join(account_refs.select("ref", "account_id"), "ref")
    return placed.group_by(["visitor_id", "user_id", "account_id"]).agg(known_at=placed.recorded_at.min())


def person_claims(
    contact_people: Table,
    user_people: Table,
    addresses: Table,
    group_calls: Table,
    account_refs: Table,
    domains: Table,
    plan_people: Table,
) -> Table:
    """One reason to count a person to an account.

    Columns: `person_id`, `account_id`, `basis`, `confidence` (share), `known_at`.
    """
    refs = account_refs.select("ref", "account_id")
    contacts = contact_people.join(refs, contact_people.account_ref == refs.ref)
    grouped = group_calls.select("user_id", "account_id", grouped_at=group_calls.known_at).join(user_people, "user_id")
    mail = addresses.mutate(written=addresses.email.split("@")[1]).join(domains, "written")
    mail = mail.mutate(ref="domain:" + mail.domain).join(refs, "ref")
    claims = ibis.union(
        _claims(contacts, "contact in the CRM", 0.95, contacts.known_at),
        _claims(grouped, "group call", 0.9, grouped.grouped_at),
        _claims(plan_people, "given a link to a shared plan", 0.9, plan_people.known_at),
        _claims(mail, "mail domain", 0.85, mail.known_at),
    )
    return claims.group_by(["person_id", "account_id", "basis", "confidence"]).agg(known_at=claims.known_at.min())


def people(person_claims: Table, contact_people: Table, user_people: Table, plan_people: Table) -> Table:
    """One person on the customers' side, and the account the best evidence ties them to.

    Columns: `person_id`, `person_refs` (blank between), `account_id` (null: none, or several), `name`, `title`,
    `email` (the one that stays), `basis`, `confidence` (share), `known_at`.
    """
    claims = person_claims.mutate(best=person_claims.confidence.max().over(group_by=person_claims.person_id))
    tied = claims.filter(claims.confidence == claims.best).group_by("person_id")
    tied = tied.agg(
        accounts=claims.account_id.nunique(),
        account_id=claims.account_id.min(),
        basis=claims.basis.min(),
        confidence=claims.confidence.max(),
    )
    tied = tied.filter(tied.accounts == 1)
    nothing = ibis.null("string")
    seen = ibis.union(
        contact_people.select("person_id", "email", "name", "title", "known_at", ref=contact_people.person_ref),
        user_people.select("person_id", "email", "name", "title", "known_at", ref="user:" + user_people.user_id),
        plan_people.select("person_id", "email", "name", "known_at", title=nothing, ref=nothing).select(
            "person_id", "email", "name", "title", "known_at", "ref"
        ),
    )
    known = seen.group_by("person_id").agg(
        refs=seen.ref.collect(distinct=True).sort().join(" "),
        addresses=("email:" + seen.email).collect(distinct=True).sort().join(" "),
        email=seen.email.min(where=seen.person_id == "email:" + seen.email),
        name=seen.name.min(),
        title=seen.title.min(),
        known_at=seen.known_at.min(),
    )
    joined = known.left_join(tied, "person_id")
    addressed = ibis.ifelse(joined.email.isnull(), "", joined.addresses + " ")
    return joined.select(
        "person_id",
        "account_id",
        "name",
        "title",
        "email",
        "basis",
        "confidence",
        "known_at",
        person_refs=addressed + joined.refs,
    )


def known_visitors(visitor_users: Table, user_people: Table, people: Table, group_calls: Table) -> Table:
    """One visitor whose person or account is known by what it said of itself, or a group call.

    Columns: `visitor_id`, `person_id` (null: none, or several use the device), `account_id` (null: none, or several),
    `basis`, `confidence` (share), `known_at`.
    """
    users = visitor_users.join(user_people.select("user_id", "person_id"), "user_id")
    persons = users.join(people.select("person_id", "account_id", "basis", "confidence"), "person_id")
    grouped = group_calls.filter(group_calls.visitor_id.notnull())
    claims = ibis.union(
        persons.select("visitor_id", "person_id", "account_id", "basis", "confidence", "known_at"),
        grouped.select(
            "visitor_id",
            "account_id",
            "known_at",
            person_id=ibis.null("string"),
            basis=ibis.literal("group call"),
            confidence=ibis.literal(0.9),
        ).select("visitor_id", "person_id", "account_id", "basis", "confidence", "known_at"),
    )
    tied = claims.group_by("visitor_id").agg(
        persons=claims.person_id.nunique(),
        person=claims.person_id.min(),
        accounts=claims.account_id.nunique(),
        account=claims.account_id.min(),
        basis=claims.basis.min(where=claims.account_id.notnull()),
        confidence=claims.confidence.min(),
        known_at=claims.known_at.min(),
    )
    alone, one = tied.persons == 1, tied.accounts == 1
    return tied.select(
        "visitor_id",
        person_id=alone.ifelse(tied.person, ibis.null("string")),
        account_id=one.ifelse(tied.account, ibis.null("string")),
        basis=ibis.cases((one, tied.basis), (tied.accounts > 1, "several accounts"), else_=None),
        confidence=one.ifelse(tied.confidence, ibis.null("float64")),
        known_at=tied.known_at,
    )


def visitors(known_visitors: Table, office_visitors: Table) -> Table:
    """One visitor whose person or account is known; who is anonymous belongs to the office it is seen in.

    Columns: `visitor_id`, `person_id` (null: none, or several use the device), `account_id` (null: none, or several),
    `basis`, `confidence` (share), `known_at`.
    """
    columns = ("visitor_id", "person_id", "account_id", "basis", "confidence", "known_at")
    anonymous = office_visitors.anti_join(known_visitors, "visitor_id")
    seen = anonymous.mutate(person_id=ibis.null("string"), basis=ibis.literal("office network"))
    return ibis.union(known_visitors.select(*columns), seen.select(*columns))


def identities(visitors: Table, user_people: Table, contact_people: Table, addresses: Table, people: Table) -> Table:
    """One name we know somebody by (visitor, user, contact, address), the person and the account behind it.

    Columns: `ref`, `person_id`, `account_id`, `basis`, `confidence` (share), `known_at`.
    """
    known = people.select("person_id", "account_id", "basis", "confidence")
    by_user = user_people.select("person_id", "known_at", ref="user:" + user_people.user_id).join(known, "person_id")
    by_contact = contact_people.select("person_id", "known_at", ref=contact_people.person_ref).join(known, "person_id")
    by_mail = addresses.join(known, "person_id")
    columns = ("ref", "person_id", "account_id", "basis", "confidence", "known_at")
    return ibis.union(
        visitors.mutate(ref="visitor:" + visitors.visitor_id).select(*columns),
        by_user.select(*columns),
        by_contact.select(*columns),
        by_mail.mutate(ref="email:" + by_mail.email).select(*columns),
    )


def _claims(table: Table, basis: str, confidence: float, known_at: object) -> Table:
    return table.select(
        "person_id",
        "account_id",
        basis=ibis.literal(basis),
        confidence=ibis.literal(confidence),
        known_at=known_at,
    )
