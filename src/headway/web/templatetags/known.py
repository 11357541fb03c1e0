"""How sources, their age, claims and pages are said."""

from datetime import timedelta

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from headway.asking.audiences import Audience
from headway.asking.tracking import Outage
from headway.sources.words import SYSTEMS
from headway.web.templatetags.headway import JOBS

register = template.Library()

CLAIMS = {
    "matrix": _("Which of the four kinds each sale is"),
    "routes": _("Digital, hybrid or personal for each buying situation"),
    "journeys": _("How far each customer is before a seller enters"),
    "paths": _("Which ways customers really went"),
    "bets": _("Whom to see this week, and whom not yet"),
    "dialogues": _("What to ask in each dialogue"),
    "teams": _("Who has met whom, and whom to bring in"),
    "coaching": _("What to teach, and to whom"),
    "coverage": _("Who decides there, and how many are still unseen"),
    "competencies": _("Which strengths each kind of sale needs"),
    "outcomes": _("What the customer has confirmed"),
}
SURE = {
    "company": _("You said so"),
    "high": _("Sure"),
    "fair": _("Fairly sure"),
    "guess": _("A guess"),
    "cannot_tell": _("Cannot tell yet"),
}
NO_JOB = _("No buying job")
# Where each system keeps what is asked for.
EXPORTS = {
    "salesforce": _("Setup, Data Export: the CSV files, or the zip as it is sent."),
    "hubspot": _("Exports of companies, contacts, deals and activities as CSV, or the tables of a replica."),
    "odoo": _("One file for each model, such as crm_lead: JSON, CSV or Parquet."),
    "pipedrive": _("Exports of its lists, or its API's answers."),
    "dynamics": _("Dataverse's rows, one file for each table."),
    "mail": _("Mailboxes as files, such as mbox or eml: headers and answers are read."),
    "calendar": _("Calendars as files, such as ics."),
    "segment": _("A copy of the raw archive: files of JSON lines, packed or not."),
    "rudderstack": _("The calls in your bucket: files of JSON lines, packed or not."),
    "snowplow": _("Enriched events as the pipeline writes them, or rows of the warehouse's table of events."),
    "matomo": _("The visits log, as Live.getLastVisitsDetails answers in JSON."),
    "ga4": _("The export to BigQuery: its days as JSON lines or Parquet."),
    "posthog": _("The events export: JSON lines, CSV or Parquet."),
    "outcomes": _("What customers say they got: a table with deal_id, what, got, person and confirmed_on."),
}
A_DAY, MONTH_DAYS = timedelta(days=1), 30
# Older than this, what is shown is no longer this week's.
STALE_FROM = timedelta(days=8)


@register.filter
def claim(noun: str) -> str:
    """What a noun answers."""
    return str(CLAIMS[noun])


@register.filter
def system(name: str) -> str:
    """A system as it calls itself."""
    return SYSTEMS.get(name, name.capitalize())


@register.filter
def export_of(name: str) -> str:
    """What to export from a system."""
    return str(EXPORTS[name])


@register.filter
def page_sure(name: str) -> str:
    """How surely a page's job is right."""
    return str(SURE[name])


@register.filter
def place_name(job: str) -> str:
    """A buying job, or that there is none."""
    return str(NO_JOB if job == "none" else JOBS[job])


@register.filter
def because(basis: str) -> str:
    """The word that placed a page, and where it stands."""
    words = basis.partition(": ")[2] or basis
    return words.replace("in path", gettext("in the address")).replace("in title", gettext("in the title"))


@register.filter
def readers_said(audience: Audience) -> str:
    """How many readers there are of one kind."""
    n = audience.readers
    said = {
        "buyer": ngettext("One who may buy", "%(n)s who may buy", n),
        "customer": ngettext("One who works with what was bought", "%(n)s who work with what they bought", n),
        "job_seeker": ngettext("One who looks for a job with us", "%(n)s who look for a job with us", n),
        "student": ngettext("One who studies", "%(n)s who study", n),
        "rival": ngettext("One of a rival's", "%(n)s of rivals", n),
        "own": ngettext("One of ours", "%(n)s of ours", n),
        "program": ngettext("One program", "%(n)s programs", n),
        "unknown": ngettext("One seen too little to tell", "%(n)s seen too little to tell", n),
    }
    return said[audience.kind] % {"n": f"{n:,}"}


@register.filter
def outage_said(outage: Outage) -> str:
    """When tracking failed, and on how many days."""
    when = {name: date_format(day, "j F Y") for name, day in (("begin", outage.begun_on), ("end", outage.ended_on))}
    if outage.is_one_week:
        said = ngettext("One day in the week of %(begin)s", "%(n)s days in the week of %(begin)s", outage.days)
    else:
        # Two weeks in a row have at least a day each.
        said = gettext("%(n)s days from the week of %(begin)s to that of %(end)s")
    return said % {**when, "n": outage.days}


@register.filter
def age(old: timedelta | None) -> str:
    """How long ago, in the largest unit that says it."""
    if old is None:
        return str(_("of unknown age"))
    if old < 2 * A_DAY:
        return str(_("up to date"))
    days = old.days
    if days < 2 * MONTH_DAYS:
        return ngettext("%(n)s day old", "%(n)s days old", days) % {"n": days}
    return ngettext("%(n)s month old", "%(n)s months old", days // MONTH_DAYS) % {"n": days // MONTH_DAYS}


@register.filter
def is_stale(old: timedelta | None) -> bool:
    """Whether somebody should bring a newer export."""
    return old is None or old > STALE_FROM
