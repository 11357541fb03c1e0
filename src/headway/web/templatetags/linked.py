"""How the links between names are said: what tied them, and what people of ours say of them."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from headway.asking.identity import Said

register = template.Library()

BASES = {
    "in the CRM": _("it stands in the CRM"),
    "merged in the CRM": _("the CRM has merged them"),
    "website in the CRM": _("the website that the CRM gives"),
    "contacts' mail": _("the addresses of most contacts"),
    "group call": _("your site names the company"),
    "mail domain": _("somebody wrote from there"),
    "same name": _("nobody else on the web has the name"),
    "same name in the CRM": _("the same name, with nothing against it"),
    "one of us said so": _("one of you said so"),
}


@register.filter
def tied_by(basis: str) -> str:
    """What a link stands on."""
    return str(BASES.get(basis, basis))


@register.filter
def person_shown(person: Mapping[str, Any]) -> str:
    """A person by name and address."""
    told = [told for told in (person["name"], person["email"]) if told]
    return ", ".join(told) or str(person["person_id"])


@register.filter
def identity_said(said: Said) -> str:
    """What a person of ours says of who is who."""
    if said.other:
        return gettext("Somebody of ours says: %(ref)s is the same as %(other)s") % {
            "ref": said.ref,
            "other": said.other,
        }
    return gettext("Somebody of ours says: %(ref)s stands alone") % {"ref": said.ref}
