"""The trade's words as pages say them, and the way from page to page."""

from dataclasses import dataclass

from django import template
from django.template.context import RequestContext
from django.urls import get_resolver
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from headway.asking.colleagues import name_of

register = template.Library()

ACTS = {
    "strike": _("Strike"),
    "bring_in": _("Bring someone in"),
    "ask": _("Ask"),
    "wait": _("Wait"),
    "leave_digital": _("Leave digital"),
}
COUNTED = {
    "strike": _("%(n)s to strike"),
    "bring_in": _("%(n)s to bring someone in"),
    "ask": _("%(n)s to ask"),
    "wait": _("%(n)s to wait for"),
    "leave_digital": _("%(n)s to leave digital"),
}
SURE = {"high": _("Sure"), "fair": _("Fairly sure"), "cannot_tell": _("Cannot tell yet")}
JOBS = {
    "problem_identification": pgettext_lazy("buying job", "Problem"),
    "solution_exploration": pgettext_lazy("buying job", "Ways to solve it"),
    "requirements_building": pgettext_lazy("buying job", "Requirements"),
    "supplier_selection": pgettext_lazy("buying job", "Choice"),
    "validation": pgettext_lazy("buying job", "Proof"),
    "consensus_creation": pgettext_lazy("buying job", "Agreement"),
}
# What the navigation leaves out, because another page leads there.
INSIDE = {"imports"}
# What a leader opens every week stands in the navigation itself; the others one click further.
WEEKLY = {"monday", "customers", "deals", "matrix", "dialogues", "outlook"}
# The letter after g that leads to a noun, where it is not the first one.
KEYS = {
    "competencies": "k",
    "outcomes": "u",
    "coaching": "h",
    "matrix": "x",
    "coverage": "v",
    "dialogues": "t",
    "teams": "w",
    "data": "s",
}


@dataclass(frozen=True)
class Place:
    """One noun in the navigation."""

    name: str
    path: str
    key: str
    is_here: bool
    is_weekly: bool


@register.simple_tag(takes_context=True)
def places(context: RequestContext) -> list[Place]:
    """The nouns there are pages of, and the one this page belongs to."""
    here = context["request"].path
    shown = [noun for noun in get_resolver().urlconf_module.NOUNS if noun not in INSIDE]
    return [_place(noun, here) for noun in shown]


def _place(noun: str, here: str) -> Place:
    path = "/" if noun == "monday" else f"/{noun}/"
    is_here = here == "/" if noun == "monday" else here.startswith(path)
    return Place(gettext(noun.capitalize()), path, KEYS.get(noun, noun[0]), is_here, noun in WEEKLY)


@register.filter
def act(name: str) -> str:
    """What to do, as a leader reads it."""
    return str(ACTS[name])


@register.filter
def sure(name: str) -> str:
    """How sure, as a leader reads it."""
    return str(SURE[name])


@register.filter
def job(name: str) -> str:
    """A buying job in a word or two."""
    return str(JOBS[name])


@register.filter
def counted(acts: dict[str, int]) -> str:
    """How many lines of each act, as one phrase."""
    return gettext(", ").join(str(COUNTED[name]) % {"n": many} for name, many in acts.items())


@register.filter
def headed(title: str) -> str:
    """What a page calls itself, without the site's name that every title ends with."""
    return title.partition(" | ")[0]


@register.filter
def colleague(email: str) -> str:
    """One of ours by the name in the mail address, where it holds a first and a last one; else the address."""
    return name_of(email)
