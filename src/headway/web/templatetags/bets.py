"""What may be said of a bet, in words."""

from django import template
from django.utils.translation import gettext_lazy as _

register = template.Library()

ANSWERS = {"pinned": _("Pinned"), "dropped": _("Dropped"), "moved": _("Moved")}

RULES = {
    "worth": _("what a visit can change"),
    "chance": _("the chance that they buy"),
    "amount": _("chance times amount"),
}


@register.filter
def rule_of_bets(name: str) -> str:
    """By what bets could be put in order."""
    return str(RULES[name])


@register.filter
def bet_answer(name: str) -> str:
    """What one of us has said."""
    return str(ANSWERS[name])
