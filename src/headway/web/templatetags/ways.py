"""How the ways customers went are said."""

from collections.abc import Mapping

from django import template
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from headway.web.templatetags.headway import JOBS
from headway.web.templatetags.said import KINDS

register = template.Library()

ENDINGS = {"won": _("won"), "lost": _("lost"), "no_decision": _("no decision"), "under_way": _("under way")}
# Journeys with one ending, as a sentence goes on after a number.
ENDED = {
    "won": _("we won"),
    "lost": _("we lost"),
    "no_decision": _("that ended without a decision"),
    "under_way": _("under way"),
}
EVERY_KIND = _("every kind")
FACTS = {
    "began": _("began with %(job)s"),
    "touched": _("had come to %(job)s"),
    "revisited": _("had come back to %(job)s"),
    "order": _("had come to %(job)s before %(other)s"),
    "followed": _("had gone straight from %(job)s to %(other)s"),
    "second_person": _("had a second person reading"),
    "third_person": _("had a third person reading"),
}
CAME_BACK = _("had come back to any job")
# From this number of ways on, the last figure says nothing.
ROUGH_FROM = 20


@register.filter
def ending(name: str) -> str:
    """How a journey ended."""
    return str(ENDINGS[name])


@register.filter
def ended(name: str) -> str:
    """Journeys with an ending, after their number."""
    return str(ENDED[name])


@register.filter
def kind_or_every(name: str) -> str:
    """A kind of sale, or all of them."""
    return str(EVERY_KIND if name == "all" else KINDS[name])


@register.filter
def fact(row: Mapping[str, str | None]) -> str:
    """What is so of a journey."""
    job, other = (str(JOBS[name]) if name else "" for name in (row["job"], row["other_job"]))
    words = CAME_BACK if row["fact"] == "revisited" and not row["job"] else FACTS[str(row["fact"])]
    return str(words) % {"job": job, "other": other}


@register.filter
def by_then(weeks: int) -> str:
    """Until when something had happened; nothing for what is so from the first step on."""
    return ngettext("within %(n)s week", "within %(n)s weeks", weeks) % {"n": weeks} if weeks else ""


@register.filter
def roughly(number: float) -> str:
    """A number of ways in as many figures as mean something."""
    return str(round(number / 5) * 5 if number >= ROUGH_FROM else max(1, round(number)))


@register.filter
def next_step(name: str) -> str:
    """What came next: a buying job, or the purchase."""
    return gettext("they bought") if name == "end" else str(JOBS[name])


@register.filter
def half_within(days: float) -> str:
    """Half of the waits are no longer than this."""
    weeks = round(days / 7)
    return gettext("within a week") if weeks <= 1 else gettext("within %(n)s weeks") % {"n": weeks}
