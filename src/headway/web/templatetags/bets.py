"""What may be said of a bet, in words."""

from django import template
from django.utils.translation import gettext_lazy as _

register = template.Library()

ANSWERS = {"pinned": _("Pinned"), "dropped": _("Dropped"), "moved": _("Moved")}


@register.filter
def bet_answer(name: str) -> str:
    """What one of us has said."""
    return str(ANSWERS[name])
