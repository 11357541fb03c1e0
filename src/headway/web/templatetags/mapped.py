"""How the company's own words, and what they mean, are said."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

register = template.Library()

SORTS = {
    "zone": _("Time zones"),
    "stage": _("Stages"),
    "role": _("Roles in a deal"),
    "pipeline": _("Pipelines"),
    "record_type": _("Record types"),
    "deal_type": _("Types of deal"),
    "field": _("Fields of your own"),
    "currency": _("Currencies"),
}
HINTS = {
    "zone": _(
        "Some exports tell times by the clock of your account in that system, without saying in which zone it is. They"
        " are read as UTC until you say: look there in the settings of the account."
    ),
    "stage": _("Which stages say that a deal is won or lost. The rest is open."),
    "role": _("What people do in a purchase, and what our own people do in a deal."),
    "pipeline": _("Which pipelines are sales. Renewals and partners may be left out: their deals then count nowhere."),
    "record_type": _("Which record types are sales. What is left out counts nowhere."),
    "deal_type": _("Which types of deal are sales. What is left out counts nowhere."),
    "field": _("Which of your own fields holds the amount, the product or the kind of a deal."),
    "currency": _(
        "Amounts are compared in your own currency, by your rates. Without a rate an amount is compared with nothing."
        " Write how many of a currency are one of yours, or own."
    ),
}
MEANINGS = {
    "open": _("open"),
    "won": _("won"),
    "lost": _("lost"),
    "decides": _("decides"),
    "influences": _("influences"),
    "account_manager": _("ours: account manager"),
    "design_manager": _("ours: design manager"),
    "implementation_manager": _("ours: implementation manager"),
    "executive": _("ours: executive"),
    "expert": _("ours: expert"),
    "neither": _("none of these"),
    "counts": _("a sale"),
    "left out": _("left out"),
    "amount": _("the amount"),
    "kind": _("the type of deal"),
    "product": _("the product"),
    "own": _("your own currency"),
    "rate": _("by your rate"),
}
NOT_SAID = {"field": _("not used"), "zone": _("read as UTC until you say")}
BASES = {
    "a person": _("one of you said so"),
    "settings": _("headway.toml says so"),
    "the CRM": _("as the CRM treats it"),
    "its words": _("by its words"),
    "own": _("as most deals are in it, or the CRM says so"),
    "CRM": _("by the CRM's rate"),
}


@register.filter
def sort_name(about: str) -> str:
    """What a sort of words is called."""
    return str(SORTS[about])


@register.filter
def sort_hint(about: str) -> str:
    """What is asked of such words."""
    return str(HINTS[about])


@register.filter
def meaning(means: str) -> str:
    """What a word means; a rate as it was written."""
    return str(MEANINGS.get(means, means))


@register.filter
def word_taken(facts: Mapping[str, Any]) -> str:
    """What a word counts as now, why, and what is proposed."""
    proposed = MEANINGS.get(facts["proposed"]) if facts["proposed"] != facts["means"] else None
    if facts["means"]:
        taken = gettext("%(means)s, %(why)s") % {"means": meaning(facts["means"]), "why": BASES[facts["basis"]]}
    else:
        taken = str(NOT_SAID.get(facts["about"], _("cannot tell yet")))
    return f"{taken}; {gettext('proposed: %(means)s') % {'means': proposed}}" if proposed else taken
