"""How chances are said: counts that need no explaining, and why there are none."""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from headway.asking.chances import Chance, End, Estimate, Odds, Range

register = template.Library()

ENDS = {
    "won": gettext_lazy("%(n)s bought from us"),
    "lost": gettext_lazy("%(n)s lost"),
    "status_quo": gettext_lazy("%(n)s staying as they are"),
    "indecision": gettext_lazy("%(n)s without making up their mind"),
    "open": gettext_lazy("%(n)s still open"),
}

OTHERWISE = {
    "lost": gettext_lazy("it is lost"),
    "status_quo": gettext_lazy("they stay as they are"),
    "indecision": gettext_lazy("they cannot make up their mind"),
}


@register.filter
def odds(said: Odds) -> str:
    """A chance, such as about 1 in 4."""
    words = {
        "about": _("about %(some)s in %(of)s"),
        "less": _("less than %(some)s in %(of)s"),
        "more": _("more than %(some)s in %(of)s"),
    }
    return words[said.than] % {"some": said.some, "of": said.of}


@register.filter
def between(said: Range) -> str:
    """A range, such as between 1 in 10 and 3 in 10."""
    numbers = {"low": said.low, "high": said.high, "of": said.of}
    if not said.low:
        return _("at most %(high)s in %(of)s") % numbers
    if said.high == said.of:
        return _("at least %(low)s in %(of)s") % numbers
    if said.low == said.high:
        return _("about %(low)s in %(of)s") % numbers
    return _("between %(low)s in %(of)s and %(high)s in %(of)s") % numbers


@register.filter
def chance(said: Chance) -> str:
    """The chance in the fewest words."""
    if said.about:
        return odds(said.about)
    return between(said.between) if said.between else _("cannot tell yet")


@register.filter
def why_no_chance(said: Estimate) -> str:
    """Why nobody can tell how likely a purchase is."""
    numbers = {"wins": said.wins, "needed": said.wins_needed}
    words = {
        "told": _("What is known of this customer leaves anything between nothing and a purchase."),
        "few": _("Too few purchases so far to learn from: %(wins)s of %(needed)s."),
        "no_record": _("There are purchases to learn from, but too few earlier moments to check a chance against."),
        "no_better": _("At earlier moments a chance told no more than knowing nothing of the customer."),
        "worse": _("At earlier moments a chance would have misled more than knowing nothing of the customer."),
        "not_built": _("It comes with the next build."),
    }
    return words[said.why] % numbers


@register.filter
def end(said: End) -> str:
    """One way in which some of ten deals end."""
    return str(ENDS[said.name]) % {"n": said.of_ten}


@register.filter
def otherwise(name: str) -> str:
    """How it ends without a purchase."""
    return str(OTHERWISE[name])


@register.filter
def long_until(left: tuple[str, int]) -> str:
    """How long it takes until half of such deals have ended."""
    unit, many = left
    words = {
        "weeks": ngettext("about a week", "about %(n)s weeks", many),
        "months": ngettext("about a month", "about %(n)s months", many),
        "year": _("more than a year"),
    }
    return words[unit] % {"n": many}
