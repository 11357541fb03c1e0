"""What the pages show of one customer and of one deal, joined once: no page joins, adds up or searches for it again."""

import ibis
from ibis.expr.types import Table

from headway.sources.words import ELSEWHERE, JOBS, OURS, TALKS

CHANCES = ("chance_30d", "chance_180d", "lost_90d", "status_quo_90d", "indecision_90d", "days_left", "log_odds")
LIKELY = ("chance_90d", "chance_low", "chance_high")


def customer_needs(
    situations: Table,
    journeys: Table,
    journey_states: Table,
    endings: Table,
    accounts: Table,
    deals: Table,
    share_before: Table,
    account_sights: Table,
) -> Table:
    """One buying need of one customer with everything that a page says of it.

    Columns: those of `situations`; of the customer `industry`, `country`, `employees`; of `journeys` `is_main`, `rank`,
    how far each job is done (0-1: `problem_identification`, `solution_exploration`, `requirements_building`,
    `supplier_selection`, `validation`, `consensus_creation`), `chance_90d`, `chance_low`, `chance_high`,
    `first_dialogue_at`, `share_before_dialogue`; of `journey_states` `begun_on`, `came_back_to`, `came_back_on`; of
    `endings` `chance_30d`, `chance_180d`, `lost_90d`, `status_quo_90d`, `indecision_90d`, `days_left` and `log_odds`;
    of the deal it is served by `deal_name`, and `deal_share_before` (0-1); of `account_sights` `with_account`,
    `above_account`.
    """
    of_journey = journeys.select(
        "journey_id", "is_main", "rank", *LIKELY, *JOBS, "first_dialogue_at", "share_before_dialogue"
    )
    rows = situations.join(of_journey, "journey_id")
    rows = rows.join(accounts.select("account_id", "industry", "country", "employees"), "account_id")
    way = journey_states.select("journey_id", "begun_on", "came_back_to", "came_back_on")
    named = deals.select("deal_id", deal_name="name")
    before = share_before.select("deal_id", deal_share_before="progress_share")
    beside = (
        (way, "journey_id"),
        (endings.select("journey_id", *CHANCES), "journey_id"),
        (named, "deal_id"),
        (before, "deal_id"),
        (account_sights, "account_id"),
    )
    for table, key in beside:
        rows = rows.left_join(table, key).drop(f"{key}_right")
    return rows


def customer_deals(
    deals: Table,
    accounts: Table,
    matrix: Table,
    group_sizes: Table,
    deal_needs: Table,
    deal_values: Table,
    journeys: Table,
    share_before: Table,
    deal_sights: Table,
) -> Table:
    """One deal with everything that a page says of it.

    Columns: those of `deals`; `customer` (the account's name); of `matrix` `kind`, `chance_service`, `chance_solution`,
    `chance_relationship`, `chance_consultancy`, `people`, `influencers`, `relationship_days`, `touchpoints`, `length`,
    `border_distance`, `led_as`, `our_people`, `channel`, `rhythm_days`, `told_by`, `told_because`; `is_led_otherwise`
    (led as another kind than it is; no, where either is unknown); of `group_sizes` `known_people`, `unseen_people`,
    `unseen_low`, `unseen_high`, `own_deals`; `journey_id` (the need it serves) and that need's `chance_90d`,
    `chance_low`, `chance_high`; `band` (third of the won amounts, 1 to 3); of `share_before` `why`, `time_share`,
    `activity_share`, `progress_share`; of `deal_sights` `with_deal`, `above_deal`.
    """
    places = matrix.drop("deal_refs", "account_id", "status")
    told = (places.kind != "unknown") & (places.led_as != "unknown") & (places.kind != places.led_as)
    rows = deals.join(accounts.select("account_id", customer="name"), "account_id")
    rows = rows.join(places.mutate(is_led_otherwise=told.fill_null(False)), "deal_id")
    sizes = group_sizes.select("deal_id", "known_people", "unseen_people", "unseen_low", "unseen_high", "own_deals")
    rows = rows.join(sizes, "deal_id").join(deal_needs.select("deal_id", "journey_id"), "deal_id")
    rows = rows.join(deal_values.select("deal_id", "band"), "deal_id")
    likely = journeys.select("journey_id", *LIKELY)
    rows = rows.left_join(likely, "journey_id").drop("journey_id_right")
    before = share_before.select("deal_id", "why", "time_share", "activity_share", "progress_share")
    for table in (before, deal_sights):
        rows = rows.left_join(table, "deal_id").drop("deal_id_right")
    return rows


def customer_people(
    people: Table, mail_refusals: Table, coverage: Table, deals: Table, events: Table, moment: Table
) -> Table:
    """One person of a customer, in one deal's buying group, or with the customer as a whole.

    Columns: `account_id`, `deal_id` (null: with the customer, whatever the deal), `person_id`, `person_refs` (blank
    between), `name`, `title`, `email`, `role`, `role_basis`, `confidence`, `part`, `part_basis`, `part_confidence`,
    `dialogues` (of `coverage`; null without a deal), `last_at` (last act at that customer by the moment; null: not
    seen), `looking_for` (the buying job of the last act that was about one), `wants_no_mail` (has told us so).
    """
    known = people.filter(people.account_id.notnull())
    known = known.select("account_id", "person_id", "person_refs", "name", "title", "email")
    none = ibis.null("string")
    sure = ibis.null("float64")
    unsaid = dict.fromkeys(("deal_id", "role", "role_basis", "part", "part_basis"), none)
    unsaid |= {"confidence": sure, "part_confidence": sure, "dialogues": ibis.null("int64")}
    of_account = known.mutate(**unsaid)
    group = coverage.filter(coverage.person_id.notnull()).join(deals.select("deal_id", "account_id"), "deal_id")
    group = group.left_join(people.select("person_id", "email"), "person_id").drop("person_id_right")
    columns = [*known.columns, *unsaid]
    rows = ibis.union(of_account.select(columns), group.select(columns))
    acts = events.filter(events.account_id.notnull(), events.person_id.notnull(), events.side != "ours")
    acts = acts.cross_join(moment).filter(lambda t: t.happened_at <= t.moment)
    newest = ibis.window(group_by=[acts.account_id, acts.person_id], order_by=[acts.happened_at.desc(), acts.event_id])
    about = acts.filter(acts.job.isin(JOBS))
    about = about.mutate(place=ibis.row_number().over(newest)).filter(lambda t: t.place == 0)
    last = acts.group_by(["account_id", "person_id"]).agg(last_at=acts.happened_at.max())
    looks = about.select("account_id", "person_id", looking_for="job")
    for table in (last, looks):
        rows = rows.left_join(table, ["account_id", "person_id"]).drop("account_id_right", "person_id_right")
    rows = rows.left_join(mail_refusals.mutate(wants_no_mail=True), "person_id").drop("person_id_right")
    return rows.mutate(wants_no_mail=rows.wants_no_mail.fill_null(False))


def weekly_acts(presences: Table, touchpoints: Table, seller_activity: Table, deal_needs: Table) -> Table:
    """How much was done in one week in one lane of a customer's picture, for one buying need.

    Columns: `account_id`, `journey_id`, `deal_id` (ours and dialogues only; null: on none), `week` (its Monday), `lane`
    (the buying job they read about; `elsewhere`: no job that we know of; `talks`: two-way, with somebody of theirs
    named, for a meeting that names nobody may have been one of ours alone; `ours`), `acts`.
    """
    job = presences.job.isin(JOBS).ifelse(presences.job, ELSEWHERE)
    read = presences.select("account_id", "journey_id", "week", "acts", deal_id=ibis.null("string"), lane=job)
    need = deal_needs.select("deal_id", need_id="journey_id")
    named = touchpoints.filter(touchpoints.person_ids.fill_null("") != "")
    talks = named.select(
        "account_id",
        "deal_id",
        week=named.happened_at.truncate("W").date(),
        acts=ibis.literal(1, "int64"),
        lane=ibis.literal(TALKS),
    )
    ours = seller_activity.select("account_id", "deal_id", "week", "acts", lane=ibis.literal(OURS))
    columns = ["account_id", "deal_id", "week", "acts", "lane"]
    both = ibis.union(talks.select(columns), ours.select(columns))
    both = both.left_join(need, "deal_id").drop("deal_id_right")
    placed = both.select(*columns, journey_id=ibis.coalesce(both.need_id, both.account_id))
    keys = ["account_id", "journey_id", "deal_id", "week", "lane"]
    every = ibis.union(read.select(*keys, "acts"), placed.select(*keys, "acts"))
    return every.group_by(keys).agg(acts=every.acts.sum())


def monday_needs(monday: Table, journeys: Table, account_sights: Table) -> Table:
    """One buying need that stands on somebody's list this week, as the lists show it and are cut.

    Columns: `journey_id`; how far each job is done (0-1: `problem_identification`, `solution_exploration`,
    `requirements_building`, `supplier_selection`, `validation`, `consensus_creation`), `chance_90d`, `chance_low` and
    `chance_high` of `journeys`; `with_account`, `above_account` of `account_sights`.
    """
    rows = journeys.semi_join(monday, "journey_id").select("journey_id", "account_id", *JOBS, *LIKELY)
    return rows.left_join(account_sights, "account_id").drop("account_id", "account_id_right")


def monday_acts(monday: Table, recent_acts: Table) -> Table:
    """One act that a reason on somebody's list this week may name.

    Columns: `journey_id`, `event_id`, `happened_at`, `what`, `channel` of `recent_acts`.
    """
    rows = recent_acts.semi_join(monday, "journey_id")
    return rows.select("journey_id", "event_id", "happened_at", "what", "channel")


def listed_bets(
    bet_candidates: Table, bets: Table, accounts: Table, account_sights: Table, deal_sights: Table
) -> Table:
    """One journey that this week's hours may go to, as the page of the week's plan shows it and is cut.

    Columns: of `bet_candidates` `journey_id`, `account_id`, `deal_id`, `is_worth`; of `bets` `order`, `reason`,
    `either`; the
    account's `name`; `with_account`, `above_account` of `account_sights`; `with_deal`, `above_deal` of `deal_sights`.
    """
    rows = bet_candidates.select("journey_id", "account_id", "deal_id", "is_worth")
    rows = rows.join(bets.select("journey_id", "order", "reason", "either"), "journey_id")
    rows = rows.join(accounts.select("account_id", "name"), "account_id")
    rows = rows.left_join(account_sights, "account_id").drop("account_id_right")
    return rows.left_join(deal_sights, "deal_id").drop("deal_id_right")


def listed_dialogues(dialogues: Table, bets: Table, deals: Table, deal_sights: Table) -> Table:
    """One deal that needs a dialogue, as the list of dialogues is ordered and cut.

    Columns: `account_id`, `deal_id`, `name`, `stuck_job`, `sure` (of what is stuck), `place` (of its journey in this
    week's order; null: in none), and `with_deal`, `above_deal` of `deal_sights`.
    """
    first = dialogues.filter(dialogues.order == 1)
    first = first.select("account_id", "deal_id", "journey_id", "stuck_job", "sure")
    rows = first.left_join(bets.select("journey_id", place="order"), "journey_id").drop("journey_id_right")
    rows = rows.join(deals.select("deal_id", "name"), "deal_id")
    rows = rows.left_join(deal_sights, "deal_id").drop("deal_id_right")
    return rows.select("account_id", "deal_id", "name", "stuck_job", "sure", "place", "with_deal", "above_deal")


def helped_deals(sparring: Table, deals: Table, deal_values: Table, deal_sights: Table) -> Table:
    """One stuck deal about which a colleague can be asked, as the list of teams is ordered and cut.

    Columns: `account_id`, `deal_id`, `name`, `size_share` (of the other deals with a smaller amount), and `with_deal`,
    `above_deal` of `deal_sights`.
    """
    first = sparring.filter(sparring.order == 1).select("account_id", "deal_id")
    return _sized(first, deals, deal_values, deal_sights)


def listed_sparring(sparring: Table, deals: Table, deal_sights: Table) -> Table:
    """One colleague to ask about one stuck deal, with the name of the case and who may see that.

    Columns: those of `sparring`; of the case `case_name`, and `with_deal`, `above_deal` of `deal_sights`.
    """
    rows = sparring.left_join(deals.select(case_deal_id="deal_id", case_name="name"), "case_deal_id")
    rows = rows.drop("case_deal_id_right")
    sights = deal_sights.rename(case_deal_id="deal_id")
    return rows.left_join(sights, "case_deal_id").drop("case_deal_id_right")


def thread_deals(threads: Table, deals: Table, deal_values: Table, deal_sights: Table) -> Table:
    """One open deal and the threads that it hangs on, as the list of teams is ordered and cut.

    Columns: those of `threads`; `name`, `size_share` (of the other deals with a smaller amount), and `with_deal`,
    `above_deal` of `deal_sights`.
    """
    return _sized(threads, deals, deal_values, deal_sights)


def _sized(rows: Table, deals: Table, deal_values: Table, deal_sights: Table) -> Table:
    rows = rows.join(deals.select("deal_id", "name"), "deal_id")
    rows = rows.join(deal_values.select("deal_id", "size_share"), "deal_id")
    return rows.left_join(deal_sights, "deal_id").drop("deal_id_right")


def next_steps(path_next: Table, accounts: Table, account_sights: Table) -> Table:
    """One journey under way and what came next on won ones like it, as the list of paths is ordered and cut.

    Columns: those of `path_next`; of its account `name`, and `with_account`, `above_account` of `account_sights`.
    """
    rows = path_next.join(accounts.select("account_id", "name"), "account_id")
    return rows.left_join(account_sights, "account_id").drop("account_id_right")
