"""The words of coaching."""

from django import template
from django.utils.translation import gettext

from headway.sources.coaching import coaching_words

register = template.Library()


@register.filter
def coaching_act(name: str) -> str:
    """Teach, tailor or take control."""
    return gettext(coaching_words()["acts"][name])


@register.filter
def coaching_step(act: str) -> str:
    """A first step of an act, for the leader to change."""
    return gettext(coaching_words()["steps"][act])


@register.filter
def pulse_item(name: str) -> str:
    """One item after a talk."""
    return gettext(coaching_words()["pulse"][name])


@register.filter
def headline(sentence: str) -> str:
    """A sentence as a headline: without its full stop."""
    return sentence.removesuffix(".")


@register.filter
def roughly(many: int) -> int:
    """A count to two figures, for what is only about so many.

    >>> roughly(6742), roughly(85)
    (6700, 85)
    """
    return round(many, min(0, 2 - len(str(many))))
