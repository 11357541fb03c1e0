"""How much of a gain came, and how promises stand, in words."""

from django import template
from django.utils.translation import gettext_lazy as _

register = template.Library()

GOT = {"all": _("They got all of it"), "part": _("They got part of it"), "none": _("It did not come")}
STATUS = {"open": _("to come"), "moved": _("moved"), "late": _("late"), "kept": _("kept")}


@register.filter
def got(name: str) -> str:
    """How much of a gain came.

    >>> got("part")
    'They got part of it'
    """
    return str(GOT[name])


@register.filter
def promise_status(name: str) -> str:
    """How a promise stands."""
    return str(STATUS[name])


@register.filter
def kept_of(row: dict[str, int], side: str) -> str:
    """How many promises of one side, due by now, were kept.

    >>> kept_of({"our_kept": 2, "our_late": 1}, "our")
    '2 of 3'
    """
    due = row[f"{side}_kept"] + row[f"{side}_late"]
    return str(_("%(kept)s of %(due)s") % {"kept": row[f"{side}_kept"], "due": due})


@register.filter
def round_hours(hours: float) -> int:
    """Hours without their minutes."""
    return round(hours)
