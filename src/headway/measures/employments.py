"""Which company a person was with at the time: people change company, and what they did before stays where it was."""

import ibis
from ibis.expr.types import Table

_COLUMNS = ("person_id", "account_id", "from_at", "until_at", "basis")


def company_signs(
    crm_people: Table,
    contact_people: Table,
    web_calls: Table,
    user_people: Table,
    crm_activities: Table,
    addresses: Table,
    domains: Table,
    account_refs: Table,
) -> Table:
    """One time at which a person went by an address of a company: in the CRM, on our sites, in a mail or a meeting.

    Columns: `person_id`, `account_id` (of the address), `at`.
    """
    contacts = crm_people.filter(crm_people.email.notnull())
    contacts = contacts.select("person_ref", "email", at=ibis.coalesce(contacts.modified_at, contacts.recorded_at))
    contacts = contacts.join(contact_people.select("person_ref", "person_id"), "person_ref")
    called = web_calls.filter(web_calls.user_id.notnull(), web_calls.email.notnull())
    called = called.join(user_people.select("user_id", "person_id"), "user_id")
    acts = crm_activities.filter(crm_activities.addresses.notnull(), crm_activities.starts_at.notnull())
    acts = acts.select(at="starts_at", email=acts.addresses.split(" ")).unnest("email")
    acts = acts.join(addresses.select("email", "person_id"), "email")
    used = ibis.union(
        contacts.select("person_id", "email", "at"),
        called.select("person_id", "email", at="recorded_at"),
        acts.select("person_id", "email", "at"),
    )
    used = used.mutate(written=used.email.split("@")[1]).join(domains, "written")
    placed = used.mutate(ref="domain:" + used.domain).join(account_refs.select("ref", "account_id"), "ref")
    return placed.select("person_id", "account_id", "at").distinct()


def employments(
    contact_versions: Table, contact_people: Table, account_refs: Table, company_signs: Table, people: Table
) -> Table:
    """One stretch of time in which a person who has changed company was with one of them, or nobody knows with which.

    A contact's row that the CRM has moved to another company says so by its versions: each stands until the next one
    was written. Where there is but one version, the addresses say so that the person went by: between the last time by
    the old company's and the first by the new one's it is not known. Who goes by several in turn, or ends elsewhere
    than the CRM says, has not changed company, so far as anybody can tell. Who never changed stands here nowhere.

    Columns: `person_id`, `account_id` (null: not known), `from_at` (included; null: since ever), `until_at` (not
    included; null: still), `basis` (the CRM's versions; addresses; null: not known).
    """
    refs = account_refs.select("ref", "account_id")
    rows = contact_versions.join(refs, contact_versions.account_ref == refs.ref)
    rows = rows.join(contact_people.select("person_ref", "person_id"), "person_ref")
    companies = rows.group_by("person_ref").agg(companies=rows.account_id.nunique())
    moved = companies.filter(companies.companies > 1)
    told = _stints(rows.semi_join(moved, "person_ref").select("person_id", "account_id", at="told_at"))
    told = told.mutate(until_at=told.next_at, basis=ibis.literal("versions in the CRM"))

    used = _stints(company_signs.anti_join(told, "person_id"))
    known = used.left_join(people.select("person_id", now_id="account_id"), "person_id")
    ends_here = known.next_at.isnull() & ((known.account_id == known.now_id) | known.now_id.isnull())
    whole = known.group_by("person_id").agg(
        stints=known.count(), companies=known.account_id.nunique(), ends_here=ends_here.ifelse(1, 0).max()
    )
    once = whole.filter(whole.stints > 1, whole.stints == whole.companies, whole.ends_here == 1)
    used = used.semi_join(once, "person_id")
    until = ibis.least(used.last_at + ibis.interval(seconds=1), used.next_at)
    until = used.next_at.notnull().ifelse(until, ibis.null("timestamp(6)"))
    used = used.mutate(until_at=until.cast("timestamp(6)"), basis=ibis.literal("addresses"))
    gaps = used.filter(used.until_at < used.next_at).mutate(
        account_id=ibis.null("string"), from_at=used.until_at, until_at=used.next_at, basis=ibis.null("string")
    )
    return ibis.union(*(each.select(*_COLUMNS) for each in (told, used, gaps)))


def _stints(signs: Table) -> Table:
    """Signs of one account that follow one another: `person_id`, `account_id`, `from_at`, `last_at`, `next_at`."""
    signs = signs.distinct()
    order = ibis.window(group_by=signs.person_id, order_by=[signs.at, signs.account_id])
    marked = signs.mutate(before=signs.account_id.lag().over(order))
    marked = marked.mutate(starts=(marked.before.fill_null("") != marked.account_id).ifelse(1, 0))
    so_far = ibis.cumulative_window(group_by=marked.person_id, order_by=[marked.at, marked.account_id])
    numbered = marked.mutate(stint=marked.starts.sum().over(so_far))
    whole = numbered.group_by(["person_id", "account_id", "stint"]).agg(
        first_at=numbered.at.min(), last_at=numbered.at.max()
    )
    next_at = whole.first_at.lead().over(ibis.window(group_by=whole.person_id, order_by=whole.stint))
    from_at = (whole.stint == 1).ifelse(ibis.null("timestamp(6)"), whole.first_at)
    return whole.mutate(next_at=next_at, from_at=from_at)
