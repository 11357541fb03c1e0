"""How customers, deals and their numbers are said: always in words that need no explaining."""

from django import template
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
