"""How parts in a deal team, and what became of asking a colleague, are said."""

from django import template
from django.utils.translation import gettext_lazy as _

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
