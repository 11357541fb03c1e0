"""What happened, on either side: the customer's acts on our sites, and what the CRM logged."""

from datetime import datetime

import ibis
from ibis.expr.types import Table

from headway.sources.sums import exact_sum

# A call of ours this short is a voicemail or a missed call, not a dialogue.
SHORTEST_DIALOGUE_MINUTES = 5
# Before and after all that could be told.
EVER, STILL = datetime(1900, 1, 1), datetime(9999, 1, 1)
# Systems whose rows are mailboxes and calendars as files: what the CRM logged too counts as the CRM has it.
FROM_FILES = ("mail", "calendar")

_COLUMNS = (
    "event_id",
    "account_id",
    "person_id",
    "deal_id",
    "user_ref",
    "happened_at",
    "recorded_at",
    "side",
    "channel",
    "what",
    "page",
    "job",
    "weight",
    "buying_share",
    "minutes",
)


def web_acts(
    web_events: Table,
    bot_visitors: Table,
    user_people: Table,
    people: Table,
    visitors: Table,
    employments: Table,
) -> Table:
    """One act on our sites that is tied to an account; programs are left out.

    A signed-in user counts for the user's person, an anonymous visitor for whoever that device belongs to. Who has
    changed company acted for the one of that time; where that is not known, for none.
    Columns: `event_id`, `account_id`, `person_id`, `visitor_id`, `happened_at`, `recorded_at`, `kind`, `page`, `name`.
    """
    seen = web_events.select(
        "event_id", "kind", "visitor_id", "user_id", "happened_at", "recorded_at", "page", "name"
    ).anti_join(bot_visitors, "visitor_id")
    users = user_people.select("user_id", user_person="person_id").join(
        people.select(user_person="person_id", user_account="account_id"), "user_person"
    )
    devices = visitors.select("visitor_id", device_person="person_id", device_account="account_id")
    tied = seen.left_join(users, "user_id").drop("user_id_right")
    tied = tied.left_join(devices, "visitor_id").drop("visitor_id_right")
    tied = tied.mutate(
        account_id=ibis.coalesce(tied.user_account, tied.device_account),
        person_id=ibis.coalesce(tied.user_person, tied.device_person),
    )
    tied = _at_the_time(tied, "happened_at", employments)
    return tied.filter(tied.account_id.notnull()).select(
        "event_id",
        "account_id",
        "person_id",
        "visitor_id",
        "happened_at",
        "recorded_at",
        "kind",
        "page",
        "name",
    )


def written_people(crm_activities: Table, contact_people: Table, addresses: Table) -> Table:
    """One person of the customer whom one thing that was logged names, or gives the address of.

    Columns: `activity_ref`, `person_id`.
    """
    named = crm_activities.join(contact_people.select("person_ref", "person_id"), "person_ref")
    addressed = _written(crm_activities).join(addresses.select("email", "person_id"), "email")
    both = ibis.union(named.select("activity_ref", "person_id"), addressed.select("activity_ref", "person_id"))
    return both.distinct()


def same_acts(crm_activities: Table, written_people: Table, contact_people: Table) -> Table:
    """One mail or meeting of a mailbox or calendar that the CRM has logged too.

    It is the same where kind and time agree (a mail's to the minute, a meeting's start) and a person or, where the CRM
    names nobody, the person's account. Columns: `activity_ref` (the mailbox's), `same_as` (the CRM's).
    """
    live = crm_activities.filter(
        ~crm_activities.is_deleted.fill_null(False),
        crm_activities.kind.isin(["meeting", "email"]),
        crm_activities.starts_at.notnull(),
    )
    at = (live.kind == "email").ifelse(live.starts_at.truncate("m"), live.starts_at)
    live = live.mutate(at=at, is_file=live.system.isin(FROM_FILES))
    people = written_people.select("activity_ref", "person_id")
    files = live.filter(live.is_file).select("activity_ref", "kind", "at").join(people, "activity_ref")
    logged = live.filter(~live.is_file).select("kind", "at", "account_ref", same_as="activity_ref")
    named = logged.join(people, logged.same_as == people.activity_ref).drop("activity_ref")
    by_person = files.join(named, ["kind", "at", "person_id"]).select("activity_ref", "same_as")
    accounts = contact_people.select("person_id", "account_ref").distinct()
    silent = logged.anti_join(named, "same_as")
    by_account = files.join(accounts, "person_id").join(silent, ["kind", "at", "account_ref"])
    both = ibis.union(by_person, by_account.select("activity_ref", "same_as"))
    return both.group_by("activity_ref").agg(same_as=both.same_as.min())


def act_people(
    written_people: Table, same_acts: Table, people: Table, crm_activities: Table, employments: Table
) -> Table:
    """One person of the customer on one thing that was logged: named in it, or by address.

    Columns: `activity_ref`, `person_id`, `account_id` (the person's at the time; null: none, several, or not known).
    """
    both = ibis.union(written_people, _of_same(written_people, same_acts), distinct=True)
    now = both.join(people.select("person_id", "account_id"), "person_id")
    dated = now.left_join(crm_activities.select("activity_ref", "starts_at"), "activity_ref")
    return _at_the_time(dated, "starts_at", employments).select("activity_ref", "person_id", "account_id")


def _at_the_time(acts: Table, at: str, employments: Table) -> Table:
    """The acts with the account that their person was with then, where the person has changed company."""
    moved = employments.select(moved_id="person_id").distinct()
    known = employments.filter(employments.account_id.notnull())
    known = known.select(
        then_id="account_id",
        whose_id="person_id",
        since=known.from_at.fill_null(EVER),
        until=known.until_at.fill_null(STILL),
    )
    rows = acts.left_join(moved, acts.person_id == moved.moved_id)
    rows = rows.left_join(known, [rows.person_id == known.whose_id, rows[at] >= known.since, rows[at] < known.until])
    account = rows.moved_id.notnull().ifelse(rows.then_id, rows.account_id)
    return rows.mutate(account_id=account).select(acts.columns)


def act_users(crm_activities: Table, crm_users: Table, same_acts: Table) -> Table:
    """One of our users on one thing that was logged: whose it is, or by address.

    Columns: `activity_ref`, `user_ref`.
    """
    own = crm_activities.filter(crm_activities.user_ref.notnull()).select("activity_ref", "user_ref")
    users = crm_users.filter(crm_users.email.notnull()).select("user_ref", email=crm_users.email.lower())
    written = _written(crm_activities).join(users, "email").select("activity_ref", "user_ref")
    return ibis.union(own, written, _of_same(written, same_acts), distinct=True)


def _written(crm_activities: Table) -> Table:
    """Every address on every thing that was logged: `activity_ref`, `email`."""
    written = crm_activities.filter(crm_activities.addresses.notnull())
    return written.select("activity_ref", email=written.addresses.split(" ")).unnest("email")


def _of_same(told: Table, same_acts: Table) -> Table:
    """What a mailbox or calendar tells of a thing, told of the CRM's row of it."""
    same = told.join(same_acts, "activity_ref")
    return same.select(*(same.same_as.name(name) if name == "activity_ref" else name for name in told.columns))


def crm_acts(
    crm_activities: Table,
    crm_responses: Table,
    deals: Table,
    account_refs: Table,
    act_people: Table,
    act_users: Table,
    same_acts: Table,
    addresses: Table,
    contact_people: Table,
    people: Table,
    employments: Table,
) -> Table:
    """One task, meeting, call, mail or campaign answer that was logged and that is tied to an account.

    A mail that the CRM keeps a second time as a task counts once, and so does what a mailbox or calendar holds too; a
    task still to do does not count. Columns: those of `events` but its need.
    """
    live = crm_activities.filter(
        ~crm_activities.is_deleted.fill_null(False),
        crm_activities.is_done.fill_null(True),
        crm_activities.starts_at.notnull(),
    )
    kept_twice = live.filter(live.logged_as.notnull()).select(task_ref="logged_as").distinct()
    live = live.anti_join(kept_twice, live.activity_ref == kept_twice.task_ref)
    live = live.anti_join(same_acts, "activity_ref")
    first = act_people.group_by("activity_ref").agg(
        person_id=act_people.person_id.min(),
        accounts=act_people.account_id.nunique(),
        account=act_people.account_id.min(),
    )
    persons = first.select(
        "activity_ref",
        "person_id",
        person_account=(first.accounts == 1).ifelse(first.account, ibis.null("string")),
    )
    known = live.left_join(persons, "activity_ref").drop("activity_ref_right")
    known = known.left_join(account_refs.select("ref", own_account="account_id"), known.account_ref == account_refs.ref)
    known = known.left_join(deals.select("deal_id", deal_account="account_id"), known.deal_ref == deals.deal_id)
    ours = act_users.group_by("activity_ref").agg(mailing_user=act_users.user_ref.min())
    known = known.left_join(ours, "activity_ref").drop("activity_ref_right")
    theirs = addresses.select("email").distinct()
    known = known.left_join(theirs, known.sender == theirs.email)
    inwards = ibis.coalesce(known.direction == "in", known.email.notnull())
    acts = known.select(
        event_id=known.activity_ref,
        account_id=ibis.coalesce(known.deal_account, known.own_account, known.person_account),
        person_id=known.person_id,
        deal_id=known.deal_id,
        user_ref=ibis.coalesce(known.user_ref, known.mailing_user),
        happened_at=known.starts_at,
        recorded_at=known.recorded_at,
        side=ibis.cases((known.kind == "meeting", "both"), (inwards, "customer"), else_="ours"),
        channel=known.kind,
        what=known.subject,
        page=ibis.null("string"),
        job=ibis.null("string"),
        weight=ibis.null("float64"),
        buying_share=ibis.null("float64"),
        minutes=known.minutes,
    )
    answers = crm_responses.filter(crm_responses.has_responded.fill_null(False), crm_responses.responded_on.notnull())
    who = contact_people.select("person_ref", "person_id").join(people.select("person_id", "account_id"), "person_id")
    answers = answers.join(who, "person_ref")
    answers = answers.mutate(answered_at=answers.responded_on.cast("timestamp(6)"))
    answers = _at_the_time(answers, "answered_at", employments)
    answered = answers.select(
        event_id=answers.response_ref,
        account_id=answers.account_id,
        person_id=answers.person_id,
        deal_id=ibis.null("string"),
        user_ref=ibis.null("string"),
        happened_at=answers.answered_at,
        recorded_at=answers.recorded_at,
        side=ibis.literal("customer"),
        channel=ibis.literal("campaign"),
        what=answers.status,
        page=ibis.null("string"),
        job=ibis.null("string"),
        weight=ibis.null("float64"),
        buying_share=ibis.null("float64"),
        minutes=ibis.null("float64"),
    )
    both = ibis.union(acts, answered)
    return both.filter(both.account_id.notnull()).select(*_COLUMNS)


def events(
    web_acts: Table,
    readers: Table,
    pages: Table,
    crm_acts: Table,
    plan_events: Table,
    deal_needs: Table,
    need_people: Table,
) -> Table:
    """One thing that happened with an account, on either side.

    It belongs to the need its deal or its person has to itself, else to the account's main need. Columns: `event_id`,
    `account_id`, `journey_id`, `person_id`, `deal_id`, `user_ref` (ours), `happened_at`, `recorded_at`, `side`
    (customer, ours, both), `channel` (web, meeting, call, email, task, campaign, plan), `what` (title, act or
    subject), `page`, `job` (null: not known), `weight` (0-1, how much it says), `buying_share` (0-1, how likely who
    reads is about a purchase; null: not on our pages), `minutes`.
    """
    placed = web_acts.left_join(pages.select("page", "title", "job", "weight"), "page")
    placed = placed.mutate(reader_id=ibis.coalesce(placed.person_id, placed.visitor_id))
    known = readers.select("reader_id", "account_id", "buying_share")
    placed = placed.left_join(known, ["reader_id", "account_id"], rname="reader_{name}")
    web = placed.select(
        "event_id",
        "account_id",
        "person_id",
        "happened_at",
        "recorded_at",
        "page",
        "job",
        "weight",
        "buying_share",
        deal_id=ibis.null("string"),
        user_ref=ibis.null("string"),
        side=ibis.literal("customer"),
        channel=ibis.literal("web"),
        what=ibis.coalesce(
            (placed.kind == "track").ifelse(placed.name, ibis.null("string")), placed.title, placed.page
        ),
        minutes=ibis.null("float64"),
    )
    return _by_need(ibis.union(web.select(*_COLUMNS), crm_acts, plan_events.select(*_COLUMNS)), deal_needs, need_people)


def _by_need(acts: Table, deal_needs: Table, need_people: Table) -> Table:
    served = deal_needs.filter(~deal_needs.is_main).select("deal_id", deal_need="journey_id")
    own = need_people.select("account_id", "person_id", person_need="journey_id")
    placed = acts.left_join(own, ["account_id", "person_id"]).left_join(served, "deal_id", rname="served_{name}")
    return placed.select(*_COLUMNS, journey_id=ibis.coalesce(placed.deal_need, placed.person_need, placed.account_id))


def touchpoints(crm_acts: Table, act_people: Table, act_users: Table, plan_talks: Table, moment: Table) -> Table:
    """One two-way dialogue with a customer: a meeting held, a call answered, a mail of theirs, a word on a shared plan.

    A meeting with several rows in the CRM (one a person) is one touchpoint.
    Columns: `touchpoint_id`, `account_id`, `deal_id`, `person_ids` (blank between), `user_refs` (ours), `happened_at`,
    `channel`, `minutes`.
    """
    held = crm_acts.cross_join(moment).filter(lambda t: t.happened_at <= t.moment)
    talked = (held.channel == "call") & (
        (held.side == "customer") | (held.minutes.fill_null(0.0) >= SHORTEST_DIALOGUE_MINUTES)
    )
    theirs = (held.channel == "email") & (held.side == "customer")
    two_way = held.filter((held.channel == "meeting") | talked | theirs)
    two_way = two_way.drop("person_id").left_join(
        act_people.select("activity_ref", "person_id"), two_way.event_id == act_people.activity_ref
    )
    two_way = two_way.left_join(
        act_users.select("activity_ref", mailing_user="user_ref"),
        two_way.event_id == act_users.activity_ref,
        rname="user_{name}",
    )
    two_way = two_way.mutate(user_ref=ibis.coalesce(two_way.mailing_user, two_way.user_ref))
    talks = two_way.group_by(["account_id", "channel", "happened_at"]).agg(
        touchpoint_id=two_way.event_id.min(),
        deal_id=two_way.deal_id.min(),
        person_ids=two_way.person_id.collect(distinct=True).sort().join(" "),
        user_refs=two_way.user_ref.collect(distinct=True).sort().join(" "),
        minutes=two_way.minutes.max(),
    )
    return ibis.union(talks, plan_talks.select(talks.columns))


def seller_activity(crm_acts: Table, moment: Table) -> Table:
    """One week of what our side did with one account; shown beside the customer's acts, never as a target.

    Columns: `account_id`, `deal_id`, `week`, `acts`, `hours` (logged, else a quarter of an hour each).
    """
    done = crm_acts.cross_join(moment).filter(lambda t: t.happened_at <= t.moment)
    ours = done.filter(done.side != "customer")
    ours = ours.mutate(week=ours.happened_at.truncate("W").date(), hours=ours.minutes.fill_null(15.0) / 60.0)
    return ours.group_by(["account_id", "deal_id", "week"]).agg(acts=ours.count(), hours=exact_sum(ours.hours))


def relationships(touchpoints: Table, deals: Table) -> Table:
    """Each deal's account before it opened: two-way dialogues, and days from the first contact to the opening.

    The deal's own dialogues do not count. An earlier deal of the account is a contact too. Columns: `deal_id`,
    `touchpoints` (null: no dialogue was ever logged, so nobody can tell), `relationship_days` (null: nor was there an
    earlier deal).
    """
    opened = deals.select("deal_id", "account_id", "opened_at", "opened_on")
    dialogues = touchpoints.select("account_id", "happened_at", on_deal="deal_id", dialogue=ibis.literal(1))
    earlier = deals.select("account_id", happened_at="opened_at", on_deal="deal_id", dialogue=ibis.literal(0))
    contacts = ibis.union(dialogues, earlier)
    before = opened.join(contacts, "account_id").filter(
        lambda t: (t.happened_at < t.opened_at) & (t.on_deal.fill_null("") != t.deal_id)
    )
    counted = before.group_by("deal_id").agg(touchpoints=before.dialogue.sum(), first_at=before.happened_at.min())
    logged = touchpoints.agg(any_logged=touchpoints.count())
    known = opened.left_join(counted, "deal_id").drop("deal_id_right").cross_join(logged)
    days = known.opened_on.delta(known.first_at.date(), unit="day")
    logs = known.any_logged > 0
    return known.select(
        "deal_id",
        touchpoints=logs.ifelse(known.touchpoints.fill_null(0), ibis.null("int64")),
        relationship_days=logs.ifelse(days.fill_null(0), days),
    )
