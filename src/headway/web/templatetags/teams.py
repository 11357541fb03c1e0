"""How parts in a deal team, what became of asking a colleague, and how often a team won are said."""

from django import template
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from headway.asking.competencies import Result

register = template.Library()

PARTS = {
    "account_manager": _("account manager"),
    "design_manager": _("design manager"),
    "implementation_manager": _("implementation manager"),
    "executive": _("executive"),
    "expert": _("expert"),
    "unknown": _("colleague"),
}
ANSWERS = {"asked": _("Asked"), "met": _("Has met them"), "helped": _("Has helped")}


@register.filter
def team_part(name: str) -> str:
    """A part in the deal team."""
    return str(PARTS[name])


@register.filter
def sparring_answer(name: str) -> str:
    """What became of asking a colleague."""
    return str(ANSWERS[name])


@register.filter
def more_or_fewer(row: Result) -> str:
    """The range in which a team's difference from the usual lies, of a hundred deals."""
    low, high = row.low or 0, row.high or 0
    if low >= 0:
        return gettext("between %(low)s and %(high)s more") % {"low": low, "high": high}
    if high <= 0:
        return gettext("between %(low)s and %(high)s fewer") % {"low": -high, "high": -low}
    return gettext("between %(low)s fewer and %(high)s more") % {"low": -low, "high": high}
