"""Our side of each deal (S7): who is on it and in which part, whom each has met, and who has time."""

import ibis
from ibis.expr.types import Table

from headway.sources.roles import role_of
from headway.sources.sums import exact_sum

# The first part whose words stand in a label counts: an account executive is an account manager, no executive.
PARTS = ("design_manager", "implementation_manager", "account_manager", "executive", "expert")
# Dialogues without a deal count to it from so long before it opened.
BEFORE_DAYS = 90
# Somebody's usual week is taken from so many.
USUAL_WEEKS = 8


def deal_dialogues(touchpoints: Table, deals: Table) -> Table:
    """One two-way dialogue about one deal: held on it, or with its account around its time.

    Columns: `touchpoint_id`, `deal_id`, `happened_at`, `person_ids`, `user_refs` (blank between; null: nobody named).
    """
    on_it = touchpoints.filter(touchpoints.deal_id.notnull()).semi_join(deals, "deal_id")
    columns = ("touchpoint_id", "deal_id", "happened_at", "person_ids", "user_refs")
    loose = touchpoints.filter(touchpoints.deal_id.isnull()).drop("deal_id")
    spans = deals.select("deal_id", "account_id", "opened_at", "closed_at")
    near = loose.join(spans, "account_id").filter(
        lambda t: (
            (t.happened_at >= t.opened_at - ibis.interval(days=BEFORE_DAYS))
            & (t.closed_at.isnull() | (t.happened_at <= t.closed_at)).fill_null(True)
        )
    )
    return ibis.union(on_it.select(*columns), near.select(*columns))


def team_ties(deal_dialogues: Table) -> Table:
    """How often one of ours and one person of the customer have talked about one deal.

    Columns: `deal_id`, `user_ref`, `person_id` (null: the dialogue names nobody of theirs), `dialogues`, `last_at`.
    """
    ours = deal_dialogues.filter(deal_dialogues.user_refs.notnull(), deal_dialogues.user_refs != "")
    ours = ours.mutate(user_ref=ours.user_refs.split(" ")).unnest("user_ref")
    named = (ours.person_ids.fill_null("") != "").ifelse(ours.person_ids, ibis.null("string"))
    nobody = ours.filter(named.isnull()).select(
        "deal_id", "user_ref", "touchpoint_id", "happened_at", person_id=ibis.null("string")
    )
    both = ours.filter(named.notnull())
    both = both.mutate(person_id=both.person_ids.split(" ")).unnest("person_id")
    both = both.select("deal_id", "user_ref", "touchpoint_id", "happened_at", "person_id")
    every = ibis.union(both, nobody)
    return every.group_by(["deal_id", "user_ref", "person_id"]).agg(
        dialogues=every.touchpoint_id.nunique(), last_at=every.happened_at.max()
    )


def team_members(our_people: Table, team_ties: Table, crm_users: Table, role_meanings: Table) -> Table:
    """One of our users on one deal, named there or met by the customer, and the part they play.

    Columns: `deal_id`, `user_ref`, `email`, `name`, `part` (account_manager, design_manager, implementation_manager,
    executive, expert, unknown), `basis` (role: as the deal's team says; title: as the user's own says; owner of the
    deal; met: talked with the customer without being named).
    """
    met = team_ties.select("deal_id", "user_ref").distinct().anti_join(our_people, ["deal_id", "user_ref"])
    named = our_people.select("deal_id", "user_ref", "role", is_met=ibis.literal(False))
    every = ibis.union(named, met.select("deal_id", "user_ref", role=ibis.null("string"), is_met=ibis.literal(True)))
    users = crm_users.select("user_ref", "email", "name", "title")
    rows = every.left_join(users, "user_ref").drop("user_ref_right")
    rows = rows.left_join(role_meanings.select("role", meant="ours"), "role").drop("role_right")
    owns = (rows.role == "Owner").fill_null(False)
    told = owns.ifelse(ibis.null("string"), rows.meant)
    title = role_of(rows.title, PARTS)
    part = ibis.coalesce(told, title, owns.ifelse("account_manager", ibis.null("string")))
    basis = ibis.cases(
        (rows.is_met, "met"), (told.notnull(), "role"), (title.notnull(), "title"), (owns, "owner"), else_="role"
    )
    return rows.select("deal_id", "user_ref", "email", "name", part=part.fill_null("unknown"), basis=basis)


def user_loads(seller_hours: Table, team_members: Table, deals: Table, crm_users: Table, settings: Table) -> Table:
    """One of our users who works here, and whether there is time for one more customer.

    It answers whom to ask, never how busy somebody was. Columns: `user_ref`, `email`, `name`, `part` (the one played
    most often; unknown), `open_deals`, `week_hours` (with customers, a week of the last eight; null: nothing logged),
    `has_time` (fewer hours than one has for customers; null: cannot tell).
    """
    still = team_members.semi_join(deals.filter(deals.status == "open"), "deal_id")
    load = still.group_by("user_ref").agg(open_deals=still.deal_id.nunique())
    told = team_members.filter(team_members.part != "unknown")
    played = told.group_by(["user_ref", "part"]).agg(times=told.count())
    most = ibis.window(group_by=played.user_ref, order_by=[played.times.desc(), played.part])
    played = played.mutate(place=ibis.row_number().over(most))
    played = played.filter(played.place == 0).select("user_ref", "part")
    here = crm_users.filter(crm_users.is_active.fill_null(True), crm_users.email.notnull())
    rows = here.select("user_ref", "email", "name", title_part=role_of(here.title, PARTS))
    for table in (load, played, seller_hours):
        rows = rows.left_join(table, "user_ref").drop("user_ref_right")
    limit = settings.agg(most=settings.value.max(where=settings.name == "capacity.hours_per_person").cast("float64"))
    rows = rows.cross_join(limit)
    return rows.select(
        "user_ref",
        "email",
        "name",
        "week_hours",
        part=ibis.coalesce(rows.part, rows.title_part, ibis.literal("unknown")),
        open_deals=rows.open_deals.fill_null(0),
        has_time=rows.week_hours < rows.most,
    )


def seller_hours(crm_acts: Table, moment: Table) -> Table:
    """What one of our users has logged with customers in a usual week of the last eight.

    Columns: `user_ref`, `week_hours` (a quarter of an hour for an act without minutes).
    """
    since = crm_acts.cross_join(moment).filter(
        lambda t: (t.happened_at <= t.moment) & (t.happened_at > t.moment - ibis.interval(days=7 * USUAL_WEEKS))
    )
    ours = since.filter(since.side != "customer", since.user_ref.notnull())
    hours = ours.group_by("user_ref").agg(hours=exact_sum(ours.minutes.fill_null(15.0) / 60.0))
    return hours.select("user_ref", week_hours=(hours.hours / USUAL_WEEKS).round(1))
