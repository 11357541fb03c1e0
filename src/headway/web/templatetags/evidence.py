"""How rules, measures and versions are said."""

from django import template
from django.utils.translation import gettext_lazy as _

register = template.Library()

RULES = {
    "learned": _("Headway, learned from your purchases"),
    "judgement": _("Headway, by our own judgement alone"),
    "boosted": _("Headway, by branching rules"),
    "base_rate": _("At random"),
    "page_views": _("By page views"),
    "choosing_views": _("By views of prices, proof and choice"),
    "points": _("By points of marketing automation"),
    "sellers_probability": _("By the seller's own word"),
    "naive_bayes": _("By naive Bayes over what the CRM says, as open-source CRMs score"),
    "ridge": _("By plain weights learned from counts"),
}
MEASURES = {
    "log_loss": _("Log loss"),
    "brier": _("Brier score"),
    "auc": _("AUC"),
    "slope": _("Calibration slope"),
    "intercept": _("Calibration intercept"),
    "top_2pct": _("Bought, of the first 2 %"),
    "top_10pct": _("Bought, of the first 10 %"),
    "held_2pct": _("Observed over expected, first 2 %"),
    "held_10pct": _("Observed over expected, first 10 %"),
}
SEGMENTS = {
    "all": _("All customers"),
    "open_deal": _("With an open deal"),
    "without_deal": _("Without a deal"),
    "seen": _("Seen on our sites within twelve weeks"),
}
ENDINGS = {
    "won": _("They buy"),
    "closed": _("A deal ends without a purchase"),
    "no_decision": _("They buy from nobody"),
}
BASES = {
    "judgement": _("our own judgement"),
    "learned": _("learned from your own past"),
    "boosted": _("branching rules learned from your own past"),
}
ODD = {
    "more": _("More came than chance allows: what is said is too careful now."),
    "fewer": _("Fewer came than chance allows: what is said promises too much now."),
    "no_better": _("What was said was no better than knowing nothing."),
    "": _("As expected, give or take what chance does."),
}


@register.filter
def rule(name: str) -> str:
    """By what customers were named."""
    return str(RULES[name])


@register.filter
def rule_within(name: str) -> str:
    """The same within a sentence: names keep their capitals."""
    said = rule(name)
    return said if said.startswith("Headway") else said[:1].lower() + said[1:]


@register.filter
def measure(name: str) -> str:
    """A measure of how good a rule is."""
    return str(MEASURES[name])


@register.filter
def segment(name: str) -> str:
    """A part of the customers."""
    return str(SEGMENTS[name])


@register.filter
def ending(name: str) -> str:
    """What an estimate is about."""
    return str(ENDINGS[name])


@register.filter
def basis(name: str) -> str:
    """What an estimate rests on."""
    return str(BASES[name])


@register.filter
def odd(name: str) -> str:
    """How what came differs from what was expected."""
    return str(ODD[name])
