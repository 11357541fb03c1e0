"""Amounts as people say them: rounded to what they can bear, in the reader's own figures, with the currency."""

from math import floor, log10

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

register = template.Library()

THOUSAND, MILLION = 1e3, 1e6
MINUS = "\N{MINUS SIGN}"
# So many figures of an amount are said.
FIGURES = 2
RULES = {
    "ours": gettext_lazy("Headway"),
    "by_stage": gettext_lazy("By stage: amounts times the CRM's chance"),
    "by_commit": gettext_lazy("What sellers are nearly sure of"),
    "last_year": gettext_lazy("The same days a year before"),
}


@register.filter
def money(amount: float | None, currency: str = "") -> str:
    """One amount to two figures.

    >>> money(1_234_567, "EUR"), money(84_321, "DKK"), money(None, "EUR"), money(0.0, "EUR")
    ('1.2 million EUR', '84,000 DKK', 'cannot tell yet', '0 EUR')
    """
    if amount is None:
        return _("cannot tell yet")
    in_millions = amount >= MILLION
    return _with(_said(amount, in_millions), currency, in_millions)


@register.filter
def between(row: dict[str, float], currency: str = "") -> str:
    """From what to what, as one phrase; of two that are said alike, one.

    >>> between({"low": 1_180_000, "high": 1_920_000}, "EUR")
    '1.2 and 1.9 million EUR'
    >>> between({"low": 84_000, "high": 1_200_000}, "EUR")
    '84,000 and 1.2 million EUR'
    """
    low, high = row["low"], row["high"]
    in_millions = low >= MILLION / 10 and high >= MILLION
    first, last = _said(low, in_millions), _said(high, high >= MILLION)
    said = last if first == last else _("%(low)s and %(high)s") % {"low": first, "high": last}
    return _with(said, currency, high >= MILLION)


@register.filter
def short(amount: float | None) -> str:
    """The same for a picture: 1.2 m, 84 k."""
    if amount is None:
        return ""
    if amount >= MILLION:
        return _("%(amount)s m") % {"amount": _said(amount, in_millions=True)}
    if amount >= THOUSAND:
        return _("%(amount)s k") % {"amount": number_format(round(amount / THOUSAND))}
    return number_format(round(amount))


@register.filter
def less(amount: float) -> float:
    """How much less, as an amount."""
    return -amount


@register.filter
def signed(amount: float) -> str:
    """A change, with its sign.

    >>> signed(84_321.0), signed(-1_234_567.0) == f"{MINUS}1.2 m", signed(0.2)
    ('+84 k', True, '0')
    """
    said = short(abs(amount))
    return said if said == short(0.0) else f"{'+' if amount > 0 else MINUS}{said}"


@register.filter
def outlook_rule(name: str) -> str:
    """What people go by."""
    return str(RULES[name])


def _said(amount: float, in_millions: bool) -> str:
    if amount <= 0:
        return number_format(0)
    digits = FIGURES - 1 - floor(log10(amount))
    rounded = round(amount, digits)
    if in_millions:
        places = 0 if rounded >= 10 * MILLION else 1
        return number_format(round(rounded / MILLION, places), places)
    return number_format(round(rounded), force_grouping=True)


def _with(said: str, currency: str, in_millions: bool) -> str:
    said = _("%(amount)s million") % {"amount": said} if in_millions else said
    return f"{said} {currency}".strip()
