"""How each deal is in fact being led: who of ours is on it, through which channel, in which rhythm (S1)."""

import ibis
from ibis.expr.types import StringValue, Table

from headway.sources.settings import setting
from headway.sources.sums import exact_sum, rounded

# Of the two-way dialogues, from which share on one channel is said to be theirs.
MOSTLY = 0.5
SPECIALISTS = ("design_manager", "implementation_manager")


def led_as(
    deals: Table, team_members: Table, touchpoints: Table, crm_acts: Table, moment: Table, settings: Table
) -> Table:
    """One deal and the kind of sale that its team and dialogues look like.

    A deal with a design or implementation manager is led as one with many people; one with often dialogues (`[lead]` in
    the settings: so many, or one in so many days) as one of a long relationship. Columns: `deal_id`, `led_as` (service,
    solution, relationship, consultancy; unknown: nobody of ours, or no dialogue, is logged), `our_people` (on it),
    `specialists` (design or implementation managers among them), `dialogues` (two-way), `channel` (meetings, calls or
    mails, where most dialogues are one; mixed; null: none), `rhythm_days` (between two dialogues, on average; null:
    fewer than two), `our_hours` (logged on the deal).
    """
    team = _team(team_members)
    talks = _dialogues(touchpoints)
    hours = _hours(crm_acts, moment)
    rows = deals.select("deal_id")
    for table in (team, talks, hours):
        rows = rows.left_join(table, "deal_id").drop("deal_id_right")
    rows = rows.cross_join(_often(settings))
    spread = rows.last_on.delta(rows.first_on, unit="day")
    rhythm = (rows.dialogues > 1).ifelse(spread / (rows.dialogues - 1).nullif(0), ibis.null("float64"))
    often = (rows.dialogues >= rows.often_from) | (rows.quick & (rhythm <= rows.often_days)).fill_null(False)
    led = ibis.cases(
        (rows.our_people.isnull() | rows.dialogues.isnull(), "unknown"),
        ((rows.specialists >= 1) & often, "consultancy"),
        (rows.specialists >= 1, "solution"),
        (often, "relationship"),
        else_="service",
    )
    return rows.select(
        "deal_id",
        "channel",
        led_as=led,
        our_people=rows.our_people.fill_null(0),
        specialists=rows.specialists.fill_null(0),
        dialogues=rows.dialogues.fill_null(0),
        rhythm_days=rounded(rhythm, 1),
        our_hours=rows.our_hours.fill_null(0.0),
    )


def _team(team_members: Table) -> Table:
    is_one = team_members.part.isin(SPECIALISTS)
    return team_members.group_by("deal_id").agg(
        our_people=team_members.user_ref.nunique(), specialists=team_members.user_ref.nunique(where=is_one)
    )


def _dialogues(touchpoints: Table) -> Table:
    own = touchpoints.filter(touchpoints.deal_id.notnull())
    talks = own.group_by("deal_id").agg(
        dialogues=own.count(),
        first_on=own.happened_at.min().date(),
        last_on=own.happened_at.max().date(),
        meetings=(own.channel == "meeting").ifelse(1, 0).sum(),
        calls=(own.channel == "call").ifelse(1, 0).sum(),
        mails=(own.channel == "email").ifelse(1, 0).sum(),
    )
    return talks.mutate(channel=_mostly(talks), quick=talks.dialogues >= FEWEST_FOR_A_RHYTHM)


# Two dialogues close together are no rhythm yet.
FEWEST_FOR_A_RHYTHM = 4


def _mostly(talks: Table) -> StringValue:
    named = ((talks[name] > talks.dialogues * MOSTLY, name) for name in ("meetings", "calls", "mails"))
    return ibis.cases(*named, else_="mixed")


def _hours(crm_acts: Table, moment: Table) -> Table:
    done = crm_acts.filter(crm_acts.deal_id.notnull(), crm_acts.side != "customer").cross_join(moment)
    done = done.filter(done.happened_at <= done.moment)
    return done.group_by("deal_id").agg(our_hours=exact_sum(done.minutes.fill_null(15.0) / 60.0))


def _often(settings: Table) -> Table:
    return settings.agg(
        often_from=setting(settings, "lead.often_from_dialogues"),
        often_days=setting(settings, "lead.often_within_days"),
    )
