"""How customers, deals and their numbers are said: always in words that need no explaining."""

from django import template
from django.utils.formats import get_format
from django.utils.translation import gettext_lazy as _

register = template.Library()

PARTS = {
    "nearly_all": _("nearly all"),
    "most": _("most"),
    "two_thirds": _("about two thirds"),
    "half": _("about half"),
    "third": _("about a third"),
    "quarter": _("about a quarter"),
    "sixth": _("about a sixth"),
    "tenth": _("about a tenth"),
    "little": _("hardly any"),
    "unknown": _("cannot tell yet"),
}
LOOKS_FOR = {
    "problem_identification": _("what their present way costs them"),
    "solution_exploration": _("ways to solve it"),
    "requirements_building": _("what exactly it must do"),
    "supplier_selection": _("whom to choose"),
    "validation": _("proof that it will work"),
    "consensus_creation": _("prices and reasons to show their colleagues"),
}
KINDS = {
    "service": _("Service"),
    "solution": _("Solution"),
    "relationship": _("Relationship"),
    "consultancy": _("Consultancy"),
    "unknown": _("Cannot tell yet"),
}
VERDICTS = {"strike": _("Strike now"), "wait": _("Not yet"), "leave_digital": _("Leave digital")}
LANES = {"talks": _("Writes or meets"), "ours": _("What we did")}
STATUSES = {"open": _("open"), "won": _("won"), "lost": _("lost")}
ROLES = {"decides": _("decides"), "influences": _("influences"), "unknown": _("role unknown")}
KNOWN_BY = {
    "told": _("told by one of us"),
    "declared": _("named in the CRM"),
    "met": _("met or wrote"),
    "seen": _("read our pages"),
}
HEARD = {
    "occasion": _("An occasion that set them going"),
    "year_end": _("Their financial year ends"),
    "rival": _("Another supplier stands in their demands"),
    "against": _("Somebody there is against it"),
    "undecided": _("Somebody there is undecided"),
    "for": _("Somebody there is for it"),
}
PLAYS = {
    "decision_maker": _("decides"),
    "economic_buyer": _("holds the money"),
    "technical_evaluator": _("tests it"),
    "end_user": _("works with it"),
    "procurement": _("buys"),
    "legal_security": _("guards law and security"),
    "champion": _("drives it"),
    "influencer": _("advises"),
    "unknown": _("part unknown"),
}
PART_BASES = {
    "declared": _("by the CRM"),
    "title": _("by the title"),
    "reading": _("by what is read"),
    "acts": _("by what was done"),
}
OUR_ROLES = {
    "account_manager": _("the account manager"),
    "design_manager": _("a design manager"),
    "implementation_manager": _("an implementation manager"),
    "executive": _("an executive"),
}
CHANNELS = {
    "meetings": _("mostly meetings"),
    "calls": _("mostly calls"),
    "mails": _("mostly mails"),
    "mixed": _("meetings, calls and mails"),
}
SITUATIONS = {
    "routine": _("Routine"),
    "modified": _("Bought before, now different"),
    "new_complex": _("New and complex"),
    "unknown": _("Cannot tell yet"),
}
SURE_FROM, LIKELY_FROM = 0.85, 0.65
SIGNALS = {
    "start": _("Everybody starts with"),
    "stands_at_problem_identification": _("Stands at the problem"),
    "stands_at_solution_exploration": _("Stands at ways to solve it"),
    "stands_at_requirements_building": _("Stands at requirements"),
    "stands_at_supplier_selection": _("Stands at the choice"),
    "validation": _("How sure they are that it will work"),
    "consensus_creation": _("How far their people agree"),
    "momentum": _("How much it moved lately"),
    "people": _("People active in eight weeks"),
    "seen": _("Somebody read of a buying job within twelve weeks"),
    "choosing_lately": _("Read of choice, proof or prices in the last weeks"),
    "choosing": _("Read of choice, proof or prices in the last months"),
    "exploring": _("Read of problems, ways or requirements in the last months"),
    "open_deal": _("A deal is open"),
    "sellers_probability": _("The chance written in the CRM"),
    "stale_deal": _("The deal has not changed for 90 days"),
    "deal_age": _("How long the deal has been open"),
    "closes_soon": _("The closing day in the CRM is within a quarter"),
    "overdue": _("The closing day in the CRM is past"),
    "customer": _("Has bought before"),
    "purchases": _("How often it has bought"),
    "bought_lately": _("Bought within half a year"),
    "dialogue": _("Dialogues in eight weeks"),
    "size": _("How large the company is"),
}


@register.filter
def figure(value: float | None, places: int) -> str:
    """A number with so many places, as the reader's language writes it; nothing where it is unknown.

    Where a table has hundreds of them, Django's own `floatformat` takes longer than all else on the page.

    >>> figure(0.0125, 3), figure(-0.0001, 3), figure(None, 2)
    ('0.013', '0.000', '')
    """
    if value is None:
        return ""
    # Adding nought makes of "less than nothing, but rounded" plain nought.
    return f"{round(value, places) + 0.0:.{places}f}".replace(".", str(get_format("DECIMAL_SEPARATOR")))


@register.filter
def part(name: str) -> str:
    """A share of something."""
    return str(PARTS[name])


@register.filter
def looks_for(job: str) -> str:
    """What a customer at this buying job looks for."""
    return str(LOOKS_FOR[job])


@register.filter
def kind(name: str) -> str:
    """A kind of sale."""
    return str(KINDS[name])


@register.filter
def verdict(name: str) -> str:
    """Whether to go there this week."""
    return str(VERDICTS[name])


@register.filter
def lane(name: str) -> str:
    """A line of the journey's picture that is no buying job."""
    return str(LANES[name])


@register.filter
def status(name: str) -> str:
    """How a deal stands."""
    return str(STATUSES[name])


@register.filter
def role(name: str) -> str:
    """What a person does in a purchase."""
    return str(ROLES.get(name, name))


@register.filter
def known_by(name: str) -> str:
    """How we know that a person belongs to a deal."""
    return str(KNOWN_BY[name])


@register.filter
def signal(name: str) -> str:
    """One reason for a journey's place in the order."""
    return str(SIGNALS.get(name, name))


@register.filter
def system(link: str) -> str:
    """The host a link leads to, so that several can be told apart."""
    return link.split("/")[2]


@register.filter
def plays(name: str) -> str:
    """Which part somebody plays in a purchase."""
    return str(PLAYS[name])


@register.filter
def part_basis(name: str) -> str:
    """What speaks most for a part."""
    return str(PART_BASES.get(name, name))


@register.filter
def how_sure(share: float | None) -> str:
    """How sure a part is, in a word before it; nothing where it is sure."""
    if share is None or share >= SURE_FROM:
        return ""
    return str(_("likely") if share >= LIKELY_FROM else _("perhaps")) + " "


@register.filter
def our_role(name: str) -> str:
    """A role of ours."""
    return str(OUR_ROLES[name])


@register.filter
def situation(name: str) -> str:
    """What a purchase is to its customer."""
    return str(SITUATIONS[name])


@register.filter
def channel(name: str) -> str:
    """Through what a deal is led."""
    return str(CHANNELS[name])


@register.filter
def heard(what: str) -> str:
    """What somebody there has told."""
    return str(HEARD.get(what, what))
