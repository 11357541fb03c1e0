"""What moved a purchase within a week, in words."""

from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from headway.web.templatetags.headway import JOBS

register = template.Library()

WHAT = {
    "won": gettext_lazy("Won"),
    "moved": gettext_lazy("Likelier or less likely"),
    "new": gettext_lazy("Came up new"),
    "lost": gettext_lazy("Lost"),
    "gone": gettext_lazy("Known no longer"),
}
CHANNELS = {
    "meeting": gettext_lazy("met us"),
    "call": gettext_lazy("talked to us by phone"),
    "email": gettext_lazy("wrote to us"),
    "campaign": gettext_lazy("answered a campaign"),
    "plan": gettext_lazy("moved the shared plan on"),
}


@register.filter
def moved_what(name: str) -> str:
    """What happened to a purchase."""
    return str(WHAT[name])


@register.filter
def week_act(row: dict[str, Any]) -> str:
    """What a customer did within the week, how often, and how many of them: a row of `week_acts`.

    >>> week_act({"channel": "web", "job": "validation", "times": 11, "people": 2})
    'read of proof, 11 times (2 people)'
    >>> week_act({"channel": "meeting", "job": None, "times": 1, "people": 0})
    'met us'
    """
    said = _done(row["channel"], row["job"])
    if row["times"] > 1:
        said = ngettext("%(what)s, %(n)s time", "%(what)s, %(n)s times", row["times"]) % {
            "what": said,
            "n": row["times"],
        }
    if row["people"] > 1:
        said = _("%(what)s (%(n)s people)") % {"what": said, "n": row["people"]}
    return said


def _done(channel: str, job: str | None) -> str:
    if job in JOBS:
        return _("read of %(job)s") % {"job": str(JOBS[job]).lower()}
    return str(CHANNELS.get(channel, _("looked at other pages")))
